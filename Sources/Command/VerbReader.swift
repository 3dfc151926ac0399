import Consensus
import Ledger
import Words

// Accounts, names, verbs and WHEN.
extension LineReader {
  /// An account that should exist; an unknown one is noted.
  func account(_ need: Need) throws(Diagnostic) -> String {
    let token = try word(need)
    let name = token.text
    guard let accounts = known.accounts else {
      if name != AccountName.treasury, let problem = AccountName.fault(in: name) {
        throw Diagnostic(column: token.column, problem: problem, expected: AccountName.expected)
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
    return wrong(
      token, .noAccount, ["name": quoted(token.text)], expected: expected,
      nearestOf: names.prefix(200) + [AccountName.treasury])
  }

  func newAccount(_ need: Need) throws(Diagnostic) -> String {
    let token = try word(need)
    if let problem = AccountName.fault(in: token.text) {
      throw Diagnostic(column: token.column, problem: problem, expected: AccountName.expected)
    }
    return token.text
  }

  /// A name as of an account, or nil for the word that stands for none.
  func person(_ need: Need) throws(Diagnostic) -> String? {
    take(word: Shape<String?>.nobody) ? nil : try newAccount(need)
  }

  func name(_ need: Need) throws(Diagnostic) -> String {
    let kind = need.kind
    let expected = expected(kind)
    let token = try word(need)
    let names = known.console.names(of: kind)
    // The protocol's names are known to files too, the console's own to the palette alone.
    let isChecked = kind == .bug || known.place == .palette
    if isChecked, !names.isEmpty, !names.contains(token.text) {
      throw wrong(
        token, .noSuch, ["owner": need.owner],
        expected: kind != .bug
          ? Phrase.list(names.prefix(12)) : known.place == .palette ? Phrase(Expected.bugHere) : expected,
        nearestOf: names)
    }
    return token.text
  }

  /// Everything to the end of the line, as it was typed.
  func rest(_ need: Need) throws(Diagnostic) -> String {
    let expected = expected(need.kind)
    guard peek(.argument(need.kind)) != nil else {
      throw missing(.needs, ["owner": need.owner, "label": need.label], expected: expected)
    }
    let (text, start) = line.rest(after: position > 0 ? line.tokens[position - 1].end : 0)
    let first = line.tokens[position]
    position = line.tokens.count
    let names = known.console.names(of: need.kind)
    if known.place == .palette, !names.isEmpty, !names.contains(text) {
      throw Diagnostic(
        column: max(start + 1, first.column),
        problem: Phrase(Problem.noScenario, ["word": quoted(text)]), expected: expected,
        suggestion: nearest(to: text, in: names))
    }
    return text
  }

  /// A verb with its arguments, to the end of the line.
  func verb() throws(Diagnostic) -> Verb {
    let expected = Phrase(known.place == .palette ? Expected.verbHere : Expected.verb)
    guard let token = peek(.verb) else { throw missing(.nothingToDo, expected: expected) }
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
    if meant.scope == .console, known.place == .file {
      throw wrong(token, .consoleOnly, expected: Phrase(Expected.clusterVerb))
    }
    // The other forms' first arguments may follow as well.
    for form in forms where form.key != meant.key {
      if let first = form.arguments.first {
        _ = peek(form.openingKeyword.map { .word($0) } ?? .argument(first.kind))
      }
    }
    let verb = try meant.read(self)
    try requireEnd()
    return verb
  }

  private func unknownVerb(_ token: Token, _ expected: Phrase) -> Diagnostic {
    if When.words.contains(token.text), known.place == .palette {
      return wrong(token, .waits, expected: expected)
    }
    if let key = HeaderKey(rawValue: token.text) {
      return wrong(
        token, .headerLine,
        expected: known.place == .file ? Phrase(Expected.aboveVerbs, ["key": key.rawValue]) : expected)
    }
    let timing = known.place == .file ? When.words : []
    return wrong(token, .noVerb, expected: expected, nearestOf: VerbTable.names + timing + possible)
  }

  /// `at TIME`, `after TIME` or `when PREDICATE [within TIME]`; nil when the line begins with something else.
  func when() throws(Diagnostic) -> When? {
    guard let token = peek(.verb), !token.isSign, When.words.contains(token.text) else { return nil }
    position += 1
    switch token.text {
    case "at": return .at(try time("at"))
    case "after": return .after(try time("after"))
    default:
      let predicate = try predicate("when")
      return .when(predicate, within: take(word: "within") ? try time("within") : When.usualPatience)
    }
  }
}

extension When {
  /// The words that begin one.
  static let words = ["at", "after", "when"]
}

extension PaletteContext {
  /// What the console calls things of a kind; empty: unknown.
  func names(of kind: Argument.Kind) -> [String] {
    switch kind {
    case .bug: vocabulary.brokenRules
    case .invariant: invariants
    case .decision: vocabulary.decisions
    case .view: views
    case .theme: themes
    case .language: languages
    case .scenario: scenarios
    default: []
    }
  }
}
