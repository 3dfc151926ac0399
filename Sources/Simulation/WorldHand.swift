import Command
import Consensus
import Host

/// A node for which a person decides. It reads as a process that reads late: what asks for a decision stands first in
/// what it has not read, and all that arrives meanwhile waits behind it.
struct Hand: Sendable {
  let node: NodeID
  let name: String
  /// The number of the message that waits for an answer.
  var asked: UInt64?
  /// That of a message which was decided and is read next, and whether against the rule.
  var decided: (message: UInt64, anyway: Bool)?
  var answer: HandSnapshot.Answer?

  var position: Int { node.number - 1 }
}

/// A person in the place of a node. The world blocks for nobody: until the answer comes, which is an act as any other,
/// its node is a slow one.
extension World {
  mutating func hand(_ selector: NodeSelector, to name: String?) -> ActionOutcome {
    guard let position = group.resolve([selector], where: \.isAlive).first else {
      return .nothing(.nobody(selector))
    }
    let node = NodeID(position + 1)
    if let name {
      if let hand { return .nothing(.handedAlready(hand.node, to: hand.name)) }
      hand = Hand(node: node, name: name)
      return .done(on: [node])
    }
    guard hand?.node == node else { return .nothing(.handedToNobody(node)) }
    hand = nil
    if group.nodes[position].isUp, group.nodes[position].unread != nil { readOn(position) }
    return .done(on: [node])
  }

  /// The message that waits for the person; nil: none does, or its node hears nothing.
  var question: (flight: Flight, message: R.Message)? {
    guard let hand, let asked = hand.asked, group.nodes[hand.position].isUp,
      case .message(let flight, let message) = group.nodes[hand.position].unread?.first,
      flight.number == asked
    else { return nil }
    return (flight, message)
  }

  /// Whether a node's message waits for the person in whose hands it is, from now on.
  mutating func isAsked(about flight: Flight, _ message: R.Message) -> Bool {
    guard let hand, hand.node == flight.to, hand.decided?.message != flight.number, !message.isHeartbeat,
      verdict(on: message, from: flight.from, at: hand.position) != nil
    else { return false }
    self.hand?.asked = flight.number
    questionCount += 1
    group.nodes[hand.position].scheduledWake = .max
    group.nodes[hand.position].unread =
      [.message(flight, message)] + (group.nodes[hand.position].unread ?? [])
    begin(.unread, flight.number, UInt64(hand.node.number))
    if recorder.keepsRecords {
      record(.asked(group.snapshot(of: flight, message, now: now)), node: hand.node, cause: flight.cause)
    }
    return true
  }

  /// What the rule says of a message that asks for something; nil: it asks for nothing.
  private func verdict(
    on message: R.Message, from sender: NodeID, at position: Int, anyway: Bool = false
  ) -> (grants: Bool, rule: Explanation)? {
    let decisions = group.decisions(
      of: position, on: anyway ? .receiveAnyway(from: sender, message) : .receive(from: sender, message),
      at: now)
    return decisions.lazy.compactMap { rule in
      R.grants(rule).map { ($0, rule.explanation(at: NodeID(position + 1))) }
    }.first
  }

  mutating func answer(_ selector: NodeSelector, _ answer: Verb.Answer) -> ActionOutcome {
    guard let position = group.resolve([selector], where: \.isUp).first else {
      return .nothing(.nobody(selector))
    }
    let node = NodeID(position + 1)
    guard let (flight, message) = question, flight.to == node else { return .nothing(.noQuestion(node)) }
    let verdict = verdict(on: message, from: flight.from, at: position)
    let grants = verdict?.grants ?? true
    if answer != .no, !grants, let rule = verdict?.rule {
      let canOverrule =
        self.verdict(on: message, from: flight.from, at: position, anyway: true)?.grants == true
      guard answer == .anyway, canOverrule else {
        return .nothing(.ruleSaysNo(rule, of: node, canOverrule: canOverrule))
      }
    }
    hash.absorb(0xD_0000 | UInt64(position))
    hash.absorb(flight.number << 1 | (answer == .no ? 0 : 1))
    hand?.asked = nil
    hand?.answer = HandSnapshot.Answer(
      answer, to: group.snapshot(of: flight, message, now: now), rule: verdict?.rule, ruleGrants: grants)
    if answer == .no, grants {
      lose(group.nodes[position].unread?.removeFirst())
    } else {
      hand?.decided = (flight.number, answer != .no && !grants)
    }
    readOn(position)
    return .done(on: [node])
  }

  /// A message that its node is to treat as if it had never come.
  private mutating func lose(_ arrival: SimulatedNode<R>.Arrival?) {
    guard case .message(let flight, let message) = arrival, recorder.keepsRecords else { return }
    recorder.add(.lost(group.snapshot(of: flight, message, now: now), .dropped), node: flight.to, at: now)
  }

  var handSnapshot: HandSnapshot? {
    hand.map { hand in
      HandSnapshot(
        hand.node, of: hand.name,
        question: question.map { group.snapshot(of: $0.flight, $0.message, now: now) }, answer: hand.answer)
    }
  }
}
