import Command
import Consensus
import Host
import Words

/// What stands in logs and what becomes of it (Raft §5.3, §5.4).
extension Prediction {
  /// P9: "never" is said of a committed entry alone, which is the paper's proof; "yes" where it is seen to vanish.
  static let vanish = Prediction(.vanish, level: 3, lesson: 8, .sure, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.vanish), occasion.snapshot)
    let entries = Set(picture.nodes.map(\.last)).filter { position in
      position.index > 0 && picture.nodes.contains { !$0.holds(position) }
        && !picture.messages.contains(where: \.carriesEntries)
    }.sorted { ($0.index, $0.term) < ($1.index, $1.term) }
    let open = entries.filter { !picture.isCommitted($0) }
    guard occasion.verb == nil, let payment = occasion.payment,
      let entry = occasion.pick(open.isEmpty ? entries : open)
    else { return nil }
    let isCommitted = picture.isCommitted(entry)
    let usurper = isCommitted ? nil : picture.usurper(of: entry)
    guard isCommitted || usurper != nil else { return nil }
    let values: Places = [
      "index": entry.index, "term": entry.term, "copies": picture.nodes.count { $0.holds(entry) },
    ]
    let all = values + picture.counts
    let choices = ["yes", "never"].map { name.choice($0, nil, all) }
    return Draft(text: name.say("ask", all), choices: choices, isOrdered: false) { rehearsal in
      guard let usurper else { return Outcome(.word("never"), name.say("never.because", all)) }
      guard rehearsal.usurp(usurper, entry, payment) else { return nil }
      let leads: Places = ["it": usurper.node, "voters": usurper.voters.description]
      return Outcome(.word("yes"), name.say("yes.because", all + leads))
    }
  }

  /// P10
  static let whichStays = Prediction(.whichStays, level: 2, lesson: 7, .futures, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.whichStays), occasion.snapshot)
    let living = occasion.living
    guard occasion.verb == .heal, let (one, other) = living.firstDifference else { return nil }
    let longest = living.max { $0.lastIndex < $1.lastIndex }
    let choices =
      [one, other].map { position in
        let holders = NodeSet(living.filter { $0.holds(position) }.map(\.id))
        let isLonger = longest?.holds(position) ?? false
        return name.choice(
          "it", .position(position), ["term": position.term, "nodes": holders.description],
          mistake: position == one ? "first.not" : isLonger ? "longer.not" : "it.not")
      } + ["both", "neither"].map { name.choice($0) }
    let counts = picture.counts
    return Draft(
      text: name.say("ask", ["index": one.index]), choices: choices, isOrdered: false, mayBeUnknowable: true,
      act: occasion.verb
    ) { rehearsal in
      let end = rehearsal.future.now.after(5 * .second)
      while rehearsal.first(
        within: end.since(rehearsal.future.now), where: { $0.shows(.deletesEntries) }) != nil
      {
        let after = rehearsal.snapshot
        let kept = [one, other].filter { position in
          after.nodes.contains { $0.condition == .up && $0.holds(position) }
        }
        if kept.count == 2 { continue }
        let leads = after.leader.flatMap(after.node)
        guard let leads else { continue }
        let values = ["it": leads.id, "term": leads.view.term, "index": one.index] as Places
        let answer: Answer = kept.first.map { .position($0) } ?? .word("neither")
        return Outcome(answer, name.say("because", values + counts))
      }
      return nil
    }
  }

  /// P11
  static let sendsFrom = Prediction(.sendsFrom, level: 3, lesson: 7, .futures, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.sendsFrom), occasion.snapshot)
    guard let leader = picture.leader.flatMap(picture.node) else { return nil }
    let here = occasion
    let lagging = picture.nodes.filter { node in
      let isReached: Bool =
        switch here.verb {
        case nil: node.condition == .up && here.joined(leader.id, node.id)
        case .heal: node.condition == .up && !here.joined(leader.id, node.id)
        case .restart: node.id == here.restarted?.id && here.joined(leader.id, node.id)
        default: false
        }
      return isReached && node.lastIndex + 2 <= leader.lastIndex && node.view.snapshot == nil
        && !picture.messages.contains { $0.to == node.id && $0.carriesEntries }
    }
    guard leader.view.snapshot == nil, leader.firstShown == 1, let node = occasion.pick(lagging) else {
      return nil
    }
    var common: LogIndex = 0
    while let term = node.term(at: common + 1), leader.term(at: common + 1) == term { common += 1 }
    let others = [1, node.lastIndex + 1, leader.lastIndex, common + 2, common].shuffled(
      using: &occasion.generator)
    let numbers = occasion.few(Int(common + 1), others.map { Int($0) }, in: 1...Int(leader.lastIndex))
    let values: Places = ["leader": leader.id, "it": node.id, "common": common]
    let choices = numbers.map { number in
      let mistake =
        number == 1
        ? "all.not" : number == leader.lastIndex ? "newest.not" : number > common + 1 ? "gap.not" : "more.not"
      return name.choice(number: number, values, mistake: mistake)
    }
    return Draft(text: name.say("ask", values), choices: choices, act: occasion.verb) { rehearsal in
      let record = rehearsal.first(within: 2 * .second) { $0.node == node.id && $0.shows(.stores) }
      guard case .delivered(let message)? = record?.what, message.from == leader.id,
        case .entries(let first, _)? = message.summary.update
      else { return nil }
      return Outcome(.number(first), name.say(common == 0 ? "nothing.because" : "because", values))
    }
  }

  /// P14
  static let onDisk = Prediction(.onDisk, level: 2, lesson: 5, .sure) { occasion in
    let (name, picture) = (occasion.wording(.onDisk), occasion.snapshot)
    guard let node = occasion.restarted, node.condition == .down, node.lastIndex > 0, picture.committed > 0,
      node.view.snapshot == nil
    else { return nil }
    let values: Places = [
      "it": node.id, "term": node.view.term, "index": node.lastIndex,
    ]
    let choices = ["nothing", "balances", "log", "all"].map { name.choice($0, nil, values) }
    return Draft(text: name.say("ask", values), choices: choices, isOrdered: false, act: occasion.verb) {
      rehearsal in
      guard let back = rehearsal.snapshot.node(node.id) else { return nil }
      let key =
        back.view.committed > 0
        ? "all" : back.lastIndex == node.lastIndex ? "log" : back.view.applied > 0 ? "balances" : "nothing"
      return Outcome(.word(key), name.say("because", values))
    }
  }

  /// P17
  static let applied = Prediction(.applied, level: 2, lesson: 3, .sure) { occasion in
    let (name, living) = (occasion.wording(.applied), occasion.living)
    guard occasion.verb == nil, let index = living.map(\.view.applied).max(), index > 0 else { return nil }
    let having = NodeSet(living.filter { $0.view.applied >= index }.map(\.id))
    let term = living.first { $0.view.applied >= index }?.term(at: index)
    let storing = NodeSet(living.filter { $0.term(at: index) == term }.map(\.id))
    let all = NodeSet(living.map(\.id))
    guard having != all else { return nil }
    let leading = NodeSet(occasion.snapshot.leader.map { [$0] } ?? [])
    let others = [(storing, "storing.not"), (all, "all.not"), (leading, "leader.not")].filter {
      !$0.0.isEmpty
    }
    let values: Places = ["index": index, "it": having.description]
    let choices = name.choices(having, others, values)
    return Draft(text: name.say("ask", values), choices: choices, isOrdered: false) { rehearsal in
      let after = rehearsal.snapshot.nodes.filter { $0.condition == .up && $0.view.applied >= index }
      return Outcome(.nodes(NodeSet(after.map(\.id))), name.say("because", values))
    }
  }
}

/// A node that lacks an entry and can win: with these votes, its own among them.
private struct Usurper {
  let node: NodeID
  let voters: NodeSet
}

extension ClusterSnapshot {
  /// Who could lead without this entry, should the right nodes be up (Figure 8); those that are down have what is on
  /// their disks.
  fileprivate func usurper(of entry: LogPosition) -> Usurper? {
    for node in nodes where !node.holds(entry) && node.term(at: entry.index).map({ $0 != entry.term }) ?? true
    {
      let voters = nodes.filter { node.last.isAtLeastAsUpToDate(as: $0.last) }
      guard voters.count >= neededToLead else { continue }
      // Rather those that lack it too, and live.
      let order = voters.sorted { one, other in
        (one.id == node.id ? 0 : 1, one.holds(entry) ? 1 : 0, one.condition == .up ? 0 : 1, one.id)
          < (
            other.id == node.id ? 0 : 1, other.holds(entry) ? 1 : 0, other.condition == .up ? 0 : 1, other.id
          )
      }
      return Usurper(node: node.id, voters: NodeSet(order.prefix(neededToLead).map(\.id)))
    }
    return nil
  }
}

extension Rehearsal {
  /// Has the usurper win, replicate what it has, and bring the others into line.
  /// - Returns: whether no log holds the entry any more.
  fileprivate mutating func usurp(_ usurper: Usurper, _ entry: LogPosition, _ payment: Verb) -> Bool {
    let start = snapshot
    let others = start.nodes.filter { !usurper.voters.contains($0.id) }
    let toKill = others.filter { $0.condition == .up }
    let toStart = start.nodes.filter { $0.condition == .down && usurper.voters.contains($0.id) }
    if !toKill.isEmpty { perform(.kill(toKill.map { .node($0.id) })) }
    if !start.cutLinks.isEmpty { perform(.heal) }
    if !toStart.isEmpty { perform(.restart(toStart.map { .node($0.id) })) }
    var leads = false
    for _ in 0..<3 where !leads {
      perform(.timeout([.node(usurper.node)]))
      let span = 2 * start.electionTimeout.lowerBound
      leads = first(within: span) { $0.shows(.leads) }?.node == usurper.node
    }
    guard leads else { return false }
    perform(payment)
    run(.second / 2)
    if !others.isEmpty { perform(.restart(others.map { .node($0.id) })) }
    for _ in 0..<10 {
      run(.second / 5)
      if !snapshot.nodes.contains(where: { $0.holds(entry) }) { return true }
    }
    return false
  }
}

extension [NodeSnapshot] {
  /// The first index at which two of these logs differ, with both entries there, the one of the lower term first.
  fileprivate var firstDifference: (LogPosition, LogPosition)? {
    guard let first = map(\.firstShown).max(), let last = map(\.lastIndex).max(), first <= last else {
      return nil
    }
    for index in first...last {
      let terms = Set(compactMap { $0.term(at: index) }).sorted()
      if terms.count == 2 {
        return (LogPosition(index: index, term: terms[0]), LogPosition(index: index, term: terms[1]))
      }
      if terms.count > 2 { return nil }
    }
    return nil
  }
}
