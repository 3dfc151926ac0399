import Command
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Predictions
import Words

/// The console as question and answer, for screen readers, pipes, and terminals of any kind: a line in, lines out.
///
/// A line is a word of `LineWord`, a verb, the digit of an answer, or the letter of a key with what its prompt takes:
/// what a lesson says of keys is right here too. Time goes by only where a line asks for it.
package struct LinePrompt {
  /// The most lines of one answer; `more` gives as many again.
  static let mostLines = 3
  /// The virtual time in which `next` looks for something new.
  static let longestLook: Nanoseconds = 10_000_000_000
  /// The virtual time for which `run until` waits.
  private static let longestWait: Nanoseconds = 60_000_000_000
  /// Keys of the console with a prompt, and those that are a line by themselves.
  private static let promptKeys: [Character: Prompt.Kind] = [
    "t": .transfer, "k": .kill, "r": .restart, "s": .stall, "p": .partition, "x": .cut,
  ]
  private static let lineKeys = [
    "h": "heal", "w": "why", "q": "quit", "n": "next", "g": "predict", "?": "help", "pgup": "previous",
    "pgdn": "next",
    "space": "next",
  ]

  /// Whether the person wants to leave.
  package private(set) var wantsQuit = false
  /// What is driven now.
  package internal(set) var host: any ClusterHost

  let options: ConsoleOptions
  var language: Language
  var lesson: LessonSession?
  /// What was said of the lesson last, and where its light fell.
  var told: LessonModel?
  var lit: [LessonTarget] = []
  /// The caption that was said last, and in which step.
  var saidLast: (step: Int, caption: String)?
  /// The question about what comes that is open, and since when.
  var asked: (question: Question, occasion: Occasion, since: UInt64)?
  var score = Score()
  /// The message about which a person was asked last who decides for a node.
  private var askedAbout: UInt64?
  /// Lines of the last answer that were not given yet.
  private var rest: [String] = []
  private var lastRecord: UInt64 = 0
  /// The event that `why` explains; nil: what stands first in the light, or what matters most.
  var chief: UInt64?

  package init(host: any ClusterHost, options: ConsoleOptions) {
    self.host = host
    self.options = options
    language = options.language
    lastRecord = host.snapshot().eventCount
    rest = [inWords(explainer.opening(host.snapshot()).text), say(.greeting)]
    if let name = options.opensLesson { rest = openLesson(name) }
    if let name = options.opensChallenge { rest = challenge(name) }
  }

  /// What stands before the line that is typed: that there is more of the answer, or a sign alone.
  package var mark: String { rest.isEmpty ? "> " : say(.more, ["count": rest.count]) }

  /// What is said before the first line, or `more`.
  package mutating func takeLines() -> [String] {
    defer { rest.removeFirst(min(Self.mostLines, rest.count)) }
    return rest.prefix(Self.mostLines).map(TextField.clean)
  }

  /// What a line is taken for: without controls, and no longer than a prompt's.
  package static func clean(_ typed: String) -> String {
    String(TextField.clean(typed).prefix(TextField.longest))
  }

  /// Does what a line says.
  /// - Returns: the answer: at most three lines, without controls.
  package mutating func answer(_ typed: String) -> [String] {
    let scalars = Self.clean(typed).unicodeScalars.map(FullWidth.twinOutsideNotes)
    var words = String(String.UnicodeScalarView(scalars)).split(separator: " ").map(String.init)
    if words.first?.hasPrefix(":") == true { words[0].removeFirst() }
    if words.last?.lowercased() == "enter" { words.removeLast() }
    words.removeAll(where: \.isEmpty)
    if words == [LineWord.more.rawValue] || words.isEmpty && !rest.isEmpty {
      if rest.isEmpty { rest = [say(.noMore)] }
    } else {
      rest = lines(for: words)
      rest += sayQuestion()
    }
    return takeLines()
  }

  func say(_ text: LineWords, _ values: [String: any Sayable] = [:]) -> String { language.text(text, values) }

  /// The same in the protocol's own words, where it has some.
  func say(_ text: LineWords, _ values: [String: any Sayable], in snapshot: ClusterSnapshot) -> String {
    Template.fill(language.text(text, of: snapshot.consensus.families)) {
      values[String($0)]?.phrase.text(in: language)
    }
  }

  var explainer: Explainer { Explainer(language: language, consensus: host.snapshot().consensus) }

  func inWords(_ text: String) -> String { options.words.text(text, in: language) }

  // MARK: Reading

  private mutating func lines(for words: [String]) -> [String] {
    guard let first = words.first else { return goOn() }
    if words.count == 1, let digit = Int(first.hasSuffix("g") ? String(first.dropLast()) : first) {
      return asked == nil ? answerInLesson(digit) : answer(digit, isSure: !first.hasSuffix("g"))
    }
    if words.count == 1, let hand = host.snapshot().hand, hand.question != nil,
      let answer = Verb.Answer.allCases.first(where: {
        [$0.rawValue, String($0.rawValue.prefix(1))].contains(first)
      })
    {
      return act(.answer(.node(hand.node), answer))
    }
    let line = Self.lineKeys[first.lowercased()].map { [$0] + words.dropFirst() } ?? words
    let arguments = line.dropFirst().joined(separator: " ")
    do throws(Diagnostic) {
      // `run until` is a verb.
      if let word = LineWord(rawValue: line[0].lowercased()), line.dropFirst().first != "until" {
        return try lines(of: word, arguments)
      }
    } catch { return [error.text(in: language)] }
    if let (kind, text) = prompt(line) { return perform(Prompt(kind, text: text)) }
    guard VerbTable.names.contains(line[0]) else {
      let known = LineWord.allCases.map(\.rawValue) + VerbTable.names
      let near = nearest(3, to: first, in: known)
      return [say(.noWord, ["word": String(first.prefix(40)), "words": Phrase.list(near)])]
    }
    return perform(Prompt(.palette, text: line.joined(separator: " ")))
  }

  /// A key that opens a prompt, with what is typed there: `k 3`, `k3`, `t alice bob 5`, `p 4 5`.
  func prompt(_ words: [String]) -> (Prompt.Kind, String)? {
    guard let key = words[0].first, let kind = Self.promptKeys[key] else { return nil }
    let digits = words[0].dropFirst()
    guard digits.allSatisfy({ ("1"..."9").contains($0) }) else { return nil }
    return (kind, ([String(digits)] + words.dropFirst()).filter { !$0.isEmpty }.joined(separator: " "))
  }

  private mutating func lines(of word: LineWord, _ arguments: String) throws(Diagnostic) -> [String] {
    switch word {
    case .next: return goOn()
    case .run: return try run(arguments)
    case .more: return []
    case .where: return [standing]
    case .node: return try nodes(arguments).map(sentence)
    case .log: return log(of: try nodes(arguments).first)
    case .balances: return balances
    case .what: return flights
    case .predict: return ask(arguments)
    case .lesson: return arguments.isEmpty ? sayLesson() : openLesson(arguments)
    case .challenge: return challenge(arguments)
    case .hint: return hint()
    case .home: return inLesson { $0.home() }
    case .previous:
      return inLesson { player in
        if !player.previousStep() { player.home() }
      }
    case .leave: return asked == nil ? leaveLesson() : leaveQuestion()
    case .help:
      let verbs = Phrase.list(VerbTable.names)
      return [say(.helpTime), say(.helpLooks), say(.helpLessons), say(.helpVerbs, ["verbs": verbs])]
    }
  }

  var context: PaletteContext { PaletteContext(of: host.snapshot(), host, options, language) }

  /// The nodes that are named, `leader` too; all, where none is.
  private func nodes(_ text: String) throws(Diagnostic) -> [NodeSnapshot] {
    let snapshot = host.snapshot()
    guard !text.isEmpty else {
      return snapshot.nodes.sorted {
        ($0.id == snapshot.leader ? 0 : 1, $0.id) < ($1.id == snapshot.leader ? 0 : 1, $1.id)
      }
    }
    return try VerbParser.nodes(text, context: context).flatMap { selector in
      switch selector {
      case .node(let id): snapshot.nodes.filter { $0.id == id }
      case .leader: snapshot.nodes.filter { $0.id == snapshot.leader }
      case .follower, .random, .all: snapshot.nodes
      }
    }
  }

  // MARK: Verbs

  private mutating func perform(_ prompt: Prompt) -> [String] {
    switch verbs(of: prompt) {
    case .success(let verbs): verbs.flatMap { perform($0) }
    case .failure(let problem): [problem.text]
    }
  }

  /// What Enter takes in this prompt.
  func verbs(of prompt: Prompt) -> Result<[Verb], ScenarioProblem> {
    var (prompt, history) = (prompt, CommandHistory())
    let snapshot = host.snapshot()
    let names = snapshot.accounts.dropFirst()
    let scene = PromptScene(
      snapshot: snapshot, context: context,
      transferOffer: names.count < 2 ? "" : names.prefix(2).joined(separator: " ") + " 10")
    guard case .perform(let verbs, _) = prompt.react(to: .enter, in: scene, history: &history) else {
      return .failure(ScenarioProblem(prompt.fault?.text(in: language) ?? ""))
    }
    return .success(verbs)
  }

  private mutating func perform(_ verb: Verb) -> [String] {
    switch verb {
    case .quit: wantsQuit = true
    case .why: return why()
    case .play: return goOn()
    case .runUntil(let predicate): return run(until: predicate)
    case .language(let name):
      language = Language(rawValue: name) ?? language
      return [say(.greeting)]
    case .scenario(let name?): return openScenario(name)
    case .scenario(nil): return options.scenarios.map { "\($0.name): \($0.listed(language))" }
    case .pauseClock, .speed, .view, .big, .theme, .poll, .hands:
      return [say(.noScreen, ["word": verb.form.name])]
    default: return act(verb)
    }
    return []
  }

  private mutating func act(_ verb: Verb) -> [String] {
    let refusal = host.unavailability(of: verb) ?? lesson?.challenge?.refusal(of: verb)
    if let refusal { return [refusal.text(in: language)] }
    let player = lesson?.player
    // An act comes after all events of its instant.
    if player == nil { host.advance(to: host.now) }
    lesson?.notice(wall: 0)
    let hand = host.snapshot().hand
    let outcome = player?.perform(verb) ?? host.perform(verb)
    options.noteDecision(verb, of: hand, outcome, now: host.snapshot().hand)
    if case .nothing(let reason) = outcome {
      forget()
      chief = lastRecord
      return [inWords(explainer.text(of: reason))]
    }
    switch verb {
    case .back, .goto, .fork:
      forget()
      return [standing]
    default: break
    }
    if let player, player.task != .aside { return followLesson() }
    var lines = tell()
    if lines.isEmpty { lines = [lastEvent(of: verb)] }
    return player == nil ? lines : lines + [language.text(LessonWords.aside)]
  }

  /// What happened last, whatever it was, of a step; else that the verb was done.
  private func lastEvent(of verb: Verb) -> String {
    guard case .step = verb, let record = host.record(lastRecord) else {
      return say(.done, ["verb": verb.description])
    }
    let text = explainer.stepText(of: Scene(record, in: host.snapshot(), host))
    return "\(Quantities.secondsText(record.time)) \(inWords(text))"
  }

  private mutating func openScenario(_ name: String) -> [String] {
    switch options.onOpenScenario(name) {
    case .success(let other):
      (lesson, host) = (nil, other)
      forget()
      return [options.scenarios.first { $0.name == name }?.line(language) ?? name, say(.goOn)]
    case .failure(let problem): return [problem.text]
    }
  }

  /// What a person is asked who decides for a node, once.
  private mutating func sayQuestion() -> [String] {
    let snapshot = host.snapshot()
    guard let hand = snapshot.hand, hand.question?.number != askedAbout else { return [] }
    askedAbout = hand.question?.number
    guard let question = explainer.question(of: hand, in: snapshot) else { return [] }
    return [inWords(question), language.text(HandWords.lineKeys)]
  }

  // MARK: Time

  /// To the next news, or on in the lesson.
  private mutating func goOn() -> [String] {
    if lesson != nil { return goOnInLesson() }
    host.continuePastViolation()
    let (start, limit) = (host.now, host.now.after(Self.longestLook))
    while let due = host.nextEventTime, due <= limit, let record = host.step() {
      guard Self.mayBeNews(record) else { continue }
      let lines = tell()
      if !lines.isEmpty { return lines }
    }
    var lines = tell()
    if host.frozenAt != nil { lines.append(say(.ruleBroke)) }
    if !lines.isEmpty { return lines }
    if host.nextEventTime == nil { return [language.text(Notices.nothingMore)] }
    host.advance(to: limit)
    return [say(.quiet, ["time": explainer.duration(host.now.since(start))])]
  }

  /// A look at a whole picture is spared where nothing was decided.
  private static func mayBeNews(_ record: EventRecord) -> Bool {
    switch record.what {
    case .delivered, .timer, .written, .internalStep: !record.decisions.isEmpty || !record.applied.isEmpty
    default: true
    }
  }

  /// Whether time goes by only as the lesson says.
  private var isLessonWaiting: Bool {
    switch lesson?.player.task {
    case nil, .aside, .ended: false
    default: true
    }
  }

  /// `run until PREDICATE`.
  private mutating func run(until predicate: Predicate) -> [String] {
    if isLessonWaiting { return [say(.lessonWaits)] + followLesson() }
    let start = host.now
    host.continuePastViolation()
    let holds = host.advance(to: start.after(Self.longestWait), until: predicate) { true } ?? false
    let span = explainer.duration(host.now.since(start))
    return [holds ? standing : say(.notYet, ["time": span])] + tell()
  }

  /// `run 100ms`.
  private mutating func run(_ text: String) throws(Diagnostic) -> [String] {
    if isLessonWaiting, lesson?.challenge == nil { return [say(.lessonWaits)] + followLesson() }
    guard !text.isEmpty else { return [say(.helpTime)] }
    let span = try VerbParser.time(text)
    if lesson?.challenge != nil { return goOnInChallenge(over: span) }
    let start = host.now
    host.continuePastViolation()
    host.advance(to: start.after(span))
    let lines = tell()
    return lines.isEmpty ? [say(.quiet, ["time": explainer.duration(host.now.since(start))])] : lines
  }

  /// What was news since it was told last.
  mutating func tell() -> [String] {
    let records = host.records(after: lastRecord)
    guard let last = records.last else { return [] }
    lastRecord = last.number
    let (snapshot, explainer) = (host.snapshot(), explainer)
    var lines: [String] = []
    for record in records {
      guard let line = explainer.plainLine(of: Scene(record, in: snapshot, host)) else { continue }
      chief = record.number
      lines.append(inWords(line))
    }
    return lines
  }

  /// What has happened up to here is not told.
  mutating func forget() {
    lastRecord = host.snapshot().eventCount
    chief = nil
  }

  private mutating func why() -> [String] {
    let snapshot = host.snapshot()
    let card: WhyCard
    if let record = chief.flatMap(host.record) {
      card = explainer.card(of: Scene(record, in: snapshot, host))
    } else {
      let spot = lit.first?.spots(in: snapshot).first
      let selection: Selection? = if case .thing(let selection) = spot { selection } else { nil }
      card = explainer.card(for: selection, in: snapshot, host)
    }
    // Asked again, it tells the cause.
    chief = card.cause
    return [card.title] + card.sentences
  }
}
