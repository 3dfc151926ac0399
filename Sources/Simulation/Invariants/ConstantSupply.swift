import Consensus
import Ledger

/// Coins are neither made nor lost: after each applied entry the balances of that replica add up to the
/// supply.
enum ConstantSupply {
  static func check(_ seen: Observation, ledger: borrowing LedgerState) -> Breach? {
    guard !seen.applied.isEmpty else { return nil }
    let sum = ledger.sumOfBalances()
    if sum == ledger.supply { return nil }
    return Breach(
      invariant: .constantSupply, nodes: [seen.node],
      detail: .supplyChanged(seen.node, coins: sum, after: ledger.applied, supply: ledger.supply))
  }
}
