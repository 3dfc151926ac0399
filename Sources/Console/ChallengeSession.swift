import Canvas
import Command
import Consensus
import Explanation
import Host
import Lessons
import Panels
import Words

/// What came of a challenge, for whoever keeps it.
package struct ChallengeResult: Sendable, Equatable {
  package var name: String
  package var isWon: Bool
  /// 0: it was not won.
  package var stars: Int
  package var cost: Int
  package var par: Int
  package var hints: Int
}

/// A challenge that is on, beside the lesson as which it is played.
struct ChallengeSession {
  let challenge: Challenge
  /// Hints of all tries since it was opened.
  var hints = 0
  /// How this try has ended; nil: it goes on.
  private(set) var result: ChallengeResult?

  init(_ challenge: Challenge) { self.challenge = challenge }

  /// - Returns: whether it is over now, and was not before.
  mutating func follow(_ player: LessonPlayer) -> Bool {
    hints = max(hints, player.run.hints.count)
    let isOver = player.run.waitsForWorld == false
    guard isOver != (result != nil) else { return false }
    guard isOver else {
      result = nil
      return false
    }
    let (cost, isWon) = (challenge.cost(of: player.acts), player.task == .ended)
    result = ChallengeResult(
      name: challenge.name, isWon: isWon, stars: isWon ? challenge.stars(cost: cost, hints: hints) : 0,
      cost: cost, par: challenge.par, hints: hints)
    return true
  }

  /// Why this may not be done; nil: it may.
  func refusal(of verb: Verb) -> Phrase? {
    guard result == nil, !challenge.allows(verb) else { return nil }
    if case .cut = verb, challenge.allowed.contains("cut") { return Phrase(ChallengeWords.onlyNodes) }
    return refusal(ofAll: verb.form.name)
  }

  /// The same where none of these acts may be done.
  func refusal(ofAll verb: String) -> Phrase? {
    guard result == nil, !challenge.allowed.contains(verb) else { return nil }
    return Phrase(ChallengeWords.notAllowed, ["verb": verb, "verbs": verbs])
  }

  /// The allowed verbs with their keys: "x cut, k kill".
  private var verbs: String {
    challenge.allowed.map { verb in
      let key = KeyTable.bindings.first { $0.verb.split(separator: ", ").contains(verb[...]) }
      return (key.map { $0.label + " " } ?? "") + verb
    }.joined(separator: ", ")
  }

  private func par(_ language: Language) -> String {
    language.text(challenge.parIsExact ? ChallengeWords.parExact : .parBest, ["par": challenge.par])
  }

  func model(_ player: LessonPlayer, isHeld: Bool, _ language: Language) -> LessonModel {
    var model = LessonModel(
      number: 0, title: language.text(ChallengeWords.title, ["title": challenge.title.text(in: language)]),
      step: 0, steps: 0, caption: challenge.goal.text(in: language), task: .goOn)
    if let result {
      model.answer = LessonModel.Answer(isRight: result.isWon, text: verdict(result, player, language))
      model.task = .wait(language.text(ChallengeWords.over))
    } else {
      model.task = .wait(
        standing(player, language) + "\n" + language.text(isHeld ? ChallengeWords.heldKeys : .keys))
    }
    model.hint = player.run.hints.last?.text(in: language)
    return model
  }

  /// How many acts it took so far, what is allowed, how much time is left.
  func standing(_ player: LessonPlayer, _ language: Language) -> String {
    let left = Quantities.timeText((player.timeLeft ?? 0) / 100_000_000 * 100_000_000)
    return language.text(
      ChallengeWords.acts,
      ["cost": challenge.cost(of: player.acts), "par": par(language), "verbs": verbs, "left": left])
  }

  func verdict(_ result: ChallengeResult, _ player: LessonPlayer, _ language: Language) -> String {
    let saw = if case .failed(_, let saw) = player.task { saw } else { "" }
    let values: [String: any Sayable] = [
      "cost": result.cost, "par": par(language), "stars": result.stars, "hints": result.hints, "saw": saw,
    ]
    let key: ChallengeWords =
      !result.isWon
      ? .lost : result.cost < result.par ? .better : result.hints > 0 ? .wonWithHints : .won
    return language.text(key, values)
  }
}

extension ConsoleController {
  /// Opens the challenge of this name, or comes back to where it was left.
  func openChallenge(_ name: String) {
    guard let challenge = options.challenges.first(where: { $0.name == name }) else { return }
    if let left = leftLesson, left.challenge?.challenge == challenge { return begin(left) }
    switch options.onOpenChallenge(challenge) {
    case .success(let player):
      player.runToChallenge()
      var session = LessonSession(player, name: name, number: 0)
      session.challenge = ChallengeSession(challenge)
      session.isHeld = true
      begin(session)
    case .failure(let problem): notify(.phrase(Phrase(verbatim: problem.text)))
    }
  }

  /// Keeps how a challenge has ended, and lists what was done.
  func followChallenge() {
    guard let player = lesson?.player, lesson?.challenge?.follow(player) == true,
      let session = lesson?.challenge, let result = session.result
    else { return }
    if result.isWon { noteDone(Gallery.challenges.mark(of: result.name) + " \(result.stars)") }
    let line = try? host.shareLine()
    options.onChallenge(result, line ?? "")
    guard !player.acts.isEmpty else { return }
    let acts = player.acts
    let needless =
      result.isWon
      ? session.challenge.needless(of: acts) { try? options.onOpenChallenge(session.challenge).get() } : []
    var rows = [
      ListState.MenuRow(text: Phrase(ChallengeWords.again), verb: "Home") { $0.beginChallengeAgain() }
    ]
    rows += acts.enumerated().map { place, act in
      let note: ChallengeWords = needless.contains(place) ? .needless : .act
      let verb = act.verb?.description ?? ""
      return ListState.MenuRow(text: Phrase(verbatim: verb), verb: model.language.text(note)) {
        $0.closeOverlay()
      }
    }
    rows.append(.init(text: Phrase(ChallengeWords.another), verb: "o") { $0.open(.challenges) })
    let head = [session.verdict(result, player, model.language)]
    open(list: .menu(title: session.challenge.title.text(in: model.language), head: head, rows))
  }

  /// - Returns: whether the key is one of a challenge's own.
  func pressInChallenge(_ key: InputEvent.Key) -> Bool {
    guard let challenge = lesson?.challenge else { return false }
    switch key {
    case .character("c"):
      if challenge.result != nil || lesson?.player.hint() != true { notify(.noHintLeft) }
    case .home, .pageUp: beginChallengeAgain()
    default: return false
    }
    return true
  }

  private func beginChallengeAgain() {
    atStep {
      $0.home()
      $0.runToChallenge()
    }
    lesson?.isHeld = true
  }
}
