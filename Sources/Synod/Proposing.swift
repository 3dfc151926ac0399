import Consensus

/// A proposer's try with one ballot.
struct Attempt: Sendable {
  let ballot: Term
  /// A person takes its steps: it neither proposes nor tries again by itself.
  let isByHand: Bool
  /// Since when, by its own clock.
  let begun: Nanoseconds
  var promises: NodeSet = []
  /// Of what those who promised have accepted, the proposal that has to be taken over.
  var adopted: Entry?
  var proposal: Entry?
}

/// The proposer (Paxos Made Simple §2.2).
extension SynodReplica {
  /// Whether it wants its value chosen, and does not know that one is.
  var isTrying: Bool { attempt != nil && chosen == nil }

  /// A client's command: the first becomes the value of this proposer, which begins at once.
  mutating func propose(
    _ command: [UInt8], token: UInt64, now: Nanoseconds, effects: inout SynodEffects
  ) {
    if chosen != nil { return answer(token, command, effects: &effects) }
    guard roles.proposers.contains(id), integrity == .sound else {
      let hint = roles.proposers.first { $0 != id }
      effects.decide(.redirected(proposer: hint))
      return effects.reply(.notLeader(hint: hint), to: token)
    }
    asked.append((token, command))
    if nextWake == .max { beginNext(now: now, effects: &effects) }
  }

  /// A number higher than any that it has seen, of those that are its own (§2.5); nil: there is none.
  private var nextBallot: Term? {
    let seen = max(currentTerm, seenBallot)
    if breaks(.idFirst) {
      let own = Ballot(round: max(UInt64(id.number) * 1000, Ballot(currentTerm).round) + 1, node: id)
      return own.round / 1000 == UInt64(id.number) && own.term > seen ? own.term : nil
    }
    let next = Ballot.next(after: seen, of: id)
    return breaks(.sharedBallot) ? Ballot(round: next.round, node: NodeID(1)).term : next.term
  }

  /// Phase 1a. "A proposer selects a proposal number n and sends a prepare request with number n to a majority of
  /// acceptors"; here to all, or to those that a person names.
  private mutating func begin(
    _ ballot: Term, to nodes: NodeSet? = nil, isByHand: Bool = false, now: Nanoseconds,
    effects: inout SynodEffects
  ) {
    attempt = Attempt(ballot: ballot, isByHand: isByHand, begun: now)
    let targets = nodes ?? roles.acceptors
    effects.decide(.prepared(ballot: ballot, to: targets, isByHand: isByHand))
    for node in targets where node != id { effects.send(.prepare(ballot), to: node) }
    if roles.acceptors.contains(id) {
      // Its own number and its promise are one record.
      handlePrepare(ballot, from: id, effects: &effects)
    } else if ballot > currentTerm {
      currentTerm = ballot
      durability.termOrVoteChanged()
    }
    wait(isByHand: isByHand, now: now)
  }

  /// After a random wait it tries again: so it is unlikely that two proposers go on preventing each other (§2.4).
  private mutating func wait(isByHand: Bool, now: Nanoseconds) {
    timerStart = now
    let range = configuration.electionTimeout
    nextWake = isByHand ? .max : now + generator.draw(range.lowerBound, range.upperBound)
  }

  mutating func tryAgain(now: Nanoseconds, effects: inout SynodEffects) {
    if let attempt {
      effects.decide(
        .ranOut(ballot: attempt.ballot, promises: attempt.promises, needed: needed, of: size))
    }
    beginNext(now: now, effects: &effects)
  }

  private mutating func beginNext(now: Nanoseconds, effects: inout SynodEffects) {
    guard let ballot = nextBallot else {
      attempt = nil
      effects.decide(.outranked(by: max(currentTerm, seenBallot)))
      return wait(isByHand: false, now: now)
    }
    begin(ballot, now: now, effects: &effects)
  }

  /// Phase 2a begins once a quorum has promised.
  mutating func handlePromise(
    _ ballot: Term, _ accepted: Entry?, from acceptor: NodeID, effects: inout SynodEffects
  ) {
    guard var attempt, attempt.ballot == ballot, roles.acceptors.contains(acceptor),
      attempt.proposal == nil, !attempt.promises.contains(acceptor)
    else { return }
    attempt.promises.insert(acceptor)
    if let accepted { attempt.adopted = takenOver(accepted, instead: attempt.adopted) }
    self.attempt = attempt
    effects.decide(
      .countedPromise(
        from: acceptor, ballot: ballot, accepted: accepted?.term, promises: attempt.promises, needed: needed,
        of: size))
    guard !attempt.isByHand, membership.isQuorum(attempt.promises) else { return }
    guard let value = value(of: attempt, wanted: asked.first?.command) else { return }
    propose(value, to: roles.acceptors, effects: &effects)
  }

  /// P2c: "v is the value of the highest-numbered proposal among all proposals numbered less than n accepted by the
  /// acceptors" that have promised n.
  private func takenOver(_ new: Entry, instead known: Entry?) -> Entry {
    guard let known, !breaks(.anyAccepted) else { return known ?? new }
    return (new.term > known.term) != breaks(.lowestAccepted) ? new : known
  }

  /// What it may propose: what it has to take over, and only where there is nothing, what somebody wants (P2c).
  private func value(of attempt: Attempt, wanted: [UInt8]?) -> [UInt8]? {
    if breaks(.ownValue), let wanted { return wanted }
    return attempt.adopted?.payload ?? wanted
  }

  /// Phase 2a. "It sends an accept request to each of those acceptors" (here to all) "for a proposal numbered n with
  /// a value v." Its number is on disk by then.
  private mutating func propose(_ value: [UInt8], to acceptors: NodeSet, effects: inout SynodEffects) {
    guard let attempt else { return }
    let entry = Entry(term: attempt.ballot, kind: .command, payload: value)
    self.attempt?.proposal = entry
    effects.decide(.proposed(ballot: entry.term, adopted: attempt.adopted?.term))
    send(.accept(entry), to: acceptors, effects: &effects)
  }

  /// "Who should then abandon its proposal" (§2.2).
  mutating func handleNack(
    _ refused: Term, _ promised: Term, from acceptor: NodeID, now: Nanoseconds, effects: inout SynodEffects
  ) {
    seenBallot = max(seenBallot, promised)
    guard isTrying, let attempt, refused == attempt.ballot, promised > refused else { return }
    effects.decide(.abandoned(ballot: refused, higher: promised, by: acceptor))
    self.attempt = nil
    wait(isByHand: asked.isEmpty, now: now)
  }

  // MARK: By hand

  /// A person has it take one of its two steps. What would break a rule is refused with that rule, unless just that
  /// one is broken.
  mutating func take(
    _ step: ProposerStep, token: UInt64, now: Nanoseconds, effects: inout SynodEffects
  ) {
    if let refusal = refusal(of: step) { return effects.reply(.refused(refusal), to: token) }
    switch step.phase {
    case .prepare:
      begin(step.ballot, to: step.to, isByHand: true, now: now, effects: &effects)
    case .accept(let command, _):
      guard let attempt, let value = value(of: attempt, wanted: command ?? asked.first?.command) else {
        break
      }
      propose(value, to: step.to ?? roles.acceptors, effects: &effects)
    }
    effects.reply(.accepted(.origin), to: token)
  }

  private func refusal(of step: ProposerStep) -> RequestRefusal? {
    guard roles.proposers.contains(id) else { return .notProposer(id) }
    guard integrity == .sound else { return .lostItsPromises(id) }
    let ballot = step.ballot
    switch step.phase {
    case .prepare:
      if Ballot(ballot).node != id, !breaks(.sharedBallot) { return .notItsBallot(id, ballot) }
      return ballot > currentTerm ? nil : .ballotNotHigher(ballot, than: currentTerm)
    case .accept(let command, let slot):
      if slot ?? 1 != 1 { return .oneSlotOnly }
      guard let attempt, attempt.ballot == ballot, membership.isQuorum(attempt.promises) else {
        let promises = attempt?.ballot == ballot ? attempt?.promises ?? [] : []
        return .notPromised(ballot, by: promises, needed: needed, of: size)
      }
      if attempt.proposal != nil { return .proposedAlready(ballot) }
      guard let value = value(of: attempt, wanted: command ?? asked.first?.command) else {
        return .nothingToPropose(id)
      }
      if let command, command != value { return .mustTakeOver(ballot, of: attempt.adopted?.term ?? 0) }
      return nil
    }
  }
}
