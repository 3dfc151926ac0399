import Search

/// Shows how far a search is: a bar on a terminal, else a line now and then.
struct SearchProgress {
  private static let width = 24
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
    let filled = tally.total == 0 ? 0 : Int(UInt64(Self.width) * min(tally.seeds, tally.total) / tally.total)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    StandardError.show(bar: "[\(bar)] \(tally.line)")
  }

  func end() { StandardError.show(bar: "") }
}
