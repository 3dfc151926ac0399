import Consensus

/// One argument of a verb, as the parser reads it, the printer writes it, the completer offers it and the
/// help shows it.
public struct Argument: Equatable, Sendable {
  /// What kinds of things verbs speak of.
  public enum Kind: Sendable, Equatable {
    /// Only its keyword: there or not.
    case flag
    case account, newAccount, amount
    case rate, speed, percent, signedPercent, timeRange, time
    /// `all` allowed, several with commas.
    case nodes
    case node
    /// A node by its number, which the cluster need not have.
    case nodeNumber
    /// The same, or a node by its role.
    case numberOrRole
    case groups
    /// Between two nodes, or between the clients and a node.
    case link
    /// Between two nodes.
    case nodeLink
    case onOff
    case count, index, message
    /// Of what is on a disk.
    case storedPart
    case bug, invariant
    case view, theme, language, scenario
    case predicate
    case text
  }

  /// As the usage shows it: `NODE`, `LOW..HIGH`; empty for a flag.
  public let label: String
  public let kind: Kind
  /// A word that must stand before it.
  public let keyword: String?
  public let isOptional: Bool

  init(_ label: String, _ kind: Kind, keyword: String? = nil, optional: Bool = false) {
    self.label = label
    self.kind = kind
    self.keyword = keyword
    isOptional = optional
  }

  /// `[from NODE]`, `LOW..HIGH`.
  public var usage: String {
    let words = [keyword, label.isEmpty ? nil : label].compactMap { $0 }.joined(separator: " ")
    return isOptional ? "[\(words)]" : words
  }
}

/// What an argument was read as: one for each argument of a verb.
enum Value: Equatable {
  case absent
  case flag
  case name(String)
  case number(UInt64)
  /// `off` where a number could stand.
  case off
  case signed(Int64)
  case range(ClosedRange<Nanoseconds>)
  case nodes([NodeSelector])
  case groups([[NodeSelector]])
  case link(Link)
  case message(MessageSelector)
  case part(StoredPart)
  case onOff(Bool)
  case predicate(Predicate)
}

/// The values of a verb's arguments, in the order of its definition. What a grammar has read always has the
/// shape that the verb asks for; anything else would read as the empty value.
struct Values {
  let all: [Value]

  init(_ all: [Value]) { self.all = all }

  private subscript(index: Int) -> Value { index < all.count ? all[index] : .absent }

  func name(_ index: Int) -> String { optionalName(index) ?? "" }

  func optionalName(_ index: Int) -> String? {
    if case .name(let name) = self[index] { name } else { nil }
  }

  func number(_ index: Int) -> UInt64 { optionalNumber(index) ?? 0 }

  func optionalNumber(_ index: Int) -> UInt64? {
    if case .number(let number) = self[index] { number } else { nil }
  }

  func signed(_ index: Int) -> Int64 {
    if case .signed(let number) = self[index] { number } else { 0 }
  }

  func range(_ index: Int) -> ClosedRange<Nanoseconds> {
    if case .range(let range) = self[index] { range } else { 0...0 }
  }

  func nodes(_ index: Int) -> [NodeSelector] {
    if case .nodes(let nodes) = self[index] { nodes } else { [] }
  }

  func optionalNode(_ index: Int) -> NodeSelector? { nodes(index).first }

  func groups(_ index: Int) -> [[NodeSelector]] {
    if case .groups(let groups) = self[index] { groups } else { [] }
  }

  func node(_ index: Int) -> NodeID {
    if case .node(let node)? = nodes(index).first { node } else { NodeID(1) }
  }

  func optionalLink(_ index: Int) -> Link? {
    if case .link(let link) = self[index] { link } else { nil }
  }

  func link(_ index: Int) -> Link { optionalLink(index) ?? Link(from: NodeID(1), to: NodeID(2)) }

  func message(_ index: Int) -> MessageSelector {
    if case .message(let message) = self[index] { message } else { .number(0) }
  }

  func optionalPart(_ index: Int) -> StoredPart? {
    if case .part(let part) = self[index] { part } else { nil }
  }

  func isOn(_ index: Int) -> Bool {
    switch self[index] {
    case .onOff(let on): on
    case .flag: true
    default: false
    }
  }

  func predicate(_ index: Int) -> Predicate {
    if case .predicate(let predicate) = self[index] { predicate } else { .safe }
  }
}
