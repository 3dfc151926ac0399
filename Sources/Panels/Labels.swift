import Command
import Consensus
import Host
import Words

/// Every word that the panels themselves write, in each language. `{0}`, `{1}` … are places for values.
/// Names of the paper (`commitIndex`) are no labels: they stay as they are.
enum Label: String, TextKey {
  // Status row
  case auto, paused, live, secondsUnit, termNumber, noLeader, noLeaderFor, leads, thinksItLeads, standsNow,
    upShort, upLong, upQuorums
  case committed, safe, coins, seed, load, loadOff, latency, loss, brokenRule, brokenRuleAlone, pressW
  // Frames and captions
  case eyes, eyesNext, unknownNode, notHeld, cardUnknown, onlyAllSeeing, whyAllSeeing, allSeeing, noEntryKnown
  case overview, tabNext, tabShort, why, whyAgain, entry, coinsOf, ledgerOf, ledgersDiffer, behind, tooSmall,
    tooSmallQuit
  // Nodes
  case follower, candidate, leader, down, stalled, shortFollower, shortCandidate, shortLeader, shortDown
  case shortStalled, onDisk, since, heartbeatIn, heartbeatShort, votesNeeded, votesShort, emptyLog
  case wallHas, wallHasNot, wallOf, wallNeeds, sideDecides, sideStuck, sideDecidesShort, sideStuckShort
  case storedNeeded, leaderCounts, votesFor, noEntry, moreMessages
  // Messages
  case messageNumber, chipCount
  case heartbeat
  // Logs
  case matchNext, neverCommitted, otherEntry, rivalEntry, committedToo, leaderInLogs, lostEntry, logsLegend,
    entryEmpty,
    entryRead, entryMembers
  // Ledger
  case account, applied, state, more
  // Under way
  case underWay, asked, stored, answered, waits, askedTry, storedOf, copies, oneCopy, queued, refused,
    turnedAway,
    turnedAwayNowhere, unknown
  case askedWall, storedWall, storedWallNone, committedWall, answeredWall, readBalances, opens,
    nothingUnderWay, committedHead, readBalance, readNewest, readBehind
  case transfer, timeHead, entryAtTerm, after, noTransferYet
  // Bar and hints
  case tries, landElection, landCrash, landRestart, landPartition, landHeal, landCommit, landViolation,
    landNote
  // Stage
  case noteOf, noteSaid, notesToCome, noteComes, noteGoesOn, noteGoesOnOrBack, scenarioOver, cardRows
  // Lessons
  case lesson, lessonStep, lessonPart, lessonKeys, lessonKeysShort, lessonOver, lastLessonOver, taskGo,
    taskDo, taskHint
  // Checks
  case invariant, section, lastEvaluated, evaluations, broken, notYet
  // Inspector
  case inspect, persistent, volatileKind, volatileLeader, onDiskNow, notDurable, inWrite, nobody
  case entriesNone, diskIdle, diskBusy, timerFires, heartbeatFires, notLeader
  case whileDown, notInFigure, role, closes, rowsShown, rowsOf, leaving
  // Charts
  case throughput, latencyChart, terms, perSecond, noSamples
  // Sequence
  case sequenceEmpty, now, timerFired, lostMessage, shortened
  // Cards
  case cardNode, cardNodeVote, cardEntryCopies, cardEntryWaits, cardEntryDone, cardMessage, cardArrives,
    cardHeld
  case cardAccount, cardLandmark
  // Single-decree Paxos
  case synodProposer, synodBallot, synodPhase, synodPromises, synodProposes, synodAcceptor,
    synodPromised, synodAccepted, synodOwn, synodNobody, synodLegend, synodNoneChosen, synodChosen
  case phasePrepare, phaseAccept, phaseKnows, phaseWaits
  // A broken rule
  case cannotBe
  // Past
  case past, branch, partedAt, sameSoFar, noBranch, otherBranch
  // Faults
  case learner, shortLearner, outside, shortOutside, preVoter, shortPreVoter, jointNeeded, handingOver, lease
  case waitingReads, snapshotPart, configuration, receivingRow, leaseRow, readsRow, handOverRow, flowRow
  case flowSnapshot, flowProbe, noVote, damagedNote, wipedNote, standingRow, standingDamaged, standingWiped
  case held, unread, clients, clientsCut, clockSkew, slowDisk, brokenByHand, brokenCount, clockRow, diskRow
  // Lists
  case filter, noMatch

  static func landmark(_ kind: Landmark.Kind) -> Label {
    switch kind {
    case .election: .landElection
    case .crash: .landCrash
    case .restart: .landRestart
    case .partition: .landPartition
    case .heal: .landHeal
    case .ownCommit: .landCommit
    case .violation: .landViolation
    case .note: .landNote
    }
  }

  /// What a node is: of single-decree Paxos its part.
  static func role(of view: NodeView) -> Label {
    switch view.role {
    case .follower:
      view.part.map { $0.isAcceptor ? .follower : $0.isProposer ? .synodProposer : .learner } ?? .follower
    case .candidate: .candidate
    case .leader: .leader
    }
  }

  /// - Parameter consensus: Whose words it has, where it has some of its own.
  func text(_ language: Language, _ values: [String] = [], of consensus: ConsensusProtocol = .raft) -> String
  {
    let template = language.text(self, of: consensus.families)
    return values.isEmpty
      ? template
      : Template.fill(template) { place in
        Int(place).flatMap { values.indices.contains($0) ? values[$0] : nil } ?? ""
      }
  }
}
