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
    // What a citation begins with; the papers' short names stand before their sections.
    let marks = ["§", "D§", "PMS §", language.text(PartSentences.figure)]
    let cited = text.replacing(/\ ?[(（]([^()（）]*)[)）]/) { match in
      marks.contains { match.1.hasPrefix($0) } ? "" : match.0
    }
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
