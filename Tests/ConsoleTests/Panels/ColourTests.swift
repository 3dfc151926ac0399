import Canvas
import Consensus
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

private let desk = Size(width: 120, height: 36)

/// Nothing is told by colour alone.
@Suite struct ColourlessTests {
  /// In every view what is selected stands in brackets, or is named in the frame, without any colour.
  @Test(arguments: View.allCases, [false, true]) func theSelectionIsToldByText(_ view: View, ascii: Bool) {
    let newest = Story.waiting.snapshot.nodes.map(\.last).max { $0.index < $1.index } ?? .origin
    let selections: [Selection] = [
      .node(NodeID(2)), .entry(newest, on: NodeID(2)), .account("alice"),
    ]
    for size in GoldenTests.sizes {
      for big in [false, true] {
        var model = Story.waiting.model(size, ascii: ascii)
        model.look.colours = .none
        model.view = view
        model.big = big
        let plain = Panels.frame(for: model).canvas
        #expect(
          plain.cells.allSatisfy {
            $0.style.foreground == Style.default && $0.style.background == Style.default
          })
        for selection in selections {
          model.selection = selection
          let chosen = Panels.frame(for: model).canvas
          #expect(chosen.text != plain.text, "\(selection) in \(view) at \(size), big \(big)")
        }
      }
    }
  }
}

@Suite struct ThemeTests {
  @Test func termsHaveTheirColours() {
    let theme = Theme(Look())
    #expect((1...6).map { theme.term($0).background } == [69, 226, 175, 42, 189, 202])
    // No two on one screen look alike.
    #expect(theme.term(7).background == theme.term(1).background)
    #expect(Set((0...24).map { theme.term($0) }).count == 25)
    let basic = Theme(Look(colours: .eight))
    #expect((1...6).map { basic.term($0).background } == [4, 3, 5, 2, 7, 1])
  }

  @Test func withoutColoursCommittedIsReverse() {
    for look in [Look(colours: .none), Look(theme: .mono)] {
      let theme = Theme(look)
      #expect(theme.term(3, filled: true).attributes.contains(.reverse))
      #expect(!theme.term(3, filled: false).attributes.contains(.reverse))
      var model = Story.waiting.model(desk)
      model.look = look
      let canvas = Panels.frame(withKeysFor: model).canvas
      #expect(canvas.cells.allSatisfy { $0.style.foreground == -1 && $0.style.background == -1 })
    }
  }

  @Test func coloursStayInTheirDepth() {
    for theme in Look.ThemeName.allCases {
      for (depth, highest) in [(Look.ColourDepth.eight, 7), (.sixteen, 15), (.palette, 255)] {
        for story in [Story.waiting, .violation] {
          var model = story.model(desk)
          model.look = Look(theme: theme, colours: depth)
          let canvas = Panels.frame(withKeysFor: model).canvas
          #expect(
            canvas.cells.allSatisfy { $0.style.foreground <= highest && $0.style.background <= highest })
        }
      }
    }
  }

  /// The text is the same in every theme: colour only repeats.
  @Test func removingColourLosesNoWord() {
    var model = Story.waiting.model(desk)
    let text = Panels.frame(withKeysFor: model).canvas.text
    for theme in Look.ThemeName.allCases {
      model.look = Look(theme: theme, colours: .none)
      #expect(Panels.frame(withKeysFor: model).canvas.text == text)
    }
  }
}
