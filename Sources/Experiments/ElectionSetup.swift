import Consensus

/// What an election trial is made of: servers, network, disks, clocks and what their logs hold.
struct ElectionSetup: Sendable, Equatable {
  enum Logs: Sendable, Equatable {
    /// All the same.
    case equal
    /// n2 and n3 hold an entry that n1, n4 and n5 do not: of the four that survive n1, two cannot be elected.
    case twoLonger
    /// Each server's log is one entry shorter than that of the one before.
    case allDiffer
  }

  enum Start: Sendable, Equatable {
    /// n1 leads, sends a heartbeat to all at one moment and crashes at a uniformly drawn time within the
    /// heartbeat interval that follows (dissertation §9.4). Time runs from the crash.
    case leaderCrash
    /// This many servers, drawn at random, are down; the others start with fresh timers, as in the
    /// dissertation's simulator (§9.4). Time runs from the start.
    case freshTimers(down: Int)
  }

  /// What a server does while its disk writes.
  enum Writing: Sendable, Equatable {
    /// It goes on: a candidate's requests leave while its term and its own vote are being written (dissertation
    /// §9.3), as the replicas of `Raft` allow. What is asked of the disk meanwhile goes together.
    case alongside
    /// It waits, as the server that the papers measured: followers and candidates write while they hold the
    /// one lock on their state (dissertation §10.1). Nothing is heard, sent or started before the write is done,
    /// and a vote in a new term is two writes, first the term and then the vote.
    case holding
  }

  var nodes = 5
  /// By server, n1 first.
  var electionTimeouts: [ClosedRange<Nanoseconds>]
  var heartbeat: Nanoseconds
  /// One way, from server to server: `latencies[from][to]`, counted from 0.
  var latencies: [[ClosedRange<Nanoseconds>]]
  /// Of one durable write; nil: a write takes no time.
  var disk: ClosedRange<Nanoseconds>?
  var writing = Writing.alongside
  /// Election timeouts are whole multiples of this. Ranges that begin below it are left as they are.
  var timeoutUnit: Nanoseconds = 1
  /// A server that waits for its timer wakes up to so much later than asked, as an operating system lets it.
  var timerSlack: Nanoseconds = 0
  /// Of every message, in a million.
  var loss: UInt32 = 0
  /// How much faster than true time each server's clock runs, in a million; negative for slower.
  var drifts: [Int64]
  /// Candidates ask first whether they would be elected (dissertation §9.6).
  var preVote = false
  var logs = Logs.equal
  var start = Start.leaderCrash
  /// A trial that takes longer is given up.
  var limit: Nanoseconds = 600_000_000_000

  /// Servers that are all alike.
  init(
    nodes: Int = 5, electionTimeout: ClosedRange<Nanoseconds>, heartbeat: Nanoseconds? = nil,
    latency: ClosedRange<Nanoseconds>, disk: ClosedRange<Nanoseconds>?
  ) {
    self.nodes = nodes
    electionTimeouts = Array(repeating: electionTimeout, count: nodes)
    self.heartbeat = heartbeat ?? electionTimeout.lowerBound / 2
    latencies = Array(repeating: Array(repeating: latency, count: nodes), count: nodes)
    self.disk = disk
    drifts = Array(repeating: 0, count: nodes)
  }
}

/// What came of one trial.
struct ElectionOutcome: Sendable, Equatable {
  /// When a leader was made; nil: not within the limit.
  var elected: Nanoseconds?
  /// When every other live server had its first heartbeat.
  var heard: Nanoseconds?
  /// That leader.
  var leader: NodeID?
  /// Terms begun that found no leader.
  var failedTerms: UInt64 = 0
}

extension Nanoseconds {
  /// Whole milliseconds.
  static func milliseconds(_ count: UInt64) -> Nanoseconds { count * 1_000_000 }
  /// Whole microseconds.
  static func microseconds(_ count: UInt64) -> Nanoseconds { count * 1000 }
}
