import Words

/// How news speak.
package enum WordLevel: String, Sendable, CaseIterable {
  /// To who does not know the paper: messages by what they are, and no sections; cards (`w`) still say all.
  case plain
  /// As the paper does.
  case paper

  /// The text at this level.
  package func text(_ text: String, in language: Language) -> String {
    guard self == .plain else { return text }
    let cited = text.replacing(/\ ?[(（]D?(?:§|Figure|图)[^)）]*[)）]/, with: "")
    return PaperName.allCases.reduce(cited) { $0.replacing($1.rawValue, with: language.text($1)) }
  }
}

/// What plain words say for the paper's names of messages.
enum PaperName: String, TextKey {
  case appendEntries = "AppendEntries"
  case requestVote = "RequestVote"
  case preVote = "PreVote"
  case installSnapshot = "InstallSnapshot"
  case timeoutNow = "TimeoutNow"
}
