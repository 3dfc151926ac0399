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
  /// What it is in the verb at hand.
  let value: Value

  init(_ label: String, _ kind: Kind, _ value: Value, keyword: String? = nil, optional: Bool = false) {
    self.label = label
    self.kind = kind
    self.value = value
    self.keyword = keyword
    isOptional = optional
  }

  /// `[from NODE]`, `LOW..HIGH`.
  public var usage: String {
    let words = [keyword, label.isEmpty ? nil : label].compactMap { $0 }.joined(separator: " ")
    return isOptional ? "[\(words)]" : words
  }
}

// What many verbs take.
extension Argument {
  static func name(_ label: String, _ kind: Kind, _ name: String) -> Argument {
    Argument(label, kind, .name(name))
  }
  static func account(_ label: String, _ name: String) -> Argument { .name(label, .account, name) }
  static func number(_ label: String, _ kind: Kind, _ number: UInt64) -> Argument {
    Argument(label, kind, .number(number))
  }
  static func percent(_ parts: UInt32) -> Argument { .number("PERCENT", .percent, UInt64(parts)) }
  static func count(_ count: Int) -> Argument {
    Argument("N", .count, count == 1 ? .absent : .number(UInt64(clamping: count)), optional: true)
  }
  static func range(_ range: ClosedRange<Nanoseconds>) -> Argument {
    Argument("LOW..HIGH", .timeRange, .range(range))
  }
  static func nodes(_ nodes: [NodeSelector]) -> Argument { Argument("NODE", .nodes, .nodes(nodes)) }
  static func node(_ node: NodeSelector, _ kind: Kind) -> Argument { Argument("NODE", kind, Value(node)) }
  static func link(_ link: Link) -> Argument { Argument("FROM>TO", .link, .link(link)) }
  static func oneLink(_ link: Link?) -> Argument {
    Argument("FROM>TO", .link, link.map { .link($0) } ?? .absent, optional: true)
  }
  static func message(_ message: MessageSelector) -> Argument {
    Argument("MESSAGE", .message, .message(message), keyword: "message")
  }
  static func onOff(_ on: Bool) -> Argument { Argument("on|off", .onOff, .onOff(on)) }
  static func flag(_ keyword: String, _ isThere: Bool) -> Argument {
    Argument("", .flag, isThere ? .flag : .absent, keyword: keyword, optional: true)
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

  init(_ number: UInt64?) { self = number.map { .number($0) } ?? .absent }
  init(_ node: NodeSelector?) { self = node.map { .nodes([$0]) } ?? .absent }

  /// With nodes instead of roles, if there are any.
  func resolved(to nodes: NodeSet) -> Value {
    guard case .nodes(let selectors) = self, !nodes.isEmpty, selectors.contains(where: \.isRole) else {
      return self
    }
    return .nodes(nodes.map { .node($0) })
  }
}

/// The values of a verb's arguments, in the order of its form. What a grammar has read always has the
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

  func parts(_ index: Int) -> UInt32 { UInt32(clamping: number(index)) }

  /// 1 where none is given.
  func count(_ index: Int) -> Int { Int(clamping: optionalNumber(index) ?? 1) }

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

  func node(_ index: Int) -> NodeSelector { optionalNode(index) ?? .leader }

  func number(ofNode index: Int) -> NodeID {
    if case .node(let node) = node(index) { node } else { NodeID(1) }
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

extension Value {
  /// As it is written; nil for what is absent. `kind` says in which unit.
  func text(as kind: Argument.Kind) -> String? {
    switch self {
    case .absent, .flag: nil
    case .name(let name): kind == .text ? Self.noteText(name) : name
    case .number(let number): Self.numberText(number, kind)
    case .off: kind == .speed ? "auto" : "off"
    case .signed(let parts): Quantities.signedPercentText(parts)
    case .range(let range): Quantities.rangeText(range)
    case .nodes(let nodes): nodes.map(\.description).joined(separator: ",")
    case .groups(let groups): Self.groupsText(groups)
    case .link(let link): link.description
    case .message(let message): message.description
    case .part(let part): part.description
    case .onOff(let on): on ? "on" : "off"
    case .predicate(let predicate): predicate.description
    }
  }

  private static func numberText(_ number: UInt64, _ kind: Argument.Kind) -> String {
    switch kind {
    case .rate, .speed: Quantities.decimalText(number, scale: 1000)
    case .percent: Quantities.percentText(UInt32(clamping: number))
    case .time: Quantities.timeText(number)
    default: "\(number)"
    }
  }

  private static func groupsText(_ groups: [[NodeSelector]]) -> String {
    groups.map { group in
      group.map { node in
        if case .node(let id) = node { "\(id.number)" } else { node.description }
      }.joined(separator: ",")
    }.joined(separator: " | ")
  }

  /// A note fits one line and must not be cut at what would read as a comment. Notes that were read never
  /// need this; those made by a program may.
  private static func noteText(_ text: String) -> String {
    var line = ""
    var afterBlank = true
    for character in text {
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      line.append(isControl || character.isBreak ? " " : character == "#" && afterBlank ? "＃" : character)
      afterBlank = isControl || character.isBlank
    }
    return line
  }
}
