import Command
import Consensus

/// A found scenario taken apart for shrinking: what may go, and what must stay.
struct ScenarioParts: Equatable {
  var header: Header
  /// The rule that is broken, if any: stays.
  var bug: Verb?
  /// Actions with their times, one node each.
  var actions: [Step]
  /// For a run that got stuck: the healing and what was waited for.
  var recovery: [Step]
  /// Nothing is run beyond this time.
  var end: Nanoseconds

  /// - Parameter time: When the scenario failed.
  init(_ scenario: Scenario, finding: Finding, time: Nanoseconds) {
    header = scenario.header
    var steps = scenario.steps.filter { if case .expect = $0.verb { false } else { true } }
    if case .bug = steps.first?.verb { bug = steps.removeFirst().verb }
    let opening = steps.firstIndex { if case .open(Healing.witness, _) = $0.verb { true } else { false } }
    var healing = steps.endIndex
    if let opening, case .at(let healed) = steps[opening].when {
      healing = steps.firstIndex { $0.when == .at(healed) } ?? opening
    }
    if case .stuck = finding {
      recovery = Array(steps[healing...])
    } else {
      // A rule that broke after the healing: then the healing is an action like others.
      recovery = []
      healing = steps.endIndex
    }
    actions = steps[..<healing].flatMap(Self.split).filter { step in
      if case .at(let when) = step.when { when <= time && step.verb != nil } else { false }
    }
    end = time
  }

  /// Several nodes in one verb become several steps.
  private static func split(_ step: Step) -> [Step] {
    guard let (nodes, verb) = taken(apart: step.verb) else { return [step] }
    return nodes.map { Step(when: step.when, verb: verb([$0])) }
  }

  /// Whom a verb of several nodes is for, and the same for others.
  private static func taken(
    apart verb: Verb?
  ) -> (nodes: [NodeSelector], verb: ([NodeSelector]) -> Verb)? {
    switch verb {
    case .kill(let nodes): (nodes, { .kill($0) })
    case .restart(let nodes): (nodes, { .restart($0) })
    case .pause(let nodes, let queued): (nodes, { .pause($0, queued: queued) })
    case .resume(let nodes): (nodes, { .resume($0) })
    case .timeout(let nodes): (nodes, { .timeout($0) })
    default: nil
    }
  }

  /// As it runs: with a last line, so that it runs to its end. Nodes that crash together do so in one line, as in the
  /// file that comes of it: nobody looks at the disks before all are down.
  var scenario: Scenario {
    scenario(Self.merged(actions) + (recovery.isEmpty ? [Step(when: .at(end))] : waits))
  }

  /// With the rule that is broken, if any.
  private func scenario(_ steps: [Step]) -> Scenario {
    Scenario(header: header, steps: (bug.map { [Step(when: .at(0), verb: $0)] } ?? []) + steps)
  }

  /// The healing and its waits, each as long as clusters of this header may take.
  private var waits: [Step] {
    recovery.map { step in
      guard case .when(let predicate, _) = step.when else { return step }
      var step = step
      let isCalm = if case .leads(nil, _) = predicate { true } else { false }
      step.when = .when(
        isCalm ? Healing.calm(header) : predicate, within: Healing.patience(header, for: predicate))
      return step
    }
  }

  /// How long it may take at most.
  var limit: Nanoseconds {
    let waits = recovery.count { if case .when = $0.when { true } else { false } }
    return end + UInt64(waits) * Healing.patience(header)
  }

  /// The same without the broken rule.
  var withoutBug: Scenario {
    var other = self
    other.bug = nil
    return other.scenario
  }

  /// How many things are done to the cluster, its healing not counted.
  var count: Int { Self.merged(actions).count }

  /// The scenario as it is saved, without the notes.
  func final(_ finding: Finding, at time: Nanoseconds) -> Scenario {
    let last =
      switch finding {
      case .violated(let name, _): [Step(when: .at(time), verb: .expect(.violated(name)))]
      case .stuck: waits
      // A bare time, so that it runs until it happens.
      case .flooded, .crashed: [Step(when: .at(max(time, actions.last?.time ?? 0)))]
      }
    return scenario(Self.merged(actions) + last)
  }

  /// Neighbours of the same instant that do the same to other nodes become one line.
  static func merged(_ steps: [Step]) -> [Step] {
    var result: [Step] = []
    for step in steps {
      if let last = result.last, last.when == step.when, let verb = join(last.verb, step.verb) {
        result[result.count - 1].verb = verb
      } else {
        result.append(step)
      }
    }
    return result
  }

  private static func join(_ first: Verb?, _ second: Verb?) -> Verb? {
    if case .timeout = first { return nil }
    guard let (left, verb) = taken(apart: first), let (right, _) = taken(apart: second),
      verb(right) == second
    else { return nil }
    return verb(left + right)
  }
}

extension Step {
  var time: Nanoseconds {
    if case .at(let time) = when { return time }
    return 0
  }

  /// Whether it turns the load on or off.
  var isLoad: Bool { if case .load = verb { true } else { false } }

  /// The step without node `gone`, whose higher neighbours move down by one; nil when nothing is left of it.
  func without(_ gone: NodeID) -> Step? {
    guard let verb else { return self }
    let rest = verb.renumbered { node in
      node == gone ? nil : node > gone ? NodeID(node.number - 1) : node
    }
    return rest.map { Step(when: when, verb: $0) }
  }
}
