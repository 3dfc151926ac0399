import Command
import Consensus
import Host
import Testing

@testable import Simulation

/// The tests of MIT 6.5840's lab 3D (snapshots), under its names: with a snapshot after every ten entries, servers
/// are cut off or crash while the others go on, and must come back through a snapshot.
@Suite("MIT 6.5840 lab 3D")
struct SnapshotLabTests {
  private struct Lab {
    var world: AnyWorld
    var installed = 0

    init(seed: UInt64, unreliable: Bool) throws {
      world = try SimulationTests.world(seed: seed, nodes: 3, observers: [.records, .invariants]) {
        $0.snapshotAfter = 10
        $0.appendLimit = 8
      }
      expect(&world, reaches: .leader(nil))
      if unreliable {
        _ = world.perform(.loss(partsPerMillion: 100_000, nil))
        _ = world.perform(.reorder(true))
      }
      _ = world.perform(.load(milliRate: 60_000))
    }

    /// Runs, and counts the snapshots that followers installed.
    mutating func run(_ span: Nanoseconds) {
      world.run(span)
      for record in world.takeRecords() {
        installed += record.decisions.count { $0.name == "installed-snapshot" }
      }
    }

    /// Everything healed: all agree, the logs are short, no rule was broken.
    mutating func finish() {
      world.repairEverything()
      run(3 * second)
      expect(&world, reaches: .converged, within: 30 * second)
      #expect(world.violation == nil && world.violatedNames.isEmpty)
      #expect(world.longestLog <= 60, "\(world.longestLog) entries")
      for number in 1...3 {
        #expect(world.view(of: NodeID(number)).view.snapshot != nil, "n\(number) has compacted its log")
      }
    }
  }

  /// Rounds in which one server misses a second of entries, and two more.
  private func common(disconnect: Bool, unreliable: Bool, crash: Bool, seed: UInt64) throws {
    var lab = try Lab(seed: seed, unreliable: unreliable)
    lab.run(second)
    for round in 0..<6 {
      let (leader, others) = try #require(lab.world.leaderAndOthers)
      // Every third time it is the leader that goes.
      let victim = node(round % 3 == 1 ? leader : others[0])
      if disconnect { _ = lab.world.perform(.isolate([victim])) }
      if crash { _ = lab.world.perform(.kill([victim])) }
      lab.run(2 * second)
      if disconnect { _ = lab.world.perform(.heal) }
      if crash { _ = lab.world.perform(.restart([victim])) }
      lab.run(second)
      expect(&lab.world, reaches: .leader(nil), within: 10 * second)
    }
    lab.finish()
    if disconnect || crash { #expect(lab.installed > 0, "somebody came back through a snapshot") }
  }

  @Test("SnapshotBasic") func basic() throws {
    try common(disconnect: false, unreliable: false, crash: false, seed: 1)
  }

  @Test("SnapshotInstall: disconnected", arguments: 1...2 as ClosedRange<UInt64>)
  func install(seed: UInt64) throws {
    try common(disconnect: true, unreliable: false, crash: false, seed: seed)
  }

  @Test("SnapshotInstallUnreliable", arguments: 1...2 as ClosedRange<UInt64>)
  func installUnreliable(seed: UInt64) throws {
    try common(disconnect: true, unreliable: true, crash: false, seed: seed)
  }

  @Test("SnapshotInstallCrash", arguments: 1...2 as ClosedRange<UInt64>)
  func installCrash(seed: UInt64) throws {
    try common(disconnect: false, unreliable: false, crash: true, seed: seed)
  }

  @Test("SnapshotInstallUnCrash", arguments: 1...2 as ClosedRange<UInt64>)
  func installUnreliableCrash(seed: UInt64) throws {
    try common(disconnect: false, unreliable: true, crash: true, seed: seed)
  }

  @Test("SnapshotAllCrash, SnapshotInit: all crash at once, again and again, and lose nothing committed")
  func allCrash() throws {
    var lab = try Lab(seed: 3, unreliable: false)
    var highest: LogIndex = 0
    for _ in 0..<5 {
      lab.run(2 * second)
      let committed = (1...3).map { lab.world.view(of: NodeID($0)).view.committed }.max() ?? 0
      #expect(committed > highest)
      highest = committed
      _ = lab.world.perform(.kill([.all]))
      lab.run(100 * millisecond)
      _ = lab.world.perform(.restart([.all]))
      expect(&lab.world, reaches: .leader(nil), within: 10 * second)
      expect(&lab.world, reaches: .committed(.atLeast, highest), within: 10 * second)
    }
    lab.finish()
    #expect(lab.world.view(of: NodeID(1)).view.committed >= highest)
  }

  @Test("snapshot-chunk bounds what one InstallSnapshot carries", arguments: [40, 4096])
  func chunk(bytes: Int) throws {
    var world = try world(seed: 1, nodes: 3, observers: [.records, .invariants]) {
      $0.snapshotAfter = 10
      $0.snapshotChunk = bytes
    }
    expect(&world, reaches: .leader(nil))
    let other = try #require(world.leaderAndOthers).others[0]
    _ = world.perform(.kill([node(other)]))
    _ = world.perform(.load(milliRate: 60_000))
    world.run(3 * second)
    _ = world.perform(.restart([node(other)]))
    world.run(3 * second)
    var sizes: [UInt64] = []
    var wholes: Set<UInt64> = []
    for case .delivered(let message) in world.takeRecords().map(\.what) {
      let kind = message.summary.kind
      guard message.summary.update == .snapshot, let offset = kind.number("offset"),
        let end = kind.number("end"), let total = kind.number("total")
      else { continue }
      sizes.append(end - offset)
      wholes.insert(total)
    }
    let total = try #require(wholes.min())
    #expect(sizes.max() == min(UInt64(bytes), total))
    #expect(UInt64(sizes.count) >= total / UInt64(bytes))
    #expect(world.view(of: NodeID(other)).view.snapshot != nil && world.violation == nil)
  }
}
