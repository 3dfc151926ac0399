import Command
import Consensus
import Words

/// Why something about a run's past cannot be done.
public enum PastReasons: String, TextKey {
  case noPast, notAFile, unknownBranch, nothingDone, isStart, tooFar, lastEvent, noLaterLandmark,
    noSuchBranch, notSaved, notShared, standsStill
}

extension ClusterHost {
  public func unavailability(of verb: Verb) -> Phrase? { nil }
}

// What a host answers that keeps no past: a live cluster cannot be taken back.
extension ClusterHost {
  private static var noPast: Phrase { Phrase(PastReasons.noPast) }

  public var timeline: TimelineSnapshot? { nil }
  public var standstill: Nanoseconds? { nil }
  public var frozenAt: ViolationSnapshot? { nil }
  public func continuePastViolation() {}
  public func move(_ move: TimeMove) -> ActionOutcome { .nothing(.unavailable(Self.noPast)) }
  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) -> Result<
    BranchComparison, NotHere
  > { .failure(NotHere(Self.noPast)) }
  public func recording(of branch: BranchID?) -> Result<Scenario, NotHere> { .failure(NotHere(Self.noPast)) }
  public func saveRecording(to path: String) -> ActionOutcome { .nothing(.unavailable(Self.noPast)) }
  public func shareLine() -> Result<String, NotHere> { .failure(NotHere(Self.noPast)) }
}
