import Consensus
import Host

/// What single-decree Paxos has come to, and what comes next, in the words of its rules.
extension Explainer {
  /// A line for each, where there is something to say.
  package func synodLines(in snapshot: ClusterSnapshot) -> [String] {
    [synodState(of: snapshot), nextMessage(in: snapshot)].compactMap(\.self)
  }

  /// How far a value is from being chosen; of one that is, under which ballot it first was.
  private func synodState(of snapshot: ClusterSnapshot) -> String? {
    let acceptors = snapshot.nodes.filter { $0.view.part?.isAcceptor == true }
    let needed = majority(of: acceptors.count)
    func holders(of ballot: Term) -> NodeSet {
      NodeSet(acceptors.filter { $0.view.part?.hasAccepted(under: ballot) == true }.map(\.id))
    }
    let ballots = Set(acceptors.flatMap { $0.view.part?.ballotsAccepted ?? [] }).sorted()
    var values: [Place: Value] = [.size: .count(acceptors.count), .needed: .count(needed)]
    guard let last = ballots.last else {
      let tries = snapshot.nodes.contains { $0.view.part?.ballot != nil }
      return tries ? say(WorldSentences.synodNothing, values) : nil
    }
    let first = ballots.first { holders(of: $0).count >= needed }
    let nodes = holders(of: first ?? last)
    values[.term] = .number(first ?? last)
    values[.nodes] = .nodes(nodes)
    values[.count] = .count(nodes.count)
    guard first != nil else { return say(WorldSentences.synodAccepted, values) }
    if snapshot.brokenInvariants.contains("chosen-once"),
      let second = ballots.last(where: { holders(of: $0).count >= needed })
    {
      values[.term] = .number(second)
      values[.nodes] = .nodes(holders(of: second))
      values[.count] = .count(holders(of: second).count)
      return say(WorldSentences.synodTwice, values)
    }
    let isKnown = snapshot.nodes.contains { $0.view.part?.chosen != nil }
    return say(isKnown ? WorldSentences.synodChosen : .synodUnknown, values)
  }

  /// The message that arrives next, and what an acceptor would answer as things are.
  private func nextMessage(in snapshot: ClusterSnapshot) -> String? {
    guard let message = snapshot.messages.filter({ !$0.isHeld }).min(by: { $0.arrives < $1.arrives }) else {
      return nil
    }
    let name = self.name(ofMessage: message.summary.kind)
    let arrives = say(
      WorldSentences.synodArrives,
      [
        .message: .text(name), .node: .node(message.from), .other: .node(message.to),
        .left: .duration(message.arrives.since(snapshot.time)),
      ])
    guard let receiver = snapshot.node(message.to), receiver.condition == .up else { return arrives }
    let (ballot, promised) = (message.summary.term, receiver.view.term)
    let rule: String? =
      switch message.summary.kind.name {
      case "Prepare": ballot < promised ? "refused-promise" : "promised"
      case "Accept": ballot < promised ? "refused-accept" : "accepted-values"
      default: nil
      }
    guard let rule else { return arrives }
    let what = Explanation(
      name: rule,
      fields: [Field("ballot", .text("\(Ballot(ballot))")), Field("promised", .text("\(Ballot(promised))"))])
    let answer = text(.would, of: Telling(what: what, more: [("self", .node(receiver.id))]))
    return [arrives, answer].compactMap(\.self).joined(separator: " ")
  }
}

extension PaxosPart {
  fileprivate var ballotsAccepted: [Term] {
    marks.filter(\.isAcceptance).map(\.ballot) + (accepted.map { [$0.term] } ?? [])
  }

  package func hasAccepted(under ballot: Term) -> Bool { ballotsAccepted.contains(ballot) }
}
