import Command
import Consensus
import Linearizability
import Simulation

/// The second phase of a seed: a majority is healed for good, the rest kept away, and progress must resume.
extension SeedRun {
  /// An account that the phase opens to see whether anything is still committed.
  static let witness = "witness"
  static let witnessCoins: UInt64 = 7

  /// How long a healed majority may take: some elections, and a client that has to look for the leader. It
  /// waits up to eight election timeouts for each node that is silent, and for a deposed leader four times.
  static func patience(_ header: Header) -> Nanoseconds { 120 * header.electionTimeout.upperBound }

  /// The verbs that undo every fault of these nodes and of the network.
  func repairs(of nodes: [NodeID]) -> [Verb] {
    var verbs: [Verb] = []
    if draw.turnedDials.contains(.loss) { verbs.append(.loss(partsPerMillion: 0, nil)) }
    if draw.turnedDials.contains(.duplicate) { verbs.append(.duplicate(partsPerMillion: 0, nil)) }
    if draw.turnedDials.contains(.reorder) { verbs.append(.reorder(false)) }
    if draw.turnedDials.contains(.latency) { verbs.append(.latency(header.latency, nil)) }
    if draw.holdsLinks { verbs.append(.releaseAll) }
    verbs.append(.heal)
    for node in nodes {
      if draw.slowDisks.contains(node) { verbs.append(.slowDisk([.node(node)], header.disk)) }
      if draw.skewed.contains(node) { verbs.append(.skew([.node(node)], partsPerMillion: 0)) }
      if !world.isAlive(node) { verbs.append(.restart([.node(node)])) }
      if draw.stalled.contains(node), world.isAlive(node) { verbs.append(.resume([.node(node)])) }
    }
    return verbs
  }

  mutating func recover() -> Finding? {
    draw.forgetPlans()
    changes.forgetPlans()
    // At an instant of its own, so that it can be told from the last fault.
    if let finding = run(through: world.now + FaultDraw.millisecond) { return finding }
    let outsiders = drawOutsiders()
    let members = changes.servers(of: world).filter { !outsiders.contains($0) }
    for verb in repairs(of: members) { act(verb) }
    keepAway(outsiders, from: members)
    // Paid from the treasury, which no demo load touches: nobody but the new account has these coins.
    act(.open(name: Self.witness, amount: Self.witnessCoins))
    let patience = Self.patience(header)
    let committed = Predicate.balance(name: Self.witness, .equal, Self.witnessCoins, on: nil)
    if let finding = wait(for: committed, within: patience) { return finding }
    // Who hears a leader lets it lead, where pre-vote or check-quorum sees to it (dissertation §9.6, §4.2.3).
    if header.preVote || header.checkQuorum {
      let calm = Predicate.leads(nil, for: 5 * header.electionTimeout.upperBound)
      if let finding = wait(for: calm, within: patience) { return finding }
    }
    act(.load(milliRate: nil))
    let living = outsiders.filter { world.isAlive($0) }
    if !living.isEmpty { act(.kill(living.map { .node($0) })) }
    // A leader elected meanwhile commits what its predecessor left only with an entry of its own term (§5.4.2):
    // where no empty one brings it, a read does.
    if !header.noOp { act(.balance(name: Self.witness, from: nil, stale: false)) }
    if let finding = wait(for: .converged, within: patience) { return finding }
    return checkHistory()
  }

  /// A minority, possibly empty; the deaf leader of a last act is always in it. Where a configuration may be on
  /// its way that only some know, or a disk was damaged, nobody can be spared.
  private mutating func drawOutsiders() -> [NodeID] {
    let most = header.nodes - majority(of: header.nodes)
    let count = Int(draw.generator.below(UInt64(most + 1)))
    let shuffled = draw.nodes.shuffled(using: &draw.generator)
    if changes.hasChangedMembers || !changes.damaged.isEmpty { return [] }
    if let leader = deposedLeader { return [leader] }
    return shuffled.prefix(isAboutDisturbers ? max(1, count) : count).sorted()
  }

  /// A leader that does not know that a later term has begun.
  private var deposedLeader: NodeID? { Self.deposedLeader(of: header.nodes, in: world) }

  static func deposedLeader(of size: Int, in world: RaftWorld) -> NodeID? {
    let living = (1...size).map { NodeID($0) }.filter { world.isAlive($0) }
    let views = living.map { (node: $0, view: world.view(of: $0).view) }
    let highest = views.map(\.view.currentTerm).max() ?? 0
    return views.first { $0.view.role == .leader && $0.view.currentTerm < highest }?.node
  }

  /// Whether the others must bear it that these are only deaf, or only mute: where candidates ask first and a
  /// leader that hears nobody gives up, whoever they are; with one of these rules alone, followers only.
  static func bearsHalfCut(_ outsiders: [NodeID], _ header: Header, _ world: RaftWorld) -> Bool {
    if header.preVote, header.checkQuorum { return true }
    guard header.preVote || header.checkQuorum else { return false }
    return outsiders.allSatisfy { !world.isAlive($0) || world.view(of: $0).view.role == .follower }
  }

  /// Whether the broken rule shows in who may depose a leader.
  private var isAboutDisturbers: Bool { [.skipPreVote, .voteDespiteLeader].contains(options.bug) }

  /// Cuts the links between outsiders and members both ways. A leader of a term that is over may go on
  /// talking: it is deaf, so it stays what it is, and it does no harm to who keeps the rules.
  /// With one of these rules alone not so: who hears such a leader refuses pre-votes, and a leader that gives
  /// up stands for election again and again.
  private mutating func keepAway(_ outsiders: [NodeID], from members: [NodeID]) {
    var way = SeededGenerator(seed: seed, stream: 0x5EA4)
    let isWhole = way.below(2) == 0 && !isAboutDisturbers
    let talker = outsiders.count == 1 && options.faults.contains(.cut) ? deposedLeader : nil
    if Self.bearsHalfCut(outsiders, header, world), !outsiders.isEmpty, !isWhole,
      options.faults.contains(.cut)
    {
      // Its clock is right again, so that it is not always the first to stand.
      for outsider in outsiders where draw.skewed.contains(outsider) {
        act(.skew([.node(outsider)], partsPerMillion: 0))
      }
      for outsider in outsiders {
        let isDeaf = way.below(2) == 0 || isAboutDisturbers
        for member in members {
          act(.cut(isDeaf ? Link(from: member, to: outsider) : Link(from: outsider, to: member)))
        }
      }
    } else if let talker, outsiders == [talker], !header.preVote, !header.checkQuorum {
      for member in members { act(.cut(Link(from: member, to: talker))) }
    } else if !outsiders.isEmpty {
      act(.partition([members.map { .node($0) }, outsiders.map { .node($0) }]))
    }
  }

  private mutating func wait(for predicate: Predicate, within patience: Nanoseconds) -> Finding? {
    steps.append(Step(when: .when(predicate, within: patience)))
    hasWaited = true
    let end = world.now + patience
    while !world.satisfies(predicate) {
      guard world.now < end else {
        let seconds = patience / 1_000_000_000
        return .stuck("not `\(predicate)` within \(seconds) s; saw: \(world.evaluate(predicate).saw)")
      }
      if let finding = run(through: min(world.nextTime ?? end, end)) { return finding }
    }
    return nil
  }

  private mutating func checkHistory() -> Finding? {
    for event in world.takeHistory() { history.add(event) }
    switch LinearizabilityChecker.check(history, mostConfigurations: 50_000) {
    case .linearizable: return nil
    case .gaveUp:
      gaveUp = true
      return nil
    case .notLinearizable(let found):
      return .violated(name: "linearizability", detail: found.lines.joined(separator: " "))
    }
  }
}
