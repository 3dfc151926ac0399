import Consensus
import Ledger

/// The state machine's side of snapshots (dissertation ch. 5): the ledger as bytes, and back.
extension World {
  /// The ledger's state as it stands, for a replica that has asked for it. Writing it takes the disk's time.
  mutating func takeSnapshot(of position: Int) {
    let ledger = group.nodes[position].ledger
    step(position, .snapshotTaken(through: ledger.applied, data: ledger.snapshot()))
  }

  /// A snapshot of another server takes the place of the ledger. What this server had promised to answer was
  /// for entries that it has now passed over.
  mutating func load(_ snapshot: Snapshot, into position: Int) {
    hash.absorb(0x9_0000 | UInt64(position))
    hash.absorb(snapshot.last.index)
    guard var ledger = LedgerState(snapshot: snapshot.data, chain: group.genesis.chain) else { return }
    ledger.appliesRetriesTwice = group.nodes[position].ledger.appliesRetriesTwice
    group.nodes[position].ledger = ledger
    watch.invariants.ledgerReplaced(group.nodes[position].id, ledger: ledger)
    group.nodes[position].pendingAnswers.removeAll { $0.position.index <= snapshot.last.index }
  }
}
