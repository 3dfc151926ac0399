import Command

extension Vocabulary {
  /// Names as a protocol may bring them.
  static let sample = Vocabulary(brokenRules: ["count-old-term", "forget-vote", "lose-log-tail"])
}
