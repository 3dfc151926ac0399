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
  case term(Comparison, UInt64)
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
  /// A message of this kind, as the protocol names it, or a `Vocabulary.heartbeat`.
  case inFlight(String, Link?)
  case not(Predicate)
}

extension Predicate: CustomStringConvertible {
  /// `leader n2`, `committed 5`, `balance alice >= 100 on n1`.
  public var description: String {
    switch self {
    case .leader(let node): node.map { "leader \($0)" } ?? "leader"
    case .leads(let node, let span): "\(Predicate.leader(node)) for \(Quantities.timeText(span))"
    case .term(let sign, let number): Self.text("term", sign, number, usual: .equal)
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
    case .not(.leader(nil)): "no leader"
    case .not(let predicate): "not \(predicate)"
    }
  }

  private static func text(
    _ word: String, _ sign: Comparison, _ number: UInt64, usual: Comparison
  ) -> String {
    sign == usual ? "\(word) \(number)" : "\(word) \(sign.rawValue) \(number)"
  }
}
