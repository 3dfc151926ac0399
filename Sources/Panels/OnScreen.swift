import Canvas
import Consensus
import Explanation
import Host
import Words

/// A sign that panels draw. They tell the painter which, so that `?` begins with what is on the screen.
package enum ScreenSign: String, TextKey {
  // Nodes
  case leader, follower, candidate, down, stalled, learner
  // Messages
  case entries, heartbeat, held, lost, cut
  // Copies, logs, timers
  case stored, notStored, downWithout, termOfNode, cells, commitPoint, hole, timer, progress
  // Ledger and what is under way
  case behind, none, done, own
  // The status row and the bar
  case playing, paused, past, playhead, branch
  case election, crash, restart, partition, heal, ownCommit, violation, note
  case selected

  init(_ landmark: Landmark.Kind) {
    self =
      switch landmark {
      case .election: .election
      case .crash: .crash
      case .restart: .restart
      case .partition: .partition
      case .heal: .heal
      case .ownCommit: .ownCommit
      case .violation: .violation
      case .note: .note
      }
  }

  /// As it is drawn.
  package func text(ascii: Bool) -> String {
    let glyphs = Glyphs(ascii: ascii)
    let log = "1 1\(glyphs.commitPoint)2"
    return switch self {
    case .leader: "\(glyphs.leader)"
    case .follower: "\(glyphs.follower)"
    case .candidate: "\(glyphs.candidate)"
    case .down: "\(glyphs.down)"
    case .stalled: "\(glyphs.stalled)"
    case .learner: "\(glyphs.learner)"
    case .entries: "\(glyphs.right)3 3\(glyphs.left)"
    case .heartbeat: "\(glyphs.heartbeat)"
    case .held: glyphs.paused
    case .lost, .cut: "\(glyphs.cut)"
    case .stored: "\(glyphs.stored)"
    case .notStored: "\(glyphs.notStored)"
    case .downWithout: "\(glyphs.down)"
    case .termOfNode: "t1"
    case .cells: log
    case .commitPoint: "\(glyphs.commitPoint)"
    case .hole: "\(glyphs.hole)"
    case .timer: "\(glyphs.timerLeft)\(glyphs.timerLeft)\(glyphs.timerGone)"
    case .progress: "match next"
    case .behind: "~"
    case .none: glyphs.none
    case .done: "\(glyphs.check)"
    case .own: "\(glyphs.own)"
    case .playing: glyphs.playing
    case .paused: glyphs.paused
    case .past: glyphs.past
    case .playhead: "\(glyphs.playhead)"
    case .branch: "\(glyphs.fork)"
    case .election: "\(glyphs.mark(of: .election))"
    case .crash: "\(glyphs.mark(of: .crash))"
    case .restart: "\(glyphs.mark(of: .restart))"
    case .partition: "\(glyphs.mark(of: .partition))"
    case .heal: "\(glyphs.mark(of: .heal))"
    case .ownCommit: "\(glyphs.mark(of: .ownCommit))"
    case .violation: "\(glyphs.mark(of: .violation))"
    case .note: "\(glyphs.mark(of: .note))"
    case .selected: "[ ]"
    }
  }
}

/// What a screen shows that may want explaining, whatever the language is.
package struct OnScreen: Sendable {
  package internal(set) var signs: Set<ScreenSign> = []
  /// One of each kind.
  package internal(set) var messages: [MessageSummary] = []
  package var words: [PlainWord] = []
  /// The invariants that are named, as `violated NAME` spells them.
  package internal(set) var rules: [String] = []
  package internal(set) var sections: [Section] = []
}

extension Panels {
  /// What the frame of this model shows.
  package static func onScreen(_ model: ConsoleModel) -> OnScreen {
    var painter = Painter(model)
    painter.drawAll()
    if model.selection != nil { painter.tell(.selected) }
    var shown = painter.shown
    let text = (0..<model.size.height).map { painter.canvas.row($0) }.joined(separator: " ").lowercased()
    shown.words = PlainWord.allCases.filter { text.contains($0.parts(model.language).word.lowercased()) }
    shown.rules = model.snapshot.invariants.map(\.name).filter {
      text.contains(painter.explainer.name(ofInvariant: $0).lowercased())
    }
    for (_, section) in Section.citations(in: painter.canvas.text) where !shown.sections.contains(section) {
      shown.sections.append(section)
    }
    return shown
  }
}

extension Painter {
  /// Remembers that these are drawn.
  mutating func tell(_ signs: ScreenSign...) { shown.signs.formUnion(signs) }

  /// The sign of what a node is and does.
  mutating func tellStanding(of node: NodeSnapshot) {
    switch standing(of: node).word {
    case .leader: tell(.leader)
    case .down: tell(.down)
    case .stalled: tell(.stalled)
    case .candidate, .preVoter: tell(.candidate)
    case .learner, .outside: tell(.learner)
    default: tell(.follower)
    }
  }

  /// The signs of the quorum meter.
  mutating func tellSeats() {
    tell(.stored, .notStored)
    if snapshot.nodes.contains(where: { $0.condition == .down }) { tell(.downWithout) }
  }

  mutating func tell(_ message: MessageSnapshot) {
    if message.isHeld { tell(.held) }
    switch message.summary.update {
    case .heartbeat: tell(.heartbeat)
    case .entries: tell(.entries)
    default:
      // One of each sign, whatever its number.
      func sign(_ message: MessageSummary) -> String {
        kindText(message).filter(\.isLetter) + message.kind.name
      }
      if !shown.messages.contains(where: { sign($0) == sign(message.summary) }) {
        shown.messages.append(message.summary)
      }
    }
  }
}

extension Frame {
  /// The section whose name stands at this place.
  package func section(at point: Point) -> Section? {
    let row = canvas.row(point.y)
    return Section.citations(in: row).first { citation in
      let start = TextWidth.of(String(row[..<citation.range.lowerBound]))
      let end = start + TextWidth.of(String(row[citation.range]))
      return (start..<end).contains(point.x)
    }?.section
  }
}
