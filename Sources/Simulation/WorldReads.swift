import Consensus
import Host
import Ledger

/// Reads that do not go through the log (dissertation §6.4).
extension World {
  /// The leader has said that this read may be served: from its own ledger, which has applied what the read
  /// must see.
  mutating func answerRead(_ position: Int, client: Int, operation: UInt64, index: LogIndex) {
    let ledger = nodes[position].ledger
    let states = AccountStates(ledger)
    respond(
      position, client: client, operation: operation,
      .receipt(
        Receipt(index: ledger.applied, transaction: nil, outcome: .balances(states.balances)),
        LogPosition(index: index, term: nodes[position].replica.log.term(at: index) ?? 0), state: states))
  }
}
