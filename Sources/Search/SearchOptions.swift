import Consensus
import Raft

/// What a search may draw.
public struct SearchOptions: Sendable, Equatable {
  /// nil: each seed draws its own size, 1 to 9.
  public var nodes: Int?
  public var faults: [FaultKind]
  /// The rule that is broken on purpose.
  public var bug: BrokenRule?
  /// How long faults go on in each seed, in simulated time.
  public var time: Nanoseconds
  /// Whether all seeds draw real signatures.
  public var realSignatures: Bool

  public init(
    nodes: Int? = nil, faults: [FaultKind] = FaultKind.allCases, bug: BrokenRule? = nil,
    time: Nanoseconds = 7_400_000_000, realSignatures: Bool = false
  ) {
    self.nodes = nodes
    self.faults = faults
    self.bug = bug
    self.time = time
    self.realSignatures = realSignatures
  }
}
