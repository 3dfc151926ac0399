import Command
import Consensus
import Host

@testable import Predictions

/// Asks a template in drawn worlds, and then looks whether what was called right comes true: in the run itself, which
/// simply goes on, and in a future drawn anew that nobody has looked at before.
struct PredictionCheck {
  let template: Prediction
  /// Whether each question is asked once more, only to see how long that takes.
  let isTimed: Bool
  private(set) var worlds = 0
  /// How many questions had an answer, and in how many nobody can know.
  private(set) var certain = 0
  private(set) var unknowable = 0
  /// The seeds of the worlds whose own run, or a fresh future, says something else.
  private(set) var contradictedByRun: [UInt64] = []
  private(set) var contradictedAnew: [UInt64] = []
  /// How often the right choice stood in which place.
  private(set) var places: [Int: Int] = [:]
  /// How long it took to ask the one that took longest.
  private(set) var slowest = Duration.zero
  /// Of all questions asked.
  private(set) var questions: [Question] = []

  init(_ template: Prediction, isTimed: Bool) {
    self.template = template
    self.isTimed = isTimed
  }

  /// - Parameter makeHost: A run from its start; nil where there can be none.
  mutating func run(seed: UInt64, makeHost: (Header) -> (any ClusterHost)?) {
    worlds += 1
    var draw = WorldDraw(seed: seed)
    guard let host = makeHost(draw.header(seed: seed)),
      let (question, occasion) = draw.question(template, in: host),
      let future = host.future()
    else { return }
    questions.append(question)
    if isTimed {
      slowest = max(slowest, ContinuousClock().measure { _ = template.question(on: occasion, in: future) })
    }
    let right = question.choices[question.right].answer
    if right == .unknowable {
      unknowable += 1
      return
    }
    certain += 1
    places[question.right, default: 0] += 1
    let fresh = template.answer(on: occasion, in: future, seed: 0xF7E5_4000 &+ seed)
    if fresh != right { contradictedAnew.append(seed) }
    if template.answer(on: occasion, in: HostItself(host)) != right { contradictedByRun.append(seed) }
  }

  /// A line of the table: name, worlds, fits, certain, nobody can know, against the run, against a fresh future, the
  /// slowest in milliseconds, places of the right choice.
  var line: String {
    let order = places.sorted { $0.key < $1.key }.map { "\($0.key + 1):\($0.value)" }.joined(separator: " ")
    let numbers = [
      worlds, certain + unknowable, certain, unknowable, contradictedByRun.count, contradictedAnew.count,
      Int(slowest / .milliseconds(1)),
    ]
    return ([template.name.rawValue] + numbers.map(String.init) + [order]).joined(separator: "\t")
  }
}

/// The run of a host as a future that it does not only look at: the host goes on. Only where something is drawn anew a
/// copy is taken.
private struct HostItself: ClusterFuture {
  private let host: any ClusterHost
  private var copy: (any ClusterFuture)?

  init(_ host: any ClusterHost) { self.host = host }

  var now: Nanoseconds { copy?.now ?? host.now }

  func snapshot() -> ClusterSnapshot { copy?.snapshot() ?? host.snapshot() }

  mutating func redraw(_ seed: UInt64) {
    copy = copy ?? host.future()
    copy?.redraw(seed)
  }

  mutating func perform(_ verb: Verb) -> ActionOutcome { copy?.perform(verb) ?? host.perform(verb) }

  mutating func run(through time: Nanoseconds) { _ = advance(through: time) { _ in false } }

  mutating func advance(through time: Nanoseconds, until isEnough: (EventRecord) -> Bool) -> [EventRecord] {
    if copy != nil { return copy?.advance(through: time, until: isEnough) ?? [] }
    var records: [EventRecord] = []
    while let next = host.nextEventTime, next <= time, let record = host.step() {
      guard record.time <= time else { return records }
      records.append(record)
      if isEnough(record) { return records }
    }
    host.advance(to: time)
    return records
  }
}
