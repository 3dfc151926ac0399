import Command
import Consensus
import Host
import Paxos
import Raft
import Simulation
import SimulationHost

/// Tells what happens in a scenario, step by step, as notes for whoever watches it.
public struct Story {
  /// The scenario with a note before each action that says what came about since the one before, and at the
  /// end how the rule broke and what became of the coins.
  public static func tell(_ scenario: Scenario, _ finding: Finding, at end: Nanoseconds) -> Scenario {
    // These cannot be watched: the program runs for ever, or dies of it.
    let only: String? =
      switch finding {
      case .flooded(let what): "Messages multiply without end: \(what)."
      case .crashed(let reason): "The program crashes: \(reason)."
      case .violated, .stuck: nil
      }
    if let only {
      let note = Step(when: .at(0), verb: .note(Note(only)))
      return Scenario(header: scenario.header, steps: [note] + scenario.steps)
    }
    let (moments, ledgers, broken) = watch(scenario, until: end)
    var steps: [Step] = []
    var told: Nanoseconds = 0
    for step in scenario.steps {
      let isEnd = if case .expect = step.verb { true } else { false }
      if case .at(let time) = step.when, time > told || isEnd {
        let news = moments.filter { $0.time > told && $0.time <= time }.map(\.text)
        if !news.isEmpty { steps.append(note(news.suffix(4).joined(separator: " "), at: time)) }
        told = time
      }
      if isEnd, case .violated(let name, let detail) = finding {
        steps.append(note("\(name): \(detail).", at: end))
        if let ledgers { steps.append(note(ledgers, at: end)) }
      }
      steps.append(step)
      // What broke in the same instant is expected too, or a run of the file would find something unexpected.
      if isEnd, case .violated(let name, _) = finding {
        steps += broken.filter { $0 != name }.map { Step(when: .at(end), verb: .expect(.violated($0))) }
      }
    }
    if case .stuck(let predicate, let saw) = finding {
      steps.append(Step(verb: .note(Note("Stuck: \(Finding.text(stuck: predicate, saw: saw))."))))
    }
    return Scenario(header: scenario.header, steps: steps)
  }

  private static func note(_ text: String, at time: Nanoseconds) -> Step {
    Step(when: .at(time), verb: .note(Note(String(text.prefix(longest)))))
  }

  private static let longest = 400

  /// What came about, who holds what at the end, and which rules broke.
  private static func watch(
    _ scenario: Scenario, until end: Nanoseconds
  ) -> (moments: [(time: Nanoseconds, text: String)], ledgers: String?, broken: [String]) {
    guard let world = scenario.world(observers: [.records, .invariants, .linearizability])
    else { return ([], nil, []) }
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var moments: [(time: Nanoseconds, text: String)] = []
    while runner.world.now < end, !runner.isFinished, !runner.world.standsStill {
      runner.run(through: min(end, runner.world.now + 250_000_000))
      for record in runner.withWorld({ $0.takeRecords() }) {
        for decision in record.decisions {
          if let text = sentence(decision, record.node) { moments.append((record.time, text)) }
        }
      }
      if runner.world.violation != nil { break }
    }
    let ledgers = ledgers(runner.world.snapshot(landmarks: [], leaderlessSince: nil))
    var count = -1
    while runner.world.violatedNames.count != count {
      count = runner.world.violatedNames.count
      runner.run(through: end)
    }
    return (moments, ledgers, runner.world.violatedNames)
  }

  private static func sentence(_ decision: AnyDecision, _ node: NodeID?) -> String? {
    guard let node else { return nil }
    if let decision = decision.value as? PaxosDecision { return sentence(decision, node) }
    guard let decision = decision.value as? Decision else { return nil }
    switch decision {
    case .becameLeader(let term, let votes, _, _):
      return "\(node) leads term \(term), with the votes of \(votes)."
    case .committed(_, let index, let term, let copies, _, _):
      return "\(node) commits through \(LogPosition(index: index, term: term)): copies on \(copies)."
    case .deletedConflict(let first, let last, let ownTerm, let leaderTerm, let leader):
      let what = first == last ? "entry \(first)" : "entries \(first) to \(last)"
      return "\(node) deletes its \(what) of term \(ownTerm) for those of term \(leaderTerm) of \(leader)."
    case .steppedDown(.leader, let oldTerm, let newTerm, let other):
      return "\(node) no longer leads term \(oldTerm): it heard of term \(newTerm) from \(other)."
    default: return nil
    }
  }

  private static func sentence(_ decision: PaxosDecision, _ node: NodeID) -> String? {
    switch decision {
    case .leads(let ballot, let promises, _, _):
      return "\(node) leads ballot \(Ballot(ballot)), with the promises of \(promises)."
    case .adopted(let first, let last, let ballot, _):
      return "\(node) proposes slots \(first) to \(last) again under \(Ballot(ballot))."
    case .chosen(_, let index, let ballot, let acceptors, _, _):
      return
        "\(node) knows slots to be chosen through \(index), under \(Ballot(ballot)): accepted by \(acceptors)."
    case .gaveWay(.leader, let ballot, let higher, let other):
      return "\(node) no longer leads ballot \(Ballot(ballot)): it heard of \(Ballot(higher)) from \(other)."
    default: return nil
    }
  }

  /// Who holds what, where live nodes that have applied as much do not agree; nil where they do.
  private static func ledgers(_ snapshot: ClusterSnapshot) -> String? {
    let living = snapshot.nodes.filter { $0.condition != .down }
    let texts = living.map { node -> String in
      let balances = zip(snapshot.accounts, node.balances).dropFirst().map { name, coins in
        "\(name) \(coins.map { String($0) } ?? "unknown")"
      }
      return balances.joined(separator: ", ")
    }
    guard Set(texts).count > 1 else { return nil }
    return zip(living, texts).map { "On \($0.id): \($1)." }.joined(separator: " ")
  }
}
