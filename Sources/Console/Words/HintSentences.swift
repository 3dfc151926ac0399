import Words

/// What to try: one experiment that fits this moment, as a question.
enum HintSentences: String, Sentence {
  case quiet, ownWaits, ownAnswered, noLeader, nodeDown, allUp, split, why, healed, undo, gallery, broken,
    before
}
