import Consensus

/// What the broken rules need besides their one switch. A replica that breaks none keeps nothing for them.
extension RaftReplica {
  @inline(__always)
  func breaks(_ rule: BrokenRule) -> Bool { configuration.broken.contains(rule) }

  /// From now on exactly `rules` are broken. Who has been heard from is counted from here on, everyone being
  /// taken for alive at first.
  mutating func breakRules(_ rules: BrokenRules, now: Nanoseconds) {
    configuration.broken = rules
    decidingMembership = membership
    if rules.contains(BrokenRule.livingMajority) {
      for number in heardAt.indices { heardAt[number] = now }
    }
  }

  /// The rule that `livingMajority` breaks is that a majority is one of all members (§5.2): here it is one of
  /// the members heard from within the longest election timeout, and itself.
  mutating func countLiving(_ input: Input<RaftMessage>, now: Nanoseconds) {
    if case .receive(let from, _) = input, (1...NodeID.highest).contains(from.number) {
      heardAt[from.number] = now
    }
    let living = heardWithin(configuration.electionTimeout.upperBound, now: now)
    decidingMembership = Membership(
      voters: membership.voters.intersection(living), outgoing: membership.outgoing.intersection(living))
  }

  /// Learners are no part of a majority (dissertation §4.2.1): here their copies are taken for voters', of whom
  /// as many are needed as ever.
  func agreedWithLearners(_ values: [LogIndex]) -> LogIndex {
    let copies = membership.voters.union(membership.learners).map { values[$0.number] }.sorted(by: >)
    return copies.count >= needed && needed > 0 ? copies[needed - 1] : 0
  }

  /// Whose copies count.
  var countedMembers: NodeSet {
    let voters = decidingMembership.voters
    return breaks(.countLearner) ? voters.union(membership.learners) : voters
  }

  /// "Each server will vote for at most one candidate in a given term" (§5.2) holds over a restart because
  /// the vote is on disk beside the term.
  var voteToStore: NodeID? { breaks(.forgetVote) ? nil : votedFor }

  public mutating func keepLastApplied(_ index: LogIndex) {
    if breaks(.keepLastApplied) { lastApplied = max(lastApplied, index) }
  }
}
