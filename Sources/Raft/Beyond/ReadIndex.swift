import Consensus

/// A leader's reads that do not go through the log.
struct ReadState: Sendable {
  struct Waiting: Sendable {
    let token: UInt64
    /// nil: no entry of the leader's term is committed yet, so commitIndex says too little.
    var readIndex: LogIndex?
    /// The round of heartbeats that must be answered by a quorum.
    var round: UInt64
  }

  /// The last round begun, and the last that a quorum has answered.
  var round: UInt64 = 0
  var confirmed: UInt64 = 0
  /// When the rounds not yet confirmed began, oldest first.
  var begun: [Nanoseconds] = []
  /// By node number: the last round that it has answered.
  var answered: [UInt64] = Array(repeating: 0, count: NodeID.highest + 1)
  var waiting: [Waiting] = []
  /// Until when reads need no round; nil: no lease.
  var leaseUntil: Nanoseconds?
  /// Whether this leader can no longer know that nobody else is elected within a lease.
  var leaseIsForfeited = false
}

/// ReadIndex (dissertation §6.4) and leases (§6.4.1).
extension RaftReplica {
  /// A lease needs voters who ignore others while they hear their leader.
  private var readRule: ReadRule {
    configuration.reads == .lease && !configuration.checkQuorum ? .index : configuration.reads
  }

  var countsRounds: Bool { configuration.reads != .log }

  /// Whether commitIndex is known to cover all that was ever committed: an entry of the own term is (§6.4,
  /// step 1; also what a change of the membership waits for).
  var hasCommittedInTerm: Bool { log.term(at: commitIndex) == currentTerm }

  mutating func read(token: UInt64, now: Nanoseconds, effects: inout RaftEffects) {
    guard readRule != .log else {
      effects.reply(.readThroughLog, to: token)
      return
    }
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    if hasLease(now: now), hasCommittedInTerm {
      serve(token, readIndex: commitIndex, .lease, effects: &effects)
      return
    }
    let isFree = reads.confirmed == reads.round
    // A round that has begun already says nothing about now.
    let waiting = ReadState.Waiting(
      token: token, readIndex: hasCommittedInTerm ? commitIndex : nil, round: reads.round + 1)
    reads.waiting.append(waiting)
    if let index = waiting.readIndex {
      effects.decide(.reading(.tookIndex(readIndex: index, round: waiting.round)))
    } else {
      effects.decide(.reading(.waitsForTerm(currentTerm)))
    }
    if isFree { askWhetherLeading(now: now, effects: &effects) }
  }

  private func hasLease(now: Nanoseconds) -> Bool {
    guard readRule == .lease, let until = reads.leaseUntil else { return false }
    return now < until
  }

  private mutating func serve(
    _ token: UInt64, readIndex: LogIndex, _ rule: ReadRule, effects: inout RaftEffects
  ) {
    effects.decide(.reading(.served(readIndex: readIndex, rule)))
    effects.reply(.readable(index: readIndex, rule), to: token)
  }

  /// Begins a round: what is sent from now on carries its number, and an answer to that shows that this was
  /// still the leader when the round began (§6.4, step 3).
  mutating func beginRound(now: Nanoseconds) {
    guard countsRounds else { return }
    reads.round += 1
    reads.begun.append(now)
    reads.answered[id.number] = reads.round
  }

  /// A round between heartbeats, without entries.
  private mutating func askWhetherLeading(now: Nanoseconds, effects: inout RaftEffects) {
    beginRound(now: now)
    for peer in peers where membership.deciders.contains(peer) {
      send(EntryBatch(), to: peer, after: matchIndex[peer.number], effects: &effects)
    }
    confirmRounds(now: now, effects: &effects)
  }

  mutating func noteAnswer(_ round: UInt64, from node: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    guard round > reads.answered[node.number], round <= reads.round, !uncounted.contains(node) else { return }
    reads.answered[node.number] = round
    confirmRounds(now: now, effects: &effects)
  }

  mutating func confirmRounds(now: Nanoseconds, effects: inout RaftEffects) {
    let agreed = decidingMembership.agreedValue(reads.answered)
    guard agreed > reads.confirmed, agreed <= reads.round else { return }
    let done = min(reads.begun.count, Int(agreed - reads.confirmed))
    guard done > 0 else { return }
    let began = reads.begun[done - 1]
    reads.begun.removeFirst(done)
    reads.confirmed = agreed
    if effects.recordsDecisions, !reads.waiting.isEmpty || readRule == .lease {
      var heard = NodeSet()
      for node in decidingMembership.deciders where reads.answered[node.number] >= agreed {
        heard.insert(node)
      }
      effects.decide(.reading(.confirmed(round: agreed, heard: heard, needed: needed, of: size)))
    }
    extendLease(from: began, effects: &effects)
    serveWaiting(effects: &effects)
    if reads.waiting.contains(where: { $0.round > reads.round }) {
      askWhetherLeading(now: now, effects: &effects)
    }
  }

  /// No other leader is elected before the voters that answered have heard nothing for the shortest election
  /// timeout, counted from when the round began; by this clock perhaps sooner, by the stated bound
  /// (§6.4.1).
  private mutating func extendLease(from began: Nanoseconds, effects: inout RaftEffects) {
    guard readRule == .lease, !reads.leaseIsForfeited else { return }
    let bound = breaks(.leaseWithoutBound) ? 0 : configuration.clockBoundPartsPerMillion
    let span = Self.leaseSpan(configuration.electionTimeout.lowerBound, boundPartsPerMillion: bound)
    guard began + span > reads.leaseUntil ?? 0 else { return }
    reads.leaseUntil = began + span
    effects.decide(.reading(.extendedLease(until: began + span, span: span)))
  }

  /// `timeout`, shortened so that no clock faster by the bound sees all of it pass before this one does.
  static func leaseSpan(_ timeout: Nanoseconds, boundPartsPerMillion: UInt64) -> Nanoseconds {
    let million: UInt64 = 1_000_000
    let product = timeout.multipliedFullWidth(by: million)
    let divisor = million + min(boundPartsPerMillion, million * million)
    return product.high < divisor ? divisor.dividingFullWidth(product).quotient : timeout
  }

  /// Serves what is confirmed; called whenever commitIndex or the confirmed round has grown.
  mutating func serveWaiting(effects: inout RaftEffects) {
    guard !reads.waiting.isEmpty, hasCommittedInTerm else { return }
    var rest: [ReadState.Waiting] = []
    for var read in reads.waiting {
      let index = read.readIndex ?? commitIndex
      read.readIndex = index
      if read.round <= reads.confirmed {
        serve(read.token, readIndex: index, .index, effects: &effects)
      } else {
        rest.append(read)
      }
    }
    reads.waiting = rest
  }

  /// Who leads no more cannot answer what waits, and has no lease.
  mutating func turnReadsAway(effects: inout RaftEffects) {
    if !reads.waiting.isEmpty { effects.decide(.reading(.turnedAway(count: reads.waiting.count))) }
    for read in reads.waiting {
      effects.reply(.notLeader(hint: nil), to: read.token)
    }
    reads = ReadState()
  }
}
