import Canvas
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// What must hold in every frame, whatever it shows.
@Suite struct StructureTests {
  struct Case: Sendable, CustomStringConvertible {
    var story: Story
    var view: View
    var language: Language
    var ascii: Bool
    var description: String { "\(story) \(view) \(language) \(ascii ? "ascii" : "utf8")" }
    func model(_ size: Size) -> ConsoleModel { story.model(size, language, ascii: ascii, view: view) }
  }

  static let cases: [Case] = Story.allCases.flatMap { story in
    View.allCases.flatMap { view in
      GoldenTests.looks.map { Case(story: story, view: view, language: $0.0, ascii: $0.1) }
    }
  }
  static let unicodeCases = cases.filter { !$0.ascii }
  static let sizes =
    GoldenTests.sizes + [
      Size(width: 72, height: 20), Size(width: 100, height: 30), Size(width: 110, height: 30),
      Size(width: 132, height: 43), Size(width: 160, height: 45), Size(width: 180, height: 40),
      Size(width: 220, height: 60), Size(width: 80, height: 50),
    ]

  @Test(arguments: unicodeCases)
  func boxesClose(_ one: Case) {
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: one.model(size))
      #expect(openBoxes(frame.canvas).isEmpty, "\(size.width)x\(size.height)")
    }
  }

  @Test(arguments: Extra.allCases, [Language.english, .chinese])
  func boxesCloseUnderOverlays(_ extra: Extra, language: Language) {
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: extra.model(size, language))
      #expect(openBoxes(frame.canvas).isEmpty, "\(size.width)x\(size.height)")
    }
  }

  /// The ASCII set draws the same boxes in the same places.
  @Test(arguments: unicodeCases)
  func asciiBoxesStandWhereTheOthersDo(_ one: Case) {
    var twin = one
    twin.ascii = true
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: one.model(size)).canvas
      let ascii = Panels.frame(withKeysFor: twin.model(size)).canvas
      for y in 0..<size.height {
        for x in 0..<size.width {
          switch scalar(frame, x, y) {
          case "┌", "┐", "└", "┘":
            #expect(scalar(ascii, x, y) == "+", "\(size.width)x\(size.height) \(x),\(y)")
          case "╔", "╗", "╚", "╝":
            #expect(scalar(ascii, x, y) == "#", "\(size.width)x\(size.height) \(x),\(y)")
          default: break
          }
        }
      }
    }
  }

  /// A row is as wide as the screen: no wide character is halved, none hangs over the edge.
  @Test(arguments: cases)
  func rowsFit(_ one: Case) {
    for size in Self.sizes {
      let canvas = Panels.frame(withKeysFor: one.model(size)).canvas
      #expect(canvas.size == size)
      for y in 0..<size.height {
        #expect(TextWidth.of(canvas.row(y)) <= size.width)
        for x in 0..<size.width {
          guard let cell = canvas[x, y] else { continue }
          let width = Unicode.Scalar(cell.scalar).map { TextWidth.of($0) } ?? 1
          let next = canvas[x + 1, y]?.scalar
          if cell.scalar != 0 { #expect((width == 2) == (next == 0), "half a character at \(x),\(y)") }
        }
      }
    }
  }

  @Test(arguments: cases.filter { $0.ascii })
  func asciiFramesHoldOnlyAsciiAndLetters(_ one: Case) {
    for size in Self.sizes {
      let canvas = Panels.frame(withKeysFor: one.model(size)).canvas
      for cell in canvas.cells where cell.scalar >= 0x80 {
        let allowed =
          (0x4E00...0x9FFF).contains(cell.scalar) || (0x3000...0x303F).contains(cell.scalar)
          || (0xFF00...0xFF60).contains(cell.scalar)
        #expect(allowed && one.language == .chinese, "U+\(String(cell.scalar, radix: 16))")
      }
    }
  }

  /// Who leads, in which term, and whether time runs: in every view and size.
  @Test(arguments: unicodeCases)
  func leaderTermAndPlayStateAreVisible(_ one: Case) {
    for size in Self.sizes {
      for playing in [true, false] {
        var model = one.model(size)
        model.playing = playing
        let row = Panels.frame(withKeysFor: model).canvas.row(0)
        let term = Label.termNumber.text(one.language, [String(model.snapshot.highestTerm)])
        let leader = model.snapshot.leader.map { "★ \($0)" } ?? Label.noLeader.text(one.language)
        #expect(row.contains(term) && row.contains(leader), "\(row)")
        #expect(row.contains(playing ? "►" : Label.paused.text(one.language)), "\(row)")
      }
    }
  }

  /// A broken rule has a row of its own: clock, term, leader and play state stay above it.
  @Test func aBrokenRuleHasARowOfItsOwn() {
    for size in Self.sizes {
      let model = Story.violation.model(size)
      let canvas = Panels.frame(withKeysFor: model).canvas
      #expect(canvas.row(0).contains(seconds(model.snapshot.time)) && canvas.row(0).contains("term 3"))
      #expect(canvas.row(1).hasPrefix(" ✗ BROKEN election safety: n2 and n4 both lead term 3"))
      #expect(canvas.row(1).contains("w why"))
      #expect(canvas.text.contains("n2 ★ LEADER") && canvas.text.contains("n4 ★ LEADER"))
      for x in 0..<size.width { #expect(canvas[x, 1]?.style == Theme(Look()).alarm) }
    }
  }

  /// What is needed is a majority of all nodes, the dead included.
  @Test(arguments: [(Story.election, 3), (.leaderDead, 3), (.nineNodes, 5), (.threeNodes, 2), (.oneNode, 1)])
  func neededIsAMajorityOfAll(_ story: Story, needed: Int) {
    for size in Self.sizes {
      let text = Panels.frame(withKeysFor: story.model(size)).canvas.text
      #expect(
        text.contains("of \(story.snapshot.nodes.count), need \(needed)"), "\(size.width)x\(size.height)")
    }
  }

  @Test func tooSmallSaysWhatIsNeeded() {
    for (width, height) in [(59, 16), (60, 15), (40, 10), (59, 60)] {
      let canvas = Panels.frame(withKeysFor: Story.waiting.model(Size(width: width, height: height))).canvas
      #expect(canvas.text.contains("60x16"))
      #expect(canvas.text.contains("q quits"))
    }
  }

  // MARK: Measuring

  private func scalar(_ canvas: Canvas, _ x: Int, _ y: Int) -> Unicode.Scalar {
    canvas[x, y].flatMap { Unicode.Scalar($0.scalar) } ?? " "
  }

  /// Corners without their partners, as "x,y".
  private func openBoxes(_ canvas: Canvas) -> [String] {
    var wrong: [String] = []
    let pieces:
      [(
        top: (Unicode.Scalar, Unicode.Scalar), bottom: (Unicode.Scalar, Unicode.Scalar),
        side: [Unicode.Scalar]
      )]
    pieces = [(("┌", "┐"), ("└", "┘"), ["│", "·", "├", "┤"]), (("╔", "╗"), ("╚", "╝"), ["║"])]
    var bottoms = 0
    var boxes = 0
    for y in 0..<canvas.size.height {
      for x in 0..<canvas.size.width {
        for piece in pieces {
          if scalar(canvas, x, y) == piece.bottom.0 { bottoms += 1 }
          guard scalar(canvas, x, y) == piece.top.0 else { continue }
          boxes += 1
          guard let right = (x + 1..<canvas.size.width).first(where: { scalar(canvas, $0, y) == piece.top.1 })
          else {
            wrong.append("\(x),\(y) no right corner")
            continue
          }
          var below = y + 1
          while piece.side.contains(scalar(canvas, x, below)),
            piece.side.contains(scalar(canvas, right, below))
          {
            below += 1
          }
          if scalar(canvas, x, below) != piece.bottom.0 || scalar(canvas, right, below) != piece.bottom.1 {
            wrong.append("\(x),\(y) to \(right),\(below)")
          }
        }
      }
    }
    if bottoms != boxes { wrong.append("\(boxes) upper, \(bottoms) lower corners") }
    return wrong
  }
}
