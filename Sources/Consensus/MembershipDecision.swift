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
  /// The leader is no member of the committed configuration (§4.2.2).
  case removedLeaderSteppedDown(LogIndex, Term)

  public var name: String {
    switch self {
    case .appended: "appended-membership"
    case .adopted: "adopted-membership"
    case .wentBack: "went-back-to-membership"
    case .committed: "committed-membership"
    case .refused: "refused-change"
    case .caughtUp: "caught-up"
    case .removedLeaderSteppedDown: "removed-leader-stepped-down"
    }
  }

  public var section: String {
    switch self {
    case .appended(_, let membership), .committed(_, let membership): membership.isJoint ? "D§4.3" : "D§4.1"
    case .adopted, .wentBack: "D§4.1"
    case .refused(_, let refusal): refusal.section
    case .caughtUp: "D§4.2.1"
    case .removedLeaderSteppedDown: "D§4.2.2"
    }
  }

  public var fields: [Field] {
    switch self {
    case .appended(let position, let membership):
      [Field("entry", .position(position))] + membership.fields
    case .adopted(let index, let membership), .wentBack(let index, let membership),
      .committed(let index, let membership):
      [Field("index", .number(index))] + membership.fields
    case .refused(let change, let refusal):
      [
        Field("change", .text(change.name)), Field("node", .node(change.node)),
        Field("reason", .text(refusal.name)),
      ]
    case .caughtUp(let node, let match, let last):
      [Field("node", .node(node)), Field("match", .number(match)), Field("last", .number(last))]
    case .removedLeaderSteppedDown(let index, let term):
      [Field("index", .number(index)), Field("term", .number(term))]
    }
  }
}

extension Membership {
  /// Its sets by name; those of a joint configuration only where there are any.
  public var fields: [Field] {
    [Field("voters", .nodes(voters))]
      + (isJoint ? [Field("outgoing", .nodes(outgoing))] : [])
      + (learners.isEmpty ? [] : [Field("learners", .nodes(learners))])
  }
}
