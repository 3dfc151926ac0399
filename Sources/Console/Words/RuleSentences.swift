import Words

/// The rules that a card quotes, those apart that a decision tells.
enum RuleSentences: String, Sentence {
  case durable, volatile, once, stateMachine, retry, minority, heartbeat, safety
}
