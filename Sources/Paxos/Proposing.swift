import Consensus

/// What the distinguished proposer knows of one acceptor besides its `matchIndex`.
struct AcceptorProgress: Sendable {
  /// The next slot to send to it.
  var next: LogIndex = 1
  /// What it has named last as accepted, or known to be chosen, without a hole: after a restart less than before.
  var reported: LogIndex = 0
  /// The newest round that it has answered.
  var round: UInt64 = 0
  /// What had been sent at the last heartbeat: if it is not answered at the next, it is taken for lost.
  var sentThrough: LogIndex = 0
  /// Heartbeats since its last answer.
  var silence = 0
  /// A hole has been sent again since the last heartbeat: copies of an old answer ask for nothing more.
  var isMended = false
  /// The snapshot that it is being sent.
  var snapshot: SnapshotTransfer?
}

/// The distinguished proposer (Paxos Made Simple §2.4, §3): phase 1 is done once for all slots, and each command then
/// takes phase 2 alone.
extension PaxosReplica {
  /// Enough have promised. In every slot that one of them accepted something in, the value of the highest ballot is
  /// proposed again, under this ballot; where nobody did, and somebody did behind it, "a special no-op command that
  /// leaves the state unchanged" fills the gap (§3).
  mutating func lead(_ preparation: Preparation, now: Nanoseconds, effects: inout PaxosEffects) {
    self.preparation = nil
    role = .leader
    leadsSince = now
    effects.decide(
      .leads(ballot: currentTerm, promises: preparation.promises, needed: promisesNeeded, of: size))
    propose(again: preparation, effects: &effects)
    for number in progress.indices {
      matchIndex[number] = 0
      progress[number] = AcceptorProgress()
      progress[number].next = preparation.first
      progress[number].reported = preparation.first - 1
      progress[number].sentThrough = preparation.first - 1
    }
    matchIndex[id.number] = durability.durableIndex
    reads = ReadState()
    incoming = nil
    learn(through: min(preparation.chosenThrough, log.lastIndex), from: nil, effects: &effects)
    sendHeartbeats(now: now, effects: &effects)
  }

  private mutating func propose(again preparation: Preparation, effects: inout PaxosEffects) {
    proposedFrom = preparation.first
    adoptedThrough = preparation.last
    guard preparation.first <= preparation.last else { return }
    var gaps: [LogIndex] = []
    let entries = (preparation.first...preparation.last).map { slot in
      if let value = preparation.values[slot] { return value.accepted(under: currentTerm) }
      gaps.append(slot)
      return Entry(term: currentTerm, kind: .noOp)
    }
    let values = entries.count - gaps.count
    if values > 0 {
      effects.decide(
        .adopted(first: preparation.first, last: preparation.last, ballot: currentTerm, values: values))
    }
    // Where that rule is broken, no slot is a gap because nobody told of it.
    let behind = breaks(.ownValue) ? nil : preparation.last
    for slot in gaps { effects.decide(.filledGap(slot: slot, behind: behind, ballot: currentTerm)) }
    let batch = EntryBatch(entries)
    log.place(batch, at: preparation.first, ahead: &ahead)
    durability.logPlaced(batch, at: preparation.first, lastIndex: log.lastIndex)
  }

  /// A client's command goes into the next slot. The proposer need not wait until those before it are chosen (§3).
  mutating func propose(
    _ command: consuming [UInt8], token: UInt64, to nodes: NodeSet? = nil, effects: inout PaxosEffects
  ) {
    guard role == .leader else { return redirectClient(token, effects: &effects) }
    log.append(Entry(term: currentTerm, kind: .command, payload: command))
    durability.logAppended(from: log.lastIndex, lastIndex: log.lastIndex)
    effects.decide(.proposed(log.last))
    effects.reply(.accepted(log.last), to: token)
    for peer in peers where nodes?.contains(peer) != false {
      let number = peer.number
      // Who is silent, or still lacks earlier ones, gets it later.
      guard progress[number].next == log.lastIndex, progress[number].silence <= 2,
        progress[number].snapshot == nil
      else { continue }
      if !joinsUnsent(to: peer, effects: &effects) { sendEntries(to: peer, effects: &effects) }
    }
  }

  /// What is proposed before the host has sent anything goes in one message.
  private mutating func joinsUnsent(to peer: NodeID, effects: inout PaxosEffects) -> Bool {
    guard let place = effects.sends.lastIndex(where: { $0.to == peer }),
      case .accept(let unsent) = effects.sends[place].message, unsent.ballot == currentTerm,
      !unsent.entries.isEmpty, unsent.end + 1 == log.lastIndex
    else { return false }
    let entries = entries(from: unsent.first)
    guard entries.count > unsent.entries.count else { return false }
    progress[peer.number].next = log.lastIndex + 1
    effects.sends[place] = Outgoing(to: peer, message: accept(entries, from: unsent.first))
    return true
  }

  /// To each acceptor, in each interval: that the proposer is there, with what may have been lost.
  mutating func sendHeartbeats(now: Nanoseconds, effects: inout PaxosEffects) {
    timerStart = now
    nextWake = now + configuration.heartbeatInterval
    beginRound()
    for peer in peers {
      let number = peer.number
      progress[number].silence += 1
      progress[number].isMended = false
      if progress[number].snapshot != nil {
        sendPiece(to: peer, effects: &effects)
        continue
      }
      if progress[number].reported < progress[number].sentThrough {
        progress[number].next = min(progress[number].next, progress[number].reported + 1)
      }
      sendEntries(to: peer, effects: &effects)
      progress[number].sentThrough = progress[number].next - 1
    }
    confirmRounds(effects: &effects)
  }

  /// Sends the slots from `next` on, possibly none.
  func entries(from slot: LogIndex) -> EntryBatch {
    let entries = log.sharedEntries(from: slot, limit: configuration.appendLimit)
    return slot >= proposedFrom ? entries : entries.accepted(under: currentTerm)
  }

  mutating func sendEntries(to peer: NodeID, effects: inout PaxosEffects) {
    if progress[peer.number].next <= log.base.index {
      if beginSnapshot(to: peer, effects: &effects) { return }
      // What it needs is gone, and the snapshot not there yet. It may have the rest meanwhile.
      progress[peer.number].next = log.firstIndex
    }
    let next = progress[peer.number].next
    let entries = entries(from: next)
    progress[peer.number].next = next + UInt64(entries.count)
    send(entries, from: next, to: peer, effects: &effects)
  }

  /// Without entries, only whether the ballot still stands.
  func send(
    _ entries: EntryBatch = EntryBatch(), from slot: LogIndex, to peer: NodeID, effects: inout PaxosEffects
  ) {
    effects.send(accept(entries, from: slot), to: peer)
  }

  private func accept(_ entries: EntryBatch, from slot: LogIndex) -> PaxosMessage {
    .accept(
      .init(
        ballot: currentTerm, first: slot, entries: entries, chosenThrough: commitIndex, last: log.lastIndex,
        round: reads.round))
  }

  mutating func handle(
    _ reply: PaxosMessage.Accepted, from acceptor: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    guard role == .leader, reply.ballot == currentTerm || breaks(.mixBallots) else {
      return ignore(reply.ballot, from: acceptor, effects: &effects)
    }
    let number = acceptor.number
    progress[number].silence = 0
    note(reply.integrity, of: acceptor, through: reply.through, effects: &effects)
    if reply.through > commitIndex { countAcceptances(from: acceptor, now: now, effects: &effects) }
    noteAnswer(reply.round, from: acceptor, isSound: reply.integrity == .sound, effects: &effects)
    let before = progress[number].reported
    let isNewest = reply.round > progress[number].round
    if isNewest { progress[number].round = reply.round }
    if isNewest || reply.through > before { progress[number].reported = reply.through }
    guard progress[number].snapshot == nil else { return }
    sendMore(to: acceptor, reply, before: before, effects: &effects)
  }

  /// After an answer: what waits, what it lacks, or what it has forgotten to be chosen.
  private mutating func sendMore(
    to acceptor: NodeID, _ reply: PaxosMessage.Accepted, before: LogIndex, effects: inout PaxosEffects
  ) {
    let number = acceptor.number
    let reported = progress[number].reported
    if reported < before {
      // It has restarted, or begins behind what the ballot began with.
      progress[number].next = reported + 1
      effects.decide(.sendsAgain(to: acceptor, first: reported + 1))
      sendEntries(to: acceptor, effects: &effects)
    } else if reported > before {
      progress[number].next = max(progress[number].next, reported + 1)
      if progress[number].next <= log.lastIndex { sendEntries(to: acceptor, effects: &effects) }
    } else if reply.through < reply.end, reply.through == reported, reported + 1 < progress[number].next,
      reported + 1 >= log.firstIndex, !progress[number].isMended
    {
      progress[number].isMended = true
      effects.decide(.sendsAgain(to: acceptor, first: reported + 1))
      send(entries(from: reported + 1), from: reported + 1, to: acceptor, effects: &effects)
    }
  }

  /// Refused: another ballot has been promised (§2.2).
  mutating func handle(
    _ refusal: PaxosMessage.Nack, from acceptor: NodeID, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    seenBallot = max(seenBallot, refusal.promised)
    guard role != .follower, refusal.ballot == currentTerm else {
      return ignore(refusal.ballot, from: acceptor, effects: &effects)
    }
    if let gone = refusal.gone {
      effects.decide(.wasRefusedAsBehind(by: acceptor, ballot: currentTerm, gone: gone))
    } else if refusal.promised > currentTerm {
      giveWay(to: refusal.promised, of: acceptor, now: now, effects: &effects)
    }
  }
}

extension Entry {
  /// The same value, accepted under this ballot.
  func accepted(under ballot: Term) -> Entry {
    term == ballot ? self : Entry(term: ballot, kind: kind, payload: payload)
  }
}

extension EntryBatch {
  /// The same values, under one ballot: what is known to be chosen may be proposed again under any (P2b).
  func accepted(under ballot: Term) -> EntryBatch {
    allSatisfy { $0.term == ballot } ? self : EntryBatch(map { $0.accepted(under: ballot) })
  }
}
