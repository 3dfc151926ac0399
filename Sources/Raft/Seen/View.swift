import Consensus

extension RaftReplica {
  public var view: NodeView {
    var view = NodeView(
      role: role, term: currentTerm, votedFor: votedFor, committed: commitIndex, applied: lastApplied,
      durable: durability.durableIndex,
      knownLeader: role == .leader ? id : knownLeader, votes: countedVotes,
      timer: timerView, progress: role == .leader ? peers.map { progressView(of: $0) } : [])
    view.isPreVoting = isPreVoting
    view.integrity = integrity
    view.membership = membership
    view.membershipIndex = membershipIndex
    view.leaseUntil = reads.leaseUntil
    view.waitingReads = reads.waiting.count
    view.transferTarget = transfer?.target
    view.snapshot = snapshot?.last
    view.receiving = incoming.map {
      NodeView.SnapshotProgress(last: $0.last, done: UInt64($0.bytes.count), total: $0.total)
    }
    return view
  }

  /// Who has no vote has no timer.
  private var timerView: NodeView.Timer? {
    if role == .leader { return NodeView.Timer(.heartbeat, start: timerStart, deadline: heartbeatDue) }
    return nextWake == .max ? nil : NodeView.Timer(.election, start: timerStart, deadline: nextWake)
  }

  /// Figure 2, but for the log itself, which everybody shows.
  public static func variables(of view: NodeView) -> [NodeView.Variable] {
    let progress = view.role == .leader && !view.progress.isEmpty ? view.progress : nil
    return [
      NodeView.Variable(.persistent, "currentTerm", .number(view.term)),
      NodeView.Variable(.persistent, "votedFor", .node(view.votedFor)),
      NodeView.Variable(.volatile, "commitIndex", .number(view.committed)),
      NodeView.Variable(.volatile, "lastApplied", .number(view.applied)),
      NodeView.Variable(.leader, "nextIndex[]", .perMember(progress?.map(\.nextIndex))),
      NodeView.Variable(.leader, "matchIndex[]", .perMember(progress?.map(\.matchIndex))),
    ]
  }

  private func progressView(of node: NodeID) -> NodeView.Progress {
    let peer = progress[node.number]
    return NodeView.Progress(
      node: node, nextIndex: peer.nextIndex, matchIndex: matchIndex[node.number],
      flow: peer.state == .replicate ? nil : peer.state.rawValue,
      inFlight: peer.state == .replicate && configuration.window > 1
        ? peer.inFlight.count : peer.sentThrough > matchIndex[node.number] ? 1 : 0,
      snapshot: peer.snapshot.map {
        NodeView.SnapshotProgress(
          last: $0.snapshot.last, done: $0.acknowledged, total: UInt64($0.snapshot.data.count))
      })
  }
}
