import Command
import Consensus
import Host
import Simulation
import SimulationHost
import Testing

/// Time travel as a console uses it.
struct TimelineTests {
  static let second: Nanoseconds = 1_000_000_000

  static func host(_ lines: String = "load 20\n", seed: UInt64 = 7) throws -> SimulationHost {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\nseed \(seed)\n\(lines)", file: "test").get()
    return try SimulationHost(scenario: scenario, seed: seed)
  }

  static func timeline(_ host: SimulationHost) throws -> TimelineSnapshot { try #require(host.timeline) }

  @Test func aNewRunIsLive() throws {
    let host = try Self.host()
    host.advance(to: Self.second)
    let timeline = try Self.timeline(host)
    #expect(!timeline.isPast && timeline.playhead == timeline.current?.end)
    #expect(timeline.branches.map(\.id) == [.first])
    #expect(timeline.playhead == timeline.branches.first?.end)
  }

  /// What was left by acting in the past can be written down too, and plays to the same end.
  @Test func everyBranchHasItsRecording() throws {
    let host = try Self.host()
    host.advance(to: 3 * Self.second)
    let hash = host.hashText
    #expect(host.move(.time(Self.second)).isDone)
    #expect(host.perform(.kill([.leader])).isDone)
    host.advance(to: 2 * Self.second)
    let timeline = try Self.timeline(host)
    #expect(timeline.currentID != .first)
    let first = try host.recording(of: .first)
    let again = try SimulationHost(scenario: first, seed: 7)
    again.advance(to: 3 * Self.second)
    #expect(again.hashText == hash)
    let current = try host.recording(of: timeline.currentID)
    #expect(current.text == (try host.recording().text) && current.text != first.text)
    guard (try? host.recording(of: BranchID(99))) == nil else {
      Issue.record("a branch that does not exist has a recording")
      return
    }
  }

  @Test func aTimeInThePastLooksAsItDid() throws {
    let host = try Self.host()
    host.advance(to: Self.second)
    let (picture, hash) = (host.snapshot(), host.hashText)
    let records = host.records(after: 0)
    host.advance(to: 20 * Self.second)
    #expect(host.move(.time(Self.second)).isDone)
    #expect(host.snapshot() == picture)
    #expect(host.hashText == hash)
    #expect(host.records(after: 0).suffix(400) == records.suffix(400))
    let timeline = try Self.timeline(host)
    #expect(timeline.isPast && timeline.current?.end.time == timeline.playhead.time + 19 * Self.second)
  }

  @Test func goingOnFromThePastEndsLive() throws {
    let host = try Self.host()
    host.advance(to: 5 * Self.second)
    _ = host.perform(.kill([.leader]))
    host.advance(to: 8 * Self.second)
    let hash = host.hashText
    _ = host.move(.time(4 * Self.second))
    host.advance(to: 8 * Self.second)
    #expect(host.hashText == hash)
    #expect(try !Self.timeline(host).isPast)
    #expect(try Self.timeline(host).branches.count == 1)
  }

  @Test func theScenariosLinesComeAgain() throws {
    let host = try Self.host("load 5\nwhen leader\nafter 1s kill leader\nat 3s restart all\nexpect alive 5\n")
    host.advance(to: 4 * Self.second)
    let hash = host.hashText
    _ = host.move(.start)
    #expect(host.now == 0)
    host.advance(to: 4 * Self.second)
    #expect(host.hashText == hash)
  }

  @Test func actingInThePastGrowsABranchAndTheFilesLinesStillCome() throws {
    let host = try Self.host("load 5\nat 3s kill 5\nat 4s\n")
    host.advance(to: 2 * Self.second)
    _ = host.perform(.kill([.node(NodeID(4))]))
    host.advance(to: 5 * Self.second)
    _ = host.move(.time(Self.second))
    let leader = try #require(host.snapshot().leader)
    #expect(host.perform(.kill([.leader])).isDone)
    let timeline = try Self.timeline(host)
    #expect(timeline.branches.map(\.name) == ["first run", "kill \(leader) at 1.000 s"])
    #expect(timeline.branches.last?.origin == .act(.kill([.leader])))
    #expect(timeline.branches.last?.parent == .first)
    #expect(timeline.branches.last?.parted.time == Self.second)
    #expect(timeline.currentID == BranchID(2) && !timeline.isPast)
    host.advance(to: 5 * Self.second)
    // The file's kill of n5 comes on this branch too, the person's of n4 does not.
    let down = host.snapshot().nodes.filter { $0.condition == .down }.map(\.id)
    #expect(Set(down) == [leader, NodeID(5)])
  }

  @Test func anImpossibleActInThePastGrowsNoBranch() throws {
    let host = try Self.host()
    host.advance(to: 2 * Self.second)
    _ = host.move(.time(Self.second))
    let before = try Self.timeline(host)
    #expect(!host.perform(.heal).isDone)
    #expect(try Self.timeline(host) == before)
  }

  @Test func undoGoesToJustBeforeTheAct() throws {
    let host = try Self.host()
    host.advance(to: 2 * Self.second)
    let picture = host.snapshot()
    _ = host.perform(.kill([.leader]))
    host.advance(to: 3 * Self.second)
    #expect(host.move(.undo).isDone)
    #expect(host.snapshot() == picture)
    let timeline = try Self.timeline(host)
    #expect(timeline.branches.count == 2 && !timeline.isPast)
    #expect(timeline.branches.last?.origin == .undone(.kill([.leader])))
    #expect(timeline.lastAct == nil)
    #expect(!host.move(.undo).isDone)
    #expect(host.move(.branch(.first)).isDone)
    #expect(try Self.timeline(host).lastAct?.verb == .kill([.leader]))
  }

  @Test func backAndStepAreInverse() throws {
    let host = try Self.host()
    host.advance(to: 3 * Self.second)
    for _ in 0..<50 {
      let moment = try Self.timeline(host).playhead
      let hash = host.hashText
      #expect(host.move(.back(1)).isDone)
      #expect(try Self.timeline(host).playhead < moment)
      let record = try #require(host.step())
      #expect(host.record(record.number) == record)
      #expect(host.hashText == hash)
      _ = host.move(.back(1))
    }
  }

  @Test func backEndsAtTheStart() throws {
    let host = try Self.host()
    host.advance(to: Self.second)
    #expect(host.perform(.back(1_000_000)).isDone)
    #expect(try Self.timeline(host).playhead == .start)
    #expect(!host.perform(.back(1)).isDone)
  }

  @Test func landmarksAreSteppingStones() throws {
    let host = try Self.host("load 5\nat 1s kill leader\nat 2s restart all\nat 3s kill leader\nat 5s\n")
    host.advance(to: 5 * Self.second)
    let landmarks = host.snapshot().landmarks
    #expect(landmarks.count >= 5)
    for landmark in landmarks.reversed() {
      #expect(host.move(.previousLandmark).isDone)
      #expect(host.snapshot().landmarks.last == landmark)
    }
    for landmark in landmarks.dropFirst() {
      #expect(host.move(.nextLandmark).isDone)
      #expect(host.snapshot().landmarks.last == landmark)
    }
    #expect(!host.move(.nextLandmark).isDone)
  }

  @Test func branchesAreComparedFromWhereTheyPart() throws {
    let host = try Self.host()
    host.advance(to: 4 * Self.second)
    _ = host.move(.time(2 * Self.second))
    let leader = try #require(host.snapshot().leader)
    _ = host.perform(.kill([.leader]))
    host.advance(to: 3 * Self.second)
    let parted = try host.compare(.first, BranchID(2), at: 0)
    #expect(parted.time == 2 * Self.second)
    #expect(parted.clusterDiffers && parted.differingNodes.contains(leader) && !parted.isSame)
    #expect(parted.leftSnapshot.leader == leader && parted.rightSnapshot.leader == nil)
    let later = try host.compare(.first, BranchID(2), at: 3 * Self.second)
    #expect(later.rightSnapshot == host.snapshot())
    #expect(later.leftSnapshot.time == 3 * Self.second)
    #expect(try Self.timeline(host).currentID == BranchID(2))
    let same = try host.compare(BranchID(2), BranchID(2), at: 3 * Self.second)
    #expect(same.isSame)
    #expect(throws: NotHere.self) { try host.compare(.first, BranchID(9), at: 0) }
  }

  @Test func anyRecordCanBeAskedFor() throws {
    let host = try Self.host()
    host.advance(to: 2 * Self.second)
    let early = host.records(after: 0)
    host.advance(to: 200 * Self.second)
    #expect(host.records(after: 0).first?.number != 1)
    for record in early.reversed() { #expect(host.record(record.number) == record) }
    #expect(host.record(0) == nil)
    #expect(host.record(host.snapshot().eventCount + 1) == nil)
  }

  @Test func timeVerbsAreMoves() throws {
    let host = try Self.host()
    #expect(host.perform(.goto(2 * Self.second)).isDone)
    #expect(host.now == 2 * Self.second)
    #expect(host.perform(.goto(Self.second)).isDone)
    #expect(host.perform(.fork).isDone)
    #expect(try Self.timeline(host).branches.last?.name == "fork at 1.000 s")
    #expect(host.perform(.fork).isDone)
    #expect(try Self.timeline(host).branches.last?.name == "fork at 1.000 s (2)")
    let event = host.snapshot().eventCount
    #expect(host.perform(.step(3)).isDone)
    #expect(host.snapshot().eventCount >= event + 3)
    #expect(!host.move(.time(10_000 * Self.second)).isDone)
    #expect(!host.move(.event(1_000_000)).isDone)
    #expect(!host.move(.branch(BranchID(7))).isDone)
  }

  @Test func anActAmongTheConsequencesOfAnotherComesLater() throws {
    let host = try Self.host("latency 0ms..0ms\ndisk 0ms..0ms\n\n")
    host.advance(to: Self.second)
    _ = host.perform(.timeout([.follower]))
    #expect(host.now == Self.second)
    _ = host.perform(.heal)
    #expect(host.now == Self.second)
    _ = host.step()
    _ = host.perform(.kill([.node(NodeID(1))]))
    #expect(host.now == Self.second + 1)
    let recording = try host.recording()
    #expect(try TimelinePropertyTests.hash(of: recording) == host.hashText)
  }

  // MARK: Recordings

  @Test func aRecordingOfWhenLinesIsAllTimes() throws {
    let host = try Self.host(
      "load 3\nwhen committed 3\nkill leader\nnote gone\nwhen leader expect alive 4\nat 4s restart all\n")
    host.advance(to: 2 * Self.second)
    _ = host.perform(.transfer(from: "alice", to: "bob", amount: 3))
    host.advance(to: 6 * Self.second)
    let recording = try host.recording()
    #expect(
      recording.steps.allSatisfy { step in
        if case .at = step.when { true } else { false }
      })
    #expect(try TimelinePropertyTests.hash(of: recording) == host.hashText)
    let again = try SimulationHost(scenario: recording, seed: 0)
    again.advance(to: 6 * Self.second)
    #expect(try again.recording().text == recording.text)
  }

  @Test func whatNoFileCanSayIsLeftOut() throws {
    let host = try Self.host()
    host.advance(to: Self.second)
    #expect(!host.perform(.transfer(from: "nobody", to: "alice", amount: 1)).isDone)
    #expect(!host.perform(.kill([.node(NodeID(8))])).isDone)
    host.advance(to: 2 * Self.second)
    let recording = try host.recording()
    #expect(!recording.text.contains("nobody"))
    #expect(try TimelinePropertyTests.hash(of: recording) == host.hashText)
  }

  @Test func aShareLineOfARunLeadsToTheSameHash() throws {
    let host = try Self.host()
    host.advance(to: Self.second)
    _ = host.perform(.partition([[.node(NodeID(1)), .node(NodeID(2))], [.node(NodeID(3))]]))
    host.advance(to: 3 * Self.second)
    let scenario = try ShareLine.decode(host.shareLine()) as Scenario
    #expect(try TimelinePropertyTests.hash(of: scenario) == host.hashText)
  }

  @Test func openingAtAViolationWithoutOneIsTheStart() throws {
    let host = try Self.host("at 1s kill 1\n")
    #expect(!host.runToFirstViolation())
    #expect(host.now == 0 && host.frozenAt == nil)
    #expect(try Self.timeline(host).isPast)
  }
}
