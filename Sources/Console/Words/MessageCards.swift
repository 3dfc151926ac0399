import Consensus
import Host

extension Narrator {
  /// What a message says, why it was sent, when it arrives, and what its receiver would do as things are.
  func messageCard(_ message: MessageSnapshot, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> WhyCard
  {
    let title = catalogue.say(SelectionSentences.messageTitle, [.number: .number(message.number)])
    var sentences = [catalogue.say(saying(message), values(of: message))]
    if let record = source.record(message.cause) {
      let told = stepText(of: Scene(record: record, snapshot: snapshot, source: source))
      sentences.append(
        catalogue.say(
          SelectionSentences.sentBecause,
          [.number: .number(record.number), .time: .time(record.time), .text: .text(told)]))
    }
    let left = message.arrives.since(snapshot.time)
    sentences.append(
      message.isHeld
        ? catalogue.say(SelectionSentences.isHeld)
        : catalogue.say(
          SelectionSentences.arrives, [.left: .duration(left), .time: .time(message.arrives)]))
    sentences.append(reception(of: message, in: snapshot))
    return WhyCard(title: title, sentences: sentences, cause: message.cause)
  }

  private func values(of message: MessageSnapshot) -> [Place: Value] {
    var values: [Place: Value] = [
      .node: .node(message.from), .other: .node(message.to), .term: .number(message.summary.term),
    ]
    switch message.summary.kind {
    case .append(let first, let last): values[.range] = .entries(first, last)
    case .appendReply(true, let match): values[.index] = .number(match)
    case .installSnapshot(let last, _, let end, let total):
      values[.index] = .number(last)
      values[.number] = .number(end)
      values[.size] = .number(total)
    case .installReply(_, let through): values[.number] = .number(through)
    case .appendReply(false, _), .voteRequest, .voteReply, .heartbeat, .preVoteRequest, .preVoteReply,
      .timeoutNow:
      break
    }
    return values
  }

  private func saying(_ message: MessageSnapshot) -> SelectionSentences {
    switch message.summary.kind {
    case .voteRequest: .voteRequest
    case .voteReply(let granted): granted ? .voteYes : .voteNo
    case .append: .append
    case .heartbeat: .heartbeat
    case .appendReply(let success, _): success ? .appendYes : .appendNo
    case .preVoteRequest: .preVote
    case .preVoteReply(let granted): granted ? .preVoteYes : .preVoteNo
    case .timeoutNow: .timeoutNow
    case .installSnapshot: .install
    case .installReply(let accepted, _): accepted ? .installYes : .installNo
    }
  }

  /// What the receiver would do if nothing changed before the message arrives.
  private func reception(of message: MessageSnapshot, in snapshot: ClusterSnapshot) -> String {
    var values = values(of: message)
    guard let receiver = snapshot.node(message.to) else {
      return catalogue.say(SelectionSentences.nothingHere)
    }
    switch receiver.condition {
    case .down: return catalogue.say(SelectionSentences.receiverDown, values)
    case .stalled:
      return catalogue.say(
        receiver.unread == nil ? SelectionSentences.receiverStalled : .receiverReadsLate, values)
    case .up: break
    }
    values[.current] = .number(receiver.view.currentTerm)
    let sentence: SelectionSentences
    switch message.summary.kind {
    case .voteRequest: sentence = vote(message, receiver, &values)
    case .append, .heartbeat: sentence = appending(message, receiver, &values)
    case .voteReply, .appendReply: sentence = answer(message, receiver)
    case .preVoteRequest, .preVoteReply, .timeoutNow, .installSnapshot, .installReply:
      sentence = message.summary.term < receiver.view.currentTerm ? .wouldRefuseTerm : .wouldActOnIt
    }
    return catalogue.say(sentence, values)
  }

  private func vote(_ message: MessageSnapshot, _ receiver: NodeSnapshot, _ values: inout [Place: Value])
    -> SelectionSentences
  {
    let term = message.summary.term
    let view = receiver.view
    if term < view.currentTerm { return .wouldRefuseTerm }
    if term == view.currentTerm, let voted = view.votedFor, voted != message.from {
      values[.voted] = .node(voted)
      return .wouldRefuseVoted
    }
    guard let index = message.number(named: "lastLogIndex"), let last = message.number(named: "lastLogTerm")
    else { return .wouldWeigh }
    if LogPosition(index: index, term: last).isAtLeastAsUpToDate(as: receiver.last) { return .wouldVote }
    values[.own] = .position(receiver.last)
    return .wouldRefuseLog
  }

  private func appending(
    _ message: MessageSnapshot, _ receiver: NodeSnapshot, _ values: inout [Place: Value]
  ) -> SelectionSentences {
    if message.summary.term < receiver.view.currentTerm { return .wouldRefuseTerm }
    if let previous = message.number(named: "prevLogIndex"), previous > 0,
      let term = message.number(named: "prevLogTerm")
    {
      values[.previous] = .number(previous)
      values[.theirs] = .number(term)
      values[.last] = .number(receiver.lastIndex)
      if previous > receiver.lastIndex { return .wouldMissPrevious }
      if let own = receiver.term(at: previous), own != term {
        values[.own] = .number(own)
        return .wouldConflict
      }
    }
    return message.summary.kind == .heartbeat ? .wouldHear : .wouldStore
  }

  private func answer(_ message: MessageSnapshot, _ receiver: NodeSnapshot) -> SelectionSentences {
    if message.summary.term > receiver.view.currentTerm { return .wouldStepDown }
    switch message.summary.kind {
    case .voteReply(true):
      return receiver.stands(in: message.summary.term) ? .wouldCountVote : .wouldNotCountVote
    case .voteReply(false): return .wouldTakeNo
    case .appendReply(true, _): return .wouldCountCopy
    default: return .wouldGoBack
    }
  }
}

extension MessageSnapshot {
  /// A field by the paper's name, where the message has it as a number.
  func number(named name: String) -> UInt64? {
    for field in summary.fields where field.name == name {
      if case .number(let number) = field.value { return number }
    }
    return nil
  }
}
