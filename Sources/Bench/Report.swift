import Command

/// What a benchmark prints: named values in a fixed order, as one JSON object or as a table for people.
public struct Report: Sendable, Equatable {
  enum Value: Sendable, Equatable {
    case text(String)
    case number(UInt64)
    /// A measured value, with so many decimals.
    case measure(Double, decimals: Int)
  }

  struct Item: Sendable, Equatable {
    let name: String
    let value: Value
    /// What it is, for people.
    let meaning: String
  }

  private(set) var items: [Item] = []

  /// - Parameters:
  ///   - what: What is measured.
  ///   - how: Under which conditions.
  init(mode: String, _ what: String, _ how: String) {
    add("peer", .text("raftcoin"), what)
    add("mode", .text(mode), how)
  }

  mutating func add(_ name: String, _ value: Value, _ meaning: String) {
    items.append(Item(name: name, value: value, meaning: meaning))
  }

  /// What it took to agree on so many.
  mutating func add(_ spent: Spent, _ latencies: Latencies, for count: Int, of what: String) {
    add("ops_per_s", .measure(spent.perSecond(count), decimals: 0), "\(what)s a second")
    add("p50_us", .measure(Double(latencies.median) / 1000, decimals: 2), "µs from proposal to application")
    add("p99_us", .measure(Double(latencies.percentile99) / 1000, decimals: 2), "µs, 99th percentile")
    add(
      "cpu_ns_per_op", .measure(spent.processorEach(count), decimals: 0),
      "processor nanoseconds for a \(what)")
  }

  /// One line, the keys in the order in which they were added.
  public var json: String {
    "{" + items.map { "\"\($0.name)\":\(Self.json($0.value))" }.joined(separator: ",") + "}"
  }

  /// A line for each value.
  public var text: String {
    let shown = items.map { (name: $0.name, value: Self.plain($0.value), meaning: $0.meaning) }
    let left = shown.map(\.name.count).max() ?? 0
    let right = shown.map(\.value.count).max() ?? 0
    return shown.map { item in
      let name = item.name + String(repeating: " ", count: left - item.name.count)
      let value = String(repeating: " ", count: right - item.value.count) + item.value
      return "\(name)  \(value)  \(item.meaning)\n"
    }.joined()
  }

  private static func json(_ value: Value) -> String {
    if case .text(let text) = value { return "\"\(text)\"" }
    return plain(value)
  }

  private static func plain(_ value: Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): "\(number)"
    case .measure(let value, let decimals): Quantities.fixedText(value, decimals: decimals) ?? "0"
    }
  }
}
