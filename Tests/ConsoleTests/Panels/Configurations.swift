import Command
import Consensus
import Host

@testable import Console
@testable import Explanation
@testable import Panels

/// The waiting story with other configurations and with faults.
enum Configurations {
  private static func nodes(_ numbers: ClosedRange<Int>) -> NodeSet { NodeSet(numbers.map { NodeID($0) }) }

  private static func snapshot(_ membership: Membership) -> ClusterSnapshot {
    var snapshot = Story.waitingSnapshot
    for index in snapshot.nodes.indices { snapshot.nodes[index].view.membership = membership }
    return snapshot
  }

  /// n4 and n5 come in: both configurations decide. The leader holds a lease and has reads waiting.
  static let joint: ClusterSnapshot = {
    var joint = snapshot(Membership(voters: nodes(1...5), outgoing: nodes(1...3)))
    joint.nodes[1].view.leaseUntil = joint.time + Story.ms(90)
    joint.nodes[1].view.waitingReads = 2
    return joint
  }()

  /// n4 learns: its snapshot is on the way; n5 was removed.
  static let learner: ClusterSnapshot = {
    var learner = snapshot(Membership(voters: nodes(1...3), learners: [NodeID(4)]))
    let transfer = NodeView.SnapshotProgress(last: LogPosition(index: 52, term: 2), done: 400, total: 1000)
    learner.nodes[3].view.receiving = transfer
    learner.nodes[1].view.progress = learner.nodes[1].view.progress.map { progress in
      guard progress.node == NodeID(4) else { return progress }
      return NodeView.Progress(
        node: progress.node, nextIndex: 53, matchIndex: 0, flow: "snapshot", snapshot: transfer)
    }
    return learner
  }()

  /// A held message, a fast clock, a slow disk, a rule broken on purpose, a node that asks before it stands.
  static let faults: ClusterSnapshot = {
    var faults = Story.waitingSnapshot
    if !faults.messages.isEmpty { faults.messages[0].isHeld = true }
    faults.heldLinks = [Link(from: NodeID(2), to: NodeID(3))]
    faults.nodes[0].skewPartsPerMillion = 100_000
    faults.nodes[2].slowDisk = Story.ms(40)...Story.ms(60)
    faults.nodes[3].view.isPreVoting = true
    faults.nodes[3].view.votes = [NodeID(4)]
    faults.nodes[4].view.integrity = .damaged(formerLast: LogPosition(index: 52, term: 3))
    faults.brokenRules = ["living-majority"]
    return faults
  }()
}
