import Consensus
import Testing

@testable import Simulation

@Suite("Events before a world")
struct EventQueueTests {
  /// Beside a list that is searched for the earliest: few events and many, and many of one time.
  @Test("come in order of time, and of one time in the order in which they were scheduled", arguments: 1...9)
  func order(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed), stream: 1)
    var queue = EventQueue()
    var list: [(time: Nanoseconds, number: Int)] = []
    let spread = ([3, 40, 5000] as [UInt64])[Int(generator.below(3))]
    let most = [10, 100, 700][Int(generator.below(3))]
    var now: Nanoseconds = 0
    for number in 0..<1500 {
      #expect(queue.nextTime == list.map(\.time).min())
      if list.count < most, generator.below(3) != 0 {
        let time = now + generator.below(spread)
        queue.push(.wake, at: time, index: number)
        list.append((time, number))
      } else if let place = list.indices.min(by: { list[$0] < list[$1] }) {
        let next = list.remove(at: place)
        now = next.time
        let event = queue.pop()
        #expect(event?.time == next.time && event?.index == UInt32(next.number))
      }
    }
  }
}
