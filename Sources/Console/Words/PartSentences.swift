import Words

/// Parts that stand in the places of sentences: spans of time, entries, clients, messages.
enum PartSentences: String, Sentence {
  case seconds, milliseconds, noNode, countWords, entry, entries, noEntry, entryOfTerm, client,
    treasuryClient, readingClient, vote, votes, nextVotes, voteYes, voteNo, append, heartbeat, appendStored,
    appendRefused, preVoteYes, preVoteNo, install, installStored, installRefused, brokenRule, figure, yes, no
}
