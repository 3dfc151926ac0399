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

  public var timeline: TimelineSnapshot? { branches }

  private var branches: TimelineSnapshot {
    TimelineSnapshot(
      branches: tree.branches.map { branch in
        let end = branch.end ?? tree.state
        var shown = branch.shown
        shown.end = end.moment
        shown.landmarks = end.landmarks.filter { $0.event > shown.parted.event }
        shown.acts = end.acts
        return shown
      }, currentID: tree.branches[tree.current].shown.id, playhead: tree.state.moment)
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

  private func go(_ move: TimeMove) -> ActionOutcome {
    switch move {
    case .time(let time): return go(to: time)
    case .event(let event):
      let last = tree.end.moment.event
      guard event <= last else { return .notHere(.lastEvent, ["event": last]) }
      tree.jump(to: .event(event))
    case .back(let count): return tree.goBack(max(1, count)) ? .done() : .notHere(.isStart)
    case .previousLandmark: return goToPreviousLandmark()
    case .nextLandmark:
      let here = tree.state.moment.event
      guard let landmark = tree.end.landmarks.first(where: { $0.event > here }) else {
        return .notHere(.noLaterLandmark)
      }
      tree.jump(to: .event(landmark.event))
    case .start: tree.jump(to: .event(0))
    case .live: tree.moveToEnd()
    case .branch(let id):
      guard let place = tree.place(of: id) else {
        return .notHere(.unknownBranch, ["number": id.number])
      }
      tree.goOver(to: place)
    case .undo:
      guard tree.undo() != nil else { return .notHere(.nothingDone) }
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
      return .notHere(.tooFar, ["seconds": Self.furthest / 1_000_000_000])
    }
    tree.moveToEnd()
    _ = watching { tree.advance(through: time) }
    return .done()
  }

  private func goToPreviousLandmark() -> ActionOutcome {
    let here = tree.state.moment.event
    // The playhead may stand behind what belongs to the last landmark's event: then the one before is meant.
    for landmark in tree.state.landmarks.reversed() where landmark.event < here {
      tree.jump(to: .event(landmark.event))
      if tree.state.moment.event < here { return .done() }
    }
    guard here > 0 else { return .notHere(.isStart) }
    tree.jump(to: .event(0))
    return .done()
  }

  public func compare(_ left: BranchID, _ right: BranchID, at time: Nanoseconds) throws(NotHere)
    -> BranchComparison
  {
    guard let leftPlace = tree.place(of: left), let rightPlace = tree.place(of: right) else {
      throw NotHere(.noSuchBranch)
    }
    let parted = branches.parting(left, right)
    let ends = [leftPlace, rightPlace].map { tree.end(of: $0).now }
    // A branch that was left early is run on a while, so that it can be seen beside one that goes on.
    let furthest = min(ends.max() ?? 0, (ends.min() ?? 0) + Self.comparedBeyond)
    let time = max(parted.time, min(time, furthest))
    return BranchComparison(
      left: left, right: right, parted: parted, time: time,
      leftSnapshot: tree.state(of: leftPlace, at: time).snapshot(),
      rightSnapshot: tree.state(of: rightPlace, at: time).snapshot())
  }

  public func recording(of branch: BranchID?) throws(NotHere) -> Scenario {
    guard let place = branch.map({ tree.place(of: $0) }) ?? tree.current else {
      throw NotHere(.noSuchBranch)
    }
    return try tree.end(of: place).recording(of: scenario)
  }

  public func shareLine() throws(NotHere) -> String {
    let recording = try recording()
    do { return try ShareLine.encode(recording) } catch { throw NotHere(.notShared, ["problem": "\(error)"]) }
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
  /// The rules of which a line expects that they break, or the header says so.
  public var expectedViolations: [String] {
    let expected = steps.compactMap { step -> String? in
      if case .expect(.violated(let name)) = step.verb { name } else { nil }
    }
    return header.breaks + expected
  }
}
