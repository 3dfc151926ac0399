import Command
import Consensus
import Host
import Testing

@testable import Simulation

@Suite("Clocks that run fast or slow")
struct ClockTests {
  @Test("a clock without skew shows the world's time, and is its own inverse")
  func trueClock() {
    let clock = NodeClock()
    for time in [0, 1, 999_999_999, UInt64.max] {
      #expect(clock.reading(at: time) == time && clock.time(of: time) == time)
    }
  }

  @Test("ten per cent fast: 1.1 s in a second")
  func speed() {
    var clock = NodeClock()
    clock.turn(to: 100_000, at: 2 * second)
    #expect(clock.reading(at: 2 * second) == 2 * second)
    #expect(clock.reading(at: 3 * second) == 3100 * millisecond)
    #expect(clock.time(of: 3100 * millisecond) == 3 * second)
    clock.turn(to: -500_000, at: 3 * second)
    #expect(clock.reading(at: 5 * second) == 4100 * millisecond)
  }

  /// Random changes of speed: never back, and the inverse is the first moment at which a reading is reached.
  @Test("no reading goes back, and waking is exact", arguments: 0..<50)
  func monotonic(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var clock = NodeClock()
    var now: Nanoseconds = 0
    var last: Nanoseconds = 0
    for _ in 0..<200 {
      now += generator.below(3) == 0 ? 1 : generator.below(3_600 * second)
      let reading = clock.reading(at: now)
      #expect(reading >= last)
      last = reading
      if generator.below(3) == 0 {
        clock.turn(to: Int64(generator.below(1_999_999)) - 999_999, at: now)
        #expect(clock.reading(at: now) == reading)
      }
      let wanted = reading + 1 + generator.below(2 * second)
      let wake = clock.time(of: wanted)
      if wake < .max {
        #expect(clock.reading(at: wake) >= wanted)
        #expect(wake > now && clock.reading(at: wake - 1) < wanted)
      }
    }
  }

  @Test("the slowest clock and the longest times do not overflow")
  func extremes() {
    var slow = NodeClock()
    slow.turn(to: -2_000_000, at: 10)
    #expect(slow.reading(at: .max) >= 10 && slow.time(of: .max) == .max)
    var fast = NodeClock()
    fast.turn(to: .max, at: 10)
    #expect(fast.reading(at: .max) == .max && fast.time(of: .max) == .max)
    #expect(fast.time(of: 0) <= 10 && fast.reading(at: 0) <= 10)
  }

  @Test("a follower whose clock runs twice as fast deposes a leader whose runs at half speed")
  func skewedCluster() throws {
    var world = try world(seed: 3)
    expect(&world, reaches: .leader(nil))
    world.run(second)
    let leader = try #require(world.leader)
    let term = world.view(of: leader).view.term
    #expect(world.perform(.skew([.leader], partsPerMillion: -900_000)).isDone)
    #expect(world.node(leader.number).skewPartsPerMillion == -900_000)
    world.run(5 * second)
    #expect(world.snapshot(landmarks: [], leaderlessSince: nil).highestTerm > term)
    #expect(world.violation == nil)
    let shown = world.node(leader.number).view
    #expect(try #require(shown.timer).deadline >= world.now)
  }

  @Test("under every skew the cluster stays safe and comes together when the clocks are set right")
  func safety() throws {
    var world = try world(seed: 11)
    _ = world.perform(.load(milliRate: 20_000))
    for (number, parts) in [(1, 300_000), (2, -400_000), (3, 50_000), (4, -999_999), (5, 999_999)] {
      _ = world.perform(.skew([node(number)], partsPerMillion: Int64(parts)))
    }
    world.run(10 * second)
    _ = world.perform(.kill([.random]))
    world.run(second)
    _ = world.perform(.restart([.all]))
    _ = world.perform(.skew([.all], partsPerMillion: 0))
    world.repairEverything()
    world.run(4 * second)
    expect(&world, reaches: .converged)
    #expect(world.violation == nil)
  }

  @Test("a skew of nought changes nothing; a skew that was taken back leaves a clock that shows another time")
  func noSkew() throws {
    var plain = try world(seed: 4)
    var turned = try world(seed: 4)
    _ = turned.perform(.skew([.all], partsPerMillion: 0))
    plain.run(second)
    turned.run(second)
    #expect(plain.hashText == turned.hashText)
    _ = turned.perform(.skew([.all], partsPerMillion: 10_000))
    plain.run(second)
    turned.run(second)
    #expect(plain.hashText != turned.hashText)
  }
}
