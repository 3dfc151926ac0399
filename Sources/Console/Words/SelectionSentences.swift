import Words

/// The cards of messages, entries, accounts and landmarks, and of the most important thing.
enum SelectionSentences: String, Sentence {
  case eventTitle, entryTitle, messageTitle, nodeTitle, accountTitle, nowTitle, nothingHere, voteRequest,
    voteYes, voteNo, append, heartbeat, appendYes, appendNo, preVote,
    preVoteYes, preVoteNo, timeoutNow, install, installYes, installNo, wouldActOnIt, sentBecause, arrives,
    isHeld, receiverDown,
    receiverStalled, receiverReadsLate, foreseen, wouldNotCountVote, wouldTakeNo, wouldStore, wouldHear,
    wouldCountCopy, wouldGoBack, entryHolds, entryNoOp, entryUnknown, entryCommitted,
    entryCommittedPlain, entryNotKnown, entryLost, entryRivalled, entryOnMajority, entryNoLeader,
    entryCopyArrives, entryLacking, entryDeadDisks, entryDownCounts, entryClient, accountSame,
    accountMissing, accountDown, accountBehind, accountLevel, accountNonce, accountUnknown,
    landmarkElection, landmarkCrash, landmarkRestart, landmarkPartition, landmarkHeal, landmarkOwnCommit,
    landmarkViolation, someone, noLeaderSince, nextTimer, candidateNow, ownAsking, ownReadWaits,
    ownQueued, ownStored, ownCommitted, lagging, alsoHere, entryWaits,
    entryWaitsNowhere, violationGoesOn
}
