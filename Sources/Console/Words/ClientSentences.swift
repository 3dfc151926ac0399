import Words

/// The clients and their operations (Raft §8, dissertation §6.3).
enum ClientSentences: String, Sentence {
  case asked, askedSomebody, askedAgain, noLeader, redirected, redirectedNowhere, timedOut, answered,
    answeredRead, answeredPlain, refused, turnedAway, turnedAwayNowhere, undecided, unknown, ended, reached,
    repeated, repeatedUnknown, refusedByLedger
}
