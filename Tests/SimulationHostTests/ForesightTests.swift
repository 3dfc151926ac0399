import Consensus
import Host
import SimulationHost
import Testing

/// A host tells what the receiver of a message would decide, and nothing happens by that.
struct ForesightTests {
  @Test(arguments: 1...5 as ClosedRange<UInt64>) func whatIsForeseenHappens(seed: UInt64) throws {
    let host = try TimelineTests.host("load 20\n", seed: seed)
    let untouched = try TimelineTests.host("load 20\n", seed: seed)
    var told = 0
    for _ in 0..<2_000 {
      let next = host.snapshot().messages.first
      let foreseen = next.flatMap { $0.arrives == host.nextEventTime ? host.foresee($0.number) : nil }
      let record = try #require(host.step())
      _ = untouched.step()
      guard case .delivered(let message) = record.what, message.number == next?.number, let foreseen else {
        continue
      }
      #expect(foreseen.map(\.name) == record.decisions.map(\.name))
      told += foreseen.count
    }
    #expect(told > 100)
    #expect(host.hashText == untouched.hashText)
  }

  @Test func whoHearsNothingDecidesNothing() throws {
    let host = try TimelineTests.host()
    host.advance(to: TimelineTests.second)
    while host.snapshot().messages.isEmpty { _ = host.step() }
    let message = try #require(host.snapshot().messages.first)
    #expect(host.perform(.kill([.node(message.to)])).isDone)
    #expect(host.foresee(message.number) == [])
    #expect(host.foresee(.max) == [])
  }
}
