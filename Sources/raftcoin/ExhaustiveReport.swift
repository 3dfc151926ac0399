import ArgumentParser
import Consensus
import Raft
import Search

/// `raftcoin check --exhaustive`: explores a small world whole and says how many states it has.
struct ExhaustiveReport {
  let nodes: Int
  let depth: Int
  let bug: BrokenRule?

  func run() throws {
    guard (1...5).contains(nodes) else {
      throw ScenarioFile.wrong("--nodes \(nodes): expected a number from 1 to 5 with --exhaustive\n")
    }
    guard (1...60).contains(depth) else {
      throw ScenarioFile.wrong("--depth \(depth): expected a number from 1 to 60\n")
    }
    let options = ExhaustiveOptions(nodes: nodes, depth: depth, bug: bug)
    print(
      "all runs of \(depth) events of \(nodes) nodes: messages arrive in any order or never, writes end, at most "
        + "\(options.timeouts) election timers fire, \(options.proposals) commands come, \(options.crashes) crashes "
        + "tear writes, \(options.duplicates) messages are doubled")
    if let bug { print("with the rule broken: \(bug.name)") }
    print("checked after every event: \(ExhaustiveSearch.rules.joined(separator: ", "))")
    let began = ContinuousClock.now
    let result = ExhaustiveSearch(options).run { depth, states in
      StandardError.write("depth \(depth): \(states) states\n")
    }
    let seconds = Int((began.duration(to: .now) / .seconds(1)).rounded())
    print("\(result.states) different states, \(result.events) events tried, \(seconds) s")
    if let (rule, path) = result.violation {
      print("BROKEN \(rule)")
      print("the shortest way there, \(path.count) events:")
      for (place, event) in path.enumerated() { print("  \(place + 1). \(event)") }
      throw ExitCode(1)
    }
    print(
      result.isWhole
        ? "nothing found" : "nothing found; given up at \(result.states) states, at depth \(result.depth)")
  }
}
