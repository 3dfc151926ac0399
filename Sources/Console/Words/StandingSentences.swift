import Words

/// Members that lost what they had promised (dissertation §3.8).
enum StandingSentences: String, Sentence {
  case foundDamage, foundDamagedLast, foundWiped, refusedVoteDamaged, refusedVoteWiped, withheldDamaged,
    withheldWiped, didNotCountDamaged, didNotCountWiped, tookBack, repaired, repairedAlone, repairedLater,
    repairedLaterAlone
  case ruleDamaged, ruleWiped
  case elseFound, elseWiped, elseVote, elseCandidacy, elseCopies, elseTookBack, elseRepaired
}
