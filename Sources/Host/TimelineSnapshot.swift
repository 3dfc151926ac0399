import Command
import Consensus
import Words

/// A state of a run: so many records have been made, and the clock shows this time.
public struct Moment: Hashable, Comparable, Sendable {
  /// Nanoseconds since the start.
  public var time: Nanoseconds
  /// The number of the newest record; 0 before the first.
  public var event: UInt64
  public init(time: Nanoseconds, event: UInt64) {
    self.time = time
    self.event = event
  }
  public static let start = Moment(time: 0, event: 0)

  /// Along one run; moments of different branches are comparable only up to where they parted.
  public static func < (left: Moment, right: Moment) -> Bool {
    (left.event, left.time) < (right.event, right.time)
  }
}

/// A branch of a timeline, by order of growth: the first run is 1.
public struct BranchID: Hashable, Comparable, Sendable {
  public let number: Int
  public init(_ number: Int) { self.number = number }
  public static let first = BranchID(1)
  public static func < (left: BranchID, right: BranchID) -> Bool { left.number < right.number }
}

/// Something that was done to a cluster, by a person or by a line of a file.
public struct RecordedAct: Sendable, Equatable {
  public var time: Nanoseconds
  /// The number of the record that tells of it.
  public var event: UInt64
  public var verb: Verb
  public var outcome: ActionOutcome
  /// Typed or clicked, not read from the scenario.
  public var byPerson: Bool
  public init(time: Nanoseconds, event: UInt64, verb: Verb, outcome: ActionOutcome, byPerson: Bool) {
    self.time = time
    self.event = event
    self.verb = verb
    self.outcome = outcome
    self.byPerson = byPerson
  }
}

/// The runs that were seen: a tree of branches, one of which is being looked at, at one moment.
public struct TimelineSnapshot: Sendable, Equatable {
  /// Why a branch exists.
  public enum Origin: Sendable, Equatable {
    /// The first run.
    case start
    /// This was done in the past.
    case act(Verb)
    /// This act of the parent was undone.
    case undone(Verb)
    /// `fork`.
    case fork
    /// One of two clusters that do the same, each by another protocol.
    case cluster(ConsensusProtocol)
  }

  /// One run, from the start of time to its own end.
  public struct Branch: Sendable, Equatable {
    public var id: BranchID
    /// In English: "kill n2 at 8.210 s".
    public var name: String
    public var origin: Origin
    /// nil: the first run.
    public var parent: BranchID?
    /// The last moment that it shares with its parent.
    public var parted: Moment
    /// How far it has been simulated; never before `parted`.
    public var end: Moment
    /// Those after `parted`, oldest first (a bounded number of them).
    public var landmarks: [Landmark]
    /// All acts from the start to `end`, those before `parted` included.
    public var acts: [RecordedAct]
  }

  /// By id: a parent comes before its children.
  public var branches: [Branch]
  public var currentID: BranchID
  /// The moment that is being shown; on the current branch or, before it parted, on its ancestors.
  public var playhead: Moment

  public init(branches: [Branch], currentID: BranchID, playhead: Moment) {
    self.branches = branches
    self.currentID = currentID
    self.playhead = playhead
  }

  /// The branch with this number; nil where there is none.
  public func branch(_ id: BranchID) -> Branch? { branches.first { $0.id == id } }
  public var current: Branch? { branch(currentID) }
  /// Whether what is shown was simulated further already: acting here grows a branch.
  public var isPast: Bool { current.map { playhead < $0.end } ?? false }

  /// The branches from the first run to this one.
  public func path(to id: BranchID) -> [Branch] {
    var path: [Branch] = []
    var next = branch(id)
    while let branch = next, path.count < branches.count {
      path.insert(branch, at: 0)
      next = branch.parent.flatMap { self.branch($0) }
    }
    return path
  }

  /// The last moment that two branches share.
  public func parting(_ left: BranchID, _ right: BranchID) -> Moment {
    let (left, right) = (path(to: left), path(to: right))
    let shared = zip(left, right).prefix { $0.id == $1.id }.count
    let parted = [left, right].compactMap { $0.dropFirst(shared).first?.parted }
    return parted.min() ?? left.last?.end ?? .start
  }

  /// The landmarks of the run that ends in this branch, those of its ancestors before it parted included.
  public func landmarks(along id: BranchID) -> [Landmark] {
    let path = path(to: id)
    return path.enumerated().flatMap { place, branch in
      let limit = place + 1 < path.count ? path[place + 1].parted.event : .max
      return branch.landmarks.filter { $0.event <= limit }
    }
  }

  /// The act that `undo` would take back: the person's last one before the playhead.
  public var lastAct: RecordedAct? {
    current?.acts.last { $0.byPerson && $0.outcome.isDone && $0.event <= playhead.event }
  }
}

extension TimelineSnapshot.Branch {
  /// A branch that has just begun.
  public init(
    _ id: BranchID, named name: String, _ origin: TimelineSnapshot.Origin, parent: BranchID?, parted: Moment
  ) {
    self.init(
      id: id, name: name, origin: origin, parent: parent, parted: parted, end: parted, landmarks: [], acts: []
    )
  }
}
