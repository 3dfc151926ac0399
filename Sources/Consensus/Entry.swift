/// One entry of a replicated log: what to do, and the term in which a leader received it.
public struct Entry: Sendable, Equatable {
  /// What an entry is for. Records on disks and wires hold the raw values, which therefore never change.
  public enum Kind: UInt8, Sendable {
    /// Opaque bytes for the state machine.
    case command = 0
    /// The empty entry with which a leader opens its term (Raft §8).
    case noOp = 1
    /// A configuration of the cluster: an encoded `Membership` (dissertation §4.1).
    case configuration = 2
  }

  public let term: Term
  public let kind: Kind
  /// Shared by every replica and every copy of the world that holds this entry.
  public let payload: [UInt8]

  @inlinable public init(term: Term, kind: Kind, payload: [UInt8] = []) {
    self.term = term
    self.kind = kind
    self.payload = payload
  }
}
