import Consensus
import Host
import Raft
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

@Suite struct PaceMakerTests {
  static let second: UInt64 = 1_000_000_000

  private var picture: ClusterSnapshot { .fake(nodes: 5, accounts: ["alice", "bob"], leader: 2) }

  private func record(
    _ number: UInt64, node: Int = 2, _ what: EventRecord.What = .written, _ decisions: Decision...
  )
    -> EventRecord
  {
    EventRecord(number: number, time: 0, node: NodeID(node), what: what, decisions: decisions, cause: nil)
  }

  private func election(_ term: Term) -> Decision {
    .startedElection(term: term, waited: 172_000_000, last: .origin)
  }

  private func heartbeat(_ term: Term) -> EventRecord {
    record(9, node: 1, .delivered(.fake(1, arrives: 0, kind: .heartbeat, term: term)))
  }

  @Test func theUsualPaceIsAQuarter() {
    var pace = PaceMaker()
    #expect(pace.speed(played: 0) == 250)
    #expect(pace.speed(played: .max) == 250)
  }

  @Test func anElectionIsASceneUntilTheFirstHeartbeat() {
    var pace = PaceMaker()
    _ = pace.speed(played: Self.second)
    pace.observe([record(1, .timer(.election), election(3))], snapshot: picture, played: Self.second)
    #expect(pace.speed(played: Self.second) == 250)
    #expect(pace.speed(played: Self.second + 100_000_000) == 70)
    #expect(pace.speed(played: Self.second + 200_000_000) == 10)
    let won = Decision.becameLeader(term: 3, votes: [NodeID(1), NodeID(2), NodeID(3)], needed: 3, of: 5)
    pace.observe([record(2, .written, won)], snapshot: picture, played: 2 * Self.second)
    #expect(pace.speed(played: 2 * Self.second) == 10)
    pace.observe([heartbeat(2)], snapshot: picture, played: 2 * Self.second)
    #expect(pace.scenes == [.election(3)])
    pace.observe([heartbeat(3)], snapshot: picture, played: 2 * Self.second)
    #expect(pace.speed(played: 2 * Self.second) == 10)
    #expect(pace.speed(played: 2 * Self.second + 200_000_000) == 250)
  }

  @Test func aConfigurationIsASceneUntilItIsCommitted() {
    var pace = PaceMaker()
    let all: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
    let membership = Membership(voters: all)
    let begun = Decision.membership(.appended(LogPosition(index: 8, term: 2), membership))
    pace.observe([record(1, .written, begun)], snapshot: picture, played: 0)
    #expect(pace.scenes == [.configuration(8)])
    pace.observe(
      [record(2, .written, .membership(.committed(7, membership)))], snapshot: picture, played: 0)
    #expect(pace.scenes == [.configuration(8)])
    pace.observe(
      [record(3, .written, .membership(.committed(8, membership)))], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
  }

  @Test func handingOverIsASceneUntilTheSuccessorStands() {
    var pace = PaceMaker()
    let begun = Decision.leadership(.transferBegan(to: NodeID(3), match: 5, last: 6))
    pace.observe([record(1, .written, begun)], snapshot: picture, played: 0)
    #expect(pace.scenes == [.handOver(to: NodeID(3))])
    let told = Decision.leadership(.receivedTimeoutNow(from: NodeID(2), term: 2))
    pace.observe([record(2, node: 3, .written, told)], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
  }

  @Test func theFirstSnapshotOfATermIsAScene() {
    var pace = PaceMaker()
    func began(_ follower: Int) -> Decision {
      .snapshot(
        .began(follower: NodeID(follower), snapshot: LogPosition(index: 6, term: 2), needs: 1, bytes: 900))
    }
    pace.observe([record(1, .written, began(3))], snapshot: picture, played: 0)
    pace.observe([record(2, .written, began(4))], snapshot: picture, played: 0)
    #expect(pace.scenes == [.snapshot(2, NodeID(3))])
    let done = Decision.snapshot(.finished(follower: NodeID(3), snapshot: LogPosition(index: 6, term: 2)))
    pace.observe([record(3, .written, done)], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
  }

  @Test func aSceneLastsSixSecondsAtMost() {
    var pace = PaceMaker()
    pace.observe([record(1, .timer(.election), election(3))], snapshot: picture, played: 0)
    #expect(pace.speed(played: 0) == 250)
    #expect(pace.speed(played: PaceMaker.longestScene - 1) == 10)
    _ = pace.speed(played: PaceMaker.longestScene)
    #expect(pace.scenes == [])
    #expect(pace.speed(played: PaceMaker.longestScene + PaceMaker.easing) == 250)
  }

  @Test func electionsWithoutEndAreNoScenes() {
    var pace = PaceMaker()
    for term: Term in 3...9 {
      let played = term * 10 * Self.second
      pace.observe([record(term, .timer(.election), election(term))], snapshot: picture, played: played)
      #expect(pace.scenes.isEmpty == (term > 5), "term \(term)")
      _ = pace.speed(played: played + PaceMaker.longestScene)
    }
    let won = Decision.becameLeader(term: 9, votes: [NodeID(1)], needed: 1, of: 1)
    pace.observe([record(20, .written, won)], snapshot: picture, played: 200 * Self.second)
    pace.observe([record(21, .timer(.election), election(10))], snapshot: picture, played: 200 * Self.second)
    // A leader who is challenged at once has ended nothing; one who lasts has.
    #expect(pace.scenes == [])
    pace.observe([record(22, .written, won)], snapshot: picture, played: 200 * Self.second)
    var late = record(23, .timer(.election), election(11))
    late.time = PaceMaker.lastingLead
    pace.observe([late], snapshot: picture, played: 200 * Self.second)
    #expect(pace.scenes == [.election(11)])
  }

  @Test func theBrakesAreOnBeforeATimerFires() {
    var pace = PaceMaker()
    var picture = ClusterSnapshot.fake(nodes: 3, accounts: ["a", "b"], leader: nil)
    for index in picture.nodes.indices { picture.nodes[index].view.timer?.deadline = 200_000_000 }
    picture.time = 181_000_000
    pace.observe([], snapshot: picture, played: 0)
    #expect(pace.speed(played: Self.second) == 250)
    picture.time = 183_000_000
    pace.observe([], snapshot: picture, played: Self.second)
    _ = pace.speed(played: Self.second)
    #expect(pace.speed(played: 2 * Self.second) == 10)
    picture.leader = NodeID(1)
    pace.observe([], snapshot: picture, played: 2 * Self.second)
    _ = pace.speed(played: 2 * Self.second)
    #expect(pace.speed(played: 3 * Self.second) == 250)
  }

  @Test func anOwnTransferIsASceneUntilAnswered() {
    var pace = PaceMaker()
    var picture = picture
    picture.operations = [.fake(4, isByPerson: true, .asking(NodeID(2)))]
    pace.observe([], snapshot: picture, played: 0)
    #expect(pace.scenes == [.ownTransfer(4)])
    picture.operations = [.fake(4, isByPerson: true, .committed(LogPosition(index: 8, term: 2)))]
    pace.observe([], snapshot: picture, played: Self.second)
    #expect(pace.scenes == [.ownTransfer(4)])
    picture.operations = [.fake(4, isByPerson: true, .answered(nil), ended: 5)]
    pace.observe([], snapshot: picture, played: 2 * Self.second)
    #expect(pace.scenes == [])
    pace.observe([], snapshot: picture, played: 3 * Self.second)
    #expect(pace.scenes == [])
  }

  @Test func onlyTheFirstDemoTransferIsAScene() {
    var pace = PaceMaker()
    var picture = picture
    picture.operations = [.fake(1, isByPerson: false, .asking(NodeID(4)))]
    picture.leader = nil
    pace.observe([], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
    picture.leader = NodeID(2)
    pace.observe([], snapshot: picture, played: 0)
    #expect(pace.scenes == [.firstDemo(1)])
    picture.operations = [
      .fake(1, isByPerson: false, .answered(nil), ended: 1), .fake(2, isByPerson: false, .stored(.origin)),
    ]
    pace.observe([], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
  }

  @Test func theFirstCommitAndRepairOfATermAreScenes() {
    var pace = PaceMaker()
    let opened = Decision.appended(LogPosition(index: 8, term: 3), noOp: true)
    pace.observe([record(1, .written, opened)], snapshot: picture, played: 0)
    #expect(pace.scenes == [.firstCommit(3)])
    let done = Decision.committed(first: 8, index: 8, term: 3, copies: [NodeID(1)], needed: 3, of: 5)
    pace.observe([record(2, .written, done)], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
    let second = Decision.appended(LogPosition(index: 9, term: 3), noOp: false)
    pace.observe([record(3, .written, second)], snapshot: picture, played: 0)
    #expect(pace.scenes == [])

    let missing = Decision.AppendRefusal.missingPrevious(
      previous: LogPosition(index: 7, term: 2), lastIndex: 5)
    let refused = Decision.refusedAppend(leader: NodeID(2), term: 3, missing)
    pace.observe([record(4, node: 4, .written, refused)], snapshot: picture, played: 0)
    #expect(pace.scenes == [.repair(3, NodeID(4))])
    pace.observe(
      [record(5, node: 5, .written, .storedEntries(first: 9, last: 9, from: NodeID(2)))], snapshot: picture,
      played: 0)
    #expect(pace.scenes == [.repair(3, NodeID(4))])
    pace.observe(
      [record(6, node: 4, .written, .storedEntries(first: 6, last: 9, from: NodeID(2)))], snapshot: picture,
      played: 0)
    #expect(pace.scenes == [])
    pace.observe([record(7, node: 5, .written, refused)], snapshot: picture, played: 0)
    #expect(pace.scenes == [])
  }

  @Test func underHeavyLoadOnlyElectionsAndOwnTransfersAreScenes() {
    var pace = PaceMaker()
    var picture = picture
    picture.loadMilliRate = 20_001
    picture.operations = [
      .fake(1, isByPerson: false, .stored(.origin)), .fake(2, isByPerson: true, .stored(.origin)),
    ]
    pace.observe(
      [
        record(1, .timer(.election), election(3)),
        record(2, .written, .appended(LogPosition(index: 8, term: 3), noOp: true)),
      ], snapshot: picture, played: 0)
    #expect(pace.scenes == [.election(3), .ownTransfer(2)])
  }

  @Test func aFixedPaceKnowsNoScenes() {
    var pace = PaceMaker()
    pace.fix(2000)
    pace.observe([record(1, .timer(.election), election(3))], snapshot: picture, played: 0)
    #expect(pace.speed(played: Self.second) == 2000)
    #expect(pace.fixed != nil)
    pace.automate(played: Self.second)
    #expect(pace.speed(played: Self.second) == 2000)
    #expect(pace.speed(played: 2 * Self.second) == 10)
  }

  @Test func aSpeedOutsideTheScaleIsBrought() {
    var pace = PaceMaker()
    pace.fix(0)
    #expect(pace.speed(played: 0) == 1)
    pace.fix(.max)
    #expect(pace.speed(played: 0) == 100_000)
  }

  @Test func aPauseUsesUpNoScene() {
    let start = FakeHost.Event(
      time: 1_000_000, node: NodeID(2), what: .timer(.election), decisions: [election(3)])
    let desk = Desk(FakeHost(script: [start], heartbeat: 50_000_000_000))
    desk.wait(milliseconds: 1000)
    #expect(desk.model.speedThousandths == 10)
    desk.press("Space")
    desk.wait(milliseconds: 20_000)
    desk.press("Space")
    desk.wait(milliseconds: 1000)
    #expect(desk.model.speedThousandths == 10)
    desk.wait(milliseconds: 5000)
    #expect(desk.model.speedThousandths == 250)
  }
}
