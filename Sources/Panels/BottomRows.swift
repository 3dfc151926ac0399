import Canvas
import Consensus
import Explanation
import Host

extension Painter {
  /// One experiment that fits this moment, as a question.
  mutating func drawHint(y: Int) {
    guard let hint = model.hint else { return }
    var x = text(say(.tries), x: 1, y: y, style: theme.dim)
    x = text(spell(hint.keys), x: x, y: y, style: theme.strong)
    text(cut(spell(hint.text), width: canvas.size.width - x - 2), x: x + 2, y: y)
  }

  // MARK: Keys, prompt, notice

  mutating func drawKeys(_ area: Rect) {
    let lines = model.keyRows
    let last = area.bottom - 1
    for (index, line) in lines.suffix(area.height).enumerated() {
      text(spell(line), x: 0, y: area.bottom - min(lines.count, area.height) + index)
    }
    guard model.prompt != nil || model.notice != nil else { return }
    canvas.fill(Rect(x: 0, y: last, width: area.width, height: 1), style: theme.base)
    if let prompt = model.prompt {
      drawPrompt(prompt, y: last)
    } else if let notice = model.notice {
      drawUpwards(spell(notice), last: last, style: theme.strong)
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
    let isError = prompt.error != nil
    let help = prompt.error.map(spell) ?? self.help(prompt, width: width - x - 1)
    let style = isError ? theme.alarm : theme.dim
    let columns = TextWidth.of(help)
    guard columns > 0 else { return }
    if x == start, !isError || x + 2 + columns <= width {
      text(help, x: x + (isError ? 1 : 0), y: y, style: style, width: width - x - 1)
    } else if x + 2 + columns <= width - 1 {
      text(help, x: width - 1 - columns, y: y, style: style)
    } else if isError {
      // An error is never left out: what was expected stands at its end, so a long one takes the rows above.
      drawUpwards(help, last: y - 1, style: style)
    }
  }

  /// As many of its parts as fit, from the first on.
  private func help(_ prompt: PromptModel, width: Int) -> String {
    var parts = prompt.help.split(separator: " · ")
    while parts.count > 1, TextWidth.of(spell(parts.joined(separator: " · "))) > width { parts.removeLast() }
    return cutAtWord(spell(parts.joined(separator: " · ")), width: width)
  }

  /// In as many rows as it needs, four at most, the last of them here.
  private mutating func drawUpwards(_ words: String, last: Int, style: Style) {
    let lines = wrap(words, width: canvas.size.width - 2)
    let shown = lines.count <= 4 ? lines : Array(lines.prefix(3)) + [lines[3] + glyphs.ellipsis]
    let first = last + 1 - shown.count
    canvas.fill(Rect(x: 0, y: first, width: canvas.size.width, height: shown.count), style: style)
    for (row, line) in shown.enumerated() {
      text(line, x: 1, y: first + row, style: style, width: canvas.size.width - 1)
    }
  }
}
