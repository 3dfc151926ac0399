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

  /// Prints what became of each line that checks something or did nothing, in the order of the file, and those that
  /// were not reached.
  /// - Returns: whether every expectation was checked and held. A verb that did nothing changes nothing about that.
  func tell() -> Bool {
    var vain = runner.vainLines[...]
    var isFine = true
    for result in runner.results {
      while let first = vain.first, first.line < result.line { tell(vain.removeFirst()) }
      if !result.held { isFine = false }
      tell(result)
    }
    vain.forEach(tell)
    return tellRemaining() && isFine
  }

  private func tell(_ result: ExpectationResult) {
    let place = "\(name):\(result.line): \(result.text)"
    if !result.isChecked {
      print("not checked \(place); \(result.saw)")
    } else if !result.held {
      print("FAIL \(place); saw: \(result.saw)")
    } else if !quiet {
      print("ok   \(place)")
    }
  }

  private func tell(_ line: VainLine) {
    if !quiet {
      print(
        "did nothing \(name):\(line.line): \(line.verb); \(Explainer(language: language).text(of: line.reason))"
      )
    }
  }

  /// - Returns: whether none of the lines that did not run would have checked something.
  private func tellRemaining() -> Bool {
    let end = "; the run ended at \(Quantities.timeText(runner.world.now))"
    var others: [Step] = []
    var isFine = true
    for step in runner.remainingSteps {
      guard let check = Self.check(in: step) else {
        others.append(step)
        continue
      }
      isFine = false
      print("not reached \(name):\(step.line): \(check)\(end)")
    }
    if !quiet, let first = others.first {
      let rest = others.count > 1 ? " and \(others.count - 1) more" : ""
      print("not reached \(name):\(first.line): \(first)\(rest)\(end)")
    }
    return isFine
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
