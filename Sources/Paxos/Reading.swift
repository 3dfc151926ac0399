import Consensus

/// Reads that do not go through the log, as the proposer serves them, and the rounds by which it knows that its ballot
/// still stands.
struct ReadState: Sendable {
  /// The last round begun, and the last that a quorum has answered.
  var round: UInt64 = 0
  var confirmed: UInt64 = 0
  /// By node number: the last round that it has answered.
  var answered: [UInt64] = Array(repeating: 0, count: NodeID.highest + 1)
  var waiting: [(token: UInt64, index: LogIndex, round: UInt64)] = []
}

/// A read sees all that was chosen before it began. What was chosen under lower ballots is among what the proposer had
/// to take over, so that must be known to be chosen; and under a higher ballot nothing was, if after the read began a
/// quorum says that it has promised none: each quorum shares an acceptor with any that has. It must do so with every
/// set that lets a proposer propose, so it has the size of those that accept: theirs is what the size of a promising
/// one was made to meet. With as many as promise it would not be enough to ask those: two sets of 2 of 5 share nobody.
extension PaxosReplica {
  mutating func read(token: UInt64, now: Nanoseconds, effects: inout PaxosEffects) {
    guard configuration.reads != .log else {
      effects.reply(.readThroughLog, to: token)
      return
    }
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    let index = max(commitIndex, adoptedThrough)
    reads.waiting.append((token, index, reads.round + 1))
    effects.decide(
      index > commitIndex
        ? .reading(.waitsForTerm(currentTerm))
        : .reading(.tookIndex(readIndex: index, round: reads.round + 1)))
    if reads.confirmed == reads.round { askWhetherBallotStands(effects: &effects) }
  }

  mutating func beginRound() {
    reads.round += 1
    reads.answered[id.number] = reads.round
  }

  private mutating func askWhetherBallotStands(effects: inout PaxosEffects) {
    beginRound()
    for peer in peers { send(from: progress[peer.number].next, to: peer, effects: &effects) }
    confirmRounds(effects: &effects)
  }

  mutating func noteAnswer(_ round: UInt64, from node: NodeID, isSound: Bool, effects: inout PaxosEffects) {
    guard isSound, round > reads.answered[node.number], round <= reads.round else { return }
    reads.answered[node.number] = round
    confirmRounds(effects: &effects)
  }

  mutating func confirmRounds(effects: inout PaxosEffects) {
    let agreed = membership.agreedValue(reads.answered)
    guard agreed > reads.confirmed else { return }
    reads.confirmed = agreed
    guard !reads.waiting.isEmpty else { return }
    if effects.recordsDecisions {
      let heard = NodeSet(membership.voters.filter { reads.answered[$0.number] >= agreed })
      effects.decide(.reading(.confirmed(round: agreed, heard: heard, needed: acceptancesNeeded, of: size)))
    }
    serveWaiting(effects: &effects)
    if reads.waiting.contains(where: { $0.round > reads.round }) { askWhetherBallotStands(effects: &effects) }
  }

  /// Serves what is confirmed; called whenever more is chosen or confirmed.
  mutating func serveWaiting(effects: inout PaxosEffects) {
    guard !reads.waiting.isEmpty else { return }
    for read in reads.waiting where isServed(read.index, read.round) {
      effects.decide(.reading(.served(readIndex: read.index, .index)))
      effects.reply(.readable(index: read.index, .index), to: read.token)
    }
    reads.waiting = reads.waiting.filter { !isServed($0.index, $0.round) }
  }

  private func isServed(_ index: LogIndex, _ round: UInt64) -> Bool {
    round <= reads.confirmed && index <= commitIndex
  }

  /// Who does not lead any more cannot answer what waits.
  mutating func turnReadsAway(effects: inout PaxosEffects) {
    if !reads.waiting.isEmpty { effects.decide(.reading(.turnedAway(count: reads.waiting.count))) }
    for read in reads.waiting { effects.reply(.notLeader(hint: nil), to: read.token) }
    reads = ReadState()
  }
}
