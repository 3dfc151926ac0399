import Canvas
import Command

/// Rows of text in columns, the first flush left, the others flush right. All rows have as many as the heading.
struct Table: Sendable, Equatable {
  let heading: [String]
  private(set) var rows: [[String]] = []
  /// Whether a letter stands for each row's first field where the table would be too wide.
  private let hasLetters: Bool

  init(_ heading: [String], hasLetters: Bool = false) {
    self.heading = heading
    self.hasLetters = hasLetters
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// A line for the heading and for each row.
  func text(width: Int) -> String {
    let named = Self.text([heading] + rows)
    let isTooWide = named.split(separator: "\n").contains { $0.count > width }
    guard isTooWide, hasLetters else { return named }
    let short = rows.enumerated().map { [String(Character.letter($0))] + $1.dropFirst() }
    return Self.text([heading] + short)
  }

  private static func text(_ all: [[String]]) -> String {
    let widths = all[0].indices.map { column in all.map { TextWidth.of($0[column]) }.max() ?? 0 }
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
