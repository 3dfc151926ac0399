import Testing
import Words

@testable import Command

@Suite struct TableTests {
  @Test func everyFormHasItsOwnKey() {
    #expect(Set(VerbTable.forms.map(\.key)).count == VerbTable.forms.count)
  }

  @Test func theFormsOfOneNameBeginDifferently() {
    let shared = VerbTable.names.filter { VerbTable.forms(named: $0).count > 1 }
    #expect(shared == ["pause", "duplicate", "hold", "release"])
    for name in shared {
      let openings = VerbTable.forms(named: name).map { form in
        form.openingKeyword ?? (form.arguments.isEmpty ? "" : "…")
      }
      #expect(Set(openings).count == openings.count)
    }
  }

  @Test(arguments: Argument.Kind.allCases) func everyKindExpectsSomethingOfItsOwn(kind: Argument.Kind) {
    #expect(kind == .text || kind.expected(nodes: 5) != Argument.Kind.text.expected(nodes: 5))
  }

  @Test func whatThereIs() {
    let now = VerbTable.forms.map(\.name).sorted()
    let expected = """
      abandon accept add align answer back balance big bug corrupt cut drop duplicate duplicate expect fork goto hand hands heal hold hold isolate \
      kill language latency lead load loss match-index next-index note open partition pause pause play poll prepare promote quit \
      release release release remove reorder restart resume run scenario skew slow-disk snapshot speed spread step theme timeout \
      transfer view why wipe
      """
    #expect(now == expected.split(separator: " ").map(String.init))
  }

  @Test(arguments: Language.allCases) func theTextIsAligned(language: Language) throws {
    let rows = VerbTable.text(language).split(separator: "\n").filter { $0.hasPrefix("  ") }
    #expect(rows.count == VerbTable.forms.count + PredicateWord.allCases.count)
    let width = try #require(VerbTable.forms.map(\.usage.count).max())
    for row in rows {
      let characters = Array(row)
      #expect(String(characters[(2 + width)..<(4 + width)]) == "  ")
      #expect(characters[4 + width] != " ")
    }
  }

  @Test func linesOfTheTable() {
    let text = VerbTable.text(.english)
    #expect(
      text.contains(
        "  transfer FROM TO AMOUNT [via NODE] [once]               a signed transfer, retried until its outcome is known, or asked `once`\n"
      ))
    #expect(
      text.contains(
        "  wipe NODE                                               lose the machine with its disk\n"))
    #expect(
      text.contains("\n  note TEXT                                               words for whoever watches\n")
    )
    #expect(
      text.contains(
        "  latency LOW..HIGH [FROM>TO]                             how long messages fly\n"))
  }

  @Test func everySummaryIsThereInBothLanguages() {
    for form in VerbTable.forms {
      #expect(!form.summary.english.isEmpty && !form.summary.text(in: .chinese).isEmpty)
      #expect(
        form.summary.text(in: .chinese).unicodeScalars.contains { $0.value > 0x2E80 }
          || form.name == "language")
    }
  }
}
