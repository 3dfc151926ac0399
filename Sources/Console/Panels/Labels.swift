import Consensus
import Host

/// Every word that the panels themselves write, in each language. `{0}`, `{1}` … are places for values.
/// Names of the paper (`commitIndex`) are no labels: they stay as they are.
public enum Label: String, CaseIterable, Sendable {
  // Status row
  case auto, paused, live, secondsUnit, termNumber, noLeader, noLeaderFor, leads, upShort, upLong
  case committed, safe, coins, seed, load, loadOff, latency, loss, brokenRule, brokenRuleAlone, pressW
  // Frames and captions
  case overview, cluster, logs, ledger, sequence, charts, checks, branches, tabNext, why, whyAgain, entry
  case coinsOf, committedLeft, behind, enlarge, tooSmall, tooSmallQuit
  // Nodes
  case follower, candidate, leader, down, stalled, shortFollower, shortCandidate, shortLeader, shortDown
  case shortStalled, onDisk, since, heartbeatIn, heartbeatShort, votesNeeded, votesShort, emptyLog
  case storedNeeded, votesFor, noEntry, moreMessages
  // Messages
  case messageNumber, chipVote, chipYes, chipNo, chipEntry, chipEntries, chipStored, chipPreVote, chipStand,
    chipSnapshot, chipCount
  case legendEntry, legendHeartbeat, legendVote, legendAnswer
  // Logs
  case matchNext, neverCommitted, otherEntry
  // Ledger
  case account, applied, state, more
  // Under way
  case underWay, asked, stored, answered, waits, askedTry, storedOf, copies, queued, refused, turnedAway,
    turnedAwayNowhere, unknown
  case askedWall, storedWall, storedWallNone, committedWall, answeredWall, readBalances, opens,
    nothingUnderWay
  // Bar and hints
  case tries, landElection, landCrash, landRestart, landPartition, landHeal, landCommit, landViolation
  // Checks
  case invariant, section, lastEvaluated, evaluations, broken, notYet
  // Inspector
  case inspect, persistent, volatileKind, volatileLeader, onDiskNow, notDurable, inWrite, nobody
  case entriesNone, diskIdle, diskBusy, timerFires, heartbeatFires, notLeader
  case whileDown, notInFigure, role, closes, rowsShown, rowsOf, leaving
  // Charts
  case throughput, latencyChart, terms, perSecond, noSamples
  // Sequence
  case sequenceEmpty, now, timerFired, you
  // Cards
  case cardNode, cardNodeVote, cardEntryCopies, cardEntryWaits, cardEntryDone, cardMessage, cardArrives,
    cardHeld
  case cardAccount, cardLandmark
  // Past
  case past, pastShort, branch, partedAt, sameSoFar, differs, noBranch, otherBranch
  // Faults
  case learner, shortLearner, outside, shortOutside, preVoter, shortPreVoter, jointNeeded, handingOver, lease
  case waitingReads, snapshotPart, configuration, receivingRow, leaseRow, readsRow, handOverRow, flowRow
  case flowSnapshot, flowProbe, noVote, damagedNote, wipedNote, standingRow, standingDamaged, standingWiped
  case held, unread, clients, clientsCut, clockSkew, slowDisk, brokenByHand, brokenCount, clockRow, diskRow
  // Lists
  case filter, noMatch

  public static func landmark(_ kind: Landmark.Kind) -> Label {
    switch kind {
    case .election: .landElection
    case .crash: .landCrash
    case .restart: .landRestart
    case .partition: .landPartition
    case .heal: .landHeal
    case .ownCommit: .landCommit
    case .violation: .landViolation
    }
  }

  public static func role(_ role: Role) -> Label {
    switch role {
    case .follower: .follower
    case .candidate: .candidate
    case .leader: .leader
    }
  }

  public static func view(_ view: View) -> Label {
    switch view {
    case .cluster: .cluster
    case .logs: .logs
    case .ledger: .ledger
    case .sequence: .sequence
    case .charts: .charts
    case .checks: .checks
    case .branches: .branches
    }
  }

  public func text(_ language: Language, _ values: [String] = []) -> String {
    let pair = words
    let pattern = language == .english ? pair.0 : pair.1
    return values.isEmpty ? pattern : Self.fill(pattern, values)
  }

  private static func fill(_ pattern: String, _ values: [String]) -> String {
    var result = ""
    var rest = Substring(pattern)
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}") else { break }
      if let number = Int(rest[rest.index(after: open)..<close]), values.indices.contains(number) {
        result += values[number]
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// An invariant's name as people say it: the paper's five, and the supply.
  public static func invariant(_ name: String, _ language: Language) -> String {
    let spoken = String(name.map { $0 == "-" ? " " : $0 })
    guard language == .chinese else { return spoken }
    return switch name {
    case "election-safety": "选举安全"
    case "leader-append-only": "领导者只追加"
    case "log-matching": "日志匹配"
    case "leader-completeness": "领导者完整"
    case "state-machine-safety": "状态机安全"
    case "constant-supply", "supply": "总币数不变"
    case "linearizability": "线性一致"
    case "committed-entry-unchanged": "已提交条目不变"
    case "durable-majority": "多数派已持久"
    case "term-monotonic": "任期不倒退"
    case "commit-monotonic": "提交不倒退"
    case "vote-unchanged": "投票不变"
    case "match-index-durable": "匹配已持久"
    case "snapshots-equal": "快照一致"
    case "lease-exclusive": "租约独占"
    case "no-negative-balance": "余额不为负"
    case "nonce-used-once": "nonce 只用一次"
    case "transaction-applied-once": "交易只执行一次"
    default: spoken
    }
  }
}
