import Consensus

@testable import Synod

/// Ballot `round.node` as it travels.
func ballot(_ round: UInt64, _ node: Int) -> Term { Ballot(round: round, node: NodeID(node)).term }

/// A value, proposed or accepted under a ballot.
func value(_ name: Character, _ ballot: Term) -> Entry {
  Entry(term: ballot, kind: .command, payload: Array("\(name)".utf8))
}

/// A disk that holds this promise and what was accepted.
func disk(promised: Term = 0, accepted: Entry? = nil) -> StoredState {
  var state = StoredState()
  state.perform(
    StoredState.Write(
      number: 1, changes: [.termAndVote(term: promised, vote: nil)], entries: accepted.map { [$0] } ?? [],
      firstIndex: 1, takesPlaces: true))
  return state
}

/// One server stepped by hand, and its disk: fast (each write is durable at once) or slow (until `flushDisk`).
struct Server {
  var configuration: ReplicaConfiguration
  var machine: Machine<SynodReplica>
  var now: Nanoseconds = 0
  var diskIsFast = true
  private(set) var answers: [RequestReply.Outcome] = []
  private(set) var decisions: [SynodDecision] = []

  var id: NodeID { machine.id }
  var replica: SynodReplica { machine.replica }

  init(
    _ number: Int = 1, of size: Int = 3, disk: StoredState = StoredState(), broken: [BrokenSynodRule] = [],
    roles: PaxosRoles? = nil
  ) {
    configuration = ReplicaConfiguration(
      members: (1...size).map { NodeID($0) }, electionTimeout: 150...300, heartbeatInterval: 50,
      appendLimit: 64, noOp: true, broken: BrokenRules(broken))
    configuration.roles = roles
    machine = Machine(id: NodeID(number), configuration: configuration, durable: disk, seed: UInt64(number))
  }

  /// What it says in this step, and where the disk is fast what the writes bring.
  @discardableResult
  mutating func step(_ input: Input<SynodMessage>) -> [Outgoing<SynodMessage>] {
    var said = stepOnce(input)
    while diskIsFast, !machine.writes.isEmpty { said += flushDisk() }
    return said
  }

  @discardableResult
  mutating func receive(_ message: SynodMessage, from sender: Int) -> [SynodMessage] {
    step(.receive(from: NodeID(sender), message)).map(\.message)
  }

  /// A step by hand; what is refused, or nil.
  @discardableResult
  mutating func take(_ phase: ProposerStep.Phase, _ ballot: Term, to nodes: NodeSet? = nil) -> RequestRefusal?
  {
    step(.propositionStep(token: 7, ProposerStep(phase, ballot: ballot, to: nodes)))
    if case .refused(let refusal) = answers.last { return refusal }
    return nil
  }

  @discardableResult
  mutating func flushDisk() -> [Outgoing<SynodMessage>] {
    guard machine.beginWrite(), let written = machine.endWrite() else { return [] }
    return stepOnce(.durable(upTo: written.number))
  }

  /// Loses memory and what was not durable; comes back from the disk.
  mutating func restart() {
    machine.crash()
    machine.restart(configuration, seed: 99 + now, now: now)
  }

  private mutating func stepOnce(_ input: Input<SynodMessage>) -> [Outgoing<SynodMessage>] {
    var effects = SynodEffects(recordsDecisions: true)
    machine.step(input, now: now, effects: &effects)
    answers += effects.replies.map(\.outcome)
    decisions += effects.decisions
    return effects.sends
  }
}
