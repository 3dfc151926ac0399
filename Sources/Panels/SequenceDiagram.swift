import Canvas
import Command
import Consensus
import Explanation
import Host
import Words

/// A stretch of a run as a space-time picture for a page: a column a node, time downwards, an arrow a message. Shapes
/// and words tell all of it, for print in black and white.
package struct SequenceDiagram {
  /// More messages make no picture that somebody reads.
  package static let mostMessages = 1000

  private struct Arrow {
    var message: MessageSnapshot
    var end: Nanoseconds
    var isLost = false
  }
  /// What became of a node.
  private struct Mark {
    var node: Int
    var time: Nanoseconds
    var text: String
  }
  /// What a node was for a while.
  private struct Phase {
    var node: Int
    var label: Label
    var from: Nanoseconds
    var to: Nanoseconds
  }

  private let title: String
  private let explainer: Explainer
  private let language: Language
  private let nodes: [NodeID]
  private let from: Nanoseconds
  /// The last time that is shown, or would be: the one at which there are too many messages.
  package private(set) var to: Nanoseconds
  private var arrows: [Arrow] = []
  private var marks: [Mark] = []
  private var phases: [Phase] = []
  private var acts: [(time: Nanoseconds, text: String)] = []
  /// Whether the stretch holds more messages than a picture can.
  package private(set) var isTooLong = false

  /// Whether nothing is told in it.
  package var isEmpty: Bool { arrows.isEmpty && marks.isEmpty && acts.isEmpty }

  /// Runs a host on from where it stands, event by event.
  /// - Parameters:
  ///   - end: The last time that is shown.
  ///   - isOver: Whether an earlier end has come.
  package init(
    of host: any ClusterHost, to end: Nanoseconds, name: String, language: Language, isOver: () -> Bool
  ) {
    var before = host.snapshot()
    title = name + language.text(Formats.comma) + language.text(Label.seed, of: [before.seed])
    self.language = language
    explainer = Explainer(language: language, consensus: before.consensus)
    nodes = before.nodes.map(\.id)
    from = before.time
    to = end
    for (place, node) in before.nodes.enumerated() {
      phases.append(Phase(node: place, label: Self.label(of: node), from: from, to: from))
    }
    var last = before.eventCount
    while !isOver(), let next = host.nextEventTime, next <= end, host.standstill == nil {
      host.continuePastViolation()
      guard host.step() != nil else { break }
      for record in host.records(after: last) {
        note(record)
        last = record.number
      }
      let picture = host.snapshot()
      compare(before, picture)
      before = picture
      isTooLong = arrows.count > Self.mostMessages
      if isTooLong { break }
    }
    if to == .max || isTooLong { to = before.time }
    for message in before.messages where message.sent < to {
      arrows.append(Arrow(message: message, end: message.arrives))
    }
    for node in nodes.indices {
      if let open = phases.lastIndex(where: { $0.node == node }) { phases[open].to = to }
    }
  }

  // MARK: What happens

  private mutating func note(_ record: EventRecord) {
    switch record.what {
    case .delivered(let message): arrows.append(Arrow(message: message, end: record.time))
    case .lost(let message, _): arrows.append(Arrow(message: message, end: message.arrives, isLost: true))
    case .action(let verb, .done(let nodes)) where verb.form.scope == .world:
      act(verb.text(on: nodes), at: record.time)
    case .violation(let violation):
      act(
        language.text(Label.broken) + " " + explainer.name(ofInvariant: violation.invariant), at: record.time)
    default: break
    }
  }

  private mutating func act(_ text: String, at time: Nanoseconds) {
    if acts.last?.time == time { acts[acts.count - 1].text += ", " + text } else { acts.append((time, text)) }
  }

  private static func label(of node: NodeSnapshot) -> Label {
    switch node.condition {
    case .up, .unknown: .role(of: node.view)
    case .down: .down
    case .stalled: .stalled
    }
  }

  private mutating func compare(_ before: ClusterSnapshot, _ now: ClusterSnapshot) {
    for (place, node) in now.nodes.enumerated() where place < nodes.count {
      let old = before.nodes[place]
      let (was, label) = (Self.label(of: old), Self.label(of: node))
      let stands = label == .candidate && node.view.term > old.view.term
      if was != label || stands {
        if let open = phases.lastIndex(where: { $0.node == place }) { phases[open].to = now.time }
        phases.append(Phase(node: place, label: label, from: now.time, to: now.time))
        let term = now.consensus.name(ofTerm: node.view.term)
        let role =
          label.text(language, of: now.consensus) + " "
          + Label.termNumber.text(language, [term], of: now.consensus)
        let text =
          label == .down
          ? language.text(Label.landCrash) : was == .down ? language.text(Label.landRestart) : role
        mark(place, now.time, text)
      }
      if label != .down, node.view.committed > old.view.committed, was == label {
        mark(place, now.time, language.text(Label.committed, of: [node.view.committed]))
      }
    }
  }

  private mutating func mark(_ node: Int, _ time: Nanoseconds, _ text: String) {
    if let last = marks.lastIndex(where: { $0.node == node }), marks[last].time == time {
      marks[last].text += ", " + text
    } else {
      marks.append(Mark(node: node, time: time, text: text))
    }
  }

  // MARK: Where it stands

  private static let pitch = 160.0
  private static let top = 64.0
  private static let left = 76.0
  /// Pixels of a millisecond; a gap in which nothing is told takes no more than the second.
  private static let perMillisecond = 7.0
  private static let widest = 48.0
  /// Pixels that a narrow character of an act takes at most, on average.
  private static let perColumn = 7.0

  /// Every instant of the stretch at which something is told, in order, and how far down.
  private func places() -> [(time: Nanoseconds, y: Double)] {
    var times: Set<Nanoseconds> = [from, to]
    for arrow in arrows { times.formUnion([arrow.message.sent, arrow.end]) }
    times.formUnion(marks.map(\.time))
    times.formUnion(acts.map(\.time))
    var places: [(time: Nanoseconds, y: Double)] = []
    for time in times.sorted() where time >= from && time <= to {
      let gap = places.last.map { Double(time.since($0.time)) / 1e6 * Self.perMillisecond } ?? 0
      places.append((time, (places.last?.y ?? Self.top) + min(gap, Self.widest)))
    }
    return places
  }

  private func x(_ node: Int) -> Double { Self.left + (Double(node) + 0.5) * Self.pitch }

  private func number(_ value: Double) -> String { SVG.number(value) }

  // MARK: The document

  /// The picture as an SVG document.
  package var svg: String {
    let places = places()
    let downs = Dictionary(uniqueKeysWithValues: places.map { ($0.time, $0.y) })
    let bottom = places.last?.y ?? Self.top
    var body = SVG.text(title, "12", "22", #"font-size="15""#)
    for (place, node) in nodes.enumerated() {
      body += SVG.text(
        "\(node)", number(x(place)), "46", #"font-size="14" font-weight="bold" text-anchor="middle""#)
    }
    body += axis(places)
    for phase in phases where phase.to > phase.from {
      body += line(phase, downs[phase.from] ?? Self.top, downs[phase.to] ?? bottom)
    }
    for act in acts {
      let y = downs[act.time] ?? bottom
      let end = Self.left + Double(nodes.count) * Self.pitch
      body += path(
        "M\(number(Self.left)) \(number(y))H\(number(end))", "black", 1, #"stroke-dasharray="1 5""#)
      body += SVG.text("▸ " + act.text, number(end + 4), number(y + 4), #"font-weight="bold""#)
    }
    for arrow in arrows { body += draw(arrow, downs, bottom) }
    for mark in marks {
      let (x, y) = (x(mark.node), downs[mark.time] ?? bottom)
      body += #"<circle cx="\#(number(x))" cy="\#(number(y))" r="4" fill="white" stroke="black"/>"# + "\n"
      body += written(mark.text, number(x + 8), number(y - 5), #"font-weight="bold""#)
    }
    let longest = acts.map { TextWidth.of($0.text) }.max() ?? 0
    return SVG.document(
      width: Self.left + Double(nodes.count) * Self.pitch + 50 + Double(longest) * Self.perColumn,
      height: bottom + 56,
      style: #"font-family="sans-serif" font-size="11""#, body + legend(y: bottom + 36))
  }

  /// Times at the left, where there is room for them; a gap that is shown shorter than it is has a sign.
  private func axis(_ places: [(time: Nanoseconds, y: Double)]) -> String {
    var body = ""
    var free = 0.0
    for (place, (time, y)) in places.enumerated() {
      if place > 0, Double(time.since(places[place - 1].time)) / 1e6 * Self.perMillisecond > Self.widest {
        body += SVG.text("⋮", "40", number(y - Self.widest / 2 + 4), "")
      }
      guard y >= free else { continue }
      let seconds = Quantities.fixedText(Double(time) / 1e9, decimals: 3) ?? ""
      body += SVG.text(
        language.text(Label.secondsUnit, of: [seconds]), "64", number(y + 4),
        ##"text-anchor="end" fill="#555555""##)
      free = y + 13
    }
    return body
  }

  /// A node's line while it is one thing.
  private func line(_ phase: Phase, _ top: Double, _ bottom: Double) -> String {
    stroke("M\(number(x(phase.node))) \(number(top))V\(number(bottom))", phase.label)
  }

  private func stroke(_ line: String, _ label: Label) -> String {
    switch label {
    case .leader: path(line, "black", 6)
    case .candidate, .preVoter: path(line, "black", 3, #"stroke-dasharray="6 3""#)
    case .down, .stalled: path(line, "#888888", 1, #"stroke-dasharray="1 4""#)
    default: path(line, "black", 1)
    }
  }

  private func path(_ line: String, _ colour: String, _ width: Int, _ more: String = "") -> String {
    #"<path d="\#(line)" fill="none" stroke="\#(colour)" stroke-width="\#(width)" \#(more)/>"# + "\n"
  }

  /// From the sender to the receiver, as far as the stretch shows it; a lost one ends half way.
  private func draw(_ arrow: Arrow, _ downs: [Nanoseconds: Double], _ bottom: Double) -> String {
    let message = arrow.message
    guard let sender = nodes.firstIndex(of: message.from), let receiver = nodes.firstIndex(of: message.to),
      arrow.end > from
    else { return "" }
    let flight = Double(max(1, arrow.end.since(message.sent)))
    func share(_ time: Nanoseconds) -> Double { min(1, Double(time.since(message.sent)) / flight) }
    let start = message.sent < from ? share(from) : 0
    let end = arrow.end > to ? share(to) : 1
    let (x0, x1) = (x(sender), x(receiver))
    let (top, low) = (downs[max(message.sent, from)] ?? Self.top, downs[min(arrow.end, to)] ?? bottom)
    func point(_ part: Double) -> (x: Double, y: Double) {
      (x0 + (x1 - x0) * (start + (end - start) * part), top + (low - top) * part)
    }
    let (first, last) = (point(0), point(arrow.isLost ? 0.55 : 1))
    let isHeartbeat = message.summary.update == .heartbeat
    let line = "M\(number(first.x)) \(number(first.y))L\(number(last.x)) \(number(last.y))"
    var svg = path(line, "black", 1, isHeartbeat ? #"stroke-dasharray="4 3""# : "")
    if arrow.isLost {
      svg += SVG.text("✕", number(last.x), number(last.y + 5), #"font-size="15" text-anchor="middle""#)
    } else if arrow.end <= to {
      svg += #"<path d="M0 0L-9 -4L-9 4Z" \#(turn(first, last, at: last))/>"# + "\n"
    }
    // What is sent to many at once lies apart at the receivers, answers at the senders.
    let isOneOfMany = arrows.contains {
      $0.message.sent == message.sent && $0.message.from == message.from && $0.message.to != message.to
    }
    let gap = Self.pitch / 2 / abs(x1 - x0)
    let place = point(isOneOfMany && !arrow.isLost ? 1 - gap : min(gap, 0.4))
    let (left, right) = x0 < x1 ? (first, last) : (last, first)
    // Of one that has only just begun or ended there is no room for its name.
    guard right.x - left.x > Self.pitch / 3 else { return svg }
    return svg + written(words(message), "0", "-3", #"text-anchor="middle" "# + turn(left, right, at: place))
  }

  /// Moves what lies at the origin to a place, along a line.
  private func turn(
    _ start: (x: Double, y: Double), _ end: (x: Double, y: Double), at place: (x: Double, y: Double)
  ) -> String {
    let (right, down) = (end.x - start.x, end.y - start.y)
    let length = max(1, (right * right + down * down).squareRoot())
    let parts = [right / length, down / length, -down / length, right / length].map {
      Quantities.fixedText($0, decimals: 3) ?? "0"
    }
    return #"transform="matrix(\#(parts.joined(separator: " ")) \#(number(place.x)) \#(number(place.y)))""#
  }

  private func words(_ message: MessageSnapshot) -> String {
    if message.summary.update == .heartbeat { return language.text(Label.heartbeat) }
    return explainer.chip(ofMessage: message.summary.kind, inWords: true)
  }

  /// Text with a white edge, so that lines under it do not cross it out.
  private func written(_ text: String, _ x: String, _ y: String, _ attributes: String) -> String {
    SVG.text(text, x, y, attributes + #" stroke="white" stroke-width="3" stroke-linejoin="round""#)
      + SVG.text(text, x, y, attributes)
  }

  private func legend(y: Double) -> String {
    var body = ""
    for (place, label) in [Label.follower, .candidate, .leader, .down].enumerated() {
      let x = Self.left + Double(place) * 120
      body += stroke("M\(number(x)) \(number(y))h28", label)
      body += SVG.text(language.text(label), number(x + 34), number(y + 4), "")
    }
    let x = Self.left + 480
    body += SVG.text("✕ " + language.text(Label.lostMessage), number(x), number(y + 4), "")
    return body + SVG.text("⋮ " + language.text(Label.shortened), number(x + 90), number(y + 4), "")
  }
}

extension Language {
  fileprivate func text(_ label: Label, of values: [any CustomStringConvertible]) -> String {
    label.text(self, values.map(\.description))
  }
}
