import Command
import Consensus
import Foundation
import Host
import Raft
import Simulation
import SimulationHost
import Testing

/// Random runs with acts, jumps and branches: whatever is looked at twice looks the same, and every branch
/// replays from its recording.
struct TimelinePropertyTests {
  /// What was seen, by branch and moment.
  final class Memory {
    struct Place: Hashable {
      var branch: BranchID
      var moment: Moment
    }
    var hashes: [Place: String] = [:]
    var records: [BranchID: [UInt64: EventRecord]] = [:]
    var pictures: [Place: ClusterSnapshot] = [:]
    /// How often something was seen again.
    var repeats = 0
  }

  static let headers = [
    "nodes 5\n", "nodes 3\nlatency 0ms..0ms\ndisk 0ms..0ms\n", "nodes 4\nlatency 0ms..2ms\ndisk 0ms..1ms\n",
    "nodes 5\nlatency 1ms..40ms\nelection-timeout 60ms..120ms\n", "nodes 1\n",
  ]
  static let lines = [
    "load 20\n", "when leader\nkill leader\nafter 300ms restart all\n",
    "when committed 3\nisolate leader\nafter 1s heal\nat 3s transfer alice bob 5\nexpect safe\n",
    "when leader\npause random\nnote a stalled process\nafter 200ms resume all\nafter 0s kill random\nload 7\n",
    "",
  ]

  static func host(_ seed: UInt64) throws -> SimulationHost {
    let text =
      "raftcoin 1\nseed \(seed)\n" + headers[Int(seed % 5)] + "\n" + lines[Int(seed / 5 % 5)]
    return try SimulationHost(scenario: try ScenarioParser.parse(text: text, file: "test").get(), seed: seed)
  }

  static func act(_ draw: inout SeededGenerator, nodes: Int) -> Verb {
    let node = NodeSelector.node(NodeID(Int(draw.draw(1, UInt64(nodes)))))
    let other = NodeID(Int(draw.draw(1, UInt64(nodes))))
    let link = Link(from: NodeID(1), to: other)
    let rule = BrokenRule.allCases[Int(draw.below(UInt64(BrokenRule.allCases.count)))]
    switch draw.below(22) {
    case 0: return .kill([.leader])
    case 1: return .kill([node])
    case 2: return .restart([.all])
    case 3: return .pause([node])
    case 4: return .resume([.all])
    case 5: return nodes < 2 ? .align : .partition([[.node(NodeID(1))], [.node(NodeID(nodes))]])
    case 6: return .heal
    case 7: return .load(milliRate: draw.below(30_000))
    case 8: return .kill([.random])
    case 9: return .timeout([node])
    case 10: return .loss(partsPerMillion: UInt32(draw.below(300_000)), nil)
    case 11, 12: return .bug(name: rule.name, on: draw.below(4) != 0)
    case 13: return .skew([node], partsPerMillion: Int64(draw.below(400_000)) - 200_000)
    case 14: return .drop(.kind("AppendEntries", nil))
    case 15: return other == NodeID(1) ? .releaseAll : .hold(link)
    case 16: return .releaseAll
    case 17: return .reorder(draw.below(2) == 0)
    case 18: return .wipe([node])
    case 19: return .corrupt([node], nil)
    default: return .transfer(from: "alice", to: "bob", amount: draw.draw(1, 9))
    }
  }

  static func move(_ draw: inout SeededGenerator, _ host: SimulationHost) throws -> TimeMove {
    let timeline = try #require(host.timeline)
    let end = try #require(timeline.current).end
    switch draw.below(11) {
    case 0: return .time(draw.below(end.time + 1))
    case 1: return .event(draw.below(end.event + 1))
    case 2: return .back(1)
    case 3: return .back(Int(draw.draw(2, 40)))
    case 4: return .previousLandmark
    case 5: return .nextLandmark
    case 6: return .live
    case 7: return .undo
    case 8: return .branch(BranchID(Int(draw.draw(1, UInt64(timeline.branches.count)))))
    case 9: return .time(end.time + draw.below(50_000_000))
    default: return draw.below(4) == 0 ? .start : .fork(nil)
    }
  }

  /// Compares what is seen with what was seen there before.
  static func look(at host: SimulationHost, _ memory: Memory) throws {
    let timeline = try #require(host.timeline)
    let path = timeline.path(to: timeline.currentID)
    // A moment belongs to the branch on which it was simulated first.
    func owner(of moment: Moment) -> BranchID { path.last { $0.parted < moment }?.id ?? .first }
    let place = Memory.Place(branch: owner(of: timeline.playhead), moment: timeline.playhead)
    let snapshot = host.snapshot()
    #expect(snapshot.time == timeline.playhead.time)
    #expect(snapshot.eventCount == timeline.playhead.event)
    if let hash = memory.hashes[place] {
      memory.repeats += 1
      let isSame = host.hashText == hash && snapshot == memory.pictures[place]
      #expect(isSame, "at \(place)")
    }
    memory.hashes[place] = host.hashText
    memory.pictures[place] = snapshot
    let records = host.records(after: timeline.playhead.event - min(timeline.playhead.event, 60))
    #expect(records.last?.number ?? 0 == timeline.playhead.event)
    for record in records {
      let owner = path.last { $0.parted.event < record.number }?.id ?? .first
      if let known = memory.records[owner]?[record.number] {
        let isSame = record == known
        #expect(isSame, "record \(record.number) of \(owner)")
      }
      memory.records[owner, default: [:]][record.number] = record
    }
  }

  static func play(_ seed: UInt64, moves: Int) throws -> (SimulationHost, Memory) {
    let host = try host(seed)
    let memory = Memory()
    var draw = SeededGenerator(seed: seed, stream: 99)
    for _ in 0..<moves {
      switch draw.below(10) {
      case 0, 1, 2: host.advance(to: host.now + draw.below(400_000_000))
      case 3: _ = host.step()
      case 4: for _ in 0..<20 { _ = host.step() }
      case 5, 6: _ = host.perform(act(&draw, nodes: host.scenario.header.nodes))
      default: _ = host.move(try move(&draw, host))
      }
      try look(at: host, memory)
    }
    return (host, memory)
  }

  static func hash(of recording: Scenario) throws -> String {
    // By way of the text, as a file would.
    let scenario = try ScenarioParser.parse(text: recording.text, file: "recording").get()
    let world = try makeWorld(header: scenario.header, seed: scenario.header.seed ?? 0, observers: [])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil) { _ in }
    return runner.world.hashText
  }

  /// `RAFTCOIN_TIMELINES=1000 swift test --filter TimelinePropertyTests` plays more of them.
  static var seeds: Range<UInt64> {
    0..<(ProcessInfo.processInfo.environment["RAFTCOIN_TIMELINES"].flatMap { UInt64($0) } ?? 25)
  }

  @Test(arguments: seeds) func whatIsSeenTwiceIsTheSame(seed: UInt64) throws {
    let (host, memory) = try Self.play(seed, moves: 80)
    #expect(memory.repeats > 0)
    for branch in try #require(host.timeline).branches {
      _ = host.move(.branch(branch.id))
      _ = host.move(.live)
      // Once more after all the rest: the end is still the end, and its recording leads there.
      try Self.look(at: host, memory)
      let end = host.now + 1_000_000
      while host.now < end {
        host.continuePastViolation()
        host.advance(to: end)
      }
      #expect(try Self.hash(of: host.recording()) == host.hashText, "branch \(branch.name)")
    }
  }
}
