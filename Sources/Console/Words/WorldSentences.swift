import Words

/// What happens around the protocol: acts, crashes, the network, checks.
enum WorldSentences: String, Sentence {
  case opening, openingAlone, act, actOfFile, loadBegins, loadEnds, actInVain, actOfFileInVain, leaderCrashed,
    leaderCrashedNoMajority, crashed,
    crashedNoMajority, restarted, restartedMany, stalled, stalledQueued, resumed, resumedQueued, partitioned,
    partitionedNoSide,
    cutOneWay, cutLinks, requestsCut, answersCut, clientsCut, healed, violated, expectationHeld,
    expectationFailed, note, lost, lostCut, lostDown, lostStalled, lostDropped, delivered, heartbeatDelivered,
    heartbeatTimer, timer, written, quiet
}
