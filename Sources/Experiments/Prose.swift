/// Sentences for a terminal.
enum Prose {
  /// Broken between words so that no line is wider than `width` columns, where words allow it. All lines but the
  /// first begin with `indent` spaces.
  static func wrapped(_ text: String, width: Int, indent: Int) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(repeating: " ", count: lines.isEmpty ? 0 : indent) + word)
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
