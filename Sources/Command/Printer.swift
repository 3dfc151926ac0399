import Consensus

// Everything prints as the line it would be read from; times are exact.

extension NodeSelector: CustomStringConvertible {
  /// `n2`, `leader`, `all`.
  public var description: String {
    switch self {
    case .node(let node): node.description
    case .leader: "leader"
    case .follower: "follower"
    case .random: "random"
    case .all: "all"
    }
  }
}

extension Link.End: CustomStringConvertible {
  /// The word for all clients.
  static let clientsWord = "clients"

  /// `n1`, `clients`.
  public var description: String {
    switch self {
    case .node(let node): node.description
    case .clients: Self.clientsWord
    }
  }
}

extension Link: CustomStringConvertible {
  /// `1>2`, `clients>2`.
  public var description: String { "\(Self.text(from))>\(Self.text(to))" }

  private static func text(_ end: End) -> String {
    if case .node(let node) = end { "\(node.number)" } else { end.description }
  }
}

extension MessageSelector: CustomStringConvertible {
  /// `412`, `heartbeat`, `RequestVote 1>2`.
  public var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .kind(let kind, let link): kind.rawValue + (link.map { " \($0)" } ?? "")
    }
  }
}

extension Value {
  /// With nodes instead of roles, if there are any.
  fileprivate func resolved(to nodes: NodeSet) -> Value {
    guard case .nodes(let selectors) = self, !nodes.isEmpty, selectors.contains(where: \.isRole) else {
      return self
    }
    return .nodes(nodes.map { .node($0) })
  }

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

extension Verb: CustomStringConvertible {
  /// The line that this verb is read from: `transfer alice bob 10`.
  public var description: String { text(on: []) }

  /// The same with the nodes that its roles came to: `kill n2` of `kill leader`.
  public func text(on nodes: NodeSet) -> String {
    let (key, values) = shape
    let definition = VerbTable.definition(of: key)
    var words = [definition.name]
    for (argument, value) in zip(definition.arguments, values) where value != .absent {
      let value = value.resolved(to: nodes)
      if let keyword = argument.keyword { words.append(keyword) }
      if let text = value.text(as: argument.kind) { words.append(text) }
    }
    return words.joined(separator: " ")
  }
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
      "message \(kind.rawValue)\(link.map { " \($0)" } ?? "") in flight"
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

extension When: CustomStringConvertible {
  /// A time as a line has it, exactly: `2.5s`, `150ms`.
  public static func text(of time: Nanoseconds) -> String { Quantities.timeText(time) }

  /// `at 2.5s`, `after 300ms`, `when leader within 5s`.
  public var description: String {
    switch self {
    case .at(let time): "at \(Quantities.timeText(time))"
    case .after(let time): "after \(Quantities.timeText(time))"
    case .when(let predicate, Self.usualPatience): "when \(predicate)"
    case .when(let predicate, let patience): "when \(predicate) within \(Quantities.timeText(patience))"
    }
  }
}

extension Step: CustomStringConvertible {
  /// `at 2.5s kill leader`.
  public var description: String {
    [when?.description, verb?.description].compactMap { $0 }.joined(separator: " ")
  }
}

extension Header {
  /// Every line of the header, also what has its usual value, so that a recording means the same for ever;
  /// lines that came to the format later stand only where they say something else than the usual.
  /// There must be at least one account. The seed is left out while it is not drawn.
  public var lines: [String] {
    let opening = accounts.map { "\($0.name) \($0.coins)" }.joined(separator: ", ")
    return ["raftcoin \(ScenarioParser.version)"] + (seed.map { ["seed \($0)"] } ?? []) + [
      "protocol \(consensus.rawValue)",
      "nodes \(nodes)",
      "accounts \(opening)",
      "treasury \(treasury)",
      "election-timeout \(Quantities.rangeText(electionTimeout))",
      "heartbeat \(Quantities.timeText(heartbeat))",
      "latency \(Quantities.rangeText(latency))",
      "disk \(Quantities.rangeText(disk))",
      "append-limit \(appendLimit)",
      "no-op \(noOp ? "on" : "off")",
    ] + (signatures == .ed25519 ? [] : ["signatures \(signatures.rawValue)"]) + extensionLines
  }

  private var extensionLines: [String] {
    let all: [(isUsual: Bool, line: String)] = [
      (!preVote, "pre-vote on"), (!checkQuorum, "check-quorum on"),
      (reads == .log, "reads \(reads.rawValue)"),
      (
        clockBoundPartsPerMillion == 0, "clock-bound \(Quantities.percentText(clockBoundPartsPerMillion))"
      ),
      (snapshotAfter == 0, "snapshot-after \(snapshotAfter)"),
      (snapshotChunk == 4096, "snapshot-chunk \(snapshotChunk)"), (window == 1, "window \(window)"),
      (jointChanges, "changes single"),
    ]
    return all.filter { !$0.isUsual }.map(\.line)
  }
}

extension Scenario {
  /// The file that this scenario is read from, without comments. A scenario whose first line is the bare
  /// verb `latency` gets `after 0s` before it, which means the same and cannot be taken for the header.
  public var text: String {
    var lines = header.lines + [""]
    for (index, step) in steps.enumerated() {
      var step = step
      if index == 0, step.when == nil, case .latency = step.verb { step.when = .after(0) }
      lines.append(step.description)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
