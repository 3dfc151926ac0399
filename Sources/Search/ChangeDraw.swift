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
  private let mayCrash: Bool
  private var generator: SeededGenerator
  private var planned: [(time: Nanoseconds, verb: Verb)] = []
  private var next: Nanoseconds

  init(header: Header, seed: UInt64, kinds: [FaultKind], options: SearchOptions) {
    self.header = header
    mayCrash = options.faults.contains(.crash)
    self.kinds = kinds.filter(\.isOfChangeDraw)
    var generator = SeededGenerator(seed: seed, stream: 0x5EA3)
    let drawn = HeaderDraw.pick([100, 200, 400, 800] as [UInt64], &generator)
    // What a leader may not yet do must be asked of it early.
    gap = (options.bug == .changeBeforeCommit ? drawn / 5 : drawn) * FaultDraw.millisecond
    highest = min(NodeID.highest, header.nodes + Int(generator.below(3)))
    next = 2 * header.electionTimeout.upperBound + generator.draw(0, gap)
    self.generator = generator
  }

  /// When something is due.
  var nextTime: Nanoseconds? {
    kinds.isEmpty ? nil : min(next, planned.map(\.time).min() ?? .max)
  }

  mutating func forgetPlans() { planned.removeAll() }

  mutating func takeDue(at now: Nanoseconds, _ world: RaftWorld) -> [Verb] {
    // A plan that is due at the same time stays in its order.
    let due = planned.filter { $0.time <= now }.map(\.verb)
    planned.removeAll { $0.time <= now }
    guard now >= next, !kinds.isEmpty else { return due }
    next = now + generator.draw(gap / 4, gap * 2)
    return due + draw(world)
  }

  private mutating func draw(_ world: RaftWorld) -> [Verb] {
    let node = NodeID(Int(generator.below(UInt64(highest))) + 1)
    let dice = generator.below(12)
    if kinds.contains(.wipe), dice < 9, let lost = world.wiped.first(where: { world.isAlive($0) }) {
      return comeBack(lost, world)
    }
    switch HeaderDraw.pick(kinds, &generator) {
    case .membership: return change(node, dice, world)
    case .lead: return [.lead(dice < 6 || node.number > world.nodeCount ? .random : .node(node))]
    case .snapshot: return [.snapshot([dice < 6 ? .random : .all])]
    case .corrupt: return corrupt(world)
    case .wipe: return wipe(world)
    default: return []
    }
  }

  private mutating func change(_ node: NodeID, _ dice: UInt64, _ world: RaftWorld) -> [Verb] {
    if mayCrash, generator.below(3) == 0, let leader = world.leader {
      // A change that its leader does not live to finish.
      let fall = world.now + generator.draw(0, 8 * header.latency.upperBound + 4 * header.disk.upperBound)
      planned.append((fall, .kill([.node(leader)])))
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

  private mutating func victim(_ world: RaftWorld) -> NodeID? {
    guard let members = world.settledMembers else { return nil }
    return HeaderDraw.pick(Array(members.all), &generator)
  }

  /// A bit flips in some entry; in the last one half of the time, on which most depends; or in the snapshot, or in
  /// the record of term and vote. Nobody notices before the disk is read again, at a restart: soon, or whenever that
  /// comes.
  private mutating func corrupt(_ world: RaftWorld) -> [Verb] {
    guard let victim = victim(world) else { return [] }
    let seen = world.view(of: victim)
    let last = seen.last.index
    let back = generator.below(max(1, min(last, Self.entriesBack)))
    let entry: StoredPart? = generator.below(2) == 0 ? nil : .entry(last - min(last, back))
    let part: StoredPart? =
      switch generator.below(8) {
      case 0 where kinds.contains(.wipe): .termAndVote
      case 1, 2: seen.view.snapshot != nil ? .snapshot : entry
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

  private static let entriesBack: LogIndex = 40

  private mutating func wipe(_ world: RaftWorld) -> [Verb] {
    guard let victim = victim(world) else { return [] }
    let verb = Verb.wipe([.node(victim)])
    guard FaultBounds.excuse(for: verb, header, world) == nil else { return [] }
    planRestart(of: victim, world)
    return [verb]
  }

  private mutating func planRestart(of node: NodeID, _ world: RaftWorld) {
    planned.append((world.now + generator.draw(0, 3 * gap), .restart([.node(node)])))
  }

  /// What a wiped server is told: it must be removed, and added again (house rule 11).
  private func comeBack(_ node: NodeID, _ world: RaftWorld) -> [Verb] {
    guard let members = world.settledMembers else { return [] }
    return [members.all.contains(node) ? .remove(.node(node)) : .add(node, learner: false)]
  }
}
