import Consensus

/// What a cluster's protocol brings into the language: its names, and how it writes a term. An empty list leaves such
/// names unchecked.
public struct Vocabulary: Equatable, Sendable {
  public var consensus: ConsensusProtocol
  /// Of the rules that can be broken on purpose, for `bug NAME`.
  public var brokenRules: [String]
  /// Of the kinds of messages, for `message KIND in flight` and the verbs that take one.
  public var messageKinds: [String]
  /// Of its decisions, for `event NAME`.
  public var decisions: [String]

  /// The kinds, and what every protocol's messages are for: whatever can stand in the place of a kind.
  var kinds: [String] {
    messageKinds.isEmpty ? [] : messageKinds + MessagePurpose.allCases.map(\.rawValue)
  }

  /// The kind that every protocol with a leader has: a message that says no more than that its sender leads.
  public static let heartbeat = "heartbeat"

  public init(
    of consensus: ConsensusProtocol = .raft, brokenRules: [String] = [], messageKinds: [String] = [],
    decisions: [String] = []
  ) {
    self.consensus = consensus
    self.brokenRules = brokenRules
    self.messageKinds = messageKinds
    self.decisions = decisions
  }
}
