import Raft

/// What is known of a rule that can be broken, in English: from papers, and from software in which it was broken.
public struct GalleryEntry: Sendable, Equatable {
  /// What the broken rule does, with the section of the rule.
  public let rule: String
  /// Where it happened, or which paper warns of it.
  public let seen: String
  /// How it shows.
  public let watch: String
}

extension GalleryEntry {
  public init(_ rule: BrokenRule) {
    self =
      switch rule {
      case .countOldTerm:
        Self(
          rule: "An entry of an earlier term is committed by counting its copies (Raft §5.4.2).",
          seen: "Figure 8 of the paper.",
          watch: "a payment that was answered, then overwritten by an older entry of a later term.")
      case .forgetVote:
        Self(
          rule: "A vote is not on disk, so a restarted node votes again in the same term (Figure 2, §5.2).",
          seen:
            "akka-raft restarted servers whose votes were in memory only (issue 62; Scott and others, NSDI 2016).",
          watch: "two leaders of one term.")
      case .loseLogTail:
        Self(
          rule: "What was acknowledged as stored is lost from the log's end in a crash (Figure 2, §5.3).",
          seen: "disks and file systems that lie about flushes (Alagappan and others, FAST 2018).",
          watch: "a crash of several nodes after which a payment is undone.")
      case .keepLastApplied:
        Self(
          rule: "lastApplied outlives a restart although the state it counts does not (Figure 2).",
          seen: "etcd 3.5.0 to 3.5.2 saved its consistent index before the entry's effect.",
          watch: "one node whose balances stay different after a restart.")
      case .livingMajority:
        Self(
          rule: "A majority is counted of the nodes heard from lately, not of all (§5.2, §5.3).",
          seen:
            "rapid-relayer's first Raft took the majority of the connected nodes (pull request 38, 2025).",
          watch: "both sides of a partition committing.")
      case .voteAnyLog:
        Self(
          rule: "A vote is given without comparing the logs (§5.4.1).",
          seen: "the paper's argument for the restriction, Figure 9.",
          watch: "a leader without committed entries, and coins that go back.")
      case .skipPreviousCheck:
        Self(
          rule: "AppendEntries is accepted without a matching entry before it (§5.3).",
          seen:
            "implementations that answer heartbeats without the check (Gjengset, Students' Guide to Raft, 2016).",
          watch: "logs that agree on an entry and not on those before it.")
      case .truncateOnStale:
        Self(
          rule:
            "Every AppendEntries cuts the log behind it, also a late one (Figure 2, AppendEntries rule 3).",
          seen: "warned of in Gjengset, Students' Guide to Raft, 2016.",
          watch: "entries that vanish while messages overtake each other.")
      case .anyMessageResetsTimer:
        Self(
          rule: "Any message resets the election timer, not only the current leader's (§5.2).",
          seen: "warned of as a livelock in Gjengset, Students' Guide to Raft, 2016.",
          watch: "a healthy majority that elects nobody (no rule of safety breaks; check ends with 3).")
      case .countVoteTwice:
        Self(
          rule: "A vote that arrives twice counts twice (§5.2).",
          seen: "akka-raft's candidates counted duplicate votes (Scott and others, NSDI 2016).",
          watch: "two leaders of one term while messages are doubled.")
      case .applyRetryTwice:
        Self(
          rule: "A retried transfer is applied again (§8; dissertation §6.3).",
          seen: "the paper's own example of a leader that crashes before it answers.",
          watch: "a payment made twice after a client asked twice.")
      case .staleLeaderRead:
        Self(
          rule: "A leader answers reads from its own state without asking whether it still leads (§8).",
          seen: "etcd 0.4 and Consul (Kingsbury, Jepsen, 2014).",
          watch: "a read that shows coins already spent: not linearizable.")
      case .replyBeforeDurable:
        Self(
          rule: "Votes and stored entries are promised before they are on disk (Figure 2).",
          seen: "every system that acknowledges before its flush; the paper requires stable storage first.",
          watch: "a power failure that takes back what was answered.")
      case .changeBeforeCommit:
        Self(
          rule:
            "The members change before the leader has committed an entry of its own term (dissertation §4.1).",
          seen: "the dissertation itself, until its author's correction (Ongaro, raft-dev, 2015).",
          watch: "two majorities that share nobody, where members change one at a time (`changes single`).")
      case .countLearner:
        Self(
          rule: "A learner's copy counts towards the majority (dissertation §4.2.1).",
          seen: "Camunda's Zeebe took members without a vote into its quorums (issue 57387, 2026).",
          watch: "a payment that the leader and a learner hold, and no other voter.")
      case .leaseWithoutBound:
        Self(
          rule:
            "A lease makes no allowance for clocks that run faster than the leader's (dissertation §6.4.1).",
          seen: "etcd's ReadOnlyLeaseBased has no bound; its documentation warns of drifting clocks.",
          watch: "a slow leader that answers from its ledger after another was elected (`reads lease`).")
      case .skipPreVote:
        Self(
          rule: "A candidate begins a term without asking first whether it could win (dissertation §9.6).",
          seen:
            "etcd without pre-vote at Cloudflare, 2020 (Jensen, Howard and Mortier, Examining Raft's Behaviour during "
            + "Partial Network Failures, 2021).",
          watch: "a healthy leader that a returning node deposes (`pre-vote on`; check ends with 3).")
      case .voteDespiteLeader:
        Self(
          rule: "Voters that hear a leader help a candidate to depose it (dissertation §4.2.3).",
          seen: "CockroachDB before 23.2 gave pre-votes beside a living leader (pull request 104042).",
          watch: "a removed server that deposes leader after leader (`check-quorum on`; check ends with 3).")
      case .stepDownEarly:
        Self(
          rule:
            "A leader that is removed steps down once it has stored that, not once it is committed (dissertation §4.2.2).",
          seen:
            "asked in the study of Raft (Ongaro, dissertation, appendix A): the question that fewest answered.",
          watch:
            "a removed leader that is elected again and again, and gives up each time (check ends with 3).")
      }
  }
}
