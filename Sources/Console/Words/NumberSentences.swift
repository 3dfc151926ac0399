import Words

/// The numbers that decided, as a card gives them.
enum NumberSentences: String, Sentence {
  case request, up, message, fields
}
