import Consensus
import Host

/// What is told of going back and of branches.
enum BranchSentences: String, Sentence {
  case takenBack, undone, grown, onBranch, firstTitle, actTitle, undoneTitle, listedTitle, listedHereTitle

  var texts: Texts {
    switch self {
    case .takenBack: Texts("not yet: {text}", "尚未发生：{text}")
    case .undone:
      Texts(
        "Taken back: {act}. New branch from just before it; the old run is kept.",
        "已撤销：{act}。从它之前分出新分支；原来的运行仍保留。")
    case .grown:
      Texts(
        "New branch: {text}; the old run is kept (v lists both).",
        "新分支：{text}；原来的运行仍保留（v 列出分支）。")
    case .onBranch: Texts("This is the branch: {text}.", "现在的分支是：{text}。")
    case .firstTitle: Texts("the first run", "最初的运行")
    case .actTitle: Texts("{act} at {time}", "{time}：{act}")
    case .listedTitle: Texts("{text}, simulated to {time} s", "{text}，已模拟到 {time} 秒")
    case .listedHereTitle: Texts("{text}, simulated to {time} s: shown now", "{text}，已模拟到 {time} 秒：现在显示")
    case .undoneTitle: Texts("without {act} at {time}", "{time}：没有 {act}")
    }
  }
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
