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
  mutating func compact(through index: LogIndex) {
    guard index > base.index, index <= lastIndex else { return }
    let newBase = LogPosition(index: index, term: term(at: index) ?? 0)
    entries.removeFirst(Int(index - base.index))
    base = newBase
  }
  /// In steps only.
  mutating func discard(through index: LogIndex) {
    let chunk = EntryLog.discardedTogether
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

  @Test(
    "of a batch it appends what lies behind the known entries",
    arguments: [0, 1, 31, 32, 33, 69, 70, 71])
  func appendsBehindTheKnown(known: Int) {
    let entries = (1...70).map { Entry(term: UInt64($0), kind: .command, payload: [UInt8($0)]) }
    var log = EntryLog()
    for entry in entries.prefix(known) { log.append(entry) }
    log.append(contentsOf: EntryBatch(entries), dropping: known)
    #expect(log.last == LogPosition(index: 70, term: 70))
    #expect((1...70).map { log[UInt64($0)] } == entries)
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
        log.append(contentsOf: EntryBatch(more))
        twin.entries += more
      case 5, 6:
        let index = twin.lastIndex + 3 - min(twin.lastIndex, generator.below(140))
        log.truncate(from: index)
        twin.truncate(from: index)
      case 7:
        let index = twin.base.index + generator.below(300)
        let before = twin.base
        twin.discard(through: index)
        #expect(log.discardBlocks(through: index) == (twin.base != before))
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
      #expect(Array(log.entries(from: index, limit: limit)) == expected)
      guard held else { continue }
      var first = index
      while first > twin.base.index + 1, twin.term(at: first - 1) == twin.term(at: index) { first -= 1 }
      #expect(log.firstIndex(ofTermAt: index) == first)
    }
  }

  /// Logs that pass each other entries, as a cluster's do, and copies of them that go other ways: whatever
  /// memory they share, each behaves as an array of its own.
  @Test("logs that share memory behave as arrays of their own", arguments: 0..<40)
  func shared(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(1000 + seed))
    var logs = Array(repeating: EntryLog(), count: 4)
    var twins = Array(repeating: ArrayLog(), count: 4)
    for round in 1...150 {
      let from = Int(generator.below(4))
      let to = Int(generator.below(4))
      switch generator.below(8) {
      case 0...2:
        for _ in 0..<generator.below(60) {
          let next = entry(Term(round), at: generator.next())
          logs[from].append(next)
          twins[from].entries.append(next)
        }
      case 3, 4: pass(from, to, &logs, &twins, &generator)
      case 5:
        let index = twins[to].base.index + 1 + generator.below(UInt64(twins[to].entries.count + 1))
        logs[to].truncate(from: index)
        twins[to].truncate(from: index)
      case 6:
        logs[to] = logs[from]
        twins[to] = twins[from]
      default:
        let index = twins[to].base.index + generator.below(UInt64(twins[to].entries.count / 2 + 1))
        logs[to].compact(through: index)
        twins[to].compact(through: index)
      }
      for number in 0..<4 { expectSame(logs[number], twins[number], &generator) }
    }
  }

  /// `to` takes all that `from` has from some index on that both hold or adjoin.
  private func pass(
    _ from: Int, _ to: Int, _ logs: inout [EntryLog], _ twins: inout [ArrayLog],
    _ generator: inout SeededGenerator
  ) {
    let low = max(twins[from].base.index, twins[to].base.index) + 1
    let high = min(twins[from].lastIndex, twins[to].lastIndex) + 1
    guard from != to, low <= high else { return }
    let start = low + generator.below(high - low + 1)
    var next = start
    logs[to].truncate(from: start)
    twins[to].truncate(from: start)
    while next <= twins[from].lastIndex {
      let batch = logs[from].entries(from: next, limit: Int(generator.draw(1, 100)))
      logs[to].append(contentsOf: batch)
      twins[to].entries += Array(batch)
      next += UInt64(batch.count)
    }
  }

  @Test(
    "a log may begin anywhere: a snapshot stands for what is before", arguments: [1, 5, 127, 128, 129, 1000])
  func base(index: LogIndex) {
    var log = EntryLog(base: position(index, 3))
    #expect(log.last == position(index, 3) && log.count == 0 && log.term(at: index) == 3)
    #expect(log.entry(at: index) == nil && log.term(at: index - 1) == nil)
    for next in 1...300 { log.append(entry(4, at: index + UInt64(next))) }
    #expect(log[index + 1] == entry(4, at: index + 1) && log.last == position(index + 300, 4))
    log.truncate(from: index + 1)
    #expect(log.last == position(index, 3))
    log.append(entry(5, at: index + 1))
    #expect(log.entry(at: index + 1) == entry(5, at: index + 1))
  }

  @Test(
    "what is to be applied is read where it lies, whatever the chunks and whatever is gone",
    arguments: [1..<1, 1..<2, 1..<301, 30..<35, 32..<33, 33..<97, 200..<301, 250..<400, 100..<220, 400..<500]
      as [Range<LogIndex>])
  func entries(range: Range<LogIndex>) {
    var log = EntryLog()
    for index in 1...300 { log.append(entry(UInt64(index), at: UInt64(index))) }
    for discarded: LogIndex in [0, 150] {
      log.compact(through: discarded)
      let held = range.filter { $0 > discarded && $0 <= 300 }
      let found = log.entries(in: range)
      #expect(found.map(\.index) == held)
      #expect(found.map(\.entry) == held.map { entry($0, at: $0) })
      var next = held.first
      log.forEachRun(of: range) { first, entries in
        #expect(first == next && !entries.isEmpty)
        next = first + UInt64(entries.count)
      }
      #expect(next == held.last.map { $0 + 1 })
    }
  }

  @Test("a copy is a value: changing one leaves the other")
  func copies() {
    var log = EntryLog()
    for index in 1...200 { log.append(entry(1, at: UInt64(index))) }
    var copy = log
    copy.truncate(from: 100)
    copy.append(entry(2, at: 100))
    copy.discardBlocks(through: 100)
    #expect(log.last == position(200, 1))
    #expect(log[100] == entry(1, at: 100))
    #expect(copy.last == position(100, 2))
  }
}
