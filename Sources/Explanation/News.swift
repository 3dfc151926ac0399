import Consensus
import Host

/// A sentence about one event. Higher ranks push out lower ones.
package struct News: Sendable, Equatable {
  /// 0 (may be left out) … 9 (must be seen).
  package var rank: Int
  package var text: String
  package var alarm: Bool
  package init(rank: Int, text: String, alarm: Bool = false) {
    self.rank = rank
    self.text = text
    self.alarm = alarm
  }
}

/// What a person points at.
package enum Selection: Sendable, Equatable {
  case node(NodeID)
  case message(UInt64)
  /// An entry as it is on one node.
  case entry(LogPosition, on: NodeID)
  case account(String)
  case landmark(event: UInt64)
}

/// What happened · the rule · the numbers that decided · what would have changed it.
package struct WhyCard: Sendable, Equatable {
  package var title: String
  /// Whole sentences, wrapped by the panel.
  package var sentences: [String]
  /// What the next `w` explains: the cause.
  package var cause: UInt64?
  package init(title: String, sentences: [String], cause: UInt64? = nil) {
    self.title = title
    self.sentences = sentences
    self.cause = cause
  }
}
