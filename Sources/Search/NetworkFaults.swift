import Command
import Consensus
import Simulation

/// Faults of the network: partitions, cuts, dials, single messages.
extension FaultDraw {
  mutating func partition(_ world: AnyWorld) -> [Verb] {
    let count = world.nodeCount
    guard count > 1 else { return [] }
    plan(.heal, at: world.now + span(50, 2_000))
    let shuffled = world.servers.shuffled(using: &generator)
    var size = Int(generator.below(UInt64(count - 1))) + 1
    var side = shuffled.prefix(size)
    if let leader = world.leader, generator.flip() {
      // The leader on the smaller side.
      size = max(1, Int(generator.below(UInt64((count + 1) / 2))))
      side = ([leader] + shuffled.filter { $0 != leader }).prefix(size)
    }
    let rest = world.servers.filter { !side.contains($0) }
    return [.partition([side.sorted().map { .node($0) }, rest.map { .node($0) }])]
  }

  mutating func cut(_ world: AnyWorld) -> [Verb] {
    plan(.heal, at: world.now + span(50, 2_000))
    let victim = victim(world)
    var links: [Link] = []
    let isDeaf = generator.flip()
    let isWhole = generator.flip()
    for other in world.servers where other != victim {
      if isWhole || generator.flip() {
        links.append(isDeaf ? Link(from: other, to: victim) : Link(from: victim, to: other))
      }
    }
    return links.map { .cut($0) }
  }

  /// Clients and a node, or all nodes, in one direction or both. What is lost or late on all of them may outlast
  /// the clients' patience.
  mutating func clientLinks(_ world: AnyWorld) -> [Verb] {
    let victim = victim(world)
    let ends = (generator.below(3) == 0 ? world.servers : [victim]).map { Link.End.node($0) }
    let asks = ends.map { Link(from: .clients, to: $0) }
    let answers = ends.map { Link(from: $0, to: .clients) }
    let links = generator.pick([asks, answers, answers, asks + answers])
    switch generator.below(6) {
    case 0, 1:
      plan(.heal, at: world.now + span(50, 2_000))
      return links.map { .cut($0) }
    case 2:
      let time = world.now + span(20, 1_500)
      for link in links { plan(.release(link), at: time) }
      return links.map { .hold($0) }
    case 3:
      let parts = UInt32(generator.below(5)) * 200_000
      return links.map { .loss(partsPerMillion: parts, $0) }
    case 4:
      let low = span(0, 100)
      let range = low...(low + span(0, 800))
      return links.map { .latency(range, $0) }
    default:
      let parts = UInt32(1 + generator.below(4)) * 200_000
      return links.map { .duplicate(partsPerMillion: parts, $0) }
    }
  }

  /// Nobody hears the clients until they give up, but what they ask of one server is only held. They look what was
  /// done and go on, slowly; then that server leads, and what they gave up is done after all. Its answers come late
  /// and twice, so that some say nothing of what is asked by now.
  mutating func planUnknownOutcomes() {
    let late = generator.node(of: header.nodes)
    let requests = Link(from: .clients, to: .node(late))
    let answers = Link(from: .node(late), to: .clients)
    let silence = span(200, 600)
    let back = silence + AskDraw.longestWait + span(0, 300)
    let slow = span(200, 600)
    plan(.hold(requests), at: silence)
    for number in 1...header.nodes where number != late.number {
      let link = Link(from: .clients, to: .node(NodeID(number)))
      plan(.loss(partsPerMillion: 1_000_000, link), at: silence)
      plan(.loss(partsPerMillion: 0, link), at: back)
      plan(.latency(slow...(2 * slow), link), at: back)
    }
    let leads = back + slow + span(0, 300)
    plan(self.leads(late), at: leads)
    plan(.reorder(true), at: leads)
    for link in [requests, answers] { plan(.duplicate(partsPerMillion: 800_000, link), at: leads) }
    plan(
      .latency(header.latency.lowerBound...(header.latency.upperBound + span(200, 800)), answers), at: leads)
    plan(.release(requests), at: leads + election + span(0, 100))
  }

  mutating func dial(_ world: AnyWorld) -> [Verb] {
    let kind = generator.pick(
      kinds.filter { [.loss, .duplicate, .reorder, .latency].contains($0) })
    let drawn = link(world)
    let link = generator.flip() ? drawn : nil
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

  /// A link is held, or the next message of a kind is lost, doubled, or held until long after its time.
  mutating func messages(_ world: AnyWorld) -> [Verb] {
    guard let link = link(world) else { return [] }
    let kind = generator.pick(Vocabulary.of(header.consensus).messageKinds)
    switch generator.below(6) {
    case 0, 1:
      plan(.release(link), at: world.now + span(20, 800))
      return [.hold(link)]
    case 2:
      plan(.releaseMessage(.kind(kind, nil)), at: world.now + span(50, 2_000))
      return [.holdMessage(.kind(kind, nil))]
    case 3: return [.duplicateMessage(.kind(kind, nil))]
    default: return [.drop(.kind(kind, nil))]
    }
  }
}
