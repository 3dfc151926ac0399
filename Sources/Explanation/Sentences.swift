import Consensus
import Words

/// What can stand in a place of a sentence. How it is written depends on the language.
typealias Value = Field.Value

/// What a place in a sentence is called.
enum Place: String, CaseIterable, Sendable {
  case account, act, client, coins, count, current, detail, first, index, last, left, message, needed,
    node, nodes, number, operation, other, reason, rule, section, sides, size,
    sizeWord, span, term, text, theirs, time, voted, waited
}

// The sentences of this room, a topic a file of `Assets/Words`.

/// What happens around the protocol: acts, crashes, the network, checks.
enum WorldSentences: String, TextKey {
  case opening, openingAlone, act, actOfFile, loadBegins, loadEnds, actInVain, actOfFileInVain, leaderCrashed,
    leaderCrashedNoMajority, crashed, crashedNoMajority, restarted, restartedMany, restartedBroken, stalled,
    stalledQueued,
    resumed, resumedQueued, partitioned, partitionedBroken, partitionedApart, partitionedNoSide, cutOneWay,
    cutLinks, requestsCut, answersCut,
    clientsCut, healed, violated, expectationHeld, expectationFailed, note, lost, lostCut, lostDown,
    lostStalled, lostDropped, delivered, heartbeatDelivered, heartbeatTimer, timer, written, quiet,
    corrupted, skewedFast, skewedSlow, skewedNot, slowed, aligned, spreadOut, ruleIdle,
    synodNothing, synodAccepted, synodChosen, synodUnknown, synodTwice, synodArrives
}

/// The clients and their operations (Raft §8, dissertation §6.3).
enum ClientSentences: String, TextKey {
  case asked, askedSomebody, askedAgain, noLeader, redirected, redirectedNowhere, timedOut, answered,
    read, readBehind, readUnknown, answeredPlain, refused, turnedAway, turnedAwayNowhere, undecided, unknown,
    ended, reached,
    repeated, repeatedUnknown, refusedByLedger
}

/// The rules that a card quotes, those apart that a decision tells.
enum RuleSentences: String, TextKey {
  case durable, volatile, once, stateMachine, retry, minority, heartbeat, safety
}

/// The numbers that decided, as a card gives them.
enum NumberSentences: String, TextKey {
  case request, up, message, fields
}

/// What would have changed an outcome, as a card gives it.
enum OtherwiseSentences: String, TextKey {
  case crash, repeated, lost
}

/// The card of a node: why it is what it is, what it waits for, what it would take.
enum NodeSentences: String, TextKey {
  case leader, leaderUntimed, leaderStays, leaderOutdated, leaderWithoutMajority, leaderAllConfirmed,
    leaderUnconfirmed,
    candidate, candidateNoVotes, candidateTimer, follower, followerAlone, followerUntimed, aloneUntimed,
    couldLead, voted, votedItself,
    notVoted, upToDate, behind, writing, down, downEmpty, downCounts, stalled, stalledQueued
}

/// The cards of messages, entries, accounts and landmarks, and of the most important thing.
enum SelectionSentences: String, TextKey {
  case eventTitle, entryTitle, messageTitle, nodeTitle, accountTitle, nowTitle, nothingHere, sentBecause,
    arrives, isHeld, receiverDown, receiverStalled, receiverReadsLate, foreseen, entryHolds, entryNoOp,
    entryUnknown, entryTakenBack, entryBeaten, entryCommitted, entryCommittedPlain, entryNotKnown, entryLost,
    entryRivalled,
    entryOnMajority, entryNoLeader, entryCopyArrives, entryLacking, entryDeadDisks, entryDownCounts,
    entryClient, statement, statementEmpty, statementEarlier, statementGot, statementPaid, statementOpened,
    statementUnmoved, accountSame, accountMissing, accountDown, accountBehind, accountLevel, accountNonce,
    accountUnknown, landmarkElection, landmarkCrash, landmarkRestart, landmarkPartition, landmarkHeal,
    landmarkOwnCommit, landmarkViolation, landmarkNote, ruleHolds, ruleNotSeen, someone, noLeaderSince,
    noLeaderApart,
    nextTimer, candidateNow, ownAsking,
    ownReadWaits, ownQueued, ownStored, ownCommitted, lagging, alsoHere, entryWaits, entryWaitsNowhere
}

/// How a scenario ends.
enum StorySentences: String, TextKey {
  case namedTitle, plainTitle, met, missed, safe, broken, goesOn
}

/// The story of a broken rule.
enum BreakSentences: String, TextKey {
  case brokenTitle, moment, told, toldSince, notTold, nobodyTold, gone, goneThere, atRisk, onNoDisk, more,
    paidTwice, ledgers, waits, waited
  case heard, unheard, untrue, noOrder
  case parts, partsThere, beside, besideAlone, papers
}

/// What stands in the places of that story.
enum BreakPartSentences: String, TextKey {
  case holding, coinsOn, shown, answerDone, answerTooLittle, answerRefused, answerNone
  case decidesNothing, decidesNothingMore, takesUnchecked, servesUnchecked,
    leavesOut, applies
  case off, right, thereSame, thereKept, thereNothing, thereNotSent
}

/// Why a rule protects: one line for each of the gallery, by the rule's name. `{node}` is who decided where the rule
/// was broken.
struct CureSentences: NamedTextKey {
  let rawValue: String
}

/// What to try: one experiment that fits this moment, as a question.
enum HintSentences: String, TextKey {
  case quiet, ownWaits, ownAnswered, noLeader, nodeDown, allUp, split, why, healed, undo, gallery, broken,
    before, begins
}

/// What is told of going back and of branches.
enum BranchSentences: String, TextKey {
  case takenBack, undone, grown, onBranch, firstTitle, actTitle, undoneTitle, keptTitle, listedTitle,
    listedHereTitle
}

/// Parts that stand in the places of sentences: spans of time, entries, clients, messages.
enum PartSentences: String, TextKey {
  case seconds, milliseconds, nobody, noNode, countWords, noEntry, entryOfTerm, client,
    treasuryClient, readingClient, vote, votes, nextVotes, brokenRule, figure, yes, no,
    decidedRight, decidedSlow, decidedAgainst, refusedYes
}

/// What happens when a rule is broken on purpose: one line for each of the gallery, by the rule's name; under `NAME.seen`
/// and `NAME.watch` what is known of it besides.
struct GallerySentences: NamedTextKey {
  let rawValue: String
}

/// What the invariants are called, by their names with hyphens, which `violated NAME` knows too.
struct InvariantNames: NamedTextKey {
  let rawValue: String
}

/// What the values of a decision are called, by the names of its fields.
struct FieldWords: NamedTextKey {
  let rawValue: String
}
