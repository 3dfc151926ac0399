import ArgumentParser
import Canvas
import Explanation
import Paxos
import Raft
import Words

/// `raftcoin bugs`: the rules that can be broken on purpose.
struct Bugs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bugs", _superCommandName: "raftcoin",
    abstract: "List the rules that can be broken on purpose.",
    discussion: """
      One line for each: its name, what goes wrong, where it happened in real software or which paper warns of it, and \
      what to watch for. The verb `bug NAME on` breaks it, `raftcoin bug-NAME` shows it, `raftcoin check --bug NAME` \
      looks for it. Those of Paxos come last, and are looked for by `raftcoin check --protocol paxos --bug NAME`.
      """)

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  func run() {
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
