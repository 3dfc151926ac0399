import Consensus
import Ledger

/// A comparison with a number; without a sign it means what each predicate says.
public enum Comparison: String, Sendable, Equatable {
  case equal = "="
  case atLeast = ">="
  case atMost = "<="

  /// Whether `value` stands in this relation to `bound`.
  public func holds(_ value: UInt64, _ bound: UInt64) -> Bool {
    switch self {
    case .equal: value == bound
    case .atLeast: value >= bound
    case .atMost: value <= bound
    }
  }
}

/// Something that holds or does not hold at one moment of a run.
public indirect enum Predicate: Equatable, Sendable {
  /// Some node leads (nil), or this one.
  case leader(NodeSelector?)
  /// The same, without a break for so long.
  case leads(NodeSelector?, for: Nanoseconds)
  /// The highest term of any node.
  case term(Comparison, TermName)
  /// The highest commitIndex that any node has reached.
  case committed(Comparison, UInt64)
  /// A balance; without a node, on the live replica that has applied most.
  case balance(name: String, Comparison, UInt64, on: NodeSelector?)
  case alive(Comparison, UInt64)
  case converged
  /// A live member uses a joint configuration (dissertation §4.3).
  case joint
  /// A live server that was added waits for its vote (dissertation §4.2.1).
  case joining
  /// The disk of a live member has lost what it had promised, and does not have it back.
  case damaged
  /// A live leader hands over to another server (dissertation §3.10).
  case handingOver
  /// Somebody, or a file, has asked for an operation that has no answer yet.
  case unanswered
  case safe
  case violated(String)
  case refused(Refusal)
  /// A message of this kind, as the protocol names it, a `Vocabulary.heartbeat` or a
  /// `MessagePurpose`.
  case inFlight(String, Link?)
  /// What is so of one node.
  case node(NodeSelector, NodeFact)
  /// How long the first election timer to fire is ahead of the next one.
  case timerGap(Comparison, Nanoseconds)
  /// A quorum has accepted a value under one ballot, known or not: in this slot, or in any.
  case chosen(slot: LogIndex?, TransferValue?)
  /// What a leader believes of a follower's log, by its own memory.
  case progress(FollowerIndex, Link, Comparison, UInt64)
  /// Two logs are equal, up to this index or altogether.
  case equalLogs(NodeSelector, NodeSelector, to: LogIndex?)
  /// How many disks hold an entry.
  case copies(EntryName, Comparison, UInt64)
  /// Exactly these disks hold it.
  case copiesBy(EntryName, NodeSet)
  /// No disk holds it.
  case vanished(EntryName)
  /// Of the last operation that somebody, or a file, asked for, or of the one with this number among those.
  case operation(UInt64?, OperationFate)
  /// What the last read that somebody, or a file, asked for has returned.
  case read(name: String, Comparison, UInt64)
  /// Exactly these vote, and no change is half done.
  case members(NodeSet)
  /// How many nodes lead, of whatever term; with a time without a break for so long.
  case leaders(Comparison, UInt64, for: Nanoseconds?)
  /// How many elections were won within the latest such time.
  case elections(Comparison, UInt64, within: Nanoseconds)
  /// By how much the highest commitIndex has grown within it.
  case grew(Comparison, UInt64, within: Nanoseconds)
  /// A client has learned within it that its transfer is done.
  case paid(within: Nanoseconds)
  /// In so many of the latest slots of 100 ms, in parts per million, some client was answered.
  case available(Comparison, UInt32, over: Nanoseconds)
  /// The longest time so far that passed between two answers, or has passed since the last.
  case gap(Comparison, Nanoseconds)
  /// The longest time so far that an operation took until its answer, or waits for it by now.
  case latency(Comparison, Nanoseconds)
  /// A rule has decided at this instant, by its name; at this node.
  case event(String, NodeSelector?)
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)
}

extension Predicate: CustomStringConvertible {
  /// `leader n2`, `committed 5`, `balance alice >= 100 on n1`.
  public var description: String {
    switch self {
    case .leader(let node): node.map { "leader \($0)" } ?? "leader"
    case .leads(let node, let span): "\(Predicate.leader(node)) for \(Quantities.timeText(span))"
    case .term(let sign, let name): Self.text("term", sign, name, usual: .equal)
    case .committed(let sign, let number): Self.text("committed", sign, number, usual: .atLeast)
    case .balance(let name, let sign, let coins, let node):
      Self.text("balance \(name)", sign, coins, usual: .equal) + (node.map { " on \($0)" } ?? "")
    case .alive(let sign, let number): Self.text("alive", sign, number, usual: .equal)
    case .converged: "converged"
    case .joint: "joint"
    case .joining: "joining"
    case .damaged: "damaged"
    case .handingOver: "handing-over"
    case .unanswered: "unanswered"
    case .safe: "safe"
    case .violated(let name): "violated \(name)"
    case .refused(let refusal): "refused \(refusal.rawValue)"
    case .inFlight(let kind, let link):
      "message \(kind)\(link.map { " \($0)" } ?? "") in flight"
    case .node(let node, let fact): fact.text(of: node)
    case .timerGap(let sign, let span): "timer gap \(sign.rawValue) \(Quantities.timeText(span))"
    case .chosen(let slot, let value):
      (["chosen"] + [slot?.description, value?.description].compactMap(\.self)).joined(separator: " ")
    case .progress(let index, let link, let sign, let number):
      "\(index.rawValue) \(link) \(sign.rawValue) \(number)"
    case .equalLogs(let one, let other, let index):
      "logs equal \(one) \(other)" + (index.map { " to \($0)" } ?? "")
    case .copies(let entry, let sign, let number): "copies \(entry) \(sign.rawValue) \(number)"
    case .copiesBy(let entry, let nodes): "copies \(entry) by \(Self.text(nodes))"
    case .vanished(let entry): "vanished \(entry)"
    case .operation(let number, let fate):
      "operation \(number.map { "\($0) " } ?? "")\(fate)"
    case .read(let name, let sign, let coins): Self.text("read \(name)", sign, coins, usual: .equal)
    case .members(let nodes): "members \(Self.text(nodes))"
    case .leaders(.equal, 0, let span?): "no leader for \(Quantities.timeText(span))"
    case .leaders(let sign, let number, let span):
      "leaders \(sign.rawValue) \(number)" + (span.map { " for \(Quantities.timeText($0))" } ?? "")
    case .elections(let sign, let number, let span):
      "elections \(sign.rawValue) \(number) within \(Quantities.timeText(span))"
    case .grew(let sign, let number, let span):
      "\(Self.text("committed grew", sign, number, usual: .atLeast)) within \(Quantities.timeText(span))"
    case .paid(let span): "paid within \(Quantities.timeText(span))"
    case .available(let sign, let parts, let span):
      "available \(sign.rawValue) \(Quantities.percentText(parts)) over \(Quantities.timeText(span))"
    case .gap(let sign, let span): "gap \(sign.rawValue) \(Quantities.timeText(span))"
    case .latency(let sign, let span): "latency \(sign.rawValue) \(Quantities.timeText(span))"
    case .event(let name, let node): "event \(name)" + (node.map { " node \($0)" } ?? "")
    case .all(let parts): "all: \(Self.text(parts))"
    case .any(let parts): "any: \(Self.text(parts))"
    case .not(.leader(nil)): "no leader"
    case .not(let predicate): "not \(predicate)"
    }
  }

  private static func text(_ nodes: NodeSet) -> String { nodes.map(\.description).joined(separator: ",") }

  private static func text(_ parts: [Predicate]) -> String {
    parts.map(\.description).joined(separator: ", ")
  }

  static func text(
    _ word: String, _ sign: Comparison, _ number: some CustomStringConvertible, usual: Comparison
  ) -> String {
    sign == usual ? "\(word) \(number)" : "\(word) \(sign.rawValue) \(number)"
  }
}

extension Predicate {
  /// The names of the decisions that it waits for.
  public var events: [String] {
    switch self {
    case .event(let name, _): [name]
    case .not(let inner): inner.events
    case .all(let parts), .any(let parts): parts.flatMap(\.events)
    default: []
    }
  }
}
