import Consensus
import Words

// Accounts, arguments, verbs and WHEN.
extension LineReader {
  /// An account that should exist; an unknown one is noted.
  mutating func account(_ owner: String, _ label: String) throws(Diagnostic) -> String {
    let expected = Argument.Kind.account.expected(nodes: known.nodes)
    let token = try word(.argument(.account), owner, label, expected)
    let name = token.text
    guard let accounts = known.accounts else {
      if name != AccountName.treasury, let problem = AccountName.fault(in: name) {
        throw fault(at: token, problem, AccountName.expected)
      }
      return name
    }
    if !accounts.contains(name) {
      problems.append(unknownAccount(token, among: accounts.names))
    }
    return name
  }

  private func unknownAccount(_ token: Token, among names: [String]) -> Diagnostic {
    let shown = names.prefix(6) + (names.count > 6 ? ["…"] : [])
    let expected =
      shown.isEmpty
      ? Phrase(verbatim: "`treasury`")
      : Phrase(Expected.accounts, ["words": Phrase.list(shown), "last": AccountName.treasury])
    let name = quoted(token.text)
    return fault(
      at: token, Phrase(Problem.noAccount, ["name": name]), expected,
      suggestion: nearest(to: token.text, in: names.prefix(200) + [AccountName.treasury]))
  }

  private mutating func newAccount(_ owner: String, _ label: String) throws(Diagnostic) -> String {
    let token = try word(.argument(.newAccount), owner, label, AccountName.expected)
    if let problem = AccountName.fault(in: token.text) {
      throw fault(at: token, problem, AccountName.expected)
    }
    return token.text
  }

  /// One argument of a verb.
  mutating func value(of argument: Argument, _ owner: String) throws(Diagnostic) -> Value {
    if let keyword = argument.keyword {
      guard take(word: keyword) else {
        if argument.isOptional { return .absent }
        if let token = peek(nil) { throw unexpected(token, Phrase(verbatim: "`\(keyword)`")) }
        throw fault(
          at: nil, Phrase(Problem.needsKeyword, ["owner": owner, "keyword": keyword]),
          Phrase(verbatim: "`\(keyword)`"))
      }
      if argument.kind == .flag { return .flag }
    } else if argument.isOptional, peek(.argument(argument.kind)) == nil {
      return .absent
    }
    return try value(argument.kind, argument.keyword ?? owner, argument.label)
  }

  private mutating func value(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> Value
  {
    switch kind {
    case .flag: return .flag
    case .account: return .name(try account(owner, label))
    case .newAccount: return .name(try newAccount(owner, label))
    case .amount: return .number(try amount(owner, label))
    case .rate, .speed: return try rate(kind, owner, label)
    case .percent:
      let parts = try quantity(kind, owner, label) { text throws(Quantities.Fault) in
        try Quantities.percent(text)
      }
      return .number(UInt64(parts))
    case .signedPercent:
      return .signed(
        try quantity(kind, owner, label) { text throws(Quantities.Fault) in
          try Quantities.signedPercent(text)
        })
    case .timeRange: return .range(try timeRange(owner, label))
    case .time: return .number(try time(owner, label))
    case .nodes: return .nodes(try nodes(kind, owner, label))
    case .node, .nodeNumber, .numberOrRole: return .nodes([try node(kind, owner, label)])
    case .groups: return .groups(try groups(owner))
    case .link, .nodeLink: return .link(try link(owner, kind))
    case .onOff: return .onOff(try onOff(owner, label))
    case .count, .index: return .number(try number(kind, owner, label))
    case .storedPart: return .part(try storedPart(owner, label))
    case .message: return .message(try message(owner, label))
    case .bug, .invariant, .view, .theme, .language: return .name(try name(kind, owner, label))
    case .text, .scenario: return .name(try rest(kind, owner, label))
    case .predicate: return .predicate(try predicate(owner))
    }
  }

  private mutating func rate(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> Value
  {
    if take(word: kind == .rate ? "off" : "auto") { return .off }
    let limit = kind == .rate ? Quantities.highestMilliRate : Quantities.highestSpeed
    let token = peek(nil)
    let thousandths = try quantity(kind, owner, label) { text throws(Quantities.Fault) in
      let times = kind == .speed && (text.hasSuffix("x") || text.hasSuffix("×"))
      let value = try Quantities.decimal(times ? text.dropLast() : text[...], scale: 1000)
      guard value <= limit else { throw .tooLarge }
      return value
    }
    if thousandths > 0 { return .number(thousandths) }
    if kind == .rate { return .off }
    throw fault(
      at: token, Phrase(Problem.speedZero), kind.expected(nodes: known.nodes))
  }

  private mutating func number(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> UInt64
  {
    let token = peek(nil)
    let number = try quantity(kind, owner, label) { text throws(Quantities.Fault) in
      try Quantities.natural(text)
    }
    let highest = kind == .count ? UInt64(Argument.Kind.highestCount) : .max
    guard number >= 1, number <= highest else {
      throw fault(
        at: token, Phrase(Problem.outOfRange, ["number": number]), kind.expected(nodes: known.nodes))
    }
    return number
  }

  /// `7`, `snapshot`, `record`.
  private mutating func storedPart(_ owner: String, _ label: String) throws(Diagnostic) -> StoredPart {
    for part in [StoredPart.snapshot, .termAndVote] where take(word: part.description) { return part }
    return .entry(try number(.storedPart, owner, label))
  }

  private mutating func name(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> String
  {
    let expected = kind.expected(nodes: known.nodes)
    let token = try word(.argument(kind), owner, label, expected)
    let names = known.console.names(of: kind)
    // The protocol's names are known to files too, the console's own to the palette alone.
    let isChecked = kind == .bug || known.place == .palette
    if isChecked, !names.isEmpty, !names.contains(token.text) {
      let list = names.prefix(12)
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase(Problem.noSuch, ["owner": owner, "word": shown]),
        kind == .bug ? expected : Phrase.list(list),
        suggestion: nearest(to: token.text, in: names))
    }
    return token.text
  }

  /// Everything to the end of the line, as it was typed.
  private mutating func rest(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> String
  {
    let expected = kind.expected(nodes: known.nodes)
    guard peek(.argument(kind)) != nil else {
      throw fault(at: nil, Phrase(Problem.needs, ["owner": owner, "label": label]), expected)
    }
    let (text, start) = line.rest(after: position > 0 ? line.tokens[position - 1].end : 0)
    let first = line.tokens[position]
    position = line.tokens.count
    let names = known.console.names(of: kind)
    if known.place == .palette, !names.isEmpty, !names.contains(text) {
      throw Diagnostic(
        column: max(start + 1, first.column),
        problem: Phrase(Problem.noScenario, ["word": quoted(text)]), expected: expected,
        suggestion: nearest(to: text, in: names))
    }
    return text
  }

  /// A verb with its arguments, to the end of the line.
  mutating func verb() throws(Diagnostic) -> Verb {
    let expected = Phrase(Expected.verb)
    guard let token = peek(.verb) else {
      throw fault(at: nil, Phrase(Problem.nothingToDo), expected)
    }
    let forms = token.isSign ? [] : VerbTable.forms(named: token.text)
    // A form without arguments is meant only where nothing follows, one that begins with a keyword only where
    // that follows.
    let alone = position + 1 >= line.tokens.count
    let keyword = alone || line.tokens[position + 1].isSign ? nil : line.tokens[position + 1].text
    let isNamed = { (form: VerbForm) in keyword != nil && form.openingKeyword == keyword }
    guard
      let meant = forms.first(where: isNamed) ?? forms.first(where: { $0.arguments.isEmpty == alone })
        ?? forms.first
    else { throw unknownVerb(token, expected) }
    position += 1
    try requireAllowed(meant, token)
    // The other forms' first arguments may follow as well.
    for form in forms where form.key != meant.key {
      if let first = form.arguments.first {
        _ = peek(form.openingKeyword.map { .word($0) } ?? .argument(first.kind))
      }
    }
    var values: [Value] = []
    for argument in meant.arguments { values.append(try value(of: argument, meant.name)) }
    try requireEnd()
    return meant.verb(Values(values))
  }

  private func unknownVerb(_ token: Token, _ expected: Phrase) -> Diagnostic {
    let shown = quoted(token.text)
    if ["at", "after", "when"].contains(token.text), known.place == .palette {
      return fault(
        at: token, Phrase(Problem.waits, ["word": shown]), expected
      )
    }
    if let key = HeaderKey(rawValue: token.text) {
      return fault(
        at: token, Phrase(Problem.headerLine, ["word": shown]),
        known.place == .file
          ? Phrase(Expected.aboveVerbs, ["key": key.rawValue]) : expected)
    }
    let timing = known.place == .file ? ["at", "after", "when"] : []
    return fault(
      at: token, Phrase(Problem.noVerb, ["word": shown]), expected,
      suggestion: nearest(to: token.text, in: VerbTable.names + timing + possible))
  }

  private func requireAllowed(_ form: VerbForm, _ token: Token) throws(Diagnostic) {
    guard form.scope == .console, known.place == .file else { return }
    throw fault(
      at: token, Phrase(Problem.consoleOnly, ["word": quoted(form.name)]), Phrase(Expected.clusterVerb))
  }

  /// `at TIME`, `after TIME` or `when PREDICATE [within TIME]`; nil when the line begins with something else.
  mutating func when() throws(Diagnostic) -> When? {
    guard let token = peek(.verb), !token.isSign else { return nil }
    switch token.text {
    case "at":
      position += 1
      return .at(try time("at"))
    case "after":
      position += 1
      return .after(try time("after"))
    case "when":
      position += 1
      let predicate = try predicate("when")
      guard take(word: "within") else { return .when(predicate, within: When.usualPatience) }
      return .when(predicate, within: try time("within"))
    default: return nil
    }
  }
}

extension PaletteContext {
  /// What the console calls things of a kind; empty: unknown.
  func names(of kind: Argument.Kind) -> [String] {
    switch kind {
    case .bug: vocabulary.brokenRules
    case .invariant: invariants
    case .view: views
    case .theme: themes
    case .language: languages
    case .scenario: scenarios
    default: []
    }
  }
}
