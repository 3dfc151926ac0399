import Consensus
import Words

// One row for each kind of value: how it is written, and which rule of the reader reads it.

extension Shape<String> {
  static var account: Shape { Shape(.account, "NAME", text: \.self, read: LineReader.account) }
  static var newAccount: Shape { Shape(.newAccount, "NAME", text: \.self, read: LineReader.newAccount) }
  /// A name of this kind, in one word.
  static func name(_ kind: Argument.Kind) -> Shape {
    Shape(kind, "NAME", text: \.self, read: LineReader.name)
  }
  static var scenario: Shape { Shape(.scenario, "NAME", text: \.self, read: LineReader.rest) }
}

extension Shape<String?> {
  /// Somebody by name, or nobody.
  static var person: Shape {
    Shape(.person, "NAME|\(nobody)", text: { $0 ?? nobody }, read: LineReader.person)
  }
  static var nobody: String { "nobody" }
}

extension Shape<Verb.Answer> {
  static var answer: Shape {
    let words = Verb.Answer.allCases.map { (word: $0.rawValue, value: $0) }
    return Shape(
      .answer, words.map(\.word).joined(separator: "|"), text: \.rawValue,
      read: { reader in { need throws(Diagnostic) in try reader.choice(need, words) } })
  }
}

extension Shape<Note> {
  static var note: Shape {
    Shape(
      .text, "TEXT", text: \.lines,
      read: { reader in { need throws(Diagnostic) in Note(line: try reader.rest(need)) } })
  }
}

extension Shape<UInt64> {
  static var amount: Shape { Shape(.amount, "AMOUNT", text: \.description, parse: Quantities.natural) }
  /// Of an entry that a log may have one day.
  static var index: Shape {
    Shape(.index, "N", text: \.description) { reader in
      { need throws(Diagnostic) in
        let highest = UInt64(Argument.Kind.highestCount)
        let expected = Phrase(Expected.numberFromTo, ["low": 1, "high": highest])
        return try reader.number(need, in: 1...highest, expected: expected)
      }
    }
  }
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

extension Shape<[Int]> {
  static var counts: Shape {
    Shape(
      .count, "N…", text: { $0.map(\.description).joined(separator: " ") }, read: LineReader.counts)
  }
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
  /// Between two nodes.
  static var nodeLink: Shape {
    Shape(
      .nodeLink, "FROM>TO", text: \.description, renumbered: Link.renumbered, read: LineReader.link)
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
