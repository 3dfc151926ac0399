import Command
import Consensus
import Words

/// What can be wrong with a lesson's own lines, and what should stand there.
public enum LessonProblems: String, TextKey {
  case notText, noLanguage, language, needsText, text, outOfPlace, headLine, questionLine, noName,
    name, noStep, noQuestion, nameTwice, otherName, neverAsked, ask, noTarget, target, noVerb, verb, noNumber,
    number, noEnd, end, noWorld, world, noTitle, title, noSeed, seed, noRight, right, fewChoices, choices,
    noGoto, goto, noPoints, points, noChoice, choiceNumber, otherKey, key, challengeLine, noPar, par, noWin,
    win,
    noTime, time
}

/// Reads lesson files: a lesson's own lines here, and the lines of each world as the scenario that they are.
public enum LessonParser {
  /// Reads a whole file; every error in it comes at once.
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - file: Its name, for messages.
  ///   - vocabulary: The names of the protocol that a world's header asks for.
  public static func parse(
    bytes: [UInt8], file: String, vocabulary: (ConsensusProtocol) -> Vocabulary = { _ in Vocabulary() }
  ) -> Result<Lesson, ScenarioErrors> {
    let lines: [String]
    switch Self.lines(of: bytes, file: file) {
    case .success(let found): lines = found
    case .failure(let errors): return .failure(errors)
    }
    var reading = LessonReading(file: file, lines: lines)
    for number in lines.indices { reading.read(number) }
    return reading.result(vocabulary)
  }

  static func lines(of bytes: [UInt8], file: String) -> Result<[String], ScenarioErrors> {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let problem = Diagnostic(
        file: file, column: 1, problem: Phrase(LessonProblems.notText), expected: Phrase(LessonProblems.text))
      return .failure(ScenarioErrors([problem]))
    }
    let body = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    let lines = body.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    return .success(lines.map(String.init))
  }
}

/// The state of reading one file.
private struct LessonReading: OwnLineReading {
  /// What becomes of a line of a scenario, once its world is read.
  enum Use {
    case step(Int)
    case check(Int)
    case proof(Int, question: String, choice: Int)
    case branch(Int, to: String)
    case student(Int)
    case trial(question: Int)
    case right(question: Int, choice: Int)
  }
  private enum Section { case head, world, step, question }

  let file: String
  let lines: [String]
  private var lesson = Lesson(name: "", title: LessonText())
  private var section = Section.head
  var diagnostics: [Diagnostic] = []
  /// The lines of each world's scenario, by their numbers; the first line is that of the file.
  private var scenarios: [[Int: String]] = []
  var shifts: [Int: Int] = [:]
  private var uses: [Int: Use] = [:]
  private var names: [String: Int] = [:]
  /// Names that a line uses before they may be known.
  private var mentions: [(name: Word, line: Int, isStep: Bool)] = []
  private var asked: [String: Int] = [:]
  private var questionLines: [(question: Int, line: Int, text: String)] = []
  private var firstSteps: [Int: Int] = [:]
  private var proofs: [(question: String, choice: Int, line: Int, column: Int)] = []

  init(file: String, lines: [String]) {
    self.file = file
    self.lines = lines
  }

  // MARK: Lines

  mutating func read(_ number: Int) {
    let line = OwnLine(lines[number])
    guard !line.words.isEmpty, number > 0 || line.first != "raftcoin" else { return }
    switch line.first {
    case "world":
      section = .world
      lesson.worlds.append(Scenario())
      scenarios.append([:])
    case "step": beginStep(line, number)
    case "question": beginQuestion(line, number)
    default:
      switch section {
      case .head: readHead(line, number)
      case .world: scenarios[scenarios.count - 1][number] = lines[number]
      case .step: readStep(line, number)
      case .question: readQuestion(line, number)
      }
    }
  }

  private mutating func readHead(_ line: OwnLine, _ number: Int) {
    switch line.first {
    case "lesson": if let name = name(line, number) { lesson.name = name.text }
    case "title":
      guard let (language, text) = said(line, number) else { return }
      if !lesson.title.add(language, text) {
        report(number, line.column(1), .nameTwice, .otherName, ["name": language])
      }
    case "minutes":
      guard let minutes = line.word(1).flatMap({ Int($0) }), (1...120).contains(minutes) else {
        return report(number, line.column(1), .noNumber, .number)
      }
      lesson.minutes = minutes
    case "points": if let points = points(line, number) { lesson.points = points }
    case "rubric", "instead": readRubric(line, number)
    case "after", "teaches":
      let words = line.words.dropFirst().map { String($0.text.filter { $0 != "," }) }.filter { !$0.isEmpty }
      if words.isEmpty { report(number, line.endColumn, .noName, .name, ["owner": line.first]) }
      if line.first == "after" { lesson.after = words } else { lesson.teaches = words }
    default:
      misplaced(
        line, number, .headLine,
        ["lesson", "title", "minutes", "after", "teaches", "points", "rubric", "instead", "world"])
    }
  }

  private mutating func points(_ line: OwnLine, _ number: Int) -> Points? {
    let points = line.word(1).flatMap { Points($0) }
    if points == nil { report(number, line.column(1), .noPoints, .points, ["owner": line.first]) }
    return points
  }

  /// What an answer must say, or the same as right before in another language.
  private mutating func readRubric(_ line: OwnLine, _ number: Int) {
    guard let points = points(line, number), let (language, text) = said(line, number, at: 2) else { return }
    let isInstead = line.first == "instead"
    if let last = lesson.rubric.last, last.points == points, last.isInstead == isInstead,
      lesson.rubric[lesson.rubric.count - 1].text.add(language, text)
    {
      return
    }
    lesson.rubric.append(
      RubricLine(points: points, isInstead: isInstead, text: LessonText(language, text)))
  }

  /// Takes the name of a step or a question, which there may be once.
  private mutating func newName(_ line: OwnLine, _ number: Int) -> String? {
    guard let word = name(line, number) else { return nil }
    let key = "\(line.first) \(word.text)"
    if names[key] != nil { report(number, word.column, .nameTwice, .otherName, ["name": word.text]) }
    names[key] = number
    return word.text
  }

  private mutating func mention(_ word: Word?, _ number: Int, isStep: Bool) -> String {
    guard let word else { return "" }
    mentions.append((word, number, isStep))
    return word.text
  }

  // MARK: Steps

  private mutating func beginStep(_ line: OwnLine, _ number: Int) {
    section = .step
    guard !scenarios.isEmpty else { return report(number, line.column(0), .noWorld, .world) }
    let world = scenarios.count - 1
    if firstSteps[world] == nil {
      firstSteps[world] = number
      // A header ends at the first verb: what follows is no header line any more.
      scenarios[world][number] = "heal"
    }
    lesson.steps.append(LessonStep(name: newName(line, number) ?? "", world: world))
  }

  private mutating func readStep(_ line: OwnLine, _ number: Int) {
    guard !lesson.steps.isEmpty else { return }
    switch line.first {
    case "say", "hint", "tell": addText(line, number)
    case "point": readPoint(line, number)
    case "ask":
      let name = mention(name(line, number), number, isStep: false)
      if asked[name] == nil { asked[name] = lesson.steps[lesson.steps.count - 1].world }
      add(.ask(name), number)
    case "goto": add(.goto(mention(name(line, number), number, isStep: true)), number)
    case "end": add(.end, number)
    case "allow":
      let verbs = line.words.dropFirst().flatMap { $0.text.split(separator: ",").map(String.init) }
      for verb in verbs where verb != "all" && !VerbTable.names.contains(verb) {
        report(number, line.column(1), .noVerb, .verb, ["word": "`\(verb)`"], near: VerbTable.names, to: verb)
      }
      if verbs.isEmpty { report(number, line.endColumn, .noVerb, .verb, ["word": "``"]) }
      add(.allow(verbs.contains("all") ? [] : verbs), number)
    case "check":
      scenario(line, number, as: "expect", .check(lesson.steps.count - 1))
    case "proof":
      let name = mention(name(line, number), number, isStep: false)
      guard let choice = line.word(2).flatMap({ Int($0) }) else {
        return report(number, line.column(2), .noChoice, .choiceNumber, ["word": line.word(2) ?? ""])
      }
      proofs.append((name, choice - 1, number, line.column(2)))
      scenario(
        line, number, as: "expect", words: 3,
        .proof(lesson.steps.count - 1, question: name, choice: choice - 1))
    case "student":
      if line.words.dropFirst().map(\.text) == ["answer", "wrong"] {
        add(.student(.answerWrong), number)
      } else {
        scenario(line, number, as: "", .student(lesson.steps.count - 1))
      }
    case "if": readBranch(line, number)
    case "view", "big", "speed":
      do { add(.verb(try VerbParser.parse(syntax: lines[number])), number) } catch { report(error, number) }
    case "when" where ["key", "answered"].contains(line.word(1)) && line.words.count == 2:
      add(.waitFor(line.word(1) == "key" ? .key : .answered), number)
    case "when" where line.word(1) == "did":
      if let pattern = pattern(line.words[2...], line, number) { add(.waitFor(.did(pattern)), number) }
    default: scenario(line, number, as: nil, .step(lesson.steps.count - 1))
    }
  }

  private mutating func add(_ what: LessonLine.What, _ number: Int) {
    lesson.steps[lesson.steps.count - 1].lines.append(LessonLine(number: number + 1, what: what))
  }

  /// A text, or the same as right before in another language.
  private mutating func addText(_ line: OwnLine, _ number: Int) {
    guard let (language, text) = said(line, number) else { return }
    let step = lesson.steps.count - 1
    switch (line.first, lesson.steps[step].lines.last?.what) {
    case ("say", .say(var before)) where before.add(language, text):
      lesson.steps[step].lines[lesson.steps[step].lines.count - 1].what = .say(before)
    case ("hint", .hint(var before)) where before.add(language, text):
      lesson.steps[step].lines[lesson.steps[step].lines.count - 1].what = .hint(before)
    case ("tell", .tell(var before)) where before.add(language, text):
      lesson.steps[step].lines[lesson.steps[step].lines.count - 1].what = .tell(before)
    case ("say", _): add(.say(LessonText(language, text)), number)
    case ("tell", _): add(.tell(LessonText(language, text)), number)
    default: add(.hint(LessonText(language, text)), number)
    }
  }

  private mutating func readPoint(_ line: OwnLine, _ number: Int) {
    var targets: [LessonTarget] = []
    for part in line.text(from: 1).split(separator: ",") {
      if let target = LessonTarget(part.split(separator: " ").map(String.init)) {
        targets.append(target)
      } else {
        report(number, line.column(1), .noTarget, .target, ["word": "`\(part)`"])
      }
    }
    if targets.isEmpty, line.words.count < 2 {
      report(number, line.endColumn, .noTarget, .target, ["word": "``"])
    }
    add(.point(targets), number)
  }

  private mutating func pattern(_ words: ArraySlice<Word>, _ line: OwnLine, _ number: Int) -> ActPattern? {
    if let pattern = ActPattern(words.map(\.text)) { return pattern }
    let word = words.first?.text ?? ""
    report(
      number, words.first?.column ?? line.endColumn, .noVerb, .verb, ["word": "`\(word)`"],
      near: VerbTable.names,
      to: word)
    return nil
  }

  private mutating func readBranch(_ line: OwnLine, _ number: Int) {
    guard let place = line.words.lastIndex(where: { $0.text == "goto" }), place > 1,
      place == line.words.count - 2
    else { return report(number, line.endColumn, .noGoto, .goto) }
    let step = mention(line.words[place + 1], number, isStep: true)
    let condition = line.words[1..<place]
    if condition.first?.text == "did" {
      if let pattern = pattern(condition.dropFirst(), line, number) {
        add(.branch(.did(pattern), to: step), number)
      }
    } else if condition.map(\.text) == ["answered", "wrong"] {
      add(.branch(.answeredWrong, to: step), number)
    } else {
      let text = String(line.text(from: 0).prefix(line.words[place].column - line.words[0].column))
      scenario(OwnLine(text), number, as: "expect", .branch(lesson.steps.count - 1, to: step))
    }
  }

  /// A line whose end is a scenario's: its first word is another one there, or none, or (nil) the same.
  private mutating func scenario(
    _ line: OwnLine, _ number: Int, as verb: String?, words: Int = 1, _ use: Use
  ) {
    uses[number + 1] = use
    let text = inScenario(line, number, as: verb, words: words)
    scenarios[scenarios.count - 1][number] = text
  }

  private mutating func inScenario(_ line: OwnLine, _ number: Int, as verb: String?, words: Int = 1) -> String
  {
    guard let verb else { return lines[number] }
    return verb.isEmpty ? line.blank(words: words) : inScenario(line, number, verb: verb, words: words)
  }

  // MARK: Questions

  private mutating func beginQuestion(_ line: OwnLine, _ number: Int) {
    section = .question
    var question = LessonQuestion(name: newName(line, number) ?? "", text: LessonText())
    if line.word(2) == "after" {
      do { question.span = try VerbParser.time(line.text(from: 3)) } catch {
        report(error, number, shift: line.column(3) - 1)
      }
    } else if line.words.count > 2 {
      report(number, line.column(2), .outOfPlace, .questionLine, ["word": "`\(line.words[2].text)`"])
    }
    lesson.questions.append(question)
  }

  private mutating func readQuestion(_ line: OwnLine, _ number: Int) {
    let place = lesson.questions.count - 1
    switch line.first {
    case "text", "because", "choice":
      guard let (language, text) = said(line, number) else { return }
      if !addText(line.first, language, text, to: &lesson.questions[place]) {
        report(number, line.column(1), .nameTwice, .otherName, ["name": language])
      }
    case "try":
      questionLines.append((place, number, inScenario(line, number, as: "")))
      uses[number + 1] = .trial(question: place)
    case "right" where !lesson.questions[place].choices.isEmpty:
      let choice = lesson.questions[place].choices.count - 1
      if line.words.count == 2, line.word(1) == "always" {
        lesson.questions[place].choices[choice].right = .always
      } else if line.word(1) == "if" {
        questionLines.append((place, number, inScenario(line, number, as: "expect", words: 2)))
        uses[number + 1] = .right(question: place, choice: choice)
      } else {
        report(number, line.column(1), .noRight, .right)
      }
    default: misplaced(line, number, .questionLine, ["text", "choice", "right", "because", "try"])
    }
  }

  private func addText(
    _ kind: String, _ language: String, _ text: String, to question: inout LessonQuestion
  ) -> Bool {
    switch kind {
    case "text": return question.text.add(language, text)
    case "because":
      if question.because != nil { return question.because?.add(language, text) ?? false }
      question.because = LessonText(language, text)
    default:
      let last = question.choices.count - 1
      let isSame =
        last >= 0 && question.choices[last].right == .never && question.choices[last].text.add(language, text)
      if !isSame { question.choices.append(LessonQuestion.Choice(text: LessonText(language, text))) }
    }
    return true
  }

  // MARK: The whole

  mutating func result(_ vocabulary: (ConsensusProtocol) -> Vocabulary) -> Result<Lesson, ScenarioErrors> {
    for (question, number, text) in questionLines {
      let world = asked[lesson.questions[question].name] ?? 0
      if scenarios.indices.contains(world) { scenarios[world][number] = text }
    }
    let steps =
      scenarios.isEmpty ? readFirstLine(vocabulary) : scenarios.indices.map { readWorld($0, vocabulary) }
    checkNames()
    checkProofs()
    checkWhole()
    guard diagnostics.isEmpty else {
      var sorted = diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
      // The first line is read with every world.
      for place in sorted.indices.dropFirst().reversed() where sorted[place] == sorted[place - 1] {
        sorted.remove(at: place)
      }
      return .failure(ScenarioErrors(sorted))
    }
    for step in steps.joined() { use(step) }
    for place in lesson.steps.indices { lesson.steps[place].lines.sort { $0.number < $1.number } }
    findSides()
    return .success(lesson)
  }

  private mutating func readFirstLine(_ vocabulary: (ConsensusProtocol) -> Vocabulary) -> [[Step]] {
    report(max(0, lines.count - 1), 1, .noWorld, .world)
    return [parsed([:], vocabulary)?.steps ?? []]
  }

  private mutating func readWorld(_ world: Int, _ vocabulary: (ConsensusProtocol) -> Vocabulary) -> [Step] {
    guard let scenario = parsed(scenarios[world], vocabulary) else { return [] }
    let first = (firstSteps[world] ?? lines.count) + 1
    var header = scenario.header
    // All coins belong to people, unless a lesson is about opening accounts.
    if !scenarios[world].values.contains(where: { $0.hasPrefix("treasury") }) { header.treasury = 0 }
    lesson.worlds[world] = Scenario(header: header, steps: scenario.steps.filter { $0.line < first })
    // An event may come before the line that waits for it is done.
    lesson.worlds[world].asked = scenario.steps.filter { $0.line > first }.flatMap(\.predicates)
      .filter { !$0.events.isEmpty }
    if scenario.header.seed == nil { report(first - 1, 1, .noSeed, .seed) }
    return scenario.steps.filter { $0.line > first }
  }

  /// The lines of one world as a scenario; what is wrong is told with the places of the lesson's file.
  private mutating func parsed(
    _ kept: [Int: String], _ vocabulary: (ConsensusProtocol) -> Vocabulary
  ) -> Scenario? {
    let text = lines.indices.map { $0 == 0 ? lines[0] : kept[$0] ?? "" }.joined(separator: "\n")
    switch ScenarioParser.parse(text: text, file: file, vocabulary: vocabulary) {
    case .success(let scenario): return scenario
    case .failure(let errors):
      report(errors)
      return nil
    }
  }

  private mutating func checkNames() {
    let steps = lesson.steps.map(\.name)
    let questions = lesson.questions.map(\.name)
    for (word, number, isStep) in mentions where !(isStep ? steps : questions).contains(word.text) {
      report(
        number, word.column, isStep ? .noStep : .noQuestion, .name, ["word": "`\(word.text)`", "owner": ""],
        near: isStep ? steps : questions, to: word.text)
    }
    for question in lesson.questions {
      let number = names["question \(question.name)"] ?? 0
      if asked[question.name] == nil { report(number, 1, .neverAsked, .ask, ["name": question.name]) }
      if question.choices.count < 2 { report(number, 1, .fewChoices, .choices, ["name": question.name]) }
      if question.text.texts.isEmpty { report(number, 1, .needsText, .text, ["owner": "question"]) }
    }
  }

  /// What a run shows to be right must be what the key says.
  private mutating func checkProofs() {
    for proof in proofs {
      guard let question = lesson.questions.first(where: { $0.name == proof.question }) else { continue }
      guard question.choices.indices.contains(proof.choice) else {
        report(proof.line, proof.column, .noChoice, .choiceNumber, ["word": "\(proof.choice + 1)"])
        continue
      }
      let others = question.choices.indices.filter { $0 != proof.choice }
      if question.choices[proof.choice].right == .never
        || others.contains(where: { question.choices[$0].right == .always })
      {
        report(
          proof.line, proof.column, .otherKey, .key, ["name": question.name, "number": proof.choice + 1])
      }
    }
  }

  /// A step is beside the straight way where a branch leads to it, and the step before does not.
  private mutating func findSides() {
    let sides = lesson.steps.flatMap(\.lines).compactMap { line -> String? in
      if case .branch(_, let step) = line.what { step } else { nil }
    }
    for place in lesson.steps.indices.dropFirst() where sides.contains(lesson.steps[place].name) {
      switch lesson.steps[place - 1].lines.last?.what {
      case .goto, .end: lesson.steps[place].isSide = true
      default: break
      }
    }
  }

  private mutating func checkWhole() {
    let last = max(0, lines.count - 1)
    if lesson.name.isEmpty { report(0, 1, .noName, .name, ["owner": "lesson"]) }
    if lesson.title.texts.isEmpty { report(0, 1, .noTitle, .title) }
    if lesson.steps.isEmpty || !lesson.steps.contains(where: { $0.lines.contains { $0.what == .end } }) {
      report(last, 1, .noEnd, .end)
    }
  }

  /// Puts a line of a scenario, now that it is read, where it belongs in the lesson.
  private mutating func use(_ step: Step) {
    guard let use = uses[step.line] else { return }
    func put(_ what: LessonLine.What, _ place: Int) {
      lesson.steps[place].lines.append(LessonLine(number: step.line, what: what))
    }
    switch (use, step.verb) {
    case (.step(let place), let verb):
      if let when = step.when { put(.wait(when), place) }
      if let verb { put(.verb(verb), place) }
    case (.check(let place), .expect(let predicate)): put(.check(predicate), place)
    case (.proof(let place, let question, let choice), .expect(let predicate)):
      put(.proof(question: question, choice: choice, predicate), place)
    case (.branch(let place, let to), .expect(let predicate)): put(.branch(.world(predicate), to: to), place)
    case (.student(let place), let verb?): put(.student(.verb(verb)), place)
    case (.trial(let question), let verb?): lesson.questions[question].acts.append(verb)
    case (.right(let question, let choice), .expect(let predicate)):
      lesson.questions[question].choices[choice].right = .holds(predicate)
    default: break
    }
  }
}
