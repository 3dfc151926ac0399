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
    sentences += reception(of: message, in: snapshot, source: source)
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

  /// What the receiver would do if nothing changed before the message arrives: the world is asked what it would
  /// decide, and of what decides nothing great its kind says what it does.
  private func reception(of message: MessageSnapshot, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> [String]
  {
    var values = values(of: message)
    guard let receiver = snapshot.node(message.to) else {
      return [catalogue.say(SelectionSentences.nothingHere)]
    }
    switch receiver.condition {
    case .down: return [catalogue.say(SelectionSentences.receiverDown, values)]
    case .stalled:
      return [
        catalogue.say(
          receiver.unread == nil ? SelectionSentences.receiverStalled : .receiverReadsLate, values)
      ]
    case .up: break
    }
    guard let decisions = source.foresee(message.number) else { return [] }
    let record = EventRecord(
      number: snapshot.eventCount, time: snapshot.time, node: receiver.id, what: .delivered(message),
      decisions: decisions, cause: message.cause)
    let scene = Scene(record: record, snapshot: snapshot, source: source)
    let foreseen = decisions.map { telling($0, at: receiver.id, in: scene) }.filter {
      $0.what.rank >= Self.leastForeseen
    }
    guard foreseen.isEmpty else {
      return foreseen.compactMap { told in
        catalogue.text(.would, of: told)
          ?? catalogue.text(.says, of: told).map {
            catalogue.say(SelectionSentences.foreseen, [.text: .text($0)])
          }
      }
    }
    values[.current] = .number(receiver.view.currentTerm)
    let sentence: SelectionSentences =
      switch message.summary.kind {
      case .append: .wouldStore
      case .heartbeat: .wouldHear
      case .voteReply(true): .wouldNotCountVote
      case .voteReply(false): .wouldTakeNo
      case .appendReply(true, _): .wouldCountCopy
      case .appendReply(false, _): .wouldGoBack
      case .voteRequest, .preVoteRequest, .preVoteReply, .timeoutNow, .installSnapshot, .installReply:
        .wouldActOnIt
      }
    return [catalogue.say(sentence, values)]
  }

  /// Lesser decisions, as to append what was sent, are what a message of that kind leads to anyway.
  private static let leastForeseen = 5
}
