import Consensus
import Host
import Words

/// What is told of going back and of branches.
enum BranchSentences: String, Sentence {
  case takenBack, undone, grown, onBranch, firstTitle, actTitle, undoneTitle, listedTitle, listedHereTitle
}

extension Catalogue {
  /// A branch by what made it: "kill n2 at 8.210 s".
  public func name(of branch: TimelineSnapshot.Branch) -> String {
    let time = Value.time(branch.parted.time)
    return switch branch.origin {
    case .start: say(BranchSentences.firstTitle)
    case .act(let verb): say(BranchSentences.actTitle, [.act: .text("\(verb)"), .time: time])
    case .undone(let verb): say(BranchSentences.undoneTitle, [.act: .text("\(verb)"), .time: time])
    case .fork: branch.name
    }
  }
}

extension Narrator {
  func takenBack(_ text: String) -> String { catalogue.say(BranchSentences.takenBack, [.text: .text(text)]) }
  func undone(_ verb: String) -> String { catalogue.say(BranchSentences.undone, [.act: .text(verb)]) }
  func grown(_ branch: TimelineSnapshot.Branch) -> String {
    catalogue.say(BranchSentences.grown, [.text: .text(catalogue.name(of: branch))])
  }
  func onBranch(_ branch: TimelineSnapshot.Branch) -> String {
    catalogue.say(BranchSentences.onBranch, [.text: .text(catalogue.name(of: branch))])
  }
}
