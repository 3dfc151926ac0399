import Command
import Consensus

// What a host answers that keeps no past: a live cluster cannot be taken back.
extension ClusterHost {
  private static var noPast: Phrase {
    Phrase("not here, because this cluster keeps no past", "此处不行，因为这个集群不保留过去")
  }

  public var timeline: TimelineSnapshot? { nil }
  public var standstill: Nanoseconds? { nil }
  public var frozenAt: ViolationSnapshot? { nil }
  public func continuePastViolation() {}
  public func move(_ move: TimeMove) -> ActionOutcome { .nothing(.unavailable(Self.noPast)) }
  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) -> Result<
    BranchComparison, NotHere
  > { .failure(NotHere(Self.noPast)) }
  public func recording() -> Result<Scenario, NotHere> { .failure(NotHere(Self.noPast)) }

  public func recording(of branch: BranchID) -> Result<Scenario, NotHere> { .failure(NotHere(Self.noPast)) }
  public func saveRecording(to path: String) -> ActionOutcome { .nothing(.unavailable(Self.noPast)) }
  public func shareLine() -> Result<String, NotHere> { .failure(NotHere(Self.noPast)) }
}
