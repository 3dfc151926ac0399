import Consensus

/// A leader's handing over (dissertation §3.10).
struct TransferState: Sendable {
  let target: NodeID
  /// When it is given up.
  let deadline: Nanoseconds
  var isTold = false
}

extension RaftReplica {
  /// "The prior leader stops accepting new client requests; it fully updates the target server's log to match
  /// its own; it sends a TimeoutNow request" (§3.10). Given up after an election timeout.
  mutating func transferLeadership(
    to target: NodeID, token: UInt64, now: Nanoseconds, effects: inout RaftEffects
  ) {
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    if let refusal = refusalOfTransfer(to: target, now: now) {
      effects.decide(.leadership(.refusedTransfer(to: target, refusal)))
      effects.reply(.refused(refusal), to: token)
      return
    }
    transfer = TransferState(target: target, deadline: now + configuration.electionTimeout.upperBound)
    effects.decide(
      .leadership(.transferBegan(to: target, match: matchIndex[target.number], last: log.lastIndex)))
    effects.reply(.transferring(to: target), to: token)
    setLeaderWake()
    continueTransfer(effects: &effects)
  }

  private func refusalOfTransfer(to target: NodeID, now: Nanoseconds) -> RequestRefusal? {
    if let transfer { return .transferUnderWay(to: transfer.target) }
    if target == id { return .leadsAlready(target) }
    guard membership.all.contains(target) else { return .noSuchNode(target) }
    guard membership.voters.contains(target), !uncounted.contains(target) else { return .notVoter(target) }
    let silence = now - min(now, max(heardAt[target.number], leadsSince))
    if silence >= configuration.electionTimeout.upperBound { return .silent(target, for: silence) }
    return nil
  }

  /// Tells the successor once it holds the whole log, durably. From then on this leader's term serves no
  /// reads by lease: the order to stand may arrive at any time, and voters then do not wait.
  mutating func continueTransfer(effects: inout RaftEffects) {
    guard let target = transfer?.target, transfer?.isTold == false,
      matchIndex[target.number] == log.lastIndex
    else { return }
    transfer?.isTold = true
    reads.leaseIsForfeited = true
    reads.leaseUntil = nil
    effects.decide(.leadership(.sentTimeoutNow(to: target, last: log.lastIndex)))
    effects.send(.timeoutNow(.init(term: currentTerm)), to: target)
  }

  mutating func giveUpTransfer(effects: inout RaftEffects) {
    guard let target = transfer?.target else { return }
    effects.decide(
      .leadership(.transferGivenUp(to: target, match: matchIndex[target.number], last: log.lastIndex)))
    transfer = nil
  }

  mutating func handle(
    _ request: RaftMessage.TimeoutNow, from leader: NodeID, now: Nanoseconds, effects: inout RaftEffects
  ) {
    guard request.term == currentTerm, role != .leader, mayStand else {
      effects.decide(.ignoredStale(from: leader, messageTerm: request.term, currentTerm: currentTerm))
      return
    }
    effects.decide(.leadership(.receivedTimeoutNow(from: leader, term: request.term)))
    guard integrity == .sound else { return withholdCandidacy(now: now, effects: &effects) }
    startElection(now: now, isTransfer: true, effects: &effects)
  }
}
