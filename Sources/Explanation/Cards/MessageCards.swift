import Consensus
import Host

extension Narrator {
  /// What a message says, why it was sent, when it arrives, and what its receiver would do as things are.
  func messageCard(_ message: MessageSnapshot, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> WhyCard
  {
    let title = catalogue.say(SelectionSentences.messageTitle, [.number: .number(message.number)])
    var sentences = [catalogue.text(.says, of: telling(message))].compactMap(\.self)
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

  private func telling(_ message: MessageSnapshot) -> Telling {
    Telling(
      what: message.summary.kind,
      more: [
        ("from", .node(message.from)), ("to", .node(message.to)), ("term", .number(message.summary.term)),
      ])
  }

  /// What the receiver would do if nothing changed before the message arrives: the world is asked what it would
  /// decide, and of what decides nothing great its kind says what it does.
  private func reception(of message: MessageSnapshot, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> [String]
  {
    let values: [Place: Value] = [.other: .node(message.to)]
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
    return [catalogue.text(.would, of: telling(message))].compactMap(\.self)
  }

  /// Lesser decisions, as to append what was sent, are what a message of that kind leads to anyway.
  private static let leastForeseen = 5
}
