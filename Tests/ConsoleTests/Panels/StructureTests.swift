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
    var description: String { "\(story) \(view) \(language)" }
    func model(_ size: Size) -> ConsoleModel { story.model(size, language, view: view) }
  }

  static let cases: [Case] = Story.allCases.flatMap { story in
    View.allCases.flatMap { view in Language.allCases.map { Case(story: story, view: view, language: $0) } }
  }
  static let sizes =
    GoldenTests.sizes + [
      Size(width: 72, height: 20), Size(width: 100, height: 30), Size(width: 110, height: 30),
      Size(width: 132, height: 43), Size(width: 160, height: 45), Size(width: 180, height: 40),
      Size(width: 220, height: 60), Size(width: 80, height: 50),
    ]

  /// Boxes close; rows fit; who leads, in which term, and whether time runs are visible, in every view and size; and
  /// the ASCII set draws the same boxes in the same places.
  @Test(arguments: cases)
  func everyFrameIsWhole(_ one: Case) {
    for size in Self.sizes {
      var model = one.model(size)
      let canvas = Panels.frame(withKeysFor: model).canvas
      #expect(openBoxes(canvas).isEmpty, "\(size.width)x\(size.height)")
      expectFit(canvas, size)
      expectRow(canvas.row(0), of: model)
      model.playing.toggle()
      expectRow(Panels.frame(withKeysFor: model).canvas.row(0), of: model)
      model.playing.toggle()
      model.look = Look(ascii: true)
      let ascii = Panels.frame(withKeysFor: model).canvas
      expectFit(ascii, size)
      for (cell, twin) in zip(canvas.cells, ascii.cells) {
        switch Unicode.Scalar(cell.scalar) {
        case "┌", "┐", "└", "┘": #expect(twin.scalar == 0x2B, "no + in \(size.width)x\(size.height)")
        case "╔", "╗", "╚", "╝": #expect(twin.scalar == 0x23, "no # in \(size.width)x\(size.height)")
        default: break
        }
        guard twin.scalar >= 0x80 else { continue }
        let isLetter = [0x4E00...0x9FFF, 0x3000...0x303F, 0xFF00...0xFF60].contains {
          $0.contains(twin.scalar)
        }
        #expect(isLetter && one.language == .chinese, "U+\(String(twin.scalar, radix: 16))")
      }
    }
  }

  /// A row is as wide as the screen: no wide character is halved, none hangs over the edge.
  private func expectFit(_ canvas: Canvas, _ size: Size) {
    #expect(canvas.size == size)
    for y in 0..<size.height {
      #expect(TextWidth.of(canvas.row(y)) <= size.width)
      for x in 0..<size.width {
        guard let cell = canvas[x, y], cell.scalar != 0 else { continue }
        let width = Unicode.Scalar(cell.scalar).map { TextWidth.of($0) } ?? 1
        if (width == 2) != (canvas[x + 1, y]?.scalar == 0) { Issue.record("half a character at \(x),\(y)") }
      }
    }
  }

  private func expectRow(_ row: String, of model: ConsoleModel) {
    let term = Label.termNumber.text(model.language, [String(model.snapshot.highestTerm)])
    let leader = model.snapshot.leader.map { "★ \($0)" } ?? Label.noLeader.text(model.language)
    #expect(row.contains(term) && row.contains(leader), "\(row)")
    #expect(row.contains(model.playing ? "►" : Label.paused.text(model.language)), "\(row)")
  }

  @Test(arguments: Extra.allCases, [Language.english, .chinese])
  func boxesCloseUnderOverlays(_ extra: Extra, language: Language) {
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: extra.model(size, language))
      #expect(openBoxes(frame.canvas).isEmpty, "\(size.width)x\(size.height)")
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
        let corner = scalar(canvas, x, y)
        for piece in pieces {
          if corner == piece.bottom.0 { bottoms += 1 }
          guard corner == piece.top.0 else { continue }
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
