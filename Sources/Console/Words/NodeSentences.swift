import Words

/// The card of a node: why it is what it is, what it waits for, what it would take.
enum NodeSentences: String, Sentence {
  case leader, leaderStays, leaderOutdated, leaderWithoutMajority, leaderAllConfirmed, leaderUnconfirmed,
    candidate, candidateNoVotes, candidateTimer, follower, followerAlone, couldLead, voted, votedItself,
    notVoted, upToDate, behind, writing, down, downEmpty, downCounts, stalled, stalledQueued
}
