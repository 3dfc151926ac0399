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
      tree.fork(.fork, name: name ?? "fork at \(BranchName.text(of: now))")
      return .done()
    }
    let frozen = frozenAt
    frozenAt = nil
    let outcome = go(move)
    if !outcome.isDone { frozenAt = frozen }
    return outcome
  }

  private func go(_ move: TimeMove) -> ActionOutcome {
    switch move {
    case .time(let time): return go(to: time)
    case .event(let event): return go(toEvent: event)
    case .back(let count):
      return tree.goBack(max(1, count)) ? .done() : .nothing(.unavailable(Self.isStart))
    case .previousLandmark: return goToPreviousLandmark()
    case .nextLandmark: return goToNextLandmark()
    case .start:
      tree.jump(to: .event(0))
      return .done()
    case .live:
      tree.moveToEnd()
      return .done()
    case .branch(let id):
      guard let place = tree.place(of: id) else {
        return .nothing(
          .unavailable(Phrase(PastReasons.unknownBranch, ["number": id.number])))
      }
      tree.goOver(to: place)
      return .done()
    case .undo:
      guard tree.undo() != nil else {
        return .nothing(.unavailable(Phrase(PastReasons.nothingDone)))
      }
      return .done()
    case .fork: return .done()
    }
  }

  private static var isStart: Phrase { Phrase(PastReasons.isStart) }

  private func go(to time: Nanoseconds) -> ActionOutcome {
    let end = tree.end.now
    guard time > end else {
      tree.jump(to: .time(time))
      return .done()
    }
    guard time - end <= Self.furthest else {
      return .nothing(
        .unavailable(
          Phrase(PastReasons.tooFar, ["seconds": Self.furthest / 1_000_000_000])))
    }
    tree.moveToEnd()
    watching { tree.advance(through: time) }
    return .done()
  }

  private func go(toEvent event: UInt64) -> ActionOutcome {
    guard event <= tree.end.moment.event else {
      return .nothing(
        .unavailable(
          Phrase(PastReasons.lastEvent, ["event": tree.end.moment.event])))
    }
    tree.jump(to: .event(event))
    return .done()
  }

  private func goToPreviousLandmark() -> ActionOutcome {
    let here = tree.state.moment.event
    // The playhead may stand behind what belongs to the last landmark's event: then the one before is meant.
    for landmark in tree.state.landmarks.reversed() where landmark.event < here {
      tree.jump(to: .event(landmark.event))
      if tree.state.moment.event < here { return .done() }
    }
    guard here > 0 else { return .nothing(.unavailable(Self.isStart)) }
    tree.jump(to: .event(0))
    return .done()
  }

  private func goToNextLandmark() -> ActionOutcome {
    let here = tree.state.moment.event
    guard let landmark = tree.end.landmarks.first(where: { $0.event > here }) else {
      return .nothing(
        .unavailable(Phrase(PastReasons.noLaterLandmark)))
    }
    tree.jump(to: .event(landmark.event))
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
        return .nothing(
          .unavailable(Phrase(PastReasons.notSaved, ["path": error.path, "reason": error.reason])))
      }
    }
  }

  public func shareLine() -> Result<String, NotHere> {
    recording().flatMap { scenario in
      do {
        return .success(try ShareLine.encode(scenario))
      } catch {
        return .failure(
          NotHere(Phrase(PastReasons.notShared, ["problem": "\(error)"])))
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
  /// Whether a line expects that a rule breaks.
  public var expectsViolation: Bool {
    steps.contains { step in
      if case .expect(.violated) = step.verb { true } else { false }
    }
  }
}
