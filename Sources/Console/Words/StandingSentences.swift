import Words

/// Members that lost what they had promised (dissertation §3.8).
enum StandingSentences: String, Sentence {
  case foundDamage, foundDamagedLast, foundWiped, foundDamagedVote, foundDamagedSnapshot, foundSparedSnapshot,
    refusedVoteDamaged, refusedVoteWiped, withheldDamaged,
    withheldWiped, didNotCountDamaged, didNotCountWiped, tookBack, repaired, repairedAlone, repairedLater,
    repairedLaterAlone
  case ruleDamaged, ruleWiped, ruleSnapshot
  case elseFound, elseWiped, elseSpared, elseVote, elseCandidacy, elseCopies, elseTookBack, elseRepaired
}
