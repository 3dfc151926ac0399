import Search

/// Shows how far a search is: a bar on a terminal, else a line now and then.
struct SearchProgress {
  private var shown = ContinuousClock.now
  private var wait: Duration = .milliseconds(500)

  mutating func show(_ tally: SearchTally) {
    guard shown.duration(to: .now) > wait else { return }
    shown = .now
    guard StandardError.isTerminal else {
      wait = .seconds(5)
      StandardError.write(tally.line + "\n")
      return
    }
    wait = .milliseconds(100)
    StandardError.show(bar: tally.line, done: tally.seeds, of: tally.total)
  }

  func end() { StandardError.show(bar: "") }
}
