import Testing

@testable import Linearizability

/// Draws for tests, the same on every machine.
struct Draws: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// A ledger whose clients overlap: each operation takes effect at a moment between its invocation and its
/// answer, some answers are lost, some operations never happen. It can be told to be wrong.
struct SimulatedLedger {
  enum Fault: CaseIterable, Sendable {
    case none, staleReads, lostTransfers, doubledTransfers, wrongRefusals
  }
  private struct Client {
    var process: Int
    var action: Linearizability.Operation.Action?
    var outcome: Linearizability.Operation.Outcome?
  }
  private var draws: Draws
  private let fault: Fault
  private let names: [String]
  private let mostAmount: Int
  private var balances: [String: UInt64]
  private var older: [String: UInt64]
  private var clients: [Client]
  private var late: [Linearizability.Operation.Action] = []
  private var processes: Int
  private(set) var history: OperationHistory
  /// How often it was wrong.
  private(set) var faults = 0

  init(
    seed: Int, clients count: Int, accounts: Int = 4, coins: UInt64 = 100, mostAmount: Int = 10,
    fault: Fault = .none
  ) {
    draws = Draws(seed)
    self.fault = fault
    self.mostAmount = mostAmount
    names = Array(["alice", "bob", "carol", "dave", "erin", "frank"].prefix(accounts))
    history = OperationHistory(opening: names.map { Holding($0, coins) })
    balances = Dictionary(uniqueKeysWithValues: names.map { ($0, coins) })
    older = balances
    clients = (0..<count).map { Client(process: $0) }
    processes = count
  }

  mutating func run(steps: Int, unknownPercent: Int) {
    for step in 0..<steps { act(at: UInt64(step) * 1_000, unknownPercent) }
  }

  private mutating func act(at time: UInt64, _ unknownPercent: Int) {
    if !late.isEmpty, draws.below(30) == 0 { _ = perform(late.remove(at: draws.below(late.count))) }
    if draws.below(10) == 0 { older = balances }
    let index = draws.below(clients.count)
    guard let action = clients[index].action else {
      let action = drawAction()
      clients[index].action = action
      history.invoke(process: clients[index].process, action, at: time)
      return
    }
    guard let outcome = clients[index].outcome else {
      if draws.below(100) < unknownPercent {
        // Given up; it may still happen.
        if action != .read { late.append(action) }
        end(index, .unknown, at: time)
        clients[index].process = processes
        processes += 1
      } else {
        clients[index].outcome = perform(action)
      }
      return
    }
    end(index, outcome, at: time)
  }

  private mutating func end(_ index: Int, _ outcome: Linearizability.Operation.Outcome, at time: UInt64) {
    history.complete(process: clients[index].process, outcome, at: time)
    clients[index].action = nil
    clients[index].outcome = nil
  }

  private mutating func drawAction() -> Linearizability.Operation.Action {
    if draws.below(4) == 0 { return .read }
    let from = draws.below(names.count)
    let to = (from + 1 + draws.below(names.count - 1)) % names.count
    return .transfer(from: names[from], to: names[to], amount: UInt64(1 + draws.below(mostAmount)))
  }

  private mutating func perform(_ action: Linearizability.Operation.Action)
    -> Linearizability.Operation.Outcome
  {
    let isWrong = fault != .none && draws.below(12) == 0
    switch action {
    case .read:
      if isWrong, fault == .staleReads {
        faults += 1
        return .balances(names.map { Holding($0, older[$0] ?? 0) })
      }
      return .balances(names.map { Holding($0, balances[$0] ?? 0) })
    case .transfer(let from, let to, let amount):
      if isWrong, fault == .wrongRefusals {
        faults += 1
        return .insufficientFunds
      }
      guard balances[from] ?? 0 >= amount else { return .insufficientFunds }
      if isWrong, fault == .lostTransfers {
        faults += 1
        return .done
      }
      move(from, to, amount)
      if isWrong, fault == .doubledTransfers, balances[from] ?? 0 >= amount {
        faults += 1
        move(from, to, amount)
      }
      return .done
    case .open: return .noEffect
    }
  }

  private mutating func move(_ from: String, _ to: String, _ amount: UInt64) {
    balances[from, default: 0] -= amount
    balances[to, default: 0] += amount
  }
}

@Suite("Random histories")
struct RandomHistoryTests {
  @Test("small histories are judged as by the definition itself", arguments: SimulatedLedger.Fault.allCases)
  func twin(fault: SimulatedLedger.Fault) {
    var wrong = 0
    for seed in 0..<600 {
      // Few coins and few accounts: funds are short, and amounts repeat.
      var ledger = SimulatedLedger(
        seed: seed, clients: 2 + seed % 3, accounts: 2 + seed % 2, coins: 6, mostAmount: 5, fault: fault)
      ledger.run(steps: 22, unknownPercent: seed % 4 * 12)
      let expected = BruteForce.isLinearizable(ledger.history)
      if !expected { wrong += 1 }
      let verdict = LinearizabilityChecker.check(ledger.history)
      #expect((verdict == .linearizable) == expected, "seed \(seed): \(ledger.history.operations)")
      if case .gaveUp = verdict { Issue.record("gave up at seed \(seed)") }
      #expect(monitor(ledger.history).isEmpty == expected, "seed \(seed), the monitor")
    }
    #expect((wrong > 0) == (fault != .none))
  }

  @Test("thousands of operations of a right ledger", arguments: 0..<6)
  func right(seed: Int) {
    var ledger = SimulatedLedger(seed: seed, clients: 8, accounts: 4 + seed % 3)
    ledger.run(steps: seed == 0 ? 6_000 : 1_500, unknownPercent: seed % 3)
    #expect(ledger.history.operations.count > (seed == 0 ? 2_000 : 400))
    #expect(isLinearizable(ledger.history))
    #expect(monitor(ledger.history).isEmpty)
  }

  @Test("short of funds", arguments: 0..<6)
  func short(seed: Int) {
    var ledger = SimulatedLedger(seed: seed, clients: 8, accounts: 4, coins: 15)
    ledger.run(steps: 600, unknownPercent: seed % 3)
    #expect(isLinearizable(ledger.history))
    #expect(monitor(ledger.history).isEmpty)
  }

  @Test(
    "a wrong ledger is found out, and what is told is small",
    arguments: SimulatedLedger.Fault.allCases.dropFirst(), 0..<3)
  func wrong(fault: SimulatedLedger.Fault, seed: Int) throws {
    var ledger = SimulatedLedger(seed: seed, clients: 6, fault: fault)
    ledger.run(steps: 2_000, unknownPercent: 0)
    #expect(ledger.faults > 0)
    guard case .notLinearizable(let found) = LinearizabilityChecker.check(ledger.history) else {
      Issue.record("not found")
      return
    }
    #expect(found.operations.count <= 8, "\(found.lines.joined(separator: "\n"))")
    #expect(!monitor(ledger.history).isEmpty)
  }

  @Test("the search says when it gives up")
  func givesUp() {
    var ledger = SimulatedLedger(seed: 1, clients: 8)
    ledger.run(steps: 2_000, unknownPercent: 5)
    #expect(
      LinearizabilityChecker.check(ledger.history, mostConfigurations: 10) == .gaveUp(configurations: 10))
  }
}
