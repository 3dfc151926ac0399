import Words

/// What each invariant demands, for the card of a broken rule.
enum InvariantSentences: String, Sentence {
  case electionSafety, leaderAppendOnly, logMatching, leaderCompleteness, stateMachineSafety,
    committedEntryUnchanged, durableMajority, termMonotonic, commitMonotonic, voteUnchanged,
    matchIndexDurable, snapshotsEqual, leaseExclusive, constantSupply,
    noNegativeBalance, nonceUsedOnce, transactionAppliedOnce, linearizability, goesOn

  /// By the name that `violated NAME` uses: `election-safety`.
  init?(invariant name: String) {
    let words = name.split(separator: "-")
    let key =
      words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    self.init(rawValue: key)
  }
}
