import Canvas
import Consensus
import Host

extension Painter {
  /// One experiment that fits this moment, as a question.
  mutating func drawHint(y: Int) {
    guard model.showsHints, let hint = model.hint else { return }
    var x = text(say(.tries), x: 1, y: y, style: theme.dim)
    x = text(spell(hint.keys), x: x + (model.language == .english ? 2 : 1), y: y, style: theme.strong)
    text(cut(spell(hint.text), width: canvas.size.width - x - 2), x: x + 2, y: y)
  }

  // MARK: Event bar

  /// The run from its start to now, its landmarks, the playhead; and what the marks mean.
  mutating func drawBar(_ area: Rect) {
    let kinds = landmarkKinds
    var legend = ""
    let own = area.height > 1
    let room = own ? area.width - 2 : area.width * 3 / 8
    for kind in kinds {
      let piece = " \(glyphs.mark(of: kind)) " + say(.landmark(kind))
      if TextWidth.of(legend) + TextWidth.of(piece) <= room, !model.big { legend += piece }
    }
    let width = own ? area.width - 2 : area.width - 2 - TextWidth.of(legend)
    let bar = Rect(x: 1, y: area.y, width: max(4, width), height: 1)
    drawTrack(bar)
    text(legend, x: own ? 1 : bar.right, y: own ? area.y + 1 : area.y, style: theme.dim)
    if own {
      let time = say(.secondsUnit, seconds(snapshot.time))
      textRight(time, right: area.right - 1, y: area.y + 1, style: theme.dim, width: 20)
    }
  }

  /// The kinds on the bar, in the order of their first landmark.
  private var landmarkKinds: [Landmark.Kind] {
    var kinds: [Landmark.Kind] = []
    for landmark in snapshot.landmarks where !kinds.contains(landmark.kind) { kinds.append(landmark.kind) }
    return kinds
  }

  private mutating func drawTrack(_ bar: Rect) {
    for x in bar.x..<bar.right { mark(glyphs.single.horizontal, x: x, y: bar.y, style: theme.dim) }
    mark(glyphs.barStart, x: bar.x, y: bar.y, style: theme.dim)
    mark(glyphs.barEnd, x: bar.right - 1, y: bar.y, style: theme.dim)
    let cells = bar.width - 2
    for x in 0..<cells {
      let (high, low) = snapshot.time.multipliedFullWidth(by: UInt64(x))
      let time = UInt64(cells).dividingFullWidth((high, low)).quotient
      target(Rect(x: bar.x + 1 + x, y: bar.y, width: 1, height: 1), .time(time))
    }
    for landmark in snapshot.landmarks where landmark.event != selectedLandmark {
      let x = bar.x + 1 + share(landmark.time, of: snapshot.time, cells: cells - 1)
      mark(glyphs.mark(of: landmark.kind), x: x, y: bar.y, style: theme.strong)
      target(Rect(x: x, y: bar.y, width: 1, height: 1), .select(.landmark(event: landmark.event)))
    }
    mark(glyphs.playhead, x: bar.right - 2, y: bar.y, style: theme.strong)
    if let landmark = snapshot.landmarks.first(where: { $0.event == selectedLandmark }) {
      let x = bar.x + 1 + share(landmark.time, of: snapshot.time, cells: cells - 1)
      let start = clamp(x - 1, bar.x + 1, bar.right - 4)
      let style = theme.selected(theme.strong)
      text("[\(glyphs.mark(of: landmark.kind))]", x: start, y: bar.y, style: style)
      target(
        Rect(x: start, y: bar.y, width: 3, height: 1), .select(.landmark(event: landmark.event)))
    }
  }

  // MARK: Keys, prompt, notice

  mutating func drawKeys(_ area: Rect) {
    let lines = KeyRow.lines(
      width: area.height > 1 ? area.width : min(area.width, 109), language: model.language, big: model.big)
    let last = area.bottom - 1
    for (index, line) in lines.suffix(area.height).enumerated() {
      text(spell(line), x: 0, y: area.bottom - min(lines.count, area.height) + index)
    }
    guard model.prompt != nil || model.notice != nil else { return }
    canvas.fill(Rect(x: 0, y: last, width: area.width, height: 1), style: theme.base)
    if let prompt = model.prompt {
      drawPrompt(prompt, y: last)
    } else if let notice = model.notice {
      text(spell(notice), x: 1, y: last, style: theme.strong, width: area.width - 1)
    }
  }

  /// " kill ▸ text ghost        help": the text scrolls so that its cursor stays in sight.
  private mutating func drawPrompt(_ prompt: PromptModel, y: Int) {
    let width = canvas.size.width
    let start = text(spell(prompt.label), x: 1, y: y, style: theme.strong, width: width / 2) + 1
    let room = max(1, width - start - 1)
    var characters = Array(prompt.text)
    var before = clamp(prompt.cursor, 0, characters.count)
    while TextWidth.of(String(characters.prefix(before))) > room - 1, before > 0 {
      characters.removeFirst()
      before -= 1
    }
    let shown = String(characters)
    var x = text(shown, x: start, y: y, width: room)
    cursor = Point(x: start + TextWidth.of(String(characters.prefix(before))), y: y)
    if !prompt.ghost.isEmpty { x = text(spell(prompt.ghost), x: x, y: y, style: theme.dim, width: width - x) }
    let help = spell(prompt.error ?? prompt.help)
    let style = prompt.error == nil ? theme.dim : theme.alarm
    let columns = TextWidth.of(help)
    guard columns > 0 else { return }
    if x == start {
      text(help, x: x + (prompt.error == nil ? 0 : 1), y: y, style: style, width: width - x - 1)
    } else if x + 2 + columns <= width - 1 {
      text(help, x: width - 1 - columns, y: y, style: style)
    } else if prompt.error != nil {
      // An error is never left out: what does not fit is cut.
      text(help, x: x + 2, y: y, style: style, width: max(0, width - x - 3))
    }
  }
}
