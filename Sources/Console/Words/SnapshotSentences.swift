import Words

/// Snapshots, reads that do not go through the log, and how a leader sends to a follower.
enum SnapshotSentences: String, Sentence {
  case asked, compacted, began, resumed, finished, again, received, refused, installed, passedOver
  case waitsForTerm, tookIndex, confirmed, extendedLease, servedIndex, servedLease, servedLog, turnedAway
  case toProbe, toReplicate, toSnapshot
  case ruleCompact, ruleInstall, ruleIndex, ruleLease, ruleFlow
  case otherwiseCompact, otherwiseInstall, otherwiseIndex, otherwiseLease, otherwiseFlow, numbersNote
}
