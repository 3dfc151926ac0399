import Consensus
import Host
import Ledger

/// A transaction is applied once, however often its client sent it (dissertation §6.3). Each replica keeps an
/// account's latest few: a wallet has one transfer outstanding, so a late copy is of one of these.
struct TransactionAppliedOnce: Sendable {
  private static let kept = 4

  private struct Applied: Sendable {
    let transaction: TransactionID
    let index: LogIndex
  }
  /// By the account's place in the ledger, the latest last.
  private var latest = PerNode<[[Applied]]>([])

  mutating func check(
    _ node: NodeID, _ index: LogIndex, _ effect: AppliedEffect, _ ledger: borrowing LedgerState
  ) -> Breach? {
    guard effect.isDone, let sender = effect.sender, let transaction = effect.transaction else { return nil }
    while latest[node].count <= sender { latest[node].append([]) }
    if let first = latest[node][sender].first(where: { $0.transaction == transaction }) {
      return Breach(
        invariant: .transactionAppliedOnce, nodes: [node],
        detail: .appliedTwice(
          node, account: ledger.accounts[sender].name, nonce: effect.nonce, first: first.index, second: index)
      )
    }
    if latest[node][sender].count == Self.kept { latest[node][sender].removeFirst() }
    latest[node][sender].append(Applied(transaction: transaction, index: index))
    return nil
  }

  /// A new life, which applies again what its disk holds.
  mutating func begin(_ node: NodeID) { latest[node] = [] }
}

extension ViolationDetail {
  static func appliedTwice(
    _ node: NodeID, account: String, nonce: UInt64, first: LogIndex, second: LogIndex
  ) -> Self {
    Self(
      "applied-twice",
      ["node": node, "account": account, "nonce": nonce, "first": first, "second": second],
      "\(node) applied the transaction \(nonce) of \(account) at entry \(first) and again at \(second)")
  }
}
