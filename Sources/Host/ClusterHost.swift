import Command
import Consensus
import Words

/// What may be looked up while an event is explained.
public protocol RecordSource {
  /// The record with this number; nil after the playhead's, and where it is kept no longer.
  func record(_ number: UInt64) -> EventRecord?
  /// What the entry at this position holds, if any replica still keeps it.
  func describe(_ position: LogPosition) -> EntryDescription?
  /// What the receiver of this message in flight would decide, did it arrive now; nothing happens. Empty where it
  /// would decide nothing, or hears nothing; nil: this host cannot tell.
  func foresee(_ message: UInt64) -> [AnyDecision]?
  /// What the cluster looked like right after the event with this number; nil: this host cannot tell.
  func snapshot(after number: UInt64) -> ClusterSnapshot?
}

extension RecordSource {
  public func snapshot(after number: UInt64) -> ClusterSnapshot? { nil }
}

/// A cluster that a console can drive: simulated, and later live ones or somebody else's. Used from one
/// thread.
public protocol ClusterHost: AnyObject, RecordSource {
  /// The time that is shown: nanoseconds since the start of the run.
  var now: Nanoseconds { get }
  /// What the cluster looks like at that time.
  func snapshot() -> ClusterSnapshot
  /// Runs everything up to and including `time`, also the scenario's lines and, in the past, what was done
  /// there; stops early only at a violation, at a note where that is asked for, where a person is asked to decide for
  /// a node (`ClusterSnapshot.hand`) and no line or act further on answers, and where `mayGoOn` says no. Does
  /// nothing while frozen at a violation. The next call goes on with what was left of an instant.
  /// - Parameters:
  ///   - untilNote: Whether it stops right after a note, before the line that comes next.
  ///   - mayGoOn: Asked every few hundred events, however little virtual time goes by: events of one instant may
  ///     set off each other for ever.
  /// - Returns: whether a violation, a note or a question stopped it.
  @discardableResult
  func advance(to time: Nanoseconds, untilNote: Bool, while mayGoOn: () -> Bool) -> Bool
  /// Runs like `advance`, through notes, and stops besides at the first moment at which this holds, which may be now;
  /// asked as a scenario's `when` is: after all events of an instant, and right after an act.
  /// - Returns: whether it holds where this stopped; nil: this host cannot tell, and did nothing.
  func advance(to time: Nanoseconds, until predicate: Predicate, while mayGoOn: () -> Bool) -> Bool?
  /// Whether each of these would hold, were the verbs done now and so much time to go by. Nothing happens by asking.
  /// - Returns: in the same order; nil: this host cannot tell.
  func foretell(_ predicates: [Predicate], trying verbs: [Verb], after span: Nanoseconds) -> [Foretold]?
  /// Runs one event, or the line of the scenario or the act in the past whose turn has come, and gives its
  /// record; nil when nothing will ever happen again, or while frozen at a violation.
  func step() -> EventRecord?
  /// When the next event happens, or the next line of the scenario acts, or the next act in the past comes;
  /// nil when nothing will ever happen again.
  var nextEventTime: Nanoseconds? { get }
  /// The instant in which the clock stands still for good: events without end happen there, none of which takes
  /// time, so that many were enough. Nothing happens any more, and no act is possible but a move back. nil: none.
  var standstill: Nanoseconds? { get }
  /// Whether a landmark comes within a span, were nothing done meanwhile; nil: this host cannot tell, or it would take
  /// long to find out.
  /// - Parameter mayGoOn: Asked every thousand events.
  func comesLandmark(within span: Nanoseconds, while mayGoOn: () -> Bool) -> Bool?
  /// How this run goes on from here if nobody does anything: what was done further on in the past comes, and so do a
  /// scenario's lines. nil: this host cannot tell, or its run stands still.
  func future() -> (any ClusterFuture)?
  /// Acts now, after all events of this instant. In the past this grows a branch, which becomes the current
  /// one; an act that is impossible there grows none and leaves no record.
  func perform(_ verb: Verb) -> ActionOutcome
  /// The names that the cluster's protocol brings: of the rules that can be broken, and the like.
  var vocabulary: Vocabulary { get }
  /// Why this host cannot do a verb ("not here, because …"); nil when it can.
  func unavailability(of verb: Verb) -> Phrase?
  /// The kept records with a number greater than this, up to the playhead's, oldest first (a bounded number
  /// is kept).
  func records(after number: UInt64) -> [EventRecord]

  // What follows needs a past; a host without one has answers of its own for each ("not here, because …").

  /// The branches and the playhead; nil: this host keeps no past.
  var timeline: TimelineSnapshot? { get }
  /// Moves through time. What happened up to the playhead's new place is what `snapshot`, `records` and the
  /// rest show from then on; after a move back, ask for records by numbers below the playhead's.
  func move(_ move: TimeMove) -> ActionOutcome
  /// Where a rule that is broken on purpose decided what came of it: this violation, or where there is none the fall
  /// of a leader. With the rule kept from some event on it does not come, and kept only after that event it does; the
  /// first event from there on that comes out differently is told. Where neither came, or keeping the rule would not
  /// have prevented it, that is the first one since the rule was broken. nil: none was broken, or nothing came of it
  /// yet. Nothing happens by asking; of a long run it takes a while.
  func divergence(before violation: ViolationSnapshot?) -> Divergence?
  /// The branch on which this rule is kept and all else was done as here, run to the same time; it is made where
  /// there is none yet, and the playhead stays where it is. nil: the rule is not broken here.
  func branch(keeping rule: String) -> BranchID?
  /// The violation at which the run stands still until `continuePastViolation`.
  var frozenAt: ViolationSnapshot? { get }
  /// What clients asked and were told that no order explains, where that is how a rule broke; nil: none did so.
  var unorderedHistory: UnorderedHistory? { get }
  /// Lets the run go on after the violation at which it stands.
  func continuePastViolation()
  /// Two branches at one time at or after the moment at which they parted. A branch that ends earlier is run
  /// on for it a little, without growing; later times are taken as the latest that can be compared.
  func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) throws(NotHere) -> BranchComparison
  /// A branch, as far as it has been simulated, as a scenario that gives the same events to the byte; nil: the
  /// current one.
  func recording(of branch: BranchID?) throws(NotHere) -> Scenario
  /// The recording as one line of text for a chat.
  func shareLine() throws(NotHere) -> String
}

/// What a host says of a predicate: whether it holds, and what is seen, as English messages say it.
public struct Foretold: Sendable, Equatable {
  public let holds: Bool
  public let saw: String
  public init(holds: Bool, saw: String) {
    self.holds = holds
    self.saw = saw
  }
}

extension ClusterHost {
  public func advance(to time: Nanoseconds, until predicate: Predicate, while mayGoOn: () -> Bool) -> Bool? {
    nil
  }
  public func foretell(_ predicates: [Predicate], trying verbs: [Verb], after span: Nanoseconds)
    -> [Foretold]?
  {
    nil
  }
  public func foresee(_ message: UInt64) -> [AnyDecision]? { nil }
  public func future() -> (any ClusterFuture)? { nil }
  public func comesLandmark(within span: Nanoseconds, while mayGoOn: () -> Bool) -> Bool? { nil }

  /// The current branch as a scenario.
  public func recording() throws(NotHere) -> Scenario { try recording(of: nil) }

  /// Runs everything up to and including `time`, however long that takes.
  public func advance(to time: Nanoseconds) { advance(to: time, untilNote: false) { true } }
}

/// What came of an action.
public enum ActionOutcome: Sendable, Equatable {
  /// Done to these nodes: what `leader`, `all` and the like came to. Empty where it was done to no node.
  case done(on: NodeSet = [])
  /// Impossible now, and why ("n2 is down already"): nothing changed.
  case nothing(ActionRefusal)

  public var isDone: Bool { if case .done = self { true } else { false } }

  /// To which it was done.
  public var nodes: NodeSet { if case .done(let nodes) = self { nodes } else { [] } }
}

/// What an entry holds, with accounts by their names. Amounts are whole coins.
public enum EntryDescription: Sendable, Equatable {
  case noOp
  case transfer(from: String, to: String, amount: UInt64, nonce: UInt64)
  case open(name: String, amount: UInt64)
  case balances
  case configuration(Membership)
}

/// One event of a run: what happened, what was decided and applied, and which earlier event caused it.
public struct EventRecord: Sendable, Equatable {
  /// Why a message was lost: by chance, on a cut link, at a receiver that was down or paused, or because a
  /// person dropped it.
  public enum LossReason: String, Sendable, Equatable {
    case loss
    case cut
    case receiverDown
    case receiverPaused
    case dropped
  }
  /// What happened in an event.
  public enum What: Sendable, Equatable {
    case delivered(MessageSnapshot)
    case lost(MessageSnapshot, LossReason)
    /// A message arrived at a node for which a person decides, and waits for that.
    case asked(MessageSnapshot)
    /// A timer fired: an election's or a heartbeat's.
    case timer(NodeView.Timer.Kind)
    /// A disk write ended.
    case written
    /// A client sent operation `number` to a node (attempt 1, 2, …).
    case clientAsked(operation: UInt64, attempt: Int)
    /// A node took, refused or redirected a client's request.
    case nodeAsked(operation: UInt64)
    /// A client got its answer or gave up.
    case clientEnded(operation: UInt64)
    /// A client was told to go elsewhere, or heard nothing for its time-out.
    case clientRetries(operation: UInt64, because: RetryReason)
    /// A verb of the person or the file.
    case action(Verb, ActionOutcome)
    case note(Note)
    /// An expectation of a file: its text, whether it held, and what was seen instead.
    case expectation(String, held: Bool, saw: String)
    /// A rule broke.
    case violation(ViolationSnapshot)
    /// Something inside the simulated clients that shows nothing.
    case internalStep
  }
  /// Why a client asks again.
  public enum RetryReason: Sendable, Equatable {
    case timedOut(after: Nanoseconds)
    case redirected(to: NodeID?)
    /// The sender's account is not open, so nothing was decided for good.
    case undecided
  }
  /// An entry that this node applied in this event.
  public struct Applied: Sendable, Equatable {
    /// What came of applying an entry to the ledger.
    public enum Outcome: Sendable, Equatable {
      case noOp
      case done
      case refused(String)
      /// The same transaction was applied before, at `first`: its old receipt is the answer.
      case repeated(first: LogIndex)
      /// A read that went through the log.
      case read
    }
    public var position: LogPosition
    public var outcome: Outcome
    /// The operation, where this world's clients sent it.
    public var operation: UInt64?
    public init(position: LogPosition, outcome: Outcome, operation: UInt64?) {
      self.position = position
      self.outcome = outcome
      self.operation = operation
    }
  }
  /// Consecutive, from 1.
  public var number: UInt64
  public var time: Nanoseconds
  /// The node at which it happened.
  public var node: NodeID?
  public var what: What
  public var decisions: [AnyDecision]
  public var applied: [Applied]
  /// The event that made this one happen (sent the message, set the timer, began the write).
  public var cause: UInt64?
  public init(
    number: UInt64, time: Nanoseconds, node: NodeID?, what: What, decisions: [AnyDecision] = [],
    applied: [Applied] = [], cause: UInt64?
  ) {
    self.number = number
    self.time = time
    self.node = node
    self.what = what
    self.decisions = decisions
    self.applied = applied
    self.cause = cause
  }
}
