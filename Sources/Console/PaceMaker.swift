import Consensus
import Host

/// How fast the console plays: a fixed speed, or the automatic pace that slows down for scenes.
///
/// A scene is what a class should see in slow motion: an election from its timer to the new leader's first
/// heartbeat; the person's own transfer until it is answered; the first commit and the first log repair of a
/// term; the run's first demo transfer; a configuration until it is committed; a handing over of leadership;
/// the first snapshot of a term that is sent. All times are wall nanoseconds during which the console played, so
/// that a pause uses up no scene.
struct PaceMaker: Sendable, Equatable {
  /// Thousandths of real time.
  static let normal: UInt64 = 250
  static let slow: UInt64 = 10
  /// How long a change of the automatic pace takes.
  static let easing: UInt64 = 200_000_000
  /// The longest scene.
  static let longestScene: UInt64 = 6_000_000_000
  /// The speeds that the keys go through.
  static let steps: [UInt64] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
  ]
  /// So many elections in a row are scenes, if no leader between them lasts: they may never end.
  static let electionsInARow = 3
  /// Above this load, in thousandths of operations a second, only elections and own transfers are scenes.
  static let busyLoad: UInt64 = 20_000
  /// So long a leader lasts who ends that row, in virtual time.
  static let lastingLead: Nanoseconds = 1_000_000_000
  /// The virtual time that easing to the slow pace takes: so early it begins before a timer fires.
  static let braking: Nanoseconds = easing / 1000 * (slow + (normal - slow) / 3)

  enum Scene: Sendable, Equatable {
    case election(Term)
    case ownTransfer(UInt64)
    case firstCommit(Term)
    case repair(Term, NodeID)
    case firstDemo(UInt64)
    case configuration(LogIndex)
    case handOver(to: NodeID)
    case snapshot(Term, NodeID)

    var staysWhenBusy: Bool {
      switch self {
      case .election, .ownTransfer, .configuration, .handOver: true
      case .firstCommit, .repair, .firstDemo, .snapshot: false
      }
    }
  }

  private struct Running: Sendable, Equatable {
    var scene: Scene
    var began: UInt64
  }

  /// The speed that a person chose; nil: the pace is automatic.
  private(set) var fixed: UInt64?
  private var running: [Running] = []
  private var timerNear = false
  private var electionsInARow = 0
  /// Since when somebody leads who was not yet challenged.
  private var ledSince: Nanoseconds?
  private var lastOwn: UInt64 = 0
  private var committedTerm: Term = 0
  private var repairedTerm: Term = 0
  private var snapshotTerm: Term = 0
  private var demoSeen = false
  private var target = PaceMaker.normal
  private var easeFrom = PaceMaker.normal
  private var easeStart: UInt64 = 0

  /// The scenes at this moment.
  var scenes: [Scene] { running.map(\.scene) }

  mutating func fix(_ thousandths: UInt64) {
    fixed = min(max(thousandths, Self.steps[0]), 100_000)
  }

  /// Back to the automatic pace, easing from the speed at this moment.
  mutating func automate(played: UInt64) {
    guard let fixed else { return }
    self.fixed = nil
    easeFrom = fixed
    easeStart = played
    target = wanted(played: played)
  }

  /// The next slower or faster step from the speed at this moment.
  mutating func change(faster: Bool, played: UInt64) {
    let now = speed(played: played)
    let next = faster ? Self.steps.first { $0 > now } : Self.steps.last { $0 < now }
    fix(next ?? now)
  }

  /// The speed now, in thousandths.
  mutating func speed(played: UInt64) -> UInt64 {
    if let fixed { return fixed }
    running.removeAll { played.since($0.began) >= Self.longestScene }
    let goal = wanted(played: played)
    if goal != target {
      easeFrom = eased(played: played)
      easeStart = played
      target = goal
    }
    return eased(played: played)
  }

  private func wanted(played: UInt64) -> UInt64 {
    timerNear || !running.isEmpty ? Self.slow : Self.normal
  }

  private func eased(played: UInt64) -> UInt64 {
    let passed = played.since(easeStart)
    guard passed < Self.easing else { return target }
    let (low, high) = (min(easeFrom, target), max(easeFrom, target))
    // Quadratic, so that little virtual time goes by before the slow pace is there.
    let whole = Self.easing / 1000
    let distance = (easeFrom < target ? passed : Self.easing - passed) / 1000
    return low + (high - low) * distance * distance / (whole * whole)
  }

  /// Takes in what happened since the last call, and how things stand after it.
  mutating func observe(_ records: [EventRecord], snapshot: ClusterSnapshot, played: UInt64) {
    for record in records { observe(record, snapshot: snapshot, played: played) }
    observe(snapshot.operations, leader: snapshot.leader, played: played)
    if let load = snapshot.loadMilliRate, load > Self.busyLoad {
      running.removeAll { !$0.scene.staysWhenBusy }
    }
    // A failed election's timer runs out again and again where there is no majority.
    timerNear =
      snapshot.leader == nil && electionsInARow < Self.electionsInARow
      && snapshot.nextElectionTimer.map { $0.deadline.since(snapshot.time) <= Self.braking } ?? false
  }

  private mutating func observe(_ record: EventRecord, snapshot: ClusterSnapshot, played: UInt64) {
    if case .delivered(let message) = record.what, message.summary.update != nil {
      endElections(through: message.summary.term)
    }
    for sign in record.decisions.compactMap(\.sign) {
      observe(sign, of: record, in: snapshot, played: played)
    }
  }

  /// Which scenes a decision begins and ends.
  private mutating func observe(
    _ sign: Sign, of record: EventRecord, in snapshot: ClusterSnapshot, played: UInt64
  ) {
    let (node, term) = (record.node, snapshot.highestTerm)
    switch sign {
    case .stands(let term):
      if let since = ledSince, record.time.since(since) >= Self.lastingLead { electionsInARow = 0 }
      ledSince = nil
      electionsInARow += 1
      if electionsInARow <= Self.electionsInARow { begin(.election(term), played: played) }
    // Who is elected and gives up at once has ended nothing.
    case .leads where snapshot.leader != nil: ledSince = record.time
    case .appends(let position) where position.term > committedTerm:
      committedTerm = position.term
      if electionsInARow <= Self.electionsInARow { begin(.firstCommit(position.term), played: played) }
    case .commits(let term): end { $0 == .firstCommit(term) }
    case .needsRepair(let term) where term > repairedTerm:
      guard let node else { break }
      repairedTerm = term
      begin(.repair(term, node), played: played)
    case .stores: endRepair(of: node)
    case .beginsChange(let index): begin(.configuration(index), played: played)
    case .endsChange(let index): end { if case .configuration(let own) = $0 { own <= index } else { false } }
    case .handsOver(let target): begin(.handOver(to: target), played: played)
    case .endsHandOver: end { if case .handOver = $0 { true } else { false } }
    case .sendsSnapshot(let follower) where term > snapshotTerm:
      snapshotTerm = term
      begin(.snapshot(term, follower), played: played)
    case .sentSnapshot(let follower):
      end { if case .snapshot(_, let own) = $0 { own == follower } else { false } }
    default: break
    }
  }

  private mutating func observe(_ operations: [OperationSnapshot], leader: NodeID?, played: UInt64) {
    for operation in operations {
      guard case .transfer = operation.kind else { continue }
      if operation.isByPerson, operation.ended == nil, operation.number > lastOwn {
        lastOwn = operation.number
        begin(.ownTransfer(operation.number), played: played)
      } else if !operation.isByPerson, !demoSeen, leader != nil, isUnderWay(operation) {
        demoSeen = true
        begin(.firstDemo(operation.number), played: played)
      }
    }
    end { scene in
      switch scene {
      case .ownTransfer(let number), .firstDemo(let number):
        !operations.contains { $0.number == number && $0.ended == nil }
      case .election, .firstCommit, .repair, .configuration, .handOver, .snapshot: false
      }
    }
  }

  private func isUnderWay(_ operation: OperationSnapshot) -> Bool {
    switch operation.state {
    case .asking, .stored, .committed: true
    case .queued, .answered, .refused, .turnedAway, .unknown: false
    }
  }

  private mutating func begin(_ scene: Scene, played: UInt64) {
    if case .election(let term) = scene { endElections(through: term) }
    running.append(Running(scene: scene, began: played))
  }

  private mutating func end(where ended: (Scene) -> Bool) {
    running.removeAll { ended($0.scene) }
  }

  private mutating func endElections(through term: Term) {
    end { if case .election(let own) = $0 { own <= term } else { false } }
  }

  private mutating func endRepair(of node: NodeID?) {
    end { if case .repair(_, let repaired) = $0 { repaired == node } else { false } }
  }
}
