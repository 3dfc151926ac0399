import Consensus

/// Decisions about who belongs to the cluster (dissertation ch. 4).
public enum MembershipDecision: Sendable, Equatable {
  /// The leader appended a configuration and uses it from now on.
  case appended(LogPosition, Membership)
  /// A follower stored a configuration and uses it from now on, committed or not (§4.1).
  case adopted(LogIndex, Membership)
  /// A configuration was deleted with other entries that conflict: the one at `index` holds again.
  case wentBack(to: LogIndex, Membership)
  /// A configuration is committed; the outgoing voters, if any, may be left behind (§4.3).
  case committed(LogIndex, Membership)
  case refused(MembershipChange, RequestRefusal)
  /// A learner that is to join has caught up (§4.2.1).
  case caughtUp(NodeID, match: LogIndex, last: LogIndex)
  /// The leader is no member of the committed configuration (§4.2.2); `early`, where that rule is broken: of the newest.
  case removedLeaderSteppedDown(LogIndex, Term, early: Bool = false)
}

extension MembershipDecision: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .appended(let position, let membership):
      tell(
        "appended-membership", membership.isJoint ? "D§4.3" : "D§4.1", rank: 8,
        sign: .beginsChange(at: position.index),
        ["entry": position], more: membership.fields,
        variants: [membership.isJoint ? "joint" : nil])
    case .adopted(let index, let membership):
      tell("adopted-membership", "D§4.1", rank: 5, ["index": index], more: membership.fields)
    case .wentBack(let index, let membership):
      tell("went-back-to-membership", "D§4.1", rank: 8, ["index": index], more: membership.fields)
    case .committed(let index, let membership):
      tell(
        "committed-membership", membership.isJoint ? "D§4.3" : "D§4.1", rank: 8, sign: .endsChange(at: index),
        ["index": index],
        more: membership.fields, variants: [membership.isJoint ? "joint" : nil])
    case .refused(let change, let refusal):
      tell(
        "refused-change", refusal.section, rank: 8, sign: .declines,
        ["change": change.name, "node": change.node, "reason": refusal.explanation()])
    case .caughtUp(let node, let match, let last):
      tell("caught-up", "D§4.2.1", rank: 7, ["node": node, "match": match, "last": last])
    case .removedLeaderSteppedDown(let index, let term, let early):
      tell(
        "removed-leader-stepped-down", "D§4.2.2", rank: 9, sign: early ? .stepsDown(from: .leader) : nil,
        ["index": index, "term": term], variants: [early ? "broken" : nil])
    }
  }
}
