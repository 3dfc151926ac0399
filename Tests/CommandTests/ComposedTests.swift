import Command
import Testing

/// Names in one spelling, whichever keyboard or file they come from. Bytes are compared, since Swift takes all
/// spellings of a name for the same.
@Suite struct ComposedTests {
  static let inParts = "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"
  static let whole = "\u{D55C}\u{AE00}"

  @Test(arguments: [
    ("", ""), ("alice", "alice"), ("\u{E9}a", "\u{E9}a"), ("e\u{301}a", "\u{E9}a"), (inParts, whole),
    (whole, whole),
    ("\u{212B}", "\u{C5}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"), ("小明", "小明"), ("\u{301}e", "\u{301}e"),
    ("e\u{301}\u{1F600}\u{1F1E9}\u{1F1EA}", "\u{E9}\u{1F600}\u{1F1E9}\u{1F1EA}"),
  ])
  func composed(text: String, spelling: String) {
    #expect(Array(text.composed.utf8) == Array(spelling.utf8))
    #expect(Array(text.composed.composed.utf8) == Array(text.composed.utf8))
  }

  @Test func aFilesNamesAreComposed() throws {
    let text = """
      raftcoin 1
      accounts \(Self.inParts) 100, bob 50
      transfer \(Self.inParts) bob 1
      open e\u{301}a 5
      when balance \(Self.whole) 100
      note \(Self.inParts)
      """
    let written = try ScenarioParser.parse(text: text, file: "x").get().text
    #expect(written.split(separator: "\n").count { $0.contains(Self.whole) } == 4)
    #expect(Array(written.utf8) == Array(written.composed.utf8))
  }

  /// The two spellings of a name are one account: it cannot stand twice, and each finds it.
  @Test func twoSpellingsAreOneAccount() throws {
    let twice = "raftcoin 1\naccounts \u{E9}a 1, e\u{301}a 1\n"
    guard case .failure(let errors) = ScenarioParser.parse(text: twice, file: "x") else {
      Issue.record("two accounts that look alike")
      return
    }
    #expect(errors.description.contains("stands twice"))
    let context = PaletteContext(accounts: ["\u{E9}a", "bob"])
    let typed = try VerbParser.parse(line: "transfer e\u{301}a bob 1", context: context)
    let begun = try VerbParser.transfer("e\u{301} b 1", context: context)
    for verb in [typed, begun] {
      #expect(Array(verb.description.utf8) == Array("transfer \u{E9}a bob 1".utf8))
    }
    let completed = Completer.complete("transfer e\u{301}", cursor: 10, context: context)
    #expect(completed.candidates.map(\.text) == ["\u{E9}a"])
  }

  /// Columns are counted in letters, however a letter is spelt.
  @Test func aFaultStandsAtItsLetter() {
    let found = [Self.inParts, Self.whole].map { name in
      guard
        case .failure(let errors) = ScenarioParser.parse(
          text: "raftcoin 1\nnote \(name)\nkill \(name)", file: "x")
      else { return "" }
      return errors.description
    }
    #expect(found[0] == found[1] && found[0].hasPrefix("x:3:6:"))
  }
}
