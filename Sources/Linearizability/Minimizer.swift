/// Makes a history that cannot be ordered as small as it gets.
///
/// An operation is taken away by letting go of what it claims: a read or a refusal is forgotten, a transfer may
/// happen at any time from its invocation on, or never. What is left still cannot be ordered, and that is a
/// proof for the whole.
struct Minimizer {
  /// So many configurations are looked at in one try.
  private static let mostConfigurations = 4_000
  /// So many reads are tried as the place to start from.
  private static let mostAnchors = 24
  /// So many tries are made to let go of operations.
  private static let mostTries = 400

  private var attempt: Attempt
  private let whole: Attempt
  private var triesLeft = mostTries
  /// The configurations that may still be looked at, in all tries together.
  private var budget = 100_000

  init(_ attempt: Attempt, stuckAt place: Int) {
    whole = attempt.part(attempt.history.prefix(through: place))
    self.attempt = whole
  }

  mutating func counterexample() -> Counterexample {
    startLate()
    let binding = letGo()
    let history = attempt.history
    let kept = binding.sorted().map { history.operations[$0] }
    return Counterexample(
      anchor: history.anchor, start: history.opening, operations: kept,
      others: whole.history.operations.count { $0 != history.anchor } - kept.count)
  }

  /// Starts from the latest read that still shows it: most of the history is then done with.
  private mutating func startLate() {
    let reads = whole.history.operations.filter { if case .balances = $0.outcome { true } else { false } }
    for read in reads.sorted(by: { $0.end > $1.end }).prefix(Self.mostAnchors) {
      guard let suffix = whole.history.suffix(after: read).map(whole.part) else { continue }
      if suffix.cannotBeOrdered(within: &budget, atMost: Self.mostConfigurations) {
        attempt = suffix
        return
      }
    }
  }

  /// Lets go of as many operations as possible.
  private mutating func letGo() -> Set<Int> {
    let binding = attempt.history.operations.indices.filter { attempt.isBinding($0) }
    let rest = lettingGo(
      of: binding, while: { triesLeft > 0 },
      suffices: { fewer in
        triesLeft -= 1
        return !fewer.isEmpty
          && attempt.cannotBeOrdered(
            binding: Set(fewer), within: &budget, atMost: Self.mostConfigurations)
      })
    return Set(rest)
  }
}
