import Consensus
import Testing

/// What an `EntryLog` should be, as obviously as possible.
private struct ArrayLog {
  var base = LogPosition.origin
  var entries: [Entry] = []

  var lastIndex: LogIndex { base.index + UInt64(entries.count) }
  func term(at index: LogIndex) -> Term? {
    if index == base.index { return base.term }
    guard index > base.index, index <= lastIndex else { return nil }
    return entries[Int(index - base.index - 1)].term
  }
  mutating func truncate(from index: LogIndex) {
    guard index > base.index, index <= lastIndex else { return }
    entries.removeSubrange(Int(index - base.index - 1)...)
  }
  /// Whole chunks only.
  mutating func discard(through index: LogIndex) {
    let chunk = UInt64(EntryLog.chunkSize)
    let newBase = min(index, lastIndex) / chunk * chunk
    guard newBase > base.index else { return }
    let term = term(at: newBase) ?? 0
    entries.removeFirst(Int(newBase - base.index))
    base = LogPosition(index: newBase, term: term)
  }
}

@Suite("EntryLog")
struct EntryLogTests {
  @Test("an empty log")
  func empty() {
    let log = EntryLog()
    #expect(log.last == .origin && log.count == 0 && log.firstIndex == 1)
    #expect(log.term(at: 0) == 0 && log.term(at: 1) == nil && log.entry(at: 1) == nil)
  }

  @Test("it behaves as an array does", arguments: 0..<30)
  func likeAnArray(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var log = EntryLog()
    var twin = ArrayLog()
    var term: Term = 1
    for _ in 0..<120 {
      switch generator.below(10) {
      case 0...4:
        term += generator.below(2)
        let count = generator.below(90)
        let more = (0..<count).map { entry(term, at: twin.lastIndex + $0 + 1) }
        log.append(contentsOf: more[...])
        twin.entries += more
      case 5, 6:
        let index = twin.lastIndex + 3 - min(twin.lastIndex, generator.below(140))
        log.truncate(from: index)
        twin.truncate(from: index)
      case 7:
        let index = twin.base.index + generator.below(300)
        let before = twin.base
        twin.discard(through: index)
        #expect(log.discard(through: index) == (twin.base != before))
      default: break
      }
      expectSame(log, twin, &generator)
    }
  }

  private func expectSame(_ log: EntryLog, _ twin: ArrayLog, _ generator: inout SeededGenerator) {
    #expect(log.base == twin.base)
    #expect(log.lastIndex == twin.lastIndex)
    #expect(log.lastTerm == twin.term(at: twin.lastIndex))
    #expect(log.count == twin.entries.count)
    for _ in 0..<8 {
      let index = generator.below(twin.lastIndex + 4)
      #expect(log.term(at: index) == twin.term(at: index))
      let held = index > twin.base.index && index <= twin.lastIndex
      #expect(log.entry(at: index) == (held ? twin.entries[Int(index - twin.base.index - 1)] : nil))
      let limit = Int(generator.below(200)) + 1
      let expected = held ? Array(twin.entries[Int(index - twin.base.index - 1)...].prefix(limit)) : []
      #expect(log.entries(from: index, limit: limit) == expected)
      guard held else { continue }
      var first = index
      while first > twin.base.index + 1, twin.term(at: first - 1) == twin.term(at: index) { first -= 1 }
      #expect(log.firstIndex(ofTermAt: index) == first)
    }
  }

  @Test("a copy is a value: changing one leaves the other")
  func copies() {
    var log = EntryLog()
    for index in 1...200 { log.append(entry(1, at: UInt64(index))) }
    var copy = log
    copy.truncate(from: 100)
    copy.append(entry(2, at: 100))
    copy.discard(through: 100)
    #expect(log.last == position(200, 1))
    #expect(log[100] == entry(1, at: 100))
    #expect(copy.last == position(100, 2))
  }
}
