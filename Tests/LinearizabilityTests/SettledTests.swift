import Testing

@testable import Linearizability

/// A transfer given up whose serial number is used up happened before that, or never (dissertation §6.3).
@Suite("Settled transfers of unknown outcome")
struct SettledTests {
  private static let opening = [Holding("alice", 100), Holding("bob", 100)]
  private static let before = Linearizability.Operation.Outcome.balances(opening)
  private static let after = Linearizability.Operation.Outcome.balances([
    Holding("alice", 70), Holding("bob", 130),
  ])

  /// Process 1 gives a transfer up; process 2 then reads 300 times the old balances, more than a monitor looks
  /// back on, and at last the new ones.
  private static func lateEffect(settled: Bool) -> Counterexample? {
    var monitor = LinearizabilityMonitor(opening: opening)
    var time: UInt64 = 0
    func next() -> UInt64 {
      time += 1_000
      return time
    }
    monitor.invoke(process: 1, .transfer(from: "alice", to: "bob", amount: 30), at: next())
    _ = monitor.complete(process: 1, .unknown, at: next())
    if settled { monitor.settle(process: 1) }
    for _ in 0..<300 {
      monitor.invoke(process: 2, .read, at: next())
      if let found = monitor.complete(process: 2, before, at: next()) { return found }
    }
    monitor.invoke(process: 2, .read, at: next())
    return monitor.complete(process: 2, after, at: next())
  }

  @Test("what was given up may happen late")
  func mayHappenLate() { #expect(Self.lateEffect(settled: false) == nil) }

  @Test("what was settled and not seen never happens")
  func neverHappens() { #expect(Self.lateEffect(settled: true) != nil) }

  @Test("a history started anew from a read lets go of what was settled before it", arguments: [false, true])
  func suffix(settled: Bool) throws {
    var history = OperationHistory(opening: Self.opening)
    history.invoke(process: 1, .transfer(from: "alice", to: "bob", amount: 30), at: 1)
    history.complete(process: 1, .unknown, at: 2)
    if settled { history.settle(process: 1) }
    history.invoke(process: 2, .read, at: 3)
    history.complete(process: 2, Self.before, at: 4)
    let rest = try #require(history.suffix(after: history.operations[1]))
    #expect(rest.operations.count == (settled ? 0 : 1))
  }

  @Test("an operation that still waits for its answer is not settled")
  func waiting() {
    var history = OperationHistory(opening: Self.opening)
    history.invoke(process: 1, .transfer(from: "alice", to: "bob", amount: 30), at: 1)
    history.settle(process: 1)
    #expect(history.operations[0].settled == .max)
  }
}
