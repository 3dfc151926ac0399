import Words

/// The scenarios that come with the program, embedded so that one binary can be copied to a classroom.
public enum ShippedScenarios {
  /// The files in teaching order; each name is the file's, without its extension.
  public static let all: [(name: String, bytes: [UInt8])] = [
    ("first-election", PackageResources.first_election_raftcoin),
    ("a-transfer", PackageResources.a_transfer_raftcoin),
    ("leader-crash", PackageResources.leader_crash_raftcoin),
    ("split-vote", PackageResources.split_vote_raftcoin),
    ("minority-cannot-commit", PackageResources.minority_cannot_commit_raftcoin),
    ("stale-leader-overwritten", PackageResources.stale_leader_overwritten_raftcoin),
    ("retry-applied-once", PackageResources.retry_applied_once_raftcoin),
    ("whole-cluster-restart", PackageResources.whole_cluster_restart_raftcoin),
    ("old-term-entry", PackageResources.old_term_entry_raftcoin),
    ("figure-7", PackageResources.figure_7_raftcoin),
    ("figure-8", PackageResources.figure_8_raftcoin),
    ("one-way-cut", PackageResources.one_way_cut_raftcoin),
    ("nine-nodes", PackageResources.nine_nodes_raftcoin),
    ("lossy-network", PackageResources.lossy_network_raftcoin),
    ("flexible-quorums", PackageResources.flexible_quorums_raftcoin),
    ("synod-duel", PackageResources.synod_duel_raftcoin),
    ("synod-takeover", PackageResources.synod_takeover_raftcoin),
    ("compare-steady", PackageResources.compare_steady_raftcoin),
    ("compare-leader-crash", PackageResources.compare_leader_crash_raftcoin),
    ("compare-flapping-link", PackageResources.compare_flapping_link_raftcoin),
    ("compare-partition", PackageResources.compare_partition_raftcoin),
    ("compare-slow-disk", PackageResources.compare_slow_disk_raftcoin),
    ("compare-figure-8", PackageResources.compare_figure_8_raftcoin),
    ("bug-count-old-term", PackageResources.bug_count_old_term_raftcoin),
    ("bug-forget-vote", PackageResources.bug_forget_vote_raftcoin),
    ("bug-lose-log-tail", PackageResources.bug_lose_log_tail_raftcoin),
    ("bug-keep-last-applied", PackageResources.bug_keep_last_applied_raftcoin),
    ("bug-living-majority", PackageResources.bug_living_majority_raftcoin),
    ("bug-vote-any-log", PackageResources.bug_vote_any_log_raftcoin),
    ("bug-skip-previous-check", PackageResources.bug_skip_previous_check_raftcoin),
    ("bug-truncate-on-stale", PackageResources.bug_truncate_on_stale_raftcoin),
    ("bug-any-message-resets-timer", PackageResources.bug_any_message_resets_timer_raftcoin),
    ("bug-count-vote-twice", PackageResources.bug_count_vote_twice_raftcoin),
    ("bug-apply-retry-twice", PackageResources.bug_apply_retry_twice_raftcoin),
    ("bug-stale-leader-read", PackageResources.bug_stale_leader_read_raftcoin),
    ("bug-reply-before-durable", PackageResources.bug_reply_before_durable_raftcoin),
    ("bug-change-before-commit", PackageResources.bug_change_before_commit_raftcoin),
    ("bug-count-learner", PackageResources.bug_count_learner_raftcoin),
    ("bug-lease-without-bound", PackageResources.bug_lease_without_bound_raftcoin),
    ("bug-skip-pre-vote", PackageResources.bug_skip_pre_vote_raftcoin),
    ("bug-vote-despite-leader", PackageResources.bug_vote_despite_leader_raftcoin),
    ("bug-step-down-early", PackageResources.bug_step_down_early_raftcoin),
    ("bug-own-value", PackageResources.bug_own_value_raftcoin),
    ("bug-any-accepted", PackageResources.bug_any_accepted_raftcoin),
    ("bug-accept-despite-promise", PackageResources.bug_accept_despite_promise_raftcoin),
    ("bug-accept-without-promising", PackageResources.bug_accept_without_promising_raftcoin),
    ("bug-shared-ballot", PackageResources.bug_shared_ballot_raftcoin),
    ("bug-forget-promise", PackageResources.bug_forget_promise_raftcoin),
    ("bug-forget-accepted", PackageResources.bug_forget_accepted_raftcoin),
    ("bug-mix-ballots", PackageResources.bug_mix_ballots_raftcoin),
    ("bug-learn-by-number", PackageResources.bug_learn_by_number_raftcoin),
    ("bug-execute-over-hole", PackageResources.bug_execute_over_hole_raftcoin),
    ("bug-ack-over-hole", PackageResources.bug_ack_over_hole_raftcoin),
    ("bug-small-quorums", PackageResources.bug_small_quorums_raftcoin),
    ("bug-id-first", PackageResources.bug_id_first_raftcoin),
  ]

  /// The file of this name; nil when none is shipped under it.
  public static func bytes(of name: String) -> [UInt8]? {
    all.first { $0.name == name }?.bytes
  }

  /// One line on what the scenario shows, from its comment in that language, such as `# en:`; nil for an unknown name.
  public static func description(of name: String, language: Language) -> String? {
    bytes(of: name).flatMap { description(in: $0, language: language) }
  }

  /// The same for any scenario file's bytes; nil when it has no such comment.
  public static func description(in bytes: [UInt8], language: Language) -> String? {
    let mark = "# \(language.rawValue): "
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix(mark) { return String(text.dropFirst(mark.count)) }
    }
    return nil
  }
}

/// The lessons that come with the program, embedded likewise.
public enum ShippedLessons {
  /// The files in teaching order; each name is the lesson's.
  public static let all: [(name: String, bytes: [UInt8])] = [
    ("one-ledger", PackageResources.one_ledger_lesson),
    ("election", PackageResources.election_lesson),
    ("replication", PackageResources.replication_lesson),
    ("commit", PackageResources.commit_lesson),
    ("crash", PackageResources.crash_lesson),
    ("partition", PackageResources.partition_lesson),
    ("repair", PackageResources.repair_lesson),
    ("figure-8", PackageResources.figure_8_lesson),
    ("reads", PackageResources.reads_lesson),
    ("once", PackageResources.once_lesson),
    ("membership", PackageResources.membership_lesson),
    ("snapshots", PackageResources.snapshots_lesson),
    ("paxos", PackageResources.paxos_lesson),
  ]

  /// The beginning of a lesson of one's own.
  public static func template(named name: String) -> String {
    String(decoding: PackageResources.template_lesson, as: UTF8.self).replacing("{name}", with: name)
  }
}

/// The challenges that come with the program, embedded likewise.
public enum ShippedChallenges {
  /// The files, the easier ones first; each name is the challenge's.
  public static let all: [(name: String, bytes: [UInt8])] = [
    ("two-crowns", PackageResources.two_crowns_challenge),
    ("long-crowns", PackageResources.long_crowns_challenge),
    ("musical-chairs", PackageResources.musical_chairs_challenge),
    ("silence", PackageResources.silence_challenge),
    ("deaf-cure", PackageResources.deaf_cure_challenge),
    ("no-vote-today", PackageResources.no_vote_today_challenge),
    ("vanish", PackageResources.vanish_challenge),
    ("double-spend", PackageResources.double_spend_challenge),
    ("undo", PackageResources.undo_challenge),
    ("deceived-shop", PackageResources.deceived_shop_challenge),
    ("vote-twice", PackageResources.vote_twice_challenge),
    ("both-sides", PackageResources.both_sides_challenge),
  ]
}

/// The questions of the published user study on Raft and on Paxos as lessons, in our own words, and what its participants scored; the
/// tables name their source and licence.
public enum ShippedQuiz {
  /// The files in the study's order; each name is the lesson's.
  public static let raft: [(name: String, bytes: [UInt8])] = [
    ("raft-1", PackageResources.raft_1_lesson),
    ("raft-2", PackageResources.raft_2_lesson),
    ("raft-3", PackageResources.raft_3_lesson),
    ("raft-4", PackageResources.raft_4_lesson),
    ("raft-5", PackageResources.raft_5_lesson),
    ("raft-6", PackageResources.raft_6_lesson),
    ("raft-7", PackageResources.raft_7_lesson),
    ("raft-8", PackageResources.raft_8_lesson),
  ]
  public static let paxos: [(name: String, bytes: [UInt8])] = [
    ("paxos-1", PackageResources.paxos_1_lesson),
    ("paxos-2", PackageResources.paxos_2_lesson),
    ("paxos-3", PackageResources.paxos_3_lesson),
    ("paxos-4", PackageResources.paxos_4_lesson),
    ("paxos-5", PackageResources.paxos_5_lesson),
    ("paxos-6", PackageResources.paxos_6_lesson),
    ("paxos-7", PackageResources.paxos_7_lesson),
    ("paxos-8", PackageResources.paxos_8_lesson),
  ]
  /// The score of each of the 45 participants who took the one quiz, and of the 47 who took the other.
  public static let studyScores: [UInt8] = PackageResources.study_scores_csv
  /// The mean of each question.
  public static let studyQuestions: [UInt8] = PackageResources.study_questions_csv
}

/// Figures of the papers as numbers; each file names its source and licence.
public enum PublishedFigures {
  /// Figure 16 of the Raft paper: the time without a leader, as percentiles (CC-BY).
  public static let raftFigure16: [UInt8] = PackageResources.raft_election_figure16_csv
}

/// The plan of a class, embedded likewise.
public enum ShippedPlan {
  public static let bytes: [UInt8] = PackageResources.class_plan
}
