import Words

/// Parts that stand in the places of sentences: spans of time, entries, clients, messages.
enum PartSentences: String, Sentence {
  case seconds, milliseconds, noNode, countWords, noEntry, entryOfTerm, client,
    treasuryClient, readingClient, vote, votes, nextVotes, brokenRule, figure, yes, no
}
