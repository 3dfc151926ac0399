import Command
import Consensus
import Linearizability
import Simulation

/// The second phase of a seed: a majority is healed for good, the rest kept away, and progress must resume.
extension SeedRun {
  mutating func recover() -> Finding? {
    forgetPlans()
    // At an instant of its own, so that it can be told from the last fault.
    if let finding = run(through: world.now + FaultDraw.millisecond) { return finding }
    let outsiders = drawOutsiders()
    let members = world.servers.filter { !outsiders.contains($0) }
    for verb in Healing.repairs(of: members, header, world) { act(verb) }
    keepAway(outsiders, from: members)
    act(.open(name: Healing.witness, amount: Healing.witnessCoins))
    for predicate in [Healing.progress, Healing.calm(header)] {
      if let finding = wait(for: predicate) { return finding }
    }
    act(.load(milliRate: Healing.lastLoad(header)))
    let living = outsiders.filter { world.isAlive($0) }
    if !living.isEmpty { act(.kill(living.map { .node($0) })) }
    for predicate in Healing.ends {
      if let finding = wait(for: predicate) { return finding }
    }
    return checkHistory()
  }

  /// A minority, possibly empty; the deaf leader of a last act is always in it.
  private mutating func drawOutsiders() -> [NodeID] {
    let (voters, most) = Healing.spareable(world)
    let count = Int(draw.generator.below(UInt64(most + 1)))
    let shuffled = Array(voters).shuffled(using: &draw.generator)
    if most > 0, let leader = HealedPart.deposedLeader(in: world, as: NodeSet(world.servers)),
      voters.contains(leader)
    {
      return [leader]
    }
    return shuffled.prefix(isAboutDisturbers ? min(most, max(1, count)) : count).sorted()
  }

  /// Whether the broken rule shows in who may depose a leader.
  private var isAboutDisturbers: Bool { [.skipPreVote, .voteDespiteLeader].contains(options.bug) }

  /// Cuts the links between outsiders and members both ways. A leader of a term that is over may go on
  /// talking: it is deaf, so it stays what it is, and it does no harm to who keeps the rules.
  /// With one of these rules alone not so: who hears such a leader refuses pre-votes, and a leader that gives
  /// up stands for election again and again.
  private mutating func keepAway(_ outsiders: [NodeID], from members: [NodeID]) {
    var way = SeededGenerator(seed: seed, stream: 0x5EA4)
    let isWhole = way.flip() && !isAboutDisturbers
    let mayCut = options.faults.contains(.cut)
    if mayCut, !isWhole, HealedPart.bearsHalfCut(outsiders, header, world) {
      // Its clock is right again, so that it is not always the first to stand.
      for outsider in outsiders where world.faults.skews[outsider.number - 1] != 0 {
        act(.skew([.node(outsider)], partsPerMillion: 0))
      }
      for outsider in outsiders {
        let isDeaf = way.flip() || isAboutDisturbers
        for member in members {
          act(.cut(isDeaf ? Link(from: member, to: outsider) : Link(from: outsider, to: member)))
        }
      }
    } else if mayCut, let talker = HealedPart.deposedLeader(in: world, as: NodeSet(members)),
      outsiders == [talker],
      !header.protectsLeaders
    {
      for member in members { act(.cut(Link(from: member, to: talker))) }
    } else if !outsiders.isEmpty {
      act(.partition([members.map { .node($0) }, outsiders.map { .node($0) }]))
    }
  }

  private mutating func checkHistory() -> Finding? {
    for event in world.takeHistory() { history.add(event) }
    switch LinearizabilityChecker.check(history, mostConfigurations: 50_000) {
    case .linearizable: return nil
    case .gaveUp:
      gaveUp = true
      return nil
    case .notLinearizable(let found): return Finding(found)
    }
  }
}
