import Command
import Consensus
import Simulation

/// Draws what people ask of the bank, beside the load. Their clients ask again until they know the outcome, but
/// for what one node only is to answer.
struct AskDraw {
  /// Names of accounts that people open.
  private static let newNames = ["ivan", "judy", "mallory", "oscar"]
  /// So many questions, at most, are for one node only.
  static let mostOfOneNode = 8
  /// For so long a client waits for a node that nobody else can stand in for.
  static let longestWait: Nanoseconds = 5_000_000_000

  private let accounts: [String]
  private let gap: Nanoseconds
  /// Whether nobody asks for anything in this seed.
  let isSilent: Bool
  private var opened = 0
  private var ofOneNode = 0
  private var generator: SeededGenerator
  private var next: Nanoseconds

  init(header: Header, seed: UInt64) {
    accounts = header.accounts.map(\.name)
    var generator = SeededGenerator(seed: seed, stream: 0x5EA6)
    isSilent = generator.below(3) == 0
    gap = generator.pick([100, 200, 400, 800]) * FaultDraw.millisecond
    next = generator.draw(0, 2 * gap)
    self.generator = generator
  }

  /// When somebody asks next.
  var nextTime: Nanoseconds? { isSilent ? nil : next }

  mutating func takeDue(at now: Nanoseconds, _ world: AnyWorld) -> [Verb] {
    guard !isSilent, now >= next else { return [] }
    next = now + generator.draw(gap / 4, gap * 2)
    let name = anybody()
    switch generator.below(12) {
    case 0..<4: return [transfer(from: name)]
    case 4:
      // The same twice, as of somebody who does not wait for the answer.
      let transfer = transfer(from: name)
      return [transfer, transfer]
    case 5:
      guard opened < Self.newNames.count else { return [transfer(from: name)] }
      opened += 1
      let new = Self.newNames[opened - 1]
      let open = Verb.open(name: new, amount: generator.below(4))
      // Its owner may not wait until it is there.
      return generator.flip() ? [open] : [open, .transfer(from: new, to: name, amount: 1)]
    case 6, 7: return [.balance(name: name, from: nil, stale: false)]
    default: return [questionForOne(of: name, world)]
    }
  }

  private mutating func anybody() -> String {
    generator.pick(accounts + Self.newNames.prefix(opened))
  }

  private mutating func transfer(from name: String) -> Verb {
    .transfer(from: name, to: anybody(), amount: 1 + generator.below(12))
  }

  private mutating func questionForOne(of name: String, _ world: AnyWorld) -> Verb {
    let any = generator.node(of: world.nodeCount)
    let node = NodeSelector.node(generator.flip() ? world.leader ?? any : any)
    let isStale = generator.below(3) == 0
    ofOneNode += 1
    if ofOneNode > Self.mostOfOneNode { return .balance(name: name, from: nil, stale: false) }
    return .balance(name: name, from: node, stale: isStale)
  }
}
