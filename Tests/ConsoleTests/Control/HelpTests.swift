import Assets
import Canvas
import Command
import Consensus
import Host
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// `?` explains what is on the screen; the selection says what can be done with it.
@Suite struct HelpTests {
  private func rows(_ desk: Desk) -> [ListModel.Row] {
    if case .list(let list) = desk.model.overlay { list.rows } else { [] }
  }

  /// What the last keys left in the help, before its second heading.
  private func first(_ desk: Desk) -> ArraySlice<ListModel.Row> {
    rows(desk).dropFirst().prefix { !$0.heading }
  }

  @Test(arguments: Language.allCases) func itBeginsWithWhatIsOnTheScreen(language: Language) {
    let desk = Desk(language: language)
    desk.press("?")
    let first = first(desk)
    #expect(rows(desk).first?.heading == true)
    for sign in ["★", "●", "t1", "│"] { #expect(first.contains { $0.left == sign }, "\(sign)") }
    #expect(!first.contains { $0.left == "~" || $0.left == "▲" })
    #expect(first.contains { $0.left == PlainWord.leader.parts(language).word })
    #expect(first.allSatisfy { !$0.right.isEmpty })
    desk.press("Enter")
    guard case .card(_, let lines) = desk.model.overlay else {
      Issue.record("no card")
      return
    }
    #expect(lines == [first.first?.right])
  }

  @Test func theFilterFindsWhatIsNotOnTheScreen() {
    let desk = Desk()
    desk.press("? / D§6.4.1")
    #expect(desk.listRows == ["D§6.4.1"])
    desk.press("Esc ? / ballot")
    #expect(desk.listRows == [])
    desk.press("Esc ? / drawn")
    #expect(desk.listRows.contains("election timeout"))
  }

  @Test(arguments: Language.allCases) func aClickOnASectionOpensItsLine(language: Language) throws {
    let desk = Desk(language: language)
    desk.press("w")
    let frame = desk.console.frame()
    let places = (0..<24).flatMap { y in (0..<80).map { Point(x: $0, y: y) } }
    let place = try #require(places.first { frame.section(at: $0) != nil })
    let section = try #require(frame.section(at: place))
    desk.console.handle(.mouse(InputEvent.Mouse(action: .click, at: place)), wall: desk.wall)
    guard case .list(let list) = desk.model.overlay else {
      Issue.record("no list")
      return
    }
    #expect(list.rows[list.marked].left == HelpList.name(of: section, language))
    #expect(list.rows[list.marked].right == language.text(section))
  }

  /// In ASCII an S stands for the sign of a section.
  @Test func citations() {
    func names(_ text: String) -> [String] { Section.citations(in: text).map(\.section.rawValue) }
    #expect(names("(§5.2, D§6.4; Figure 8)") == ["§5.2", "D§6.4", "Figure 8"])
    #expect(names("（§5.4.2，图 8）") == ["§5.4.2", "Figure 8"])
    #expect(names("S5.2 DS6.3 S40% S9.9 §9.9") == ["§5.2", "D§6.3", "§9.9"])
  }

  @Test func everyCitedSectionIsParaphrased() throws {
    for language in Language.allCases {
      let texts = try language.topics.flatMap { try language.entries(of: $0) ?? [] }.map(\.text)
      let scenarios = ShippedScenarios.all.map { String(decoding: $0.bytes, as: UTF8.self) }
      let cited = Set((texts + scenarios).flatMap { Section.citations(in: $0).map(\.section) })
      #expect(cited.subtracting(Section.allCases).isEmpty, "Sections.strings lacks these")
    }
  }

  @Test(arguments: Language.allCases) func theFirstUseOfAWordSaysWhatItMeans(language: Language) {
    var uses = FirstUses(language)
    let text = language == .english ? "n2 leads term 3: entry 1 is committed" : "n2 领导任期 3：已提交"
    let first = uses.glossed(text, event: 5)
    #expect(
      first
        == (language == .english
          ? "n2 leads term 3 (number of an election): entry 1 is committed (counted on a majority)"
          : "n2 领导任期 3（term，选举的编号）：已提交（committed，已计有多数派保存）"))
    // Said again in another language it is still the first; later it is not.
    #expect(uses.glossed(text, event: 5) == first)
    #expect(uses.glossed(text, event: 6) == text)
    #expect(uses.glossed("determined, terms", event: 7) == "determined, terms")
  }

  @Test(arguments: [
    ("2", "k kill"), ("e", "arrows"), ("a", "t transfer"), ("Esc", "Space play"),
  ])
  func theKeysRowOffersWhatCanBeDone(keys: String, offer: String) {
    for size in [Size(width: 60, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36)] {
      let desk = Desk(size: size)
      desk.press("Space " + keys)
      #expect(desk.model.keyRows.first?.contains(offer) == true, "\(size): \(desk.model.keyRows)")
    }
  }

  @Test func spaceSaysWhatItDoes() {
    let desk = Desk()
    #expect(desk.model.keyRows[0].contains("Space pause"))
    desk.press("Space")
    #expect(desk.model.keyRows[0].contains("Space play"))
  }
}

/// What console and rules say of themselves where they are looked at.
@Suite struct LookTests {
  @Test func theRulesCanBeSelected() {
    for size in [Size(width: 60, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36)] {
      let desk = Desk(size: size)
      desk.press(": view Space checks Enter")
      #expect(desk.console.frame().canvas.text.contains("invariant"), "\(size)")
      guard let first = desk.model.snapshot.invariants.first else { continue }
      desk.press("Down")
      #expect(desk.model.selection == .rule(first.name))
      desk.press("w")
      #expect(desk.model.card?.sentences.isEmpty == false)
      desk.press("Esc Enter")
      #expect(desk.model.overlay != nil)
    }
  }

  @Test func theAutomaticPaceSaysSo() {
    let desk = Desk(speed: 500)
    desk.press("0")
    #expect(desk.model.notice?.contains("auto") == true)
  }

  @Test func acts() {
    func told(_ verb: Verb, _ outcome: ActionOutcome, idle: [String: String] = [:]) -> String {
      var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a", "b"], leader: 1)
      picture.idleRules = idle
      let host = FakeHost()
      let record = EventRecord(number: 1, time: 0, node: nil, what: .action(verb, outcome), cause: nil)
      return Explainer(language: .english).allNews(of: Scene(record, in: picture, host)).map(\.text)
        .joined(separator: " ")
    }
    let one: NodeSet = [NodeID(2)]
    #expect(
      told(.corrupt([.node(NodeID(2))], nil), .done(on: one)).contains("A bit is flipped on the disk of n2"))
    #expect(told(.skew([.node(NodeID(2))], partsPerMillion: -100_000), .done(on: one)).contains("10% slow"))
    #expect(told(.slowDisk([.node(NodeID(2))], 0...40_000_000), .done(on: one)).contains("40 ms"))
    #expect(told(.align, .done()).contains("end at the same moment"))
    let bug = Verb.bug(name: "skip-pre-vote", on: true)
    #expect(
      told(bug, .done(), idle: ["skip-pre-vote": "pre-vote on"]).contains("changes nothing in this cluster"))
    #expect(!told(bug, .done()).contains("changes nothing"))
  }

  /// What the console says of a wrong line does not send anybody to the command line, and stands there in full.
  @Test func errorsStayInTheConsole() {
    for line in ["frobnicate", "bug nothing on"] {
      let desk = Desk(size: Size(width: 60, height: 16))
      desk.press(":")
      desk.type(line)
      desk.press("Enter")
      let text = desk.console.frame().canvas.text
      #expect(!text.contains("`raftcoin"), "\(line)")
      #expect(text.contains("expected"), "\(line)")
    }
  }
}
