import Command
import Consensus
import Host
import Words

/// Questions as lines of text, for pipes, screen readers, and terminals of any kind: one fact a line, at most 76
/// columns, and nothing that is told by its place alone.
public struct PredictionLines {
  private static let mostMessages = 3
  private static let mostTerms: LogIndex = 12

  private let language: Language

  public init(_ language: Language) { self.language = language }

  private func say(
    _ key: String, _ values: Places = [:], by consensus: ConsensusProtocol = .raft
  ) -> String {
    Phrase.common("line.\(key)", values, by: consensus).text(in: language)
  }

  // MARK: Asking

  /// What it is about.
  public func title(of question: Question) -> String {
    question.template.title.text(in: language)
  }

  /// What is done first; nil: nothing.
  public func act(of occasion: Occasion) -> String? {
    occasion.verb.map { say("verb", ["verb": $0.description]) }
  }

  /// How one answers.
  public var help: String { say("help") }

  /// What the cluster looks like, what comes now, the question and its choices.
  public func question(_ question: Question, on occasion: Occasion, number: Int) -> [String] {
    let picture = occasion.snapshot
    var lines = [
      say(
        "question",
        [
          "number": number, "level": question.template.level,
          "title": title(of: question),
        ]),
      say(
        "time",
        ["time": Quantities.secondsText(picture.time), "committed": picture.committed] + picture.counts,
        by: picture.consensus),
    ]
    lines += picture.nodes.map { node($0, in: picture) }
    if !picture.cutLinks.isEmpty { lines.append(say("parts", ["parts": occasion.parts])) }
    if let operation = occasion.transfer { lines.append(payment(operation)) }
    lines += messages(picture)
    if let act = act(of: occasion) { lines.append(act) }
    lines.append(question.text.text(in: language))
    return lines
      + question.choices.enumerated().map { "  \($0 + 1)  \($1.text.text(in: language))" }
  }

  /// A line on each node: its role, its term, its log.
  public func logs(_ picture: ClusterSnapshot) -> [String] {
    picture.nodes.map { node($0, in: picture, as: "log") }
  }

  private func node(_ node: NodeSnapshot, in picture: ClusterSnapshot, as key: String = "node") -> String {
    let first = max(node.firstShown, node.lastIndex - min(node.lastIndex, Self.mostTerms) + 1)
    var terms = node.terms.dropFirst(Int(first - node.firstShown)).map(picture.consensus.cell)
    if first > 1 { terms.insert("…", at: 0) }
    let log = node.terms.isEmpty ? say("empty") : terms.joined(separator: " ")
    let values: Places = [
      "it": node.id, "role": say("role.\(node.view.role.rawValue)", by: picture.consensus),
      "term": picture.consensus.name(ofTerm: node.view.term), "log": log, "committed": node.view.committed,
    ]
    guard node.condition == .up else { return say("down", values, by: picture.consensus) }
    let told = say(key, values, by: picture.consensus)
    guard key == "node", let timer = node.view.timer, timer.kind == .election else { return told }
    let left = timer.deadline.since(picture.time).milliseconds
    return say("timer", ["node": told, "ms": left])
  }

  private func payment(_ operation: OperationSnapshot) -> String {
    guard case .transfer(let from, let to, let amount) = operation.kind else { return "" }
    let values: Places = ["from": from, "to": to, "amount": amount]
    guard let position = operation.position else { return say("payment", values) }
    return say("payment.stored", values + ["index": position.index])
  }

  /// A line on each message on its way, the next to arrive first.
  private func messages(_ picture: ClusterSnapshot) -> [String] {
    let next = picture.messages.sorted { $0.arrives < $1.arrives }
    let lines = next.prefix(Self.mostMessages).map { message in
      let kind = MessageKinds(rawValue: message.summary.kind.name)
      let left = Quantities.decimalText(message.arrives.since(picture.time) / 100_000, scale: 10)
      return say(
        "message",
        [
          "from": message.from, "to": message.to, "ms": left,
          "kind": language.text(kind),
        ])
    }
    let more = next.count - lines.count
    return lines + (more > 0 ? [say("messages", ["count": more])] : [])
  }

  // MARK: Answered

  /// Whether an answer is right, what is, and why.
  /// - Parameter points: What it brings.
  public func verdict(on question: Question, picked place: Int, points: Int) -> [String] {
    let right = question.choices[question.right]
    let values: Places = [
      "digit": question.right + 1, "choice": right.text, "points": points >= 0 ? "+\(points)" : "−\(-points)",
    ]
    return [say(place == question.right ? "right" : "wrong", values)]
      + question.comments(on: place).map { $0.text(in: language) }
  }

  /// What came of it all, and where somebody was sure and wrong.
  public func summary(of score: Score) -> [String] {
    [say("summary", ["asked": score.asked, "right": score.right, "points": score.points])]
      + score.misled.map { template in
        say("misled", ["title": template.title, "lesson": template.lesson])
      }
  }
}

extension Occasion {
  /// The nodes that reach each other, part by part: "n1 n2 | n3".
  fileprivate var parts: String {
    var left = snapshot.nodes.map(\.id)
    var parts: [NodeSet] = []
    while let first = left.first {
      var part: NodeSet = [first]
      while let more = left.first(where: { node in !part.contains(node) && part.contains { joined($0, node) }
      }) {
        part.insert(more)
      }
      parts.append(part)
      left.removeAll { part.contains($0) }
    }
    return parts.map(\.description).joined(separator: " | ")
  }
}
