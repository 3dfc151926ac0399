import Consensus
import Testing

@testable import Raft

/// Servers under a network that delays, drops, duplicates and reorders, and disks that tear, all from one
/// seed. It stands in for the simulation where only Raft is at stake.
struct Storm {
  private(set) var servers: [Server]
  private var generator: SeededGenerator
  private var flights: [(from: NodeID, to: NodeID, message: RaftMessage)] = []
  private let broken: BrokenRules
  /// What each server's state machine took in its life, by index.
  private(set) var applied: [[CommittedEntry]]
  private(set) var delivered = 0
  private(set) var leaders: [Term: NodeSet] = [:]

  init(seed: UInt64, size: Int, broken: [BrokenRule]) {
    generator = SeededGenerator(seed: seed)
    self.broken = BrokenRules(broken)
    servers = (1...size).map { Server($0, of: size, noOp: seed % 2 == 0, appendLimit: 3, broken: broken) }
    for position in servers.indices { servers[position].diskIsFast = false }
    applied = servers.map { _ in [] }
  }

  /// One random act: a delivery, a loss, a copy, a write, a proposal, a timer, a crash or a discarded front.
  mutating func act() {
    let position = Int(generator.below(UInt64(servers.count)))
    switch generator.below(100) {
    case 0..<55 where !flights.isEmpty: deliver()
    case 0..<75: absorb(servers[position].flushDisk(), position)
    case 75..<85: absorb(servers[position].step(.propose(token: 1, command: [1])), position)
    case 85..<91: wake(position)
    case 91..<94: absorb(servers[position].step(.fireElectionTimer), position)
    case 94..<96: crash(position)
    case 96: discard(position)
    default: if !flights.isEmpty { flights.remove(at: Int(generator.below(UInt64(flights.count)))) }
    }
  }

  private mutating func deliver() {
    let slot = Int(generator.below(UInt64(min(flights.count, 8))))
    let flight = flights[slot]
    delivered += 1
    if !generator.chance(partsPerMillion: 100_000) { flights.remove(at: slot) }
    if flights.count > 200 { flights.removeFirst(50) }
    let position = flight.to.number - 1
    absorb(servers[position].step(.receive(from: flight.from, flight.message)), position)
  }

  private mutating func wake(_ position: Int) {
    servers[position].now = max(servers[position].now, servers[position].replica.nextWake)
    absorb(servers[position].step(.wake), position)
  }

  private mutating func crash(_ position: Int) {
    let kept = servers[position].replica.lastApplied
    if broken.contains(.loseLogTail) {
      let last = servers[position].disk.log.lastIndex
      servers[position].disk.loseLogTail(from: last - min(last, generator.below(4)))
    }
    servers[position].restart()
    servers[position].replica.keepLastApplied(kept)
    applied[position] = []
  }

  /// As the simulation does: what all have applied and stored, from every log and disk.
  private mutating func discard(_ position: Int) {
    let common = servers.map { min($0.replica.lastApplied, $0.replica.durableIndex) }.min() ?? 0
    servers[position].replica.discardLog(through: common)
    servers[position].disk.discardLog(through: common)
  }

  private mutating func absorb(_ effects: RaftEffects, _ position: Int) {
    for send in effects.sends { flights.append((NodeID(position + 1), send.to, send.message)) }
    applied[position] += effects.applies
    if servers[position].replica.role == .leader {
      leaders[servers[position].replica.currentTerm, default: []].insert(NodeID(position + 1))
    }
    _ = servers[position].replica.view
  }

  /// Whether no two servers applied different entries at one index, and no term had two leaders.
  var isSafe: Bool {
    var seen: [LogIndex: Entry] = [:]
    for item in applied.joined() {
      if let other = seen[item.index], other != item.entry { return false }
      seen[item.index] = item.entry
    }
    return leaders.values.allSatisfy { $0.count == 1 }
  }
}

@Suite("Broken rules under a storm")
struct BrokenRuleFuzzTests {
  @Test("no state that broken rules reach traps, whichever are broken together")
  func nothingTraps() {
    var generator = SeededGenerator(seed: 3)
    var delivered = 0
    for seed in 0..<300 as Range<UInt64> {
      let broken = BrokenRule.allCases.filter { _ in generator.chance(partsPerMillion: 350_000) }
      var storm = Storm(seed: seed, size: 2 + Int(seed % 4), broken: broken)
      for _ in 0..<600 { storm.act() }
      delivered += storm.delivered
    }
    #expect(delivered > 50_000)
  }

  @Test("with every rule kept, the same storms are safe and get somewhere")
  func keptRulesAreSafe() {
    var applied = 0
    for seed in 0..<200 as Range<UInt64> {
      var storm = Storm(seed: seed, size: 3 + Int(seed % 3), broken: [])
      for _ in 0..<600 { storm.act() }
      #expect(storm.isSafe, "seed \(seed)")
      applied += storm.applied.map(\.count).max() ?? 0
    }
    #expect(applied > 200)
  }

  @Test(
    "a rule broken alone is seen to do harm by these storms",
    arguments: [
      BrokenRule.forgetVote, .loseLogTail, .livingMajority, .voteAnyLog, .skipPreviousCheck,
      .replyBeforeDurable,
    ])
  func harmIsSeen(rule: BrokenRule) {
    let found = (0..<400 as Range<UInt64>).first { seed in
      var storm = Storm(seed: seed, size: 3 + Int(seed % 3), broken: [rule])
      for _ in 0..<1500 {
        storm.act()
      }
      return !storm.isSafe
    }
    #expect(found != nil)
  }
}
