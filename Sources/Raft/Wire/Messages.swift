import Consensus

/// The messages of Raft Figure 2 and of the dissertation's additions to it. The sender (`candidateId`, `leaderId`,
/// the replying server) travels outside, with the envelope.
public enum RaftMessage: ReplicaMessage, Equatable {
  case requestVote(RequestVote)
  case requestVoteReply(RequestVoteReply)
  case appendEntries(AppendEntries)
  case appendEntriesReply(AppendEntriesReply)
  case preVote(PreVote)
  case preVoteReply(PreVoteReply)
  case timeoutNow(TimeoutNow)
  /// Kept apart, so that the messages of every day stay small.
  indirect case installSnapshot(InstallSnapshot)
  case installSnapshotReply(InstallSnapshotReply)

  /// Invoked by candidates to gather votes (§5.2).
  public struct RequestVote: Sendable, Equatable {
    public let term: Term
    /// The candidate's last durable entry (`lastLogIndex`, `lastLogTerm`).
    public let lastLog: LogPosition
    /// Whether the leader itself asked the candidate to stand (dissertation §4.2.3): those who hear that
    /// leader need not ignore the request.
    public internal(set) var isTransfer = false
  }

  /// A voter's answer to `RequestVote`, with its own term (Figure 2).
  public struct RequestVoteReply: Sendable, Equatable {
    public let term: Term
    public let voteGranted: Bool
  }

  /// Invoked by the leader to replicate entries (§5.3); without entries a heartbeat (§5.2).
  public struct AppendEntries: Sendable, Equatable {
    public let term: Term
    /// The entry before the first of `entries` (`prevLogIndex`, `prevLogTerm`).
    public let previous: LogPosition
    public let leaderCommit: LogIndex
    public let entries: EntryBatch
    /// The round of heartbeats that this belongs to, or a later one than it needs (dissertation §6.4); 0:
    /// rounds are not counted.
    public internal(set) var round: UInt64 = 0

    /// The last index that the follower holds once it has accepted this.
    public var lastIndex: LogIndex { previous.index + UInt64(entries.count) }

    /// The term of the entry that it carries for `index`.
    func term(at index: LogIndex) -> Term? {
      index > previous.index && index <= lastIndex ? entries[Int(index - previous.index) - 1].term : nil
    }
  }

  /// A follower's answer to `AppendEntries`, with its own term (Figure 2).
  public struct AppendEntriesReply: Sendable, Equatable {
    /// What became of the entries.
    public enum Result: Sendable, Equatable {
      /// The follower's log matches the leader's through this index, durably.
      case stored(through: LogIndex)
      /// The consistency check failed at `previous` (§5.3). The hint: the term of the conflicting entry, if
      /// there is one, and the first index that the follower has of it, else one past its log's end.
      case refused(previous: LogIndex, conflictTerm: Term?, conflictIndex: LogIndex)
      /// The sender's term is over (§5.1).
      case staleTerm
    }
    public let term: Term
    public let result: Result
    /// The `round` of the request.
    public internal(set) var round: UInt64 = 0
    /// Anything but `sound`: what the follower stores does not count for a quorum.
    public internal(set) var integrity = DiskIntegrity.sound
  }

  /// Asks whether the receiver would vote for the sender in `term`, which nobody has begun (dissertation
  /// §9.6).
  public struct PreVote: Sendable, Equatable {
    public let term: Term
    public let lastLog: LogPosition
  }

  /// A voter's answer to `PreVote`; it binds the voter to nothing (dissertation §9.6).
  public struct PreVoteReply: Sendable, Equatable {
    /// The voter's own term.
    public let term: Term
    /// The term that was asked about.
    public let proposed: Term
    public let voteGranted: Bool
  }

  /// Tells the receiver to begin an election at once (dissertation §3.10).
  public struct TimeoutNow: Sendable, Equatable {
    public let term: Term
  }

  /// A piece of a snapshot (§7, Figure 13; dissertation §5.3), here with a checksum of the whole.
  public struct InstallSnapshot: Sendable, Equatable {
    public let term: Term
    /// `lastIncludedIndex` and `lastIncludedTerm`.
    public let last: LogPosition
    /// The newest configuration as of that entry.
    public let membership: Membership
    /// Where `data` belongs, in bytes.
    public let offset: UInt64
    public let data: ArraySlice<UInt8>
    /// Bytes of the whole.
    public let total: UInt64
    /// Checksum of the whole snapshot (`Snapshot.checksum`).
    public let checksum: UInt64
    public let round: UInt64

    public var end: UInt64 { offset &+ UInt64(data.count) }
  }

  /// A follower's answer to `InstallSnapshot`, with its own term (dissertation ch. 5).
  public struct InstallSnapshotReply: Sendable, Equatable {
    /// What became of the bytes.
    public enum Result: Sendable, Equatable {
      /// The follower has the bytes up to here, in memory.
      case received(through: UInt64)
      /// It holds all that the snapshot stands for, durably.
      case installed
      /// The bytes did not make the checksum and are gone.
      case refused
      /// The sender's term is over (§5.1).
      case staleTerm
    }
    public let term: Term
    /// The last entry of the snapshot that the reply is about.
    public let last: LogPosition
    public let result: Result
    public let round: UInt64
    /// As in `AppendEntriesReply`.
    public internal(set) var integrity = DiskIntegrity.sound
  }

  /// The sender's term.
  public var term: Term {
    switch self {
    case .requestVote(let message): message.term
    case .requestVoteReply(let message): message.term
    case .appendEntries(let message): message.term
    case .appendEntriesReply(let message): message.term
    case .preVote(let message): message.term
    case .preVoteReply(let message): message.term
    case .timeoutNow(let message): message.term
    case .installSnapshot(let message): message.term
    case .installSnapshotReply(let message): message.term
    }
  }
}
