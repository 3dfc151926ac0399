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
    var steps = scenario.steps.filter { step in
      if case .expect = step.verb { return false }
      return true
    }
    bug = steps.first.flatMap { step in
      if case .bug = step.verb { return step.verb }
      return nil
    }
    if bug != nil { steps.removeFirst() }
    let opening = steps.firstIndex { step in
      if case .open(SeedRun.witness, _) = step.verb { return true }
      return false
    }
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
      if case .at(let when) = step.when { return when <= time && step.verb != nil }
      return false
    }
    end = time
  }

  /// Several nodes in one verb become several steps.
  private static func split(_ step: Step) -> [Step] {
    func each(_ nodes: [NodeSelector], _ verb: ([NodeSelector]) -> Verb) -> [Step] {
      nodes.map { Step(when: step.when, verb: verb([$0])) }
    }
    switch step.verb {
    case .kill(let nodes): return each(nodes) { .kill($0) }
    case .restart(let nodes): return each(nodes) { .restart($0) }
    case .pause(let nodes, let queued): return each(nodes) { .pause($0, queued: queued) }
    case .resume(let nodes): return each(nodes) { .resume($0) }
    case .timeout(let nodes): return each(nodes) { .timeout($0) }
    default: return [step]
    }
  }

  /// As it runs: with a last line, so that it runs to its end.
  var scenario: Scenario {
    var steps: [Step] = []
    if let bug { steps.append(Step(when: .at(0), verb: bug)) }
    steps += actions
    if recovery.isEmpty {
      steps.append(Step(when: .at(end)))
    } else {
      steps += recovery
    }
    return Scenario(header: header, steps: steps)
  }

  /// The same without the broken rule.
  var withoutBug: Scenario {
    var other = self
    other.bug = nil
    return other.scenario
  }

  /// Whether a step of the healing may go without asking more of the cluster than before: it undoes what no
  /// action does, or it keeps nodes away.
  func canSpare(_ repair: Verb?) -> Bool {
    switch repair {
    case .partition: true
    case .heal, .releaseAll, .loss, .duplicate, .reorder, .latency, .load, .restart, .resume, .slowDisk,
      .skew:
      !actions.contains { step in step.verb.map { Self.undoes(repair, $0) } ?? false }
    default: false
    }
  }

  private static func undoes(_ repair: Verb?, _ fault: Verb) -> Bool {
    switch (repair, fault) {
    case (.heal, .cut), (.heal, .partition), (.heal, .isolate), (.releaseAll, .hold), (.loss, .loss),
      (.duplicate, .duplicate), (.reorder, .reorder), (.latency, .latency), (.load, .load):
      true
    case (.restart(let back), .kill(let gone)), (.resume(let back), .pause(let gone, _)),
      (.slowDisk(let back, _), .slowDisk(let gone, _)), (.skew(let back, _), .skew(let gone, _)):
      !Set(back).isDisjoint(with: gone)
    default: false
    }
  }

  /// Whether those that are not kept away, and live, are still a majority.
  var healsMajority: Bool {
    if recovery.isEmpty { return true }
    var away: Set<NodeID> = []
    var ends: [NodeID: Int] = [:]
    for step in recovery {
      switch step.verb {
      case .partition(let groups):
        for case .node(let node) in groups.dropFirst().joined() { away.insert(node) }
      case .cut(let link):
        guard let (from, to) = link.nodes else { break }
        ends[from, default: 0] += 1
        ends[to, default: 0] += 1
      default: break
      }
    }
    // Who is kept away is cut off from all members, a member from a minority only.
    away.formUnion(ends.filter { $0.value >= majority(of: header.nodes) }.keys)
    var dead: Set<NodeSelector> = []
    var stalled: Set<NodeSelector> = []
    var lost: Set<NodeID> = []
    for step in actions + recovery {
      if case .kill(let nodes) = step.verb {
        dead.formUnion(nodes)
        stalled.subtract(nodes)
      }
      if case .restart(let nodes) = step.verb { dead.subtract(nodes) }
      if case .pause(let nodes, _) = step.verb { stalled.formUnion(nodes) }
      if case .resume(let nodes) = step.verb { stalled.subtract(nodes) }
      if case .wipe(let nodes) = step.verb { for case .node(let node) in nodes { lost.insert(node) } }
      if case .add(let node, _) = step.verb { lost.remove(node) }
    }
    // Where the configuration changes, nobody can be spared: who matters is not known beforehand.
    if changesMembers { return dead.isEmpty && away.isEmpty && lost.count <= 1 }
    let well = (1...header.nodes).map { NodeID($0) }.filter {
      !away.contains($0) && !dead.union(stalled).contains(.node($0)) && !lost.contains($0)
    }
    // Whom a changed configuration needs is not known here: then all must be well.
    let changes = actions.contains { step in
      switch step.verb {
      case .add, .promote, .remove: true
      default: false
      }
    }
    return well.count >= (changes ? header.nodes : majority(of: header.nodes))
  }

  private var changesMembers: Bool {
    actions.contains { step in
      switch step.verb {
      case .add, .promote, .remove: true
      default: false
      }
    }
  }

  /// Whether a disk loses something.
  var losesDisks: Bool {
    actions.contains { step in
      switch step.verb {
      case .corrupt, .wipe: true
      default: false
      }
    }
  }

  /// How many things are done to the cluster, its healing not counted.
  var count: Int { Self.merged(actions).count }

  /// The scenario as it is saved, without the notes.
  func final(_ finding: Finding, at time: Nanoseconds) -> Scenario {
    var steps: [Step] = []
    if let bug { steps.append(Step(when: .at(0), verb: bug)) }
    steps += Self.merged(actions)
    switch finding {
    case .violated(let name, _): steps.append(Step(when: .at(time), verb: .expect(.violated(name))))
    case .stuck: steps += recovery
    // A bare time, so that it runs until it happens.
    case .flooded, .crashed: steps.append(Step(when: .at(max(time, actions.last?.time ?? 0))))
    }
    return Scenario(header: header, steps: steps)
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
    switch (first, second) {
    case (.kill(let left), .kill(let right)): .kill(left + right)
    case (.restart(let left), .restart(let right)): .restart(left + right)
    case (.pause(let left, let queued), .pause(let right, let other)) where queued == other:
      .pause(left + right, queued: queued)
    case (.resume(let left), .resume(let right)): .resume(left + right)
    default: nil
    }
  }
}

extension Step {
  var time: Nanoseconds {
    if case .at(let time) = when { return time }
    return 0
  }

  var isCut: Bool { if case .cut = verb { true } else { false } }

  /// The step without node `gone`, whose higher neighbours move down by one; nil when nothing is left of it.
  func without(_ gone: NodeID) -> Step? {
    guard let verb else { return self }
    var step = self
    step.verb = verb.without(gone)
    return step.verb == nil ? nil : step
  }
}

extension Verb {
  /// The verb in a cluster without node `gone`; nil when it makes no sense any more.
  fileprivate func without(_ gone: NodeID) -> Verb? {
    switch self {
    case .kill(let nodes): Self.rest(nodes, gone).map { .kill($0) }
    case .restart(let nodes): Self.rest(nodes, gone).map { .restart($0) }
    case .pause(let nodes, let queued): Self.rest(nodes, gone).map { .pause($0, queued: queued) }
    case .resume(let nodes): Self.rest(nodes, gone).map { .resume($0) }
    case .timeout(let nodes): Self.rest(nodes, gone).map { .timeout($0) }
    case .isolate(let nodes): Self.rest(nodes, gone).map { .isolate($0) }
    case .slowDisk(let nodes, let range): Self.rest(nodes, gone).map { .slowDisk($0, range) }
    case .skew(let nodes, let parts): Self.rest(nodes, gone).map { .skew($0, partsPerMillion: parts) }
    case .wipe(let nodes): Self.rest(nodes, gone).map { .wipe($0) }
    case .corrupt(let nodes, let part): Self.rest(nodes, gone).map { .corrupt($0, part) }
    case .snapshot(let nodes): Self.rest(nodes, gone).map { .snapshot($0) }
    case .add(let node, let learner): node.without(gone).map { .add($0, learner: learner) }
    case .promote(.node(let node)): node.without(gone).map { .promote(.node($0)) }
    case .remove(.node(let node)): node.without(gone).map { .remove(.node($0)) }
    case .lead(.node(let node)): node.without(gone).map { .lead(.node($0)) }
    case .partition(let groups): Self.rest(groups, gone)
    case .cut(let link): link.without(gone).map { .cut($0) }
    case .hold(let link): link.without(gone).map { .hold($0) }
    case .release(let link): link.without(gone).map { .release($0) }
    case .latency(let range, let link?): link.without(gone).map { .latency(range, $0) }
    case .loss(let parts, let link?): link.without(gone).map { .loss(partsPerMillion: parts, $0) }
    case .duplicate(let parts, let link?): link.without(gone).map { .duplicate(partsPerMillion: parts, $0) }
    case .drop(.kind(let kind, let link?)): link.without(gone).map { .drop(.kind(kind, $0)) }
    case .duplicateMessage(.kind(let kind, let link?)):
      link.without(gone).map { .duplicateMessage(.kind(kind, $0)) }
    default: self
    }
  }

  private static func rest(_ nodes: [NodeSelector], _ gone: NodeID) -> [NodeSelector]? {
    let rest = nodes.compactMap { selector -> NodeSelector? in
      guard case .node(let node) = selector else { return selector }
      return node.without(gone).map { .node($0) }
    }
    return rest.isEmpty ? nil : rest
  }

  private static func rest(_ groups: [[NodeSelector]], _ gone: NodeID) -> Verb? {
    let rest = groups.compactMap { Self.rest($0, gone) }
    return rest.count < 2 ? nil : .partition(rest)
  }
}

extension NodeID {
  fileprivate func without(_ gone: NodeID) -> NodeID? {
    self == gone ? nil : number > gone.number ? NodeID(number - 1) : self
  }
}

extension Link {
  fileprivate func without(_ gone: NodeID) -> Link? {
    guard let from = from.without(gone), let to = to.without(gone) else { return nil }
    return Link(from: from, to: to)
  }
}

extension Link.End {
  fileprivate func without(_ gone: NodeID) -> Link.End? {
    guard case .node(let node) = self else { return self }
    return node.without(gone).map { .node($0) }
  }
}
