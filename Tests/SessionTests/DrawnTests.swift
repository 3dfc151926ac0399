import Consensus
import Ledger
import Linearizability
import Session
import Testing

@Suite("Clients under drawn networks")
struct DrawnTests {
  /// One of 20,000 showed a wallet that took the refusal of what it had given up for the answer to the same asked
  /// again; it is among these.
  @Test("what clients are told has an order, whatever comes late, twice or never", arguments: 40..<60)
  func drawn(_ hundred: Int) throws {
    for seed in hundred * 100..<(hundred + 1) * 100 {
      var bank = try Bank(seed: UInt64(seed))
      for _ in 0..<400 { bank.happen() }
      #expect(bank.found == nil, "seed \(seed): \(bank.asked.joined(separator: "; "))")
    }
  }
}

/// A few clients, one ledger, and between them a network that delivers what it likes, in any order, late and twice.
/// The same sum is asked for again and again, and the payer is often short.
private struct Bank {
  private var ledger: LedgerState
  private var sessions: [Session]
  private var effects = SessionEffects()
  private var monitor: LinearizabilityMonitor
  private var processes = [0, 1, 2]
  private var requests: [(client: Int, request: SessionRequest)] = []
  private var answers: [(client: Int, answer: SessionAnswer)] = []
  private var generator: SeededGenerator
  private var now: Nanoseconds = 0
  /// What was asked for, by operation; what a wallet reads for itself is not in it.
  private var actions: [UInt64: Operation.Action] = [:]
  private let genesis: Genesis
  /// What was asked and told, for people.
  private(set) var asked: [String] = []
  private(set) var found: Counterexample?

  init(seed: UInt64) throws {
    let accounts: [(String, UInt64)] = [("alice", 0), ("bob", 0)]
    let genesis = try Genesis(seed: 1, accounts: accounts, treasury: 12, signatures: .standIn)
    self.genesis = genesis
    ledger = LedgerState(genesis: genesis)
    generator = SeededGenerator(seed: seed, stream: 1)
    sessions = genesis.names.indices.map {
      Session(
        name: genesis.names[$0], keys: genesis.keys[$0], chain: genesis.chain, reader: UInt64($0), servers: 3,
        patience: Session.Patience(first: second / 3, pause: second / 20, whole: second))
    }
    monitor = LinearizabilityMonitor(opening: zip(genesis.names, genesis.coins).map { Holding($0, $1) })
  }

  /// One thing happens: somebody asks, a request or an answer arrives, is doubled or lost, or time passes.
  mutating func happen() {
    let client = Int(generator.below(UInt64(sessions.count)))
    switch generator.below(8) {
    case 0, 1: if sessions[client].isFree { ask(client) }
    case 2, 3:
      guard let (client, request) = Self.take(&requests, &generator) else { return }
      answers.append((client, answer(to: request, of: client)))
    case 4, 5:
      guard let (client, answer) = Self.take(&answers, &generator) else { return }
      step(client, .answer(answer))
    default:
      guard let next = sessions.indices.filter({ !sessions[$0].isFree }).randomElement(using: &generator)
      else {
        return
      }
      now = max(now, sessions[next].nextWake)
      step(next, .wake)
    }
  }

  /// One of what is under way; sometimes it stays there, to arrive once more.
  private static func take<Thing>(_ things: inout [Thing], _ generator: inout SeededGenerator) -> Thing? {
    guard !things.isEmpty else { return nil }
    let place = Int(generator.below(UInt64(things.count)))
    return generator.below(4) == 0 ? things[place] : things.remove(at: place)
  }

  private mutating func ask(_ client: Int) {
    let name = genesis.names[client]
    let to = (client + 1) % sessions.count
    let amount: UInt64 = client == 0 ? 4 : 1
    let isRead = generator.below(12) == 0
    var operation = SessionOperation(
      number: effects.takeOperationNumber(),
      request: isRead ? .balances : .transfer(to: genesis.keys[to].account, amount: amount))
    operation.persists = generator.below(2) == 0
    // Some people wait for a while only.
    if generator.below(2) == 0 { operation.deadline = now + second }
    asked.append(isRead ? "\(name) reads" : "\(name) pays \(amount)")
    actions[operation.number] = isRead ? .read : .transfer(from: name, to: genesis.names[to], amount: amount)
    step(client, .submit(operation))
  }

  private mutating func answer(to request: SessionRequest, of client: Int) -> SessionAnswer {
    let content: SessionAnswer.Content
    if generator.below(6) == 0 {
      content = .redirected(hint: nil, attempt: UInt8(truncatingIfNeeded: request.attempt))
    } else {
      let index = ledger.applied + 1
      let receipt = ledger.apply(request.payload, at: index)
      content = .receipt(receipt, LogPosition(index: index, term: 1), state: AccountStates(ledger))
    }
    return SessionAnswer(operation: request.operation, from: request.to, content: content)
  }

  private mutating func step(_ client: Int, _ input: Session.Input) {
    sessions[client].step(input, now: now, effects: &effects)
    for effect in effects.list {
      switch effect {
      case .send(let request): requests.append((client, request))
      case .began(let operation):
        if let action = actions[operation] { monitor.invoke(process: processes[client], action, at: now) }
      case .ended(let operation, let outcome) where !operation.isRecovery: told(client, outcome)
      default: break
      }
    }
    effects.list.removeAll()
  }

  private mutating func told(_ client: Int, _ outcome: SessionOutcome) {
    let known: Operation.Outcome =
      switch outcome {
      case .done: .done
      case .balances(let states, _): .balances(zip(states.names, states.balances).map { Holding($0, $1) })
      case .refused(.insufficientFunds, _): .insufficientFunds
      case .refused, .turnedAway: .noEffect
      case .unknown: .unknown
      }
    asked.append("\(genesis.names[client]): \(known)")
    if let found = monitor.complete(process: processes[client], known, at: now), self.found == nil {
      self.found = found
    }
    // What is unknown may still take effect, so the client goes on as another process.
    if known == .unknown { processes[client] = (processes.max() ?? 0) + 1 }
  }
}
