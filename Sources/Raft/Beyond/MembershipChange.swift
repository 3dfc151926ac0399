import Consensus

/// Changes of the configuration (dissertation ch. 4), through the log: for voters C_old, then C_old,new, then
/// C_new (§4.3), or one server at once (§4.1) where that is asked for.
extension RaftReplica {
  mutating func changeMembership(
    _ change: MembershipChange, token: UInt64, now: Nanoseconds, effects: inout RaftEffects
  ) {
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    if let refusal = refusal(of: change, now: now) {
      effects.decide(.membership(.refused(change, refusal)))
      effects.reply(.refused(refusal), to: token)
      return
    }
    append(membership.firstStep(of: change, jointly: configuration.jointChanges), now: now, effects: &effects)
    effects.reply(.accepted(log.last), to: token)
  }

  private func refusal(of change: MembershipChange, now: Nanoseconds) -> RequestRefusal? {
    if let refusal = refusalNow { return refusal }
    if let transfer { return .transferUnderWay(to: transfer.target) }
    guard (1...NodeID.highest).contains(change.node.number) else { return .noSuchNode(change.node) }
    if let refusal = membership.refusal(of: change) { return refusal }
    if case .promote(let node) = change, !hasCaughtUp(node) {
      return .notCaughtUp(node, match: matchIndex[node.number], last: log.lastIndex)
    }
    return refusalOfLoss(membership.firstStep(of: change, jointly: false).voters, now: now)
  }

  /// Why no change can begin at all: one is under way (§4.1), or what is committed is not yet known: "a
  /// leader must not append a new configuration entry until it has committed an entry from its current
  /// term" (the author's correction to §4.1, 2015).
  private var refusalNow: RequestRefusal? {
    if membershipIndex > commitIndex || membership.isJoint { return .changeUnderWay(index: membershipIndex) }
    if !hasCommittedInTerm, !breaks(.changeBeforeCommit) { return .noCommitInTerm(currentTerm) }
    return nil
  }

  /// A change after which those that answer would be no majority would stop the cluster.
  private func refusalOfLoss(_ voters: NodeSet, now: Nanoseconds) -> RequestRefusal? {
    guard voters != membership.voters else { return nil }
    let heard = heardWithin(configuration.electionTimeout.upperBound, now: now)
      .intersection(voters).subtracting(uncounted)
    return voters.hasMajority(of: heard)
      ? nil : .losesMajority(heard: heard, needed: voters.majority, of: voters.count)
  }

  /// Whether one AppendEntries would bring it to the leader's end (§4.2.1 asks for a short last round).
  private func hasCaughtUp(_ node: NodeID) -> Bool {
    if uncounted.contains(node) { return false }
    let match = matchIndex[node.number]
    return match >= commitIndex
      && log.lastIndex - min(match, log.lastIndex) <= UInt64(configuration.appendLimit)
  }

  /// Appends a configuration, uses it from now on (§4.1), and sends it.
  private mutating func append(_ next: Membership, now: Nanoseconds, effects: inout RaftEffects) {
    append(
      Entry(term: currentTerm, kind: .configuration, payload: next.encoded()), effects: &effects)
    memberships.append(MembershipRecord(index: log.lastIndex, membership: next))
    effects.decide(.membership(.appended(log.last, next)))
    membershipChanged(now: now)
    setLeaderWake()
    if !stepsDownEarly(now: now, effects: &effects) { sendWhereFree(effects: &effects) }
  }

  /// "A leader that is removed from the configuration steps down once the C_new entry is committed" (§4.2.2): here it
  /// does so as soon as it has stored that entry, and whenever it is elected again with it.
  /// - Returns: whether it did.
  mutating func stepsDownEarly(now: Nanoseconds, effects: inout RaftEffects) -> Bool {
    guard breaks(.stepDownEarly), !membership.deciders.contains(id) else { return false }
    effects.decide(.membership(.removedLeaderSteppedDown(membershipIndex, currentTerm, early: true)))
    becomeFollower(now: now, effects: &effects)
    return true
  }

  /// A learner that is to join gets its vote as soon as it has caught up (§4.2.1).
  mutating func promoteIfCaughtUp(_ node: NodeID, now: Nanoseconds, effects: inout RaftEffects) {
    guard transfer == nil, refusalNow == nil, hasCaughtUp(node) else { return }
    let next = membership.firstStep(of: .promote(node), jointly: configuration.jointChanges)
    guard refusalOfLoss(next.voters, now: now) == nil else { return }
    effects.decide(
      .membership(.caughtUp(node, match: matchIndex[node.number], last: log.lastIndex)))
    append(next, now: now, effects: &effects)
  }

  /// The configuration in use has just been committed: a joint one is left (§4.3); a leader that is no member
  /// of it steps down (§4.2.2), after it has told the others what is committed.
  mutating func membershipCommitted(now: Nanoseconds, effects: inout RaftEffects) {
    effects.decide(.membership(.committed(membershipIndex, membership)))
    if membership.isJoint {
      append(membership.withoutOutgoing, now: now, effects: &effects)
    } else if !membership.voters.contains(id) {
      sendHeartbeats(now: now, effects: &effects)
      effects.decide(.membership(.removedLeaderSteppedDown(membershipIndex, currentTerm)))
      becomeFollower(now: now, effects: &effects)
    }
  }
}
