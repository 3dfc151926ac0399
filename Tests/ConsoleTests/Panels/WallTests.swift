import Canvas
import Consensus
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// The picture for nine metres.
@Suite struct WallTests {
  static let sizes = [Size(width: 60, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36)]

  private func frame(_ story: Story, _ size: Size, _ language: Language = .english, ascii: Bool = false)
    -> Frame
  {
    var model = story.model(size, language, ascii: ascii)
    model.big = true
    return Panels.frame(withKeysFor: model)
  }

  @Test func digits() {
    #expect(BigDigits(scale: 1).rows(of: 25, ascii: false) == ["▀▀█ █▀▀", "█▀▀ ▀▀█", "▀▀▀ ▀▀▀"])
    #expect(BigDigits(scale: 1).rows(of: 25, ascii: true) == [" _   _ ", " _| |_ ", "|_   _|"])
    for scale in [1, 2] {
      for ascii in [false, true] {
        let digits = BigDigits(scale: scale)
        let pictures = (0...9).map { digits.rows(of: $0, ascii: ascii) }
        #expect(Set(pictures).count == 10)
        #expect(
          pictures.allSatisfy { $0.count == digits.height && $0.allSatisfy { $0.count == digits.pitch } })
        #expect(digits.rows(of: 407, ascii: ascii)[0].count == digits.width(of: 407))
      }
    }
  }

  /// Every node, its role in a sign and, where there is room, a word; the counter; no chrome.
  @Test(arguments: Story.allCases, Language.allCases) func allOfItIsThere(story: Story, language: Language) {
    for size in Self.sizes {
      for ascii in [false, true] {
        let frame = frame(story, size, language, ascii: ascii)
        for node in story.snapshot.nodes {
          #expect(frame.targets.contains { $0.target == .select(.node(node.id)) }, "\(size) \(node.id)")
        }
        let text = frame.canvas.text
        #expect(!text.contains("Tab next") && !text.contains("seed") && !text.contains("┤"))
        if story != .beforeElection {
          #expect(text.contains(Label.wallNeeds.text(language)) || story.snapshot.nodes.count != 5)
        }
      }
    }
  }

  @Test func aPartitionIsAWallWithTwoSides() throws {
    for size in Self.sizes {
      for ascii in [false, true] {
        var model = Story.partition.model(size, ascii: ascii)
        model.big = true
        #expect(model.snapshot.sides?.count == 2)
        let text = Panels.frame(withKeysFor: model).canvas.text
        #expect(text.contains("of 5: majority") || text.contains("a majority, it can go on"))
        #expect(text.contains("of 5: waits") || text.contains("no majority, it can only wait"))
        #expect(text.contains(ascii ? "###" : "███"))
      }
    }
  }

  /// Under a rule that is broken on purpose a minority may decide.
  @Test func whereARuleIsBrokenNoSideIsSaidToWait() {
    for size in Self.sizes {
      var model = Story.partition.model(size)
      model.big = true
      model.snapshot.brokenRules = ["living-majority"]
      let text = Panels.frame(withKeysFor: model).canvas.text
      #expect(!text.contains("wait") && text.contains("2 of 5"))
    }
  }

  @Test func aBrokenRuleHasItsRowHereToo() {
    for size in Self.sizes {
      var model = Story.partition.model(size)
      model.big = true
      model.snapshot.violation = Story.violationSnapshot.violation
      #expect(Panels.frame(withKeysFor: model).canvas.row(1).contains("BROKEN"))
    }
  }

  /// The fillings are colours of terms, measured as those are; without colours the leader stands out by reverse.
  @Test(arguments: [Look.ColourDepth.eight, .sixteen, .palette]) func rolesHaveColoursOfTheirOwn(
    depth: Look.ColourDepth
  ) {
    let theme = Theme(Look(colours: depth))
    let roles: [Label] = [.leader, .candidate, .follower, .stalled, .learner]
    let colours = roles.map { theme.role($0).background }
    #expect(Set(colours).count == roles.count)
    #expect(Set(colours).isSubset(of: Set((1...6).map { theme.term($0).background })))
    #expect(Theme(Look(colours: .none)).role(.leader).attributes.contains(.reverse))
  }

  @Test func aCardNeverCoversTheNodesOrTheNotes() {
    for size in Self.sizes {
      var model = Extra.whyCard.model(size, .english)
      model.big = true
      let text = Panels.frame(withKeysFor: model).canvas.text
      #expect(text.contains("Entry 58 waits") && text.contains("★"))
    }
  }

  @Test func aChangeIsMarkedOnceAndNeverMoreThanThreeTimesASecond() {
    var marks = BalanceMarks()
    var begun = 0
    for step in 0..<200 {
      let before = marks.changes
      // A change every ten milliseconds, for one second.
      marks.observe(
        ["alice": UInt64(100 - min(step, 100)), "bob": 7], wall: 1_000_000_000 + UInt64(step) * 10_000_000)
      if marks.changes != before, !marks.changes.isEmpty { begun += 1 }
    }
    #expect(begun <= 4 && begun >= 2)
    #expect(marks.changes.keys.sorted() == ["alice"])
    marks.observe(["alice": 0, "bob": 7], wall: 9_000_000_000)
    #expect(marks.changes.isEmpty && marks.until == nil)
    var still = BalanceMarks(isOn: false)
    still.observe(["alice": 1], wall: 1_000_000_000)
    still.observe(["alice": 2], wall: 2_000_000_000)
    #expect(still.changes.isEmpty)
  }

  /// `Tab` and a view lead back to the panels.
  @Test func theWallIsLeft() {
    let desk = Desk()
    desk.press("b Tab")
    #expect(!desk.model.big && desk.model.view == .cluster)
    desk.press("b : view Space logs Enter")
    #expect(!desk.model.big && desk.model.view.rawValue == "logs")
  }
}
