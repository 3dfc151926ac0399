import Command
import Consensus

@testable import Console
@testable import Explanation
@testable import Host
@testable import Panels

/// Timelines beside the waiting story: its only run seen from the past, and a second branch in which n2 lives.
enum Branches {
  private static let snapshot = Story.waitingSnapshot

  private static func branch(
    _ number: Int, _ origin: TimelineSnapshot.Origin, parent: Int? = nil, parted: Moment = .start,
    end: Moment,
    landmarks: [Landmark]
  ) -> TimelineSnapshot.Branch {
    TimelineSnapshot.Branch(
      id: BranchID(number), name: "branch \(number)", origin: origin, parent: parent.map { BranchID($0) },
      parted: parted, end: end, landmarks: landmarks, acts: [])
  }

  static let inThePast = TimelineSnapshot(
    branches: [
      branch(
        1, .start, end: Moment(time: snapshot.time + Story.ms(4_000), event: 140),
        landmarks: snapshot.landmarks + [
          Landmark(kind: .crash, time: snapshot.time + Story.ms(2_000), node: NodeID(2), event: 120)
        ])
    ], currentID: BranchID(1), playhead: Moment(time: snapshot.time, event: snapshot.eventCount))

  static let two = TimelineSnapshot(
    branches: [
      branch(
        1, .start, end: Moment(time: snapshot.time + Story.ms(1_000), event: 140),
        landmarks: snapshot.landmarks),
      branch(
        2, .act(.kill([.node(NodeID(4))])), parent: 1, parted: Moment(time: Story.ms(8_210), event: 60),
        end: Moment(time: snapshot.time, event: snapshot.eventCount),
        landmarks: [Landmark(kind: .crash, time: Story.ms(8_210), node: NodeID(4), event: 61)]),
    ], currentID: BranchID(2), playhead: Moment(time: snapshot.time, event: snapshot.eventCount))

  static let comparison = BranchComparison(
    left: BranchID(2), right: BranchID(1), parted: Moment(time: Story.ms(8_210), event: 60),
    time: snapshot.time, leftSnapshot: snapshot, rightSnapshot: Story.stalledSnapshot)
}
