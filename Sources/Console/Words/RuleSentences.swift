import Words

/// The rule that a card quotes.
enum RuleSentences: String, Sentence {
  case election, electionAgain, vote, oneVote, upToDate, staleTerm, higherTerm, majority, sameTermLeader,
    leaderKnown, leaderAppends, noOp, clients, consistency, conflict, copies, backUp, commit, oldTerm,
    learnCommit, stale, durable, volatile, once, stateMachine, retry, minority, heartbeat, safety
}
