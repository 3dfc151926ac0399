import Command
import Consensus
import Words

/// A move of the playhead, or of the tree under it. None of them is recorded.
public enum TimeMove: Sendable, Equatable {
  /// To a time of the current branch, after all events of that instant. Beyond the end the run is simulated
  /// on.
  case time(Nanoseconds)
  /// To right after the event with this number.
  case event(UInt64)
  /// So many events back.
  case back(Int)
  case previousLandmark
  case nextLandmark
  case start
  /// To the end of the current branch.
  case live
  /// To another branch, at the same virtual time if that has been simulated there, else to its end.
  case branch(BranchID)
  /// To just before the person's last act, on a new branch.
  case undo
  /// Begins a branch here. Its name in English; without one, after the time.
  case fork(String?)
}

/// Why something about a run's past cannot be done.
public enum PastReasons: String, TextKey {
  case noPast, notAFile, unknownBranch, nothingDone, isStart, tooFar, lastEvent, noLaterLandmark,
    noSuchBranch, notShared, standsStill, sideBySide
}

/// Why a host cannot give what was asked for: "not here, because …".
public struct NotHere: Error, Equatable, CustomStringConvertible {
  public let reason: Phrase

  /// - Parameter values: What stands in the places of the reason's text.
  public init(_ reason: PastReasons, _ values: [String: any Sayable] = [:]) {
    self.reason = Phrase(reason, values)
  }

  /// In English.
  public var description: String { reason.english }
}

extension ActionOutcome {
  /// Nothing, for a reason that lies in the past.
  public static func notHere(_ reason: PastReasons, _ values: [String: any Sayable] = [:]) -> ActionOutcome {
    .nothing(.because(Phrase(reason, values)))
  }
}

extension ClusterHost {
  public func unavailability(of verb: Verb) -> Phrase? { nil }
}

// What a host answers that keeps no past: a live cluster cannot be taken back.
extension ClusterHost {
  public var timeline: TimelineSnapshot? { nil }
  public var standstill: Nanoseconds? { nil }
  public func divergence(before violation: ViolationSnapshot?) -> Divergence? { nil }
  public var unorderedHistory: UnorderedHistory? { nil }
  public func branch(keeping rule: String) -> BranchID? { nil }
  public var frozenAt: ViolationSnapshot? { nil }
  public func continuePastViolation() {}
  public func move(_ move: TimeMove) -> ActionOutcome { .notHere(.noPast) }
  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) throws(NotHere)
    -> BranchComparison
  { throw NotHere(.noPast) }
  public func recording(of branch: BranchID?) throws(NotHere) -> Scenario { throw NotHere(.noPast) }
  public func shareLine() throws(NotHere) -> String { throw NotHere(.noPast) }
}
