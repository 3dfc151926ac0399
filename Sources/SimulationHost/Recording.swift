import Command
import Consensus
import Host
import Simulation
import Words

extension RunState {
  /// So many events of the last instant are let happen before a run is written down.
  private static let mostOfLastInstant: UInt64 = 20_000

  /// All that was done so far, each at its time, and a last line that waits for where the run is: playing it
  /// gives the same events to the byte, and ends with the same hash. What belongs to the last instant is let
  /// happen first, since no line can say where within an instant a run ends: see `finishInstant`. Where that
  /// does not end, what is written leads into that instant, and no further.
  func recording(of scenario: Scenario) throws(NotHere) -> Scenario {
    var end = self
    var ignored: [EventRecord] = []
    end.finishInstant(atMost: Self.mostOfLastInstant, into: &ignored)
    var acts = end.acts
    var written = Self.scenario(scenario.header, acts, end: end.now)
    var errors = Self.errors(in: written)
    if !errors.isEmpty {
      // What was impossible when it was tried may not even be a line of a file: a transfer from an account
      // that nobody has. It changed nothing, so it can be left out.
      let firstLine = written.header.lines.count + 2
      let wrong = Set(errors.map { $0.line - firstLine })
      acts = acts.enumerated().filter { !wrong.contains($0.offset) || $0.element.outcome.isDone }
        .map(\.element)
      written = Self.scenario(scenario.header, acts, end: end.now)
      errors = Self.errors(in: written)
    }
    if let error = errors.first { throw NotHere(.notAFile, ["problem": error.problem]) }
    return written
  }

  private static func scenario(_ header: Header, _ acts: [RecordedAct], end: Nanoseconds) -> Scenario {
    var steps = acts.map { Step(when: .at($0.time), verb: $0.verb) }
    if acts.last?.time != end { steps.append(Step(when: .at(end))) }
    return Scenario(header: header, steps: steps)
  }

  private static func errors(in scenario: Scenario) -> [Diagnostic] {
    switch ScenarioParser.parse(text: scenario.text, file: "", vocabulary: Vocabulary.of) {
    case .success: []
    case .failure(let errors): errors.diagnostics
    }
  }
}
