import Command
import Consensus
import Host
import Lessons
import Panels
import Words

// A challenge line by line: acts are counted, and time goes by only where a line asks for it.
extension LinePrompt {
  /// All challenges, or the beginning of one, by its name or number.
  mutating func challenge(_ name: String) -> [String] {
    guard !name.isEmpty else {
      return options.challenges.enumerated().map { "\($0 + 1) \($1.name): \($1.title.text(in: language))" }
    }
    let place = Int(name).map { $0 - 1 } ?? options.challenges.firstIndex { $0.name == name }
    guard let place, options.challenges.indices.contains(place) else {
      let words = Phrase.list(options.challenges.map(\.name))
      return [say(.noSuch, ["word": String(name.prefix(40)), "words": words])]
    }
    switch options.onOpenChallenge(options.challenges[place]) {
    case .success(let player):
      lesson = LessonSession(player, name: options.challenges[place].name, number: 0)
      lesson?.challenge = ChallengeSession(options.challenges[place])
      return beginChallenge()
    case .failure(let problem): return [problem.text]
    }
  }

  /// What is to be reached and with what, where the try begins.
  mutating func beginChallenge() -> [String] {
    guard let session = lesson, let challenge = session.challenge?.challenge else { return [] }
    session.player.runToChallenge()
    host = session.player.host
    forget()
    let title = language.text(ChallengeWords.title, ["title": challenge.title.text(in: language)])
    return ["\(title). \(challenge.goal.text(in: language))", say(.challengeKeys)] + followChallenge()
  }

  /// What is new, and how the try stands; once it has ended, that first.
  mutating func followChallenge(_ told: [String] = []) -> [String] {
    guard let player = lesson?.player else { return [] }
    let lines = told + tell()
    let isOver = lesson?.challenge?.follow(player) == true
    guard let challenge = lesson?.challenge else { return lines }
    guard let result = challenge.result else { return lines + [challenge.standing(player, language)] }
    guard isOver else { return lines + [say(.challengeOver)] }
    if result.isWon { options.onDone(Gallery.challenges.mark(of: result.name) + " \(result.stars)") }
    options.onChallenge(result, (try? host.shareLine()) ?? "")
    return [challenge.verdict(result, player, language), say(.challengeOver)] + lines
  }

  /// A challenge's time is short: where nothing is new, `next` takes no more of it than this.
  private static let longestQuiet: Nanoseconds = 1_000_000_000

  /// To the next news, or over a span.
  mutating func goOnInChallenge(over span: Nanoseconds? = nil) -> [String] {
    guard let player = lesson?.player else { return [] }
    let end = host.now.after(span ?? Self.longestQuiet)
    var lines: [String] = []
    if span == nil {
      while player.isRunning, lines.isEmpty, let due = host.nextEventTime, due <= end {
        player.advance(to: due)
        lines = tell()
      }
    } else {
      player.advance(to: end)
    }
    return followChallenge(lines)
  }
}
