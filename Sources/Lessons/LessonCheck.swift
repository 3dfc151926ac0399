import Command
import Consensus
import Host
import Words

/// Plays a lesson as students do who cannot complain, and looks at its pages.
///
/// The reference student does what the lesson waits for; the silent one presses nothing, gets all hints, and has it done;
/// the wrong one tries a fixed list of other acts at each wait, gives each wrong answer, and goes back. All three must
/// come to the end by the same run, to the byte.
public struct LessonCheck {
  /// Something that is wrong with a lesson.
  public struct Finding: Sendable, Equatable, CustomStringConvertible {
    public let step: String
    public let text: String
    /// In English: `step kill: …`.
    public var description: String { "step \(step): \(text)" }
  }

  /// Rows of a caption, of columns as many as a screen of 80 has for it.
  public static let mostRows = 2
  public static let columns = 76
  /// So many other acts must be open to a student at each wait.
  private static let leastOthers = 3
  /// How long time may run while nothing is said: in slow motion that is a second or two.
  private static let longestSilence: Nanoseconds = 20_000_000
  /// How long a world runs on beside the lesson.
  private static let asideSpan: Nanoseconds = 400_000_000
  /// A lesson of more stops goes round in circles.
  private static let mostStops = 1000

  private let lesson: Lesson
  private let known: [Lesson]
  private let open: LessonPlayer.Opener
  private let hash: (any ClusterHost) -> String
  private let rows: (String, Int) -> [String]
  private var findings: [Finding] = []
  /// How much of what was said has been looked at.
  private var looked = 0
  /// Of the reference student, of each world.
  private var hashes: [String] = []

  /// - Parameters:
  ///   - known: The lessons that can come before it: what they teach is known.
  ///   - hash: Of the run up to where the host stands.
  ///   - rows: A text in rows of so many columns, as the console breaks it.
  public init(
    _ lesson: Lesson, known: [Lesson] = [], open: @escaping LessonPlayer.Opener,
    hash: @escaping (any ClusterHost) -> String, rows: @escaping (String, Int) -> [String]
  ) {
    self.lesson = lesson
    self.known = known
    self.open = open
    self.hash = hash
    self.rows = rows
  }

  /// All that is wrong; empty: nothing.
  public mutating func run() -> [Finding] {
    (findings, looked) = ([], 0)
    hashes = play(looking: true) { $0.proceed() }
    guard findings.isEmpty || hashes.count == lesson.worlds.count else { return findings }
    expectSame(play { $0.proceed() }, "the reference student's second run")
    expectSame(
      play { player in
        while player.hint() {}
        player.proceed()
      }, "the silent student's run")
    expectSame(playWrong(), "the wrong student's run")
    lookAtWords()
    return findings
  }

  private mutating func expectSame(_ other: [String], _ whose: String) {
    guard other != hashes else { return }
    find(lesson.steps.last?.name ?? "", "\(whose) came to other worlds: \(other.joined(separator: " "))")
  }

  private mutating func find(_ step: String, _ text: String) {
    let finding = Finding(step: step, text: text)
    if !findings.contains(finding) { findings.append(finding) }
  }

  private mutating func find(_ player: LessonPlayer, _ text: String) {
    find(lesson.steps[player.run.step].name, text)
  }

  // MARK: Students

  /// Runs the world for as long as the lesson waits for it.
  private func settle(_ player: LessonPlayer) {
    player.advance(to: .max)
  }

  /// The same event by event, to know how long nothing is said.
  private mutating func listen(to player: LessonPlayer) {
    var silence: Nanoseconds = 0
    while player.isRunning {
      let (host, start, isSilent) = (player.host, player.host.now, player.run.caption == nil)
      player.advance(to: host.nextEventTime ?? .max)
      if isSilent { silence += host.now - start }
    }
    if isNarrated, silence > Self.longestSilence {
      find(player, "time runs for \(silence / 1_000_000) ms while nothing is said")
    }
  }

  /// The runs of a quiz only prove its key.
  private var isNarrated: Bool { lesson.points == Points() }

  /// Plays to the end.
  /// - Parameter student: Does something at each stop.
  /// - Returns: the hash of each world at its end, in order; fewer: the end was not reached.
  private mutating func play(looking: Bool = false, _ student: (LessonPlayer) -> Void) -> [String] {
    guard let player = try? LessonPlayer(lesson, open: open) else {
      find(lesson.steps[0].name, "the world cannot be made")
      return []
    }
    var ends = Array(repeating: "", count: lesson.worlds.count)
    for _ in 0..<Self.mostStops {
      if looking { listen(to: player) } else { settle(player) }
      ends[lesson.steps[player.run.step].world] = hash(player.host)
      if looking { look(at: player) }
      switch player.task {
      case .ended:
        if looking {
          for (line, reason) in player.vainLines { find(player, "line \(line) did nothing: \(reason)") }
        }
        return ends
      case .failed(let line, let saw):
        find(player, "line \(line) did not come true: \(saw)")
        return []
      default: break
      }
      let before = player.run
      student(player)
      if player.run == before { break }
    }
    find(player, "the end is not reached: \(player.task)")
    return []
  }

  /// Tries other acts and answers, and goes back, at each stop.
  private mutating func playWrong() -> [String] {
    var seen: Set<String> = []
    var found: [(step: String, text: String)] = []
    let tester = self
    let ends = play { player in
      // A stop is the same one after the way back to it.
      let here = Self.name(of: player)
      if seen.insert(here).inserted {
        let step = tester.lesson.steps[player.run.step].name
        switch player.task {
        case .act: found += tester.tryOthers(player).map { (step, $0) }
        case .question: found += tester.tryAnswers(player).map { (step, $0) }
        default: break
        }
      }
      player.proceed()
    }
    for (step, text) in found { find(step, text) }
    return ends
  }

  private static func name(of player: LessonPlayer) -> String {
    "\(player.run.step) \(player.run.line) \(player.run.acts.count)"
  }

  /// - Returns: what went wrong.
  private func tryOthers(_ player: LessonPlayer) -> [String] {
    let here = Self.name(of: player)
    let (before, run) = (hash(player.host), player.run)
    var problems: [String] = []
    var count = 0
    func compare(_ what: String) {
      if Self.name(of: player) != here || hash(player.host) != before || player.run.task != run.task {
        problems.append("after \(what) the lesson does not stand where it stood")
      }
    }
    for verb in others(player) {
      let isDone = player.perform(verb).isDone
      guard isDone else { continue }
      count += 1
      if player.task == .aside {
        player.advance(to: player.host.now.after(Self.asideSpan))
        player.key()
      } else {
        goOn(player, to: here)
      }
      compare("\(verb)")
    }
    if count < Self.leastOthers {
      problems.append("beside what is awaited only \(count) acts are possible")
    }
    player.home()
    goOn(player, to: here)
    compare("Home")
    if player.previousStep() {
      goOn(player, to: here)
      compare("PgUp")
    }
    return problems
  }

  private func tryAnswers(_ player: LessonPlayer) -> [String] {
    let here = Self.name(of: player)
    let (before, step) = (hash(player.host), player.run.step)
    let right = player.run.rightChoices
    var problems: [String] = []
    for choice in (player.run.question?.choices ?? []).indices where !right.contains(choice) {
      player.answer(choice)
      if player.run.isRight == true { problems.append("a wrong answer counts") }
      settle(player)
      player.proceed()
      settle(player)
      if case .failed(let line, let saw) = player.task {
        problems.append("after a wrong answer line \(line) did not come true: \(saw)")
      }
      // The lesson may have gone on into the next step.
      if player.run.step == step { player.home() } else { player.previousStep() }
      goOn(player, to: here)
      if hash(player.host) != before { problems.append("after a wrong answer the world is another one") }
    }
    return problems
  }

  /// As the reference student, to the stop of this name.
  private func goOn(_ player: LessonPlayer, to stop: String) {
    for _ in 0..<Self.mostStops {
      settle(player)
      if Self.name(of: player) == stop || player.task == .ended { return }
      let before = player.run
      player.proceed()
      if player.run == before { return }
    }
  }

  /// What somebody may do who did not understand what is awaited.
  private func others(_ player: LessonPlayer) -> [Verb] {
    let snapshot = player.host.snapshot()
    let names = snapshot.accounts.dropFirst()
    var verbs: [Verb] = [.restart([.all]), .heal, .step(3), .load(milliRate: 2000)]
    for node in Set([snapshot.leader, snapshot.nodes.last?.id].compactMap(\.self)).sorted() {
      verbs.append(.kill([.node(node)]))
    }
    if let leader = snapshot.leader { verbs.append(.isolate([.node(leader)])) }
    if let first = snapshot.messages.first { verbs.append(.drop(.number(first.number))) }
    if let from = names.last, let to = names.first, from != to {
      verbs.append(.transfer(from: from, to: to, amount: 7))
    }
    guard case .act(let patterns) = player.task else { return verbs }
    return verbs.filter { verb in !patterns.contains { $0.matches(verb, in: snapshot) } }
  }

  // MARK: Pages

  private mutating func look(at player: LessonPlayer) {
    let picture = player.host.snapshot()
    for target in player.run.spotlight where !target.exists(in: picture) {
      find(player, "there is no \(target) to point at")
    }
    for case .caption(let caption, _) in player.said.dropFirst(looked) {
      look(caption, "the caption", rows: Self.mostRows, player)
    }
    looked = player.said.count
    if isNarrated, player.run.caption == nil, player.run.question == nil {
      find(player, "nothing is said where it stops")
    }
    if let tell = player.run.tell { look(tell, "the note for the teacher", rows: 4, player) }
    for hint in player.run.allHints { look(hint, "the hint", rows: Self.mostRows, player) }
    if let question = player.run.question {
      if player.run.rightChoices.isEmpty {
        find(player, "no choice of \(question.name) is right in this run")
      }
      look(question.text, "the question", rows: 1, player)
      if let because = question.because { look(because, "the reason", rows: Self.mostRows, player) }
      for language in question.text.texts.keys.sorted() {
        let choices = question.choices.enumerated().map { "\($0 + 1) \($1.text.texts[language] ?? "")" }
        if question.choices.contains(where: { $0.text.texts[language] == nil }) {
          find(player, "a choice of \(question.name) lacks \(language)")
        }
        let line = choices.joined(separator: "   ")
        if rows(line, Self.columns).count > 1 { find(player, "the choices take more than a row: \(line)") }
      }
    }
    if let violation = picture.violation {
      find(player, "a rule breaks that the world's `breaks` line does not name: \(violation.invariant)")
    }
  }

  private mutating func look(_ text: LessonText, _ what: String, rows most: Int, _ player: LessonPlayer) {
    for language in lesson.title.texts.keys where text.texts[language] == nil {
      find(player, "\(what) lacks \(language)")
    }
    for text in text.texts.sorted(by: { $0.key < $1.key }).map(\.value) {
      let count = rows(text, Self.columns).count
      if count > most {
        find(player, "\(what) takes \(count) rows of \(Self.columns) columns, not \(most): \(text)")
      }
      if text.contains("{") { find(player, "\(what) has a place that nothing fills: \(text)") }
    }
  }

  /// Terms that this lesson uses and neither it nor those before it explain.
  private mutating func lookAtWords() {
    var before: Set<String> = []
    var waiting = [lesson.name]
    while let name = waiting.popLast() {
      guard before.insert(name).inserted else { continue }
      waiting += (name == lesson.name ? lesson : known.first { $0.name == name })?.after ?? []
    }
    let taught = Set((known + [lesson]).filter { before.contains($0.name) }.flatMap(\.teaches))
    for term in Glossary.allCases where !taught.contains(term.rawValue) && !Self.plain.contains(term) {
      let forms = Set(Language.english.text(term).split(separator: " ").map(String.init))
      for step in lesson.steps {
        for case .say(let text) in step.lines.map(\.what) {
          let words = text.text(in: .english).lowercased().split { !$0.isLetter }.map(String.init)
          if let word = words.first(where: { forms.contains($0) }) {
            find(
              step.name,
              "`\(word)` is used, and no `teaches` line of it or of a lesson before names `\(term.rawValue)`")
          }
        }
      }
    }
  }

  /// Words of everyday life, whatever they mean here.
  private static let plain: Set<Glossary> = [.link, .cut, .crash, .client, .index, .verb, .theme, .entry]
}
