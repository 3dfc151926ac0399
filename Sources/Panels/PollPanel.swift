import Canvas

/// A question to the room, and the hands that were raised.
package struct PollModel: Sendable, Equatable {
  package var title: String
  package var question: String
  package var choices: [String]
  /// Of each vote the hands for each choice: none, one, or two.
  package var votes: [[Int]]
  /// What the room is to do.
  package var note: String
  /// Which keys apply.
  package var foot: String

  package init(
    title: String, question: String, choices: [String], votes: [[Int]], note: String, foot: String
  ) {
    self.title = title
    self.question = question
    self.choices = choices
    self.votes = votes
    self.note = note
    self.foot = foot
  }
}

extension Painter {
  /// Columns of "31  52 %" behind a bar.
  private static let figureColumns = 10

  /// The choices as large as there is room, with a bar for each vote beside them.
  mutating func drawPoll(_ poll: PollModel, _ area: Rect) {
    box(area, style: theme.base, title: spell(poll.title), bottom: spell(poll.foot))
    let inside = area.inset(1)
    guard inside.height >= 3, inside.width >= 20 else { return }
    var y = inside.y
    for (line, style) in [(poll.question, theme.strong), (poll.note, theme.selected(theme.strong))] {
      for row in wrap(spell(line), width: inside.width - 2).prefix(2) where y < inside.bottom {
        text(row, x: inside.x + 1, y: y, style: style)
        y += 1
      }
    }
    let digits = BigDigits(scale: 1)
    let roomy = (inside.bottom - y) / max(1, poll.choices.count)
    let rows = clamp(roomy, 1, digits.height + 1)
    let isBig = rows > digits.height
    let bars = poll.votes.isEmpty ? inside.right - 1 : inside.x + inside.width / 2
    for (place, choice) in poll.choices.enumerated() {
      let top = y + place * rows
      guard top < inside.bottom else { break }
      var x = inside.x + 1
      if isBig {
        x = big(place + 1, digits, x: x, y: top, style: theme.strong) + 2
      } else {
        x = text("\(place + 1)", x: x, y: top, style: theme.selected(theme.strong)) + 1
      }
      text(spell(choice), x: x, y: top + (isBig ? 1 : 0), style: theme.strong, width: bars - 1 - x)
      for (row, number) in poll.votes.indices.suffix(rows).enumerated() where top + row < inside.bottom {
        drawHands(
          poll.votes[number], place, isFirst: number == 0 && poll.votes.count > 1, x: bars, y: top + row)
      }
    }
  }

  /// "████ 31  52 %"; the first of two votes is dim and of a lighter stuff.
  private mutating func drawHands(_ vote: [Int], _ place: Int, isFirst: Bool, x: Int, y: Int) {
    let all = max(1, vote.reduce(0, +))
    let room = max(1, canvas.size.width - 2 - x - Self.figureColumns)
    let style = isFirst ? theme.dim : theme.strong
    let bar = String(
      repeating: String(isFirst ? glyphs.timerGone : glyphs.timerLeft), count: room * vote[place] / all)
    let end = text(bar, x: x, y: y, style: style, width: room)
    text(
      " \(vote[place])  \(vote[place] * 100 / all) %", x: end, y: y, style: style, width: Self.figureColumns)
  }
}
