import Command
import Consensus

/// Draws a cluster and its dials. Everything drawn is such that Raft must work with it: broadcast time well
/// below the election timeout (§5.6).
enum HeaderDraw {
  private static let millisecond: Nanoseconds = 1_000_000

  static func header(seed: UInt64, options: SearchOptions) -> Header {
    var generator = SeededGenerator(seed: seed, stream: 0x5EA0)
    var header = Header()
    header.seed = seed
    // The broken rules do their harm in clusters of usual sizes.
    let sizes =
      options.bugName == nil ? [1, 2, 3, 3, 3, 3, 4, 4, 5, 5, 5, 6, 7, 8, 9] : [3, 3, 3, 4, 5, 5, 5, 7]
    header.nodes = options.nodes ?? generator.pick(sizes)
    let low = generator.pick([100, 150, 150, 200, 300]) * millisecond
    header.electionTimeout = low...(low * generator.pick([2, 2, 3]))
    header.heartbeat = low / generator.pick([3, 3, 4, 6])
    let fastest = generator.draw(0, low / 40)
    header.latency = fastest...(fastest + generator.draw(0, low / 10))
    let quickest = generator.draw(0, 2 * millisecond)
    header.disk = quickest...(quickest + generator.draw(0, low / 20))
    header.appendLimit = generator.pick([64, 64, 64, 8, 2, 1])
    header.noOp = generator.below(4) != 0
    let names = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"]
    let coins = generator.pick([10, 40, 100, 100] as [UInt64])
    let count = generator.pick([2, 3, 4, 4, 6, 8])
    header.accounts = names.prefix(count).map { OpeningBalance(name: $0, coins: coins) }
    let isReal = options.realSignatures || generator.below(16) == 0
    header.signatures = isReal ? .ed25519 : .standIn
    tune(&header, options, &generator)
    extend(&header, seed: seed, options)
    tuneExtensions(&header, options, &generator)
    if options.consensus == .paxos { turnToPaxos(&header, seed: seed, options) }
    return header
  }

  /// Paxos has no word for these. In one seed of four it has quorums of other sizes.
  private static func turnToPaxos(_ header: inout Header, seed: UInt64, _ options: SearchOptions) {
    header.consensus = .paxos
    header.preVote = false
    header.checkQuorum = false
    header.clockBoundPartsPerMillion = 0
    header.window = 1
    header.jointChanges = true
    header.noOp = true
    if header.reads == .lease { header.reads = .index }
    var generator = SeededGenerator(seed: seed, stream: 0x5EA6)
    guard generator.below(4) == 0, options.bugName == nil else { return }
    header.quorums.accept = Int(generator.draw(1, UInt64(header.nodes)))
    header.quorums.prepare = Int(
      generator.draw(UInt64(header.nodes + 1 - header.quorums.accept), UInt64(header.nodes)))
  }

  /// What the dissertation adds, in most seeds; from a stream of its own, so that the rest stays as it was drawn
  /// before. With a rule broken on purpose, in few: each hides some of them.
  private static func extend(_ header: inout Header, seed: UInt64, _ options: SearchOptions) {
    var generator = SeededGenerator(seed: seed, stream: 0x5EA2)
    guard generator.below(4) < (options.bugName == nil ? 3 : 1) else { return }
    header.preVote = generator.flip()
    header.checkQuorum = generator.flip()
    let reads = generator.pick([ReadRule.log, .index, .lease, .lease])
    let bound = generator.pick([0, 10_000, 50_000, 200_000] as [UInt32])
    let fewest = generator.pick([0, 5, 20, 60])
    let window = generator.pick([1, 2, 8])
    header.jointChanges = generator.below(3) > 0
    header.snapshotChunk = generator.pick([16, 64, 200, 4096])
    header.snapshotAfter = fewest
    header.window = window
    header.reads = reads == .lease && !header.checkQuorum ? .index : reads
    if header.reads == .lease { header.clockBoundPartsPerMillion = bound }
    // Such a read waits for an entry of the leader's own term (§6.4); where all clients read, only an empty
    // entry brings one.
    if header.reads != .log { header.noOp = true }
  }

  /// What a broken rule needs in order to do harm at all.
  private static func tune(
    _ header: inout Header, _ options: SearchOptions, _ generator: inout SeededGenerator
  ) {
    switch options.bug {
    case .countOldTerm:
      // With an empty entry and long AppendEntries a new leader never holds an old entry alone.
      header.noOp = false
      header.appendLimit = 1
      if options.nodes == nil { header.nodes = generator.pick([3, 3, 4, 5]) }
    case .countVoteTwice:
      if options.nodes == nil { header.nodes = generator.pick([4, 5, 5]) }
    case .truncateOnStale, .skipPreviousCheck: header.appendLimit = generator.pick([1, 2, 4])
    case .anyMessageResetsTimer:
      if options.nodes == nil { header.nodes = generator.pick([3, 5]) }
    case .applyRetryTwice: header.accounts = header.accounts.map { OpeningBalance(name: $0.name, coins: 100) }
    default: break
    }
  }

  /// The same for the rules of the dissertation.
  private static func tuneExtensions(
    _ header: inout Header, _ options: SearchOptions, _ generator: inout SeededGenerator
  ) {
    switch options.bug {
    case .changeBeforeCommit:
      header.jointChanges = false
      header.preVote = true
      // Only of an even number do a server more and a server less leave majorities that share nobody.
      if options.nodes == nil { header.nodes = 4 }
      // Without an empty entry a leader has committed nothing for a while.
      header.noOp = false
      if header.reads != .log { header.reads = .log }
    case .countLearner: header.preVote = true
    case .leaseWithoutBound:
      header.checkQuorum = true
      header.reads = .lease
      header.noOp = true
      header.clockBoundPartsPerMillion = 1_000_000
      // A new leader must have answered somebody before the old lease ends, and somebody still ask the old one.
      let low = header.electionTimeout.lowerBound
      header.electionTimeout = low...(low + low / 10)
      header.heartbeat = low / 6
      header.latency = (low / 60)...(low / 40)
      header.disk = (low / 200)...(low / 100)
      if options.nodes == nil { header.nodes = generator.pick([5, 7]) }
    case .skipPreVote:
      header.preVote = true
      header.checkQuorum = false
    case .voteDespiteLeader:
      header.preVote = false
      header.checkQuorum = true
    case .stepDownEarly:
      header.preVote = true
      // Of more, the others elect one of their own before long.
      if options.nodes == nil { header.nodes = 2 }
    default: return
    }
    // Without check-quorum a lease is no lease.
    if header.reads == .lease, !header.checkQuorum { header.reads = .index }
  }
}

extension SeededGenerator {
  /// One of these values, of which there must be one.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(below(UInt64(values.count)))] }

  /// Yes, half of the time.
  mutating func flip() -> Bool { below(2) == 0 }

  /// One of so many nodes.
  mutating func node(of count: Int) -> NodeID { NodeID(Int(below(UInt64(count))) + 1) }
}
