import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Predictions
import Words

// A question about what comes: it is asked, answered, and then the run shows it.
extension ConsoleController {
  /// Asks about now, where the network is cut also about healing it, or about what is about to be done; time stands
  /// still for it.
  func predict(about verb: Verb? = nil) {
    guard lesson == nil else { return notify(.lessonWaits) }
    start()
    pause()
    guard finishInstant(), let future = host.future() else { return notify(.noFuture) }
    takeRecords()
    guard let (question, occasion) = score.ask(about: verb, in: host.snapshot(), future) else {
      return notify(.nothingToPredict)
    }
    closeOverlay()
    closeCard()
    prompt = nil
    prediction = PredictionSession(question, on: occasion, intended: verb, at: wall)
  }

  /// Asks about what the open prompt would do.
  /// - Returns: whether it is one of those that can be asked about.
  func predictInPrompt() -> Bool {
    guard var open = prompt, [.kill, .restart, .partition].contains(open.kind) else { return false }
    var ignored = CommandHistory()
    if case .perform(let verbs, _) = open.react(to: .enter, in: promptScene, history: &ignored),
      let verb = verbs.first
    {
      predict(about: verb)
    } else {
      prompt = open
    }
    return true
  }

  /// - Returns: whether the key is one of the question's.
  func pressInPrediction(_ key: InputEvent.Key) -> Bool {
    guard let session = prediction, model.overlay == nil, model.card == nil else { return false }
    switch (session.stage, key) {
    case (_, .escape): prediction = nil
    case (.asked, .character(let scalar)) where ("1"..."9").contains(scalar):
      let place = Int(scalar.value) - 0x31
      if session.question.choices.indices.contains(place) {
        prediction?.pick(place)
      } else {
        notify(.noSuchChoice)
      }
    case (.asked(let picked), .enter), (.asked(let picked), .character("g")):
      guard let picked else {
        notify(.chooseFirst)
        break
      }
      answer(picked, isSure: key == .enter)
    case (.running, .enter):
      for _ in 0...session.acts.count {
        if let stop = prediction?.stop { host.advance(to: stop) }
        followPrediction()
      }
    case (.told, .enter): prediction = nil
    case (.told, .character(" ")):
      prediction = nil
      return false
    default: return false
    }
    return true
  }

  private func answer(_ place: Int, isSure: Bool) {
    guard let session = prediction else { return }
    let answer = GivenAnswer(
      to: session.question, seed: session.occasion.snapshot.seed, picked: place, isSure: isSure,
      after: wall.since(session.askedAt))
    let line = try? host.shareLine()
    options.onAnswer(answer, line ?? "")
    prediction?.run(answer, points: score.note(answer))
    // What only the question asks for happens on a branch of its own.
    if session.question.acts.map(\.verb) != [session.intended].compactMap(\.self) { perform([.fork]) }
    play()
  }

  /// Brings the question to where the run stands: does what it asks for, and tells what has shown. A question whose
  /// moment has passed goes.
  func followPrediction() {
    guard let session = prediction else { return }
    switch session.stage {
    case .asked:
      if model.snapshot.eventCount != session.occasion.snapshot.eventCount { prediction = nil }
    case .told: break
    case .running:
      while let act = prediction?.acts.first, host.now >= act.time {
        _ = prediction?.takeAct()
        prediction?.isActing = true
        perform([act.verb])
        prediction?.isActing = false
      }
      guard let stop = prediction?.stop, host.now >= stop, prediction?.acts.isEmpty == true else { break }
      pause()
      takeRecords()
      prediction?.tell()
      // What `w` explains.
      stepped = session.question.event.flatMap(host.record) ?? stepped
      vain = nil
    }
  }
}
