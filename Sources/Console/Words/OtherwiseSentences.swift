import Words

/// What would have changed an outcome, as a card gives it.
enum OtherwiseSentences: String, Sentence {
  case started, ranOut, granted, staleVote, voted, logBehind, counted, wasRefused, leads, higherTerm,
    meetsLeader, follows, appended, noOp, redirected, stored, deleted, deletedBroken, missing, staleAppend,
    copies, backedUp, committed, heldBack, learned, ignored, crash, repeated, lost
}
