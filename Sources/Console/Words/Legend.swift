import Words

/// What each element of the picture means, as rows for the help.
public enum Legend {
  /// - Parameter ascii: show the marks of the ASCII set.
  public static func rows(language: Language, ascii: Bool) -> [ListModel.Row] {
    let catalogue = Catalogue(language: language)
    func mark(_ unicode: String, _ plain: String) -> String { ascii ? plain : unicode }
    func row(_ left: String, _ sentence: LegendSentences) -> ListModel.Row {
      let text = catalogue.say(sentence)
      return ListModel.Row(left: left, right: ascii ? Catalogue.ascii(text) : text)
    }
    func heading(_ sentence: LegendSentences) -> ListModel.Row {
      ListModel.Row(left: catalogue.say(sentence), right: "", heading: true)
    }
    let picture = [
      heading(.picture), row(mark("★", "*"), .leader), row(mark("●", "o"), .follower),
      row(mark("▲", "^"), .candidate), row(mark("✗", "x"), .down), row(mark("■", "="), .stalled),
      row("t3", .term), row(mark("…3 3 3", "..3 3 3"), .logTail), row(mark("│", "|"), .commitPoint),
      row("3", .filledCell), row("3", .plainCell), row(mark("█░", "#-"), .timer),
      row(mark("■ □ ✗", "# _ x"), .quorum),
    ]
    let messages = [
      heading(.messages), row("V?", .voteRequest), row("+ -", .voteReply), row(mark("→58", ">58"), .append),
      row("ok58", .appendReply), row(mark("•", "."), .heartbeat), row(mark("×", "x"), .cutLink),
    ]
    let ledger = [
      heading(.ledger), row("~", .behind), row("9f3c", .state), row("alice 15", .stations),
    ]
    let bar = [
      heading(.bar), row(mark("★", "*"), .election), row(mark("✗", "x"), .crash),
      row(mark("↑", "+"), .restart), row(mark("≠", "/"), .partition), row(mark("✓", "v"), .ownCommit),
    ]
    let words = [
      heading(.words), row("", .majority), row("", .committed), row("", .commitIndex),
      row(mark("§", "sec"), .sections),
    ]
    return picture + messages + ledger + bar + words
  }
}
