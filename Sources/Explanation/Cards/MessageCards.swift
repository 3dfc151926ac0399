import Consensus
import Host

extension Explainer {
  /// What a message says, why it was sent, when it arrives, and what its receiver would do as things are.
  func messageCard(_ message: MessageSnapshot, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> WhyCard
  {
    let title = say(SelectionSentences.messageTitle, [.number: .number(message.number)])
    let cause = source.record(message.cause).map { record in
      let told = stepText(of: Scene(record, in: snapshot, source))
      return say(
        SelectionSentences.sentBecause,
        [.number: .number(record.number), .time: .time(record.time), .text: .text(told)])
    }
    let left = Value.duration(message.arrives.since(snapshot.time))
    let arrival =
      message.isHeld
      ? say(SelectionSentences.isHeld)
      : say(SelectionSentences.arrives, [.left: left, .time: .time(message.arrives)])
    let sentences = [text(.says, of: telling(message)), cause, arrival].compactMap(\.self)
    return WhyCard(
      title: title, sentences: sentences + reception(of: message, in: snapshot, source), cause: message.cause)
  }

  func telling(_ message: MessageSnapshot) -> Telling {
    Telling(
      what: message.summary.kind,
      more: [
        ("from", .node(message.from)), ("to", .node(message.to)), ("term", .number(message.summary.term)),
      ])
  }

  /// What the receiver would do if nothing changed before the message arrives: the world is asked what it would
  /// decide, and of what decides nothing great its kind says what it does.
  private func reception(
    of message: MessageSnapshot, in snapshot: ClusterSnapshot, _ source: any RecordSource
  )
    -> [String]
  {
    let values: [Place: Value] = [.other: .node(message.to)]
    guard let receiver = snapshot.node(message.to) else { return [say(SelectionSentences.nothingHere)] }
    switch receiver.condition {
    case .down: return [say(SelectionSentences.receiverDown, values)]
    case .stalled where receiver.unread == nil: return [say(SelectionSentences.receiverStalled, values)]
    case .stalled: return [say(SelectionSentences.receiverReadsLate, values)]
    case .up, .unknown: break
    }
    guard let decisions = source.foresee(message.number) else { return [] }
    let record = EventRecord(
      number: snapshot.eventCount, time: snapshot.time, node: receiver.id, what: .delivered(message),
      decisions: decisions, cause: message.cause)
    let scene = Scene(record, in: snapshot, source)
    let foreseen = decisions.map { telling($0, at: receiver.id, in: scene) }.filter {
      $0.what.rank >= Self.leastForeseen
    }
    guard !foreseen.isEmpty else { return [text(.would, of: telling(message))].compactMap(\.self) }
    return foreseen.compactMap { told in
      text(.would, of: told)
        ?? text(.says, of: told).map { say(SelectionSentences.foreseen, [.text: .text($0)]) }
    }
  }

  /// Lesser decisions, as to append what was sent, are what a message of that kind leads to anyway.
  private static let leastForeseen = 5
}
