import Command
import Consensus
import Host

/// What a `point` line names: what the light falls on, while all else is dim.
public enum LessonTarget: Sendable, Equatable {
  case node(NodeID)
  case leader
  /// Each node that takes itself for the leader.
  case leaders
  case candidates
  /// The election timers.
  case timers
  /// How many copies, or votes, there are, and how many are needed.
  case meter
  case logs
  case ledger
  case account(String)
  case entry(LogIndex)
  /// Messages of this kind, as the protocol names it, or a `Vocabulary.heartbeat`; nil: on any link.
  case message(String, Link?)
  /// A part of the status row, as `term`.
  case status(String)
  /// The bar of what has happened.
  case bar
  /// A key of the key row.
  case key(String)

  /// From the words of a line; nil: they name nothing.
  init?(_ words: [String]) {
    let rest = words.dropFirst().joined(separator: " ")
    switch (words.first, words.count) {
    case ("leader", 1): self = .leader
    case ("leaders", 1): self = .leaders
    case ("candidates", 1): self = .candidates
    case ("timers", 1): self = .timers
    case ("meter", 1): self = .meter
    case ("logs", 1): self = .logs
    case ("ledger", 1): self = .ledger
    case ("bar", 1): self = .bar
    case ("node", 2):
      guard let number = Int(rest), (1...NodeID.highest).contains(number) else { return nil }
      self = .node(NodeID(number))
    case ("account", 2): self = .account(rest)
    case ("entry", 2):
      guard let index = LogIndex(rest) else { return nil }
      self = .entry(index)
    case ("message", 2): self = .message(rest, nil)
    case ("message", 3):
      let ends = words[2].split(separator: ">").compactMap { Int($0) }
      guard ends.count == 2, ends.allSatisfy({ (1...NodeID.highest).contains($0) }) else { return nil }
      self = .message(words[1], Link(from: NodeID(ends[0]), to: NodeID(ends[1])))
    case ("status", 2): self = .status(rest)
    case ("key", 2): self = .key(rest)
    default: return nil
    }
  }

  /// Whether there is such a thing in this picture. What every screen has is always there.
  public func exists(in snapshot: ClusterSnapshot) -> Bool {
    switch self {
    case .node(let node): snapshot.node(node) != nil
    case .leader: snapshot.leader != nil
    case .leaders: snapshot.nodes.contains { $0.condition == .up && $0.view.role == .leader }
    case .candidates: snapshot.nodes.contains { $0.condition == .up && $0.view.role == .candidate }
    case .timers: snapshot.nodes.contains { $0.condition == .up && $0.view.timer?.kind == .election }
    case .account(let name): snapshot.accounts.contains(name)
    case .entry(let index): snapshot.nodes.contains { $0.lastIndex >= index }
    case .message(let kind, let link): snapshot.messages.contains { $0.isMeant(kind, link) }
    case .meter, .logs, .ledger, .status, .bar, .key: true
    }
  }
}

extension MessageSnapshot {
  /// Whether a `point` line with this kind and link means it.
  public func isMeant(_ kind: String, _ link: Link?) -> Bool {
    if let link, link != Link(from: from, to: to) { return false }
    return kind == Vocabulary.heartbeat ? summary.update == .heartbeat : summary.kind.name == kind
  }
}
