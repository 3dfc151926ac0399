/// The terms that have one word in each language, wherever they stand. The English text holds a term's forms;
/// in another language its word, and after a slash words that are never used for it. Tests read every text for
/// them.
public enum Glossary: String, TextKey {
  case term, leader, follower, candidate, majority, voter, learner, client, link, partition, cut, crash
  case timer, heartbeat, entry, index, apply, snapshot, lease, invariant, treasury, scenario, verb, theme
}
