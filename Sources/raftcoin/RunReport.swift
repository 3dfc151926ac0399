import Command
import Explanation
import SimulationHost
import Words

/// What `raftcoin run` prints of a file's lines once the run is over.
struct RunReport {
  let runner: ScenarioRunner
  /// What the file is called in messages.
  let name: String
  let quiet: Bool
  var language = Language.english

  enum Kind {
    case held
    case failed
    /// It says that something did not happen, and fails nothing.
    case told
  }

  /// Prints what became of each line that checks something or did nothing, in the order of the file, and those that
  /// were not reached.
  /// - Returns: whether every expectation was checked and held. A verb that did nothing changes nothing about that.
  func tell() -> Bool {
    let lines = lines
    for (kind, text) in lines where !quiet || kind == .failed { print(text) }
    return !lines.contains { $0.kind == .failed }
  }

  var lines: [(kind: Kind, text: String)] {
    var vain = runner.vainLines[...]
    var lines: [(kind: Kind, text: String)] = []
    for result in runner.results {
      while let first = vain.first, first.line < result.line {
        lines.append((.told, text(vain.removeFirst())))
      }
      lines.append((result.isChecked && result.held ? .held : .failed, text(result)))
    }
    return lines + vain.map { (.told, text($0)) } + remaining
  }

  private func text(_ result: ExpectationResult) -> String {
    let place = "\(name):\(result.line): \(result.text)"
    if !result.isChecked { return "not checked \(place); \(result.saw)" }
    return result.held ? "ok   \(place)" : "FAIL \(place); saw: \(result.saw)"
  }

  private func text(_ line: VainLine) -> String {
    "did nothing \(name):\(line.line): \(line.verb); \(Explainer(language: language).text(of: line.reason))"
  }

  /// The lines that did not run: each that would have checked something, and how many others.
  private var remaining: [(kind: Kind, text: String)] {
    let end = "; the run ended at \(Quantities.timeText(runner.world.now))"
    var others: [Step] = []
    var lines: [(kind: Kind, text: String)] = []
    for step in runner.remainingSteps {
      guard let check = Self.check(in: step) else {
        others.append(step)
        continue
      }
      lines.append((.failed, "not reached \(name):\(step.line): \(check)\(end)"))
    }
    if let first = others.first {
      let rest = others.count > 1 ? " and \(others.count - 1) more" : ""
      lines.append((.told, "not reached \(name):\(first.line): \(first)\(rest)\(end)"))
    }
    return lines
  }

  /// What a line checks: an expectation, or a wait that must end.
  private static func check(in step: Step) -> String? {
    if case .expect(let predicate) = step.verb { return predicate.description }
    if case .when = step.when { return step.description }
    return nil
  }

  /// What to say where the run could not leave an instant; nil where it could.
  var standstill: String? {
    let world = runner.world
    guard world.standsStill else { return nil }
    let line = runner.lastLine
    let last = line.map { "; the last line was `\($0)`" } ?? ""
    return "\(name)\(line.map { ":\($0.line)" } ?? ""): at \(Quantities.timeText(world.now)) there were "
      + "\(world.mostInOneInstant) events and no end, and none of them takes time\(last); expected an instant that "
      + "ends, as with a `latency` above 0"
  }
}
