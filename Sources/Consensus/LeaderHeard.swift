/// A leader was heard so short a time ago that who heard it helps nobody to depose it, and does not try to lead itself
/// (in Raft: dissertation §4.2.3). The leader's lease may rest on that (§6.4.1).
public struct LeaderHeard: Sendable, Equatable {
  /// nil: it has heard none since it started, but may have just before.
  public let leader: NodeID?
  /// How long ago by its own clock, or since when it runs; less than `atLeast`.
  public let ago: Nanoseconds
  /// The shortest election timeout.
  public let atLeast: Nanoseconds

  public init(leader: NodeID?, ago: Nanoseconds, atLeast: Nanoseconds) {
    self.leader = leader
    self.ago = ago
    self.atLeast = atLeast
  }

  /// How much longer, by its own clock, the node must wait before it may stand.
  public var left: Nanoseconds { atLeast - min(atLeast, ago) }
}
