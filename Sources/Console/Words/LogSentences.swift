import Words

/// The log: appending, copying, repairing, committing (Raft §5.3, §5.4, §8).
enum LogSentences: String, Sentence {
  case appended, appendedOperation, appendedNoOp, redirected, redirectedNowhere, stored, storedRange,
    deleted, deletedUnknown, deletedRange, deletedBroken, refusedMissing, refusedMissingEmpty,
    refusedMissingBare, refusedConflict, refusedConflictBare, refusedSender, copied, copiedOwn, backedUp,
    waits, waitsNowhere, committed, committedRange, committedNoOp, heldBack, learned, ignored, ignoredLate,
    repeated, repeatedUnknown, refusedByLedger
}
