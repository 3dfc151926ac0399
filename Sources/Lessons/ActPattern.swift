import Command
import Consensus
import Host

/// Acts of a student: a verb, with all its arguments or with the first of them; then the others may be any.
public struct ActPattern: Sendable, Equatable, CustomStringConvertible {
  private let words: [String]
  /// The verb that is meant, where all its arguments are there.
  public let verb: Verb?
  /// How often it must have been done.
  public let count: Int

  /// From what stands behind `did`; nil: it begins with no verb's name.
  init?(_ words: [String]) {
    var words = words
    var count = 1
    if words.count > 2, words.last == "times", let times = Int(words[words.count - 2]), times > 0 {
      count = times
      words.removeLast(2)
    }
    guard let first = words.first, VerbTable.names.contains(first) else { return nil }
    self.words = words
    self.count = count
    verb = try? VerbParser.parse(syntax: words.joined(separator: " "))
  }

  public var description: String { text(times: count) }

  /// As it is written, to be done so often.
  public func text(times: Int) -> String {
    words.joined(separator: " ") + (times > 1 ? " \(times) times" : "")
  }

  /// Whether this verb, done in this picture, is such an act.
  func matches(_ done: Verb, in snapshot: ClusterSnapshot) -> Bool {
    if let verb, let sides = snapshot.sides(of: verb) { return sides == snapshot.sides(of: done) }
    guard done.form.name == words.first else { return false }
    guard let verb else {
      let said = done.text(on: snapshot.nodes(of: done)).split(separator: " ").map(Self.plain)
      return said.starts(with: words.map { Self.plain($0[...]) })
    }
    if verb == done { return true }
    let nodes = snapshot.nodes(of: done)
    if verb.selectors == [.follower] {
      return nodes.count == 1 && !nodes.contains { $0 == snapshot.leader }
    }
    return done.text(on: nodes) == verb.text(on: snapshot.nodes(of: verb))
  }

  /// `n3` and `3` are the same word here.
  private static func plain(_ word: Substring) -> Substring {
    word.first == "n" && Int(word.dropFirst()) != nil ? word.dropFirst() : word
  }
}

extension ClusterSnapshot {
  /// Who can hear each other after a partition, however it is said; nil: it is none.
  fileprivate func sides(of verb: Verb) -> Set<Set<NodeID>>? {
    switch verb {
    case .partition(let groups):
      return Set(
        groups.map { group in Set(group.compactMap { if case .node(let node) = $0 { node } else { nil } }) })
    case .isolate:
      let alone = self.nodes(of: verb)
      let others = Set(self.nodes.map(\.id).filter { !alone.contains($0) })
      return alone.count == 1 ? [Set(alone), others] : nil
    default: return nil
    }
  }

  /// The nodes that a verb's arguments come to; `random` comes to none here.
  func nodes(of verb: Verb) -> NodeSet {
    var nodes = NodeSet()
    for selector in verb.selectors {
      switch selector {
      case .node(let node): nodes.insert(node)
      case .leader: leader.map { nodes.insert($0) }
      case .follower:
        let found = self.nodes.first { $0.condition == .up && $0.view.role == .follower }
        found.map { nodes.insert($0.id) }
      case .random: break
      case .all:
        let isDown = if case .restart = verb { true } else { false }
        for node in self.nodes where (node.condition == .down) == isDown { nodes.insert(node.id) }
      }
    }
    return nodes
  }
}
