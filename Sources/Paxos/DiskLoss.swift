import Consensus

/// What a server does whose disk has lost what it had promised or accepted. A quorum relies on what acceptors
/// remember (Paxos Made Simple §2.2: the acceptor needs stable storage).
///
/// ## A damaged log
/// A stored slot that does not match its checksum is found when the log is read at a restart. The server keeps what
/// lies before it, forgets the rest, and remembers on disk the last slot F in which it had accepted anything, and t,
/// the highest ballot under which it had accepted anything that it forgets: a disk keeps slots and ballots apart from
/// the values. Its promise is a record of its own and not in doubt. It promises nothing new, prepares no ballot, and
/// its acceptances are not counted, until it has accepted again, under the ballot b of a distinguished proposer, or
/// knows to be chosen,
///
/// - every slot up to F; or
/// - every slot up to the last that the proposer of b had a value for, where b is higher than t.
///
/// Why that is safe. Let a value be chosen in slot s by a quorum that this acceptor was counted in, and lost here. As
/// long as it stays out of every quorum that promises, each such quorum shares another acceptor with that one, so every
/// higher ballot proposes that value (P2c). That asks only that those who promise and those who accept always meet,
/// whatever sizes the two have; where many must promise, few disks may be damaged before nobody can lead. If s was
/// accepted again here, then under a ballot not below the one that was promised, and thus under one that is as good as
/// what was lost. If it was not, the second rule holds: s lies behind all that the proposer of b has a value for,
/// although it asked about it. If this server's promise was among those that it counted, it had named s, for nothing
/// lost was accepted under b or later; so it was not, and those who promised had nothing in s: nothing was chosen there
/// under a ballot below b, and nothing will be. The second rule must ask for a ballot above t: the proposer of t itself
/// may have sent its message before it proposed what is lost here.
///
/// ## A damaged snapshot
/// It stands for the log's front, and what lies behind it cannot be executed without it. So both are forgotten, as if
/// the log were damaged from its first slot on; under which ballots the slots of the front were accepted is not known,
/// so t is the ballot that was promised. A log that still begins with its first slot needs none.
///
/// ## A damaged record of the promise, and a lost disk
/// What was promised cannot be had again from others. Such a server learns what is chosen, and never promises or
/// counts again: only a change of the acceptors could bring it back, and there is none here.
extension PaxosReplica {
  /// Takes over what a restart has read, without what does not match its checksum.
  mutating func forgetDamage(_ reading: StoredState.Reading, before stored: StoredState) {
    let durable = reading.state
    if reading.lacksVote { durability.termOrVoteChanged() }
    if reading.lostLog != nil {
      durability.logTruncated(from: 0)
      if integrity != .wiped {
        integrity = .damaged(formerLast: formerEnd(stored, stored.term))
      }
    }
    if reading.lacksVote || reading.lostLog != nil { durability.integrityChanged() }
    if let damaged = durable.firstDamagedIndex() { forgetDamage(from: damaged, in: durable, before: stored) }
    note(reading, before: stored)
  }

  /// Damage among the slots that a snapshot stands for costs nothing.
  private mutating func forgetDamage(
    from damaged: LogIndex, in durable: StoredState, before stored: StoredState
  ) {
    guard let snapshot, damaged <= snapshot.last.index else {
      return forgetLog(from: damaged, before: stored)
    }
    if log.lastIndex < snapshot.last.index {
      log = EntryLog(base: snapshot.last)
    } else {
      log.compact(through: snapshot.last.index)
    }
    log.absorb(&ahead)
    durability.snapshotChanged(
      .init(snapshot: snapshot, compactThrough: snapshot.last.index, replacesLog: false),
      lastIndex: log.lastIndex)
    if let behind = durable.firstDamagedIndex(after: snapshot.last.index) {
      forgetLog(from: behind, before: stored)
    }
  }

  /// What lies behind a hole goes in any case.
  private mutating func forgetLog(from damaged: LogIndex, before stored: StoredState) {
    let index = min(damaged, log.lastIndex + 1)
    if integrity != .wiped {
      let lost = stored.log.entries(in: index..<(stored.log.lastIndex + 1)).map(\.entry) + stored.ahead.values
      integrity = .damaged(formerLast: formerEnd(stored, lost.map(\.term).max() ?? 0))
    }
    log.truncate(from: index)
    ahead = [:]
    durability.logTruncated(from: index)
    durability.integrityChanged()
  }

  /// The last slot in which it had accepted anything, and the highest ballot under which that may have been.
  private func formerEnd(_ stored: StoredState, _ ballot: Term) -> LogPosition {
    let former = stored.integrity.formerLast ?? .origin
    return LogPosition(
      index: max(stored.log.lastIndex, stored.ahead.keys.max() ?? 0, former.index),
      term: max(ballot, former.term))
  }

  private mutating func note(_ reading: StoredState.Reading, before stored: StoredState) {
    if reading.lacksVote { findings.append(.foundDamagedVote(term: currentTerm)) }
    if let last = reading.lostSnapshot {
      findings.append(.foundDamagedSnapshot(last: last, formerLast: reading.lostLog))
    }
    switch integrity {
    case .damaged(let formerLast) where reading.lostLog == nil:
      findings.append(.foundDamage(first: log.lastIndex + 1, formerLast: formerLast))
    case .wiped where !reading.lacksVote: findings.append(.foundWiped)
    case .sound, .damaged, .wiped: break
    }
  }

  /// Says once what the restart found.
  mutating func announceFindings(effects: inout PaxosEffects) {
    for finding in findings { effects.decide(.integrity(finding)) }
    findings = []
  }

  /// It does not prepare a ballot: its own promise would not count.
  mutating func withholdPrepare(now: Nanoseconds, effects: inout PaxosEffects) {
    effects.decide(
      .integrity(
        .withheldCandidacy(
          term: Ballot.next(after: max(currentTerm, seenBallot), of: id).term,
          waited: now - min(now, timerStart),
          own: log.lastIndex, formerLast: integrity.formerLast)))
    resetTimer(now: now)
  }

  /// Whether what it lost can do no harm any more.
  mutating func repairIfWhole(_ request: PaxosMessage.Accept, effects: inout PaxosEffects) {
    guard case .damaged(let formerLast) = integrity, repair == nil else { return }
    let through = through(under: request.ballot)
    guard through >= formerLast.index || request.ballot > formerLast.term && through >= request.last else {
      return
    }
    repair = (durability.currentNumber, through)
    becomeSoundIfDurable(effects: &effects)
  }

  /// The repair counts once it is on disk; so does the integrity, which the next write carries.
  mutating func becomeSoundIfDurable(effects: inout PaxosEffects) {
    guard case .damaged(let formerLast) = integrity, let done = repair, durability.isDurable(done.write)
    else { return }
    repair = nil
    integrity = .sound
    durability.integrityChanged()
    effects.decide(
      .integrity(
        .repaired(leader: knownLeader, matched: log.position(at: done.through), formerLast: formerLast)))
  }

  // MARK: The proposer's side

  /// What an answer says of its sender's disk, before what it says of slots.
  mutating func note(
    _ integrity: DiskIntegrity, of acceptor: NodeID, through: LogIndex, effects: inout PaxosEffects
  ) {
    if integrity == .sound {
      matchIndex[acceptor.number] = max(matchIndex[acceptor.number], through)
      return
    }
    matchIndex[acceptor.number] = 0
    effects.decide(
      .integrity(.didNotCount(from: acceptor, match: through, formerLast: integrity.formerLast)))
    if through == log.lastIndex, let formerLast = integrity.formerLast {
      fillUp(to: formerLast, effects: &effects)
    }
  }

  /// An acceptor that was damaged twice may have to reach a slot which only a lower ballot had come to, and that its
  /// damage under this ballot keeps it from passing over. Where clients ask for nothing nobody would ever fill it: so
  /// no-ops do.
  private mutating func fillUp(to formerLast: LogPosition, effects: inout PaxosEffects) {
    let first = log.lastIndex + 1
    guard formerLast.term >= currentTerm, first <= formerLast.index else { return }
    for slot in first...formerLast.index {
      log.append(Entry(term: currentTerm, kind: .noOp))
      effects.decide(.filledGap(slot: slot, behind: formerLast.index, ballot: currentTerm))
    }
    durability.logAppended(from: first, lastIndex: log.lastIndex)
  }
}
