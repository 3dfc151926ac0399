import ArgumentParser
import Canvas
import Explanation
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
      looks for it.
      """)

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  func run() {
    let explainer = Explainer(language: language ?? Opening.environmentLanguage)
    let width = BrokenRule.allCases.map(\.name.count).max() ?? 0
    for rule in BrokenRule.allCases {
      print("\(TextWidth.fit(rule.name, width: width))  \(explainer.account(ofRule: rule.name))")
    }
  }
}
