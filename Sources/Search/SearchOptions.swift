import Command
import Consensus
import Paxos
import Raft

/// What a search may draw.
public struct SearchOptions: Sendable, Equatable {
  /// nil: each seed draws its own size, 1 to 9.
  public var nodes: Int?
  public var faults: [FaultKind]
  public var consensus: ConsensusProtocol
  /// The rule of Raft that is broken on purpose.
  public var bug: BrokenRule?
  /// The rule of Paxos that is.
  public var paxosBug: BrokenPaxosRule?
  /// How long faults go on in each seed, in simulated time.
  public var time: Nanoseconds
  /// Whether all seeds draw real signatures.
  public var realSignatures: Bool

  public init(
    nodes: Int? = nil, faults: [FaultKind] = FaultKind.allCases, bug: BrokenRule? = nil,
    time: Nanoseconds = 7_400_000_000, realSignatures: Bool = false, consensus: ConsensusProtocol = .raft,
    paxosBug: BrokenPaxosRule? = nil
  ) {
    self.consensus = consensus
    self.paxosBug = paxosBug
    self.nodes = nodes
    self.faults = faults
    self.bug = bug
    self.time = time
    self.realSignatures = realSignatures
  }

  /// The rule that is broken on purpose, of whichever protocol; nil: none.
  public var bugName: String? { bug?.name ?? paxosBug?.name }
}
