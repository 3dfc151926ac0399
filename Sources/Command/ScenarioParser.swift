import Consensus
import Words

/// Reads scenario files (recordings and lessons are scenarios too).
public enum ScenarioParser {
  /// The format that is read and written: the first line is `raftcoin 1`.
  public static let version: UInt64 = 1

  /// So many errors are told; a file with more is not a scenario.
  public static let mostErrors = 1000

  /// Reads a whole file; every error in it comes at once.
  /// - Parameters:
  ///   - text: The file's content.
  ///   - file: Its name, for messages.
  ///   - vocabulary: The names of the protocol that the header asks for; without it they are not checked.
  public static func parse(
    text: String, file: String, vocabulary: (ConsensusProtocol) -> Vocabulary = { _ in Vocabulary() }
  ) -> Result<Scenario, ScenarioErrors> {
    parse(bytes: Array(text.utf8), file: file, vocabulary: vocabulary)
  }

  /// The same for bytes that may not be UTF-8 at all.
  /// - Parameter consensus: In the place of the protocol that the header names.
  public static func parse(
    bytes: [UInt8], file: String, vocabulary: (ConsensusProtocol) -> Vocabulary = { _ in Vocabulary() },
    by consensus: ConsensusProtocol? = nil
  ) -> Result<Scenario, ScenarioErrors> {
    var reading = ScenarioReading(file: file, consensus: consensus)
    switch ScenarioText.lines(of: bytes) {
    case .failure(let diagnostic): reading.report([diagnostic], line: 1)
    case .success(let lines):
      for line in lines where !reading.isHopeless { reading.read(line, vocabulary) }
      reading.end(vocabulary)
    }
    return reading.result
  }
}

/// The state of reading one file.
private struct ScenarioReading {
  private let file: String
  private let consensus: ConsensusProtocol?
  private var header = HeaderReader()
  private var steps: [Step] = []
  private var diagnostics: [Diagnostic] = []
  private var sawFirstLine = false
  private var isInHeader = true
  private var known = Known(.file)
  private var lastTime: (time: Nanoseconds, line: Int)?
  /// The latest time at which the line before can have acted; nil once that is too late, which is told once.
  private var latest: Nanoseconds? = 0
  /// What is wrong with the first line of a file of a later format. The other lines are read to see what this
  /// program does not know.
  private var laterFormat: Diagnostic?
  /// A file that is all errors: reading on would only add noise.
  private(set) var isHopeless = false

  init(file: String, consensus: ConsensusProtocol?) {
    self.file = file
    self.consensus = consensus
  }

  var result: Result<Scenario, ScenarioErrors> {
    if let laterFormat { return .failure(ScenarioErrors([laterFormat.naming(unknown: diagnostics)])) }
    guard diagnostics.isEmpty else {
      return .failure(
        ScenarioErrors(diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }))
    }
    return .success(Scenario(header: header.header, steps: steps))
  }

  mutating func report(_ found: [Diagnostic], line: Int? = nil) {
    for var diagnostic in found where !isHopeless {
      diagnostic.file = file
      if let line { diagnostic.line = line }
      diagnostics.append(diagnostic)
      guard diagnostics.count == ScenarioParser.mostErrors else { continue }
      isHopeless = true
      diagnostics.append(
        Diagnostic(
          file: file, line: diagnostic.line, column: diagnostic.column + 1,
          problem: Phrase(Problem.moreErrors),
          expected: Phrase(Expected.putRight)))
    }
  }

  mutating func read(_ line: TextLine, _ vocabulary: (ConsensusProtocol) -> Vocabulary) {
    switch line.content {
    case .failure(let diagnostic):
      // Whatever it says, a first line that cannot be read is one error, not two.
      sawFirstLine = true
      report([diagnostic], line: line.number)
    case .success(let source):
      guard let first = source.tokens.first else { return }
      if !sawFirstLine {
        sawFirstLine = true
        if readFirstLine(first, source, line.number) { return }
      }
      if isInHeader, readHeaderLine(first, source, line.number) { return }
      if isInHeader { endHeader(vocabulary) }
      readStep(source, line.number)
    }
  }

  mutating func end(_ vocabulary: (ConsensusProtocol) -> Vocabulary) {
    if !sawFirstLine {
      report(
        [
          Diagnostic(
            line: 1, column: 1, problem: Phrase(Problem.emptyFile), expected: Self.firstLine)
        ])
    }
    if isInHeader { endHeader(vocabulary) }
    let breaksThem = steps.contains { $0.verb == .bug(name: HeaderReader.ruleOfQuorums, on: true) }
    if !breaksThem, let problem = header.quorumsApart() { report([problem]) }
  }

  private static let firstLine = Phrase(Expected.firstLine, ["version": ScenarioParser.version])

  /// Whether the line is done with: it is the version's, however spelt.
  private mutating func readFirstLine(_ first: Token, _ source: SourceLine, _ number: Int) -> Bool {
    let name = HeaderKey.raftcoin.rawValue
    if first.text == name {
      let problems = header.read(.raftcoin, source, number: number)
      if Self.isLaterVersion(source), var problem = problems.first {
        problem.file = file
        problem.line = number
        laterFormat = problem
      } else {
        report(problems, line: number)
      }
      return true
    }
    let isMisspelt = nearest(to: first.text, in: [name]) != nil
    report([
      Diagnostic(
        line: 1, column: 1, problem: Phrase(Problem.formatMissing),
        expected: Self.firstLine,
        suggestion: isMisspelt ? name : nil)
    ])
    return isMisspelt
  }

  private static func isLaterVersion(_ source: SourceLine) -> Bool {
    guard source.tokens.count > 1, let version = try? Quantities.natural(source.tokens[1].text) else {
      return false
    }
    return version > ScenarioParser.version
  }

  /// Whether the line belongs to the header, or would if it were spelt right.
  private mutating func readHeaderLine(_ first: Token, _ source: SourceLine, _ number: Int) -> Bool {
    if !first.isSign, let key = HeaderKey(rawValue: first.text) {
      // With a link it can only be the verb.
      if key == .latency, source.tokens.contains(where: { $0.isSign && $0.text == ">" }) { return false }
      report(header.read(key, source, number: number), line: number)
      return true
    }
    let words = VerbTable.names + When.words
    if words.contains(first.text) { return false }
    let problem = LineReader(source, known: known).wrong(
      first, .neitherHeaderNorVerb, expected: Phrase(Expected.headerOrVerb),
      nearestOf: HeaderKey.allCases.map(\.rawValue) + words)
    report([problem], line: number)
    return true
  }

  private mutating func endHeader(_ vocabulary: (ConsensusProtocol) -> Vocabulary) {
    isInHeader = false
    if let consensus { header.header.consensus = consensus }
    known.console.vocabulary = vocabulary(header.header.consensus)
    known.console.vocabulary.consensus = header.header.consensus
    report(header.contradictions())
    if header.canTrust(.nodes) { known.nodes = header.header.nodes }
    if header.canTrust(.accounts) { known.accounts = AccountBook(header.header.accounts.map(\.name)) }
  }

  private mutating func readStep(_ source: SourceLine, _ number: Int) {
    let reader = LineReader(source, known: known)
    var problems: [Diagnostic] = []
    var step = Step(line: number)
    do {
      step.when = try reader.when()
      if case .at(let time) = step.when, let problem = descends(to: time, source, number) {
        problems.append(problem)
      }
      if let when = step.when, let problem = takesTooLong(when, source.tokens[reader.position - 1]) {
        problems.append(problem)
      }
      if step.when == nil || !reader.isAtEnd { step.verb = try reader.verb() }
    } catch {
      problems.append(error)
    }
    report(reader.problems + problems, line: number)
    if !addsToNote(step) { steps.append(step) }
    if let name = Self.openedName(step.verb, source) { known.accounts?.insert(name) }
    if case .add(let node, _) = step.verb { known.nodes = max(known.nodes, node.number) }
  }

  /// Takes a line that says the note before it in another language for a part of that note.
  private mutating func addsToNote(_ step: Step) -> Bool {
    guard step.when == nil, case .note(let new) = step.verb, case .note(var note) = steps.last?.verb,
      note.add(new)
    else { return false }
    steps[steps.count - 1].verb = .note(note)
    return true
  }

  /// The account that later lines may use; also where the rest of an `open` line is wrong.
  private static func openedName(_ verb: Verb?, _ source: SourceLine) -> String? {
    if case .open(let name, _) = verb { return name }
    guard verb == nil, let place = source.tokens.firstIndex(where: { $0.text == "open" }) else { return nil }
    return place + 1 < source.tokens.count ? source.tokens[place + 1].text : nil
  }

  private mutating func descends(to time: Nanoseconds, _ source: SourceLine, _ number: Int) -> Diagnostic? {
    guard let last = lastTime, time < last.time else {
      lastTime = (time, number)
      return nil
    }
    let before = Quantities.timeText(last.time)
    return Diagnostic(
      column: source.tokens[1].column,
      problem: Phrase(
        Problem.beforeLine, ["time": Quantities.timeText(time), "line": last.line, "before": before]),
      expected: Phrase(Expected.ascending))
  }

  /// The times of all lines are added to the clock, and their sum must fit it.
  private mutating func takesTooLong(_ when: When, _ token: Token) -> Diagnostic? {
    guard let before = latest else { return nil }
    let time: Nanoseconds =
      switch when {
      case .at(let time): time
      case .after(let span): before + span
      case .when(_, let patience): before + patience
      }
    guard time > Quantities.longestRun else {
      latest = time
      return nil
    }
    latest = nil
    let hours = "\(Quantities.longestRun / Quantities.hour)h"
    return Diagnostic(
      column: token.column, problem: Phrase(Problem.waitsTooLong, ["most": hours]),
      expected: Phrase(Expected.shorterWaits, ["most": hours]))
  }
}

extension Diagnostic {
  /// What is wrong with a file of a later format, with what in it is not known.
  fileprivate func naming(unknown found: [Diagnostic]) -> Diagnostic {
    let lines = Set(found.map(\.line)).count
    var all = self
    if let first = found.min(by: { ($0.line, $0.column) < ($1.line, $1.column) }) {
      let values: [String: any Sayable] = [
        "problem": problem, "count": lines, "line": first.line, "first": first.problem,
      ]
      all.problem = Phrase(lines == 1 ? Problem.oneLineUnknown : .linesUnknown, values)
    } else {
      all.problem = Phrase(Problem.allElseKnown, ["problem": problem])
    }
    all.expected = Phrase(Expected.newerProgram, ["expected": expected])
    return all
  }
}
