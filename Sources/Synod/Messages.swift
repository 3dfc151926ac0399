import Consensus

/// The messages of the two phases (Paxos Made Simple §2.2). The sender travels outside, with the envelope. What is
/// proposed or accepted is an entry, whose term is the ballot.
public enum SynodMessage: ReplicaMessage, Equatable {
  /// "A prepare request with number n", phase 1a.
  case prepare(Term)
  /// "A promise not to accept any more proposals numbered less than n and the highest-numbered proposal (if any) that
  /// it has accepted", phase 1b.
  case promise(Term, accepted: Entry?)
  /// "An accept request", phase 2a.
  case accept(Entry)
  /// What an acceptor has accepted, phase 2b, told to the learners (§2.3).
  case accepted(Entry)
  /// "If an acceptor ignores a prepare or accept request because it has already received a prepare request with a
  /// higher number, then it should probably inform the proposer" (§2.2).
  case nack(refused: Term, promised: Term)

  /// The ballot that it is about; of a refusal the one that is promised.
  public var ballot: Term {
    switch self {
    case .prepare(let ballot), .promise(let ballot, _), .nack(_, let ballot): ballot
    case .accept(let entry), .accepted(let entry): entry.term
    }
  }

  public static let kindNames = ["Prepare", "Promise", "Accept", "Accepted", "Nack"]

  public var kindNumber: Int {
    switch self {
    case .prepare: 0
    case .promise: 1
    case .accept: 2
    case .accepted: 3
    case .nack: 4
    }
  }

  public var isHeartbeat: Bool { false }

  public var purpose: MessagePurpose? {
    switch self {
    case .prepare: .elect
    case .accept: .replicate
    default: nil
    }
  }

  /// Nobody leads: phase 1 is a part of each choice.
  public var isOfElection: Bool { false }

  public var entryCount: Int {
    switch self {
    case .promise(_, let accepted): accepted == nil ? 0 : 1
    case .accept: 1
    default: 0
    }
  }

  /// The ballot first; then of an entry its kind and payload, of a refusal what is promised.
  public func encoded() -> [UInt8] {
    var writer = RecordWriter(kind: UInt8(kindNumber + 1))
    switch self {
    case .prepare(let ballot): writer.word(ballot)
    case .promise(let ballot, let accepted):
      writer.word(ballot)
      writer.flag(accepted != nil)
      if let accepted { writer.entry(accepted) }
    case .accept(let entry), .accepted(let entry): writer.entry(entry)
    case .nack(let refused, let promised):
      writer.word(refused)
      writer.word(promised)
    }
    return writer.finished()
  }

  public var summary: MessageSummary {
    let (fields, variant) = content
    let told = fields.map { Field($0.key, $0.value.fieldValue) }
    return MessageSummary(
      kind: Explanation(
        name: Self.kindNames[kindNumber], fields: [Field("ballot", .text("\(Ballot(ballot))"))] + told,
        variants: variant.map { [$0] } ?? []),
      update: nil, term: ballot, fields: [Field("ballot", .number(ballot))] + told)
  }

  /// Its fields besides the ballot, and which of its texts fits.
  private var content: (KeyValuePairs<String, any FieldValue>, variant: String?) {
    switch self {
    case .prepare, .accept, .accepted: ([:], nil)
    case .promise(_, let accepted):
      (["accepted": accepted.map { "\(Ballot($0.term))" }], accepted == nil ? "nothing" : nil)
    case .nack(let refused, _): (["refused": "\(Ballot(refused))"], nil)
    }
  }
}
