import ArgumentParser
import Canvas
import Explanation
import Raft
import Search
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
    let language = language ?? Opening.environmentLanguage
    let width = BrokenRule.allCases.map(\.name.count).max() ?? 0
    for rule in BrokenRule.allCases {
      let name = TextWidth.fit(rule.name, width: width)
      guard language == .english else {
        print("\(name)  " + Explainer(language: language).text(ofRule: rule.name))
        continue
      }
      let entry = GalleryEntry(rule)
      print("\(name)  \(entry.rule) Seen: \(entry.seen) Watch for: \(entry.watch)")
    }
  }
}
