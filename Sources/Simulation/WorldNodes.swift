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
    guard let flight = flights[slot] else { return false }
    if flight.state != .free || network.holdsAnything, !isLetThrough(flight, in: slot) { return false }
    guard let message = flights.take(slot) else { return false }
    let position = flight.to.number - 1
    let hearing = nodes[position].hearing()
    let reason: EventRecord.LossReason? =
      flight.isLost
      ? .loss
      : network.isCut(from: flight.from.number, to: flight.to.number)
        ? .cut : hearing == .down ? .receiverDown : hearing == .deaf ? .receiverPaused : nil
    if let reason {
      begin(.message, flight.number, UInt64(flight.to.number))
      hash.absorb(1)
      if recorder.keepsRecords {
        record(.lost(snapshot(of: flight, message), reason), node: flight.to, cause: flight.cause)
      }
      return true
    }
    if hearing == .later {
      nodes[position].keep(.message(flight, message))
      return false
    }
    read(flight, message)
    return true
  }

  /// A node takes a message in.
  mutating func read(_ flight: Flight, _ message: consuming R.Message) {
    begin(.message, flight.number, UInt64(flight.to.number))
    let told = recorder.keepsRecords ? snapshot(of: flight, message) : nil
    step(flight.to.number - 1, .receive(from: flight.from, message), from: flight.from)
    if let told { record(.delivered(told), node: flight.to, cause: flight.cause) }
  }

  func snapshot(of flight: Flight, _ message: borrowing R.Message) -> MessageSnapshot {
    MessageSnapshot(
      number: flight.number, from: flight.from, to: flight.to, sent: flight.sent,
      arrives: flight.isWaiting ? max(now, flight.arrives) : flight.arrives, summary: message.summary,
      cause: flight.cause, isHeld: isHeld(flight))
  }

  /// One step of one replica, with all that it wants done.
  /// - Parameter sender: Of what it receives, told beside it: to look for it in the input would copy the message.
  mutating func step(_ position: Int, _ input: Input<R.Message>, from sender: NodeID? = nil) {
    let membership = nodes[position].membershipInPlace()
    let outcome = nodes[position].step(input, now: now, effects: &effects)
    if outcome.timerMoved, recorder.keepsRecords { nodes[position].timerCause = recorder.current }
    recorder.decided(effects.decisions)

    let changedFrom = effects.write?.changedFrom
    if effects.write != nil || outcome.commitMoved || effects.load != nil { knownConverged = nil }
    if effects.write != nil {
      nodes[position].take(&effects.write)
      startNextWrite(position)
    }
    let from = NodeID(position + 1)
    for place in effects.sends.indices { send(place, from: from, to: effects.sends[place].to) }
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
        position, outcome, by: membership, changedFrom: changedFrom, isNewlyCommitted: isNewlyCommitted
      )
      if outcome.role == .leader { observeMatch(from, of: sender ?? from) }
    }
    let wantsSnapshot = effects.wantsSnapshot != nil
    stepCommitted.removeEach()
    effects.removeAll()
    scheduleWake(position)
    if wantsSnapshot { takeSnapshot(of: position) }
    if committed >= lastTrim + 512 { trimLogs() }
  }

  /// - Parameter place: Of the message among the effects: it is copied only into what flies.
  private mutating func send(_ place: Int, from: NodeID, to: NodeID) {
    guard to.number <= nodes.count else { return }
    let fate = network.fate(from: from.number, to: to.number, now: now)
    if fate.isCut {
      // It still has its place among the messages, so that a cut shifts no other draw.
      let number = nextMessageNumber
      nextMessageNumber += 1
      if recorder.keepsRecords {
        let flight = Flight(
          number: number, from: from, to: to, sent: now, arrives: now, isLost: true, cause: recorder.current)
        let message = effects.sends[place].message
        let lost = snapshot(of: flight, message)
        if recorder.keepsSends { recorder.sends.append(lost) }
        recorder.add(.lost(lost, .cut), node: to, at: now)
      }
      return
    }
    launch(effects.sends[place].message, from: from, to: to, arrives: fate.arrives, isLost: fate.isLost)
    if let copy = fate.copyArrives {
      launch(effects.sends[place].message, from: from, to: to, arrives: copy, isLost: false)
    }
  }

  mutating func launch(
    _ message: consuming R.Message, from: NodeID, to: NodeID, arrives: Nanoseconds, isLost: Bool
  ) {
    let flight = Flight(
      number: nextMessageNumber, from: from, to: to, sent: now, arrives: arrives, isLost: isLost,
      cause: recorder.current)
    if recorder.keepsSends { recorder.sends.append(snapshot(of: flight, message)) }
    let slot = flights.insert(flight, message)
    nextMessageNumber += 1
    queue.push(.message, at: arrives, index: slot)
  }

  // MARK: Disk

  /// Begins the next write of a disk, where one waits and none is under way.
  private mutating func startNextWrite(_ position: Int) {
    guard let end = nodes[position].beginWrite(now: now, cause: recorder.current) else { return }
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
        recorder.applied(item, .noOp, operation: nil)
        nodes[position].dropAnswers(through: item.index)
        continue
      }
      let (receipt, effect) = nodes[position].apply(item, observed: invariants != nil)
      if let effect { stepEffects.append(effect) }
      let answer = nodes[position].takeAnswer(at: item.index)
      let isOwn = answer?.position.term == item.entry.term
      recorder.applied(item, Self.outcome(of: receipt), operation: isOwn ? answer?.asker.operation : nil)
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
    for position in nodes.indices { nodes[position].noteSafe() }
    let members = membersNow.members
    var common = LogIndex.max
    for position in nodes.indices where members.contains(NodeID(position + 1)) {
      common = min(common, nodes[position].safeIndex)
    }
    guard common != .max, common > checkpoint.applied + Self.shownEntries,
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
