extension RaftReplica {
  /// As `Decision.explanation` gives them.
  public static let decisionNames = [
    "adopted-membership", "adopted-term", "appended", "appended-membership", "asked-for-snapshot",
    "asked-pre-vote", "backed-up", "became-leader", "began-snapshot", "caught-up", "changed-flow",
    "committed", "committed-membership", "compacted-log", "confirmed-leadership", "counted-copy",
    "counted-pre-vote", "counted-vote", "deleted-conflict", "did-not-count-damaged", "did-not-count-wiped",
    "election-ran-out", "extended-lease", "finished-snapshot", "follows-leader", "found-damage",
    "found-damaged-snapshot", "found-damaged-vote", "found-wiped", "granted-pre-vote", "granted-vote",
    "held-back-command", "held-back-old-term", "ignored-stale", "ignored-vote-request", "installed-snapshot",
    "learned-commit", "lost-quorum", "passed-over-snapshot", "read-waits-for-term", "received-snapshot",
    "received-timeout-now", "redirected-client", "refused-append", "refused-change", "refused-pre-vote",
    "refused-snapshot", "refused-transfer", "refused-vote", "refused-vote-damaged", "refused-vote-wiped",
    "removed-leader-stepped-down", "repaired", "resumed-snapshot", "sends-snapshot-again",
    "sent-timeout-now", "served-read", "started-election", "stepped-down", "stored-entries",
    "took-back-copies", "took-read-index", "transfer-began", "transfer-given-up", "turned-reads-away",
    "was-refused", "was-refused-pre-vote", "went-back-to-membership", "withheld-candidacy",
    "withheld-candidacy-damaged", "withheld-candidacy-wiped",
  ]
}
