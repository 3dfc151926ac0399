import Canvas
import Command

/// Rows of text in columns, the first flush left, the others flush right.
struct Table: Sendable, Equatable {
  let heading: [String]
  private(set) var rows: [[String]] = []
  /// What stands for each row's first field where the table would be too wide; empty where nothing does.
  private var letters: [Character?] = []

  init(_ heading: [String]) { self.heading = heading }

  mutating func add(_ row: [String], letter: Character? = nil) {
    rows.append(row)
    letters.append(letter)
  }

  /// A line for the heading and for each row. Rows that have a letter show it alone where there is no room for
  /// their names.
  func text(width: Int) -> String {
    let named = Self.text([heading] + rows)
    let isTooWide = named.split(separator: "\n").contains { $0.count > width }
    guard isTooWide, letters.contains(where: { $0 != nil }) else { return named }
    let short = zip(rows, letters).map { row, letter in
      (letter.map { [String($0)] } ?? Array(row.prefix(1))) + row.dropFirst()
    }
    return Self.text([heading] + short)
  }

  private static func text(_ all: [[String]]) -> String {
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      all.map { column < $0.count ? TextWidth.of($0[column]) : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for (column, field) in row.enumerated() {
        line +=
          (column == 0 ? "" : "  ") + TextWidth.fit(field, width: widths[column], alignRight: column > 0)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A decimal number, rounded; a dash where there is none.
  static func fixed(_ value: Double, decimals: Int) -> String {
    Quantities.fixedText(value, decimals: decimals) ?? "-"
  }

  /// A time in milliseconds: fewer decimals the longer it is.
  static func time(_ milliseconds: Double?) -> String {
    guard let milliseconds else { return "-" }
    return fixed(milliseconds, decimals: milliseconds < 1000 ? 1 : 0)
  }

  /// "+3%".
  static func difference(_ value: Double, against reference: Double) -> String {
    guard reference != 0 else { return "-" }
    let percent = Int(((value / reference - 1) * 100).rounded())
    return percent > 0 ? "+\(percent)%" : "\(percent)%"
  }
}
