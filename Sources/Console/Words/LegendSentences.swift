import Words

/// What each element of the picture means.
enum LegendSentences: String, Sentence {
  case picture, leader, follower, candidate, down, stalled, term, logTail, commitPoint, filledCell,
    plainCell, timer, quorum, messages, voteRequest, voteReply, append, appendReply, heartbeat, cutLink,
    ledger, behind, state, stations, bar, election, crash, restart, partition, ownCommit, words, majority,
    committed, commitIndex, sections
}
