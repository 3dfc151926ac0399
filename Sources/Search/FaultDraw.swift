import Command
import Consensus
import Simulation

/// Draws the faults of one seed, with a look at the world: a crash of whoever leads does more than one of
/// anybody. Every fault is one that Raft must survive, in any number, so that whatever breaks is a bug.
///
/// Each seed uses only some kinds of faults, at its own pace (Groce and others, *Swarm Testing*, 2012): faults
/// of all kinds together hide each other.
struct FaultDraw {
  static let millisecond: Nanoseconds = 1_000_000

  /// An action that is to come, or one that depends on what is the case then.
  enum Planned {
    case verb(Verb)
    case killLeader(otherThan: NodeID)
  }

  let header: Header
  private let bug: BrokenRule?
  var generator: SeededGenerator
  private let kinds: [FaultKind]
  private let gap: Nanoseconds
  private(set) var planned: [(time: Nanoseconds, order: UInt64, act: Planned)] = []
  private var nextOrder: UInt64 = 0
  /// Whose disk, clock or links differ from the header's.
  private(set) var slowDisks: [NodeID] = []
  private(set) var skewed: [NodeID] = []
  private(set) var turnedDials: [FaultKind] = []
  private(set) var holdsLinks = false
  private(set) var stalled: NodeSet = []

  init(header: Header, seed: UInt64, options: SearchOptions) {
    self.header = header
    bug = options.bug
    generator = SeededGenerator(seed: seed, stream: 0x5EA1)
    gap = HeaderDraw.pick([30, 80, 150, 300, 600], &generator) * Self.millisecond
    var generator = generator
    let needed = Self.needed(by: options.bug)
    kinds = options.faults.filter { kind in
      !kind.isOfChangeDraw && (needed.contains(kind) || generator.below(5) < 2)
    }
    self.generator = generator
  }

  /// Without these a broken rule can do no harm.
  private static func needed(by bug: BrokenRule?) -> [FaultKind] {
    switch bug {
    case nil: []
    case .countOldTerm, .forgetVote: [.crash, .timeout, .partition]
    case .loseLogTail, .keepLastApplied: [.crash]
    case .livingMajority, .staleLeaderRead: [.partition]
    case .voteAnyLog: [.partition, .timeout]
    case .skipPreviousCheck: [.partition, .crash]
    case .truncateOnStale: [.reorder, .latency, .duplicate]
    case .anyMessageResetsTimer: [.cut]
    case .countVoteTwice: [.duplicate, .timeout, .partition]
    case .applyRetryTwice: [.duplicate, .loss]
    case .replyBeforeDurable: [.disk, .crash]
    case .changeBeforeCommit: [.partition, .timeout]
    case .countLearner: [.partition, .latency]
    case .leaseWithoutBound: [.partition, .skew]
    case .skipPreVote, .voteDespiteLeader: [.cut]
    }
  }

  var nodes: [NodeID] { (1...header.nodes).map { NodeID($0) } }

  mutating func node() -> NodeID { NodeID(Int(generator.below(UInt64(header.nodes))) + 1) }

  /// Whoever leads, half of the time.
  mutating func victim(_ world: RaftWorld) -> NodeID {
    let other = node()
    return generator.below(2) == 0 ? world.leader ?? other : other
  }

  mutating func span(_ low: UInt64, _ high: UInt64) -> Nanoseconds {
    generator.draw(low * Self.millisecond, high * Self.millisecond)
  }

  mutating func plan(_ act: Planned, at time: Nanoseconds) {
    planned.append((time, nextOrder, act))
    nextOrder += 1
  }

  mutating func plan(_ verb: Verb, at time: Nanoseconds) { plan(.verb(verb), at: time) }

  /// When the next planned action is due.
  var nextPlanned: Nanoseconds? { planned.map(\.time).min() }

  /// Takes what is due, in order.
  mutating func takeDue(at now: Nanoseconds, _ world: RaftWorld) -> [Verb] {
    let due = planned.filter { $0.time <= now }.sorted { ($0.time, $0.order) < ($1.time, $1.order) }
    planned.removeAll { $0.time <= now }
    return due.compactMap { item in
      switch item.act {
      case .verb(let verb): return verb
      case .killLeader(let other):
        guard let leader = world.leader, leader != other else { return nil }
        return .kill([.node(leader)])
      }
    }
  }

  mutating func nextGap() -> Nanoseconds { generator.draw(gap / 4, gap * 2) }

  /// Draws a fault that begins now; what ends it is planned.
  mutating func draw(_ world: RaftWorld) -> [Verb] {
    guard !kinds.isEmpty else { return [] }
    let now = world.now
    switch HeaderDraw.pick(kinds, &generator) {
    case .crash: return crash(world)
    case .pause:
      let node = victim(world)
      plan(.resume([.node(node)]), at: now + span(20, 1500))
      stalled.insert(node)
      return [.pause([.node(node)])]
    case .partition: return partition(world)
    case .cut: return cut(world)
    case .timeout: return elections(world)
    case .message: return messages(world)
    case .disk:
      let node = victim(world)
      if !slowDisks.contains(node) { slowDisks.append(node) }
      let low = span(1, 60)
      return [.slowDisk([.node(node)], low...(low + span(1, 200)))]
    case .skew:
      if bug == .leaseWithoutBound { return slowLeader(world) }
      let node = node()
      if !skewed.contains(node) { skewed.append(node) }
      let drawn = Int64(generator.draw(0, 800_000))
      // A lease holds only where no clock runs faster than the bound says (dissertation §6.4.1).
      let bound = Int64(header.clockBoundPartsPerMillion)
      let parts = header.reads == .lease ? drawn * bound / 800_000 : drawn - 400_000
      return [.skew([.node(node)], partsPerMillion: parts)]
    case .loss, .duplicate, .reorder, .latency: return dial(world)
    case .membership, .lead, .snapshot, .corrupt, .wipe: return []
    }
  }

  /// One clock at a time that is slow, by as much as makes the others too fast by just the bound.
  private mutating func slowLeader(_ world: RaftWorld) -> [Verb] {
    let node = victim(world)
    let repairs = skewed.filter { $0 != node }.map { Verb.skew([.node($0)], partsPerMillion: 0) }
    if !skewed.contains(node) { skewed.append(node) }
    let bound = Int64(header.clockBoundPartsPerMillion)
    return repairs + [.skew([.node(node)], partsPerMillion: -bound * 1_000_000 / (1_000_000 + bound))]
  }

  private mutating func dial(_ world: RaftWorld) -> [Verb] {
    let kind = HeaderDraw.pick(
      kinds.filter { [.loss, .duplicate, .reorder, .latency].contains($0) }, &generator)
    if !turnedDials.contains(kind) { turnedDials.append(kind) }
    let from = node()
    let to = node()
    let link = generator.below(2) == 0 && from != to ? Link(from: from, to: to) : nil
    let parts = UInt32(generator.below(5)) * 100_000
    switch kind {
    case .loss: return [.loss(partsPerMillion: link == nil ? parts : parts * 2, link)]
    case .duplicate: return [.duplicate(partsPerMillion: parts * 2, link)]
    case .reorder: return [.reorder(generator.below(4) != 0)]
    default:
      let low = span(0, 30)
      return [.latency(low...(low + span(0, 150)), link)]
    }
  }

  private mutating func crash(_ world: RaftWorld) -> [Verb] {
    let now = world.now
    var victims: [NodeID] = []
    switch generator.below(8) {
    case 0: victims = nodes
    case 1, 2: victims = nodes.filter { _ in generator.below(2) == 0 }
    default: victims = [victim(world)]
    }
    victims.removeAll { !world.isAlive($0) }
    for node in victims {
      // A node that is back at once is the most dangerous one.
      let isQuick = generator.below(3) == 0
      plan(.restart([.node(node)]), at: now + (isQuick ? span(0, 10) : span(10, 1500)))
    }
    return victims.isEmpty ? [] : [.kill(victims.map { .node($0) })]
  }

  private mutating func partition(_ world: RaftWorld) -> [Verb] {
    let now = world.now
    plan(.heal, at: now + span(50, 2_000))
    let shuffled = nodes.shuffled(using: &generator)
    var size = Int(generator.below(UInt64(header.nodes - 1))) + 1
    var side = shuffled.prefix(size)
    if let leader = world.leader, generator.below(2) == 0 {
      // The leader on the smaller side.
      size = max(1, Int(generator.below(UInt64((header.nodes + 1) / 2))))
      side = ([leader] + shuffled.filter { $0 != leader }).prefix(size)
    }
    let rest = nodes.filter { !side.contains($0) }
    guard !rest.isEmpty else { return [] }
    return [.partition([side.sorted().map { .node($0) }, rest.map { .node($0) }])]
  }

  private mutating func cut(_ world: RaftWorld) -> [Verb] {
    let now = world.now
    plan(.heal, at: now + span(50, 2_000))
    let victim = victim(world)
    var links: [Link] = []
    let isDeaf = generator.below(2) == 0
    let isWhole = generator.below(2) == 0
    for other in nodes where other != victim {
      if isWhole || generator.below(2) == 0 {
        links.append(isDeaf ? Link(from: other, to: victim) : Link(from: victim, to: other))
      }
    }
    return links.map { .cut($0) }
  }

  private mutating func elections(_ world: RaftWorld) -> [Verb] {
    let now = world.now
    let first = node()
    let second = node()
    let third = node()
    guard first != second else { return [.timeout([.node(first)])] }
    // Two candidates close together; a voter that forgets would matter now.
    plan(.timeout([.node(second)]), at: now + span(0, 40))
    if kinds.contains(.crash), third != first, generator.below(2) == 0 {
      let time = now + span(2, 60)
      plan(.kill([.node(third)]), at: time)
      plan(.restart([.node(third)]), at: time + span(0, 5))
    }
    return [.timeout([.node(first)])]
  }

  private mutating func messages(_ world: RaftWorld) -> [Verb] {
    let from = node()
    let to = node()
    guard from != to else { return [] }
    let link = Link(from: from, to: to)
    switch generator.below(3) {
    case 0:
      holdsLinks = true
      plan(.release(link), at: world.now + span(20, 800))
      return [.hold(link)]
    default:
      let kind = HeaderDraw.pick(
        [.requestVote, .requestVoteReply, .appendEntries, .appendEntriesReply] as [Predicate.Kind], &generator
      )
      return generator.below(2) == 0 ? [.drop(.kind(kind, nil))] : [.duplicateMessage(.kind(kind, nil))]
    }
  }

  /// A leader that hears nobody and is deposed by one that then dies: its heartbeats of a term that is over go
  /// on, and nobody may be held back by them (§5.1, §5.2).
  mutating func deafLeader(_ world: RaftWorld) -> (leader: NodeID, verbs: [Verb])? {
    guard let leader = world.leader, header.nodes >= 3 else { return nil }
    let others = nodes.filter { $0 != leader && world.isAlive($0) }
    guard others.count >= majority(of: header.nodes), let next = others.shuffled(using: &generator).first
    else {
      return nil
    }
    let now = world.now
    plan(.timeout([.node(next)]), at: now + span(20, 100))
    plan(.killLeader(otherThan: leader), at: now + 2 * header.electionTimeout.upperBound)
    return (leader, nodes.filter { $0 != leader }.map { .cut(Link(from: $0, to: leader)) })
  }

  mutating func forgetPlans() { planned.removeAll() }
}
