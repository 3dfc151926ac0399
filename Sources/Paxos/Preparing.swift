import Consensus

/// A proposer in phase 1: what it has been promised so far (Paxos Made Simple §2.2, §3).
struct Preparation: Sendable {
  /// It asked for all slots from here on: the first that it does not know to be chosen.
  let first: LogIndex
  /// The write that carries its own promise.
  var ownWrite: UInt64 = 0
  /// Whose promise is complete; its own once that is on disk.
  var promises: NodeSet = []
  /// By node number: what has come of a promise in parts.
  var parts: [PartialPromise?] = Array(repeating: nil, count: NodeID.highest + 1)
  /// Of each slot that any of them has accepted something in: what was accepted under the highest ballot.
  var values: [LogIndex: Entry] = [:]
  /// The last such slot.
  var last: LogIndex
  /// The most that one of them knows to be chosen.
  var chosenThrough: LogIndex

  init(first: LogIndex) {
    self.first = first
    last = first - 1
    chosenThrough = first - 1
  }
}

/// A promise of which not all parts are there yet.
struct PartialPromise: Sendable {
  var runs: [Int: (first: LogIndex, entries: EntryBatch)] = [:]
}

/// Phase 1 of the proposer.
extension PaxosReplica {
  /// Nothing was heard of a distinguished proposer: it tries to become that itself (§2.4).
  mutating func timerFired(now: Nanoseconds, effects: inout PaxosEffects) {
    guard integrity == .sound else { return withholdPrepare(now: now, effects: &effects) }
    guard let ballot = nextBallot else { return resetTimer(now: now) }
    if role == .candidate {
      effects.decide(
        .preparationRanOut(ballot: currentTerm, promises: promises, needed: promisesNeeded, of: size))
    }
    prepare(ballot.term, now: now, effects: &effects)
  }

  /// nil: no number of its own is higher than what it has seen, as where the node is compared before the round.
  private var nextBallot: Ballot? {
    let seen = max(currentTerm, seenBallot)
    if breaks(.idFirst) { return .idFirst(after: seen, of: id) }
    let ballot = Ballot.next(after: seen, of: id)
    return breaks(.sharedBallot) ? Ballot(round: ballot.round, node: NodeID(1)) : ballot
  }

  /// Phase 1a. By hand it goes to some acceptors only.
  mutating func prepare(
    _ ballot: Term, to nodes: NodeSet? = nil, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    let waited = now - min(now, timerStart)
    role = .candidate
    knownLeader = nil
    promise(ballot)
    var begun = Preparation(first: commitIndex + 1)
    resetTimer(now: now)
    effects.decide(.prepared(ballot: currentTerm, waited: waited, first: begun.first))
    for peer in peers where nodes?.contains(peer) != false {
      effects.send(.prepare(.init(ballot: currentTerm, first: begun.first)), to: peer)
    }
    begun.ownWrite = durability.currentNumber
    preparation = begun
  }

  var promises: NodeSet { preparation?.promises ?? [] }

  /// A part of a promise. The whole counts only when all of it is there: a value that is missing might be the one
  /// that is chosen.
  mutating func handle(
    _ part: PaxosMessage.Promise, from acceptor: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    guard role == .candidate, part.ballot == currentTerm, let preparation, part.asked == preparation.first,
      !preparation.promises.contains(acceptor)
    else { return ignore(part.ballot, from: acceptor, effects: &effects) }
    var known = preparation.parts[acceptor.number] ?? PartialPromise()
    known.runs[part.part] = (part.first, part.entries)
    guard known.runs.count == part.parts else {
      self.preparation?.parts[acceptor.number] = known
      effects.decide(.gotPart(from: acceptor, ballot: part.ballot, parts: known.runs.count, of: part.parts))
      return
    }
    self.preparation?.parts[acceptor.number] = nil
    count(
      Array(known.runs.values), chosenThrough: part.chosenThrough, from: acceptor, now: now, effects: &effects
    )
  }

  /// Its own promise counts once it is on disk, and nothing is proposed without it: so a ballot that was used before
  /// a crash is known after it.
  mutating func countOwnPromiseIfDurable(now: Nanoseconds, effects: inout PaxosEffects) {
    guard let preparation, durability.isDurable(preparation.ownWrite), !preparation.promises.contains(id)
    else { return }
    count(
      acceptedRuns(from: preparation.first), chosenThrough: commitIndex, from: id, now: now, effects: &effects
    )
  }

  private mutating func count(
    _ runs: [(first: LogIndex, entries: EntryBatch)], chosenThrough: LogIndex, from acceptor: NodeID,
    now: Nanoseconds, effects: inout PaxosEffects
  ) {
    guard var counted = preparation.take() else { return }
    for run in runs { adopt(run.entries, from: run.first, into: &counted) }
    counted.chosenThrough = max(counted.chosenThrough, chosenThrough)
    counted.promises.insert(acceptor)
    effects.decide(
      .countedPromise(
        from: acceptor, ballot: currentTerm, accepted: runs.reduce(0) { $0 + $1.entries.count },
        promises: counted.promises, needed: promisesNeeded, of: size))
    guard counted.promises.count >= promisesNeeded, counted.promises.contains(id) else {
      preparation = counted
      return
    }
    lead(counted, now: now, effects: &effects)
  }

  /// "v is the value of the highest-numbered proposal among the responses" (§2.2, phase 2a; P2c), for each slot.
  private func adopt(_ entries: EntryBatch, from first: LogIndex, into preparation: inout Preparation) {
    for (offset, entry) in entries.enumerated() {
      let slot = first + UInt64(offset)
      guard slot >= preparation.first else { continue }
      preparation.last = max(preparation.last, slot)
      if breaks(.ownValue) { continue }
      if let known = preparation.values[slot], breaks(.anyAccepted) || known.term >= entry.term { continue }
      preparation.values[slot] = entry
    }
  }

  /// What it has accepted from this slot on, as consecutive runs.
  func acceptedRuns(from first: LogIndex) -> [(first: LogIndex, entries: EntryBatch)] {
    var runs: [(first: LogIndex, entries: EntryBatch)] = []
    var slot = max(first, log.firstIndex)
    while slot <= log.lastIndex {
      let entries = log.entries(from: slot, limit: Self.promisedTogether)
      runs.append((slot, entries))
      slot += UInt64(entries.count)
    }
    for (slot, entry) in ahead.sorted(by: { $0.key < $1.key }) where slot >= first {
      runs.append((slot, [entry]))
    }
    return runs
  }

  /// The most slots in one part of a promise.
  static var promisedTogether: Int { 64 }
}
