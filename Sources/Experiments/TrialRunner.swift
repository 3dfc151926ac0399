import Consensus

/// Runs trials and tells how far they are.
struct TrialRunner {
  let seed: UInt64
  /// Asked between trials; true ends them.
  var isStopped: () -> Bool = { false }
  var show: (Progress) -> Void = { _ in }

  /// Tells how far the trials are. Throws where they are to end.
  func tell(_ progress: Progress) throws(ExperimentProblem) {
    show(progress)
    if isStopped(), progress.done < progress.total {
      throw ExperimentProblem(
        "stopped after \(progress.done) of \(progress.total) trials, in the midst of \(progress.curve)",
        isStop: true)
    }
  }

  /// A curve to be simulated.
  struct Plan {
    let name: String
    let setup: ElectionSetup
    let trials: Int
  }

  /// What the trials of one curve gave.
  struct Curve {
    let name: String
    let outcomes: [ElectionOutcome]

    /// Until a leader was made.
    var elected: Distribution { distribution(\.elected) }
    /// Until all others had its first heartbeat.
    var heard: Distribution { distribution(\.heard) }

    private func distribution(_ time: KeyPath<ElectionOutcome, Nanoseconds?>) -> Distribution {
      let times = outcomes.compactMap { $0[keyPath: time] }
      return Distribution(times.map { Double($0) / 1e6 }, unfinished: outcomes.count - times.count)
    }

    /// Share of the trials in which at least one term found no leader.
    var secondTermShare: Double { share { $0.failedTerms > 0 } }

    /// Share of the trials that this server won.
    func winShare(_ node: NodeID) -> Double { share { $0.leader == node } }

    private func share(_ holds: (ElectionOutcome) -> Bool) -> Double {
      Double(outcomes.count(where: holds)) / Double(max(outcomes.count, 1))
    }
  }

  func run(_ plans: [Plan]) throws(ExperimentProblem) -> [Curve] {
    let total = plans.reduce(0) { $0 + $1.trials }
    var done = 0
    var curves: [Curve] = []
    for plan in plans {
      var outcomes: [ElectionOutcome] = []
      for number in 0..<plan.trials {
        if done % 16 == 0 { try tell(Progress(done: done, total: total, curve: plan.name)) }
        outcomes.append(try ElectionTrial.run(plan.setup, seed: seed, number: number))
        done += 1
      }
      curves.append(Curve(name: plan.name, outcomes: outcomes))
    }
    try tell(Progress(done: total, total: total, curve: "done"))
    return curves
  }
}

extension Character {
  /// The letter of what stands at this position, counted from 0: small for what was simulated.
  static func letter(_ position: Int, isCapital: Bool = false) -> Character {
    Character(Unicode.Scalar(UInt8(ascii: isCapital ? "A" : "a") + UInt8(position % 26)))
  }
}
