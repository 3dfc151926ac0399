/// A message between members, as an observer sees it.
public protocol ReplicaMessage: Sendable {
  /// What kinds there are, as the paper and scenarios spell them.
  static var kindNames: [String] { get }
  /// The place of its own among `kindNames`, at no cost.
  var kindNumber: Int { get }
  /// Whether it says no more than that its sender leads, at no cost.
  var isHeartbeat: Bool { get }
  /// What it is for, in words that every protocol shares, at no cost; nil: something else.
  var purpose: MessagePurpose? { get }
  /// Whether it asks for leadership or answers who does.
  var isOfElection: Bool { get }
  /// How many entries it carries.
  var entryCount: Int { get }
  /// As one record (`RecordWriter`), the form that it has on a wire.
  func encoded() -> [UInt8]
  var summary: MessageSummary { get }
}

/// What a message is for, whatever the protocol calls it.
public enum MessagePurpose: String, Sendable, CaseIterable {
  /// It asks to lead: RequestVote, Prepare.
  case elect
  /// It brings entries: AppendEntries or Accept that has some.
  case replicate
}

/// What may be shown of a message, the same for every protocol.
public struct MessageSummary: Sendable, Equatable {
  /// With what a leader keeps another member up to date.
  public enum Update: Sendable, Equatable {
    case entries(first: LogIndex, last: LogIndex)
    /// With nothing but its word that it leads.
    case heartbeat
    case snapshot
  }

  /// What kind of message it is: by the paper's name, with the numbers that a picture needs.
  public let kind: Explanation
  /// nil: it does something else.
  public let update: Update?
  /// The sender's term.
  public let term: Term
  /// All its fields by the paper's names.
  public let fields: [Field]

  public init(kind: Explanation, update: Update?, term: Term, fields: [Field]) {
    self.kind = kind
    self.update = update
    self.term = term
    self.fields = fields
  }
}

/// A named value of a message, a decision or a replica.
public struct Field: Sendable, Equatable {
  /// What a field holds, so that each language can say it in its own way. Times are nanoseconds.
  public enum Value: Sendable, Equatable {
    case number(UInt64)
    case count(Int)
    case duration(Nanoseconds)
    /// A moment by somebody's clock.
    case time(Nanoseconds)
    case flag(Bool)
    case text(String)
    case node(NodeID)
    case nodes(NodeSet)
    case position(LogPosition)
    case numbers([UInt64])
    /// Why something was refused; files hold the reason's name.
    indirect case reason(Explanation)
    case none
  }
  public let name: String
  public let value: Value
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// What stands in a field as it is.
public protocol FieldValue {
  var fieldValue: Field.Value { get }
}

extension Field.Value: FieldValue {
  public var fieldValue: Field.Value { self }
}

extension FieldValue where Self == Field.Value {
  /// How long something takes, in nanoseconds.
  public static func span(_ nanoseconds: Nanoseconds) -> Self { .duration(nanoseconds) }
  /// When something happens: nanoseconds since the start of the run.
  public static func moment(_ nanoseconds: Nanoseconds) -> Self { .time(nanoseconds) }
}

extension UInt64: FieldValue { public var fieldValue: Field.Value { .number(self) } }
extension Int: FieldValue { public var fieldValue: Field.Value { .count(self) } }
extension Bool: FieldValue { public var fieldValue: Field.Value { .flag(self) } }
extension String: FieldValue { public var fieldValue: Field.Value { .text(self) } }
extension NodeID: FieldValue { public var fieldValue: Field.Value { .node(self) } }
extension NodeSet: FieldValue { public var fieldValue: Field.Value { .nodes(self) } }
extension LogPosition: FieldValue { public var fieldValue: Field.Value { .position(self) } }
extension Explanation: FieldValue { public var fieldValue: Field.Value { .reason(self) } }
extension Optional: FieldValue where Wrapped: FieldValue {
  public var fieldValue: Field.Value { self?.fieldValue ?? Field.Value.none }
}
