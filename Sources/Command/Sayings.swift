import Consensus
import Words

/// What is wrong with a file or a typed line.
enum Problem: String, TextKey {
  case nameEmpty, nameTreasury, nameDigit, nameLetter, nameBegins, nameWide, isNot, tooLarge, tooFine,
    noUnit, unknownUnit, signed, leaseAlone, keyTwice, newerFormat, noSuchFormat, noFormat, waitsTooLong,
    oneLineUnknown, linesUnknown, allElseKnown, noProtocol, lineOfRaft, ballotInRaft, lineOfSynod,
    lineOfManySlots, rolesBeyond, lineOfPaxos, quorumTooLarge, quorumsApart,
    accountTwice, tooManyAccounts, valueOutOfRange, zero, heartbeatLate, supplyTooLarge, needs, doesNotFit,
    needsTwoTimes, descends, noNode, unknownNode, nodeBeyond, nodeTwice, allWithOthers, needsGroups,
    oneGroup, needsLink, oneEnd, leadsToItself, noMessage, fromOne, notNumbered, noPredicate, needsLeader,
    tooManyNots, noInvariant, needsReason, noReason, needsInFlight, noKind, moreErrors, emptyFile,
    formatMissing, neitherHeaderNorVerb, beforeLine, utf16, notUTF8, control, lineTooLong, sideNeedsNumbers,
    wholeSide, ambiguous, noAccount, needsKeyword, speedZero, outOfRange, noSuch, noScenario, nothingToDo,
    waits, headerLine, noVerb, consoleOnly, listInside, whole, wholePerhaps
}

/// What was expected there.
enum Expected: String, TextKey {
  case newAccount, flag, bug, invariant, account, amount, rate, speed, percent, signedPercent, timeRange,
    time, node, nodeNumber, groups, link, nodeLink, storedPart, decision, entry, entryOfBallot, logTerms,
    logBallots, ballot, value, plainPredicate,
    shorterWaits, newerProgram, numberFromTo,
    index, message, view, theme, language,
    scenario, text, anAmount, aRate, aSpeed, aPercentage, aTime, aNumber, aBallot, checkQuorumToo, oneLatency,
    once,
    eachAccountOnce, fewer, moreThanZero, shorterHeartbeat, smallerSupply, higherTime, eachNodeOnce,
    protocolRaft, protocolSynod, protocolOfManySlots, protocolPaxos, quorumsThatMeet,
    allAlone, anotherGroup, otherEnd, twoNodes, predicate, fewerNots, comparison, natural, reason, kind,
    putRight, firstLine, headerOrVerb, ascending, utf8, plainText, shorterLine, oneRole, otherSide,
    moreLetters, verb, verbHere, bugHere, aboveVerbs, clusterVerb, endOfLine, wordsOrEndOfLine, accounts
}

/// What completions say of words that are no verbs.
enum Offer: String, TextKey {
  case treasury, node, leader, follower, random, allNodes, stale, queued, clients, snapshot, record,
    whichNode, none, auto, message, all,
    forHowLong, within, predicates
}

extension NodeID: Sayable {}

extension VerbTable {
  /// All topics of this room.
  public static let topics: [any TextKey.Type] = [
    Problem.self, Expected.self, Offer.self, VerbForm.Key.self, VerbForm.Scope.self, PredicateWord.self,
    MessageKinds.self,
  ]
}
