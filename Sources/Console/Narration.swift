import Consensus
import Host

/// What the narrator may look up while it explains.
public protocol RecordSource {
  func record(_ number: UInt64) -> EventRecord?
  func describe(_ position: LogPosition) -> EntryDescription?
  /// What the receiver of this message in flight would decide, did it arrive now; nil: nobody can tell.
  func foresee(_ message: UInt64) -> [AnyDecision]?
}

/// A sentence about one event. Higher ranks push out lower ones.
public struct News: Sendable, Equatable {
  /// 0 (may be left out) … 9 (must be seen).
  public var rank: Int
  public var text: String
  public var alarm: Bool
  public init(rank: Int, text: String, alarm: Bool = false) {
    self.rank = rank
    self.text = text
    self.alarm = alarm
  }
}
