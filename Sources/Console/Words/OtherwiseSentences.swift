import Words

/// What would have changed an outcome, as a card gives it.
enum OtherwiseSentences: String, Sentence {
  case crash, repeated, lost
}
