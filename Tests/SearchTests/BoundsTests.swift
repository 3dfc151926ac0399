import Command
import Consensus
import Raft
import Simulation
import Testing

@testable import Search

private let millisecond: Nanoseconds = 1_000_000
private let second: Nanoseconds = 1_000_000_000

/// A world after this scenario's lines, and its header.
private func world(_ text: String, nodes: Int = 5) throws -> (AnyWorld, Header) {
  let head = "raftcoin 1\nseed 1\nnodes \(nodes)\nsignatures stand-in\n"
  let scenario = try ScenarioParser.parse(text: head + text, file: "test").get()
  var world = try makeWorld(header: scenario.header, seed: 1, observers: [.invariants])
  for step in scenario.steps {
    if step.time > world.now { world.runAll(through: step.time) }
    if let verb = step.verb { _ = world.perform(verb) }
  }
  return (world, scenario.header)
}

private func verb(_ line: String) throws -> Verb {
  let text = "raftcoin 1\nseed 1\nnodes 9\n\nat 0s \(line)\n"
  return try #require(try ScenarioParser.parse(text: text, file: "test").get().steps.first?.verb)
}

@Suite("How much may be done to a cluster")
struct FaultBoundsTests {
  private func excuse(_ line: String, after text: String, nodes: Int = 5) throws -> Excuse? {
    let (world, header) = try world(text, nodes: nodes)
    return FaultBounds.excuse(for: try verb(line), header, world)
  }

  @Test("damage of a minority, repaired or not, and of no more")
  func damage() throws {
    let one = "load 20\nat 1s corrupt 1\n"
    #expect(try excuse("corrupt 1", after: "load 20\nat 1s\n") == nil)
    #expect(try excuse("corrupt 2", after: one) == nil)
    #expect(try excuse("corrupt 2", after: one, nodes: 3) == .tooManyHarmed)
    #expect(try excuse("corrupt 3", after: one + "at 1s corrupt 2\n") == .tooManyHarmed)
    #expect(try excuse("corrupt 1", after: "load 20\nat 1s\n", nodes: 2) == .tooManyHarmed)
    // A dead node's disk is damaged too.
    #expect(try excuse("corrupt 2", after: one + "at 1s kill 1\n", nodes: 3) == .tooManyHarmed)
  }

  @Test("one lost disk at a time, and no damage beside it")
  func loss() throws {
    #expect(try excuse("wipe 1", after: "load 20\nat 1s\n") == nil)
    #expect(try excuse("wipe 2", after: "load 20\nat 1s wipe 1\n") == .tooManyHarmed)
    #expect(try excuse("corrupt 2", after: "load 20\nat 1s wipe 1\n") == .tooManyHarmed)
    #expect(try excuse("wipe 2", after: "load 20\nat 1s corrupt 1\n") == .tooManyHarmed)
    #expect(try excuse("wipe 1", after: "load 20\nat 1s\n", nodes: 2) == .tooManyHarmed)
  }

  @Test("no damage while somebody may know another configuration")
  func unknownMembers() throws {
    let under = "pre-vote on\nload 20\nat 1s add 6\n"
    #expect(try excuse("corrupt 1", after: under) == .membersUnknown)
    #expect(try excuse("corrupt 1", after: under + "at 3s\n") == nil)
    // A leader that is cut off does not know what the others decided.
    let (world, _) = try world("pre-vote on\nload 20\nat 2s\n")
    let leader = try #require(world.leader)
    let apart = "pre-vote on\nload 20\nat 2s add 6\nat 4s isolate \(leader.number)\nat 4s remove 6\n"
    #expect(try excuse("corrupt 1", after: apart + "at 4.1s\n") == .membersUnknown)
  }

  @Test("beside a harmed disk no change of members but the return of a lost one")
  func changes() throws {
    let damaged = "pre-vote on\nload 20\nat 1s corrupt 1\n"
    for line in ["add 6", "remove 2", "remove 1", "promote 2"] {
      #expect(try excuse(line, after: damaged) == .changesBesideHarm, "\(line)")
      #expect(try excuse(line, after: "pre-vote on\nload 20\nat 1s\n") == nil, "\(line)")
    }
    let lost = "pre-vote on\nload 20\nat 1s wipe 1\nat 1s restart 1\n"
    #expect(try excuse("remove 1", after: lost) == nil)
    #expect(try excuse("add 1", after: lost + "at 2s remove 1\nat 4s\n") == nil)
    #expect(try excuse("remove 2", after: lost) == .changesBesideHarm)
  }

  @Test("with leases no clock runs faster than another by more than the bound")
  func clocks() throws {
    let leases = "check-quorum on\nreads lease\nclock-bound 10%\n"
    #expect(try excuse("skew 1 +10%", after: leases) == nil)
    #expect(try excuse("skew 1 +10.1%", after: leases) == .clocksBeyondBound)
    #expect(try excuse("skew 1 -9%", after: leases) == nil)
    #expect(try excuse("skew 1 -9.2%", after: leases) == .clocksBeyondBound)
    #expect(try excuse("skew 1 +5%", after: leases + "at 0s skew 2 -5%\n") == .clocksBeyondBound)
    #expect(try excuse("skew 2 +10%", after: leases + "at 0s skew 2 -9%\n") == nil)
    #expect(try excuse("skew 1 +40%", after: "at 0s\n") == nil)
  }

  @Test("no broken rule but the one that is asked for")
  func rules() throws {
    let (world, header) = try world("at 0s\n")
    let verb = Verb.bug(name: BrokenRule.forgetVote.name, on: true)
    #expect(FaultBounds.excuse(for: verb, header, world) == .otherRuleBroken)
    #expect(FaultBounds.excuse(for: verb, header, world, bug: BrokenRule.forgetVote.name) == nil)
  }
}

@Suite("What a healed cluster owes")
struct HealingTests {
  private func excuse(
    for predicate: Predicate = Healing.progress, after text: String, nodes: Int = 5,
    within: Nanoseconds? = nil, asked: Bool = true
  ) throws -> Excuse? {
    let (world, header) = try world(text, nodes: nodes)
    return Healing.excuse(
      for: predicate, within: within ?? Healing.patience(header), header, world, asked: asked)
  }

  @Test("progress, where nothing is wrong; in the time that it may take; of what was asked")
  func progress() throws {
    #expect(try excuse(after: "at 1s\n") == nil)
    #expect(try excuse(after: "at 1s\n", within: 35 * second) == .tooLittleTime)
    #expect(try excuse(after: "at 1s\n", asked: false) == .notAsked)
    for nodes in 1...9 { #expect(try excuse(after: "at 1s\n", nodes: nodes) == nil) }
  }

  @Test("a majority that runs as it should")
  func majority() throws {
    #expect(try excuse(after: "at 1s kill 1,2\n") == nil)
    #expect(try excuse(after: "at 1s kill 1,2,3\n") == .noMajority)
    #expect(try excuse(after: "at 1s kill 1,2\n", nodes: 4) == .noMajority)
    #expect(try excuse(after: "at 1s pause 1,2\n") == nil)
    #expect(try excuse(after: "at 1s pause 1\nat 1s kill 2,3\n") == .noMajority)
    #expect(try excuse(after: "at 1s partition 1,2 | 3,4,5\n") == nil)
    #expect(try excuse(after: "at 1s partition 1,2 | 3,4 | 5\n") == .noMajority)
    #expect(try excuse(after: "at 1s partition 1,2 | 3,4\n", nodes: 4) == .noMajority)
    #expect(try excuse(after: "at 1s partition 1,2 | 3,4,5\nat 1s slow-disk 5 1s..1s\n") != nil)
    #expect(try excuse(after: "at 1s partition 1 | 2,3,4,5\nat 1s kill 2\n") == nil)
    #expect(try excuse(after: "load 20\nat 1s corrupt 1\nat 1s kill 2\n", nodes: 3) == .noMajority)
  }

  @Test("a network as the header says")
  func network() throws {
    for line in ["loss 1%", "duplicate 1%", "reorder on", "latency 1ms..2ms", "hold 1>2", "loss 1% 1>2"] {
      #expect(try excuse(after: "at 1s \(line)\n") == .networkNotHealed, "\(line)")
    }
    #expect(try excuse(after: "at 1s loss 1%\nat 1s loss 0%\n") == nil)
    // Clients must be heard by all that are to go on, and hear them; and by nobody else.
    #expect(try excuse(after: "at 1s cut clients>2\n") == .halfHealed)
    #expect(try excuse(after: "at 1s cut 2>clients\n") == .halfHealed)
    #expect(try excuse(after: "at 1s partition 1 | 2,3,4,5\nat 1s cut 1>clients\n") == nil)
    for line in ["latency 5ms..19ms", "heartbeat 51ms", "disk 1ms..10ms", "election-timeout 119ms..300ms"] {
      #expect(try excuse(after: "\(line)\n\nat 1s\n") == .slowNetwork, "\(line)")
    }
  }

  @Test("who is only deaf, or only mute, is borne where the rules see to it")
  func halves() throws {
    // n1 leads nobody at the start.
    let deaf = "at 100ms cut 2>1\nat 100ms cut 3>1\n"
    #expect(try excuse(after: deaf, nodes: 3) == .halfHealed)
    #expect(try excuse(after: "pre-vote on\n\n" + deaf, nodes: 3) == nil)
    #expect(try excuse(after: "pre-vote on\ncheck-quorum on\n\n" + deaf, nodes: 3) == nil)
    #expect(try excuse(after: "pre-vote on\n\nat 100ms cut 2>1\n", nodes: 3) == .halfHealed)
    #expect(try excuse(after: deaf + "at 100ms kill 1\n", nodes: 3) == nil)
    #expect(try excuse(after: deaf + "at 100ms pause 1\n", nodes: 3) == nil)
  }

  @Test("a leader for long, only where who hears one lets it lead")
  func calm() throws {
    let calm = Predicate.leads(nil, for: second)
    #expect(try excuse(for: calm, after: "at 1s\n") == .anybodyMayDepose)
    #expect(try excuse(for: calm, after: "pre-vote on\n\nat 1s\n") == nil)
    #expect(try excuse(for: calm, after: "check-quorum on\n\nat 1s\n") == nil)
  }

  @Test("all alike, only where a leader has something to commit, and a moment without")
  func alike() throws {
    let off = "no-op off\n\n"
    #expect(try excuse(for: .converged, after: "at 1s\n") == nil)
    #expect(try excuse(for: .converged, after: off + "at 1s\n") == .nothingProposed)
    #expect(try excuse(for: .converged, after: off + "at 1s load 0.5\n") == nil)
    #expect(
      try excuse(for: .converged, after: "no-op off\nreads index\n\nat 1s load 0.5\n") == .nothingProposed)
    #expect(try excuse(for: .converged, after: "at 1s load 20\n") == .neverIdle)
    #expect(try excuse(for: .converged, after: "at 1s partition 1 | 2,3,4,5\n") == .memberAway)
    #expect(try excuse(for: .converged, after: "at 1s kill 1\n") == nil)
  }

  @Test("after a change the new configuration counts, and only where removed servers are borne")
  func members() throws {
    let grown = "load 20\nat 1s add 4\nat 3s"
    #expect(try excuse(after: "pre-vote on\n\n\(grown) kill 1\n", nodes: 3) == nil)
    #expect(try excuse(after: "pre-vote on\n\n\(grown) kill 1,2\n", nodes: 3) == .noMajority)
    #expect(try excuse(after: "\(grown)\n", nodes: 3) == .anybodyMayDepose)
    let shrunk = "pre-vote on\n\nload 20\nat 1s remove 4\nat 3s remove 5\nat 5s"
    #expect(try excuse(after: "\(shrunk) kill 4,5\n") == nil)
  }

  @Test("repairs undo whatever is in force", arguments: 1...40 as ClosedRange<UInt64>)
  func repairs(seed: UInt64) throws {
    var run = try SeedRun(seed: seed, options: SearchOptions(time: second))
    let scenario = run.run().scenario
    let header = scenario.header
    var world = try makeWorld(header: header, seed: seed, observers: [])
    for step in scenario.steps where step.time <= second {
      guard case .at(let time) = step.when else { break }
      world.runAll(through: time)
      if let verb = step.verb { _ = world.perform(verb) }
    }
    for verb in Healing.repairs(of: world.servers, header, world) { _ = world.perform(verb) }
    var calm = try makeWorld(header: header, seed: seed, observers: []).faults
    calm.skews = Array(repeating: 0, count: world.nodeCount)
    #expect(world.faults == calm)
  }
}

@Suite("A shorter run shows the same under the same conditions")
struct FairnessTests {
  private func excuse(_ text: String) throws -> Excuse? {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed 4\n" + text, file: "test").get()
    return Fairness(scenario, Trial(scenario, limit: 100 * second)).excuse
  }

  @Test("a damaged node and a dead one leave no majority of three, which owes nothing")
  func noMajority() throws {
    let text = """
      nodes 3
      signatures stand-in
      at 0s kill n3
      at 600ms kill n2
      at 600ms corrupt n2
      at 600ms restart n2
      at 2.2s open witness 7
      when balance witness 7 within 54s

      """
    #expect(try excuse(text) == .noMajority)
    #expect(try excuse(text.replacing("at 0s kill n3\n", with: "")) == nil)
    #expect(try excuse(text.replacing("within 54s", with: "within 5s")) == .tooLittleTime)
  }

  @Test("more damage than Raft must survive is no finding, whenever it is done")
  func damage() throws {
    let text = "nodes 3\nsignatures stand-in\nload 20\nat 1s corrupt 1\nat 1s kill 1\nat 2s restart 1\n"
    #expect(try excuse(text + "at 6s\n") == nil)
    #expect(try excuse(text.replacing("at 2s", with: "at 2s corrupt 2\nat 2s") + "at 6s\n") == .tooManyHarmed)
    // Once the first is sound again, the next may be damaged.
    #expect(try excuse(text + "at 5s corrupt 2\nat 6s\n") == nil)
  }

  @Test("a leader elected last holds an old term's entry back until it is asked (§5.4.2)")
  func heldBack() throws {
    let text =
      "nodes 3\nno-op off\nsignatures stand-in\nat 0s load 20\nat 2s load off\nwhen converged within 36s\n"
    #expect(try excuse(text) == .nothingProposed)
    #expect(try excuse(text.replacing("load off", with: "load 0.5")) == nil)
  }
}

@Suite("Moments that a time meets by chance")
struct MomentTests {
  /// Runs on by the millisecond until the moment is there.
  private func comes(_ moment: Moment, after text: String, within: Nanoseconds = second) throws -> Bool {
    var (world, _) = try world(text, nodes: 3)
    let end = world.now + within
    while world.now < end, !moment.isThere(in: world) { world.runAll(through: world.now + millisecond) }
    return moment.isThere(in: world)
  }

  @Test("a damaged log grows again, then is repaired on its disk, and then the disk says so")
  func repair() throws {
    let damaged = "load 20\nat 1s corrupt 1\nat 1s kill 1\nat 1s slow-disk 1 40ms..50ms\nat 1s"
    for moment in [Moment.repairsLog(NodeID(1)), .recordsRepair(NodeID(1))] {
      #expect(try !comes(moment, after: "load 20\nat 1s\n"))
      #expect(try !comes(moment, after: damaged + "\n"))
      #expect(try comes(moment, after: damaged + " restart 1\n"))
    }
  }

  @Test("a deposed leader replaces its entries, and its disk knows the term already")
  func replaced() throws {
    let (led, _) = try world("load 20\nat 1s\n", nodes: 3)
    let leader = try #require(led.leader)
    let others = led.servers.filter { $0 != leader }
    let mute = others.map { "at 1s cut \(leader.number)>\($0.number)\n" }.joined()
    let slow = "load 20\nat 1s slow-disk \(leader.number) 40ms..50ms\n"
    #expect(try comes(.replacesLog(leader), after: slow + mute))
    #expect(try !comes(.replacesLog(leader), after: slow))
  }

  @Test("a plan waits for its moment, and is forgotten where that does not come")
  func plans() throws {
    let (calm, _) = try world("load 20\nat 1s\n", nodes: 3)
    var plans = Plans()
    plans.add(.once(.repairsLog(NodeID(1)), until: 2 * second, then: [(0, .heal)]), at: second)
    #expect(plans.takeDue(at: second, calm).isEmpty)
    #expect(plans.nextTime.map { $0 > second } == true)
    #expect(plans.takeDue(at: 2 * second, calm).isEmpty)
    #expect(plans.nextTime == nil)
  }
}
