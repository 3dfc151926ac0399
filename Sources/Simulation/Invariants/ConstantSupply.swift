import Consensus
import Host
import Ledger

/// Coins are neither made nor lost: after each applied entry the balances of that replica add up to the
/// supply. They are added up when a life of the replica begins; after that the two accounts that an entry
/// speaks of are compared with what they held before.
struct ConstantSupply: Sendable {
  private struct Known: Sendable {
    var balances: [UInt64] = []
    var sum: UInt64 = 0

    mutating func change(_ place: Int?, _ balance: UInt64) {
      guard let place, place <= balances.count else { return }
      if place == balances.count { balances.append(0) }
      sum = sum &+ balance &- balances[place]
      balances[place] = balance
    }
  }
  private var known = PerNode<Known>(Known())

  mutating func check(
    _ node: NodeID, _ index: LogIndex, _ effect: AppliedEffect, _ ledger: borrowing LedgerState
  ) -> Breach? {
    guard effect.outcome > 0 else { return nil }
    if known[node].balances.isEmpty { begin(node, ledger) }
    known[node].change(effect.sender, effect.senderBalance)
    known[node].change(effect.receiver, effect.receiverBalance)
    let sum = known[node].sum
    if sum == ledger.supply { return nil }
    return Breach(
      invariant: .constantSupply, nodes: [node],
      detail: .supplyChanged(node, coins: sum, after: index, supply: ledger.supply))
  }

  /// A new life, which begins with this ledger.
  mutating func begin(_ node: NodeID, _ ledger: borrowing LedgerState) {
    known[node] = Known(balances: ledger.accounts.map(\.balance), sum: ledger.sumOfBalances())
  }
}

extension ViolationDetail {
  static func supplyChanged(_ node: NodeID, coins: UInt64, after index: LogIndex, supply: UInt64) -> Self {
    Self(
      "supply-changed", ["node": node, "coins": coins, "index": index, "supply": supply],
      "\(node) holds \(coins) coins after entry \(index), and the supply is \(supply)")
  }
}
