/// The comment in a saved run that says which version of the program wrote it: where another one cannot read the
/// file, that is the version to open it with.
public enum WriterLine {
  private static let beginning = "# written by raftcoin "
  /// It stands near the beginning, or is no such line.
  private static let reach = 4096

  /// The text of a scenario with the comment after its first line.
  static func added(to text: String, by program: String) -> String {
    var lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    lines.insert(beginning + program, at: 1)
    return lines.joined(separator: "\n")
  }

  /// The version that wrote a file; nil where the file does not say.
  public static func program(of bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(reach), as: UTF8.self)
    let line = head.split(whereSeparator: \.isNewline).first { $0.hasPrefix(beginning) }
    guard let word = line?.dropFirst(beginning.count).split(separator: " ").first, word.count <= 40 else {
      return nil
    }
    return word.allSatisfy { $0.isLetter || $0.isNumber || ".-+".contains($0) } ? String(word) : nil
  }
}
