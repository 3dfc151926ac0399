import Command
import Consensus
import Host

/// What a world is asked to keep besides running.
public struct Observers: Sendable, OptionSet {
  /// A bit for each of them.
  public let rawValue: Int
  /// Those whose bits are set.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// An `EventRecord` of every event.
  public static let records = Observers(rawValue: 1)
  /// The client history.
  public static let history = Observers(rawValue: 2)
  /// The invariants, after every event.
  public static let invariants = Observers(rawValue: 4)
  /// Whether the clients' history stays linearizable, at every answer; beside the invariants only.
  public static let linearizability = Observers(rawValue: 8)
  /// Every message as it was sent.
  public static let sends = Observers(rawValue: 16)
  /// What the run costs.
  public static let figures = Observers(rawValue: 32)
  /// Nobody: the run's hash is not made, which costs an eighth of a run that nothing is drawn of.
  public static let unhashed = Observers(rawValue: 64)
}

/// What is kept of a run until the host takes it, and only where somebody asked for it.
struct Recorder: Sendable {
  let keepsRecords: Bool
  let keepsHistory: Bool
  let keepsSends: Bool

  /// Records not yet taken by the host.
  var records: [EventRecord] = []
  var history: [HistoryEvent] = []
  /// Messages sent and not yet taken by the host.
  var sends: [MessageSnapshot] = []
  /// Crashes and restarts not yet taken by the host, and whether it was the live leader of the highest term.
  var changes: [(landmark: Landmark, ofLeader: Bool)] = []
  /// What the run has cost so far; nil: nobody wants to know.
  var figures: RunFigures?
  /// The record of the event that is being handled, the cause of what it starts.
  private(set) var current: UInt64 = 0
  /// The number of the newest record.
  private(set) var count: UInt64 = 0
  /// Entries when they were first applied, oldest first: at least the latest `postingsKept`, at most twice as many.
  private(set) var postings: [Posting] = []
  private static let postingsKept = 64
  /// What the step decided and applied.
  private var decisions: [AnyDecision] = []
  private var applied: [EventRecord.Applied] = []

  init(_ observers: Observers) {
    keepsRecords = observers.contains(.records)
    keepsHistory = observers.contains(.history)
    keepsSends = observers.contains(.sends)
    figures = observers.contains(.figures) ? RunFigures() : nil
  }

  /// Opens the record of an event or an act.
  @inline(__always) mutating func open() {
    guard keepsRecords else { return }
    count += 1
    current = count
  }

  /// Closes the record that `open` opened, with what the step decided and applied.
  /// - Parameter place: Among the records: nil, at their end.
  mutating func close(
    _ what: EventRecord.What, node: NodeID?, cause: UInt64, at now: Nanoseconds, place: Int? = nil
  ) {
    let record = EventRecord(
      number: current, time: now, node: node, what: what, decisions: decisions, applied: applied,
      cause: cause == 0 ? nil : cause)
    if let place, place < records.count { records.insert(record, at: place) } else { records.append(record) }
    decisions.removeAll(keepingCapacity: true)
    applied.removeAll(keepingCapacity: true)
  }

  /// A record beside the event's own, caused by it.
  mutating func add(_ what: EventRecord.What, node: NodeID?, at now: Nanoseconds) {
    guard keepsRecords else { return }
    count += 1
    records.append(
      EventRecord(number: count, time: now, node: node, what: what, cause: current == 0 ? nil : current))
  }

  @inline(__always) mutating func decided(_ more: [some Explained]) {
    if keepsRecords, !more.isEmpty { decisions += more.map { AnyDecision($0) } }
  }

  /// Whether this entry is the first to be applied at its index, and somebody watches.
  func wantsPosting(of index: LogIndex) -> Bool {
    keepsRecords && index > postings.last?.position.index ?? 0
  }

  mutating func add(_ posting: Posting) {
    if postings.count == 2 * Self.postingsKept { postings.removeFirst(Self.postingsKept) }
    postings.append(posting)
  }

  mutating func applied(_ item: CommittedEntry, _ outcome: EventRecord.Applied.Outcome, operation: UInt64?) {
    guard keepsRecords else { return }
    applied.append(
      EventRecord.Applied(
        position: LogPosition(index: item.index, term: item.entry.term), outcome: outcome,
        operation: operation))
  }
}
