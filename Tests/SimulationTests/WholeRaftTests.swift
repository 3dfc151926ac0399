import Command
import Consensus
import Host
import Ledger
import Simulation
import Testing

/// Membership changes, snapshots and transfers of leadership among random faults, with the dissertation's
/// additions switched on and off at random: every invariant holds, and once the faults end all members agree.
@Suite("Raft whole, among random faults")
struct WholeRaftTests {
  struct Schedule {
    var generator: SeededGenerator
    let header: Header

    init(seed: UInt64) {
      generator = SeededGenerator(seed: seed, stream: 0x77)
      var header = Header()
      header.nodes = Int(generator.draw(1, 5))
      header.signatures = .standIn
      header.preVote = generator.below(2) == 0
      header.checkQuorum = generator.below(2) == 0
      header.reads = [.log, .index, header.checkQuorum ? .lease : .index][Int(generator.below(3))]
      header.snapshotAfter = Int([0, 5, 20, 60][Int(generator.below(4))])
      header.window = Int([1, 2, 8][Int(generator.below(3))])
      header.appendLimit = Int([2, 16, 64][Int(generator.below(3))])
      header.jointChanges = generator.below(3) > 0
      header.noOp = true
      self.header = header
    }

    mutating func node() -> NodeID { NodeID(Int(generator.draw(1, 7))) }

    mutating func verb() -> Verb {
      switch generator.below(22) {
      case 0: .kill([.random])
      case 1, 2: .restart([.all])
      case 3: .pause([.random])
      case 4: .resume([.all])
      case 5: .isolate([.random])
      case 6, 7: .heal
      case 8: .timeout([.random])
      case 9, 10: .add(node(), learner: generator.below(3) == 0)
      case 11: .promote(.node(node()))
      case 12, 13: .remove(.node(node()))
      case 14, 15: .lead(.random)
      case 16: .snapshot([.random])
      case 17: .loss(partsPerMillion: UInt32(generator.below(300_000)), nil)
      case 18: .reorder(generator.below(2) == 0)
      case 19: .duplicate(partsPerMillion: UInt32(generator.below(200_000)), nil)
      case 20: .isolate([.leader])
      default: .open(name: "u\(generator.below(40))", amount: 1)
      }
    }
  }

  @Test("invariants hold and all agree afterwards, and the random schedules do what they are for")
  func survives() throws {
    var names: Set<String> = []
    for seed in 0..<60 as Range<UInt64> { try survive(seed, &names) }
    let wanted = [
      "asked-pre-vote", "refused-pre-vote", "ignored-vote-request", "lost-quorum", "sent-timeout-now",
      "transfer-given-up", "refused-transfer", "appended-membership", "went-back-to-membership",
      "refused-change", "caught-up", "removed-leader-stepped-down", "compacted-log", "began-snapshot",
      "installed-snapshot", "finished-snapshot", "changed-flow", "served-read", "confirmed-leadership",
      "extended-lease",
    ]
    for name in wanted { #expect(names.contains(name), "\(name)") }
  }

  private func survive(_ seed: UInt64, _ names: inout Set<String>) throws {
    var schedule = Schedule(seed: seed)
    var world = try makeWorld(
      header: schedule.header, seed: seed, observers: [.records, .invariants, .linearizability])
    _ = world.perform(.load(milliRate: 60_000))
    var time: Nanoseconds = 0
    for _ in 0..<50 {
      time += schedule.generator.draw(20_000_000, 400_000_000)
      world.runAll(through: time)
      _ = world.perform(schedule.verb())
      for record in world.takeRecords() { names.formUnion(record.decisions.map(\.name)) }
      try #require(
        world.violatedNames.isEmpty,
        "seed \(seed): \(world.violatedNames) at \(world.now): \(Self.detail(world))")
    }
    for verb in Self.calm { _ = world.perform(verb) }
    world.runAll(through: time + 6_000_000_000)
    _ = world.perform(.load(milliRate: nil))
    world.runAll(through: time + 12_000_000_000)
    #expect(world.violatedNames.isEmpty, "seed \(seed): \(world.violatedNames): \(Self.detail(world))")
    // A removed server that does not know of it asks for votes for ever; without one of these rules the
    // others heed it (§4.2.3).
    guard schedule.header.preVote || schedule.header.checkQuorum else { return }
    #expect(world.leader != nil)
    var (converged, saw) = world.evaluate(.converged)
    for _ in 0..<60 where !converged {
      world.runAll(through: world.now + 50_000_000)
      (converged, saw) = world.evaluate(.converged)
    }
    #expect(converged, "seed \(seed): \(saw)")
  }

  private static func detail(_ world: AnyWorld) -> String {
    world.violation.map { "\($0.detail)" } ?? ""
  }

  static let calm: [Verb] = [
    .heal, .loss(partsPerMillion: 0, nil), .duplicate(partsPerMillion: 0, nil), .reorder(false),
    .restart([.all]), .resume([.all]),
  ]
}
