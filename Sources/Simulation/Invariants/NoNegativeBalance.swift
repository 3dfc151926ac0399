import Consensus
import Host
import Ledger

/// No balance is negative. Balances have no sign, so one that went below nought shows as more than all coins
/// there are.
enum NoNegativeBalance {
  static func check(
    _ node: NodeID, _ index: LogIndex, _ effect: AppliedEffect, _ ledger: borrowing LedgerState
  ) -> Breach? {
    let supply = ledger.supply
    let isSender = effect.senderBalance > supply
    guard isSender || effect.receiverBalance > supply else { return nil }
    guard let place = isSender ? effect.sender : effect.receiver, place < ledger.accounts.count else {
      return nil
    }
    return Breach(
      invariant: .noNegativeBalance, nodes: [node],
      detail: .balanceOutOfRange(
        node, account: ledger.accounts[place].name,
        coins: isSender ? effect.senderBalance : effect.receiverBalance,
        after: index, supply: supply))
  }
}

extension ViolationDetail {
  /// Below nought, which shows as more than all coins.
  static func balanceOutOfRange(
    _ node: NodeID, account: String, coins: UInt64, after index: LogIndex, supply: UInt64
  ) -> Self {
    Self(
      "balance-out-of-range",
      ["node": node, "account": account, "coins": coins, "index": index, "supply": supply],
      "\(account) holds \(coins) coins on \(node) after entry \(index), and the supply is \(supply)")
  }
}
