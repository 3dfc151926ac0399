import Consensus

// One row for each kind of value: how it is written, and which rule of the reader reads it.

extension Shape<String> {
  static var account: Shape { Shape(.account, "NAME", text: \.self, read: LineReader.account) }
  static var newAccount: Shape { Shape(.newAccount, "NAME", text: \.self, read: LineReader.newAccount) }
  /// A name of this kind, in one word.
  static func name(_ kind: Argument.Kind) -> Shape {
    Shape(kind, "NAME", text: \.self, read: LineReader.name)
  }
  static var scenario: Shape { Shape(.scenario, "NAME", text: \.self, read: LineReader.rest) }
  static var note: Shape { Shape(.text, "TEXT", text: noteText, read: LineReader.rest) }

  /// A note fits one line and must not be cut at what would read as a comment. Notes that were read never
  /// need this; those made by a program may.
  @Sendable private static func noteText(_ text: String) -> String {
    var line = ""
    var afterBlank = true
    for character in text {
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      line.append(isControl || character.isBreak ? " " : character == "#" && afterBlank ? "＃" : character)
      afterBlank = isControl || character.isWhitespace
    }
    return line
  }
}

extension Shape<UInt64> {
  static var amount: Shape { Shape(.amount, "AMOUNT", text: \.description, parse: Quantities.natural) }
  static var time: Shape { Shape(.time, "TIME", text: Quantities.timeText, parse: Quantities.time) }
}

extension Shape<UInt64?> {
  /// In thousandths; nil is off.
  static var rate: Shape { Shape(.rate, "RATE|off", text: { text($0) ?? "off" }, read: LineReader.rate) }
  /// In thousandths; nil is automatic.
  static var speed: Shape { Shape(.speed, "X|auto", text: { text($0) ?? "auto" }, read: LineReader.rate) }

  private static func text(_ thousandths: UInt64?) -> String? {
    thousandths.map { Quantities.decimalText($0, scale: 1000) }
  }
}

extension Shape<UInt32> {
  static var percent: Shape {
    Shape(.percent, "PERCENT", text: Quantities.percentText, parse: Quantities.percent)
  }
}

extension Shape<Int64> {
  static var signedPercent: Shape {
    Shape(.signedPercent, "±PERCENT", text: Quantities.signedPercentText, parse: Quantities.signedPercent)
  }
}

extension Shape<Int> {
  static var count: Shape { Shape(.count, "N", text: \.description, read: LineReader.count) }
}

extension Shape<ClosedRange<Nanoseconds>> {
  static var times: Shape {
    Shape(.timeRange, "LOW..HIGH", text: Quantities.rangeText, read: LineReader.timeRange)
  }
}

extension Shape<Bool> {
  static var onOff: Shape { .either("on", or: "off") }

  /// One of two words.
  static func either(_ yes: String, or no: String) -> Shape {
    Shape(
      .onOff, "\(yes)|\(no)", text: { $0 ? yes : no },
      read: { reader in { need throws(Diagnostic) in try reader.choice(need, [(yes, true), (no, false)]) } })
  }
}

extension Shape<[NodeSelector]> {
  static var nodes: Shape {
    Shape(
      .nodes, "NODE", text: NodeSelector.text, nodes: \.self, renumbered: NodeSelector.rest,
      read: LineReader.nodes)
  }
}

extension Shape<NodeSelector> {
  /// A node of this kind.
  static func node(_ kind: Argument.Kind) -> Shape {
    Shape(
      kind, "NODE", text: \.description, nodes: { [$0] }, renumbered: NodeSelector.renumbered,
      read: LineReader.node)
  }
}

extension Shape<NodeID> {
  static var nodeNumber: Shape {
    Shape(
      .nodeNumber, "NODE", text: \.description, renumbered: { $1($0) }, read: LineReader.nodeNumber)
  }
}

extension Shape<[[NodeSelector]]> {
  static var groups: Shape {
    Shape(
      .groups, "1,2 | 3,4,5", text: { $0.map(NodeSelector.bareText).joined(separator: " | ") },
      renumbered: NodeSelector.groups, read: LineReader.groups)
  }
}

extension Shape<Link> {
  static var link: Shape {
    Shape(
      .link, "FROM>TO", text: \.description, renumbered: Link.renumbered, read: LineReader.link)
  }
}

extension Shape<MessageSelector> {
  static var message: Shape {
    Shape(
      .message, "MESSAGE", text: \.description, renumbered: MessageSelector.renumbered,
      read: LineReader.message)
  }
}

extension Shape<StoredPart> {
  static var storedPart: Shape {
    Shape(.storedPart, "INDEX|snapshot|record", text: \.description, read: LineReader.storedPart)
  }
}

extension Shape<Predicate> {
  static var predicate: Shape {
    Shape(.predicate, "PREDICATE", text: \.description, read: LineReader.predicate)
  }
}
