import Command
import Consensus
import Simulation

/// Elections that come at a bad time.
extension FaultDraw {
  mutating func elections(_ world: AnyWorld) -> [Verb] {
    let first = node(world)
    switch generator.below(8) {
    case 0: return [.align]
    case 1:
      // Several at the same instant.
      let several = world.servers.filter { $0 == first || generator.flip() }
      return [.timeout(several.map { .node($0) })]
    case 2, 3, 4: return deposed(world) ?? [.timeout([.node(first)])]
    case 5:
      let aimed = header.protectsLeaders ? restartedVoters(world) : secondCandidacy(world)
      return aimed ?? candidates(first, world)
    default: return candidates(first, world)
    }
  }

  /// Two candidates close together; a voter that forgets would matter then.
  private mutating func candidates(_ first: NodeID, _ world: AnyWorld) -> [Verb] {
    let now = world.now
    let second = node(world)
    let third = node(world)
    guard first != second else { return [.timeout([.node(first)])] }
    plan(.timeout([.node(second)]), at: now + span(0, 40))
    if kinds.contains(.crash), third != first, generator.flip() {
      let time = now + span(2, 60)
      plan(.kill([.node(third)]), at: time)
      plan(.restart([.node(third)]), at: time + span(0, 5))
    }
    return [.timeout([.node(first)])]
  }

  /// A leader is deposed while messages from it or to it are held, and often soon elected again: then what was
  /// said in an earlier term arrives in a later one.
  private mutating func deposed(_ world: AnyWorld) -> [Verb]? {
    guard allowed.contains(.message), let leader = world.leader else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }.shuffled(using: &generator)
    guard others.count > 1 else { return nil }
    let (near, next) = (others[0], others[1])
    switch generator.below(4) {
    case 0: return lateAnswers(to: leader, from: others, next, world)
    case 1 where allowed.contains(.lead): return lateOrder(from: leader, to: near, next, world)
    case 2 where allowed.contains(.partition) && others.count > 3:
      // With one follower it stores what the others do not get, and what they will delete.
      let rest = others.filter { $0 != near }
      let sides = [[leader, near], rest].map { side in side.map { NodeSelector.node($0) } }
      return reelection(of: leader, near, next, world) + [.partition(sides)]
    default: return reelection(of: leader, near, next, world)
    }
  }

  /// So long an election takes, at most, once it has begun.
  var election: Nanoseconds { 2 * header.latency.upperBound + 2 * header.disk.upperBound }

  private mutating func reelection(
    of leader: NodeID, _ near: NodeID, _ next: NodeID, _ world: AnyWorld
  ) -> [Verb] {
    let out = generator.flip()
    let link = out ? Link(from: leader, to: near) : Link(from: near, to: leader)
    let deposed = world.now + span(5, 100)
    let again = deposed + election + span(5, 150)
    plan(leads(next), at: deposed)
    plan(.heal, at: again - span(0, 5))
    plan(leads(leader), at: again)
    plan(.release(link), at: again + election + span(0, 200))
    return [.hold(link)]
  }

  /// What a leader has said, and what it is answered, is on its way until another one leads; then it is asked.
  private mutating func lateAnswers(
    to leader: NodeID, from others: [NodeID], _ next: NodeID, _ world: AnyWorld
  ) -> [Verb] {
    let links = others.flatMap { [Link(from: $0, to: leader), Link(from: leader, to: $0)] }
    let deposed = world.now + span(5, 50)
    plan(leads(next), at: deposed)
    let late = deposed + generator.draw(election, 2 * header.electionTimeout.upperBound)
    for account in header.accounts.prefix(2) {
      plan(.balance(name: account.name, from: .node(leader), stale: false), at: late)
    }
    for link in links { plan(.release(link), at: late + generator.draw(0, header.latency.upperBound)) }
    return links.map { .hold($0) }
  }

  /// The order to stand at once arrives when somebody else leads.
  private mutating func lateOrder(
    from leader: NodeID, to near: NodeID, _ next: NodeID, _ world: AnyWorld
  ) -> [Verb] {
    let link = Link(from: leader, to: near)
    // By then the transfer was given up.
    let deposed = world.now + header.electionTimeout.upperBound + span(5, 50)
    plan(leads(next), at: deposed)
    plan(.release(link), at: deposed + election + span(5, 300))
    return [.lead(.node(near)), .hold(link)]
  }

  /// All that hear a leader start again and hear it no more, and one of them stands at once: they must still wait, for
  /// their leader counts on it (dissertation §6.4.1).
  private mutating func restartedVoters(_ world: AnyWorld) -> [Verb]? {
    guard allows(.crash, .cut), let leader = world.leader else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }.shuffled(using: &generator)
    guard others.count > 1 else { return nil }
    plan(.restart(others.map { .node($0) }), at: world.now + span(0, 5))
    plan(.timeout([.node(others[0])]), at: world.now + span(6, 20))
    plan(.heal, at: world.now + 2 * header.electionTimeout.upperBound)
    return others.map { .cut(Link(from: leader, to: $0)) } + [.kill(others.map { .node($0) })]
  }

  /// A deposed leader stands for election while its disk does not yet hold what it stored in the place of its own
  /// entries, crashes, and stands again in the same term, in which it has votes already (§5.2): they were for what it
  /// has lost.
  private mutating func secondCandidacy(_ world: AnyWorld) -> [Verb]? {
    guard !header.protectsLeaders, allows(.crash, .disk, .cut, .partition, .message),
      let leader = world.leader
    else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }
    guard others.count > 1, let next = others.shuffled(using: &generator).first else { return nil }
    let deposed = world.now + span(5, 100)
    // It hears of the new term, and no more.
    let apart = deposed + header.latency.upperBound
    let back = apart + election + span(20, 400)
    plan(.timeout([.node(next)]), at: deposed)
    plan(.partition([[.node(leader)], others.map { .node($0) }]), at: apart)
    let low = span(40, 120)
    plan(.slowDisk([.node(leader)], low...(2 * low)), at: back)
    plan(.heal, at: back)
    // By then the others have voted.
    let crash = header.latency.upperBound + header.disk.upperBound + span(1, 10)
    let again = crash + span(0, 5)
    let votes = others.map { Link(from: $0, to: leader) }
    var acts = votes.map { (after: 0 as Nanoseconds, verb: Verb.hold($0)) }
    acts += [
      (0, .timeout([.node(leader)])), (crash, .kill([.node(leader)])), (again, .restart([.node(leader)])),
      (again, .slowDisk([.node(leader)], header.disk)), (again, .timeout([.node(leader)])),
    ]
    let release = again + header.disk.upperBound + span(0, 30)
    acts += votes.map { (release, .release($0)) }
    plans.add(
      .once(.replacesLog(leader), until: back + header.electionTimeout.upperBound, then: acts), at: back)
    return others.map { .cut(Link(from: leader, to: $0)) }
  }

  /// Has a server elected. Where those that hear a leader do not let themselves be asked, it must hand over.
  func leads(_ node: NodeID) -> Verb {
    header.protectsLeaders && allowed.contains(.lead) ? .lead(.node(node)) : .timeout([.node(node)])
  }

  /// A leader that hears nobody and is deposed by one that then dies: its heartbeats of a term that is over go
  /// on, and nobody may be held back by them (§5.1, §5.2).
  mutating func deafLeader(_ world: AnyWorld) -> [Verb]? {
    guard let leader = world.leader, world.nodeCount >= 3 else { return nil }
    let others = world.servers.filter { $0 != leader && world.isAlive($0) }
    guard others.count >= header.firstMembers.neededToLead,
      let next = others.shuffled(using: &generator).first
    else { return nil }
    let now = world.now
    plan(.timeout([.node(next)]), at: now + span(20, 100))
    plans.add(.killLeader(otherThan: leader), at: now + 2 * header.electionTimeout.upperBound)
    return world.servers.filter { $0 != leader }.map { .cut(Link(from: $0, to: leader)) }
  }
}
