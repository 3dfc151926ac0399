import Command
import Consensus
import Explanation
import Host
import Predictions
import Words

// A question about what comes, line by line: it is asked, answered, and then the run shows it.
extension LinePrompt {
  /// Asks about now, or about a verb that is about to be done.
  mutating func ask(_ line: String) -> [String] {
    guard lesson == nil else { return [say(.lessonWaits)] + followLesson() }
    var verb: Verb?
    let words = line.split(separator: " ").map(String.init)
    if !words.isEmpty {
      let (kind, text) = prompt(words) ?? (.palette, line)
      switch verbs(of: Prompt(kind, text: text)) {
      case .success(let verbs): verb = verbs.first
      case .failure(let problem): return [problem.text]
      }
    }
    // A question is asked after all events of an instant.
    host.advance(to: host.now)
    guard let future = host.future() else { return [language.text(Notices.noFuture)] }
    guard let (question, occasion) = score.ask(about: verb, in: host.snapshot(), future) else {
      return [say(.cannotAsk)]
    }
    asked = (question, occasion, options.workClock())
    let choices = question.choices.enumerated().map { "\($0 + 1) \($1.text.text(in: language))" }
    let text =
      question.text.text(in: language) + " " + choices.joined(separator: language.text(Formats.semicolon))
    return [PredictionLines(language).act(of: occasion), text, say(.guess)].compactMap(\.self)
  }

  /// Takes an answer, runs on to where it shows, and tells.
  mutating func answer(_ digit: Int, isSure: Bool) -> [String] {
    guard let (question, occasion, since) = asked else { return [] }
    guard question.choices.indices.contains(digit - 1) else { return [language.text(Notices.noSuchChoice)] }
    asked = nil
    guard host.snapshot().eventCount == occasion.snapshot.eventCount else { return [say(.questionIsLeft)] }
    let answer = GivenAnswer(
      to: question, seed: occasion.snapshot.seed, picked: digit - 1, isSure: isSure,
      after: options.workClock().since(since))
    options.onAnswer(answer, (try? host.shareLine()) ?? "")
    let points = score.note(answer)
    // What only the question asks for happens on a branch of its own.
    if question.acts.map(\.verb) != [occasion.verb].compactMap(\.self) { _ = host.perform(.fork) }
    for act in question.acts {
      host.advance(to: act.time)
      _ = host.perform(act.verb)
    }
    host.advance(to: question.decided)
    forget()
    chief = question.event
    return PredictionLines(language).verdict(on: question, picked: digit - 1, points: points)
  }

  mutating func leaveQuestion() -> [String] {
    asked = nil
    return [say(.questionIsLeft)]
  }
}
