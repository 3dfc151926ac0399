import Consensus
import Host
import Words

/// What is told of a node for which a person decides.
enum HandSentences: String, TextKey {
  case handed, handedBack, asked
}

extension Explainer {
  /// What a person is asked: what the message wants, and what the node knows that matters. What the rule says is not in
  /// it. nil: nothing is asked.
  package func question(of hand: HandSnapshot, in snapshot: ClusterSnapshot) -> String? {
    guard let message = hand.question, let node = snapshot.node(hand.node) else { return nil }
    var told = telling(message)
    told.more += message.summary.fields.map { ($0.name, $0.value) }
    let previous = position("prevLog", in: told)
    let none = Value.text(say(PartSentences.nobody))
    told.more += [
      ("theirs", .position(position("lastLog", in: told))), ("previous", .position(previous)),
      ("own", .position(node.last)), ("ownTerm", .number(node.view.term)),
      ("vote", node.view.votedFor.map { .node($0) } ?? none),
      ("leader", node.view.knownLeader.map { .node($0) } ?? none),
      ("since", .duration(snapshot.time.since(node.view.timer?.start ?? snapshot.time))),
    ]
    if let what = text(.chip, of: told) { told.more.append(("what", .text(what))) }
    if let term = node.term(at: previous.index), previous.index < node.last.index {
      told.more.append(("ownPrevious", .position(LogPosition(index: previous.index, term: term))))
      told.fits("inside")
    }
    if previous == .origin { told.fits("from-start") }
    if node.view.knownLeader != nil { told.fits("follows") }
    return text(.asks, of: told)
  }

  /// A place in the log of which a message tells index and term.
  private func position(_ name: String, in told: Telling) -> LogPosition {
    func number(_ part: String) -> UInt64 {
      if case .number(let number) = told[name + part] { number } else { 0 }
    }
    return LogPosition(index: number("Index"), term: number("Term"))
  }

  /// Whether an answer was as the rule says, and what the rule says.
  package func verdict(on answer: HandSnapshot.Answer) -> String {
    let node = answer.message.to
    let sentence: PartSentences =
      answer.isRight ? .decidedRight : answer.given == .no ? .decidedSlow : .decidedAgainst
    let rule = answer.rule.flatMap { says($0, at: node) } ?? ""
    return say(sentence, [.node: .node(node), .text: .text(rule)])
  }

  /// Why the rule refuses a yes. How it is given all the same stands with the keys.
  package func refusedYes(_ refusal: ActionRefusal) -> String {
    guard case .ruleSaysNo(let rule, of: let node, canOverrule: true) = refusal else {
      return text(of: refusal)
    }
    return say(PartSentences.refusedYes, [.text: .text(says(rule, at: node) ?? rule.name)])
  }

  /// What the rule says at this node, in a sentence.
  func says(_ rule: Explanation, at node: NodeID) -> String? {
    text(.says, of: Telling(what: rule, more: [("self", .node(node))]))
  }

  func handed(_ name: String?, _ nodes: NodeSet) -> News {
    let values: [Place: Value] = [.nodes: .nodes(nodes), .account: .text(name ?? "")]
    return News(rank: 7, text: say(name == nil ? HandSentences.handedBack : .handed, values))
  }
}
