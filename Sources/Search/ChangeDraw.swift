import Command
import Consensus
import Simulation

/// Draws what the dissertation adds to a cluster's life, beside the faults and at a pace of its own: changes of
/// membership, transfers of leadership, snapshots, and disks that lose what they held.
///
/// All of it is such that the protocol must survive it: damage reaches a minority at a time, and the next only
/// after it was repaired; a wiped member is removed and added again, and no other change is asked for meanwhile.
/// What a leader refuses changes nothing.
struct ChangeDraw {
  private let header: Header
  private let kinds: [FaultKind]
  private let gap: Nanoseconds
  private let highest: Int
  private var generator: SeededGenerator
  private var planned: [(time: Nanoseconds, verb: Verb)] = []
  /// Who was damaged and is not known to be sound again.
  private(set) var damaged: NodeSet = []
  /// Whether another configuration than the first may be somewhere.
  private(set) var hasChangedMembers = false
  private var next: Nanoseconds

  init(header: Header, seed: UInt64, options: SearchOptions) {
    self.header = header
    var generator = SeededGenerator(seed: seed, stream: 0x5EA3)
    let drawn = HeaderDraw.pick([100, 200, 400, 800] as [UInt64], &generator)
    // What a leader may not yet do must be asked of it early.
    gap = (options.bug == .changeBeforeCommit ? drawn / 5 : drawn) * FaultDraw.millisecond
    highest = min(NodeID.highest, header.nodes + Int(generator.below(3)))
    // Without either of these a removed server that does not know of it asks for votes for ever (§4.2.3).
    let bearsRemoved = header.preVote || header.checkQuorum
    kinds = options.faults.filter { kind in
      guard kind.isOfChangeDraw else { return false }
      let isDrawn = generator.below(5) < 2 || Self.needed(by: options.bug).contains(kind)
      // Whatever is found beside a broken rule is to be that rule's doing, and not what a lost disk brings.
      if kind == .wipe || kind == .corrupt, options.bug != nil { return false }
      return isDrawn && (bearsRemoved || ![.membership, .wipe].contains(kind))
    }
    next = 2 * header.electionTimeout.upperBound + generator.draw(0, gap)
    self.generator = generator
  }

  /// Without these a broken rule can do no harm.
  private static func needed(by bug: BrokenRule?) -> [FaultKind] {
    switch bug {
    case .changeBeforeCommit, .countLearner: [.membership]
    default: []
    }
  }

  /// When something is due.
  var nextTime: Nanoseconds? {
    kinds.isEmpty ? nil : min(next, planned.map(\.time).min() ?? .max)
  }

  /// The servers there may be, those included that were added.
  func servers(of world: RaftWorld) -> [NodeID] { (1...world.nodeCount).map { NodeID($0) } }

  mutating func takeDue(at now: Nanoseconds, _ world: RaftWorld) -> [Verb] {
    // A plan that is due at the same time stays in its order.
    let due = planned.filter { $0.time <= now }.map(\.verb)
    planned.removeAll { $0.time <= now }
    guard now >= next, !kinds.isEmpty else { return due }
    next = now + generator.draw(gap / 4, gap * 2)
    noticeRepairs(world)
    return due + draw(world)
  }

  private mutating func noticeRepairs(_ world: RaftWorld) {
    for node in servers(of: world) where damaged.contains(node) && world.isAlive(node) {
      // One that was damaged was taken down: if it lives, it has read its disk.
      if world.isSound(node) { damaged.remove(node) }
    }
  }

  private mutating func draw(_ world: RaftWorld) -> [Verb] {
    let node = NodeID(Int(generator.below(UInt64(highest))) + 1)
    let dice = generator.below(12)
    if kinds.contains(.wipe), let lost = wiped(world), dice < 9 { return comeBack(lost, world) }
    switch HeaderDraw.pick(kinds, &generator) {
    case .membership: return change(node, dice, world)
    case .lead: return [.lead(dice < 6 ? .random : .node(node))]
    case .snapshot: return [.snapshot([dice < 6 ? .random : .all])]
    case .corrupt: return damage(dice, world) { .corrupt([.node($0)], nil) }
    case .wipe: return damage(dice, world) { .wipe([.node($0)]) }
    default: return []
    }
  }

  private mutating func change(_ node: NodeID, _ dice: UInt64, _ world: RaftWorld) -> [Verb] {
    guard damaged.isEmpty else { return [] }
    hasChangedMembers = true
    // A server that nobody drives otherwise falls and comes back too.
    if node.number > header.nodes, node.number <= world.nodeCount, dice < 3, world.isAlive(node) {
      planned.append((world.now + generator.draw(0, 4 * gap), .restart([.node(node)])))
      return [.kill([.node(node)])]
    }
    switch dice {
    case 0..<4: return [.add(node, learner: false)]
    case 4, 5: return [.add(node, learner: true)]
    case 6, 7: return [.promote(.node(node))]
    default: return [.remove(.node(node))]
    }
  }

  /// The configuration in force, if no server knows a later one: a leader that is cut off may not know it.
  func settledMembers(_ world: RaftWorld) -> Membership? {
    guard let leader = world.leader else { return nil }
    let view = world.view(of: leader).view
    guard let members = view.membership, !members.isJoint, view.membershipIndex <= view.commitIndex,
      servers(of: world).allSatisfy({
        world.view(of: $0).view.membershipIndex <= view.membershipIndex
      })
    else { return nil }
    return members
  }

  private mutating func damage(_ dice: UInt64, _ world: RaftWorld, _ verb: (NodeID) -> Verb) -> [Verb] {
    guard let members = settledMembers(world) else { return [] }
    let voters = servers(of: world).filter { members.voters.contains($0) }
    let harmed = voters.filter { damaged.contains($0) }.count
    // A wiped one asks for a change, for which there must be no other.
    let most = kinds.contains(.wipe) ? 1 : (voters.count - 1) / 2
    guard voters.count >= 3, harmed < most, damaged.count < most else { return [] }
    let victim = voters[Int(dice) % voters.count]
    guard !damaged.contains(victim) else { return [] }
    damaged.insert(victim)
    planned.append((world.now + generator.draw(0, 3 * gap), .restart([.node(victim)])))
    return (world.isAlive(victim) ? [.kill([.node(victim)])] : []) + [verb(victim)]
  }

  private func wiped(_ world: RaftWorld) -> NodeID? {
    servers(of: world).first {
      damaged.contains($0) && world.isAlive($0) && world.view(of: $0).view.standing == .wiped
    }
  }

  /// What a wiped server is told: it must be removed, and added again (house rule 11).
  private mutating func comeBack(_ node: NodeID, _ world: RaftWorld) -> [Verb] {
    guard let members = settledMembers(world) else { return [] }
    hasChangedMembers = true
    return [members.all.contains(node) ? .remove(.node(node)) : .add(node, learner: false)]
  }

  mutating func forgetPlans() { planned.removeAll() }
}
