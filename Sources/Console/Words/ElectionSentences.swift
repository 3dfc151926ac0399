import Words

/// Elections: timers, votes, leaders and terms (Raft §5.1, §5.2, §5.4.1).
enum ElectionSentences: String, Sentence {
  case opening, openingAlone, started, startedByHand, noWinner, noWinnerOneDown, noWinnerManyDown, ranOut,
    ranOutUnwritten,
    grantedEmpty, grantedSame, grantedLater, grantedOverEmpty, grantedLonger, granted, refusedStale,
    refusedVoted, refusedVotedItself, refusedLog, refusedShorter, refusedEmpty, counted, countedUnwritten,
    countedOwn,
    wasRefused, leads, leaderStepsDown, candidateStepsDown, candidateMeetsLeader, adoptedTerm, follows
}
