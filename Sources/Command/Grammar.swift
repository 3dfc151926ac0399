import Consensus

/// One argument of a verb, as the parser reads it, the printer writes it, the completer offers it and the
/// help shows it.
struct Argument: Sendable {
  /// What kinds of things verbs speak of.
  enum Kind: String, CaseIterable {
    /// Only its keyword: there or not.
    case flag
    case account, newAccount, amount
    /// Who decides in a node's place, and what.
    case person, answer
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
    /// A number of a proposer.
    case ballot
    /// What a proposer proposes: a transfer.
    case value
    case bug, invariant, decision
    case view, theme, language, scenario
    case predicate
    case text
  }

  let kind: Kind
  /// As the usage shows it: `NODE`, `LOW..HIGH`; empty for a flag.
  let label: String
  /// A word that must stand before it.
  let keyword: String?
  let isOptional: Bool
  /// How it is written in the verb at hand: empty for a flag, nil where it is absent.
  let text: String?
  /// The nodes that it names there.
  let nodes: [NodeSelector]

  /// `[from NODE]`, `LOW..HIGH`.
  var usage: String {
    let words = [keyword ?? "", label].filter { !$0.isEmpty }.joined(separator: " ")
    return isOptional ? "[\(words)]" : words
  }

  /// How it is written with its keyword, and with these nodes instead of roles, if there are any.
  func words(on resolved: NodeSet) -> [String] {
    guard let text else { return [] }
    let isResolved = !resolved.isEmpty && nodes.contains(where: \.isRole)
    return [keyword ?? "", isResolved ? NodeSelector.text(resolved.map { .node($0) }) : text]
      .filter { !$0.isEmpty }
  }
}

/// What must stand at a place, for who reads it: a thing of a kind, which `owner` needs, called `label` in usages.
struct Need {
  let kind: Argument.Kind
  let owner: String
  let label: String
}

/// How the values of an argument, or of a line of a header, are written and read.
struct Shape<Value: Sendable>: Sendable {
  typealias Read = @Sendable (LineReader) -> (Need) throws(Diagnostic) -> Value

  let kind: Argument.Kind
  let label: String
  let text: @Sendable (Value) -> String
  /// The nodes that a value names.
  let nodes: @Sendable (Value) -> [NodeSelector]
  /// A value in another cluster; nil where nothing is left of it.
  let renumbered: @Sendable (Value, Renumbering) -> Value?
  let read: Read

  init(
    _ kind: Argument.Kind, _ label: String, text: @escaping @Sendable (Value) -> String,
    nodes: @escaping @Sendable (Value) -> [NodeSelector] = { _ in [] },
    renumbered: @escaping @Sendable (Value, Renumbering) -> Value? = { value, _ in value },
    read: @escaping Read
  ) {
    self.kind = kind
    self.label = label
    self.text = text
    self.nodes = nodes
    self.renumbered = renumbered
    self.read = read
  }

  /// A number, perhaps with a unit.
  init(
    _ kind: Argument.Kind, _ label: String, text: @escaping @Sendable (Value) -> String,
    parse: @escaping @Sendable (String) throws(Quantities.Fault) -> Value
  ) {
    self.init(kind, label, text: text) { reader in
      { need throws(Diagnostic) in try reader.quantity(need, parse) }
    }
  }
}

/// An argument of a verb with what stands there, and how that is read.
struct Slot<Value: Sendable>: Sendable {
  typealias Read = @Sendable (LineReader, _ owner: String) throws(Diagnostic) -> Value
  typealias Renumbered = @Sendable (Renumbering) throws(NodeIsGone) -> Value

  let argument: Argument
  /// What stands there, in another cluster.
  let renumbered: Renumbered
  let read: Read

  init(
    _ argument: Argument, _ value: Value, renumbered: Renumbered? = nil, read: @escaping Read
  ) {
    self.argument = argument
    self.renumbered = renumbered ?? { _ in value }
    self.read = read
  }

  /// Something that must stand there.
  init(_ shape: Shape<Value>, _ value: Value, label: String? = nil, keyword: String? = nil) {
    let label = label ?? shape.label
    argument = Argument(
      kind: shape.kind, label: label, keyword: keyword, isOptional: false, text: shape.text(value),
      nodes: shape.nodes(value))
    renumbered = { number throws(NodeIsGone) in
      guard let value = shape.renumbered(value, number) else { throw NodeIsGone() }
      return value
    }
    read = { reader, owner throws(Diagnostic) in
      if let keyword { try reader.require(keyword, for: owner) }
      return try shape.read(reader)(Need(kind: shape.kind, owner: keyword ?? owner, label: label))
    }
  }

  /// Something that may stand there.
  static func optional<Wrapped>(
    _ shape: Shape<Wrapped>, _ value: Wrapped?, label: String? = nil, keyword: String? = nil
  ) -> Slot where Value == Wrapped? {
    let label = label ?? shape.label
    let argument = Argument(
      kind: shape.kind, label: label, keyword: keyword, isOptional: true, text: value.map(shape.text),
      nodes: value.map(shape.nodes) ?? [])
    return Slot(argument, value) { number throws(NodeIsGone) in
      guard let value else { return nil }
      guard let renumbered = shape.renumbered(value, number) else { throw NodeIsGone() }
      return renumbered
    } read: { reader, owner throws(Diagnostic) in
      let isThere = keyword.map(reader.take(word:)) ?? (reader.peek(.argument(shape.kind)) != nil)
      guard isThere else { return nil }
      return try shape.read(reader)(Need(kind: shape.kind, owner: keyword ?? owner, label: label))
    }
  }
}

// What many verbs take.
extension Slot<String> {
  static func account(_ label: String, _ name: String) -> Slot { Slot(.account, name, label: label) }
}
extension Slot<[NodeSelector]> {
  static func nodes(_ nodes: [NodeSelector]) -> Slot { Slot(.nodes, nodes) }
}
extension Slot<Link?> {
  static func link(_ link: Link?) -> Slot { .optional(.link, link) }
}
extension Slot<MessageSelector> {
  static func message(_ message: MessageSelector) -> Slot { Slot(.message, message, keyword: "message") }
}
extension Slot<Bool> {
  /// A word that is there or not.
  static func flag(_ word: String, _ isThere: Bool) -> Slot {
    let text = isThere ? "" : nil
    let argument = Argument(kind: .flag, label: "", keyword: word, isOptional: true, text: text, nodes: [])
    return Slot(argument, isThere) { reader, _ throws(Diagnostic) in reader.take(word: word) }
  }
}
extension Slot<Void> {
  /// A word that must stand there.
  static func word(_ word: String) -> Slot {
    let argument = Argument(kind: .flag, label: "", keyword: word, isOptional: false, text: "", nodes: [])
    return Slot(argument, ()) { reader, owner throws(Diagnostic) in try reader.require(word, for: owner) }
  }
}
extension Slot<Int> {
  /// A number of steps, 1 where none is given.
  static func count(_ count: Int) -> Slot {
    let slot = Slot<Int?>.optional(.count, count == 1 ? nil : count)
    return Slot(slot.argument, count) { reader, owner throws(Diagnostic) in
      try slot.read(reader, owner) ?? 1
    }
  }
}
