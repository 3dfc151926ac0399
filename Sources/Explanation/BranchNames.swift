import Command
import Consensus
import Host
import Words

extension Catalogue {
  /// A branch by what made it: "kill n2 at 8.210 s".
  package func name(of branch: TimelineSnapshot.Branch) -> String {
    let time = Value.time(branch.parted.time)
    return switch branch.origin {
    case .start: say(BranchSentences.firstTitle)
    case .act(let verb): say(BranchSentences.actTitle, [.act: .text("\(verb)"), .time: time])
    case .undone(let verb): say(BranchSentences.undoneTitle, [.act: .text("\(verb)"), .time: time])
    case .fork: branch.name
    }
  }

  /// The same with how far it goes, as a list has it.
  package func listing(of branch: TimelineSnapshot.Branch, isCurrent: Bool) -> String {
    say(
      isCurrent ? BranchSentences.listedHereTitle : .listedTitle,
      [.text: .text(name(of: branch)), .time: .text(Quantities.secondsText(branch.end.time))])
  }
}

extension Narrator {
  package func takenBack(_ text: String) -> String {
    catalogue.say(BranchSentences.takenBack, [.text: .text(text)])
  }
  package func undone(_ verb: String) -> String { catalogue.say(BranchSentences.undone, [.act: .text(verb)]) }
  package func grown(_ branch: TimelineSnapshot.Branch) -> String {
    catalogue.say(BranchSentences.grown, [.text: .text(catalogue.name(of: branch))])
  }
  package func onBranch(_ branch: TimelineSnapshot.Branch) -> String {
    catalogue.say(BranchSentences.onBranch, [.text: .text(catalogue.name(of: branch))])
  }
}
