import Consensus
import Host
import Ledger
import Session

// What runs for every event. These are `mutating` so that they work in place: to call a function or read a computed
// property of an array's element copies the whole element first. Only a path of stored properties copies nothing.
extension SimulatedNode {
  /// What a step left behind, as the world looks at it after each.
  struct StepOutcome {
    let wasLeader: Bool
    /// Whether it won an election in this step, though it may lead no more after it.
    let wasElected: Bool
    /// The configuration that it used before the step, by which it committed what it did.
    let membership: Membership
    let role: Role
    let commitIndex: LogIndex
    let lastApplied: LogIndex
    let timerMoved: Bool
    /// Whether the queue may wake it too late now.
    let needsWake: Bool
    let commitMoved: Bool
    let asksForWrite: Bool
    /// The first log index that this write will delete or add.
    let changedFrom: LogIndex?
  }

  /// What becomes of something that arrives.
  enum Hearing {
    case now
    /// It waits behind what is unread.
    case later
    case deaf
    case down
  }

  mutating func hearing() -> Hearing {
    if condition == .down { return .down }
    guard let unread else { return condition == .up ? .now : .deaf }
    return unread.count < Self.mostUnread ? .later : .deaf
  }

  mutating func keep(_ arrival: Arrival) { unread?.append(arrival) }

  /// The oldest of what waits, where the process that it waits for is awake.
  mutating func takeUnread(incarnation: UInt64) -> Arrival? {
    guard self.incarnation == incarnation, condition == .up, unread?.isEmpty == false else { return nil }
    return unread?.removeFirst()
  }

  mutating func holdsInMemory(_ position: LogPosition, _ value: Entry?) -> Bool {
    isAlive && machine.replica.log.holds(position, value)
  }

  /// What a disk has lost still counts while its node stays out of every election and every quorum: the others
  /// must decide without it, so those of them that hold the entry are enough (dissertation §3.8).
  mutating func holdsOnDisk(_ position: LogPosition, _ value: Entry?) -> Bool {
    switch machine.durable.integrity {
    case .sound: machine.durable.log.holds(position, value)
    case .damaged(let formerLast):
      position.index <= formerLast.index || machine.durable.log.holds(position, value)
    case .wiped: position.index <= lostThrough || machine.durable.log.holds(position, value)
    }
  }

  /// What its disk holds from `index` on, behind holes too.
  mutating func slotsOnDisk(from index: LogIndex) -> [AcceptedSlot] {
    var slots: [AcceptedSlot] = []
    func add(_ slot: LogIndex, _ entry: Entry) {
      slots.append(AcceptedSlot(node: machine.id, slot: slot, ballot: entry.term, value: SlotValue(entry)))
    }
    guard index < .max else { return slots }
    let log = machine.durable.log
    log.forEachRun(of: min(index, log.lastIndex)..<(log.lastIndex + 1)) { first, entries in
      for place in entries.indices { add(first + UInt64(place), entries[place]) }
    }
    for (slot, entry) in machine.durable.ahead.sorted(by: { $0.key < $1.key }) { add(slot, entry) }
    return slots
  }

  mutating func proposal() -> Entry? { machine.replica.proposal }

  mutating func leads() -> Bool { isAlive && machine.replica.role == .leader }

  mutating func account(named name: String) -> Account? { ledger.account(named: name) }

  mutating func termAndVoteOnDisk() -> (term: Term, vote: NodeID?) {
    (machine.durable.term, machine.durable.vote)
  }

  mutating func termAndLog() -> (Term, EntryLog) { (machine.replica.currentTerm, machine.replica.log) }

  /// Its term, and that of its entry at `index`; nil: it does not know that.
  mutating func terms(at index: LogIndex) -> (own: Term, entry: Term?) {
    (machine.replica.currentTerm, machine.replica.log.term(at: index))
  }

  mutating func addCommitted(_ range: Range<LogIndex>, to list: inout [CommittedEntry]) {
    machine.replica.log.forEachRun(of: range) { first, entries in
      for place in entries.indices {
        list.append(CommittedEntry(index: first + UInt64(place), entry: entries[place]))
      }
    }
  }

  /// Has somebody look at the ledger where it lies: a copy would count all that it refers to.
  mutating func withLedger<Result>(_ look: (borrowing LedgerState) -> Result) -> Result { look(ledger) }

  mutating func entryInPlace(at index: LogIndex) -> Entry? { machine.replica.log.entry(at: index) }

  mutating func membershipInPlace() -> Membership { machine.replica.membership }

  /// What it tells an operator of the members; nil: it is down.
  mutating func knownMembers() -> KnownMembers? {
    guard isAlive else { return nil }
    return KnownMembers(
      members: machine.replica.membership.all, committed: machine.replica.commitIndex,
      term: machine.replica.currentTerm)
  }

  /// Up to where it knows as leader that the follower holds its log.
  mutating func matchInPlace(of follower: NodeID) -> LogIndex { machine.replica.matchIndex(of: follower) }

  /// Whether what a leader of `term` knows of this disk is so: it holds the entry. A disk that lost something owes
  /// nothing (dissertation §3.8), and one that has seen a later term may have deleted the entry since.
  mutating func bearsOut(_ entry: LogPosition, _ value: Entry?, toLeaderOf term: Term) -> Bool {
    machine.durable.integrity != .sound || machine.durable.term > term
      || machine.durable.log.holds(entry, value)
  }

  mutating func step(
    _ input: consuming Input<R.Message>, now: Nanoseconds,
    effects: inout Effects<R.Message, R.Durable.Write, R.Decision>
  ) -> StepOutcome {
    let wasLeader = machine.replica.role == .leader
    let ledSince = machine.replica.leadsSince
    let membership = machine.replica.membership
    let deadline = machine.replica.nextWake
    let commitIndex = machine.replica.commitIndex
    let (asksForWrite, changedFrom) = machine.step(input, now: clock.reading(at: now), effects: &effects)
    let wasElected = machine.replica.leadsSince != ledSince || !wasLeader && machine.replica.role == .leader
    if wasElected { leadsSince = now }
    let timerMoved = machine.replica.nextWake != deadline
    return StepOutcome(
      wasLeader: wasLeader, wasElected: wasElected, membership: membership, role: machine.replica.role,
      commitIndex: machine.replica.commitIndex, lastApplied: machine.replica.lastApplied,
      timerMoved: timerMoved, needsWake: timerMoved || scheduledWake == .max,
      commitMoved: machine.replica.commitIndex != commitIndex, asksForWrite: asksForWrite,
      changedFrom: changedFrom)
  }

  // MARK: Timers

  /// When the queue must wake this node, if it would not do so early enough already.
  mutating func claimWake(now: Nanoseconds) -> Nanoseconds? {
    guard condition == .up, unread == nil else { return nil }
    let wanted = max(now, nextWake)
    guard wanted < scheduledWake else { return nil }
    scheduledWake = wanted
    return wanted
  }

  enum Wake {
    /// The queued wake-up belongs to an earlier life, or an earlier one was queued since.
    case void
    /// The timer has been moved on meanwhile.
    case moved
    case due(NodeView.Timer.Kind, cause: UInt64)
  }

  /// What a timer event that fires at `time` means.
  mutating func takeWake(at time: Nanoseconds) -> Wake {
    guard time == scheduledWake else { return .void }
    scheduledWake = .max
    guard condition == .up else { return .void }
    if nextWake > time { return .moved }
    return .due(machine.replica.role == .leader ? .heartbeat : .election, cause: timerCause)
  }

  // MARK: Disk

  /// Begins to write what waits, unless a write is under way or nothing waits.
  /// - Returns: when it will be done, and the life that it belongs to.
  mutating func beginWrite(now: Nanoseconds, cause: UInt64) -> (end: Nanoseconds, incarnation: UInt64)? {
    guard machine.beginWrite() else { return nil }
    let end = now + diskStream.draw(diskLatency.lowerBound, diskLatency.upperBound)
    writingUntil = end
    writeCause = cause
    return (end, incarnation)
  }

  /// The write under way is on disk; nil when it belongs to an earlier life.
  mutating func endWrite(incarnation: UInt64) -> (written: Machine<R>.Written, cause: UInt64)? {
    guard self.incarnation == incarnation, let written = machine.endWrite() else { return nil }
    writingUntil = nil
    return (written, writeCause)
  }

  /// Whether the process hears of a write now; else it does when it wakes.
  mutating func hears(of number: UInt64) -> Bool {
    guard condition == .stalled else { return true }
    unreported = number
    return false
  }

  /// Remembers up to where this node has both applied and stored, while it runs.
  mutating func noteSafe() {
    if isAlive { safeIndex = max(safeIndex, min(machine.replica.lastApplied, machine.replica.durableIndex)) }
  }

  // MARK: Applying

  /// Applies an entry; the second value is for the invariants, where asked for.
  mutating func apply(_ item: CommittedEntry, observed: Bool) -> (Receipt, AppliedEffect?) {
    let receipt = ledger.apply(item.entry.payload, at: item.index)
    return (receipt, observed ? AppliedEffect(item.entry.payload, receipt, ledger) : nil)
  }

  /// This node has put a request at `position`. What it had put there or behind it before, in an earlier term
  /// of its own, was overwritten meanwhile.
  mutating func willAnswer(_ asker: Asker, at position: LogPosition) {
    while let last = pendingAnswers.last, last.position.index >= position.index {
      pendingAnswers.removeLast()
    }
    pendingAnswers.append(PendingAnswer(position: position, asker: asker))
  }

  mutating func dropAnswers(through index: LogIndex) {
    while let first = pendingAnswers.first, first.position.index <= index { pendingAnswers.removeFirst() }
  }

  /// The request that this node put at `index`, if it waits for an answer; earlier ones were overwritten.
  mutating func takeAnswer(at index: LogIndex) -> PendingAnswer? {
    guard !pendingAnswers.isEmpty else { return nil }
    dropAnswers(through: index - 1)
    guard let first = pendingAnswers.first, first.position.index == index else { return nil }
    pendingAnswers.removeFirst()
    return first
  }
}

extension EntryLog {
  /// Whether it holds the entry at this position, or discarded it; where a value is given, this one under whatever term.
  fileprivate func holds(_ position: LogPosition, _ value: Entry?) -> Bool {
    guard let value else { return holds(position) }
    return position.index <= base.index
      || entry(at: position.index).map { SlotValue($0) == SlotValue(value) } ?? false
  }
}
