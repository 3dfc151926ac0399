import Consensus

/// The follower's half of log replication (§5.3).
extension RaftReplica {
  /// Receiver implementation of AppendEntries (Figure 2).
  mutating func handle(
    _ request: RaftMessage.AppendEntries, from leader: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    if request.term < currentTerm {
      effects.decide(
        .refusedAppend(leader: leader, term: request.term, .staleTerm(currentTerm: currentTerm)))
      reply(.staleTerm, to: leader, round: request.round, effects: &effects)
      return
    }
    follow(leader, now: now, effects: &effects)

    if let mismatch = mismatch(at: request.previous) {
      effects.decide(.refusedAppend(leader: leader, term: request.term, mismatch))
      reply(refusal(at: request.previous.index), to: leader, round: request.round, effects: &effects)
      return
    }
    store(request, from: leader, now: now, effects: &effects)
    if integrity != .sound { matchedLeader(through: request.lastIndex, effects: &effects) }
    // "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)".
    let known = min(request.leaderCommit, request.lastIndex)
    if known > commitIndex {
      commitIndex = known
      effects.decide(.learnedCommit(index: known, from: leader))
      applyCommitted(effects: &effects)
    }
    reply(.stored(through: request.lastIndex), to: leader, round: request.round, effects: &effects)
  }

  /// The consistency check: the log must hold an entry at `previous.index` of `previous.term` (§5.3).
  @inline(__always)
  private func mismatch(at previous: LogPosition) -> Decision.AppendRefusal? {
    // What lies before the log's base was committed, so it matches.
    if previous.index <= log.base.index { return nil }
    guard let term = log.term(at: previous.index) else {
      return .missingPrevious(previous: previous, lastIndex: log.lastIndex)
    }
    if breaks(.skipPreviousCheck) { return nil }
    return term == previous.term ? nil : .conflictingPrevious(previous: previous, ownTerm: term)
  }

  private func refusal(at index: LogIndex) -> RaftMessage.AppendEntriesReply.Result {
    if let term = log.term(at: index) {
      return .refused(
        previous: index, conflictTerm: term, conflictIndex: log.firstIndex(ofTermAt: index))
    }
    return .refused(previous: index, conflictTerm: nil, conflictIndex: log.lastIndex + 1)
  }

  /// "If an existing entry conflicts with a new one (same index but different terms), delete the existing
  /// entry and all that follow it; append any new entries not already in the log" (Figure 2). Entries that
  /// are there already stay, with all behind them: the message may be an old one.
  private mutating func store(
    _ request: RaftMessage.AppendEntries, from leader: NodeID, now: Nanoseconds,
    effects: inout RaftEffects
  ) {
    if let index = firstConflict(with: request) {
      effects.decide(
        .deletedConflict(
          first: index, last: log.lastIndex, ownTerm: log.term(at: index) ?? 0,
          leaderTerm: request.term(at: index) ?? request.term, leader: leader))
      log.truncate(from: index)
      durability.logTruncated(from: index)
      dropMemberships(from: index, now: now, effects: &effects)
    }
    guard request.lastIndex > log.lastIndex, log.lastIndex >= request.previous.index else { return }
    let index = log.lastIndex + 1
    let known = Int(log.lastIndex - request.previous.index)
    log.append(contentsOf: request.entries, dropping: known)
    durability.logAppended(from: index, lastIndex: log.lastIndex)
    effects.decide(.storedEntries(first: index, last: log.lastIndex, from: leader))
    if request.entries.holdsConfiguration {
      noteMemberships(in: request.entries.dropping(known), from: index, now: now, effects: &effects)
    }
  }

  /// The first entry that the message proves wrong: same index, another term (Figure 2, AppendEntries rule 3).
  @inline(__always)
  private func firstConflict(with request: RaftMessage.AppendEntries) -> LogIndex? {
    let overlap = max(request.previous.index, log.base.index) + 1
    if breaks(.truncateOnStale) { return overlap <= log.lastIndex ? overlap : nil }
    var index = overlap
    let end = min(request.lastIndex, log.lastIndex)
    while index <= end {
      if log.term(at: index) != request.term(at: index) { return index }
      index += 1
    }
    return nil
  }

  private mutating func reply(
    _ result: RaftMessage.AppendEntriesReply.Result, to leader: NodeID, round: UInt64,
    effects: inout RaftEffects
  ) {
    sendWhenDurable(
      .appendEntriesReply(
        .init(term: currentTerm, result: result, round: round, integrity: integrity)), to: leader,
      effects: &effects)
  }
}
