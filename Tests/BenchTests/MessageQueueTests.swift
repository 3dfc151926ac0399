import Testing

@testable import Bench

extension MessageQueue {
  mutating func append(_ element: Element) {
    var element = Optional(element)
    append(count: 1) { element.take() }
  }
}

struct MessageQueueTests {
  /// Against an array, through growth and wrapping.
  @Test func itIsAQueueWhateverTheOrderOfCalls() {
    var queue = MessageQueue<String>()
    var twin: [String] = []
    var state: UInt64 = 1
    for number in 0..<5000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // More in than out at first, then the other way.
      if (state >> 33) % 10 < (number < 2500 ? 6 : 4) {
        queue.append("message \(number)")
        twin.append("message \(number)")
      } else {
        #expect(queue.popFirst() == (twin.isEmpty ? nil : twin.removeFirst()))
      }
    }
    while let next = queue.popFirst() { #expect(next == twin.removeFirst()) }
    #expect(twin.isEmpty)
  }

  @Test(arguments: [(0, 0), (1, 1), (100, 100), (5, 3), (3, 0)])
  func manyAreTakenFromTheEnd(promised: Int, there: Int) {
    var queue = MessageQueue<String>()
    for number in 0..<60 { queue.append("\(number)") }
    for _ in 0..<50 { _ = queue.popFirst() }
    var source = (0..<there).map { "more \($0)" }
    queue.append(count: promised) { source.popLast() }
    #expect(source.isEmpty)
    var left: [String] = []
    while let next = queue.popFirst() { left.append(next) }
    #expect(left == (50..<60).map { "\($0)" } + (0..<there).map { "more \($0)" })
  }

  /// What is left in it when it goes is let go, also when the ring has wrapped.
  @Test func elementsAreReleased() {
    final class Token {}
    weak var first: Token?
    weak var last: Token?
    do {
      var queue = MessageQueue<Token>()
      for _ in 0..<40 { queue.append(Token()) }
      for _ in 0..<40 { _ = queue.popFirst() }
      let one = Token()
      first = one
      queue.append(one)
      for _ in 0..<50 { queue.append(Token()) }
      let other = Token()
      last = other
      queue.append(other)
    }
    #expect(first == nil)
    #expect(last == nil)
  }
}
