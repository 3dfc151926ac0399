import Consensus

/// The messages of Multi-Paxos: those of the two phases (Paxos Made Simple §2.2) for many slots at once (§3), and the
/// pieces of a snapshot. The sender travels outside, with the envelope.
public enum PaxosMessage: ReplicaMessage, Equatable {
  case prepare(Prepare)
  case promise(Promise)
  case accept(Accept)
  case accepted(Accepted)
  case nack(Nack)
  /// Kept apart, so that the messages of every day stay small.
  indirect case installSnapshot(InstallSnapshot)
  case installSnapshotReply(InstallSnapshotReply)

  /// "A prepare request with number n" (§2.2, phase 1a), for all slots from `first` on (§3).
  public struct Prepare: Sendable, Equatable {
    public let ballot: Term
    /// The first slot that the proposer does not know to be chosen.
    public let first: LogIndex
  }

  /// One of the parts of "a promise not to accept any more proposals numbered less than n and the highest-numbered
  /// proposal (if any) that it has accepted" (§2.2, phase 1b), of every slot from the first that was asked for. It
  /// counts once all its parts are there.
  public struct Promise: Sendable, Equatable {
    public let ballot: Term
    /// The slot from which on was asked. Promises of different questions must not be put together.
    public let asked: LogIndex
    /// 1…`parts`.
    public let part: Int
    public let parts: Int
    /// The slot of the first of `entries`.
    public let first: LogIndex
    /// What is accepted in consecutive slots, each with the ballot under which it was.
    public let entries: EntryBatch
    /// Up to where the acceptor knows slots to be chosen.
    public let chosenThrough: LogIndex
  }

  /// "An accept request" for each of `entries` (§2.2, phase 2a), all under one ballot; without any the sign of life of
  /// the distinguished proposer (§2.4).
  public struct Accept: Sendable, Equatable {
    public let ballot: Term
    /// The slot of the first of `entries`.
    public let first: LogIndex
    public let entries: EntryBatch
    /// Up to here the proposer knows slots to be chosen; who holds there what was accepted under this ballot knows it
    /// too.
    public let chosenThrough: LogIndex
    /// The last slot that the proposer has proposed a value for under this ballot, or knows to be chosen.
    public let last: LogIndex
    /// Counts the proposer's heartbeats and questions whether its ballot still stands.
    public let round: UInt64

    /// The last slot that it has a value for.
    var end: LogIndex { first + UInt64(entries.count) - 1 }
  }

  /// The answer to Accept (§2.2, phase 2b).
  public struct Accepted: Sendable, Equatable {
    public let ballot: Term
    /// Every slot up to here is accepted under this ballot, or known to be chosen, and on disk: never over a hole.
    public let through: LogIndex
    /// The last slot of the request.
    public let end: LogIndex
    public let round: UInt64
    /// Anything but `sound`: it does not count for a quorum.
    public let integrity: DiskIntegrity
  }

  /// "If an acceptor ignores a prepare or accept request because it has already received a prepare request with a
  /// higher number, then it should probably inform the proposer, who should then abandon its proposal" (§2.2).
  public struct Nack: Sendable, Equatable {
    /// What is refused.
    public let ballot: Term
    /// What is promised.
    public let promised: Term
    /// Where it is a Prepare that asks for slots which are chosen and compacted away: the last of them.
    public let gone: LogIndex?
  }

  /// A piece of a snapshot.
  public struct InstallSnapshot: Sendable, Equatable {
    public let ballot: Term
    public let last: LogPosition
    /// Where `data` belongs, in bytes.
    public let offset: UInt64
    public let data: ArraySlice<UInt8>
    /// Bytes of the whole, and their checksum.
    public let total: UInt64
    public let checksum: UInt64
    public let round: UInt64

    var end: UInt64 { offset &+ UInt64(data.count) }
  }

  public struct InstallSnapshotReply: Sendable, Equatable {
    /// What became of the bytes.
    public enum Result: Sendable, Equatable {
      /// It has the bytes up to here, in memory.
      case received(through: UInt64)
      /// It holds all that the snapshot stands for, on disk.
      case installed
      /// The bytes did not make the checksum and are gone.
      case refused
    }
    public let ballot: Term
    public let last: LogPosition
    public let result: Result
    public let round: UInt64
    public let integrity: DiskIntegrity
  }

  /// The ballot that it is about; of a refusal the one that is promised.
  public var ballot: Term {
    switch self {
    case .prepare(let message): message.ballot
    case .promise(let message): message.ballot
    case .accept(let message): message.ballot
    case .accepted(let message): message.ballot
    case .nack(let message): message.promised
    case .installSnapshot(let message): message.ballot
    case .installSnapshotReply(let message): message.ballot
    }
  }
}

extension PaxosMessage {
  public static let kindNames = [
    "Prepare", "Promise", "Accept", "Accepted", "Nack", "InstallSnapshot", "InstallSnapshotReply",
  ]

  public var kindNumber: Int {
    switch self {
    case .prepare: 0
    case .promise: 1
    case .accept: 2
    case .accepted: 3
    case .nack: 4
    case .installSnapshot: 5
    case .installSnapshotReply: 6
    }
  }

  public var isHeartbeat: Bool {
    if case .accept(let message) = self { message.entries.isEmpty } else { false }
  }

  public var purpose: MessagePurpose? {
    switch self {
    case .prepare: .elect
    case .accept(let message): message.entries.isEmpty ? nil : .replicate
    default: nil
    }
  }

  /// Of the refusals those too that answer an Accept: they do not tell which it was.
  public var isOfElection: Bool {
    switch self {
    case .prepare, .promise, .nack: true
    default: false
    }
  }

  public var entryCount: Int {
    switch self {
    case .promise(let message): message.entries.count
    case .accept(let message): message.entries.count
    default: 0
    }
  }

  public var summary: MessageSummary {
    let (fields, variant) = content
    return MessageSummary(
      kind: Explanation(
        name: Self.kindNames[kindNumber],
        fields: [Field("ballot", .text("\(Ballot(ballot))"))]
          + fields.map { Field($0.key, $0.value.fieldValue) },
        variants: variant.map { [$0] } ?? []),
      update: update, term: ballot,
      fields: [Field("ballot", .number(ballot))] + fields.map { Field($0.key, $0.value.fieldValue) })
  }

  private var update: MessageSummary.Update? {
    switch self {
    case .accept(let message):
      message.entries.isEmpty ? .heartbeat : .entries(first: message.first, last: message.end)
    case .installSnapshot: .snapshot
    default: nil
    }
  }

  /// Its fields besides the ballot, and which of its texts fits.
  private var content: (KeyValuePairs<String, any FieldValue>, variant: String?) {
    switch self {
    case .prepare(let message): (["first": message.first], nil)
    case .promise(let message):
      (
        [
          "first": message.first, "accepted": message.entries.count, "part": message.part,
          "parts": message.parts,
          "chosenThrough": message.chosenThrough,
        ], message.parts > 1 ? "part" : nil
      )
    case .accept(let message):
      (
        [
          "first": message.first, "last": message.end, "entries": message.entries.count,
          "chosenThrough": message.chosenThrough, "round": message.round,
        ], message.entries.isEmpty ? "heartbeat" : message.entries.count == 1 ? "one" : "several"
      )
    case .accepted(let message):
      (
        ["through": message.through, "round": message.round, "standing": message.integrity.name],
        message.through < message.end ? "hole" : nil
      )
    case .nack(let message): (["refused": "\(Ballot(message.ballot))"], message.gone == nil ? nil : "gone")
    case .installSnapshot(let message):
      (
        [
          "last": message.last.index, "offset": message.offset, "end": message.end, "total": message.total,
          "percent": message.total == 0 ? 100 : UInt64(Double(message.end) / Double(message.total) * 100),
        ], nil
      )
    case .installSnapshotReply(let message):
      switch message.result {
      case .received(let through): (["last": message.last.index, "through": through], "yes")
      case .installed: (["last": message.last.index, "through": message.last.index], "yes")
      case .refused: (["last": message.last.index], "no")
      }
    }
  }
}
