import Command
import Consensus
import Host
import Words

/// A kind of question about what a cluster is going to do: when it fits, what can be chosen, and how a run tells which
/// choice has come true. That is computed at the moment it is asked; no answer is stored.
public struct Prediction: Sendable {
  /// What it asks for; in files, and before the dot in the keys of its texts.
  public enum Name: String, CaseIterable, Sendable {
    case firstTimer = "first-timer"
    case nextLeader = "next-leader"
    case majority
    case vote
    case couldWin = "could-win"
    case payment
    case coinsMove = "coins-move"
    case committed
    case vanish
    case whichStays = "which-stays"
    case sendsFrom = "sends-from"
    case whichSide = "which-side"
    case howManyMayFail = "how-many-may-fail"
    case onDisk = "on-disk"
    case nextTerm = "next-term"
    case oldLeader = "old-leader"
    case applied
  }

  /// What makes its answer knowledge and not luck.
  enum Ground: Sendable {
    /// It is in the picture, or a rule says so, and the outcome itself tries it in futures drawn anew.
    case sure
    /// This run's own future and `futuresDrawnAnew` others agree; where they do not, nobody can know.
    case futures
  }

  /// So many.
  public static let futuresDrawnAnew = 32
  /// Where futures disagree, "nobody can know" is right only if so many of them all bring something else than most do:
  /// a rare exception would be a trick.
  static let fewestOthers = 4
  /// Digits answer.
  static let mostChoices = 9

  public let name: Name
  /// 1 to 3: how much has to be known for it.
  public let level: Int
  /// The lesson that explains it.
  public let lesson: Int
  let ground: Ground
  /// Whether it asks about what Raft alone has: votes by logs, terms of entries.
  let isOfRaft: Bool
  /// nil: it does not fit here.
  let draft: @Sendable (inout Occasion) -> Draft?

  init(
    _ name: Name, level: Int, lesson: Int, _ ground: Ground, ofRaft isOfRaft: Bool = false,
    draft: @escaping @Sendable (inout Occasion) -> Draft?
  ) {
    self.name = name
    self.level = level
    self.lesson = lesson
    self.ground = ground
    self.isOfRaft = isOfRaft
    self.draft = draft
  }

  public static let all: [Prediction] =
    [firstTimer, nextLeader, majority, vote, couldWin, nextTerm, oldLeader]
    + [payment, coinsMove, committed, whichSide, howManyMayFail, onDisk, applied]
    + [vanish, whichStays, sendsFrom]

  /// Those that fit a cluster of this protocol; none asks who leads where nobody does.
  public static func all(of consensus: ConsensusProtocol) -> [Prediction] {
    switch consensus {
    case .raft: all
    case .paxos: all.filter { !$0.isOfRaft }
    case .synod: []
    }
  }
}

/// What can come true.
public enum Answer: Hashable, Sendable {
  case node(NodeID)
  case nodes(NodeSet)
  case number(UInt64)
  case position(LogPosition)
  /// By the name of its text.
  case word(String)
  /// Chance decides.
  case unknowable
}

/// Something to choose.
public struct Choice: Sendable, Equatable {
  public let answer: Answer
  public let text: Phrase
  /// What is not so, where this was chosen and is wrong.
  public internal(set) var mistake: Phrase
}

/// A template where it fits: a question that nobody has answered yet.
struct Draft {
  let text: Phrase
  var choices: [Choice]
  /// Whether the choices have an order of their own, as numbers have; others stand in one that is drawn.
  var isOrdered = true
  /// Whether it may be asked where chance decides.
  var mayBeUnknowable = false
  /// What is done first.
  var act: Verb?
  /// Runs on to where it is decided, and tells what has come true; nil: none of the choices, or nothing yet.
  let outcome: (inout Rehearsal) -> Outcome?
}

/// What came true, and why: with numbers, and the section of the rule.
struct Outcome {
  let answer: Answer
  let because: Phrase

  init(_ answer: Answer, _ because: Phrase) {
    self.answer = answer
    self.because = because
  }
}

/// The texts of the templates, each by the template's name and its own.
struct PredictionWords: NamedTextKey {
  let rawValue: String
}

/// What stands in the places of a text, by their names.
typealias Places = [String: any Sayable]

extension Places {
  /// All of both.
  static func + (left: Places, right: Places) -> Places { left.merging(right) { first, _ in first } }
}

extension Occasion {
  func wording(_ name: Prediction.Name) -> Wording { Wording(name: name, consensus: snapshot.consensus) }
}

extension Prediction {
  /// What it is about.
  var title: Phrase { Wording(name: name, consensus: .raft).say("title") }

  public static let topics: [any TextKey.Type] = [PredictionWords.self]
}

/// The texts of a template, as a protocol has them: what stands under `PROTOCOL.KEY`, else under the key.
struct Wording {
  let name: Prediction.Name
  let consensus: ConsensusProtocol

  /// One of them.
  func say(_ key: String, _ values: Places = [:]) -> Phrase {
    .common("\(name.rawValue).\(key)", values, by: consensus)
  }

  /// A choice that says the text of this name; what is wrong with it stands in that of `mistake`, or of the same name
  /// with `.not`.
  func choice(
    _ key: String, _ answer: Answer? = nil, _ values: Places = [:], mistake: String? = nil
  ) -> Choice {
    Choice(
      answer: answer ?? .word(key), text: say(key, values), mistake: say(mistake ?? "\(key).not", values))
  }

  /// A choice that is a number.
  func choice(number: Int, _ values: Places, mistake: String) -> Choice {
    choice("it", .number(UInt64(number)), values.merging(["it": number]) { _, new in new }, mistake: mistake)
  }

  /// A choice that says itself what it is.
  func choice(
    _ answer: Answer, says text: some CustomStringConvertible, mistake: String,
    _ values: Places = [:]
  ) -> Choice {
    Choice(
      answer: answer, text: Phrase(verbatim: text.description),
      mistake: say(mistake, values + ["it": text.description]))
  }
}
