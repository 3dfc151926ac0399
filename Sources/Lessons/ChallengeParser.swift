import Command
import Consensus
import Words

/// Reads challenge files: a challenge's own lines here, and all that happens to its cluster as the scenario that it is.
public enum ChallengeParser {
  /// Reads a whole file; every error in it comes at once.
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - file: Its name, for messages.
  ///   - vocabulary: The names of the protocol that the header asks for.
  public static func parse(
    bytes: [UInt8], file: String, vocabulary: (ConsensusProtocol) -> Vocabulary = { _ in Vocabulary() }
  ) -> Result<Challenge, ScenarioErrors> {
    LessonParser.lines(of: bytes, file: file).flatMap { lines in
      var reading = ChallengeReading(file: file, lines: lines)
      for number in lines.indices { reading.read(number) }
      return reading.result(vocabulary)
    }
  }
}

/// The state of reading one file.
private struct ChallengeReading: OwnLineReading {
  /// What a line is of, as it is read in the scenario.
  private enum Use { case setup, win, lose, solution }
  private enum Section { case head, world, solution }

  private static let headWords = ["challenge", "title", "goal", "allow", "par", "hint", "world"]

  let file: String
  private let lines: [String]
  private var challenge = Challenge(name: "", title: LessonText(), goal: LessonText())
  private var section = Section.head
  var diagnostics: [Diagnostic] = []
  /// The lines of the scenario, by their numbers.
  private var scenario: [String]
  var shifts: [Int: Int] = [:]
  private var uses: [Int: Use] = [:]
  /// The line before was a hint, in another language.
  private var isInHint = false

  init(file: String, lines: [String]) {
    self.file = file
    self.lines = lines
    scenario = Array(repeating: "", count: lines.count)
  }

  // MARK: Lines

  mutating func read(_ number: Int) {
    let line = OwnLine(lines[number])
    defer { isInHint = line.first == "hint" && section == .head }
    guard !line.words.isEmpty else { return }
    switch (section, line.first) {
    case _ where number == 0: scenario[0] = lines[0]
    case (.head, "world"): section = .world
    case (.head, _): readHead(line, number)
    case (.world, "solution"): section = .solution
    case (.world, "win"): take(line, number, as: "when", .win)
    case (.world, "lose"): take(line, number, as: "expect", .lose)
    case (.world, _): take(number, .setup)
    case (.solution, "at"): take(number, .solution)
    case (.solution, _): report(number, line.column(0), .noTime, .time)
    }
  }

  private mutating func take(_ number: Int, _ use: Use) {
    scenario[number] = lines[number]
    uses[number + 1] = use
  }

  private mutating func take(_ line: OwnLine, _ number: Int, as verb: String, _ use: Use) {
    scenario[number] = inScenario(line, number, verb: verb)
    uses[number + 1] = use
  }

  private mutating func readHead(_ line: OwnLine, _ number: Int) {
    switch line.first {
    case "challenge": if let name = name(line, number) { challenge.name = name.text }
    case "title", "goal", "hint": readText(line, number)
    case "allow":
      challenge.allowed += line.words.dropFirst().map(\.text)
      for word in line.words.dropFirst() where !VerbTable.names.contains(word.text) {
        report(
          number, word.column, .noVerb, .verb, ["word": "`\(word.text)`"], near: VerbTable.names,
          to: word.text)
      }
    case "par":
      guard let par = line.word(1).flatMap({ Int($0) }), (1...100).contains(par),
        ["exact", "best-known"].contains(line.word(2)), line.words.count == 3
      else { return report(number, line.column(1), .noPar, .par, ["owner": line.first]) }
      challenge.par = par
      challenge.parIsExact = line.word(2) == "exact"
    default: misplaced(line, number, .challengeLine, Self.headWords)
    }
  }

  private mutating func readText(_ line: OwnLine, _ number: Int) {
    guard let (code, text) = said(line, number) else { return }
    var isNew = true
    switch line.first {
    case "title": isNew = challenge.title.add(code, text)
    case "goal": isNew = challenge.goal.add(code, text)
    default:
      // The line before may have been a hint without a text.
      guard isInHint, let last = challenge.hints.indices.last, challenge.hints[last].add(code, text) else {
        return challenge.hints.append(LessonText(code, text))
      }
    }
    if !isNew { report(number, line.column(1), .nameTwice, .otherName, ["name": code]) }
  }

  // MARK: The whole

  mutating func result(_ vocabulary: (ConsensusProtocol) -> Vocabulary) -> Result<Challenge, ScenarioErrors> {
    switch ScenarioParser.parse(
      text: scenario.joined(separator: "\n"), file: file, vocabulary: vocabulary)
    {
    case .success(let scenario): use(scenario)
    case .failure(let errors): report(errors)
    }
    checkWhole()
    guard diagnostics.isEmpty else {
      return .failure(ScenarioErrors(diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }))
    }
    return .success(challenge)
  }

  private mutating func use(_ scenario: Scenario) {
    challenge.header = scenario.header
    for step in scenario.steps {
      switch (uses[step.line], step.when, step.verb) {
      case (.win, .when(let goal, let patience), nil): challenge.wins.append((goal, patience))
      case (.lose, nil, .expect(let predicate)): challenge.losing = predicate
      case (.solution, .at, let verb?) where challenge.allowed.contains(verb.form.name):
        challenge.solution.append(step)
      case (.setup, _, _) where step.verb?.form.scope != .file: challenge.setup.append(step)
      case (.solution, _, _): report(step.line - 1, 1, .noTime, .time)
      default: report(step.line - 1, 1, .outOfPlace, .win, ["word": "`\(step)`"])
      }
    }
    if scenario.header.seed == nil { report(lines.count - 1, 1, .noSeed, .seed) }
  }

  private mutating func checkWhole() {
    let last = max(0, lines.count - 1)
    if challenge.name.isEmpty { report(0, 1, .noName, .name, ["owner": "challenge"]) }
    if challenge.title.texts.isEmpty { report(0, 1, .noTitle, .title) }
    if challenge.goal.texts.isEmpty, diagnostics.isEmpty {
      report(0, 1, .needsText, .text, ["owner": "goal"])
    }
    if challenge.allowed.isEmpty { report(0, 1, .noVerb, .verb, ["word": "``"]) }
    if challenge.par == 0, diagnostics.isEmpty { report(0, 1, .noPar, .par, ["owner": "par"]) }
    if !uses.values.contains(.win) { report(last, 1, .noWin, .win) }
  }
}
