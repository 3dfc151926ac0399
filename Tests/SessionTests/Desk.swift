import Consensus
import Ledger
import Session

let second: Nanoseconds = 1_000_000_000

/// A client under test: the test is the network, the clock and all nodes.
struct Desk {
  let genesis: Genesis
  var session: Session
  var effects = SessionEffects()
  var now: Nanoseconds = 0
  /// What the client has sent, oldest first.
  var sent: [SessionRequest] = []
  /// The outcomes that it knows, by operation.
  var outcomes: [(operation: UInt64, outcome: String)] = []
  var retries: [SessionEffects.RetryReason] = []
  var settled: UInt64 = 0

  /// Alice's wallet, in a cluster of five.
  init() throws {
    genesis = try Genesis(
      seed: 1, accounts: [("alice", 100), ("bob", 100)], treasury: 1000, signatures: .standIn)
    session = Session(
      name: "alice", keys: genesis.keys[1], chain: genesis.chain, reader: 1, servers: 5,
      patience: Session.Patience(first: 300_000_000, pause: 50_000_000, whole: 5 * second))
  }

  /// The same, when it has given up a transfer of 5 and knows no more than that it was sent.
  static func givenUp() throws -> Desk {
    var desk = try Desk()
    desk.transfer(5, persists: false)
    while desk.outcomes.isEmpty { desk.wake() }
    return desk
  }

  mutating func step(_ input: Session.Input) {
    session.step(input, now: now, effects: &effects)
    for effect in effects.list {
      switch effect {
      case .send(let request): sent.append(request)
      case .ended(let operation, let outcome): outcomes.append((operation.number, Self.text(outcome)))
      case .retries(_, let reason, _): retries.append(reason)
      case .settled(let nonce): settled = nonce
      case .began, .wake, .signsAnew, .nothing: break
      }
    }
    effects.list.removeAll()
  }

  private static func text(_ outcome: SessionOutcome) -> String {
    switch outcome {
    case .done: "done"
    case .balances(let states, _): "balances \(states.balances)"
    case .refused(let refusal, _): refusal.rawValue
    case .turnedAway(let node, let leader): "\(node) names \(leader.map(\.description) ?? "nobody")"
    case .unknown: "unknown"
    }
  }

  /// - Parameter persists: As what a person types does; else it is given up after 5 s.
  @discardableResult
  mutating func transfer(_ amount: UInt64 = 5, persists: Bool = true) -> UInt64 {
    submit(.transfer(to: genesis.keys[2].account, amount: amount), persists: persists)
  }

  @discardableResult
  mutating func read(from node: Int? = nil) -> UInt64 {
    submit(.balances, persists: true, onlyNode: node.map { NodeID($0) })
  }

  private mutating func submit(
    _ request: SessionOperation.Request, persists: Bool, onlyNode: NodeID? = nil
  ) -> UInt64 {
    var operation = SessionOperation(number: effects.takeOperationNumber(), request: request)
    operation.persists = persists
    operation.onlyNode = onlyNode
    if !persists { operation.deadline = now + 5 * second }
    step(.submit(operation))
    return operation.number
  }

  /// The clock goes on to when the client wants to wake.
  mutating func wake() {
    now = max(now, session.nextWake)
    step(.wake)
  }

  mutating func answer(_ request: SessionRequest, _ content: SessionAnswer.Content) {
    step(.answer(SessionAnswer(operation: request.operation, from: request.to, content: content)))
  }

  mutating func redirect(_ request: SessionRequest, to hint: Int?) {
    answer(
      request,
      .redirected(
        hint: hint.map { NodeID($0) }, attempt: UInt8(truncatingIfNeeded: request.attempt)))
  }

  /// The receipt of a transaction, as a leader sends it that has applied it.
  mutating func receipt(
    _ request: SessionRequest, _ outcome: Receipt.Outcome, isRepeat: Bool = false, isFinal: Bool = true
  ) {
    answer(
      request,
      .receipt(
        Receipt(
          index: 7, transaction: request.signed?.id, outcome: outcome, isRepeat: isRepeat, isFinal: isFinal),
        LogPosition(index: 7, term: 1), state: .none))
  }

  /// The answer to a read, from a ledger.
  mutating func states(_ request: SessionRequest, _ ledger: LedgerState) {
    answer(
      request,
      .receipt(
        Receipt(index: 7, transaction: nil, outcome: .balances(ledger.accounts.map(\.balance))),
        LogPosition(index: 7, term: 1), state: AccountStates(ledger)))
  }

  var last: SessionRequest { sent[sent.count - 1] }
}
