import Consensus

/// Which configuration a server uses: the newest in its log, committed or not (dissertation §4.1).
extension RaftReplica {
  @inlinable @inline(__always)
  public var membership: Membership { memberships.last?.membership ?? Membership(voters: []) }
  /// The entry that holds it; 0: the first configuration.
  var membershipIndex: LogIndex { memberships.last?.index ?? 0 }

  /// Whether it may stand for election: its vote counts; or it is about to be removed, because until that is
  /// committed nobody else may have what it takes to win (dissertation §4.2.2, Figure 4.6). It gives its vote
  /// in any case: the candidate may know a newer configuration (§4.1).
  @inline(__always)
  var mayStand: Bool {
    if membership.deciders.contains(id) { return true }
    guard membershipIndex > commitIndex, memberships.count > 1 else { return false }
    return memberships[memberships.count - 2].membership.deciders.contains(id)
  }

  var otherMembers: [NodeID] {
    var others = membership.all
    others.remove(id)
    return Array(others)
  }

  /// How many of `size` voters decide; of a joint configuration, those of C_new.
  var needed: Int { decidingMembership.voters.majority }
  var size: Int { decidingMembership.voters.count }

  static func memberships(in durable: RaftDurableState, first: [NodeID]) -> [MembershipRecord] {
    let base =
      durable.baseMembership ?? MembershipRecord(index: 0, membership: Membership(voters: NodeSet(first)))
    return [base] + durable.log.memberships(in: (base.index + 1)..<(.max))
  }

  /// Entries from `index` on are new: uses the newest configuration among them.
  mutating func noteMemberships(
    in entries: EntryBatch, from index: LogIndex, now: Nanoseconds, effects: inout RaftEffects
  ) {
    for record in MembershipRecord.held(by: entries, from: index) {
      memberships.append(record)
      effects.decide(.membership(.adopted(record.index, record.membership)))
      membershipChanged(now: now)
    }
  }

  /// Entries from `index` on are gone: goes back to the configuration before them.
  mutating func dropMemberships(from index: LogIndex, now: Nanoseconds, effects: inout RaftEffects) {
    guard membershipIndex >= index, memberships.count > 1 else { return }
    while memberships.count > 1, membershipIndex >= index { memberships.removeLast() }
    effects.decide(.membership(.wentBack(to: membershipIndex, membership)))
    membershipChanged(now: now)
  }

  /// Those before the newest one up to `index` are of no use any more.
  mutating func forgetMemberships(through index: LogIndex) {
    while memberships.count > 1, memberships[1].index <= index { memberships.removeFirst() }
  }

  /// Takes over what the newest configuration means for this server.
  mutating func membershipChanged(now: Nanoseconds) {
    decidingMembership = membership
    let before = NodeSet(peers)
    peers = otherMembers
    if role == .leader {
      for peer in peers where !before.contains(peer) {
        progress[peer.number] = FollowerProgress(nextIndex: log.lastIndex + 1)
        matchIndex[peer.number] = 0
      }
      for peer in before.subtracting(NodeSet(peers)) { matchIndex[peer.number] = 0 }
    } else if mayStand == (nextWake == .max) {
      // Its election timer begins with its vote, and ends with it.
      resetElectionTimer(now: now)
    }
  }

  /// The servers heard from within `span`, and this one.
  func heardWithin(_ span: Nanoseconds, now: Nanoseconds) -> NodeSet {
    var heard = NodeSet([id])
    for number in 1...NodeID.highest where now - min(now, heardAt[number]) <= span {
      heard.insert(NodeID(number))
    }
    return heard
  }
}
