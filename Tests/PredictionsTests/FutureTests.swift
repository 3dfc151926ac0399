import Command
import Consensus
import Host
import SimulationHost
import Testing

/// A run's futures (`ClusterHost.future`).
struct FutureTests {
  private static func host() throws -> SimulationHost {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    host.advance(to: 500_000_000)
    _ = host.perform(.load(milliRate: 20_000))
    host.advance(to: 700_000_000)
    return host
  }

  private static func outcome(_ future: any ClusterFuture) -> [EventRecord] {
    var future = future
    return future.advance(through: 2_000_000_000) { _ in false }
  }

  @Test func theOwnFutureIsWhatComes() throws {
    let host = try Self.host()
    var future = try #require(host.future())
    _ = future.perform(.kill([.leader]))
    let hash = host.hashText
    let foreseen = Self.outcome(future)
    #expect(host.hashText == hash && host.now == 700_000_000)
    let last = host.snapshot().eventCount
    _ = host.perform(.kill([.leader]))
    host.advance(to: 2_000_000_000)
    #expect(host.records(after: last + 1) == foreseen)
  }

  /// What was done further on comes too, unless something is done before.
  @Test func inThePastTheOwnFutureHoldsWhatWasDone() throws {
    let host = try Self.host()
    _ = host.perform(.kill([.leader]))
    host.advance(to: 2_000_000_000)
    let end = host.snapshot()
    _ = host.move(.time(600_000_000))
    var future = try #require(host.future())
    future.run(through: 2_000_000_000)
    #expect(future.snapshot() == end)
  }

  @Test func drawnAnewItIsAnother() throws {
    let host = try Self.host()
    let own = try #require(host.future())
    let others = (1...3).map { (seed: UInt64) in
      var other = own
      other.redraw(seed)
      return other
    }
    let under = Set(host.snapshot().messages.map(\.number))
    #expect(!under.isEmpty)
    let runs = ([own] + others).map(Self.outcome)
    for (place, run) in runs.enumerated() {
      #expect(runs[..<place].allSatisfy { $0 != run })
      // What was under way arrives when it was to arrive.
      let arrivals = run.compactMap { record -> Nanoseconds? in
        guard case .delivered(let message) = record.what, under.contains(message.number) else { return nil }
        return record.time
      }
      #expect(arrivals.sorted() == host.snapshot().messages.map(\.arrives).sorted())
    }
    var again = own
    again.redraw(1)
    #expect(Self.outcome(again) == runs[1])
  }
}
