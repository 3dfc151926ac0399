import ArgumentParser
import Canvas
import Explanation
import Paxos
import Raft
import Words

/// `raftcoin bugs [NAME]`: the rules that can be broken on purpose, or the story of one.
struct Bugs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bugs", _superCommandName: "raftcoin",
    abstract: "List the rules that can be broken on purpose, or show what happens without one.",
    discussion: """
      Without a name one line for each: its name, what goes wrong, where it happened in real software or which paper warns of it, and \
      what to watch for. With a name, its story in the console, as `raftcoin bug-NAME` opens it. The verb `bug NAME on` \
      breaks it, `raftcoin check --bug NAME` looks for it. Those of Paxos alone come last; \
      `raftcoin check --protocol paxos --bug NAME` looks for them.
      """)

  @ArgumentParser.Argument(help: "A rule: its name in the list.")
  var name: String?

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  @ArgumentParser.Argument(
    parsing: .allUnrecognized, help: "Options of the console, as --ascii; see `raftcoin help console`.")
  var options: [String] = []

  func run() throws {
    if let name {
      var console = try Raftcoin.parse(options)
      console.language = language
      console.file = "bug-\(name)"
      return try console.run()
    }
    let explainer = Explainer(language: language ?? Opening.environmentLanguage)
    // What breaks around a replica every protocol has.
    let rules = BrokenRule.allCases.map(\.name)
    let paxos = BrokenPaxosRule.allCases.map(\.name).filter { !rules.contains($0) }
    let width = (rules + paxos).map(\.count).max() ?? 0
    for rule in rules + paxos {
      print("\(TextWidth.fit(rule, width: width))  \(explainer.account(ofRule: rule))")
    }
  }
}
