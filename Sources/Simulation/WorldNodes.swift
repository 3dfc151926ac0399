import Command
import Consensus
import Host
import Ledger
import Session

/// How nodes run: timers, messages and disks.
extension World {
  /// Makes sure that the queue wakes the node no later than it wants.
  mutating func scheduleWake(_ position: Int) {
    if let wanted = nodes[position].claimWake(now: now) { queue.push(.wake, at: wanted, index: position) }
  }

  mutating func wake(_ position: Int, at time: Nanoseconds) -> Bool {
    switch nodes[position].takeWake(at: time) {
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
    guard let flight = flights.take(slot) else { return false }
    if flight.state != .free || network.holdsAnything, !isLetThrough(flight, in: slot) { return false }
    let position = flight.to.number - 1
    let hearing = nodes[position].hearing()
    let reason: EventRecord.LossReason? =
      flight.isLost
      ? .loss
      : network.isCut(from: flight.from.number, to: flight.to.number)
        ? .cut : hearing == .down ? .receiverDown : hearing == .deaf ? .receiverStalled : nil
    if let reason {
      begin(.message, flight.number, UInt64(flight.to.number))
      hash.absorb(1)
      if keepsRecords {
        let message = snapshot(of: flight)
        record(.lost(message, reason), node: flight.to, cause: flight.cause)
      }
      return true
    }
    if hearing == .later {
      nodes[position].keep(.message(flight))
      return false
    }
    read(flight)
    return true
  }

  /// A node takes a message in.
  mutating func read(_ flight: Flight<R.Message>) {
    begin(.message, flight.number, UInt64(flight.to.number))
    step(flight.to.number - 1, .receive(from: flight.from, flight.message))
    if keepsRecords {
      let message = snapshot(of: flight)
      record(.delivered(message), node: flight.to, cause: flight.cause)
    }
  }

  func snapshot(of flight: Flight<R.Message>) -> MessageSnapshot {
    MessageSnapshot(
      number: flight.number, from: flight.from, to: flight.to, sent: flight.sent,
      arrives: flight.isWaiting ? max(now, flight.arrives) : flight.arrives, summary: flight.message.summary,
      cause: flight.cause, isHeld: isHeld(flight))
  }

  /// One step of one replica, with all that it wants done.
  mutating func step(_ position: Int, _ input: Input<R.Message>) {
    let membership = nodes[position].membershipInPlace()
    let outcome = nodes[position].step(input, now: now, effects: &effects)
    if outcome.timerMoved, keepsRecords { nodes[position].timerCause = currentRecord }
    if effects.recordsDecisions, !effects.decisions.isEmpty {
      stepDecisions += effects.decisions.map { AnyDecision($0) }
    }

    let write = effects.write
    if write != nil || outcome.commitMoved || effects.load != nil { knownConverged = nil }
    if let write {
      nodes[position].writes.append(write)
      startNextWrite(position)
    }
    let from = NodeID(position + 1)
    for outgoing in effects.sends { send(outgoing.message, from: from, to: outgoing.to) }
    if let snapshot = effects.load { load(snapshot, into: position) }
    if !effects.applies.isEmpty {
      nodes[position].addCommitted(effects.applies, to: &stepCommitted)
      apply(position)
    }
    let isNewlyCommitted = outcome.commitIndex > committed
    if isNewlyCommitted { committed = outcome.commitIndex }
    for reply in effects.replies { proposalAnswered(position, reply) }
    if invariants != nil {
      observe(
        position, outcome, by: membership, changedFrom: write?.changedFrom, isNewlyCommitted: isNewlyCommitted
      )
      if outcome.role == .leader {
        if case .receive(let sender, _) = input {
          observeMatch(from, of: sender)
        } else {
          observeMatch(from, of: from)
        }
      }
    }
    let wantsSnapshot = effects.wantsSnapshot != nil
    stepCommitted.removeEach()
    effects.removeAll()
    scheduleWake(position)
    if wantsSnapshot { takeSnapshot(of: position) }
    if committed >= lastTrim + 512 { trimLogs() }
  }

  private mutating func send(_ message: R.Message, from: NodeID, to: NodeID) {
    guard to.number <= nodes.count else { return }
    let fate = network.fate(from: from.number, to: to.number, now: now)
    if fate.isCut {
      // It still has its place among the messages, so that a cut shifts no other draw.
      let number = nextMessageNumber
      nextMessageNumber += 1
      if observers.contains(.records) {
        let flight = Flight(
          number: number, from: from, to: to, sent: now, arrives: now, message: message, isLost: true,
          cause: currentRecord)
        let lost = snapshot(of: flight)
        if observers.contains(.sends) { sends.append(lost) }
        extraRecord(.lost(lost, .cut), node: to)
      }
      return
    }
    launch(message, from: from, to: to, arrives: fate.arrives, isLost: fate.isLost)
    if let copy = fate.copyArrives {
      launch(message, from: from, to: to, arrives: copy, isLost: false)
    }
  }

  mutating func launch(
    _ message: R.Message, from: NodeID, to: NodeID, arrives: Nanoseconds, isLost: Bool
  ) {
    let flight = Flight(
      number: nextMessageNumber, from: from, to: to, sent: now, arrives: arrives, message: message,
      isLost: isLost, cause: currentRecord)
    if observers.contains(.sends) { sends.append(snapshot(of: flight)) }
    let slot = flights.insert(flight)
    nextMessageNumber += 1
    queue.push(.message, at: arrives, index: slot)
  }

  // MARK: Disk

  /// Begins the next write of a disk, where one waits and none is under way.
  private mutating func startNextWrite(_ position: Int) {
    guard let end = nodes[position].beginWrite(now: now, cause: currentRecord) else { return }
    queue.push(.disk, at: end, index: position, stamp: nodes[position].lifeInPlace())
  }

  mutating func diskWrote(_ position: Int, life: UInt64) -> Bool {
    guard let written = nodes[position].endWrite(life: life) else { return false }
    begin(.disk, UInt64(position), written.number)
    if invariants != nil {
      observeDisk(position, changedFrom: written.changedFrom)
      if let snapshot = written.snapshot { observeSnapshot(position, snapshot) }
    }
    if nodes[position].hears(of: written.number) { step(position, .durable(upTo: written.number)) }
    startNextWrite(position)
    record(.written, node: NodeID(position + 1), cause: written.cause)
    return true
  }

  mutating func reportWrites(_ position: Int, life: UInt64) -> Bool {
    guard nodes[position].life == life, nodes[position].isUp, nodes[position].unreported > 0 else {
      return false
    }
    let number = nodes[position].unreported
    nodes[position].unreported = 0
    begin(.report, UInt64(position), number)
    step(position, .durable(upTo: number))
    record(.written, node: nodes[position].id, cause: nodes[position].writeCause)
    return true
  }

  // MARK: Applying

  private mutating func apply(_ position: Int) {
    for item in stepCommitted {
      hash.absorb(item.index << 16 | item.entry.term & 0xFFFF)
      if item.entry.kind != .command {
        nodes[position].ledger.skip(at: item.index)
        if invariants != nil { stepEffects.append(AppliedEffect()) }
        noteApplied(item, .noOp, operation: nil)
        nodes[position].dropAnswers(through: item.index)
        continue
      }
      let (receipt, effect) = nodes[position].apply(item, observed: invariants != nil)
      if let effect { stepEffects.append(effect) }
      let answer = nodes[position].takeAnswer(at: item.index)
      let isOwn = answer?.position.term == item.entry.term
      noteApplied(item, Self.outcome(of: receipt), operation: isOwn ? answer?.asker.operation : nil)
      if let answer, isOwn {
        respond(
          position, to: answer.asker,
          .receipt(receipt, answer.position, state: answerState(position, receipt)))
      }
    }
  }

  private mutating func answerState(_ position: Int, _ receipt: Receipt) -> AccountStates {
    if case .balances = receipt.outcome { return nodes[position].accountStates() }
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

  private mutating func noteApplied(
    _ item: CommittedEntry, _ outcome: EventRecord.Applied.Outcome, operation: UInt64?
  ) {
    guard observers.contains(.records) else { return }
    stepApplied.append(
      EventRecord.Applied(
        position: LogPosition(index: item.index, term: item.entry.term), outcome: outcome,
        operation: operation))
  }

  // MARK: Log length

  /// Entries kept behind what every node has applied and stored, so that they can be shown.
  static var shownEntries: LogIndex { 256 }

  /// Discards what every node, dead ones included, has applied and stored durably, but for what is shown.
  /// Nothing can ask for it any more: all later leaders hold it, and so does every follower.
  private mutating func trimLogs() {
    lastTrim = committed
    guard header.snapshotAfter == 0 else {
      // The replicas compact their own logs; only what is watched beside them is to be forgotten here.
      invariants?.discard(through: nodes.map { $0.replica.log.base.index }.min() ?? 0)
      return
    }
    for position in nodes.indices where nodes[position].isAlive {
      let replica = nodes[position].replica
      nodes[position].safeIndex = max(
        nodes[position].safeIndex, min(replica.lastApplied, replica.durableIndex))
    }
    let members = membersNow.members
    let common = nodes.filter { members.contains($0.id) }.map(\.safeIndex).min() ?? 0
    guard common > checkpoint.applied + Self.shownEntries,
      let source = nodes.first(where: {
        $0.isAlive && $0.safeIndex >= common && $0.replica.log.firstIndex <= checkpoint.applied + 1
      })
    else { return }
    let step = EntryLog.discardedTogether
    let target = (common - Self.shownEntries) / step * step
    guard target > checkpoint.applied else { return }
    let log = source.replica.log
    var advanced = checkpoint
    while advanced.applied < target {
      let index = advanced.applied + 1
      // With a rule broken, a log may be shorter than what its node once stored.
      guard let entry = log.entry(at: index) else { return }
      if entry.kind != .command {
        advanced.skip(at: index)
      } else {
        _ = advanced.apply(entry.payload, at: index)
      }
    }
    // A removed server keeps its log, and so what stands for the entries before that.
    for position in nodes.indices where nodes[position].safeIndex < target {
      if nodes[position].durable.log.base.index == checkpoint.applied {
        nodes[position].olderCheckpoint = checkpoint
      }
    }
    checkpoint = advanced
    knownConverged = nil
    for position in nodes.indices where nodes[position].safeIndex >= target {
      nodes[position].replica.discardLog(through: target)
      nodes[position].durable.discardLog(through: target)
    }
    invariants?.discard(through: target)
  }
}
