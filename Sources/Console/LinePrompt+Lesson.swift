import Command
import Host
import Lessons
import Panels
import Words

// A lesson line by line: it says what the stage of the console shows, and the world runs as soon as the lesson does.
extension LinePrompt {
  mutating func openLesson(_ name: String) -> [String] {
    let place = Int(name).map { $0 - 1 } ?? options.lessons.lastIndex { $0.name == name }
    guard let place, options.lessons.indices.contains(place) else {
      return [
        say(.noSuch, ["word": String(name.prefix(40)), "words": Phrase.list(options.lessons.map(\.name))])
      ]
    }
    let entry = options.lessons[place]
    switch options.onOpenLesson(entry.name) {
    case .success(let player):
      lesson = LessonSession(player, name: entry.name, number: place + 1, of: options.lessons.count)
      return sayLesson()
    case .failure(let problem): return [problem.text]
    }
  }

  /// All that is to be said of the lesson where it stands; without one, all lessons.
  mutating func sayLesson() -> [String] {
    guard let session = lesson else {
      return options.lessons.enumerated().map { "\($0 + 1) \($1.name): \($1.line(language))" }
    }
    (told, lit, saidLast) = (nil, [], nil)
    var lines = followLesson()
    let title = session.player.lesson.title.text(in: language)
    lines[0] = say(.lesson, ["number": session.number, "title": title, "text": lines[0]])
    return lines
  }

  /// Lets the world run as far as the lesson does, and tells what is new.
  mutating func followLesson() -> [String] {
    guard let session = lesson else { return [] }
    if session.challenge != nil { return followChallenge() }
    let player = session.player
    // What is said on the way stands in one line: the question at its end must not be cut off.
    var captions = sayCaption(player)
    while player.isRunning, player.task != .aside {
      player.advance(to: player.host.nextEventTime ?? .max)
      captions += sayCaption(player)
    }
    var lines = captions.isEmpty ? [] : [captions.joined(separator: " ")]
    _ = player.takeScreenVerbs()
    for note in lesson?.takeNotes() ?? [] { options.onLesson(note) }
    host = player.host
    forget()
    if player.task == .ended { options.onDone(Gallery.lessons.mark(of: session.name)) }
    let snapshot = host.snapshot()
    let now = session.model(language, in: snapshot, offer: "")
    if let answer = now.answer, answer != told?.answer { lines.insert(answer.text, at: 0) }
    if player.run.spotlight != lit {
      lit = player.run.spotlight
      let what = lit.compactMap { text(of: $0, in: snapshot) }.joined(
        separator: language.text(Formats.semicolon))
      if !what.isEmpty { lines.append(say(.lookAt, ["what": what])) }
    }
    if let hint = now.hint, hint != told?.hint { lines.append(hint) }
    told = now
    // That it goes on need not be said where it would be a line too many.
    if now.task == .goOn, lines.count >= Self.mostLines { return lines }
    return lines + [text(of: now.task, player)]
  }

  /// What the lesson says, where that is new; captions that stand only while the world runs are said too.
  private mutating func sayCaption(_ player: LessonPlayer) -> [String] {
    let (step, steps) = player.progress
    guard let caption = player.run.caption?.text(in: language), caption != saidLast?.caption else {
      return []
    }
    defer { saidLast = (step, caption) }
    guard saidLast?.step != step else { return [caption] }
    return [say(.step, ["step": step, "of": steps, "caption": caption])]
  }

  private func text(of task: LessonModel.Task, _ player: LessonPlayer) -> String {
    switch task {
    case .goOn: return say(.goOn)
    case .wait(let text): return text
    case .question(let text, let choices):
      let numbered = choices.enumerated().map { "\($0 + 1) \($1)" }
      return text + " " + numbered.joined(separator: language.text(Formats.semicolon))
    case .act(let text):
      guard case .act(let patterns) = player.task else { return text }
      let acts = patterns.map { pattern in
        let whole = pattern.verb == nil ? player.awaited?.description : nil
        return whole.flatMap { $0.hasPrefix(pattern.description) ? $0 : nil } ?? pattern.description
      }
      return say(.act, ["verb": acts.joined(separator: language.text(LessonWords.then))])
    case .over:
      guard let lesson, lesson.hasNext else { return say(.over) }
      let title = options.lessons[lesson.number].line(language)
      return say(.overNext, ["number": lesson.number + 1, "title": title])
    }
  }

  mutating func goOnInLesson() -> [String] {
    guard let session = lesson else { return [] }
    if session.challenge != nil { return goOnInChallenge() }
    let player = session.player
    switch player.task {
    case .ended: return session.hasNext ? openLesson("\(session.number + 1)") : [say(.over)]
    case .failed: return inLesson { $0.home() }
    case .act, .question:
      guard session.offersHelp else { return hint() }
      player.proceed()
      lesson?.notice(wall: 0)
    default: player.key()
    }
    return followLesson()
  }

  mutating func hint() -> [String] {
    guard let player = lesson?.player else { return [say(.noLesson)] }
    if let challenge = lesson?.challenge {
      guard challenge.result == nil, player.hint() else { return [language.text(Notices.noHintLeft)] }
      return [player.run.hints.last?.text(in: language)].compactMap(\.self)
    }
    switch player.task {
    case .act, .question: lesson?.giveHint(wall: 0)
    default: return [say(.noHint)]
    }
    return followLesson()
  }

  mutating func answerInLesson(_ digit: Int) -> [String] {
    guard let player = lesson?.player, player.task == .question else {
      return [say(.noQuestion, ["word": digit])]
    }
    lesson?.notice(wall: 0)
    return player.answer(digit - 1) ? followLesson() : [language.text(Notices.noSuchChoice)]
  }

  /// Goes elsewhere in the lesson, and says all that stands there.
  mutating func inLesson(_ move: (LessonPlayer) -> Void) -> [String] {
    guard let player = lesson?.player else { return [say(.noLesson)] }
    lesson?.notice(wall: 0)
    move(player)
    (told, lit, saidLast) = (nil, [], nil)
    return lesson?.challenge == nil ? followLesson() : beginChallenge()
  }

  mutating func leaveLesson() -> [String] {
    guard lesson != nil else { return [say(.noLesson)] }
    (lesson, told, lit, saidLast) = (nil, nil, [], nil)
    return [say(.lessonIsLeft)]
  }
}
