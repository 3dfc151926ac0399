import Command
import Consensus
import Host

/// Draws clusters, and what happens to them until a template fits.
public struct WorldDraw {
  /// So many things happen at most before a seed is given up.
  private static let mostSteps = 60

  private var generator: SeededGenerator

  public init(seed: UInt64) { generator = SeededGenerator(seed: seed, stream: 0x9E4E) }

  /// A small cluster with the usual dials.
  public mutating func header(seed: UInt64) -> Header {
    var header = Header()
    header.seed = seed
    header.nodes = pick([3, 4, 5, 5, 5, 5, 6, 7])
    header.noOp = generator.below(4) > 0
    header.appendLimit = pick([64, 64, 1])
    header.signatures = .standIn
    return header
  }

  /// Lets things happen in a run until the template fits.
  /// - Returns: the question, asked where the run then stands, and the verb that comes first in it, if one does.
  public mutating func question(_ template: Prediction, in host: any ClusterHost) -> (Question, Occasion)? {
    // Elections are best asked about from the start; all else needs a leader first.
    if generator.below(4) > 0 { awaitLeader(host) }
    for _ in 0..<Self.mostSteps {
      let picture = host.snapshot()
      guard let future = host.future() else { return nil }
      for verb in verbs(picture).shuffled(using: &generator) {
        let occasion = Occasion(picture, verb: verb)
        if let question = template.question(on: occasion, in: future) { return (question, occasion) }
      }
      happen(host, picture)
    }
    return nil
  }

  private mutating func awaitLeader(_ host: any ClusterHost) {
    for _ in 0..<100 {
      host.advance(to: host.now + 50 * .millisecond)
      let picture = host.snapshot()
      if picture.leader != nil, picture.committed > 0 || generator.below(10) == 0 { return }
    }
  }

  /// What somebody could be about to do.
  private mutating func verbs(_ picture: ClusterSnapshot) -> [Verb?] {
    let down = picture.nodes.filter { $0.condition == .down }.map(\.id)
    let up = picture.nodes.filter { $0.condition == .up }.map(\.id)
    var verbs: [Verb?] = [nil]
    if let leader = picture.leader { verbs.append(.kill([.node(leader)])) }
    if !up.isEmpty { verbs.append(.kill([.node(pick(up))])) }
    if !down.isEmpty { verbs.append(.restart([.node(pick(down))])) }
    verbs.append(picture.cutLinks.isEmpty ? partition(picture) : .heal)
    return verbs
  }

  private mutating func happen(_ host: any ClusterHost, _ picture: ClusterSnapshot) {
    if let verb = fault(picture) { _ = host.perform(verb) }
    let (low, high) = pick(
      [(0, 5), (5, 15), (5, 15), (20, 80), (100, 400), (500, 1200)] as [(UInt64, UInt64)])
    host.advance(to: host.now + generator.draw(low * .millisecond, high * .millisecond))
  }

  /// What happens now; nil: nothing but time.
  private mutating func fault(_ picture: ClusterSnapshot) -> Verb? {
    let down = picture.nodes.filter { $0.condition == .down }.map(\.id)
    let up = picture.nodes.filter { $0.condition == .up }.map(\.id)
    switch generator.below(12) {
    case 0, 1, 2, 3:
      let names = picture.accounts.dropFirst().shuffled(using: &generator)
      guard names.count > 1 else { return nil }
      return .transfer(from: names[0], to: names[1], amount: 1 + generator.below(9))
    case 4: return picture.leader.map { .kill([.node($0)]) }
    case 5: return up.count > 1 ? .kill([.node(pick(up))]) : nil
    case 6, 7: return down.isEmpty ? nil : .restart([.node(pick(down))])
    case 8: return picture.cutLinks.isEmpty ? partition(picture) : .heal
    case 9: return picture.leader.map { .isolate([.node($0)]) }
    default: return nil
    }
  }

  private mutating func partition(_ picture: ClusterSnapshot) -> Verb {
    let nodes = picture.nodes.map(\.id).shuffled(using: &generator)
    let size = 1 + Int(generator.below(UInt64(max(1, nodes.count - 1))))
    let sides = [nodes.prefix(size), nodes.dropFirst(size)]
    return .partition(sides.map { $0.sorted().map { .node($0) } })
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int(generator.below(UInt64(values.count)))]
  }
}
