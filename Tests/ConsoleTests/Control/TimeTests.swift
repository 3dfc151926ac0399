import Canvas
import Command
import Consensus
import Host
import Raft
import SimulationHost
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

@Suite struct TimeTests {
  @Test func virtualTimeNeverDrifts() {
    for thousandths: UInt64 in [1, 3, 10, 250, 999, 1000, 100_000] {
      var many = VirtualClock()
      var one = VirtualClock()
      let sum = (0..<10_000).reduce(UInt64(0)) { sum, step in
        sum + many.virtual(wall: 16_666_667 + UInt64(step % 3), thousandths: thousandths)
      }
      let wall = (0..<10_000).reduce(UInt64(0)) { $0 + 16_666_667 + UInt64($1 % 3) }
      #expect(sum == one.virtual(wall: wall, thousandths: thousandths))
    }
  }

  @Test func virtualTimeSurvivesTheLargestNumbers() {
    var clock = VirtualClock()
    #expect(clock.virtual(wall: .max, thousandths: .max) == .max)
    #expect(clock.virtual(wall: 1000, thousandths: 1000) == 1000)
    #expect(UInt64.max.addingSaturated(1) == .max)
    #expect(UInt64(1).since(2) == 0)
  }

  @Test func aFixedSpeedIsKeptToTheNanosecond() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000_000), speed: 10)
    desk.wait(milliseconds: 3000)
    #expect(desk.host.now == 30_000_000)
  }

  @Test func pausedNothingRuns() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000))
    desk.press("Space")
    let before = desk.host.now
    desk.wait(milliseconds: 5000)
    #expect(desk.host.now == before)
    desk.press("Space")
    desk.wait(milliseconds: 16)
    #expect(desk.host.now == before + 4_000_000)
  }

  @Test func pausedNothingWakes() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000))
    #expect(desk.console.nextWake == desk.wall + ConsoleController.frameSpan)
    desk.press("Space")
    desk.wait(milliseconds: 5000)
    #expect(desk.console.nextWake == nil)
    desk.press("g")
    #expect(desk.console.nextWake == desk.wall + ConsoleController.noticeSpan)
  }

  @Test func aStreamOfEventsDoesNotHoldTheFramesUp() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000))
    let due = desk.console.nextWake
    for _ in 0..<100 {
      desk.wall += 1_000_000
      desk.console.handle(.mouse(.init(action: .drag, at: Point(x: 1, y: 1))), wall: desk.wall)
    }
    #expect(desk.console.nextWake == due)
  }

  @Test func whenNothingWillHappenNothingWakes() {
    let desk = Desk(FakeHost())
    desk.wait(milliseconds: 5000)
    #expect(desk.model.playing)
    #expect(desk.console.nextWake == nil)
  }

  @Test func runUntilStopsAtTheFirstMomentAndSaysWhereNoneComes() throws {
    let host = try SimulationHost(scenario: Scenario(), seed: 3)
    let console = ConsoleController(
      host: host, options: ConsoleOptions(size: Size(width: 80, height: 24), workClock: { 0 }))
    func run(until predicate: String) {
      for scalar in ":run until \(predicate)".unicodeScalars {
        console.handle(.key(.character(scalar)), wall: 0)
      }
      console.handle(.key(.enter), wall: 0)
      console.tick(wall: 1)
    }
    run(until: "leader")
    let leader = try #require(host.snapshot().leader)
    #expect(!console.model.playing && console.model.notice == nil)
    let elected = host.now
    run(until: "not leader")
    #expect(host.now == elected + ConsoleController.longestSeek && console.model.notice != nil)
    #expect(host.snapshot().leader == leader && !console.model.playing)
  }

  @Test func aLongSleepDoesNotLeap() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000_000), speed: 1000)
    let before = desk.host.now
    desk.wall += 3_600_000_000_000
    desk.console.tick(wall: desk.wall)
    #expect(desk.host.now - before == ConsoleController.longestTick)
  }

  @Test func wallTimeThatGoesBackIsHarmless() {
    let desk = Desk(FakeHost(heartbeat: 1_000_000))
    desk.wait(milliseconds: 100)
    let before = desk.host.now
    desk.console.tick(wall: 5)
    desk.console.handle(.key(.character("3")), wall: 0)
    #expect(desk.host.now == before)
  }

  @Test func aSlowHostLosesTimeInsteadOfFreezing() {
    var work: UInt64 = 0
    let desk = Desk(
      FakeHost(heartbeat: 1_000_000), speed: 100_000,
      workClock: {
        work += 7_000_000
        return work
      })
    let before = desk.host.now
    desk.wall += 16_000_000
    desk.console.tick(wall: desk.wall)
    // Three slices of 10 ms, and not the 1.6 s that were asked for.
    #expect(desk.host.now - before == 3 * ConsoleController.slice)
  }

  /// Events that take no time and set off each other for ever must not lock the keyboard out.
  @Test func anInstantWithoutEndLeavesTheKeyboardFree() {
    let host = FakeHost(heartbeat: 1_000_000)
    host.endless = 5_000_000
    var work: UInt64 = 0
    let desk = Desk(
      host, speed: 1000,
      workClock: {
        work += 1_000_000
        return work
      })
    desk.wait(milliseconds: 500)
    #expect(host.now == 5_000_000)
    #expect(host.picture.eventCount > 1000)
    desk.press("k Enter")
    #expect(desk.verbs == [])
    #expect(desk.model.notice?.hasPrefix("time stands still") == true)
    desk.press("q")
    #expect(desk.console.wantsQuit)
  }

  /// An act comes after all events of its instant, also where the keyboard came in between.
  @Test func anActWaitsForTheRestOfAnInstant() {
    let crowd = Array(
      repeating: FakeHost.Event(time: 5_000_000, node: nil, what: .internalStep), count: 1500)
    let host = FakeHost(script: crowd)
    var work: UInt64 = 0
    let desk = Desk(
      host, speed: 1000,
      workClock: {
        work += 21_000_000
        return work
      })
    desk.wait(milliseconds: 16)
    #expect(host.now == 5_000_000 && host.picture.eventCount == 256)
    desk.press("k Enter")
    #expect(desk.verbs == ["kill n2"])
    #expect(host.kept.last?.number == 1501)
  }

  @Test func speedStepsGoFromEndToEnd() {
    let desk = Desk(FakeHost())
    for _ in 0..<30 { desk.press("-") }
    #expect(desk.model.speedThousandths == 1)
    var seen: [UInt64] = [1]
    for _ in 0..<30 {
      desk.press("+")
      if desk.model.speedThousandths != seen.last { seen.append(desk.model.speedThousandths) }
    }
    #expect(seen == PaceMaker.steps)
  }

  @Test func aStepPausesGlidesAndTellsExactlyWhatItDid() {
    let decision = Decision.grantedVote(
      candidate: NodeID(2), term: 3, own: LogPosition(index: 6, term: 2),
      candidateLast: LogPosition(index: 7, term: 2))
    let event = FakeHost.Event(
      time: 100_000_000, node: NodeID(1), what: .delivered(.fake(7, arrives: 100_000_000)),
      decisions: [decision])
    let desk = Desk(FakeHost(script: [event], heartbeat: 1_000_000_000))
    desk.press(".")
    #expect(!desk.model.playing)
    #expect(desk.host.kept.isEmpty)
    desk.wait(milliseconds: 75)
    #expect(desk.host.now > 40_000_000 && desk.host.now < 60_000_000)
    #expect(desk.host.kept.isEmpty)
    desk.wait(milliseconds: 100)
    #expect(desk.host.now == 100_000_000)
    #expect(desk.host.kept.count == 1)
    let record = desk.host.kept[0]
    let told = Explainer(language: .english).stepText(of: Scene(record, in: desk.host.snapshot(), desk.host))
    // With its gloss at the first use.
    #expect(desk.model.news.last?.text.replacing(" (number of an election)", with: "") == told)
    #expect(desk.model.news.count { $0.event == record.number } == 1)
    #expect(desk.console.nextWake == nil)
  }

  @Test func eachStepKeyIsOneEvent() {
    let desk = Desk(FakeHost(heartbeat: 10_000_000))
    desk.press(". . . . .")
    desk.wait(milliseconds: 1000)
    #expect(desk.host.kept.count == 5)
    #expect(desk.host.now == 50_000_000)
  }

  @Test func anyKeyEndsAGlideFirst() {
    let desk = Desk(FakeHost(heartbeat: 10_000_000))
    desk.press(". 3")
    #expect(desk.host.now == 10_000_000)
    desk.press(": step Enter")
    desk.press("3")
    #expect(desk.host.kept.count == 2)
    desk.press(":")
    desk.type("step 10")
    desk.press("Enter")
    #expect(desk.host.kept.count == 12)
  }

  @Test func aStepWhereNothingWillHappenSaysSo() {
    let desk = Desk(FakeHost())
    desk.press(".")
    #expect(desk.model.notice == "nothing will happen any more")
    desk.press("n")
    #expect(desk.model.notice == "nothing will happen any more")
  }

  @Test func theNextLandmarkStopsTheRun() {
    let crash = FakeHost.Event(
      time: 5_000_000_000, node: NodeID(3), what: .action("kill n3", .done(on: [NodeID(3)])),
      change: { picture in
        picture.landmarks.append(
          Landmark(kind: .crash, time: 5_000_000_000, node: NodeID(3), event: picture.eventCount + 1))
      })
    let desk = Desk(FakeHost(script: [crash], heartbeat: 10_000_000))
    desk.press("PgDn")
    #expect(desk.model.playing)
    desk.wait(milliseconds: 100)
    #expect(!desk.model.playing)
    #expect(desk.host.now == 5_000_000_000)
    guard case .landmark(let event) = desk.model.selection else {
      Issue.record("no landmark selected")
      return
    }
    #expect(desk.host.record(event)?.time == 5_000_000_000)
  }

  @Test func aSearchForALandmarkEnds() {
    let desk = Desk(FakeHost(heartbeat: 10_000_000))
    desk.press("n")
    desk.wait(milliseconds: 32)
    #expect(!desk.model.playing)
    #expect(desk.model.notice == "no landmark within 60 s")
    #expect(desk.host.now <= 61_000_000_000)
  }

  @Test func spaceStopsASearch() {
    var work: UInt64 = 0
    let desk = Desk(
      FakeHost(heartbeat: 1_000_000),
      workClock: {
        work += 5_000_000
        return work
      })
    desk.press("n")
    desk.wait(milliseconds: 32)
    #expect(desk.model.playing)
    desk.press("Space")
    #expect(!desk.model.playing)
    let stopped = desk.host.now
    desk.wait(milliseconds: 100)
    #expect(desk.host.now == stopped)
  }

  @Test func aBrokenRuleFreezesThePicture() {
    let violation = ViolationSnapshot(
      invariant: "election-safety", section: "§5.2", time: 20_000_000, event: 1,
      nodes: [NodeID(2), NodeID(4)],
      detail: "n2 and n4 both lead term 3")
    let event = FakeHost.Event(
      time: 20_000_000, node: NodeID(4), what: .violation(violation), change: { $0.violation = violation })
    let desk = Desk(FakeHost(script: [event], heartbeat: 50_000_000), speed: 1000)
    desk.wait(milliseconds: 100)
    #expect(!desk.model.playing)
    #expect(desk.host.now == 20_000_000)
    #expect(desk.model.notice?.contains("Space goes on") == true)
    #expect(desk.model.news.last?.alarm == true)
    desk.press("Space")
    desk.wait(milliseconds: 100)
    #expect(desk.model.playing)
    #expect(desk.host.now > 20_000_000)
  }

  @Test func eachBrokenRuleFreezesThePicture() {
    // As in a snapshot, the first violation stays; only the frozen host tells of the second.
    let rules = [("election-safety", 20_000_000), ("log-matching", 60_000_000)] as [(String, Nanoseconds)]
    let violations = rules.enumerated().map { place, rule in
      ViolationSnapshot(
        invariant: rule.0, section: "§5.2", time: rule.1, event: UInt64(place + 1), nodes: [], detail: "")
    }
    let events = violations.map { violation in
      FakeHost.Event(
        time: violation.time, node: NodeID(4), what: .violation(violation),
        change: { $0.violation = $0.violation ?? violation })
    }
    let desk = Desk(FakeHost(script: events, heartbeat: 50_000_000), speed: 1000)
    for violation in violations {
      desk.wait(milliseconds: 100)
      #expect(!desk.model.playing)
      #expect(desk.host.now == violation.time)
      #expect(desk.model.snapshot.violation == violation)
      #expect(!desk.model.violationPassed)
      desk.press("Space")
    }
    desk.wait(milliseconds: 100)
    #expect(desk.model.playing)
    #expect(desk.host.now > 60_000_000)
  }

  @Test func onlyARunAtItsStartSaysThatNobodyLeads() {
    let fresh = Desk(FakeHost(heartbeat: 1_000_000))
    #expect(fresh.model.news.contains { $0.text.contains("no leader. Each waits") })
    let begun = FakeHost(heartbeat: 1_000_000)
    begun.advance(to: 20_000_000)
    let desk = Desk(begun)
    #expect(begun.now > 0)
    #expect(!desk.model.news.contains { $0.text.contains("no leader. Each waits") })
  }

  /// In slow motion the charts fill within seconds; later a point is a quarter of a second.
  @Test func chartsBeginCloseTogetherAndEndAtAQuarterSecond() {
    let slow = Desk(FakeHost(heartbeat: 1_000_000), speed: 10)
    slow.wait(milliseconds: 3000)
    #expect((3...4).contains(slow.model.samples.count))
    let desk = Desk(FakeHost(heartbeat: 10_000_000), speed: 2000)
    desk.wait(milliseconds: 10_000)
    let samples = desk.model.samples
    #expect(samples.count >= ChartSampler.full / 2 && samples.count <= 200)
    let last = samples.suffix(8).map(\.time)
    #expect(zip(last, last.dropFirst()).allSatisfy { (200_000_000...300_000_000).contains($1 - $0) })
    for (earlier, later) in zip(samples, samples.dropFirst()) { #expect(later.time > earlier.time) }
  }

  @Test func samplesCountCommitsAndLatency() {
    var sampler = ChartSampler()
    var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a", "b"], leader: 1)
    let operations: [OperationSnapshot] = [
      .fake(1, isByPerson: false, .answered(nil), ended: 30_000_000, begun: 10_000_000),
      .fake(2, isByPerson: false, .answered(nil), ended: 90_000_000, begun: 50_000_000),
      .fake(3, isByPerson: false, .unknown, ended: 99_000_000),
    ]
    picture.time = 1_000_000
    picture.operations = []
    sampler.observe(picture)
    #expect(sampler.samples.isEmpty)
    picture.operations = operations
    picture.time = 260_000_000
    sampler.observe(picture)
    #expect(sampler.samples == [ChartSample(time: 260_000_000, commits: 6, latency: 30_000_000, term: 2)])
    picture.time = 500_000_000
    picture.committed = 9
    sampler.observe(picture)
    #expect(sampler.samples.last == ChartSample(time: 500_000_000, commits: 3, latency: nil, term: 2))
  }
}

/// A console without a scenario waits at its start, so that nobody misses the first election.
@Suite struct StartTests {
  private func console() -> (FakeHost, ConsoleController) {
    let host = FakeHost(leader: nil, heartbeat: 1_000_000)
    let options = ConsoleOptions(
      size: Size(width: 80, height: 24), waitsAtStart: true, workClock: { 0 })
    let console = ConsoleController(host: host, options: options)
    console.tick(wall: 1_000_000_000)
    console.tick(wall: 3_000_000_000)
    return (host, console)
  }

  @Test(arguments: [InputEvent.Key.character(" "), .enter, .pageDown, .function(9)])
  func timeBeginsWithAKey(_ key: InputEvent.Key) {
    let (host, console) = console()
    #expect(host.now == 0 && console.model.hint?.keys == "Space" && console.nextWake == nil)
    console.handle(.key(key), wall: 3_000_000_000)
    console.tick(wall: 3_200_000_000)
    #expect(host.now > 0 && console.model.playing && console.model.hint?.keys != "Space")
  }

  @Test func helpAndLooksDoNotBeginIt() {
    let (host, console) = console()
    for key in [InputEvent.Key.character("T"), .character("?"), .escape, .character("2")] {
      console.handle(.key(key), wall: 3_000_000_000)
    }
    console.tick(wall: 4_000_000_000)
    #expect(host.now == 0 && console.model.hint?.keys == "Space")
  }

  @Test func anActBeginsIt() {
    let (host, console) = console()
    for key in [InputEvent.Key.character("k"), .character("1")] {
      console.handle(.key(key), wall: 3_000_000_000)
    }
    console.tick(wall: 3_200_000_000)
    #expect(host.performed.count == 1 && host.now > 0)
  }
}
