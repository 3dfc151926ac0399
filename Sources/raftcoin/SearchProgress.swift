import Search

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Shows how far a search is: a bar on a terminal, else a line now and then.
struct SearchProgress {
  private static let width = 24
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var shown = ContinuousClock.now
  private var wait: Duration = .milliseconds(500)

  mutating func show(_ tally: SearchTally) {
    guard shown.duration(to: .now) > wait else { return }
    shown = .now
    guard isTerminal else {
      wait = .seconds(5)
      StandardError.write(tally.line + "\n")
      return
    }
    wait = .milliseconds(100)
    let filled = tally.total == 0 ? 0 : Int(UInt64(Self.width) * min(tally.seeds, tally.total) / tally.total)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    StandardError.write("\r\u{1B}[K[\(bar)] \(tally.line)")
  }

  func end() {
    if isTerminal { StandardError.write("\r\u{1B}[K") }
  }
}
