import Command
import Consensus

/// A node for which a person decides (`hand NODE NAME`), as it may be shown to that person too: nothing here says what
/// the rule says before the answer.
///
/// Who asks a person on another screen needs no more than this and the verb `answer NODE yes|no|anyway`:
/// `Explainer.question` makes the question's text, and of `answer` `Explainer.verdict` that on what was answered.
public struct HandSnapshot: Sendable, Equatable {
  public var node: NodeID
  /// The person's.
  public var name: String
  /// The message that waits for the person's yes or no; whatever else arrives there waits behind it. nil: none does.
  public var question: MessageSnapshot?
  /// What was answered last; nil: nothing yet.
  public var answer: Answer?

  /// What a person decided, and what the rule says.
  public struct Answer: Sendable, Equatable {
    public var message: MessageSnapshot
    public var given: Verb.Answer
    /// The decision of the rule, with its numbers; nil: it was none any more.
    public var rule: Explanation?
    public var ruleGrants: Bool
    /// Whether it was decided as the rule says.
    public var isRight: Bool { (given != .no) == ruleGrants }
    public init(_ given: Verb.Answer, to message: MessageSnapshot, rule: Explanation?, ruleGrants: Bool) {
      self.message = message
      self.given = given
      self.rule = rule
      self.ruleGrants = ruleGrants
    }
  }

  public init(_ node: NodeID, of name: String, question: MessageSnapshot? = nil, answer: Answer? = nil) {
    self.node = node
    self.name = name
    self.question = question
    self.answer = answer
  }
}
