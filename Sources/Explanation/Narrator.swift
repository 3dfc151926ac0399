import Command
import Consensus
import Host
import Words

/// Tells what happens in a cluster, and why, in one language. It keeps nothing: the same record and the same
/// snapshot give the same words.
package struct Narrator: Sendable {
  /// Who is taken to have acted.
  package enum Voice: Sendable {
    /// The person at the keyboard.
    case person
    /// A scenario file.
    case scenario
  }

  package let catalogue: Catalogue
  package var voice: Voice = .person

  package init(language: Language) { catalogue = Catalogue(language: language) }

  package var language: Language { catalogue.language }

  /// What to say before anything has happened.
  package func opening(_ snapshot: ClusterSnapshot) -> News {
    let alone = snapshot.nodes.count == 1
    return News(
      rank: 6,
      text: catalogue.say(
        alone ? WorldSentences.openingAlone : .opening,
        [.sizeWord: .word(snapshot.nodes.count), .span: .span(snapshot.electionTimeout)]))
  }

  /// The most important sentence about an event; nil for what is never news (heartbeats, disk writes and
  /// client steps that decide nothing).
  package func news(_ record: EventRecord, in snapshot: ClusterSnapshot, source: any RecordSource) -> News? {
    var best: News?
    for news in allNews(record, in: snapshot, source: source) where news.rank > (best?.rank ?? -1) {
      best = news
    }
    return best
  }

  /// All that can be said of an event, in the order in which it happened. An act of the person comes first,
  /// then what it did.
  package func allNews(_ record: EventRecord, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> [News]
  {
    allNews(of: Scene(record: record, snapshot: snapshot, source: source))
  }

  /// What an event did, whatever it was: for stepping, where heartbeats count too.
  package func stepText(_ record: EventRecord, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> String
  {
    stepText(of: Scene(record: record, snapshot: snapshot, source: source))
  }

  /// One line for a screen reader or a pipe: time, sentence; the node between them where the sentence does
  /// not name it. Nil for what is not worth a line.
  package func plainLine(_ record: EventRecord, in snapshot: ClusterSnapshot, source: any RecordSource)
    -> String?
  {
    guard let news = news(record, in: snapshot, source: source), news.rank >= 3 else { return nil }
    let time = Quantities.secondsText(record.time)
    guard let node = record.node, !Self.names(node, in: news.text) else { return "\(time) \(news.text)" }
    return "\(time) \(node) \(news.text)"
  }

  private static func names(_ node: NodeID, in text: String) -> Bool {
    text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.contains { $0 == node.description }
  }
}

/// One event with all that may be looked up about it.
struct Scene {
  let record: EventRecord
  /// The cluster after the event, perhaps a few events later.
  let snapshot: ClusterSnapshot
  let source: any RecordSource

  /// The most events between a record and a snapshot that are looked through.
  private static let patience: UInt64 = 200

  /// Whether logs in the snapshot are those right after the event: none was extended or cut since.
  var logsAreUnchanged: Bool {
    guard snapshot.eventCount > record.number else { return snapshot.eventCount == record.number }
    guard snapshot.eventCount - record.number <= Self.patience else { return false }
    for number in (record.number + 1)...snapshot.eventCount {
      guard let later = source.record(number) else { return false }
      if case .action = later.what { return false }
      if later.decisions.contains(where: { $0.sign?.changesLog ?? false }) { return false }
    }
    return true
  }

  /// The node whose decisions the event holds. A verb that the leader answers has none of its own.
  var decider: NodeID? {
    if let node = record.node { return node }
    guard case .action = record.what else { return nil }
    return record.decisions.contains { $0.sign?.answersVerb ?? false } ? snapshot.leader : nil
  }

  func operation(_ number: UInt64) -> OperationSnapshot? {
    snapshot.operations.last { $0.number == number }
  }

  /// Whether one of the person's own operations lies in these entries.
  func holdsOwn(_ first: LogIndex, _ last: LogIndex) -> Bool {
    snapshot.operations.contains { operation in
      guard operation.own, let position = operation.position else { return false }
      return position.index >= first && position.index <= last
    }
  }

  var isBroken: Bool { snapshot.violation != nil }
}

extension Narrator {
  func allNews(of scene: Scene) -> [News] {
    var result = acts(of: scene)
    if let node = scene.decider {
      for decision in scene.record.decisions {
        if let news = news(of: telling(decision, at: node, in: scene)) { result.append(news) }
      }
      result += applications(at: node, in: scene)
    }
    return result
  }

  func stepText(of scene: Scene) -> String {
    var best: News?
    for news in allNews(of: scene) where news.rank > (best?.rank ?? -1) { best = news }
    return best?.text ?? plainText(of: scene)
  }

  /// Of what the ledger did in this event: told where the entry was committed, not once for each replica.
  private func applications(at node: NodeID, in scene: Scene) -> [News] {
    guard scene.record.decisions.contains(where: { $0.sign?.commits ?? false }) else { return [] }
    return scene.record.applied.compactMap { application(of: $0, in: scene) }
  }

  func application(of applied: EventRecord.Applied, in scene: Scene) -> News? {
    let index = Value.number(applied.position.index)
    switch applied.outcome {
    case .noOp, .done, .read: return nil
    case .refused(let reason):
      return News(
        rank: 7,
        text: catalogue.say(ClientSentences.refusedByLedger, [.index: index, .reason: .text(reason)]))
    case .repeated(let first):
      guard case .transfer(let from, let to, let amount, let nonce)? = scene.source.describe(applied.position)
      else {
        return News(
          rank: 8,
          text: catalogue.say(ClientSentences.repeatedUnknown, [.index: index, .first: .number(first)]))
      }
      let values: [Place: Value] = [
        .index: index, .first: .number(first), .number: .number(nonce),
        .client: .client(.transfer(from: from, to: to, amount: amount)),
      ]
      return News(rank: 8, text: catalogue.say(ClientSentences.repeated, values))
    }
  }
}

extension Sign {
  fileprivate var commits: Bool { if case .commits = self { true } else { false } }

  fileprivate var changesLog: Bool {
    switch self {
    case .appends, .stores, .deletesEntries: true
    default: false
    }
  }

  fileprivate var answersVerb: Bool {
    switch self {
    case .beginsChange, .handsOver, .declines: true
    default: false
    }
  }
}
