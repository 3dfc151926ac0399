import Consensus
import Ledger

/// The state machine's side of snapshots (dissertation ch. 5): the ledger as bytes, and back.
extension World {
  /// The ledger's state as it stands, for a replica that has asked for it. Writing it takes the disk's time.
  mutating func takeSnapshot(of position: Int) {
    let ledger = nodes[position].ledger
    step(position, .snapshotTaken(through: ledger.applied, data: ledger.snapshot()))
  }

  /// A snapshot of another server takes the place of the ledger. What this server had promised to answer was
  /// for entries that it has now passed over.
  mutating func load(_ snapshot: Snapshot, into position: Int) {
    hash.absorb(0x9_0000 | UInt64(position))
    hash.absorb(snapshot.last.index)
    guard var ledger = LedgerState(snapshot: snapshot.data, chain: genesis.chain) else { return }
    ledger.appliesRetriesTwice = nodes[position].ledger.appliesRetriesTwice
    nodes[position].ledger = ledger
    invariants?.ledgerReplaced(nodes[position].id, ledger: ledger)
    nodes[position].pendingAnswers.removeAll { $0.position.index <= snapshot.last.index }
  }

  /// What a restarted server begins with: its snapshot, or what stands for the entries that its log has lost.
  func ledgerOnDisk(_ position: Int) -> LedgerState {
    // The replica has read the disk: a log that it forgot with a damaged snapshot begins anew.
    let base = nodes[position].replica.log.base.index
    var ledger = checkpoint
    if let snapshot = nodes[position].durable.snapshot, snapshot.last.index >= base,
      let saved = LedgerState(snapshot: snapshot.data, chain: genesis.chain)
    {
      ledger = saved
    } else if let older = nodes[position].olderCheckpoint, older.applied == base {
      ledger = older
    } else if base == 0 {
      ledger = LedgerState(genesis: genesis)
    }
    ledger.appliesRetriesTwice = broken.contains(.applyRetryTwice)
    return ledger
  }
}
