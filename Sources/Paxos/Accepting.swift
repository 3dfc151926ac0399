import Consensus

/// The acceptor (Paxos Made Simple §2.2).
extension PaxosReplica {
  /// Phase 1b. "If an acceptor receives a prepare request with number n greater than that of any prepare request to
  /// which it has already responded, then it responds to the request with a promise not to accept any more proposals
  /// numbered less than n and with the highest-numbered proposal (if any) that it has accepted."
  mutating func handle(
    _ request: PaxosMessage.Prepare, from proposer: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    let ballot = request.ballot
    guard ballot >= currentTerm else {
      effects.decide(.refusedPromise(candidate: proposer, ballot: ballot, promised: currentTerm))
      effects.send(.nack(.init(ballot: ballot, promised: currentTerm, gone: nil)), to: proposer)
      return
    }
    if integrity != .sound {
      effects.decide(
        .integrity(
          .refusedVote(
            candidate: proposer, term: ballot, own: log.lastIndex, formerLast: integrity.formerLast)))
      return
    }
    let old = currentTerm
    // The same ballot again is of the same proposer: a copy, or it has restarted.
    if ballot > old {
      giveWay(to: ballot, of: proposer, now: now, effects: &effects)
      promise(ballot)
      knownLeader = nil
    }
    // It cannot tell what it has accepted there, so it keeps the promise and does not give it. It follows the proposer
    // before no more, which may be deaf: whoever still has these slots, or a snapshot of them, can lead.
    if request.first <= log.base.index {
      effects.decide(
        .refusedBehind(candidate: proposer, ballot: ballot, first: request.first, gone: log.base.index))
      effects.send(.nack(.init(ballot: ballot, promised: currentTerm, gone: log.base.index)), to: proposer)
      return
    }
    resetTimer(now: now)
    answer(request, of: proposer, old: old, effects: &effects)
  }

  private mutating func answer(
    _ request: PaxosMessage.Prepare, of proposer: NodeID, old: Term, effects: inout PaxosEffects
  ) {
    let runs = acceptedRuns(from: request.first)
    effects.decide(
      .promised(
        candidate: proposer, ballot: request.ballot, old: old, first: request.first,
        accepted: runs.reduce(0) { $0 + $1.entries.count }))
    let parts = runs.isEmpty ? [(first: request.first, entries: EntryBatch())] : runs
    for (place, run) in parts.enumerated() {
      durability.send(
        .promise(
          .init(
            ballot: request.ballot, asked: request.first, part: place + 1, parts: parts.count,
            first: run.first,
            entries: run.entries, chosenThrough: commitIndex)), to: proposer, effects: &effects)
    }
  }

  /// Phase 2b. "If an acceptor receives an accept request for a proposal numbered n, it accepts the proposal unless it
  /// has already responded to a prepare request having a number greater than n."
  mutating func handle(
    _ request: PaxosMessage.Accept, from proposer: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    let ballot = request.ballot
    guard mayAccept(ballot) else {
      effects.decide(.refusedAccept(leader: proposer, ballot: ballot, promised: currentTerm))
      effects.send(.nack(.init(ballot: ballot, promised: currentTerm, gone: nil)), to: proposer)
      return
    }
    giveWay(to: ballot, of: proposer, now: now, effects: &effects)
    if ballot > currentTerm, !breaks(.acceptWithoutPromising) { promise(ballot) }
    follow(proposer, ballot, now: now, effects: &effects)
    accept(request, from: proposer, effects: &effects)
    learn(request, from: proposer, effects: &effects)
    repairIfWhole(request, effects: &effects)
    let through = through(under: ballot)
    durability.send(
      .accepted(
        .init(
          ballot: ballot, through: breaks(.ackOverHole) ? max(through, request.end) : through,
          end: request.end,
          round: request.round, integrity: integrity)), to: proposer, effects: &effects)
  }

  /// P1a: "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number
  /// greater than n."
  func mayAccept(_ ballot: Term) -> Bool { ballot >= currentTerm || breaks(.acceptDespitePromise) }

  /// Takes the values into their slots, whatever was accepted there under lower ballots. What is known to be chosen
  /// stays as it is: it is the same value.
  private mutating func accept(
    _ request: PaxosMessage.Accept, from proposer: NodeID, effects: inout PaxosEffects
  ) {
    var first = max(request.first, commitIndex + 1)
    while first <= request.end, (log.term(at: first) ?? ahead[first]?.term) == request.ballot { first += 1 }
    guard first <= request.end else { return }
    let entries = request.entries.dropping(Int(first - request.first))
    let hole = log.lastIndex + 1 < first ? log.lastIndex + 1 : nil
    log.place(entries, at: first, ahead: &ahead)
    if !breaks(.forgetAccepted) { durability.logPlaced(entries, at: first, lastIndex: log.lastIndex) }
    effects.decide(
      .accepted(first: first, last: request.end, ballot: request.ballot, from: proposer, hole: hole))
  }

  /// Every slot up to here is known to be chosen or accepted under this ballot: what may be acknowledged.
  mutating func through(under ballot: Term) -> LogIndex {
    var through = ballot == accepted.ballot ? max(accepted.through, commitIndex) : commitIndex
    while through < log.lastIndex, log.term(at: through + 1) == ballot { through += 1 }
    accepted = (ballot, through)
    return through
  }

  /// What of the promise goes to the disk.
  var promiseToStore: Term { breaks(.forgetPromise) ? log.lastTerm : currentTerm }
}
