import Consensus
import Host

/// Consecutive records of one run, oldest first; a bounded number.
struct RecordWindow {
  /// Kept at most; twice as many for a while.
  private static let most = 8192
  /// A console that jumps has at least so many to look back on.
  static let least = 512

  var records: [EventRecord] = []

  mutating func trim() {
    if records.count > Self.most * 2 { records.removeFirst(records.count - Self.most) }
  }

  /// Forgets what came before this number.
  mutating func keep(from number: UInt64) {
    records.removeFirst(number > 0 ? place(after: number - 1) : 0)
  }

  func record(_ number: UInt64) -> EventRecord? {
    guard number > 0 else { return nil }
    let place = place(after: number - 1)
    return place < records.count && records[place].number == number ? records[place] : nil
  }

  func records(after number: UInt64) -> [EventRecord] { Array(records[place(after: number)...]) }

  /// The first place of a record with a greater number.
  private func place(after number: UInt64) -> Int {
    var (low, high) = (0, records.count)
    while low < high {
      let middle = (low + high) / 2
      if records[middle].number <= number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
