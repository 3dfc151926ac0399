import Consensus

/// The acceptor (Paxos Made Simple §2.2). One whose disk has lost anything is none any more.
extension SynodReplica {
  /// Phase 1b. "If an acceptor receives a prepare request with number n greater than that of any prepare request to
  /// which it has already responded, then it responds to the request with a promise not to accept any more proposals
  /// numbered less than n and with the highest-numbered proposal (if any) that it has accepted."
  ///
  /// A request that comes twice gets the same answer twice, as long as there is nothing to add to it.
  mutating func handlePrepare(_ ballot: Term, from proposer: NodeID, effects: inout SynodEffects) {
    guard roles.acceptors.contains(id) else { return }
    guard integrity == .sound else {
      return effects.decide(
        .integrity(.refusedVote(candidate: proposer, term: ballot, own: 0, formerLast: nil)))
    }
    let old = currentTerm
    guard ballot > old || ballot == old && accepted?.term ?? 0 < ballot else {
      guard ballot < old else { return }
      effects.decide(.refusedPromise(candidate: proposer, ballot: ballot, promised: old))
      return send(.nack(refused: ballot, promised: old), to: [proposer], effects: &effects)
    }
    if ballot > old { promise(ballot) }
    effects.decide(.promised(candidate: proposer, ballot: ballot, old: old, accepted: accepted?.term))
    send(.promise(ballot, accepted: accepted), to: [proposer], effects: &effects)
  }

  /// Phase 2b. "If an acceptor receives an accept request for a proposal numbered n, it accepts the proposal unless it
  /// has already responded to a prepare request having a number greater than n." To accept is to promise, too.
  mutating func handleAccept(_ entry: Entry, from proposer: NodeID, effects: inout SynodEffects) {
    guard roles.acceptors.contains(id), integrity == .sound else { return }
    guard mayAccept(entry.term) else {
      effects.decide(.refusedAccept(proposer: proposer, ballot: entry.term, promised: currentTerm))
      return send(.nack(refused: entry.term, promised: currentTerm), to: [proposer], effects: &effects)
    }
    if entry.term > currentTerm, !breaks(.acceptWithoutPromising) { promise(entry.term) }
    if entry != accepted {
      accepted = entry
      if !breaks(.forgetAccepted) { durability.logPlaced([entry], at: 1, lastIndex: 1) }
      if chosen == nil { log = EntryLog(holding: entry) }
      marks.append(BallotMark(ballot: entry.term, isAcceptance: true))
      effects.decide(.accepted(ballot: entry.term, from: proposer))
    }
    // Whose number it is learns of it too: else it could not know whether to try again.
    var told = roles.learners
    told.insert(proposer)
    send(.accepted(entry), to: told, effects: &effects)
  }

  /// P1a: "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number
  /// greater than n."
  private func mayAccept(_ ballot: Term) -> Bool { ballot >= currentTerm || breaks(.acceptDespitePromise) }

  private mutating func promise(_ ballot: Term) {
    currentTerm = ballot
    if Ballot(ballot).node != id { promisedOthers = ballot }
    marks.append(BallotMark(ballot: ballot, isAcceptance: false))
    durability.termOrVoteChanged()
  }
}

extension EntryLog {
  /// A log of this one entry.
  init(holding entry: Entry) {
    self.init()
    append(entry)
  }
}
