import Consensus
import Host
import Ledger

/// No nonce is used twice (dissertation §6.3): in one life of a replica the serial numbers that an account's
/// transactions use up only grow.
struct NonceUsedOnce: Sendable {
  /// By the account's place in the ledger.
  private var used = PerNode<[UInt64]>([])

  mutating func check(
    _ node: NodeID, _ index: LogIndex, _ effect: AppliedEffect, _ ledger: borrowing LedgerState
  ) -> Breach? {
    guard effect.usesNonce, let sender = effect.sender else { return nil }
    while used[node].count <= sender { used[node].append(0) }
    let last = used[node][sender]
    used[node][sender] = max(last, effect.nonce)
    if effect.nonce > last { return nil }
    return Breach(
      invariant: .nonceUsedOnce, nodes: [node],
      detail: .nonceUsedTwice(
        node, account: ledger.accounts[sender].name, nonce: effect.nonce, entry: index))
  }

  /// A new life.
  mutating func begin(_ node: NodeID) { used[node] = [] }
}

extension ViolationDetail {
  static func nonceUsedTwice(_ node: NodeID, account: String, nonce: UInt64, entry index: LogIndex) -> Self {
    Self(
      "nonce-used-twice", ["node": node, "account": account, "nonce": nonce, "index": index],
      "entry \(index) used nonce \(nonce) of \(account) on \(node), which was used before")
  }
}
