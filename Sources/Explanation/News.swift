import Consensus
import Host

/// One event with all that may be looked up about it.
package struct Scene {
  let record: EventRecord
  /// The cluster after the event, perhaps a few events later.
  let snapshot: ClusterSnapshot
  let source: any RecordSource

  package init(_ record: EventRecord, in snapshot: ClusterSnapshot, _ source: any RecordSource) {
    self.record = record
    self.snapshot = snapshot
    self.source = source
  }

  /// The same with the cluster as it was right after the event: the numbers of a card are those of its time.
  var atItsTime: Scene {
    guard record.number < snapshot.eventCount, let then = source.snapshot(after: record.number) else {
      return self
    }
    return Scene(record, in: then, source)
  }

  /// The most events between a record and a snapshot that are looked through.
  private static let patience: UInt64 = 200

  /// Whether logs in the snapshot are those right after the event: none was extended or cut since.
  var logsAreUnchanged: Bool {
    guard snapshot.eventCount > record.number else { return snapshot.eventCount == record.number }
    guard snapshot.eventCount - record.number <= Self.patience else { return false }
    for number in (record.number + 1)...snapshot.eventCount {
      guard let later = source.record(number) else { return false }
      if case .action = later.what { return false }
      let changesLog = later.decisions.contains { decision in
        switch decision.sign {
        case .appends, .stores, .deletesEntries: true
        default: false
        }
      }
      if changesLog { return false }
    }
    return true
  }

  /// The node whose decisions the event holds. A verb that the leader answers has none of its own.
  var decider: NodeID? {
    if let node = record.node { return node }
    guard case .action = record.what else { return nil }
    let answersVerb = record.decisions.contains { decision in
      switch decision.sign {
      case .beginsChange, .handsOver, .declines: true
      default: false
      }
    }
    return answersVerb ? snapshot.leader : nil
  }

  /// Whether an entry was committed in it.
  var commits: Bool {
    record.decisions.contains { if case .commits = $0.sign { true } else { false } }
  }

  func operation(_ number: UInt64) -> OperationSnapshot? {
    snapshot.operations.last { $0.number == number }
  }

  /// Whether one of the person's own operations lies in these entries.
  func holdsOwn(_ first: LogIndex, _ last: LogIndex) -> Bool {
    snapshot.operations.contains { operation in
      guard operation.isByPerson, let position = operation.position else { return false }
      return position.index >= first && position.index <= last
    }
  }

  /// Whether a rule broke, or is broken on purpose: then what the others promise does not hold.
  var isBroken: Bool { snapshot.violation != nil || !snapshot.brokenRules.isEmpty }
}

/// A sentence about one event. Higher ranks push out lower ones.
package struct News: Sendable, Equatable {
  /// 0 (may be left out) … 9 (must be seen).
  package var rank: Int
  package var text: String
  /// Whether a rule broke, or something expected did not come.
  package var alarm = false
}

/// What a person points at.
package enum Selection: Sendable, Equatable {
  case node(NodeID)
  case message(UInt64)
  /// An entry as it is on one node.
  case entry(LogPosition, on: NodeID)
  case account(String)
  case landmark(event: UInt64)
  /// An invariant, by its name.
  case rule(String)
}

/// What happened · the rule · the numbers that decided · what would have changed it.
package struct WhyCard: Sendable, Equatable {
  /// What it is about.
  package var title: String
  /// Whole sentences, wrapped by the panel.
  package var sentences: [String]
  /// What the next `w` explains: the cause.
  package var cause: UInt64?
  /// Whether it takes the place of the picture, since it is long.
  package var fillsPicture = false
  /// Whether it tells what one node knows, not all that is.
  package var isKnowledge = false
  /// Shown above the sentences, as bars on time.
  package var history: UnorderedHistory?
}
