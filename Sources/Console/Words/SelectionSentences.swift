import Words

/// The cards of messages, entries, accounts and landmarks, and of the most important thing.
enum SelectionSentences: String, Sentence {
  case eventTitle, entryTitle, messageTitle, nodeTitle, accountTitle, nowTitle, nothingHere, sentBecause,
    arrives,
    isHeld, receiverDown,
    receiverStalled, receiverReadsLate, foreseen, entryHolds, entryNoOp, entryUnknown, entryCommitted,
    entryCommittedPlain, entryNotKnown, entryLost, entryRivalled, entryOnMajority, entryNoLeader,
    entryCopyArrives, entryLacking, entryDeadDisks, entryDownCounts, entryClient, accountSame,
    accountMissing, accountDown, accountBehind, accountLevel, accountNonce, accountUnknown,
    landmarkElection, landmarkCrash, landmarkRestart, landmarkPartition, landmarkHeal, landmarkOwnCommit,
    landmarkViolation, someone, noLeaderSince, nextTimer, candidateNow, ownAsking, ownReadWaits,
    ownQueued, ownStored, ownCommitted, lagging, alsoHere, entryWaits,
    entryWaitsNowhere, violationGoesOn
}
