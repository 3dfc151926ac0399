import Words

/// Who leads, beyond the paper's Figure 2: pre-vote, check-quorum, the transfer of leadership.
enum LeadershipSentences: String, Sentence {
  case askedPreVote, grantedPreVote, preVoteStale, preVoteBehind, preVoteHears, countedPreVote,
    countedOwnPreVote, wasRefusedPreVote, ignoredVoteRequest, withheldCandidacy, lostQuorum, transferBegan,
    sentTimeoutNow, receivedTimeoutNow, transferGivenUp, refusedTransfer, heldBackCommand
  case rulePreVote, ruleLoyalty, ruleQuorum, ruleTransfer
  case otherwisePreVote, otherwiseLoyalty, otherwiseQuorum, otherwiseTransfer
}
