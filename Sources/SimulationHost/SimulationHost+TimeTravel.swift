import Command
import Consensus
import Host
import Simulation
import Words

extension SimulationHost {
  /// A move beyond the end simulates at most so much.
  private static let furthest: Nanoseconds = 600_000_000_000
  /// How far beyond its end a branch is run on to be compared.
  private static let comparedBeyond: Nanoseconds = 20_000_000_000

  public var timeline: TimelineSnapshot? {
    TimelineSnapshot(
      branches: tree.branches.map { branch in
        let end = branch.end ?? tree.state
        return TimelineSnapshot.Branch(
          id: branch.id, name: branch.name, origin: branch.origin, parent: branch.parent,
          parted: branch.parted, end: end.moment,
          landmarks: end.landmarks.filter { $0.event > branch.parted.event }, acts: end.acts)
      }, currentID: tree.branches[tree.current].id, playhead: tree.state.moment)
  }

  public func move(_ move: TimeMove) -> ActionOutcome {
    if case .fork(let name) = move {
      tree.fork(.fork, name: name ?? "fork at \(Quantities.secondsText(now)) s")
      return .done()
    }
    let frozen = frozenAt
    frozenAt = nil
    let outcome = go(move)
    if !outcome.isDone { frozenAt = frozen }
    return outcome
  }

  /// Why something about the past cannot be done.
  static func refuse(_ reason: PastReasons, _ values: [String: any Sayable] = [:]) -> ActionOutcome {
    .nothing(.unavailable(Phrase(reason, values)))
  }

  private func go(_ move: TimeMove) -> ActionOutcome {
    switch move {
    case .time(let time): return go(to: time)
    case .event(let event):
      let last = tree.end.moment.event
      guard event <= last else { return Self.refuse(.lastEvent, ["event": last]) }
      tree.jump(to: .event(event))
    case .back(let count): return tree.goBack(max(1, count)) ? .done() : Self.refuse(.isStart)
    case .previousLandmark: return goToPreviousLandmark()
    case .nextLandmark:
      let here = tree.state.moment.event
      guard let landmark = tree.end.landmarks.first(where: { $0.event > here }) else {
        return Self.refuse(.noLaterLandmark)
      }
      tree.jump(to: .event(landmark.event))
    case .start: tree.jump(to: .event(0))
    case .live: tree.moveToEnd()
    case .branch(let id):
      guard let place = tree.place(of: id) else {
        return Self.refuse(.unknownBranch, ["number": id.number])
      }
      tree.goOver(to: place)
    case .undo:
      guard tree.undo() != nil else { return Self.refuse(.nothingDone) }
    case .fork: break
    }
    return .done()
  }

  private func go(to time: Nanoseconds) -> ActionOutcome {
    let end = tree.end.now
    guard time > end else {
      tree.jump(to: .time(time))
      return .done()
    }
    guard time - end <= Self.furthest else {
      return Self.refuse(.tooFar, ["seconds": Self.furthest / 1_000_000_000])
    }
    tree.moveToEnd()
    watching { tree.advance(through: time) }
    return .done()
  }

  private func goToPreviousLandmark() -> ActionOutcome {
    let here = tree.state.moment.event
    // The playhead may stand behind what belongs to the last landmark's event: then the one before is meant.
    for landmark in tree.state.landmarks.reversed() where landmark.event < here {
      tree.jump(to: .event(landmark.event))
      if tree.state.moment.event < here { return .done() }
    }
    guard here > 0 else { return Self.refuse(.isStart) }
    tree.jump(to: .event(0))
    return .done()
  }

  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) -> Result<
    BranchComparison, NotHere
  > {
    guard let leftPlace = tree.place(of: left), let rightPlace = tree.place(of: right) else {
      return .failure(NotHere(Self.noSuchBranch))
    }
    let parted = tree.parting(leftPlace, rightPlace)
    let ends = [leftPlace, rightPlace].map { (tree.branches[$0].end ?? tree.state).now }
    // A branch that was left early is run on a while, so that it can be seen beside one that goes on.
    let furthest = min(ends.max() ?? 0, (ends.min() ?? 0) + Self.comparedBeyond)
    let time = max(parted.time, min(time, furthest))
    return .success(
      BranchComparison(
        left: left, right: right, parted: parted, time: time,
        leftSnapshot: tree.state(of: leftPlace, at: time).snapshot(),
        rightSnapshot: tree.state(of: rightPlace, at: time).snapshot()))
  }

  public func recording() -> Result<Scenario, NotHere> { tree.end.recording(of: scenario) }

  public func recording(of branch: BranchID) -> Result<Scenario, NotHere> {
    guard let place = tree.place(of: branch) else { return .failure(NotHere(Self.noSuchBranch)) }
    return (tree.branches[place].end ?? tree.state).recording(of: scenario)
  }

  private static let noSuchBranch = Phrase(PastReasons.noSuchBranch)

  public func saveRecording(to path: String) -> ActionOutcome {
    switch recording() {
    case .failure(let problem): return .nothing(.unavailable(problem.reason))
    case .success(let scenario):
      do {
        try RecordingFile.save(scenario.text, to: path)
        return .done()
      } catch {
        return Self.refuse(.notSaved, ["path": error.path, "reason": error.reason])
      }
    }
  }

  public func shareLine() -> Result<String, NotHere> {
    recording().flatMap { scenario in
      do {
        return .success(try ShareLine.encode(scenario))
      } catch {
        return .failure(NotHere(Phrase(PastReasons.notShared, ["problem": "\(error)"])))
      }
    }
  }

  // MARK: Violations

  /// Runs the scenario ahead to where a rule breaks first, and freezes there with all that led to it behind;
  /// where none breaks until a while after the last line, goes back to the start.
  /// - Returns: whether a rule broke.
  @discardableResult
  public func runToFirstViolation() -> Bool {
    let second: Nanoseconds = 1_000_000_000
    var limit = now + 3600 * second
    while frozenAt == nil, standstill == nil, now < limit {
      advance(to: min(limit, now + second))
      if isFinished { limit = min(limit, now + 60 * second) }
    }
    if frozenAt != nil { return true }
    _ = move(.start)
    return false
  }
}

extension Scenario {
  /// The rules of which a line expects that they break.
  public var expectedViolations: [String] {
    steps.compactMap { step in
      if case .expect(.violated(let name)) = step.verb { name } else { nil }
    }
  }
}
