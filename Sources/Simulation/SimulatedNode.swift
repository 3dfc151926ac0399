import Consensus
import Host
import Ledger
import Session

/// A server of the simulation: a replica with its disk, and its ledger.
struct SimulatedNode<R: Replica>: Sendable {
  /// A client's request that this node has put into its log and will answer when that entry is applied.
  ///
  /// It waits for its own entry, by index and term, and not for its command by client and serial number: a command
  /// that was overwritten here and came in again through another leader is another entry, for which that leader
  /// answers (Raft §8). By the command's identity this node would answer too, so each such retry would be answered
  /// twice. The client asks no more than that: it matches answers by the operation, whoever sends them (`Session`).
  /// A protocol that chooses the same command again under a higher ballot is to compare commands here.
  struct PendingAnswer: Sendable {
    let position: LogPosition
    let asker: Asker
  }

  /// What can wait to be read.
  enum Arrival: Sendable {
    case message(Flight, R.Message)
    case request(SessionRequest, client: Int, cause: UInt64)
  }

  /// More than this does not wait: it is lost, as at the end of a socket's buffer.
  static var mostUnread: Int { 1024 }

  var machine: Machine<R>
  var condition: NodeSnapshot.Condition = .up
  var since: Nanoseconds = 0
  /// Since when it leads; meaningless unless it does.
  var leadsSince: Nanoseconds = 0
  /// Counts restarts; what belongs to an earlier life is void.
  var incarnation: UInt64 = 1

  // Disk. Writes asked for while one is under way go together in the next.
  var writingUntil: Nanoseconds?
  var writeCause: UInt64 = 0
  var diskLatency: ClosedRange<Nanoseconds>
  var diskStream: SeededGenerator
  /// Written while the process was stalled, not yet reported to it.
  var unreported: UInt64 = 0

  /// The last entry that was on this disk before it was lost; 0: it was not.
  var lostThrough: LogIndex = 0

  /// What arrived and was not read yet, oldest first, of a process that reads late; nil: it reads at once, or is
  /// deaf.
  var unread: [Arrival]?

  var clock = NodeClock()

  var ledger: LedgerState
  /// The ledger as of the log's base, where that lies before the world's checkpoint.
  var olderCheckpoint: LedgerState?
  /// By ascending index.
  var pendingAnswers: [PendingAnswer] = []

  /// What it had in its log, where somebody watches.
  var tail = LogTail()

  /// The earliest timer event in the queue.
  var scheduledWake: Nanoseconds = .max
  /// The record of the event that set the timer.
  var timerCause: UInt64 = 0
  /// The highest index that this node has both applied and stored durably, over all its lives.
  var safeIndex: LogIndex = 0

  @inline(__always) var id: NodeID { machine.id }
  var replica: R {
    @inline(__always) _read { yield machine.replica }
    @inline(__always) _modify { yield &machine.replica }
  }
  var durable: R.Durable {
    @inline(__always) _read { yield machine.durable }
    @inline(__always) _modify { yield &machine.durable }
  }

  /// When the replica next wants to wake, in the world's time.
  var nextWake: Nanoseconds { clock.time(of: machine.replica.nextWake) }

  /// Why it does not stand for election at the world's time `now`, whatever its timer says.
  func leaderHeard(at now: Nanoseconds) -> LeaderHeard? {
    machine.replica.leaderHeard(now: clock.reading(at: now))
  }

  /// The first time at which it may stand, in the world's time.
  func earliestCandidacy(at now: Nanoseconds) -> Nanoseconds {
    leaderHeard(at: now).map { clock.time(of: clock.reading(at: now) + $0.left) } ?? now
  }

  /// What its disk holds, or held before it was damaged, is lost from here on.
  mutating func noteLoss() {
    lostThrough = max(lostThrough, machine.durable.log.lastIndex)
    if case .damaged(let formerLast) = machine.durable.integrity {
      lostThrough = max(lostThrough, formerLast.index)
    }
  }

  var isAlive: Bool { condition != .down }
  var isUp: Bool { condition == .up }
  /// Whether its election timer runs: a leader has none, nor has who never stands.
  var hasElectionTimer: Bool { isUp && machine.replica.view.timer?.kind == .election }

  /// Memory is lost, what was not yet durable too; of the write under way a prefix may remain.
  /// - Parameter losesTail: A rule broken on purpose: the disk had only said that it held the log's last entries.
  mutating func crash(at now: Nanoseconds, losesTail: Bool) {
    noteSafe()
    let units = machine.underWay == 0 ? 0 : diskStream.draw(0, UInt64(machine.unitsUnderWay))
    machine.crash(units: Int(units))
    if losesTail {
      // One to three entries, another number in each life, and never more than there are.
      let last = machine.durable.log.lastIndex
      machine.durable.loseLogTail(
        from: max(machine.durable.log.firstIndex, last - min(last, incarnation % 3)))
      safeIndex = min(safeIndex, machine.durable.log.lastIndex)
    }
    writingUntil = nil
    unreported = 0
    unread = nil
    pendingAnswers.removeAll()
    scheduledWake = .max
    incarnation += 1
    condition = .down
    since = now
  }

  /// Starts from its disk.
  /// - Returns: whether its term and vote cannot be read: what this disk holds is as good as lost, and its term may
  ///   go back.
  mutating func restart(
    _ configuration: ReplicaConfiguration, seed: UInt64, at now: Nanoseconds, cause: UInt64
  ) -> Bool {
    machine.restart(configuration, seed: seed, now: clock.reading(at: now))
    condition = .up
    since = now
    timerCause = cause
    // Of a disk that was lost before, too, what it has promised since may be lost.
    let losesVote =
      machine.replica.integrity == .wiped
      && (machine.durable.integrity != .wiped || machine.replica.currentTerm < machine.durable.term
        || machine.replica.view.votedFor != machine.durable.vote)
    if losesVote { noteLoss() }
    // A damaged log ends before what was once safe with this node.
    safeIndex = min(safeIndex, machine.replica.log.lastIndex)
    return losesVote
  }
}
