import Consensus

extension RaftReplica {
  public var view: ReplicaView {
    var view = ReplicaView(
      role: role, currentTerm: currentTerm, votedFor: votedFor, commitIndex: commitIndex,
      lastApplied: lastApplied, durableIndex: durability.durableIndex,
      knownLeader: role == .leader ? id : knownLeader, votes: votes,
      timer: role == .leader ? .heartbeat : .election, timerStart: timerStart,
      // Who has no vote has no timer: it is shown as one that has run out and does nothing.
      timerDeadline: role == .leader ? heartbeatDue : nextWake == .max ? timerStart : nextWake,
      progress: role == .leader ? peers.map { progressView(of: $0) } : [])
    view.isPreVoting = isPreVoting
    view.standing = standing
    view.membership = membership
    view.membershipIndex = membershipIndex
    view.leaseUntil = reads.leaseUntil
    view.waitingReads = reads.waiting.count
    view.transferTarget = transfer?.target
    view.snapshot = snapshot?.last
    view.receiving = incoming.map {
      ReplicaView.Transfer(last: $0.last, done: UInt64($0.bytes.count), total: $0.total)
    }
    return view
  }

  private func progressView(of node: NodeID) -> ReplicaView.Progress {
    let peer = progress[node.number]
    return ReplicaView.Progress(
      node: node, nextIndex: peer.nextIndex, matchIndex: matchIndex[node.number], flow: peer.flow,
      inFlight: peer.flow == .replicate && configuration.window > 1
        ? peer.inFlight.count : peer.sentThrough > matchIndex[node.number] ? 1 : 0,
      snapshot: peer.snapshot.map {
        ReplicaView.Transfer(
          last: $0.snapshot.last, done: $0.acknowledged, total: UInt64($0.snapshot.data.count))
      })
  }
}
