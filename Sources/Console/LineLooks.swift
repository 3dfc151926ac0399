import Command
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Words

/// Words of a prompt of lines that are no verbs.
enum LineWord: String, CaseIterable {
  case next, run, more, `where`, node, log, balances, what, predict, lesson, challenge, hint, home, previous,
    leave, help
}

/// What a prompt of lines says, and what `--plain` says of itself.
package enum LineWords: String, TextKey {
  case greeting, helpTime, helpLooks, helpVerbs, helpLessons, more, noMore, noWord, noSuch, noScreen,
    noQuestion, noLesson, noHint
  // How it stands
  case leads, leaderless, node, left, untimed, follower, candidate, leader, down, stalled, unknown, nobody,
    entry, empty, isCommitted, isStored, isUnstored, noEntries, flight, held, noFlight
  // What happens
  case quiet, notYet, done, ruleBroke
  case lesson, step, lookAt, timerOf, votes, copies, logsEnd, goOn, act, over, overNext, lessonIsLeft
  case lessonWaits
  case challengeKeys, challengeOver
  case guess, cannotAsk, questionIsLeft
  case plainReads, plainQuiet, plainBound
}

// What can be looked at: each kind of thing in one order of facts.
extension LinePrompt {
  /// Who leads, the term, who is up, what is committed.
  var standing: String {
    let snapshot = host.snapshot()
    let values: [String: any Sayable] = [
      "time": Quantities.secondsText(snapshot.time), "leader": snapshot.leader?.description ?? "",
      "term": snapshot.consensus.name(ofTerm: snapshot.highestTerm), "up": snapshot.upCount,
      "of": snapshot.voterCount, "needed": snapshot.neededToCommit, "committed": snapshot.committed,
    ]
    return say(snapshot.leader == nil ? .leaderless : .leads, values, in: snapshot)
  }

  func sentence(_ node: NodeSnapshot) -> String {
    let role = node.condition == .up ? node.view.role.rawValue : node.condition.rawValue
    let snapshot = host.snapshot()
    let timer = node.view.timer.map { explainer.duration($0.deadline.since(host.now)) }
    return say(
      .node,
      [
        "node": node.id,
        "role": language.text(LineWords(rawValue: role) ?? .unknown, of: snapshot.consensus.families),
        "term": snapshot.consensus.name(ofTerm: node.view.term),
        "vote": node.view.votedFor?.description ?? say(.nobody), "last": node.lastIndex,
        "committed": node.view.committed,
        "timer": node.condition == .up
          ? timer.map { say(.left, ["left": $0]) } ?? say(.untimed) : say(.untimed),
      ], in: snapshot)
  }

  /// The newest first.
  func log(of node: NodeSnapshot?) -> [String] {
    guard let node else { return [standing] }
    let snapshot = host.snapshot()
    let lines = node.terms.indices.reversed().compactMap { place in
      entry(node.firstShown + LogIndex(place), of: node, in: snapshot)
    }
    return lines.isEmpty ? [say(.noEntries, ["node": node.id])] : lines
  }

  private func entry(_ index: LogIndex, of node: NodeSnapshot, in snapshot: ClusterSnapshot) -> String? {
    guard let term = node.term(at: index) else { return nil }
    let state: LineWords =
      index <= node.view.committed ? .isCommitted : index <= node.view.durable ? .isStored : .isUnstored
    let entry = snapshot.contents[LogPosition(index: index, term: term)]
    let what = entry.map { explainer.text(of: $0) ?? say(.empty) } ?? "–"
    let name = snapshot.consensus.name(ofTerm: term)
    return say(.entry, ["index": index, "what": what, "term": name, "state": say(state)], in: snapshot)
  }

  /// As the replica has them that has applied most.
  var balances: [String] {
    let snapshot = host.snapshot()
    let balances = snapshot.balances
    return snapshot.accounts.compactMap { name in
      // A treasury without a coin is none.
      guard let coins = balances[name], coins > 0 || name != snapshot.accounts.first else { return nil }
      return "\(name) \(coins)"
    }
  }

  var flights: [String] {
    let lines = host.snapshot().messages.map(flight)
    return lines.isEmpty ? [say(.noFlight)] : lines
  }

  private func flight(_ message: MessageSnapshot) -> String {
    let values: [String: any Sayable] = [
      "message": explainer.name(ofMessage: message.summary.kind), "from": message.from, "to": message.to,
      "left": explainer.duration(message.arrives.since(host.now)),
    ]
    return say(message.isHeld ? .held : .flight, values)
  }

  /// What a lesson points at; nil: it is on a screen alone.
  func text(of target: LessonTarget, in snapshot: ClusterSnapshot) -> String? {
    let up = snapshot.nodes.filter { $0.condition == .up }
    func list(_ texts: [String]) -> String? {
      texts.isEmpty ? nil : texts.joined(separator: language.text(Formats.listComma))
    }
    func names(_ role: Role) -> String? {
      list(up.filter { $0.view.role == role }.map(\.id.description)).map { names in
        "\(language.text(LineWords(rawValue: role.rawValue) ?? .unknown)) \(names)"
      }
    }
    switch target {
    case .node(let id): return snapshot.node(id).map(sentence)
    case .leader: return snapshot.leader.flatMap(snapshot.node).map(sentence)
    case .leaders: return names(.leader)
    case .candidates: return names(.candidate)
    case .timers:
      let timers = up.compactMap { node -> String? in
        guard let timer = node.view.timer, timer.kind == .election else { return nil }
        let left = explainer.duration(timer.deadline.since(snapshot.time))
        return say(.timerOf, ["node": node.id, "left": left])
      }
      return timers.isEmpty ? nil : timers.joined(separator: language.text(Formats.semicolon))
    case .meter: return meter(snapshot)
    case .logs:
      return list(snapshot.nodes.map { "\($0.id) \($0.lastIndex)" }).map { say(.logsEnd, ["what": $0]) }
    case .ledger: return list(balances)
    case .account(let name): return snapshot.balances[name].map { "\(name) \($0)" }
    case .entry(let index): return snapshot.nodes.lazy.compactMap { entry(index, of: $0, in: snapshot) }.first
    case .message(let kind, let link): return snapshot.messages.first { $0.isMeant(kind, link) }.map(flight)
    case .status: return standing
    case .bar, .key: return nil
    }
  }

  /// The votes of who stands for election, else the copies of the leader's newest entry.
  private func meter(_ snapshot: ClusterSnapshot) -> String? {
    var values: [String: any Sayable] = ["of": snapshot.voterCount, "needed": snapshot.neededToCommit]
    if let node = snapshot.nodes.first(where: { $0.condition == .up && $0.view.role == .candidate }) {
      values["node"] = node.id
      values["count"] = node.view.votes.count
      values["needed"] = snapshot.neededToLead
      return say(.votes, values)
    }
    guard let last = snapshot.leader.flatMap(snapshot.node)?.last, last.index > 0 else { return nil }
    let holders = snapshot.holders(of: last)
    values["index"] = last.index
    values["nodes"] = holders.description
    values["count"] = holders.count
    return say(.copies, values)
  }
}
