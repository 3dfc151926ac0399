import Command
import Consensus
import Host
import Words

/// What is told of two protocols that run the same.
enum ComparisonWords: String, TextKey {
  case protocolName, messages, messagesEach, elections, electionsWith, bytes, writes, leaderless,
    leaderlessTimes
  case answers, answersIn, noAnswer, did, didNothing, noDifference
}

extension Explainer {
  /// "Multi-Paxos".
  package var protocolName: String { say(ComparisonWords.protocolName) }

  /// What a run has cost, by what is counted; empty where nobody counts.
  package func figures(of snapshot: ClusterSnapshot) -> [(name: String, value: String)] {
    guard let figures = snapshot.figures else { return [] }
    let each = figures.messageTenthsAPayment.map { Value.text(Quantities.decimalText($0, scale: 10)) }
    let median = figures.latency(percent: 50).map { Value.duration($0) }
    let rows: [(ComparisonWords, ComparisonWords?, [Place: Value])] = [
      (
        .messages, each == nil ? nil : .messagesEach,
        [.number: .number(figures.messages), .count: each ?? .none]
      ),
      (
        .elections, .electionsWith,
        [.number: .number(figures.electionMessages), .count: .number(figures.electionEntries)]
      ),
      (.bytes, nil, [.number: .number(figures.bytes)]),
      (.writes, nil, [.number: .number(figures.writes)]),
      (
        .leaderless, .leaderlessTimes,
        [.span: .duration(figures.leaderless(at: snapshot.time)), .count: .count(figures.leaderlessCount)]
      ),
      (
        .answers, median == nil ? .noAnswer : .answersIn,
        [.span: median ?? .none, .waited: figures.latency(percent: 99).map { .duration($0) } ?? .none]
      ),
    ]
    return rows.map { name, value, places in
      (say(name), value.map { say($0, places) } ?? places[.number].map(write) ?? "")
    }
  }

  package var noDifference: String { say(ComparisonWords.noDifference) }

  /// What one of two clusters did where they first differ: "1.31 s Raft: n2 did not vote for n4 …".
  package func did(_ milestone: Milestone?) -> String {
    guard let milestone else {
      return say(ComparisonWords.didNothing, [.text: .text(protocolName)])
    }
    let what = milestone.decision.explanation(at: milestone.node)
    return say(
      ComparisonWords.did,
      [
        .time: .time(milestone.time), .text: .text(protocolName),
        .detail: .text(says(what, at: milestone.node) ?? what.name),
      ])
  }
}
