/// Finds out whether the terminal draws ambiguous characters (● ★ │) in two cells, as some do that are set
/// up for CJK: one is printed, and the terminal asked where its cursor is now.
///
/// Row 2, because the answer from row 1 looks like Shift-F3.
struct WidthProbe {
  /// How long the first frame may wait for the answer, in nanoseconds.
  static let patience: UInt64 = 50_000_000
  static let row = 2
  static let question = Array("\u{1B}[2;1H●\u{1B}[6n\r\u{1B}[K".utf8)

  /// nil where nothing is asked.
  var askedAt: UInt64?

  /// When waiting for an answer is no longer worth it; nil if none is expected.
  var deadline: UInt64? { askedAt.map { $0 &+ WidthProbe.patience } }

  /// Takes a report of the cursor, however late.
  /// - Returns: true if ambiguous characters are wide (or are no characters at all to this terminal), false
  ///   if they are narrow, nil if this answers nothing that was asked.
  mutating func answer(row: Int, column: Int) -> Bool? {
    guard askedAt != nil, row == WidthProbe.row else { return nil }
    askedAt = nil
    return column != 2
  }
}
