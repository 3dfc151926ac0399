import Command
import Consensus
import Host
import Paxos
import Raft
import Synod
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What every sentence must keep to, in both languages.
struct SentenceTests {
  struct Line: Sendable, CustomStringConvertible {
    let key: String
    let english: String
    let chinese: String
    var description: String { key }
  }

  private static func lines<Key: TextKey>(_ topic: Key.Type) -> [Line] {
    Key.allCases.map {
      Line(
        key: "\(topic.topic).\($0.rawValue)", english: Language.english.text($0),
        chinese: Language.chinese.text($0))
    }
    // Not those that only name another text, nor signs, which are no words.
    .filter { !$0.english.hasPrefix("@") && !$0.key.hasSuffix(".mark") }
  }

  /// The topics of whole sentences.
  static let all: [Line] =
    (Explainer.topics + [ReasonSentences.self])
    .filter { $0.topic.hasSuffix("Sentences") || $0 == Paragraph.self }.flatMap { lines($0) }

  /// The names of values whose sentence stands in another one.
  private static let parts =
    (RefusalCardTests.refusals.map(\.0) + SynodExplanationTests.refusals).map(\.name)
    + ReasonTests.details.map(\.name) + [
      "other", "configuration", "fixed-members", "no-hand-over", "broken-promise", "two-values",
      "chosen-overruled", "chosen-twice", "never-proposed", "executed-over-hole", "executed-unchosen",
    ]

  /// The text with every place replaced, so that its own characters alone are looked at.
  private static func bare(_ text: String) -> String {
    var result = ""
    var inside = false
    for character in text {
      if character == "{" { inside = true }
      if !inside { result.append(character) }
      if character == "}" {
        inside = false
        result.append("n2")
      }
    }
    return result
  }

  private static func isChinese(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test("Sentences end as sentences do", arguments: all)
  func endings(line: Line) {
    let isLabel =
      line.key.hasSuffix(".chip") || line.key.hasSuffix(".mark") || line.key.contains("Title")
      || line.key.hasSuffix("Note") || line.key.contains("takenBack")
      || line.key.contains(".note")
      || line.key.hasSuffix(".act") || line.key.hasSuffix(".actOfFile") || line.key.hasSuffix("someone")
      || line.key.contains("alsoHere") || line.key.hasSuffix("foreseen") || line.key.contains("sentBecause")
      || line.key.contains("InVain")
      || line.key.contains("NumberSentences") || line.key.contains("ReasonSentences")
      || line.key.contains("PartSentences") || line.key.hasSuffix(".numbers") || line.key.hasSuffix(".name")
      || line.key.hasSuffix(".chip")
      || Self.parts.contains { part in
        ["", "paxos."].contains { line.key.hasPrefix("Explanations.\($0)\(part).") }
          && line.key.hasSuffix(".says")
      }
    guard !isLabel else { return }
    #expect([")", ".", "?"].contains(line.english.last))
    #expect(["）", "。", "？"].contains(line.chinese.last))
  }

  @Test("Chinese text has Chinese punctuation, and blanks between scripts", arguments: all)
  func chinesePunctuation(line: Line) {
    // A mark is the same few signs in every language.
    guard !line.key.hasSuffix(".mark") else { return }
    let text = Array(Self.bare(line.chinese))
    for (index, character) in text.enumerated() where ",;:?!()".contains(character) {
      #expect(Bool(false), "\(character) at \(index) in \(line.chinese)")
    }
    for (left, right) in zip(text, text.dropFirst()) {
      let mixed =
        (Self.isChinese(left) && right.isASCII && !" |[]".contains(right))
        || (left.isASCII && !" |[]".contains(left) && Self.isChinese(right))
      // A place for text in Chinese (a client, a number as a word) stands without a blank.
      let chineseValue = ["{client}", "{sizeWord}"].contains { line.chinese.contains($0) }
      #expect(!mixed || chineseValue, "\(left)\(right) in \(line.chinese)")
    }
    #expect(!line.chinese.contains("  "))
  }

  @Test("English text has no Chinese punctuation", arguments: all)
  func englishPunctuation(line: Line) {
    #expect(!line.english.contains { "，。：；？！（）、".contains($0) || Self.isChinese($0) })
    #expect(!line.english.contains("  "))
  }

  @Test("Both languages name the same sections and the same names of the paper", arguments: all)
  func sections(line: Line) {
    func sections(_ text: String) -> [Substring] {
      text.split { !($0.isNumber || $0 == "." || $0 == "§" || $0 == "D") }
        .filter { $0.contains("§") && $0.count > 2 }
    }
    #expect(sections(line.english) == sections(line.chinese))
    #expect(line.english.contains("Figure ") == line.chinese.contains("图 "))
    let names = [
      "AppendEntries", "RequestVote", "commitIndex", "leaderCommit", "nextIndex", "matchIndex",
      "currentTerm", "votedFor", "lastApplied",
    ]
    for name in names {
      #expect(line.english.contains(name) == line.chinese.contains(name), "\(name)")
    }
  }

  @Test("No two sentences are the same")
  func distinct() {
    let texts = Self.all.filter { $0.english.count > 8 }.map(\.english)
    #expect(Set(texts).count == texts.count)
    #expect(texts.count > 250)
  }

  @Test(
    "Durations are rounded as far as the eye needs",
    arguments: [
      (0, "0 ms"), (1, "0.01 ms"), (50_000, "0.05 ms"), (94_999, "0.09 ms"), (95_000, "0.1 ms"),
      (800_000, "0.8 ms"),
      (4_000_000, "4 ms"), (4_449_999, "4.4 ms"), (4_450_000, "4.5 ms"), (9_949_999, "9.9 ms"),
      (9_950_000, "10 ms"), (172_400_000, "172 ms"), (999_499_999, "999 ms"), (999_500_000, "1 s"),
      (1_500_000_000, "1.5 s"), (62_000_000_000, "62 s"),
    ] as [(Nanoseconds, String)])
  func durations(span: Nanoseconds, text: String) {
    #expect(Explainer(language: .english).duration(span) == text)
  }

  @Test("The longest duration can be written")
  func longestDuration() {
    #expect(Explainer(language: .chinese).duration(.max).hasSuffix(" 秒"))
  }

  @Test(
    "Times are seconds with three decimals, cut",
    arguments: [(0, "0.000"), (12_437_999_999, "12.437"), (60_005_000_000, "60.005")]
      as [(Nanoseconds, String)])
  func times(time: Nanoseconds, text: String) {
    #expect(Quantities.secondsText(time) == text)
  }

  @Test("Lists of nodes")
  func lists() {
    let english = Explainer(language: .english)
    #expect(english.list([]) == "no node")
    #expect(english.list([NodeID(2)]) == "n2")
    #expect(english.list([NodeID(5), NodeID(4)]) == "n4 and n5")
    #expect(english.list([NodeID(3), NodeID(1), NodeID(2)]) == "n1, n2 and n3")
    #expect(Explainer(language: .chinese).list([NodeID(1), NodeID(2)]) == "n1、n2")
  }

  @Test("Entries are named as the operations that they hold")
  func contents() {
    let english = Explainer(language: .english)
    #expect(english.contents(of: .noOp) == nil)
    #expect(english.contents(of: .balances) == .text("balances"))
    #expect(english.contents(of: .open(name: "erin", amount: 50)) == .text("open erin 50"))
    #expect(
      english.contents(of: .transfer(from: "alice", to: "bob", amount: 5, nonce: 1)) == .text("alice→bob 5"))
  }

  @Test("Each rule that can be broken has its line in the gallery, and one that says why it protects")
  func gallery() {
    for rule in BrokenRule.allCases {
      for text in ["", ".seen", ".watch"].map({ Explainer(language: .english).text(ofRule: rule.name + $0) })
      {
        #expect(text.hasSuffix(".") && !text.contains("\n"), "\(rule)")
      }
      #expect(Language.english.textIfAny(CureSentences(rawValue: rule.name)) != nil, "\(rule)")
    }
    let names =
      BrokenRule.allCases.map(\.name) + BrokenPaxosRule.allCases.map(\.name)
      + BrokenSynodRule.allCases.map(\.name)
    // Paxos has words of its own for some that others have, too.
    let lines = GallerySentences.allCases.filter { !$0.rawValue.hasPrefix("paxos.") }
    #expect(lines.count == 3 * Set(names).count)
    for name in BrokenPaxosRule.allCases.map(\.name) {
      #expect(Language.english.textIfAny(CureSentences(rawValue: name)) != nil, "\(name)")
    }
    #expect(
      Set(BrokenRule.allCases.map { Explainer(language: .english).text(ofRule: $0.name) }).count
        == BrokenRule.allCases.count)
  }
}
