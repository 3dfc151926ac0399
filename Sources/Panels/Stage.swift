import Canvas
import Consensus
import Explanation
import Host

extension ClusterSnapshot {
  /// Whether the last thing that happened is a note.
  package var standsAtNote: Bool {
    guard let script, script.noteEvent > 0 else { return false }
    return script.noteEvent == eventCount
  }
}

// Where the notes of a scenario stand, and a lesson: under the status row, from the start of the run to its end.
extension Painter {
  /// The most rows of one note; a longer one is cut.
  private static let longestNote = 6

  /// Rows of the stage: its caption and the note, or the lesson; 0 where the run has neither.
  var stageHeight: Int {
    if let lesson = model.lesson { return lessonHeight(lesson) }
    guard (snapshot.script?.noteCount ?? 0) > 0 else { return 0 }
    return 1 + clamp(stageLines.count, 2, Self.longestNote)
  }

  /// The last note; before the first how the run begins.
  private var stageLines: [String] {
    let note = snapshot.script?.note.map { explainer.text(of: $0) }
    let before = snapshot.time == 0 ? explainer.opening(snapshot).text : say(.noteComes)
    return wrap(spell(note ?? before), width: canvas.size.width - 2)
  }

  mutating func drawStage(_ area: Rect) {
    if let lesson = model.lesson { return drawLesson(lesson, area) }
    guard let script = snapshot.script else { return }
    for x in area.x..<area.right { mark(glyphs.single.horizontal, x: x, y: area.y, style: theme.dim) }
    let caption =
      " "
      + (script.noteNumber == 0
        ? say(.notesToCome, script.noteCount)
        : say(.noteOf, script.noteNumber, script.noteCount) + notesMoment(script)) + " "
    let end = text(caption, x: 1, y: area.y, style: theme.strong)
    let keys = stageKeys(script)
    let columns = TextWidth.of(keys) + 2
    if !keys.isEmpty, end + columns < area.right - 1 {
      text(" " + keys + " ", x: area.right - 1 - columns, y: area.y, style: theme.strong)
    }
    for (row, line) in stageLines.prefix(area.height - 1).enumerated() {
      text(line, x: 1, y: area.y + 1 + row, style: theme.strong, width: area.width - 2)
    }
  }

  /// Where a rule has broken since the note was said: when that was.
  private func notesMoment(_ script: ScriptSnapshot) -> String {
    guard model.standsAtBreak, let said = snapshot.landmarks.last(where: { $0.event == script.noteEvent }),
      said.time < snapshot.time
    else { return "" }
    return say(.noteSaid, seconds(said.time))
  }

  /// How to go on from here.
  private func stageKeys(_ script: ScriptSnapshot) -> String {
    if model.keyRows.isEmpty { return "" }
    if model.playing { return script.isOver ? say(.scenarioOver) : "" }
    if snapshot.standsAtNote { return say(script.noteNumber > 1 ? .noteGoesOnOrBack : .noteGoesOn) }
    return say(script.isOver ? .scenarioOver : script.noteNumber == 0 ? .noteGoesOn : .noteGoesOnOrBack)
  }
}
