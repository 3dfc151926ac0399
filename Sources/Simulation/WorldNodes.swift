import Command
import Consensus
import Host
import Ledger
import Session

/// How nodes run: timers, messages and disks.
extension World {
  /// Makes sure that the queue wakes the node no later than it wants.
  mutating func scheduleWake(_ position: Int) {
    if let wanted = group.nodes[position].claimWake(now: now) {
      queue.push(.wake, at: wanted, index: position)
    }
  }

  mutating func wake(_ position: Int, at time: Nanoseconds) -> Bool {
    switch group.nodes[position].takeWake(at: time) {
    case .void: return false
    case .moved:
      scheduleWake(position)
      return false
    case .due(let timer, let cause):
      begin(.wake, UInt64(position), 0)
      step(position, .wake)
      record(.timer(timer), node: NodeID(position + 1), cause: cause)
      return true
    }
  }

  mutating func deliver(_ slot: Int) -> Bool {
    guard let flight = group.flights[slot] else { return false }
    if flight.state != .free || !group.network.holds.isEmpty, !isLetThrough(flight, in: slot) { return false }
    guard let message = group.flights.take(slot) else { return false }
    let position = flight.to.number - 1
    let hearing = group.nodes[position].hearing()
    let reason: EventRecord.LossReason? =
      flight.isLost
      ? .loss
      : group.network.cuts.contains(from: flight.from.number, to: flight.to.number)
        ? .cut : hearing == .down ? .receiverDown : hearing == .deaf ? .receiverPaused : nil
    if let reason {
      begin(.message, flight.number, UInt64(flight.to.number))
      hash.absorb(1)
      if recorder.keepsRecords {
        record(
          .lost(group.snapshot(of: flight, message, now: now), reason), node: flight.to, cause: flight.cause)
      }
      return true
    }
    if hearing == .later {
      group.nodes[position].keep(.message(flight, message))
      return false
    }
    if hand != nil, isAsked(about: flight, message) { return true }
    read(flight, message)
    return true
  }

  /// A node takes a message in.
  /// - Parameter anyway: A person wants it granted whatever rule is against it.
  mutating func read(_ flight: Flight, _ message: consuming R.Message, anyway: Bool = false) {
    begin(.message, flight.number, UInt64(flight.to.number))
    let told = recorder.keepsRecords ? group.snapshot(of: flight, message, now: now) : nil
    step(
      flight.to.number - 1,
      anyway ? .receiveAnyway(from: flight.from, message) : .receive(from: flight.from, message),
      from: flight.from)
    if let told { record(.delivered(told), node: flight.to, cause: flight.cause) }
  }

  /// One step of one replica, with all that it wants done.
  /// - Parameter sender: Of what it receives, told beside it: to look for it in the input would copy the message.
  mutating func step(_ position: Int, _ input: consuming Input<R.Message>, from sender: NodeID? = nil) {
    let outcome = group.nodes[position].step(input, now: now, effects: &group.effects)
    if outcome.timerMoved, recorder.keepsRecords { group.nodes[position].timerCause = recorder.current }
    recorder.decided(group.effects.decisions)
    if !noticed.isEmpty { noticed.note(group.effects.decisions, of: NodeID(position + 1), at: now) }
    if outcome.wasElected { past.elected(at: now) }
    if outcome.wasLeader != (outcome.role == .leader) { leadersChanged() }

    if outcome.asksForWrite || outcome.commitMoved || group.effects.restore != nil {
      group.knownConverged = nil
    }
    if outcome.asksForWrite { startNextWrite(position) }
    let from = NodeID(position + 1)
    // From the end, so that each message is moved into what flies, not copied.
    group.effects.sends.withUnsafeMutableBufferPointer { $0.reverse() }
    while let outgoing = group.effects.sends.popLast() { send(outgoing.message, from: from, to: outgoing.to) }
    if let snapshot = group.effects.restore { load(snapshot, into: position) }
    if !group.effects.applies.isEmpty {
      group.nodes[position].addCommitted(group.effects.applies, to: &group.applied)
      apply(position)
    }
    let isNewlyCommitted = outcome.commitIndex > group.committed
    if isNewlyCommitted {
      group.committed = outcome.commitIndex
      past.committed(outcome.commitIndex, at: now)
    }
    for reply in group.effects.replies { proposalAnswered(position, reply) }
    if watch.hasInvariants {
      watch.stepped(position, of: &group, outcome, isNewlyCommitted: isNewlyCommitted)
      if outcome.role == .leader { watch.leaderStepped(from, of: &group, hearing: sender ?? from) }
    }
    let wantsSnapshot = group.effects.wantsSnapshot != nil
    group.applied.removeEach()
    group.effects.removeAll()
    if outcome.needsWake { scheduleWake(position) }
    if wantsSnapshot { takeSnapshot(of: position) }
    if group.committed >= group.lastTrim + 512 { watch.invariants.discard(through: group.trimLogs()) }
  }

  private mutating func send(_ message: consuming R.Message, from: NodeID, to: NodeID) {
    guard to.number <= group.nodes.count else { return }
    recorder.figures?.sent(message)
    let fate = group.network.fate(from: from.number, to: to.number, now: now)
    if fate.isCut {
      // It still has its place among the messages, so that a cut shifts no other draw.
      let number = group.takeMessageNumber()
      if recorder.keepsRecords {
        let flight = Flight(
          number: number, from: from, to: to, sent: now, arrives: now, isLost: true, cause: recorder.current)
        let lost = group.snapshot(of: flight, message, now: now)
        if recorder.keepsSends { recorder.sends.append(lost) }
        recorder.add(.lost(lost, .cut), node: to, at: now)
      }
      return
    }
    guard let copyArrives = fate.copyArrives else {
      return launch(consume message, from: from, to: to, arrives: fate.arrives, isLost: fate.isLost)
    }
    launch(copy message, from: from, to: to, arrives: fate.arrives, isLost: fate.isLost)
    launch(consume message, from: from, to: to, arrives: copyArrives, isLost: false)
  }

  mutating func launch(
    _ message: consuming R.Message, from: NodeID, to: NodeID, arrives: Nanoseconds, isLost: Bool
  ) {
    let flight = Flight(
      number: group.takeMessageNumber(), from: from, to: to, sent: now, arrives: arrives, isLost: isLost,
      cause: recorder.current)
    if recorder.keepsSends { recorder.sends.append(group.snapshot(of: flight, message, now: now)) }
    let slot = group.flights.insert(flight, message)
    queue.push(.message, at: arrives, index: slot)
  }

  // MARK: Disk

  /// Begins the next write of a disk, where one waits and none is under way.
  private mutating func startNextWrite(_ position: Int) {
    guard let (end, incarnation) = group.nodes[position].beginWrite(now: now, cause: recorder.current) else {
      return
    }
    queue.push(.disk, at: end, index: position, stamp: incarnation)
  }

  mutating func diskWrote(_ position: Int, incarnation: UInt64) -> Bool {
    guard let (written, cause) = group.nodes[position].endWrite(incarnation: incarnation) else {
      return false
    }
    begin(.disk, UInt64(position), written.number)
    recorder.figures?.wrote()
    watch.diskChanged(position, of: &group, from: written.changedFrom)
    if let snapshot = written.snapshot { watch.snapshotSaved(position, snapshot) }
    if group.nodes[position].hears(of: written.number) { step(position, .durable(upTo: written.number)) }
    startNextWrite(position)
    record(.written, node: NodeID(position + 1), cause: cause)
    return true
  }

  mutating func reportWrites(_ position: Int, incarnation: UInt64) -> Bool {
    guard group.nodes[position].incarnation == incarnation, group.nodes[position].isUp,
      group.nodes[position].unreported > 0
    else {
      return false
    }
    let number = group.nodes[position].unreported
    group.nodes[position].unreported = 0
    begin(.report, UInt64(position), number)
    step(position, .durable(upTo: number))
    record(.written, node: group.nodes[position].id, cause: group.nodes[position].writeCause)
    return true
  }

  // MARK: Applying

  private mutating func apply(_ position: Int) {
    for item in group.applied {
      hash.absorb(item.index << 16 | item.entry.term & 0xFFFF)
      if item.entry.kind != .command {
        group.nodes[position].ledger.skip(at: item.index)
        if watch.hasInvariants { watch.effects.append(AppliedEffect()) }
        applied(item, .noOp, at: position)
        group.nodes[position].dropAnswers(through: item.index)
        continue
      }
      let (receipt, effect) = group.nodes[position].apply(item, observed: watch.hasInvariants)
      if let effect { watch.effects.append(effect) }
      let answer = group.nodes[position].takeAnswer(at: item.index)
      let isOwn = answer?.position.term == item.entry.term
      applied(
        item, Self.outcome(of: receipt), at: position, operation: isOwn ? answer?.asker.operation : nil)
      if let answer, isOwn {
        respond(
          position, to: answer.asker,
          .receipt(receipt, answer.position, state: answerState(position, receipt)))
      }
    }
  }

  private mutating func applied(
    _ item: CommittedEntry, _ outcome: EventRecord.Applied.Outcome, at position: Int, operation: UInt64? = nil
  ) {
    recorder.applied(item, outcome, operation: operation)
    if recorder.wantsPosting(of: item.index) { recorder.add(posting(item, outcome, at: position)) }
  }

  private mutating func answerState(_ position: Int, _ receipt: Receipt) -> AccountStates {
    if case .balances = receipt.outcome { return AccountStates(group.nodes[position].ledger) }
    return .none
  }

  private static func outcome(of receipt: Receipt) -> EventRecord.Applied.Outcome {
    if receipt.isRepeat { return .repeated(first: receipt.index) }
    return switch receipt.outcome {
    case .done: .done
    case .refused(let refusal): .refused(refusal.rawValue)
    case .balances: .read
    }
  }
}
