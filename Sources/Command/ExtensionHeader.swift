import Consensus
import Words

/// The lines of a header that switch what the dissertation adds to Raft's Figure 2.
extension HeaderReader {
  mutating func readExtension(_ key: HeaderKey, _ reader: inout LineReader) throws(Diagnostic) {
    let name = key.rawValue
    switch key {
    case .preVote: header.preVote = try reader.onOff(name, "on|off")
    case .checkQuorum: header.checkQuorum = try reader.onOff(name, "on|off")
    case .reads:
      let rule = try Self.choice(&reader, name, "RULE", ReadRule.allCases.map(\.rawValue))
      header.reads = ReadRule(rawValue: rule) ?? .log
    case .clockBound:
      header.clockBoundPartsPerMillion = try reader.quantity(.percent, name, "PERCENT") {
        text throws(Quantities.Fault) in
        try Quantities.percent(text)
      }
    case .snapshotAfter:
      header.snapshotAfter = Int(try Self.number(&reader, name, "N", 0...Self.longestSnapshotAfter))
    case .snapshotChunk:
      header.snapshotChunk = Int(try Self.number(&reader, name, "BYTES", 1...Self.largestSnapshotChunk))
    case .window: header.window = Int(try Self.number(&reader, name, "N", 1...Self.widestWindow))
    case .changes:
      header.jointChanges = try Self.choice(&reader, name, "joint|single", ["joint", "single"]) == "joint"
    default: break
    }
  }

  /// One of a few words.
  private static func choice(
    _ reader: inout LineReader, _ owner: String, _ label: String, _ words: [String]
  ) throws(Diagnostic) -> String {
    for word in words where reader.take(word: word) { return word }
    let quotedWords = words.map { "`\($0)`" }
    let expected = Phrase.list(quotedWords, by: .or)
    let token = try reader.word(.word(words.first ?? ""), owner, label, expected)
    throw reader.unexpected(token, expected, suggestion: nearest(to: token.text, in: words))
  }

  /// A lease stands on voters who stay with a leader that they hear.
  func leaseContradiction() -> Diagnostic? {
    guard header.reads == .lease, !header.checkQuorum else { return nil }
    return diagnostic(
      .reads, orElse: .checkQuorum,
      Phrase(Problem.leaseAlone),
      Phrase(Expected.checkQuorumToo))
  }
}
