import Command

extension Vocabulary {
  /// Names as a protocol may bring them.
  static let sample = Vocabulary(
    brokenRules: ["count-old-term", "forget-vote", "lose-log-tail"],
    messageKinds: [
      "RequestVote", "RequestVoteReply", "AppendEntries", "AppendEntriesReply", "PreVote", "PreVoteReply",
      "TimeoutNow", "InstallSnapshot", "InstallSnapshotReply", heartbeat,
    ], decisions: ["became-leader", "refused-vote"])
}
