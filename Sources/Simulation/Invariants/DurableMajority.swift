import Consensus
import Host

/// What is acknowledged is durable on a majority (Raft §5.3, Figure 2): a client is answered when its entry is
/// committed, so the newest committed entry, and by Log Matching all before it, must be on the disks of a
/// majority of the voters, dead ones included, when it is committed and for ever after. The voters are those of the
/// configuration by which it was committed, both halves of a joint one (dissertation §4.3): the step that commits
/// C_old,new goes on to C_new, which asks less. Of Paxos it asks the quorum that accepts. Looked at when something is committed and when a disk lost entries.
struct DurableMajority: Sendable {
  func check(_ facts: CommitFacts) -> Breach? {
    for (voters, needed) in facts.voters {
      let holders = facts.diskHolders.intersection(voters)
      guard holders.count < needed else { continue }
      return Breach(
        invariant: .durableMajority, nodes: holders,
        detail: .notOnMajority(facts.position, holders: holders, needed: needed, of: voters.count))
    }
    return nil
  }
}

extension ViolationDetail {
  static func notOnMajority(_ entry: LogPosition, holders: NodeSet, needed: Int, of size: Int) -> Self {
    Self(
      "not-on-majority", ["entry": entry, "holders": holders, "needed": needed, "of": size],
      variants: [holders.isEmpty ? "none" : nil],
      "entry \(entry) is committed and on the disks of \(holders.count) of \(size) "
        + "(\(holders.isEmpty ? "none" : holders.description)); it needs \(needed)")
  }
}
