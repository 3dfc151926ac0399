import Consensus
import Host

/// The dissertation's additions to Figure 2, in words.
extension Narrator {
  /// The sentence about one such decision; nil where it is not news.
  func extensionNews(of decision: Decision, at node: NodeID) -> News? {
    switch decision {
    case .leadership(let decision): news(of: decision, at: node)
    case .membership(let decision): news(of: decision, at: node)
    case .reading(let decision): news(of: decision, at: node)
    case .snapshot(let decision): news(of: decision, at: node)
    case .changedFlow(let follower, _, let new, let next):
      news(
        4, new == .probe ? SnapshotSentences.toProbe : new == .replicate ? .toReplicate : .toSnapshot, node,
        [.other: .node(follower), .next: .number(next)])
    default: nil
    }
  }

  private func news(
    _ rank: Int, _ sentence: some Sentence, _ node: NodeID, _ values: [Place: Value] = [:]
  ) -> News {
    News(rank: rank, text: catalogue.say(sentence, values.merging([.node: .node(node)]) { $1 }))
  }

  private func news(of decision: LeadershipDecision, at node: NodeID) -> News {
    typealias Say = LeadershipSentences
    switch decision {
    case .askedPreVote(let term, let waited, _):
      return news(8, Say.askedPreVote, node, [.waited: .duration(waited), .term: .number(term)])
    case .grantedPreVote(let candidate, let term):
      return news(5, Say.grantedPreVote, node, [.other: .node(candidate), .term: .number(term)])
    case .refusedPreVote(let candidate, let term, let reason):
      return refusedPreVote(node, candidate, term, reason)
    case .countedPreVote(let from, let term, let votes, let needed, let size):
      return news(
        5, from == node ? Say.countedOwnPreVote : .countedPreVote, node,
        [
          .other: .node(from), .term: .number(term), .count: .count(votes.count), .needed: .count(needed),
          .size: .count(size),
        ])
    case .wasRefusedPreVote(let other, let term):
      return news(3, Say.wasRefusedPreVote, node, [.other: .node(other), .term: .number(term)])
    case .ignoredVoteRequest(let candidate, let term, let ago):
      return news(
        7, Say.ignoredVoteRequest, node,
        [.other: .node(candidate), .term: .number(term), .waited: .duration(ago)])
    case .withheldCandidacy(let heard):
      return news(
        7, Say.withheldCandidacy, node, [.reason: .text(catalogue.text(of: .hearsLeader(node, heard)))])
    case .lostQuorum(let term, let heard, let needed, let size):
      return news(
        8, Say.lostQuorum, node,
        [
          .term: .number(term), .count: .count(heard.count), .needed: .count(needed), .size: .count(size),
        ])
    default: return transferNews(of: decision, at: node)
    }
  }

  private func refusedPreVote(
    _ node: NodeID, _ candidate: NodeID, _ term: Term, _ reason: LeadershipDecision.PreVoteRefusal
  ) -> News {
    var values: [Place: Value] = [.other: .node(candidate), .term: .number(term)]
    let sentence: LeadershipSentences
    switch reason {
    case .staleTerm(let current):
      sentence = .preVoteStale
      values[.current] = .number(current)
    case .logBehind(let own, _):
      sentence = .preVoteBehind
      values[.own] = .position(own)
    case .hearsLeader(let ago):
      sentence = .preVoteHears
      values[.waited] = .duration(ago)
    }
    return news(6, sentence, node, values)
  }

  private func transferNews(of decision: LeadershipDecision, at node: NodeID) -> News {
    typealias Say = LeadershipSentences
    switch decision {
    case .transferBegan(let to, let match, let last):
      return news(
        8, Say.transferBegan, node, [.other: .node(to), .index: .number(match), .last: .number(last)])
    case .transferGivenUp(let to, let match, let last):
      return news(
        8, Say.transferGivenUp, node, [.other: .node(to), .index: .number(match), .last: .number(last)])
    case .sentTimeoutNow(let to, let last):
      return news(8, Say.sentTimeoutNow, node, [.other: .node(to), .last: .number(last)])
    case .receivedTimeoutNow(let from, let term):
      return news(7, Say.receivedTimeoutNow, node, [.other: .node(from), .term: .number(term)])
    case .refusedTransfer(let to, let refusal):
      return news(
        8, Say.refusedTransfer, node, [.other: .node(to), .reason: .text(catalogue.text(of: refusal))])
    case .heldBackCommand(let successor):
      return news(2, Say.heldBackCommand, node, [.other: .node(successor)])
    default: return News(rank: 0, text: catalogue.say(WorldSentences.quiet))
    }
  }

  private func news(of decision: MembershipDecision, at node: NodeID) -> News {
    typealias Say = MembershipSentences
    func values(_ index: LogIndex, _ membership: Membership) -> [Place: Value] {
      [.index: .number(index), .detail: .text(catalogue.text(of: membership))]
    }
    switch decision {
    case .appended(let position, let membership):
      return news(
        8, membership.isJoint ? Say.appendedJoint : .appended, node, values(position.index, membership))
    case .adopted(let index, let membership):
      return news(5, Say.adopted, node, values(index, membership))
    case .wentBack(let index, let membership):
      return news(8, Say.wentBack, node, values(index, membership))
    case .committed(let index, let membership):
      return news(
        8, membership.isJoint ? Say.committedJoint : .committed, node, values(index, membership))
    case .refused(let change, let refusal):
      return news(
        8, Say.refused, node,
        [
          .act: .text(change.name), .other: .node(change.node), .section: .text(refusal.section),
          .reason: .text(catalogue.text(of: refusal)),
        ])
    case .caughtUp(let other, let match, let last):
      return news(
        7, Say.caughtUp, node, [.other: .node(other), .index: .number(match), .last: .number(last)])
    case .removedLeaderSteppedDown(let index, _):
      return news(9, Say.removedLeader, node, [.index: .number(index)])
    }
  }

  private func news(of decision: ReadDecision, at node: NodeID) -> News {
    typealias Say = SnapshotSentences
    switch decision {
    case .waitsForTerm(let term): return news(4, Say.waitsForTerm, node, [.term: .number(term)])
    case .tookIndex(let index, let round):
      return news(4, Say.tookIndex, node, [.index: .number(index), .number: .number(round)])
    case .confirmed(let round, let heard, _, let size):
      return news(
        2, Say.confirmed, node,
        [.number: .number(round), .count: .count(heard.count), .size: .count(size)])
    case .extendedLease(let time): return news(1, Say.extendedLease, node, [.time: .time(time)])
    case .served(let index, let rule):
      let sentence: Say = rule == .index ? .servedIndex : rule == .lease ? .servedLease : .servedLog
      return news(5, sentence, node, [.index: .number(index)])
    case .turnedAway(let count): return news(5, Say.turnedAway, node, [.count: .count(count)])
    }
  }

  private func news(of decision: SnapshotDecision, at node: NodeID) -> News {
    typealias Say = SnapshotSentences
    func values(_ other: NodeID, _ snapshot: LogPosition, _ number: UInt64 = 0) -> [Place: Value] {
      [.other: .node(other), .index: .number(snapshot.index), .number: .number(number)]
    }
    switch decision {
    case .asked(let applied, let entries):
      return news(4, Say.asked, node, [.index: .number(applied), .number: .number(entries)])
    case .compacted(let snapshot, let through):
      return news(6, Say.compacted, node, [.index: .number(snapshot.index), .last: .number(through)])
    case .began(let follower, let snapshot, let needs, let bytes):
      return news(
        8, Say.began, node, values(follower, snapshot, bytes).merging([.next: .number(needs)]) { $1 })
    case .resumed(let follower, let snapshot, let offset):
      return news(6, Say.resumed, node, values(follower, snapshot, offset))
    case .finished(let follower, let snapshot):
      return news(7, Say.finished, node, values(follower, snapshot))
    case .again(let follower, let snapshot): return news(8, Say.again, node, values(follower, snapshot))
    case .received(let from, let snapshot, let through, let total):
      return news(
        4, Say.received, node, values(from, snapshot, through).merging([.size: .number(total)]) { $1 })
    case .refused(let from, let snapshot): return news(8, Say.refused, node, values(from, snapshot))
    case .installed(let from, let snapshot, let kept):
      return news(8, Say.installed, node, values(from, snapshot, kept))
    case .passedOver(let from, let snapshot, let committed):
      return news(
        3, Say.passedOver, node, values(from, snapshot).merging([.last: .number(committed)]) { $1 })
    }
  }

  // MARK: Cards

  /// Rule, numbers and what would have changed it; nil for the decisions of Figure 2.
  func extensionCard(of decision: Decision) -> [String]? {
    if let refusal = decision.requestRefusal {
      // The numbers stand in the reason, which is told already.
      let card = catalogue.card(of: refusal)
      return [card.rule, card.otherwise]
    }
    guard let (rule, otherwise) = cardSentences(of: decision) else { return nil }
    let fields = decision.fields.filter { $0.name != "reason" }
    return [
      rule, catalogue.say(SnapshotSentences.numbersNote, [.detail: .text(catalogue.text(of: fields))]),
      otherwise,
    ]
  }

  private func cardSentences(of decision: Decision) -> (String, String)? {
    switch decision {
    case .leadership(let decision): leadershipCard(decision)
    case .membership(let decision): membershipCard(decision)
    case .reading(.extendedLease), .reading(.served(_, .lease)):
      (catalogue.say(SnapshotSentences.ruleLease), catalogue.say(SnapshotSentences.otherwiseLease))
    case .reading:
      (catalogue.say(SnapshotSentences.ruleIndex), catalogue.say(SnapshotSentences.otherwiseIndex))
    case .snapshot(.asked), .snapshot(.compacted):
      (catalogue.say(SnapshotSentences.ruleCompact), catalogue.say(SnapshotSentences.otherwiseCompact))
    case .snapshot:
      (catalogue.say(SnapshotSentences.ruleInstall), catalogue.say(SnapshotSentences.otherwiseInstall))
    case .changedFlow:
      (catalogue.say(SnapshotSentences.ruleFlow), catalogue.say(SnapshotSentences.otherwiseFlow))
    default: nil
    }
  }

  private func leadershipCard(_ decision: LeadershipDecision) -> (String, String) {
    typealias Say = LeadershipSentences
    switch decision {
    case .askedPreVote, .grantedPreVote, .refusedPreVote, .countedPreVote, .wasRefusedPreVote:
      return (catalogue.say(Say.rulePreVote), catalogue.say(Say.otherwisePreVote))
    case .ignoredVoteRequest:
      return (catalogue.say(Say.ruleLoyalty), catalogue.say(Say.otherwiseLoyalty))
    case .withheldCandidacy:
      return (catalogue.say(RefusalSentences.ruleHears), catalogue.say(RefusalSentences.otherwiseHears))
    case .lostQuorum(_, _, let needed, _):
      return (catalogue.say(Say.ruleQuorum), catalogue.say(Say.otherwiseQuorum, [.needed: .count(needed)]))
    default: return (catalogue.say(Say.ruleTransfer), catalogue.say(Say.otherwiseTransfer))
    }
  }

  private func membershipCard(_ decision: MembershipDecision) -> (String, String) {
    typealias Say = MembershipSentences
    switch decision {
    case .appended(_, let membership) where membership.isJoint,
      .committed(_, let membership) where membership.isJoint:
      return (catalogue.say(Say.ruleJoint), catalogue.say(Say.otherwiseJoint))
    case .appended, .adopted, .wentBack, .committed:
      return (catalogue.say(Say.ruleNewest), catalogue.say(Say.otherwiseNewest))
    case .refused: return (catalogue.say(Say.ruleNewest), catalogue.say(Say.otherwiseNewest))
    case .caughtUp: return (catalogue.say(Say.ruleLearner), catalogue.say(Say.otherwiseLearner))
    case .removedLeaderSteppedDown:
      return (catalogue.say(Say.ruleRemoved), catalogue.say(Say.otherwiseRemoved))
    }
  }
}

extension Decision {
  fileprivate var requestRefusal: RequestRefusal? {
    switch self {
    case .membership(.refused(_, let refusal)), .leadership(.refusedTransfer(_, let refusal)): refusal
    default: nil
    }
  }
}

extension Catalogue {
  /// A configuration in words.
  public func text(of membership: Membership) -> String {
    let sentence: MembershipSentences =
      switch (membership.isJoint, membership.learners.isEmpty) {
      case (false, true): .plainNote
      case (false, false): .learnersNote
      case (true, true): .jointNote
      case (true, false): .jointLearnersNote
      }
    return say(
      sentence,
      [
        .nodes: .nodes(membership.voters), .outgoing: .nodes(membership.outgoing),
        .learners: .nodes(membership.learners),
      ])
  }

  /// Why a member does not do what it is asked to.
  public func text(of refusal: RequestRefusal) -> String {
    typealias Say = MembershipSentences
    switch refusal {
    case .changeUnderWay(let index): return say(Say.reasonUnderWayNote, [.index: .number(index)])
    case .noCommitInTerm(let term): return say(Say.reasonNoCommitNote, [.term: .number(term)])
    case .noSuchNode(let node): return say(Say.reasonNoNodeNote, [.node: .node(node)])
    case .memberAlready(let node): return say(Say.reasonMemberNote, [.node: .node(node)])
    case .lastNode(let node): return say(Say.reasonLastNote, [.node: .node(node)])
    case .losesMajority(let heard, let needed, let size):
      return say(
        Say.reasonMajorityNote,
        [.count: .count(heard.count), .needed: .count(needed), .size: .count(size)])
    case .notCaughtUp(let node, let match, let last):
      return say(
        Say.reasonBehindNote, [.node: .node(node), .index: .number(match), .last: .number(last)])
    case .leadsAlready(let node): return say(Say.reasonLeadsNote, [.node: .node(node)])
    case .notVoter(let node): return say(Say.reasonNoVoteNote, [.node: .node(node)])
    case .silent(let node, let span):
      return say(Say.reasonSilentNote, [.node: .node(node), .waited: .duration(span)])
    case .transferUnderWay(let node): return say(Say.reasonTransferNote, [.node: .node(node)])
    case .hearsLeader(let node, let heard):
      return say(
        heard.leader == nil ? Say.reasonStartedNote : Say.reasonHearsNote,
        [
          .node: .node(node), .other: heard.leader.map { .node($0) }, .waited: .duration(heard.ago),
          .span: .duration(heard.atLeast),
        ].compactMapValues { $0 })
    }
  }
}
