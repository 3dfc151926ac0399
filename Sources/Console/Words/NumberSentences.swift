import Words

/// The numbers that decided, as a card gives them.
enum NumberSentences: String, Sentence {
  case damagedFrom, damagedVote, damagedSnapshot, sparedSnapshot, damagedLog, damagedCopies, wiped,
    wipedCopies, tookBack, repaired
  case started, votes, noVotes, logs, terms, oneVote, refusal, termChange, follows, appended, redirected,
    redirectedNowhere, stored, deleted, missing, conflicting, copies, backedUp, committed, heldBack,
    learned, request, up, message
}
