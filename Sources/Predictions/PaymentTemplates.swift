import Command
import Consensus
import Host
import Words

/// When a payment counts, and what becomes of it (Raft §5.3, §8).
extension Prediction {
  /// P6
  static let payment = Prediction(.payment, level: 2, lesson: 5, .futures) { occasion in
    let name = occasion.wording(.payment)
    guard case .kill = occasion.verb, !occasion.killed.isEmpty, occasion.snapshot.cutLinks.isEmpty,
      let operation = occasion.transfer,
      case .transfer(let from, let to, let amount) = operation.kind
    else { return nil }
    let counts = occasion.countsAfter
    let ask = name.say("ask", ["from": from, "to": to, "amount": amount])
    let choices = ["once", "lost", "twice", "waits"].map { name.choice($0, nil, counts) }
    return Draft(text: ask, choices: choices, isOrdered: false, mayBeUnknowable: true, act: occasion.verb) {
      rehearsal in
      let ended = rehearsal.first(within: 3 * .second) {
        $0.what == .clientEnded(operation: operation.number)
      }
      let paid = Set(
        rehearsal.records.flatMap(\.applied).filter {
          $0.operation == operation.number && $0.outcome == .done
        }.map(\.position))
      guard ended != nil else {
        return paid.isEmpty ? Outcome(.word("waits"), name.say("waits.because", counts)) : nil
      }
      guard let position = paid.min(by: { $0.index < $1.index }),
        let shown = rehearsal.snapshot.operations.first(where: { $0.number == operation.number })
      else { return nil }
      return Outcome(
        .word(paid.count == 1 ? "once" : "twice"),
        name.say(
          shown.attempts > 1 ? "once.because" : "first.because",
          ["attempts": shown.attempts, "index": position.index, "term": position.term]))
    }
  }

  /// P7
  static let coinsMove = Prediction(.coinsMove, level: 1, lesson: 3, .futures) { occasion in
    let (name, picture) = (occasion.wording(.coinsMove), occasion.snapshot)
    let transfers = picture.contents.filter { if case .transfer = $0.value { true } else { false } }.map(
      \.key)
    let waiting = transfers.sorted { $0.index < $1.index }.flatMap { position in
      picture.nodes.filter {
        $0.condition == .up && $0.view.applied < position.index && $0.holds(position)
      }.map { (node: $0.id, position: position) }
    }
    guard occasion.verb == nil, picture.leader != nil, let (node, position) = occasion.pick(waiting) else {
      return nil
    }
    let values: Places = ["it": node, "index": position.index]
    let choices = ["now", "count", "next", "never"].map { name.choice($0, nil, values) }
    return Draft(text: name.say("ask", values), choices: choices) { rehearsal in
      let start = rehearsal.future.now
      let record = rehearsal.first(within: .second) { $0.node == node && $0.applies(position) }
      guard let record else { return Outcome(.word("never"), name.say("never.because", values)) }
      if let counted = record.decisions.first(where: \.isCount)?.explanation(at: node) {
        let numbers: Places = [
          "copies": counted.countedNodes?.count ?? 0, "needed": counted.number("needed") ?? 0,
        ]
        return Outcome(
          .word("count"), name.say("count.because", values + numbers))
      }
      guard case .delivered(let message) = record.what else { return nil }
      let told: Places = [
        "leader": message.from, "ms": record.time.since(start).milliseconds,
      ]
      return Outcome(.word("next"), name.say("next.because", values + told))
    }
  }

  /// P8
  static let committed = Prediction(.committed, level: 2, lesson: 4, .sure, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.committed), occasion.snapshot)
    guard occasion.verb == nil, let leader = picture.leader.flatMap(picture.node), leader.lastIndex > 0 else {
      return nil
    }
    let newest = (max(leader.firstShown, leader.lastIndex - min(leader.lastIndex, 2))...leader.lastIndex)
    let positions = newest.compactMap { index in
      leader.term(at: index).map { LogPosition(index: index, term: $0) }
    }.filter { position in
      // On a majority, and not counted yet, it is committed by the paper's words and not by the leader's numbers.
      picture.isCommitted(position) || position.term < leader.view.term
        || picture.holders(of: position).count < picture.neededToCommit
    }
    let open = positions.filter { !picture.isCommitted($0) }
    guard let position = occasion.pick(open.isEmpty || occasion.generator.below(2) == 0 ? positions : open)
    else { return nil }
    let values: Places = [
      "index": position.index, "term": position.term, "leader": leader.id, "leaderTerm": leader.view.term,
      "copies": picture.holders(of: position).count,
    ]
    let all = values + picture.counts
    let choices = ["no", "only", "others"].map { name.choice($0, nil, all) }
    return Draft(text: name.say("ask", all), choices: choices, isOrdered: false) { rehearsal in
      let picture = rehearsal.snapshot
      guard picture.isCommitted(position) else {
        let isOld = picture.holders(of: position).count >= picture.neededToCommit
        return Outcome(.word("no"), name.say(isOld ? "old.because" : "no.because", all))
      }
      let knowing = NodeSet(
        picture.nodes.filter { $0.condition == .up && $0.knowsCommitted(position) }.map(\.id))
      return knowing == [leader.id]
        ? Outcome(.word("only"), name.say("only.because", all))
        : Outcome(
          .word("others"),
          name.say("others.because", ["nodes": knowing.description, "index": position.index]))
    }
  }

  /// P12
  static let whichSide = Prediction(.whichSide, level: 1, lesson: 6, .futures) { occasion in
    let (name, picture) = (occasion.wording(.whichSide), occasion.snapshot)
    guard case .partition(let groups) = occasion.verb, groups.count == 2, picture.cutLinks.isEmpty,
      let payment = occasion.payment
    else { return nil }
    let sides = groups.compactMap { occasion.nodes($0) }
    guard sides.count == 2, sides[0].union(sides[1]) == NodeSet(picture.nodes.map(\.id)) else { return nil }
    let choices =
      sides.map { side in
        let leads = picture.leader.map(side.contains) ?? false
        return name.choice(
          .nodes(side), says: side, mistake: leads ? "leader.not" : "side.not",
          ["count": side.count] + picture.counts)
      } + ["both", "none"].map { name.choice($0, nil, picture.counts) }
    return Draft(text: name.say("ask"), choices: choices, act: occasion.verb) { rehearsal in
      guard rehearsal.perform(payment),
        let own = rehearsal.snapshot.operations.last(where: \.isByPerson)?.number
      else { return nil }
      let record = rehearsal.first(within: 2 * .second) { record in
        record.applied.contains { $0.operation == own }
      }
      let end = rehearsal.snapshot
      guard let node = record?.node, let side = sides.first(where: { $0.contains(node) }) else {
        return Outcome(.word("none"), name.say("none.because", end.counts))
      }
      let values = ["it": side.description, "count": side.count] as Places
      return Outcome(.nodes(side), name.say("because", values + end.counts))
    }
  }

  /// P13: every set of so many is tried, and some of one more.
  static let howManyMayFail = Prediction(.howManyMayFail, level: 2, lesson: 4, .sure) { occasion in
    let (name, picture) = (occasion.wording(.howManyMayFail), occasion.snapshot)
    let living = occasion.living.map(\.id)
    let spare = living.count - picture.neededToCommit
    guard occasion.verb == nil, picture.leader != nil, picture.cutLinks.isEmpty, spare >= 0,
      (2...5).contains(picture.voterCount), picture.lossPartsPerMillion == 0, occasion.transfer == nil,
      let payment = occasion.payment
    else { return nil }
    let counts = picture.counts
    let choices = (0...min(spare + 2, living.count)).map { number in
      name.choice(number: number, counts, mistake: number < spare ? "more.not" : "fewer.not")
    }
    let next = living.subsets(of: spare + 1)
    let oneMore = occasion.pick(next)
    return Draft(text: name.say("ask", counts), choices: choices) { rehearsal in
      for (place, dead) in living.subsets(of: spare).enumerated() {
        var attempt = rehearsal.drawnAnew(UInt64(place))
        guard attempt.pays(payment, without: dead, within: 5 * .second) else { return nil }
      }
      if let oneMore {
        var attempt = rehearsal.drawnAnew(99)
        guard !attempt.pays(payment, without: oneMore, within: 2 * .second) else { return nil }
      }
      let dead = Array(living.suffix(spare))
      guard rehearsal.pays(payment, without: dead, within: 5 * .second) else { return nil }
      let values: Places = ["spare": spare]
      return Outcome(
        .number(UInt64(spare)), name.say("because", values + counts))
    }
  }
}

extension Rehearsal {
  /// Whether a payment is made although these have died.
  fileprivate mutating func pays(_ payment: Verb, without dead: [NodeID], within span: Nanoseconds) -> Bool {
    if !dead.isEmpty, !perform(.kill(dead.map { .node($0) })) { return false }
    guard perform(payment), let own = snapshot.operations.last(where: \.isByPerson)?.number else {
      return false
    }
    return first(within: span) { $0.what == .clientEnded(operation: own) } != nil
  }
}

extension [NodeID] {
  /// All choices of so many of them.
  fileprivate func subsets(of count: Int) -> [[NodeID]] {
    guard count > 0 else { return [[]] }
    return indices.flatMap { place in
      Array(self[(place + 1)...]).subsets(of: count - 1).map { [self[place]] + $0 }
    }
  }
}
