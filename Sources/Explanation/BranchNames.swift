import Command
import Consensus
import Host
import Words

// Going back, and branches.
extension Explainer {
  /// A branch by what made it: "kill n2 at 8.210 s".
  package func name(of branch: TimelineSnapshot.Branch) -> String {
    let time = Value.time(branch.parted.time)
    return switch branch.origin {
    case .start: say(BranchSentences.firstTitle)
    case .act(let verb): say(BranchSentences.actTitle, [.act: .text("\(verb)"), .time: time])
    case .undone(.bug(let rule, true)): say(BranchSentences.keptTitle, [.rule: .text(rule)])
    case .undone(let verb): say(BranchSentences.undoneTitle, [.act: .text("\(verb)"), .time: time])
    case .fork: branch.name
    case .cluster(let consensus): Explainer(language: language, consensus: consensus).protocolName
    }
  }

  /// The same with how far it goes, as a list has it.
  package func listing(of branch: TimelineSnapshot.Branch, isCurrent: Bool) -> String {
    say(
      isCurrent ? BranchSentences.listedHereTitle : .listedTitle,
      [.text: .text(name(of: branch)), .time: .text(Quantities.secondsText(branch.end.time))])
  }

  /// That an event, told so, was taken back.
  package func takenBack(_ text: String) -> String { say(BranchSentences.takenBack, [.text: .text(text)]) }

  /// That this act was undone.
  package func undone(_ verb: String) -> String { say(BranchSentences.undone, [.act: .text(verb)]) }

  /// That an act in the past made this branch.
  package func grown(_ branch: TimelineSnapshot.Branch) -> String {
    say(BranchSentences.grown, [.text: .text(name(of: branch))])
  }

  /// That this branch is shown from now on.
  package func onBranch(_ branch: TimelineSnapshot.Branch) -> String {
    say(BranchSentences.onBranch, [.text: .text(name(of: branch))])
  }
}
