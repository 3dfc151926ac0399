import Command
import Consensus
import Simulation

/// Draws what the dissertation adds to a cluster's life, beside the faults and at a pace of its own: changes of
/// membership, transfers of leadership, snapshots, and disks that lose what they held.
///
/// How much of it Raft must survive, `FaultBounds` says. What a leader refuses changes nothing.
struct ChangeDraw {
  private let header: Header
  private let kinds: [FaultKind]
  private let gap: Nanoseconds
  private let highest: Int
  /// What may be drawn at all; some changes are made of several kinds.
  private let allowed: [FaultKind]
  private var generator: SeededGenerator
  var plans = Plans()
  private var next: Nanoseconds

  init(header: Header, seed: UInt64, kinds: [FaultKind], options: SearchOptions) {
    self.header = header
    allowed = options.faults
    self.kinds = kinds.filter(\.isOfChangeDraw)
    var generator = SeededGenerator(seed: seed, stream: 0x5EA3)
    let drawn = generator.pick([100, 200, 400, 800] as [UInt64])
    // What a leader may not yet do must be asked of it early.
    gap = (options.bug == .changeBeforeCommit ? drawn / 5 : drawn) * FaultDraw.millisecond
    highest = min(NodeID.highest, header.nodes + Int(generator.below(3)))
    next = header.electionTimeout.upperBound + generator.draw(0, gap)
    self.generator = generator
  }

  /// When something is due.
  var nextTime: Nanoseconds? {
    kinds.isEmpty ? nil : min(next, plans.nextTime ?? .max)
  }

  mutating func takeDue(at now: Nanoseconds, _ world: AnyWorld) -> [Verb] {
    let due = plans.takeDue(at: now, world)
    guard now >= next, !kinds.isEmpty else { return due }
    next = now + generator.draw(gap / 4, gap * 2)
    return due + draw(world)
  }

  private mutating func draw(_ world: AnyWorld) -> [Verb] {
    let node = generator.node(of: highest)
    let dice = generator.below(12)
    if allowed.contains(.wipe), dice < 9, let lost = world.wiped.first(where: { world.isAlive($0) }) {
      return comeBack(lost, world)
    }
    switch generator.pick(kinds) {
    case .membership: return change(node, dice, world)
    case .lead: return [.lead(dice < 6 || node.number > world.nodeCount ? .random : .node(node))]
    case .snapshot: return [.snapshot([dice < 6 ? .random : .all])]
    case .corrupt: return (dice < 6 ? damageInNeed(world) : nil) ?? corrupt(world)
    case .wipe: return wipe(world)
    default: return []
    }
  }

  private mutating func change(_ node: NodeID, _ dice: UInt64, _ world: AnyWorld) -> [Verb] {
    if allowed.contains(.crash), generator.below(3) == 0, let leader = world.leader {
      // A change that its leader does not live to finish.
      let fall = world.now + generator.draw(0, 8 * header.latency.upperBound + 4 * header.disk.upperBound)
      plans.add(.kill([.node(leader)]), at: fall)
      planRestart(of: leader, world)
    }
    switch dice {
    case 0..<4: return [.add(node, learner: false)]
    case 4, 5: return [.add(node, learner: true)]
    case 6, 7: return [.promote(.node(node))]
    default: return [.remove(.node(node))]
    }
  }

  // MARK: Harmed disks

  private mutating func victim(_ world: AnyWorld) -> NodeID? {
    guard let members = world.settledMembers else { return nil }
    return generator.pick(Array(members.all))
  }

  /// A bit flips in some entry; in the last one half of the time, on which most depends; or in the snapshot, or in
  /// the record of term and vote. Nobody notices before the disk is read again, at a restart: soon, or whenever that
  /// comes.
  private mutating func corrupt(_ world: AnyWorld) -> [Verb] {
    guard let victim = victim(world) else { return [] }
    let seen = world.view(of: victim)
    let last = seen.last.index
    let back = generator.below(max(1, min(last, Self.entriesBack)))
    let entry: StoredPart? = generator.flip() ? nil : .entry(last - min(last, back))
    let part: StoredPart? =
      switch generator.below(8) {
      case 0 where allowed.contains(.wipe), 1 where allowed.contains(.wipe): .termAndVote
      case 2, 3, 4: seen.view.snapshot != nil ? .snapshot : entry
      default: entry
      }
    let verb = Verb.corrupt([.node(victim)], part)
    // A lost vote is found at once: until then nobody knows that its server must be replaced.
    let isLeftAlone = generator.below(6) == 0 && part != .termAndVote
    guard FaultBounds.excuse(for: verb, header, world) == nil else { return [] }
    if isLeftAlone { return [verb] }
    planRestart(of: victim, world)
    return [verb] + (world.isAlive(victim) ? [.kill([.node(victim)])] : [])
  }

  /// A disk is damaged on which what is committed depends: only a bare majority is together. Its server starts again
  /// at once, and while its repair is being written it crashes or is damaged once more.
  private mutating func damageInNeed(_ world: AnyWorld) -> [Verb]? {
    guard [FaultKind.crash, .disk, .partition].allSatisfy(allowed.contains), let leader = world.leader,
      let members = world.settledMembers
    else { return nil }
    let followers = members.voters.filter { $0 != leader && world.isAlive($0) }.shuffled(using: &generator)
    let needed = max(members.neededToLead, members.neededToCommit)
    guard let victim = followers.first, followers.count >= needed else { return nil }
    let together = [leader] + followers.prefix(needed - 1)
    let apart = world.servers.filter { !together.contains($0) }
    let (node, now) = ([NodeSelector.node(victim)], world.now)
    // By then something was committed that only they have.
    let harm = now + generator.draw(50, 300) * FaultDraw.millisecond
    let slow = generator.draw(30, 100) * FaultDraw.millisecond
    for verb in [.corrupt(node, nil), .kill(node), .slowDisk(node, slow...(2 * slow)), .restart(node)]
      as [Verb]
    {
      plans.add(verb, at: harm)
    }
    let end = harm + header.electionTimeout.upperBound + 6 * slow
    let again = generator.draw(0, slow)
    if generator.flip() {
      plans.add(
        .once(.repairsLog(victim), until: end, then: [(again, .kill(node)), (again, .restart(node))]),
        at: harm)
    } else {
      let heard = 2 * header.latency.upperBound + again / 2
      let acts = [Verb.corrupt(node, nil), .kill(node), .restart(node)].map { (after: heard, verb: $0) }
      plans.add(.once(.recordsRepair(victim), until: end, then: acts), at: harm)
    }
    plans.add(.slowDisk(node, header.disk), at: end)
    plans.add(.heal, at: end)
    return [.partition([together.map { .node($0) }, apart.map { .node($0) }])]
  }

  private static let entriesBack: LogIndex = 40

  private mutating func wipe(_ world: AnyWorld) -> [Verb] {
    guard let victim = victim(world) else { return [] }
    let verb = Verb.wipe([.node(victim)])
    guard FaultBounds.excuse(for: verb, header, world) == nil else { return [] }
    planRestart(of: victim, world)
    return [verb]
  }

  private mutating func planRestart(of node: NodeID, _ world: AnyWorld) {
    plans.add(.restart([.node(node)]), at: world.now + generator.draw(0, 3 * gap))
  }

  /// What a wiped server is told: it must be removed, and added again (house rule 11).
  private func comeBack(_ node: NodeID, _ world: AnyWorld) -> [Verb] {
    guard let members = world.settledMembers else { return [] }
    return [members.all.contains(node) ? .remove(.node(node)) : .add(node, learner: false)]
  }
}
