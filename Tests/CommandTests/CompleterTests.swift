import Testing
import Words

@testable import Command

@Suite struct CompleterTests {
  let context = PaletteContext(
    nodes: 3, accounts: ["alice", "alina", "bob"], views: ["cluster", "charts", "logs"],
    themes: ["dark", "light"], scenarios: ["first-election"], invariants: ["election-safety"],
    vocabulary: .sample)

  private func texts(_ line: String) -> [String] {
    Completer.complete(line, cursor: line.count, context: context).candidates.map(\.text)
  }

  @Test(arguments: [
    ("tr", ["transfer"]), ("pa", ["pause", "partition"]), ("wi", ["wipe"]),
    ("kill ", ["n1", "n2", "n3", "leader", "follower", "random", "all"]),
    ("kill l", ["leader"]), ("kill n1,", ["n1", "n2", "n3", "leader", "follower", "random", "all"]),
    ("kill n1,f", ["follower"]), ("pause ", ["n1", "n2", "n3", "leader", "follower", "random", "all"]),
    ("pause leader ", ["queued"]), ("corrupt leader ", ["snapshot", "record"]),
    ("transfer a", ["alice", "alina"]), ("transfer alice b", ["bob"]), ("transfer x b", ["bob"]),
    ("transfer ", ["alice", "alina", "bob", "treasury"]),
    ("balance alice ", ["from", "stale"]),
    ("balance alice from ", ["n1", "n2", "n3", "leader", "follower", "random"]),
    ("balance alice from 1 ", ["stale"]), ("load ", ["off"]), ("reorder ", ["on", "off"]),
    ("speed ", ["auto"]), ("view c", ["cluster", "charts"]),
    ("theme ", ["dark", "light"]), ("language ", Language.allCases.map(\.rawValue)),
    ("scenario f", ["first-election"]),
    ("partition 1 | l", ["leader"]), ("expect co", ["committed", "converged", "copies"]),
    ("expect not sa", ["safe"]),
    ("expect refused ins", ["insufficient funds"]), ("transfer alice bob 1 ", ["via", "once"]),
    ("expect log 1 ", ["ends", "empty"]), ("expect event be", ["became-leader"]),
    ("expect operation ", ["stored", "retried", "asked", "answered", "unanswered", "unknown"]),
    ("expect refused insufficient f", ["funds"]),
    (
      "expect refused ",
      [
        "unknown account", "insufficient funds", "bad signature", "wrong nonce", "zero amount", "to itself",
        "account exists", "malformed", "another value chosen",
      ]
    ),
    ("expect violated ", ["election-safety"]), ("expect balance al", ["alice", "alina"]),
    ("expect balance bob 3 ", ["on"]),
    ("expect message A", ["AppendEntries", "AppendEntriesReply"]),
    ("expect message heartbeat ", ["n1", "n2", "n3", "in"]),
    ("expect message heartbeat in ", ["flight"]),
    ("bug fo", ["forget-vote"]), ("drop he", ["heartbeat"]), ("duplicate mes", ["message"]),
    ("hold ", ["message", "n1", "n2", "n3", "clients"]), ("cut ", ["n1", "n2", "n3", "clients"]),
    ("cut cl", ["clients"]), ("cut clients>", ["n1", "n2", "n3", "clients"]), ("hold 1>cl", ["clients"]),
    ("loss 10% ", ["n1", "n2", "n3", "clients"]), ("drop heartbeat ", ["n1", "n2", "n3"]),
    ("release ", ["message", "all", "n1", "n2", "n3", "clients"]), ("hold message he", ["heartbeat"]),
    ("expect no ", ["leader"]), ("heal ", []), ("kill 1 ", []), ("frob x", []), ("kill 1 # l", []),
    ("", VerbTable.names),
  ]) func candidates(line: String, expected: [String]) {
    #expect(texts(line) == expected)
  }

  @Test(arguments: [
    ("tr", 2, "transfer ", 9), ("transfer al", 11, "transfer ali", 12),
    ("transfer AL", 11, "transfer ali", 12),
    ("kill l", 6, "kill leader", 11), ("pa", 2, "pa", 2), ("tr alice", 2, "transfer alice", 8),
    ("zz", 2, "zz", 2),
    ("", 0, "", 0), ("expect refused ins", 18, "expect refused insufficient funds ", 34),
  ]) func application(line: String, cursor: Int, expected: String, after: Int) {
    let completion = Completer.complete(line, cursor: cursor, context: context)
    let applied = completion.applied(to: line)
    #expect(applied.line == expected)
    #expect(applied.cursor == after)
  }

  @Test func descriptionsInBothLanguages() {
    var context = context
    #expect(
      Completer.complete("pau", cursor: 3, context: context).candidates.first?.summary
        == "pause the process: alive, deaf, or reading late what arrives; stop the clock")
    context.language = .chinese
    #expect(
      Completer.complete("heal", cursor: 4, context: context).candidates.first?.summary == "撤销分区、隔离与断开；网络参数不变"
    )
  }

  @Test func aHintWhereNothingCanBeListed() {
    let amount = Completer.complete("transfer alice bob ", cursor: 19, context: context)
    #expect(amount.hint?.hasPrefix("an amount of whole coins") == true)
    #expect(Completer.complete("latency ", cursor: 8, context: context).hint?.contains("5ms..15ms") == true)
    #expect(Completer.complete("kill ", cursor: 5, context: context).hint == nil)
  }

  @Test func argumentsOfAPrompt() {
    let completion = Completer.complete(argumentsOf: "transfer", "alice b", cursor: 7, context: context)
    #expect(completion.candidates.map(\.text) == ["bob"])
    #expect(completion.applied(to: "alice b").line == "alice bob ")
  }

  @Test func aCursorOutsideIsHarmless() {
    #expect(Completer.complete("tr", cursor: 99, context: context).replaced == 0..<2)
    #expect(Completer.complete("tr", cursor: -1, context: context).replaced == 0..<0)
  }

  /// Every completion of a verb's first word leads to something that can be completed or typed on.
  @Test func everyVerbIsOffered() {
    let offered = texts("")
    for form in VerbTable.forms {
      #expect(offered.contains(form.name))
    }
  }
}

@Suite struct CommandHistoryTests {
  @Test func immediateDuplicatesAndBlanksAreNotKept() {
    #expect(CommandHistory(["a", "a", " ", "", "b", "a"]).lines == ["a", "b", "a"])
  }

  @Test func itIsBounded() {
    let history = CommandHistory((0..<300).map { "line \($0)" })
    #expect(history.lines.count == 200)
    #expect(history.lines.first == "line 100")
  }

  @Test func upAndDown() {
    var history = CommandHistory(["kill 1", "heal", "kill 2"])
    #expect(history.up(from: "") == "kill 2")
    #expect(history.up(from: "kill 2") == "heal")
    #expect(history.up(from: "heal") == "kill 1")
    #expect(history.up(from: "kill 1") == nil)
    #expect(history.down(from: "kill 1") == "heal")
    #expect(history.down(from: "heal") == "kill 2")
    #expect(history.down(from: "kill 2") == "")
    #expect(history.down(from: "") == nil)
  }

  @Test func prefixSearch() {
    var history = CommandHistory(["kill 1", "heal", "kill 2", "kill 1"])
    #expect(history.up(from: "kil") == "kill 1")
    #expect(history.up(from: "kill 1") == "kill 2")
    #expect(history.up(from: "kill 2") == "kill 1")
    #expect(history.down(from: "kill 1") == "kill 2")
    #expect(history.down(from: "kill 2") == "kill 1")
    #expect(history.down(from: "kill 1") == "kil")
  }

  @Test func editingAndAddingEndTheWalk() {
    var history = CommandHistory(["heal", "kill 2"])
    _ = history.up(from: "")
    history.edited()
    #expect(history.up(from: "he") == "heal")
    history.add("why")
    #expect(history.down(from: "x") == nil)
    #expect(history.up(from: "") == "why")
  }
}
