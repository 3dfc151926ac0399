import Canvas
import Consensus

// A lesson on the stage: title, caption, what to do; and its light.
extension Painter {
  /// The least rows of a caption and of what to do, so that the picture does not jump from step to step.
  private static let captionRows = 2
  private static let taskRows = 2
  private static let mostEarlier = 3

  /// A row of the stage, with what sets it apart at its start.
  private struct StageRow {
    var lead = ""
    var text: String
    var isDim = false
  }

  func lessonHeight(_ lesson: LessonModel) -> Int {
    1 + earlierRows(lesson).count + captionRows(lesson).count + taskRows(lesson).count
  }

  private func earlierRows(_ lesson: LessonModel) -> [StageRow] {
    guard canvas.size.height >= 44 else { return [] }
    let rows = lesson.earlier.suffix(Self.mostEarlier).flatMap { stageLines($0) }
    return rows.map { StageRow(text: $0, isDim: true) }
  }

  private func captionRows(_ lesson: LessonModel) -> [StageRow] {
    padded(stageLines(lesson.caption).map { StageRow(text: $0) }, to: Self.captionRows)
  }

  private func stageLines(_ text: String) -> [String] { wrap(spell(text), width: canvas.size.width - 2) }

  private func padded(_ rows: [StageRow], to count: Int) -> [StageRow] {
    rows + Array(repeating: StageRow(text: ""), count: max(0, count - rows.count))
  }

  private func taskRows(_ lesson: LessonModel) -> [StageRow] {
    var rows: [StageRow] = []
    if let answer = lesson.answer {
      rows += hanging(answer.isRight ? "\(glyphs.check)" : "\(glyphs.down)", answer.text)
    }
    switch lesson.task {
    case .goOn: rows += hanging(say(.taskGo), say(isNarrow ? .lessonKeysShort : .lessonKeys))
    case .act(let words): rows += hanging(say(.taskDo), words)
    case .wait(let words): rows += hanging("..", words)
    case .question(let text, let choices): rows += question(text, choices)
    case .over: rows += hanging(say(.taskGo), say(lesson.hasNext ? .lessonOver : .lastLessonOver))
    }
    if let hint = lesson.hint { rows += hanging(say(.taskHint), hint) }
    return padded(rows, to: isNarrow ? 1 : Self.taskRows)
  }

  /// Rows and columns are rare: the picture needs them more.
  private var isNarrow: Bool { canvas.size.width < 80 || canvas.size.height < 20 }

  /// The text beside its lead, which stands alone in its columns.
  private func hanging(_ lead: String, _ text: String) -> [StageRow] {
    let columns = TextWidth.of(lead) + 2
    return wrap(spell(text), width: max(8, canvas.size.width - 2 - columns)).enumerated().map { row, line in
      StageRow(lead: row == 0 ? lead + "  " : String(repeating: " ", count: columns), text: line)
    }
  }

  /// The question and its choices, in one row where they fit; a choice is never broken where it fits a row.
  private func question(_ text: String, _ choices: [String]) -> [StageRow] {
    let width = canvas.size.width - 2 - 3
    let pieces = choices.enumerated().map { "\($0 + 1) " + spell($1) }
    let whole = ([spell(text)] + pieces).joined(separator: "   ")
    if TextWidth.of(whole) <= width { return hanging("?", whole) }
    var lines = [spell(text), pieces.first ?? ""]
    for piece in pieces.dropFirst() {
      let last = lines[lines.count - 1]
      if TextWidth.of(last) + 3 + TextWidth.of(piece) <= width {
        lines[lines.count - 1] = last + "   " + piece
      } else {
        lines.append(piece)
      }
    }
    return hanging("?", lines.joined(separator: "\n"))
  }

  mutating func drawLesson(_ lesson: LessonModel, _ area: Rect) {
    for x in area.x..<area.right { mark(glyphs.single.horizontal, x: x, y: area.y, style: theme.dim) }
    let title = (lesson.number > 0 ? "\(lesson.number) " : "") + lesson.title
    let end = text(" " + spell(title) + " ", x: 1, y: area.y, style: theme.strong, width: area.width - 2)
    let place = places(in: lesson).first { end + TextWidth.of($0) < area.right - 1 } ?? ""
    text(place, x: area.right - 1 - TextWidth.of(place), y: area.y, style: theme.strong)
    let rows = earlierRows(lesson) + captionRows(lesson) + taskRows(lesson)
    for (offset, row) in rows.prefix(area.height - 1).enumerated() {
      let y = area.y + 1 + offset
      let x = text(row.lead, x: 1, y: y, style: theme.selected(theme.strong))
      // Blanks behind the lead are not part of it.
      let lead = row.lead.reversed().prefix { $0 == " " }.count
      text(String(repeating: " ", count: lead), x: x - lead, y: y)
      text(row.text, x: x, y: y, style: row.isDim ? theme.dim : theme.strong, width: area.width - x)
    }
  }

  /// "step 2 of 9, part 1 of 3", and the same in less room.
  private func places(in lesson: LessonModel) -> [String] {
    guard lesson.steps > 0 else { return [] }
    let step = say(.lessonStep, lesson.step, lesson.steps)
    let part = lesson.parts > 1 ? [step + say(.lessonPart, lesson.part, lesson.parts)] : []
    return (part + [step]).map { " \($0) " }
  }

  /// "lesson ■■□□□ 2", at the end of the bar.
  func progress(_ lesson: LessonModel) -> String {
    let seats = (1...max(1, lesson.steps)).map {
      String($0 <= lesson.step ? glyphs.stored : glyphs.notStored)
    }
    return " " + say(.lesson) + " " + seats.joined() + " \(lesson.step)"
  }

  // MARK: Light

  /// All of the picture but what the lesson points at is dim; without colours arrows stand at its sides.
  mutating func drawSpotlight(_ layout: Layout) {
    guard let lesson = model.lesson, !lesson.spotlight.isEmpty, model.overlay == nil else { return }
    let lit = lesson.spotlight.map { areas(of: $0, layout) }
    guard !lit.joined().isEmpty else { return }
    let all = [layout.main, layout.side, layout.inspector, layout.underWay].compactMap(\.self)
    let theme = theme
    for area in all {
      canvas.restyle(area, except: Array(lit.joined())) {
        $0 = $0.attributes.contains(.reverse) ? theme.selected(theme.dim) : theme.dim
      }
    }
    guard model.look.theme == .mono || model.look.colours == .none else { return }
    for area in lit.compactMap(\.first) {
      let y = area.y + area.height / 2
      // On the border of a box, beside all else.
      let (left, right) = area.height > 1 ? (area.x, area.right - 1) : (area.x - 1, area.right)
      text(glyphs.playing, x: left, y: y, style: theme.strong)
      text(glyphs.past, x: right, y: y, style: theme.strong)
    }
  }

  /// Where it stands on the screen now; empty where it does not.
  private func areas(of spot: LessonModel.Spot, _ layout: Layout) -> [Rect] {
    switch spot {
    case .thing(let selection): targets.filter { $0.target == .select(selection) }.map(\.area)
    case .panel(let view):
      layout.besideRing.filter { $0.view == view }.map(\.area) + (model.view == view ? [layout.main] : [])
    case .meter: meterArea.map { [$0] } ?? []
    case .status: [Rect(x: 0, y: layout.status, width: canvas.size.width, height: 1)]
    case .bar: layout.bar.map { [$0] } ?? []
    case .keys: [layout.keys]
    }
  }
}
