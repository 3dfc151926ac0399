import Command
import Consensus
import Host

/// A challenge: a cluster, a goal, and as few acts as it can be reached with. It is played as a lesson of one step, in
/// which the world runs and the allowed verbs belong to the run.
public struct Challenge: Sendable, Equatable {
  /// By which it is opened: `two-crowns`.
  public var name: String
  public var title: LessonText
  /// What is to be reached, for people.
  public var goal: LessonText
  /// The verbs that may be used.
  public var allowed: [String] = []
  /// What is to hold, one after the other, each so long after the one before at the latest.
  var wins: [(goal: Predicate, within: Nanoseconds)] = []
  /// What must not come before.
  var losing: Predicate?
  /// The fewest acts that are known to reach the goal.
  public var par = 0
  /// Whether all smaller sets of acts were tried; else it is the best that is known.
  public var parIsExact = false
  /// Each costs a star.
  public var hints: [LessonText] = []
  var header = Header()
  /// What is done before it begins.
  var setup: [Step] = []
  /// Acts at their times, which reach the goal with par.
  public var solution: [Step] = []

  init(name: String, title: LessonText, goal: LessonText) {
    self.name = name
    self.title = title
    self.goal = goal
  }

  public static func == (left: Challenge, right: Challenge) -> Bool {
    left.name == right.name && left.lesson == right.lesson && left.solution == right.solution
  }

  /// The lesson as which it is played.
  public var lesson: Lesson {
    var all = setup.flatMap { step in
      [step.when.map(LessonLine.What.wait), step.verb.map(LessonLine.What.verb)].compactMap(\.self)
    }
    all += [.say(goal), .allow(allowed)] + hints.map(LessonLine.What.hint)
    for (goal, patience) in wins {
      all.append(.wait(.when(losing.map { .any([$0, goal]) } ?? goal, within: patience)))
      if let losing { all.append(.check(.not(losing))) }
    }
    all.append(.end)
    var lesson = Lesson(name: name, title: title)
    lesson.worlds = [Scenario(header: header)]
    lesson.steps = [LessonStep(name: name, world: 0, lines: all.map { LessonLine(number: 0, what: $0) })]
    return lesson
  }

  /// Whether this may be done. The links of the clients are nobody's to cut: without them there is nothing to see.
  public func allows(_ verb: Verb) -> Bool {
    if case .cut(let link) = verb, link.clientsNode != nil { return false }
    return allowed.contains(verb.form.name)
  }

  /// The acts of a recording of this challenge, or of a file that has no header and nothing but acts; nil: its cluster
  /// is another one.
  public func acts(in run: Scenario) -> [Step]? {
    if run.header == Header() { return run.steps }
    guard run.header == header else { return nil }
    // What a recording has of before, and its last line, which only waits.
    let before = setup.count { $0.verb != nil }
    return Array(run.steps.dropFirst(before)).filter { $0.verb != nil }
  }

  // MARK: Score

  /// What this act counts: 1, and with several nodes 1 for each; a partition is one act.
  func cost(of verb: Verb) -> Int {
    if case .partition = verb { return 1 }
    return verb.selectors.contains(.all) ? header.nodes : max(1, verb.selectors.count)
  }

  public func cost(of acts: [Step]) -> Int { acts.compactMap(\.verb).reduce(0) { $0 + cost(of: $1) } }

  /// Of the marks of what was done, those of a challenge are its name with the stars; 0: it was not done yet.
  public static func stars(of name: String, in done: Set<String>) -> Int {
    (1...3).last { done.contains("challenge \(name) \($0)") } ?? 0
  }

  /// 3 with par, 2 with two acts more, else 1; each hint costs one, and the last stays.
  public func stars(cost: Int, hints: Int) -> Int {
    max(1, (cost <= par ? 3 : cost <= par + 2 ? 2 : 1) - hints)
  }

  // MARK: Judging

  /// What acts came to.
  public struct Outcome: Sendable, Equatable {
    public var isWon: Bool
    /// What was seen where it is not.
    public var saw: String
    /// When it was over.
    public var time: Nanoseconds
    /// The numbers of acts that are not allowed or did nothing, from 0; those after the end are none of these.
    public var vain: [Int]
  }

  /// Plays acts, each at its time, in a run that has just begun.
  public func outcome(of acts: [Step], in player: LessonPlayer) -> Outcome {
    var vain: [Int] = []
    for (place, act) in acts.enumerated() {
      guard case .at(let time) = act.when, let verb = act.verb else { continue }
      player.advance(to: time)
      guard player.run.waitsForWorld else { break }
      let mayAct = player.isChallengeOn && allows(verb)
      if !mayAct || !player.perform(verb).isDone { vain.append(place) }
    }
    player.advance(to: .max)
    let saw = if case .failed(_, let saw) = player.task { saw } else { "" }
    return Outcome(isWon: player.task == .ended, saw: saw, time: player.host.now, vain: vain)
  }

  /// The numbers of the acts without which the others reach the goal too.
  /// - Parameter open: Gives a run that has just begun.
  public func needless(of acts: [Step], open: () -> LessonPlayer?) -> [Int] {
    acts.indices.filter { place in
      var others = acts
      others.remove(at: place)
      return open().map { outcome(of: others, in: $0).isWon } ?? false
    }
  }
}

extension LessonPlayer {
  /// What is to be done before a challenge begins is done.
  public var isChallengeOn: Bool { run.allowed != nil }

  /// Does what comes before a challenge.
  public func runToChallenge() {
    while !isChallengeOn, run.waitsForWorld, let next = host.nextEventTime { advance(to: next) }
  }

  /// What the student did in this step, each act at its time.
  public var acts: [Step] { run.acts.map { Step(when: .at($0.time), verb: $0.verb) } }

  /// How much time is left for what is waited for; nil: it waits for nothing of that kind.
  public var timeLeft: Nanoseconds? {
    guard case .world(.when(_, let patience)) = run.task else { return nil }
    return max(host.now, run.waitBegan.after(patience)) - host.now
  }
}
