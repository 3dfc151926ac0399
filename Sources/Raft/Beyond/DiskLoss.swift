import Consensus

/// A damaged log has matched a leader's far enough.
struct Repair: Sendable {
  /// Through here.
  let matched: LogPosition
  /// The write with which it is on disk.
  let write: UInt64
}

/// What a member does whose disk lost what it had promised (dissertation §3.8).
///
/// ## A damaged log
/// A stored entry that does not match its checksum is found when the log is read at a restart. The member
/// keeps what lies before it, forgets the rest, and remembers on disk with which entry its log once ended: its
/// former last entry, of index F and term t. That much is known also where that entry is the damaged one, because
/// a disk keeps the identifiers of entries, index and term, apart from the entries (as Protocol-aware recovery
/// does). It grants no vote, does not stand, and its copies are not counted, until its log has matched a leader's
///
/// - through index F; or
/// - through an entry of a later term than t.
///
/// Why that is safe. Let `e` be an entry that a leader of term u committed on a quorum that this member was counted
/// in. Then the member had stored an entry of term u, `e` or one behind it, and its log still held both when it was
/// damaged, for no later leader lacks them and so none deleted them: `e` lies at or before F, and u is not later
/// than t. As long as the member stays out of every election, each new leader is elected by a quorum of the
/// others' votes, which shares a server with the first quorum; the shared server is not this one, so it holds `e`,
/// and §5.4.1 does its work: each leader of a later term than u has `e` (Leader Completeness), and the leader of
/// term u has it anyway. So has this member again,
///
/// - once it has matched any of them through F, for `e` lies at or before F; or
/// - once its log, like a leader's, holds an entry of a term w later than t: the leader of w, who wrote that entry,
///   had `e` before it, for w is later than u too; and logs that share an entry share all before it (Log Matching).
///
/// Neither rule asks whether what was matched is committed: a later leader may cut it off, but never `e`. The second
/// must ask for a later term than t: to the leader of term t itself the member may have acknowledged entries that
/// this leader counts only now, behind everything else of that term. Those lie at or before F.
///
/// Why one of the two always comes. A leader that the member follows is of term t or later. That of term t wrote the
/// former last entry itself, so its log reaches F. A later one opens its term with an entry (§8), or is given one
/// by the next command, and sends it. The first rule alone would not do: a log may end with entries that its leader
/// never got to anybody else, and a cluster at rest never grows as long as that.
///
/// Term and vote are a record of their own: they are not in doubt. A log that is damaged again before its repair has
/// promised nothing meanwhile, so its former last entry stays what it was.
///
/// What it gives up. A damaged member is as good as a dead one for the time of its repair, so with f of 2f+1
/// members dead or damaged one more must not fall. Nor does it commit an entry whose last copies are all
/// damaged: then there is no quorum, and a person must decide. It also treats damage at the log's very end
/// like any other, although it may be a write that a crash tore and nobody relied on. Protocol-aware recovery
/// (Alagappan et al., FAST 2018) keeps intact entries behind the damaged one, tells torn from damaged and lets
/// a leader repair itself from its followers; it counts less as lost and needs more rules.
///
/// ## A damaged snapshot
/// It stands for the log's front, and what lies behind it cannot be applied without it. So the member forgets both, as
/// if the log were damaged from its first entry on, and a leader sends it a snapshot. A log that still begins with its
/// first entry needs none, and nothing is lost.
///
/// ## A damaged record of term and vote, and a lost disk
/// A vote cannot be had again from others. So a member whose record of it does not match its checksum is as good as
/// one whose disk was lost, although it has its log: it cannot know in which terms it has voted, and for whom. A wiped
/// member that voted could give a second vote in a term, and
/// one counted as a copy could complete a quorum after forgetting what an earlier one relied on. So it
/// follows, its copies uncounted, and can only come back as a new server (`DurableState.startAnew`): removed, which
/// a quorum without it commits, and added again.
///
/// Then the vote that it forgot is harmless. Whoever it was for would need, in a configuration with the old
/// server, a quorum that shares a server with the one that committed the removal; that one is not the wiped
/// server, and it refuses a log without the removal.
///
/// That holds for the configuration before the removal, and not for one before that: a server that was removed
/// earlier and missed it counts the new server as the old one, and the quorum that committed *its* removal may
/// share only the lost disk with the quorum it asks. So the new server is treated as one whose log was damaged,
/// until it has matched a leader's through what was committed when it was added, and it begins in a term that
/// ended all leadership in older configurations. By then it holds all that its former self had helped to commit: its
/// removal and what lies before that, for what came later was committed without it. That place and that term are its
/// former last entry in the rules above; every leader of a later term has what was committed by then before its
/// own entries.
extension RaftReplica {
  /// The candidate gets no vote from a member that has lost promised state.
  func integrityRefusal(of candidate: NodeID, term: Term) -> IntegrityDecision? {
    integrity == .sound
      ? nil
      : .refusedVote(
        candidate: candidate, term: term, own: log.lastIndex, formerLast: integrity.formerLast)
  }

  /// Nor does such a member, which is not sound, stand: its timer starts again.
  mutating func withholdCandidacy(
    now: Nanoseconds, effects: inout RaftEffects
  ) {
    let waited = now - min(now, timerStart)
    effects.decide(
      .integrity(
        .withheldCandidacy(
          term: currentTerm + 1, waited: waited, own: log.lastIndex, formerLast: integrity.formerLast)))
    resetElectionTimer(now: now)
  }

  /// Damage among the entries that a snapshot stands for costs nothing: they are compacted away. A log that
  /// ended within the snapshot could not be repaired from one.
  mutating func forgetDamage(in durable: RaftDurableState) {
    guard let damaged = durable.firstDamagedIndex() else { return }
    guard let snapshot, damaged <= snapshot.last.index else { return forgetLog(from: damaged) }
    if log.lastIndex < snapshot.last.index {
      log = EntryLog(base: snapshot.last)
    } else {
      log.compact(through: snapshot.last.index)
    }
    durability.snapshotChanged(
      .init(snapshot: snapshot, compactThrough: snapshot.last.index, replacesLog: false),
      lastIndex: log.lastIndex)
    if let behind = durable.firstDamagedIndex(after: snapshot.last.index) { forgetLog(from: behind) }
  }

  /// The entry at `index` is not what was stored: it goes with all behind it, and where the log ended is
  /// remembered.
  private mutating func forgetLog(from index: LogIndex) {
    if integrity == .sound { integrity = .damaged(formerLast: log.last) }
    log.truncate(from: index)
    while memberships.count > 1, membershipIndex >= index { memberships.removeLast() }
    decidingMembership = membership
    durability.logTruncated(from: index)
    durability.integrityChanged()
  }

  /// What could not be read is not on the disk from now on either.
  mutating func forgetWhatIsLost(_ reading: RaftDurableState.Reading) {
    if reading.lacksVote { durability.termOrVoteChanged() }
    if reading.lostLog != nil { durability.logTruncated(from: 0) }
    if reading.lacksVote || reading.lostLog != nil { durability.integrityChanged() }
  }

  mutating func noteFindings(_ reading: RaftDurableState.Reading, before stored: RaftDurableState) {
    if reading.lacksVote { findings.append(.foundDamagedVote(term: currentTerm)) }
    if let last = reading.lostSnapshot {
      findings.append(.foundDamagedSnapshot(last: last, formerLast: reading.lostLog))
    }
    // Who begins anew in the place of a lost server has found nothing out.
    if stored.beganAnew, integrity == stored.integrity { return }
    switch integrity {
    case .damaged(let formerLast) where reading.lostLog == nil:
      findings.append(.foundDamage(first: log.lastIndex + 1, formerLast: formerLast))
    case .wiped where !reading.lacksVote: findings.append(.foundWiped)
    case .sound, .damaged, .wiped: break
    }
  }

  /// Says once what the restart found. The write that remembers it leaves with the same step; a crash before
  /// it is on disk finds the damage again.
  mutating func announceFindings(effects: inout RaftEffects) {
    for finding in findings { effects.decide(.integrity(finding)) }
    findings = []
  }

  /// The log matches the current leader's through `index`. What a later leader may still cut off was not
  /// committed, so one match is enough.
  mutating func matchedLeader(
    through index: LogIndex, effects: inout RaftEffects
  ) {
    guard case .damaged(let formerLast) = integrity, repair == nil else { return }
    let matched = log.position(at: index)
    guard matched.index >= formerLast.index || matched.term > formerLast.term else { return }
    repair = Repair(matched: matched, write: durability.currentNumber)
    becomeSoundIfDurable(effects: &effects)
  }

  /// The repair counts once it is on disk; so does the integrity, which the next write carries.
  mutating func becomeSoundIfDurable(effects: inout RaftEffects) {
    guard case .damaged(let formerLast) = integrity, let done = repair, durability.isDurable(done.write)
    else { return }
    repair = nil
    integrity = .sound
    durability.integrityChanged()
    effects.decide(
      .integrity(.repaired(leader: knownLeader, matched: done.matched, formerLast: formerLast)))
  }

  // MARK: The leader's side

  /// matchIndex without what does not count.
  var countedMatchIndex: [LogIndex] {
    var counted = matchIndex
    for node in uncounted { counted[node.number] = 0 }
    return counted
  }

  /// From here on the follower counts for nothing, until it says that it is sound.
  mutating func leaveOut(_ follower: NodeID, _ integrity: DiskIntegrity, effects: inout RaftEffects) {
    uncounted.insert(follower)
    effects.decide(
      .integrity(
        .didNotCount(
          from: follower, match: matchIndex[follower.number], formerLast: integrity.formerLast)))
  }

  /// What a reply says of its sender's integrity, before what it says of the log.
  mutating func note(
    _ reply: RaftMessage.AppendEntriesReply, from follower: NodeID, effects: inout RaftEffects
  ) {
    if reply.integrity == .sound {
      guard uncounted.contains(follower), case .stored = reply.result else { return }
      // What it stores is news again.
      uncounted.remove(follower)
      matchIndex[follower.number] = 0
      return
    }
    if case .refused(let previous, _, _) = reply.result {
      takeBackCopies(of: follower, refused: previous, effects: &effects)
    } else if case .stored(let match) = reply.result {
      matchIndex[follower.number] = max(matchIndex[follower.number], match)
    }
    leaveOut(follower, reply.integrity, effects: &effects)
  }

  /// A follower that lost entries refuses one at or before what it once acknowledged: that acknowledgement
  /// is void, and the log is sent again from there. Entries that were committed by it stay committed, see
  /// above.
  private mutating func takeBackCopies(
    of follower: NodeID, refused previous: LogIndex, effects: inout RaftEffects
  ) {
    let old = matchIndex[follower.number]
    guard previous <= old else { return }
    effects.decide(.integrity(.tookBackCopies(follower: follower, oldMatch: old)))
    matchIndex[follower.number] = 0
    progress[follower.number] = FollowerProgress(nextIndex: previous + 1)
  }
}
