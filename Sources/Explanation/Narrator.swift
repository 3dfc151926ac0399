import Command
import Consensus
import Host
import Words

extension Explainer {
  /// What to say before anything has happened.
  package func opening(_ snapshot: ClusterSnapshot) -> News {
    let text = say(
      snapshot.nodes.count == 1 ? WorldSentences.openingAlone : .opening,
      [.sizeWord: word(snapshot.nodes.count), .span: span(snapshot.electionTimeout)])
    return News(rank: 6, text: text)
  }

  /// How a scenario ended: what it was about, what was expected of it, which rules held, and how to go on.
  /// - Parameters:
  ///   - name: Of the scenario; nil: it has none.
  ///   - line: What it is about, in this language.
  package func endCard(_ snapshot: ClusterSnapshot, name: String?, line: String?) -> WhyCard {
    let script = snapshot.script ?? ScriptSnapshot()
    let title =
      name.map { say(StorySentences.namedTitle, [.text: .text($0)]) } ?? say(StorySentences.plainTitle)
    let expected = script.metCount + script.missed.count
    var sentences = [line ?? ""].filter { !$0.isEmpty }
    if let missed = script.missed.first {
      let values: [Place: Value] = [
        .count: .count(script.metCount), .size: .count(expected), .text: .text(missed),
      ]
      sentences.append(say(StorySentences.missed, values))
    } else if expected > 0 {
      sentences.append(say(StorySentences.met, [.count: .count(expected)]))
    }
    let rules = snapshot.invariants.filter { $0.evaluations > 0 }.count
    if !snapshot.brokenInvariants.isEmpty {
      let names = snapshot.brokenInvariants.map { self.name(ofInvariant: $0) }
      let text = names.joined(separator: language.text(Formats.comma))
      sentences.append(say(StorySentences.broken, [.text: .text(text)]))
    } else if rules > 0 {
      sentences.append(
        say(StorySentences.safe, [.count: .count(rules), .number: .number(snapshot.eventCount)]))
    }
    return WhyCard(title: title, sentences: sentences + [say(StorySentences.goesOn)])
  }

  /// The most important sentence about an event; nil for what is never news (heartbeats, disk writes and
  /// client steps that decide nothing).
  package func news(of scene: Scene) -> News? { allNews(of: scene).max { $0.rank < $1.rank } }

  /// What an event did, whatever it was: for stepping, where heartbeats count too.
  package func stepText(of scene: Scene) -> String { news(of: scene)?.text ?? plainText(of: scene) }

  /// One line for a screen reader or a pipe: time, sentence; the node between them where the sentence does
  /// not name it. Nil for what is not worth a line.
  package func plainLine(of scene: Scene) -> String? {
    guard let news = news(of: scene), news.rank >= 3 else { return nil }
    let time = Quantities.secondsText(scene.record.time)
    guard let node = scene.record.node, !Self.names(node, in: news.text) else {
      return "\(time) \(news.text)"
    }
    return "\(time) \(node): \(news.text)"
  }

  private static func names(_ node: NodeID, in text: String) -> Bool {
    text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.contains { $0 == node.description }
  }

  /// All that can be said of an event, in the order in which it happened. An act of the person comes first,
  /// then what it did.
  package func allNews(of scene: Scene) -> [News] {
    guard let node = scene.decider else { return acts(of: scene) }
    return acts(of: scene)
      + scene.record.decisions.compactMap { news(of: telling($0, at: node, in: scene)) }
      + applications(in: scene)
  }

  /// Of what the ledger did in this event: told where the entry was committed, not once for each replica.
  private func applications(in scene: Scene) -> [News] {
    guard scene.commits else { return [] }
    return scene.record.applied.compactMap { application(of: $0, in: scene) }
  }

  func application(of applied: EventRecord.Applied, in scene: Scene) -> News? {
    let index = Value.number(applied.position.index)
    switch applied.outcome {
    case .noOp, .done, .read: return nil
    case .refused(let reason):
      return News(
        rank: 7, text: say(ClientSentences.refusedByLedger, [.index: index, .reason: .text(reason)]))
    case .repeated(let first):
      var values: [Place: Value] = [.index: index, .first: .number(first)]
      guard case .transfer(let from, let to, let amount, let nonce)? = scene.source.describe(applied.position)
      else { return News(rank: 8, text: say(ClientSentences.repeatedUnknown, values)) }
      values[.number] = .number(nonce)
      values[.client] = client(.transfer(from: from, to: to, amount: amount))
      return News(rank: 8, text: say(ClientSentences.repeated, values))
    }
  }
}
