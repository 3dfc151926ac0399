import Command
import Consensus
import Host
import Words

/// Who leads, and in which term (Raft §5.2, §5.4.1).
extension Prediction {
  /// P1
  static let firstTimer = Prediction(.firstTimer, level: 1, lesson: 2, .futures) { occasion in
    let (name, timers) = (occasion.wording(.firstTimer), occasion.timers)
    guard occasion.leaderIsLost, timers.count > 1, timers[1].left - timers[0].left >= .millisecond,
      let lowest = timers.map(\.node).min()
    else { return nil }
    let (first, next) = (timers[0], timers[1])
    let choices = timers.sorted { $0.node < $1.node }.map { timer in
      name.choice(
        .node(timer.node), says: timer.node, mistake: timer.node == lowest ? "lowest.not" : "later.not",
        ["ms": timer.left.milliseconds])
    }
    return Draft(text: name.say("ask"), choices: choices, act: occasion.verb) { rehearsal in
      let record = rehearsal.first(within: .second) { $0.what == .timer(.election) }
      // Else it was set anew by something that was on its way.
      guard record?.node == first.node else { return nil }
      return Outcome(
        .node(first.node),
        name.say(
          "because",
          [
            "first": first.node, "ms": first.left.milliseconds, "next": next.node,
            "nextMs": next.left.milliseconds,
          ]))
    }
  }

  /// P2: of two timers that end within 10 ms of each other either may win.
  static let nextLeader = Prediction(.nextLeader, level: 2, lesson: 2, .futures) { occasion in
    let (name, timers) = (occasion.wording(.nextLeader), occasion.timers)
    guard occasion.leaderIsLost, timers.count > 1, timers[1].left - timers[0].left >= 10 * .millisecond,
      let lowest = timers.map(\.node).min()
    else { return nil }
    let counts = occasion.countsAfter
    var choices = timers.sorted { $0.node < $1.node }.map { timer in
      name.choice(
        .node(timer.node), says: timer.node, mistake: timer.node == lowest ? "lowest.not" : "later.not",
        counts)
    }
    choices.append(name.choice("nobody", nil, counts))
    return Draft(text: name.say("ask"), choices: choices, mayBeUnknowable: true, act: occasion.verb) {
      rehearsal in
      guard let record = rehearsal.first(within: .second, where: { $0.shows(.leads) }), let node = record.node
      else {
        return Outcome(.word("nobody"), name.say("nobody.because", counts))
      }
      let votes = record.decisions.first(where: \.isCount)?.explanation(at: node).countedNodes ?? [node]
      return Outcome(
        .node(node),
        name.say(
          "because", ["it": node, "votes": votes.description] + counts))
    }
  }

  /// P3
  static let majority = Prediction(.majority, level: 1, lesson: 3, .sure) { occasion in
    let (name, picture) = (occasion.wording(.majority), occasion.snapshot)
    let stands = picture.nodes.contains { $0.condition == .up && $0.view.role == .candidate }
    let needed = stands ? picture.neededToLead : picture.neededToCommit
    guard occasion.verb == nil, picture.voterCount > 2,
      stands || (occasion.transfer != nil && picture.leader != nil)
    else { return nil }
    // What is known to mislead, and some others, so that the right one has no place of its own.
    let others = [needed - 1, needed + 1, needed + 2, picture.voterCount].shuffled(using: &occasion.generator)
    let numbers = occasion.few(
      needed, [Consensus.majority(of: picture.upCount)] + others, in: 1...picture.voterCount, most: 3)
    let choices = numbers.map { number in
      let mistake =
        number == picture.voterCount
        ? "all.not" : number == Consensus.majority(of: picture.upCount) ? "living.not" : "other.not"
      return name.choice(number: number, picture.counts, mistake: mistake)
    }
    let ask = name.say(stands ? "ask.votes" : "ask.copies", picture.counts)
    return Draft(text: ask, choices: choices) { rehearsal in
      let record = rehearsal.first(within: .second) { record in
        record.decisions.contains {
          $0.isCount
        }
      }
      // What the nodes themselves go by, where one of them comes to decide.
      let said = record?.decisions.first(where: \.isCount)?.explanation(at: record?.node).number("needed")
      return Outcome(.number(said ?? UInt64(needed)), name.say("because", picture.counts))
    }
  }

  /// P4
  static let vote = Prediction(.vote, level: 2, lesson: 2, .futures, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.vote), occasion.snapshot)
    let asked = picture.messages.filter { message in
      message.summary.kind.name == "RequestVote" && picture.node(message.to)?.condition == .up
        && !picture.cutLinks.contains(Link(from: message.from, to: message.to))
    }
    // Most requests are granted: one that is not is the better question.
    let doubtful = asked.filter { message in
      guard let (voter, candidate) = picture.pair(message.to, message.from) else { return false }
      return voter.view.term >= message.summary.term && voter.view.votedFor != message.from
        || !candidate.last.isAtLeastAsUpToDate(as: voter.last)
    }
    guard occasion.verb == nil, let message = occasion.pick(doubtful.isEmpty ? asked : doubtful) else {
      return nil
    }
    let values: Places = [
      "voter": message.to, "candidate": message.from, "term": message.summary.term,
    ]
    let choices = ["yes", "already-voted", "log-behind", "stale-term"].map { name.choice($0, nil, values) }
    return Draft(text: name.say("ask", values), choices: choices, isOrdered: false) { rehearsal in
      let record = rehearsal.first(within: .second) {
        if case .delivered(let other) = $0.what { other.number == message.number } else { false }
      }
      guard let record else { return nil }
      if let granted = record.explanation("granted-vote") {
        return Outcome(
          .word("yes"), name.say("yes.because", values + granted.places))
      }
      guard let refused = record.explanation("refused-vote"), case .text(let reason)? = refused["reason"]
      else {
        return nil
      }
      return Outcome(
        .word(reason), name.say("\(reason).because", values + refused.places))
    }
  }

  /// P5: the rule says who; each is tried in three futures, in which its timer ends now.
  static let couldWin = Prediction(.couldWin, level: 3, lesson: 7, .sure, ofRaft: true) { occasion in
    let (name, living) = (occasion.wording(.couldWin), occasion.living)
    guard occasion.leaderIsLost, Set(living.map(\.last)).count > 1,
      !occasion.snapshot.messages.contains(where: \.carriesEntries)
    else { return nil }
    let here = occasion
    let winners = NodeSet(
      living.map(\.id).filter { here.electors(of: $0).count >= here.snapshot.neededToLead })
    let longest = living.map(\.lastIndex).max() ?? 0
    let offered: [(NodeSet, String)] = [
      (NodeSet(living.filter { $0.lastIndex == longest }.map(\.id)), "longest.not"),
      (NodeSet(living.map(\.id)), "all.not"),
      (
        NodeSet(living.filter { $0.view.committed == living.map(\.view.committed).max() }.map(\.id)),
        "committed.not"
      ),
      ([], "nobody.not"),
    ]
    let choices = name.choices(winners, offered, here.countsAfter)
    return Draft(text: name.say("ask"), choices: choices, isOrdered: false, act: occasion.verb) { rehearsal in
      let found = living.map(\.id).filter { node in
        (0..<3).contains {
          rehearsal.couldWin(node, within: here.snapshot.electionTimeout.lowerBound, seed: $0)
        }
      }
      guard NodeSet(found) == winners else { return nil }
      _ = rehearsal.first(within: .second) { $0.shows(.leads) }
      return Outcome(
        .nodes(winners), name.say(winners.isEmpty ? "nobody.because" : "because", here.countsAfter))
    }
  }

  /// P15
  static let nextTerm = Prediction(.nextTerm, level: 2, lesson: 2, .futures, ofRaft: true) { occasion in
    let (name, picture) = (occasion.wording(.nextTerm), occasion.snapshot)
    switch occasion.verb {
    case .kill, .isolate, .partition, .heal: break
    default: return nil
    }
    let now = picture.leader.flatMap(picture.node)?.view.term ?? picture.highestTerm
    let terms: Places = ["term": now, "next": now + 1, "later": now + 2]
    let values = terms + occasion.countsAfter
    let choices = ["same", "next", "later", "nobody"].map { name.choice($0, nil, values) }
    return Draft(
      text: name.say("ask", values), choices: choices, mayBeUnknowable: true, act: occasion.verb
    ) { rehearsal in
      rehearsal.run(.second)
      let end = rehearsal.snapshot
      guard let leader = end.leader.flatMap(end.node) else {
        return Outcome(.word("nobody"), name.say("nobody.because", values))
      }
      let key = leader.view.term <= now ? "same" : leader.view.term == now + 1 ? "next" : "later"
      return Outcome(.word(key), name.say("\(key).because", ["it": leader.id, "term": leader.view.term]))
    }
  }

  /// P16
  static let oldLeader = Prediction(.oldLeader, level: 1, lesson: 2, .futures) { occasion in
    let (name, picture) = (occasion.wording(.oldLeader), occasion.snapshot)
    let deposed = picture.nodes.first {
      $0.condition == .up && $0.view.role == .leader && $0.id != picture.leader
    }
    let isHealed = occasion.verb == .heal
    guard let node = isHealed ? deposed?.id : occasion.restarted?.id else { return nil }
    let values: Places = ["it": node]
    let choices = Role.allCases.map { name.choice($0.rawValue, nil, values) }
    return Draft(
      text: name.say(isHealed ? "ask.healed" : "ask", values), choices: choices, isOrdered: false,
      mayBeUnknowable: true, act: occasion.verb
    ) { rehearsal in
      rehearsal.run(.second)
      let end = rehearsal.snapshot
      guard let shown = end.node(node) else { return nil }
      let role = shown.view.role
      let hears = role == .follower ? shown.view.knownLeader : nil
      let key = role == .follower && hears == nil ? "follower.alone" : role.rawValue
      let after: Places = [
        "it": node, "term": shown.view.term, "leader": hears ?? node,
      ]
      return Outcome(
        .word(role.rawValue), name.say("\(key).because", after + end.counts))
    }
  }
}

extension Occasion {
  /// The numbers as they are once the verb is done.
  var countsAfter: Places {
    ["needed": snapshot.neededToLead, "of": snapshot.voterCount, "up": living.count]
  }

  /// Who could vote for a node: those that it reaches and whose logs are not ahead of its own (§5.4.1).
  fileprivate func electors(of node: NodeID) -> NodeSet {
    guard let own = snapshot.node(node) else { return [] }
    return NodeSet(
      living.filter {
        ($0.id == node || joined(node, $0.id)) && own.last.isAtLeastAsUpToDate(as: $0.last)
      }.map(\.id))
  }
}

extension ClusterSnapshot {
  fileprivate func pair(_ one: NodeID, _ other: NodeID) -> (NodeSnapshot, NodeSnapshot)? {
    guard let one = node(one), let other = node(other) else { return nil }
    return (one, other)
  }
}

extension MessageSnapshot {
  /// Whether it brings entries or a snapshot.
  var carriesEntries: Bool {
    switch summary.update {
    case .entries, .snapshot: true
    case .heartbeat, nil: false
    }
  }
}

extension Explanation {
  /// Its values, to be named in a text; of a place in the log its index, and with `Term` behind the name its term.
  fileprivate var places: Places {
    var places: Places = [:]
    for field in fields {
      switch field.value {
      case .node(let node): places[field.name] = node
      case .number(let number): places[field.name] = number
      case .position(let position):
        places[field.name] = position.index
        places[field.name + "Term"] = position.term
      default: break
      }
    }
    return places
  }
}

extension Rehearsal {
  /// Whether this node wins where its timer ends now, in another future.
  fileprivate func couldWin(_ node: NodeID, within span: Nanoseconds, seed: UInt64) -> Bool {
    var attempt = drawnAnew(seed)
    guard attempt.perform(.timeout([.node(node)])) else { return false }
    return attempt.first(within: span) { $0.shows(.leads) }?.node == node
  }
}

extension Wording {
  /// Sets of nodes to choose from: the right one and others that differ from it and from each other.
  func choices(
    _ right: NodeSet, _ others: [(nodes: NodeSet, mistake: String)], _ values: Places = [:]
  ) -> [Choice] {
    var sets: [(nodes: NodeSet, mistake: String)] = [(right, others[0].mistake)]
    for other in others where !sets.contains(where: { $0.nodes == other.nodes }) { sets.append(other) }
    return sets.map { set in
      set.nodes.isEmpty
        ? choice("nobody", .nodes([]), values)
        : choice(.nodes(set.nodes), says: set.nodes, mistake: set.mistake, values)
    }
  }
}
