import Consensus

/// Where a run in which a rule is broken on purpose parts from the run in which the same was done and the rule kept
/// from then on.
public struct Divergence: Sendable, Equatable {
  /// An event, and the cluster right after it.
  public struct Happening: Sendable, Equatable {
    public var record: EventRecord
    public var snapshot: ClusterSnapshot
    public init(record: EventRecord, snapshot: ClusterSnapshot) {
      self.record = record
      self.snapshot = snapshot
    }
  }

  /// The rule, by the name that `bug` knows.
  public var rule: String
  /// The first event that comes out differently, as it came out here; nil: there only the other run has one. Where both
  /// runs decide the same throughout, it is the event in which a disk keeps something else.
  public var made: Happening?
  /// What would have happened to the same node at that time, had the rule been kept; nil: nothing. Its numbers of
  /// events are those of that other run.
  public var instead: Happening?

  /// Its event, here or else in the other run.
  public var record: EventRecord? { made?.record ?? instead?.record }

  public init(rule: String, made: Happening?, instead: Happening?) {
    self.rule = rule
    self.made = made
    self.instead = instead
  }
}
