import Command
import Consensus
import Host

/// Plays a lesson on clusters: the one driver of the console, of `raftcoin lesson check` and of lines.
///
/// The world stands still while the lesson waits for whoever takes it, and runs while the lesson waits for the world
/// (`isRunning`, `advance`). An act that the lesson did not wait for is tried on a branch beside it: the world runs on
/// there, and whoever goes on, goes home or does what was awaited is back where the lesson stood. So nothing that is
/// tried changes what comes later, and the same right acts give the same bytes.
public final class LessonPlayer {
  /// Makes the cluster of a world.
  public typealias Opener = (Scenario) throws -> any ClusterHost

  public let lesson: Lesson
  /// The cluster that is shown; another one once the lesson begins its next world.
  public private(set) var host: any ClusterHost
  /// Where the lesson stands.
  public private(set) var run = LessonRun()
  /// What was answered so far: the question, the choice, and the right one, the same where that is right too; from 1.
  public private(set) var answers: [(question: String, picked: Int, right: Int)] = []
  /// What was said, asked and told so far, in order.
  public private(set) var said: [LessonSaid] = []
  /// Verbs of the lesson that did nothing, with their lines and why.
  public private(set) var vainLines: [(line: Int, reason: ActionRefusal)] = []

  private let open: Opener
  /// The starts of the steps that led here.
  private var starts: [Place] = []
  /// Where the lesson waits for the student, and the picture there.
  private var standing: (place: Place, picture: ClusterSnapshot)?
  private var isAside = false
  private var screenVerbs: [Verb] = []

  /// A place of the lesson and of the run together.
  private struct Place {
    var run: LessonRun
    var host: any ClusterHost
    var branch: BranchID?
    var moment: Moment
  }

  /// - Throws: what `open` throws.
  public init(_ lesson: Lesson, open: @escaping Opener) throws {
    self.lesson = lesson
    self.open = open
    host = try open(lesson.worlds[0])
    starts = [mark()]
    goOn()
  }

  /// What is up to the student; `.aside` while something else is being tried.
  public var task: LessonTask { isAside ? .aside : run.task }

  /// Whether the world is to run: the lesson waits for it, or something is being tried.
  public var isRunning: Bool { isAside || run.waitsForWorld }

  /// The number of the step on the straight way, from 1, and how many there are.
  public var progress: (step: Int, of: Int) {
    let steps = lesson.mainSteps
    return (max(1, steps.count { $0 <= run.step }), steps.count)
  }

  /// The stop of the step at which the lesson waits for the student, or to which it runs, from 1, and how many there are.
  /// Acts that may be done in any order are one stop.
  public var part: (number: Int, of: Int) {
    var stops: [Int] = []
    var isAmongActs = false
    for (place, line) in lesson.steps[run.step].lines.enumerated() {
      switch line.what {
      case .student, .hint: continue
      case .waitFor(.did) where isAmongActs: stops[stops.count - 1] = place
      case .waitFor(let act):
        stops.append(place)
        if case .did = act { isAmongActs = true } else { isAmongActs = false }
      default: isAmongActs = false
      }
    }
    return (min(stops.count, stops.count { $0 < run.line - 1 } + 1), stops.count)
  }

  /// What the lesson waits for the student to do, as the reference student does it.
  public var awaited: Verb? {
    guard case .act(let patterns) = run.task else { return nil }
    if case .verb(let verb) = run.student.first { return verb }
    return patterns.first?.verb
  }

  /// The transfer among what is awaited: acts may come in any order.
  public var awaitedTransfer: Verb? {
    guard case .act(let patterns) = run.task else { return nil }
    return (patterns.map(\.verb) + [awaited]).lazy.compactMap(\.self).first {
      if case .transfer = $0 { true } else { false }
    }
  }

  // MARK: The world runs

  /// Lets the world run through `time` while `isRunning`, and stops at the very event for which the lesson waits; then
  /// the lesson's next lines have been done too.
  /// - Parameter mayGoOn: Asked every few hundred events.
  public func advance(to time: Nanoseconds, while mayGoOn: () -> Bool = { true }) {
    guard isRunning else { return }
    if isAside || isPast {
      runWorld(through: time, mayGoOn)
    } else {
      while case .world(let when) = run.task, hasCome(when, through: time, mayGoOn) { doLines() }
      if !run.waitsForWorld { stand() }
    }
  }

  /// Rules that break in a lesson are its subject, or `raftcoin lesson check` says that they are not.
  private func runWorld(through time: Nanoseconds, _ mayGoOn: () -> Bool = { true }) {
    while host.advance(to: time, untilNote: false, while: mayGoOn), host.frozenAt != nil {
      host.continuePastViolation()
    }
  }

  private func hasCome(_ when: When, through time: Nanoseconds, _ mayGoOn: () -> Bool) -> Bool {
    switch when {
    case .at(let due): return passes(due, through: time, mayGoOn)
    case .after(let span): return passes(run.waitBegan.after(span), through: time, mayGoOn)
    case .when(let predicate, let patience):
      let last = run.waitBegan.after(patience)
      let limit = max(host.now, min(time, last))
      while true {
        guard let holds = host.advance(to: limit, until: predicate, while: mayGoOn) else {
          fail(saw: "")
          return false
        }
        if holds { return true }
        if host.frozenAt == nil { break }
        host.continuePastViolation()
      }
      if host.now >= last { fail(saw: see(predicate)?.saw ?? "") }
      return false
    }
  }

  private func passes(_ due: Nanoseconds, through time: Nanoseconds, _ mayGoOn: () -> Bool) -> Bool {
    runWorld(through: max(host.now, min(time, due)), mayGoOn)
    return host.now >= due
  }

  private func fail(saw: String) {
    run.task = .failed(line: lesson.steps[run.step].lines[run.line - 1].number, saw: saw)
  }

  // MARK: What the student does

  /// Goes on where that is up to the student, or comes back from what was tried or looked at.
  /// - Returns: whether the key meant something here.
  @discardableResult
  public func key() -> Bool {
    if comeBack() { return true }
    switch run.task {
    case .go, .answered:
      run.path.append(.key)
      leave()
    default: return false
    }
    return true
  }

  /// Does a verb of the cluster or of its time for the student. Verbs of the screen are the console's own.
  @discardableResult
  public func perform(_ verb: Verb) -> ActionOutcome {
    switch run.task {
    case .ended, .failed: return act(verb)
    default: break
    }
    if isLook(verb) { return host.perform(verb) }
    let isElsewhere = isAside || isPast
    let picture = isElsewhere ? standing?.picture ?? host.snapshot() : host.snapshot()
    let branch = run.branches.first { $0.condition.isMet(by: verb, in: picture) }
    guard branch != nil || isAwaited(verb, in: picture) || run.allows(verb) else {
      if !isElsewhere { stand(at: picture) }
      let outcome = act(verb)
      if outcome.isDone { isAside = true }
      return outcome
    }
    comeBack()
    let time = host.now
    let outcome = act(verb)
    guard outcome.isDone else { return outcome }
    run.path.append(.verb(verb, at: time))
    run.acts.append(StudentsAct(verb: verb, picture: picture, time: host.now))
    run.isCaptionOver = true
    if let branch {
      go(to: branch.step)
      goOn()
    } else if case .act = run.task {
      // The line looks again at what was done.
      run.line -= 1
      goOn()
    } else if !run.waitsForWorld {
      stand()
    }
    return outcome
  }

  private func act(_ verb: Verb) -> ActionOutcome {
    defer { host.continuePastViolation() }
    return host.perform(verb)
  }

  private func isAwaited(_ verb: Verb, in picture: ClusterSnapshot) -> Bool {
    guard case .act(let patterns) = run.task else { return false }
    return patterns.contains { $0.matches(verb, in: picture) }
  }

  /// Whether a verb only looks at what has happened.
  private func isLook(_ verb: Verb) -> Bool {
    switch verb {
    case .back: true
    case .goto(let time): time <= host.now || isPast && time <= (standing?.place.moment.time ?? 0)
    case .step: isPast && !isAside
    default: false
    }
  }

  /// Answers the question with the choice of this number, from 0.
  /// - Returns: whether there was a question with such a choice.
  @discardableResult
  public func answer(_ choice: Int) -> Bool {
    comeBack()
    guard case .question = run.task, let question = run.question, question.choices.indices.contains(choice)
    else {
      return false
    }
    run.choice = choice
    run.path.append(.answer(choice))
    let isRight = run.rightChoices.contains(choice)
    answers.append((question.name, choice + 1, (isRight ? choice : run.rightChoices.first ?? -1) + 1))
    if run.student.first == .answerWrong { run.student.removeFirst() }
    run.task = .answered
    if !isRight, let branch = run.branches.first(where: { $0.condition == .answeredWrong }) {
      go(to: branch.step)
      goOn()
    } else {
      stand()
    }
    return true
  }

  /// Gives the next hint, if there is one.
  @discardableResult
  public func hint() -> Bool {
    guard !run.offersHelp else { return false }
    run.hintCount += 1
    standing?.place.run = run
    return true
  }

  /// Does for the student what is up to the student.
  public func proceed() {
    comeBack()
    switch run.task {
    case .go, .answered: key()
    case .question:
      let wrong = (run.question?.choices.indices).flatMap { $0.first { !run.rightChoices.contains($0) } }
      let isWrong = run.student.first == .answerWrong
      answer((isWrong ? wrong : run.rightChoices.first) ?? 0)
    case .act: if let verb = awaited { perform(verb) }
    default: break
    }
  }

  /// Does again what led somebody to a place: as far as the lesson still takes it.
  public func follow(_ path: [LessonAct]) {
    for act in path {
      if case .verb(_, let time) = act { advance(to: time) } else { advance(to: .max) }
      let before = run.path.count
      switch act {
      case .key: key()
      case .answer(let choice): answer(choice)
      case .verb(let verb, _): perform(verb)
      }
      if run.path.count == before { return }
    }
  }

  /// Takes what the lesson asks of the screen: verbs of the console and of the pace, in order.
  public func takeScreenVerbs() -> [Verb] {
    defer { screenVerbs = [] }
    return screenVerbs
  }

  // MARK: Back

  /// Back to the start of the step; what was done since is a branch that is kept.
  public func home() {
    guard let start = starts.last else { return }
    restore(start)
    goOn()
  }

  /// Back to the start of the step before.
  /// - Returns: whether there is one.
  @discardableResult
  public func previousStep() -> Bool {
    guard starts.count > 1 else { return false }
    starts.removeLast()
    home()
    return true
  }

  private var isPast: Bool { host.timeline?.isPast ?? false }

  private func mark() -> Place {
    let timeline = host.timeline
    let moment = Moment(time: host.now, event: timeline?.playhead.event ?? 0)
    return Place(run: run, host: host, branch: timeline?.currentID, moment: moment)
  }

  private func stand(at picture: ClusterSnapshot? = nil) { standing = (mark(), picture ?? host.snapshot()) }

  /// From what was tried or looked at to where the lesson stands.
  /// - Returns: whether it was elsewhere.
  @discardableResult
  private func comeBack() -> Bool {
    guard isAside || isPast else { return false }
    if isAside || !run.waitsForWorld, let place = standing?.place {
      restore(place)
    } else {
      _ = host.move(.live)
    }
    return true
  }

  private func restore(_ place: Place) {
    isAside = false
    run = place.run
    host = place.host
    guard let branch = place.branch, let here = host.timeline else { return }
    if here.currentID != branch { _ = host.move(.branch(branch)) }
    // A run that has only waited since is taken back by its clock.
    let end = host.timeline?.current?.end ?? place.moment
    _ = host.move(end.event > place.moment.event ? .event(place.moment.event) : .time(place.moment.time))
    // What was done further on is not to be done again.
    if isPast { _ = host.move(.fork(nil)) }
    if host.now < place.moment.time { runWorld(through: place.moment.time) }
    host.continuePastViolation()
  }

  // MARK: Lines

  /// The wait is over: what belonged to it goes.
  private func leave() {
    run.spotlight = []
    run.allHints = []
    run.hintCount = 0
    run.question = nil
    run.choice = nil
    run.isCaptionOver = true
    goOn()
  }

  private func goOn() {
    doLines()
    // What holds already, or among the events of this very instant, is not waited for.
    while case .world(let when) = run.task, hasCome(when, through: host.now, { true }) { doLines() }
    if run.waitsForWorld, run.isCaptionOver { run.caption = nil }
    stand()
  }

  /// Does lines until one has to wait.
  private func doLines() {
    while let line = nextLine() {
      run.line += 1
      if let task = task(of: line) {
        run.task = task
        run.waitBegan = host.now
        return
      }
    }
    run.task = .ended
  }

  private func nextLine() -> LessonLine? {
    while run.line >= lesson.steps[run.step].lines.count {
      guard run.step + 1 < lesson.steps.count else { return nil }
      enter(run.step + 1)
    }
    return lesson.steps[run.step].lines[run.line]
  }

  private func enter(_ step: Int) {
    let world = lesson.steps[step].world
    // The first world could be opened, and what differs in the others was checked when the file was read.
    if world != lesson.steps[run.step].world, let next = try? open(lesson.worlds[world]) { host = next }
    run = LessonRun(step: step, after: run)
    starts.append(mark())
  }

  /// To a step: back in time where it was begun before.
  private func go(to name: String) {
    guard let step = lesson.steps.firstIndex(where: { $0.name == name }) else { return }
    guard let place = starts.lastIndex(where: { $0.run.step == step }) else { return enter(step) }
    starts.removeLast(starts.count - place - 1)
    restore(starts[place])
  }

  /// Does a line.
  /// - Returns: what it waits for; nil: nothing.
  private func task(of line: LessonLine) -> LessonTask? {
    switch line.what {
    case .say(let text):
      let caption = text.filled(from: host.snapshot())
      run.caption = caption
      run.isCaptionOver = false
      said.append(.caption(caption, step: run.step))
    case .tell(let text):
      run.tell = text
      said.append(.tell(text))
    case .point(let targets):
      run.spotlight = targets
      said.append(.point(targets))
    case .ask(let name): ask(name)
    case .wait(let when): return .world(when)
    case .waitFor(.key): return .go
    case .waitFor(.answered): if run.question != nil { return .question }
    case .waitFor(.did(let pattern)): return waitFor(pattern)
    case .branch(.world(let predicate), let step):
      if see(predicate)?.holds == true { go(to: step) }
    case .branch(let condition, let step): run.branches.append(LessonBranch(condition: condition, step: step))
    case .goto(let step): go(to: step)
    case .end: return .ended
    case .allow(let verbs): run.allowed = verbs
    case .check(let predicate), .proof(_, _, let predicate):
      let found = see(predicate)
      if found?.holds != true { return .failed(line: line.number, saw: found?.saw ?? "") }
    case .hint(let text): run.allHints.append(text)
    case .student(let does): run.student.append(does)
    case .verb(let verb): perform(verb, line: line.number)
    }
    return nil
  }

  private func see(_ predicate: Predicate) -> Foretold? {
    host.foretell([predicate], trying: [], after: 0)?.first
  }

  private func perform(_ verb: Verb, line: Int) {
    if case .view(let name) = verb { run.view = name }
    guard verb.form.scope == .world else { return screenVerbs.append(verb) }
    if case .nothing(let reason) = act(verb) { vainLines.append((line, reason)) }
  }

  /// The acts that this line and those right after it wait for may come in any order.
  private func waitFor(_ pattern: ActPattern) -> LessonTask? {
    let found = run.acts.indices.filter { run.acts[$0].isMeant(by: pattern) }.prefix(pattern.count)
    guard found.count < pattern.count else {
      for place in found.reversed() { run.acts.remove(at: place) }
      if case .verb = run.student.first { run.student.removeFirst() }
      run.spotlight = []
      run.allHints = []
      run.hintCount = 0
      return nil
    }
    var patterns = [pattern]
    lines: for line in lesson.steps[run.step].lines[run.line...] {
      switch line.what {
      case .waitFor(.did(let next)): patterns.append(next)
      case .student, .hint: continue
      default: break lines
      }
    }
    return .act(patterns.filter { run.left(of: $0) > 0 })
  }

  private func ask(_ name: String) {
    guard var question = lesson.question(name) else { return }
    let picture = host.snapshot()
    question.text = question.text.filled(from: picture)
    question.because = question.because?.filled(from: picture)
    for place in question.choices.indices {
      question.choices[place].text = question.choices[place].text.filled(from: picture)
    }
    run.question = question
    run.choice = nil
    // One copy of the run answers for all choices.
    let asked = question.choices.compactMap {
      if case .holds(let predicate) = $0.right { predicate } else { nil }
    }
    var found = (host.foretell(asked, trying: question.acts, after: question.span) ?? [])[...]
    run.rightChoices = question.choices.indices.filter { place in
      switch question.choices[place].right {
      case .never: false
      case .always: true
      case .holds: found.popFirst()?.holds ?? false
      }
    }
    said.append(.question(question, right: run.rightChoices))
  }
}
