import Canvas
import Command
import Consensus
import Host
import Lessons
import Panels
import Words

/// A lesson as the reference student takes it, or a scenario as it plays: the console's own pictures, at the pace of
/// somebody who reads. Nothing waits for a clock, and the same run gives the same pictures.
package final class Film {
  /// A picture, and when it comes, in nanoseconds since the start of the film.
  package struct Shot {
    package let canvas: Canvas
    package let time: UInt64
    /// Which part begins with it, from 1, and its name: a step of a lesson, a note, or where there are none what was done; nil: none.
    package let beginning: (part: Int, name: String)?
    /// Whether it is up to the person to go on.
    package let stands: Bool
  }

  /// Columns that are read in a second.
  private static let readingRate: UInt64 = 15
  private static let second: UInt64 = 1_000_000_000
  private static let frameSpan: UInt64 = 100_000_000
  /// Nobody looks on for longer.
  private static let longest: UInt64 = 3600 * second

  private let console: ConsoleController
  private let end: Nanoseconds
  private var wall: UInt64 = 0
  private var time: UInt64 = 0
  private var read: [String] = []
  private var parts = 0
  private var step = -1
  private var lastRecord: UInt64

  /// - Parameters:
  ///   - options: Of a console whose work clock stands still.
  ///   - end: The time of the run at which a scenario is left.
  package init(_ host: any ClusterHost, options: ConsoleOptions, end: Nanoseconds = .max) {
    lastRecord = host.snapshot().eventCount
    console = ConsoleController(host: host, options: options)
    self.end = end
  }

  /// The line of a lesson that did not come true; nil: all did.
  package var failedLine: Int? {
    if case .failed(let line, _) = console.lesson?.player.task { line } else { nil }
  }

  /// Plays it to its end.
  package func play(_ show: (Shot) -> Void) {
    console.tick(wall: wall)
    while time < Self.longest {
      let words = words.filter { !read.contains($0) }
      read = self.words
      shoot(show)
      let columns = words.reduce(0) { $0 + TextWidth.of($1) }
      if columns > 0 { time += max(Self.second, UInt64(columns) * Self.second / Self.readingRate) }
      guard goOn() else { break }
    }
    time += Self.second
    shoot(show)
  }

  private func shoot(_ show: (Shot) -> Void) {
    let stands = console.lesson.map { !$0.player.isRunning } ?? console.model.snapshot.standsAtNote
    show(Shot(canvas: console.frame().canvas, time: time, beginning: newPart(), stands: stands))
  }

  /// What there is to read.
  private var words: [String] {
    guard let lesson = console.model.lesson else {
      let snapshot = console.model.snapshot
      guard snapshot.standsAtNote, let note = snapshot.script?.note else { return [] }
      return [note.text(in: console.model.language).text]
    }
    let task: [String] =
      switch lesson.task {
      case .act(let text): [text]
      case .question(let text, let choices): [text] + choices
      case .goOn, .wait, .over: []
      }
    return [lesson.caption] + task + [lesson.answer?.text].compactMap(\.self)
  }

  private func newPart() -> (part: Int, name: String)? {
    var name: String?
    if let player = console.lesson?.player {
      if player.run.step != step { name = player.lesson.steps[player.run.step].name }
      step = player.run.step
    } else {
      for record in console.host.records(after: lastRecord) {
        name = self.name(of: record.what) ?? name
        lastRecord = record.number
      }
    }
    guard let name else { return nil }
    parts += 1
    return (parts, name)
  }

  private func name(of what: EventRecord.What) -> String? {
    switch what {
    case .note(let note): note.text(in: console.model.language).text
    // What a story does it says.
    case .action(let verb, .done(let nodes))
    where verb.form.scope == .world && console.model.snapshot.script?.noteCount == 0:
      verb.text(on: nodes)
    case .violation(let violation): console.explainer.name(ofInvariant: violation.invariant)
    default: nil
    }
  }

  /// Lets time pass, or does what is up to the person.
  /// - Returns: false at the end.
  private func goOn() -> Bool {
    if let player = console.lesson?.player {
      switch player.task {
      case .ended, .failed: return false
      case .world, .aside: pass()
      case .go, .act, .question, .answered:
        let before = player.run
        player.proceed()
        console.tick(wall: wall)
        return player.run != before
      }
      return true
    }
    let host = console.host
    if console.model.card != nil || host.now >= end || host.standstill != nil { return false }
    if console.motion == .paused {
      if host.frozenAt != nil { time += 3 * Self.second }
      console.handle(.key(.character(" ")), wall: wall)
      if console.motion == .paused { return false }
    }
    pass()
    let script = console.model.snapshot.script
    return host.nextEventTime != nil && (end < .max || script?.tellsStory == true || script?.isOver == false)
  }

  private func pass() {
    wall += Self.frameSpan
    time += Self.frameSpan
    console.tick(wall: wall)
  }
}
