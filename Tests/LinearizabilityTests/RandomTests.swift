import Testing

@testable import Linearizability

@Suite("Random histories")
struct RandomHistoryTests {
  /// Few coins and few accounts: funds are short, and amounts repeat.
  private static func small(_ seed: Int, fault: SimulatedLedger.Fault = .none) -> Script {
    var ledger = SimulatedLedger(
      seed: seed, clients: 3 + seed % 4, accounts: 2 + seed / 3 % 2, unopened: seed / 6 % 2,
      coins: UInt64(3 + seed % 5), mostAmount: 5, fault: fault)
    ledger.run(steps: 22 + seed % 9, unknownPercent: seed / 12 % 4 * 12)
    return ledger.script
  }

  /// - Returns: Whether the history has an order.
  private static func judge(_ script: Script, _ name: Comment) -> Bool {
    let history = script.history
    let expected = BruteForce.isLinearizable(history.operations, opening: history.opening)
    var found: [Counterexample] = []
    switch LinearizabilityChecker.check(history) {
    case .linearizable: #expect(expected, "the checker, \(name)")
    case .notLinearizable(let told):
      #expect(!expected, "the checker, \(name)")
      found.append(told)
    case .gaveUp: Issue.record("the checker gave up, \(name)")
    }
    if let told = script.monitored() {
      #expect(!expected, "the monitor, \(name)")
      found.append(told)
    } else {
      #expect(expected, "the monitor, \(name)")
    }
    // One that soon lets go of what was may overlook something, but never cries wolf.
    if script.monitored(window: 1) != nil { #expect(!expected, "the monitor that looks back on 1, \(name)") }
    for told in found { #expect(BruteForce.isProven(told, by: history), "\(told.lines), \(name)") }
    return expected
  }

  @Test(
    "the monitor, the checker and the definition itself agree on small histories",
    arguments: SimulatedLedger.Fault.allCases)
  func agree(fault: SimulatedLedger.Fault) {
    var wrong = 0
    for seed in 0..<300 where !Self.judge(Self.small(seed, fault: fault), "seed \(seed)") { wrong += 1 }
    #expect((wrong > 0) == (fault != .none))
  }

  @Test("they agree where answers were changed and events were moved", arguments: 0..<4)
  func agreeOnAltered(part: Int) {
    var right = 0
    for seed in part * 300..<part * 300 + 300 {
      var script = Self.small(seed)
      var draws = Draws(seed + 1)
      script.alter(times: 1 + seed % 3, &draws)
      if Self.judge(script, "seed \(seed)") { right += 1 }
    }
    #expect(right > 50 && right < 250)
  }

  @Test("a monitor that lets go of what was does not cry wolf", arguments: [1, 16])
  func letsGo(window: Int) {
    for seed in 170..<230 {
      var ledger = SimulatedLedger(
        seed: seed, clients: 3 + seed % 6, accounts: 3 + seed / 6 % 5, unopened: seed / 30 % 3,
        coins: seed < 180 ? 10 : 15)
      ledger.run(steps: 150 + seed % 7 * 20, unknownPercent: seed % 2 * 4)
      #expect(ledger.script.monitored(window: window) == nil, "seed \(seed)")
    }
  }

  @Test("thousands of operations of a right ledger", arguments: 0..<6)
  func right(seed: Int) {
    var ledger = SimulatedLedger(seed: seed, clients: 8, accounts: 4 + seed % 3)
    ledger.run(steps: seed == 0 ? 6_000 : 1_500, unknownPercent: seed % 3)
    #expect(ledger.history.operations.count > (seed == 0 ? 2_000 : 400))
    #expect(isLinearizable(ledger.history))
    #expect(ledger.script.monitored() == nil)
  }

  @Test("short of funds", arguments: 0..<6)
  func short(seed: Int) {
    var ledger = SimulatedLedger(seed: seed, clients: 8, accounts: 4, coins: 15)
    ledger.run(steps: 600, unknownPercent: seed % 3)
    #expect(isLinearizable(ledger.history))
    #expect(ledger.script.monitored() == nil)
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
    #expect(ledger.script.monitored() != nil)
  }

  @Test("the search says when it gives up")
  func givesUp() {
    var ledger = SimulatedLedger(seed: 1, clients: 8)
    ledger.run(steps: 2_000, unknownPercent: 5)
    #expect(
      LinearizabilityChecker.check(ledger.history, mostConfigurations: 10) == .gaveUp(configurations: 10))
  }
}
