import ArgumentParser
import Command
import Consensus
import Explanation
import Host
import Posix
import Predictions
import SimulationHost
import Words

/// `raftcoin predict`: worlds that are drawn, a question about each, and then what it does.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", _superCommandName: "raftcoin",
    abstract: "Asks what a cluster will do, takes an answer, and then runs it.",
    discussion: """
      Line by line, also through a pipe. Clusters and what happens to them are drawn; each is run to a moment worth a \
      question. Answer with a digit if you are sure (right 2 points, wrong -1), with a digit and g if you guess (right \
      1, wrong 0). What you missed comes back after 3 and after 10 questions. Answers are kept on this machine, in \
      ~/.local/state/raftcoin/results/predictions.jsonl.
      """)

  @Option(help: "Only questions of this level, 1 to 3; without it of all.")
  var level: Int?

  @Option(name: .customLong("protocol"), help: "Whose clusters: raft or paxos.")
  var consensus = ConsensusProtocol.raft.rawValue

  @Option(help: "How many questions; without it they go on until q.")
  var count: Int?

  @Option(name: .shortAndLong, help: "The seed that decides which clusters are drawn; drawn where not given.")
  var seed: UInt64?

  @Option(name: [.customLong("lang")], help: Language.optionHelp)
  var language: Language?

  /// So many clusters are drawn for one template before another takes its turn.
  fileprivate static let mostDraws = 20

  func run() throws {
    guard let consensus = ConsensusProtocol(rawValue: consensus), !Prediction.all(of: consensus).isEmpty
    else {
      throw ScenarioFile.wrong("--protocol \(consensus): expected raft or paxos\n")
    }
    let templates = Prediction.all(of: consensus).filter { level == nil || $0.level == level }
    guard !templates.isEmpty else { throw ScenarioFile.wrong("--level \(level ?? 0): expected 1, 2 or 3\n") }
    if let count, count < 1 { throw ScenarioFile.wrong("--count \(count): expected at least 1\n") }
    let seed = seed ?? UInt64.random(in: 0...999_999)
    var generator = SeededGenerator(seed: seed)
    var score = Score()
    let language = language ?? Opening.environmentLanguage
    let lines = PredictionLines(language)
    Asked.tell(["seed \(seed)", lines.help])
    while score.asked < count ?? .max {
      guard let asked = try Asked(&score, templates, of: consensus, &generator),
        try asked.answered(lines, language, &score)
      else { break }
    }
    Asked.tell([""] + lines.summary(of: score))
  }
}

/// A question about a run that was led to where it fits.
private struct Asked {
  let host: SimulationHost
  let question: Question
  let occasion: Occasion

  /// The next one; nil: nothing fits in many draws.
  init?(
    _ score: inout Score, _ templates: [Prediction], of consensus: ConsensusProtocol,
    _ generator: inout SeededGenerator
  ) throws {
    for template in score.next(of: templates, using: &generator) {
      for _ in 0..<Predict.mostDraws {
        let seed = generator.below(1_000_000)
        var draw = WorldDraw(seed: seed)
        var header = draw.header(seed: seed)
        header.consensus = consensus
        let host = try makeHost(Scenario(header: header), seed: seed)
        guard let (question, occasion) = draw.question(template, in: host) else { continue }
        (self.host, self.question, self.occasion) = (host, question, occasion)
        score.begin(template.name)
        return
      }
    }
    return nil
  }

  /// Asks, takes the answer, runs on, and tells.
  /// - Returns: false where there was no answer.
  func answered(_ lines: PredictionLines, _ language: Language, _ score: inout Score) throws -> Bool {
    Self.tell([""] + lines.question(question, on: occasion, number: score.asked + 1))
    let moment = (try? host.shareLine()) ?? ""
    let began = ContinuousClock.now
    guard let (place, isSure) = read(lines) else { return false }
    let spent = UInt64(max(0, began.duration(to: .now) / .nanoseconds(1)))
    let answer = GivenAnswer(
      to: question, seed: occasion.snapshot.seed, picked: place, isSure: isSure, after: spent)
    let points = score.note(answer)
    for act in question.acts {
      host.advance(to: act.time)
      _ = host.perform(act.verb)
    }
    host.advance(to: question.decided)
    var verdict = lines.verdict(on: question, picked: place, points: points)
    verdict[0] = (answer.isRight ? "✓ " : "✗ ") + verdict[0]
    Self.tell(verdict)
    if let record = question.event.flatMap(host.record),
      let line = Explainer(language: language).plainLine(of: Scene(record, in: host.snapshot(), host))
    {
      Self.tell(["  " + line])
    }
    SavedRuns()?.note(answer, moment: moment)
    return true
  }

  static func tell(_ lines: [String]) {
    for line in lines where !StandardOutput.write(line) { exit(0) }
  }

  /// A place and whether somebody is sure of it; nil: the end.
  private func read(_ lines: PredictionLines) -> (place: Int, isSure: Bool)? {
    while let line = readLine() {
      let typed = line.filter { !$0.isWhitespace }.lowercased()
      if typed == "q" { return nil }
      let isGuess = typed.hasSuffix("g")
      if let digit = Int(isGuess ? String(typed.dropLast()) : typed),
        question.choices.indices.contains(digit - 1)
      {
        return (digit - 1, !isGuess)
      }
      Self.tell([lines.help])
    }
    return nil
  }
}

extension SavedRuns {
  /// Keeps an answer for whoever looks at results later. Nobody's question stops for it.
  func note(_ answer: GivenAnswer, moment: String) {
    let result: JSONObject = [
      "template": answer.template.rawValue, "seed": answer.seed, "moment": moment, "choices": answer.choices,
      "picked": answer.picked + 1, "sure": answer.isSure, "right": answer.right + 1,
      "ms": answer.milliseconds,
    ]
    do { try note(result, in: "predictions") } catch { StandardError.write("raftcoin: \(error)\n") }
  }
  /// The same of what a person decided for a node: choice 1 is yes, 2 is no.
  func note(_ answer: HandSnapshot.Answer, of name: String) {
    let result: JSONObject = [
      "name": name, "lesson": "node", "question": answer.message.summary.kind.name, "node": answer.message.to,
      "from": answer.message.from, "sent_ns": answer.message.sent, "answer": answer.given.rawValue,
      "picked": answer.given == .no ? 2 : 1, "right": answer.ruleGrants ? 1 : 2, "rule": answer.rule?.name,
    ]
    do { try note(result, in: "decisions") } catch { StandardError.write("raftcoin: \(error)\n") }
  }
}
