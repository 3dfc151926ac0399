import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Words

// Prompts, pastes, and the verbs that come of them.
extension ConsoleController {
  var promptScene: PromptScene {
    PromptScene(
      snapshot: model.snapshot, selection: model.selection, context: paletteContext,
      transferOffer: transferOffer)
  }

  var paletteContext: PaletteContext {
    PaletteContext(of: model.snapshot, host, options, model.language)
  }

  /// What the lesson waits for, the last transfer again, else the first two accounts and 10.
  var transferOffer: String {
    if let verb = lesson?.player.awaitedTransfer {
      return String(verb.description.dropFirst(verb.form.name.count + 1))
    }
    let names = model.snapshot.accounts.dropFirst()
    if let last = transfers.lines.last,
      last.split(separator: " ").prefix(2).allSatisfy({ names.contains(String($0)) })
    {
      return last
    }
    return names.count < 2 ? "" : names.prefix(2).joined(separator: " ") + " 10"
  }

  func open(_ kind: Prompt.Kind, text: String = "") {
    if let verb = kind.verb, let reason = lesson?.challenge?.refusal(ofAll: verb) {
      return notify(.phrase(reason))
    }
    prompt = Prompt(kind, text: text)
  }

  func pressInPrompt(_ key: InputEvent.Key) {
    if FullWidth.twin(key) == .character("g"), predictInPrompt() { return }
    follow { prompt, scene, history in prompt.react(to: key, in: scene, history: &history) }
  }

  /// Lets the open prompt react, and does what comes of it.
  func follow(_ react: (inout Prompt, PromptScene, inout CommandHistory) -> Prompt.Outcome) {
    guard var open = prompt else { return }
    var history = open.kind == .transfer ? transfers : open.kind == .palette ? commands : CommandHistory()
    let outcome = react(&open, promptScene, &history)
    prompt = open
    switch outcome {
    case .stay: break
    case .close:
      history.edited()
      prompt = nil
    case .perform(let verbs, let line):
      if let reason = unavailability(of: verbs) {
        prompt?.fail(.phrase(reason))
      } else {
        history.add(line)
        prompt = nil
      }
    }
    if open.kind == .transfer { transfers = history }
    if open.kind == .palette { commands = history }
    // Only now: what the verbs do may open the next prompt or another cluster.
    if case .perform(let verbs, _) = outcome, prompt == nil { perform(verbs) }
  }

  private func unavailability(of verbs: [Verb]) -> Phrase? {
    verbs.lazy.compactMap { self.host.unavailability(of: $0) }.first
  }

  /// Pasted text is never taken for keys: outside of text it opens the palette, and waits for Enter. A question is
  /// answered by a key alone.
  func paste(_ text: String) {
    notice = nil
    finishGlide()
    if list != nil {
      list?.type(text, listSource)
      return
    }
    if prompt == nil {
      if case .question = model.lesson?.task { return notify(.pasteAnswersNothing) }
      open(.palette)
    }
    follow { prompt, _, history in
      prompt.paste(text, history: &history)
      return .stay
    }
  }

  // MARK: Verbs

  /// Does what was asked: the console's own verbs here, all others in the cluster.
  func perform(_ verbs: [Verb]) { for verb in verbs { perform(verb) } }

  private func perform(_ verb: Verb) {
    switch verb {
    case .speed(let thousandths): setSpeed(thousandths)
    case .pauseClock: pause()
    case .play: if motion != .playing { play() }
    case .step(let count): step(count)
    case .runUntil(let predicate): seek(predicate)
    case .back(let count): stepBack(count)
    case .goto(let time): move(.time(time))
    case .fork:
      let before = model.timeline?.currentID
      if move(.fork(nil)) { noteBranch(before: before) }
    case .view(let name): open(view: View(rawValue: name) ?? .cluster)
    case .big: perform(act: .big)
    case .theme(let name): if let theme = Look.ThemeName(rawValue: name) { setTheme(theme) }
    case .language(let name): if let language = Language(rawValue: name) { setLanguage(language) }
    case .why: perform(act: .why)
    case .scenario(let name?): openScenario(name)
    case .scenario(nil): perform(act: .scenarios)
    case .poll: openPoll()
    case .hands(let counts): count(counts)
    case .quit: perform(act: .quit)
    default: performThere(verb)
    }
  }

  private func performThere(_ verb: Verb) {
    let reason = host.unavailability(of: verb) ?? lesson?.challenge?.refusal(of: verb)
    if let reason { return notify(.phrase(reason)) }
    guard finishInstant() else { return notify(.timeStandsStill) }
    takeRecords()
    let before = lastRecord
    let branch = model.timeline?.currentID
    // An act of the person makes another future than the one that was asked about.
    if prediction?.isActing == false { prediction = nil }
    let hand = model.snapshot.hand
    let outcome = lesson?.player.perform(verb) ?? host.perform(verb)
    options.noteDecision(verb, of: hand, outcome, now: host.snapshot().hand)
    start()
    takeRecords(byPerson: true)
    noteBranch(before: branch)
    personActed(PersonAct(verb))
    // A host that keeps no record of acts: the act is news all the same.
    let record = model.recent.last { record in
      guard record.number > before, case .action = record.what else { return false }
      return true
    }
    vain = nil
    if case .nothing(let reason) = outcome {
      notify(.refusal(reason))
      vain = record.map { ($0, played.addingSaturated(Self.vainSpan)) }
    }
    if record == nil { show(.phrase(Phrase(Notices.you, ["verb": "\(verb)"]))) }
    if case .answer = verb, outcome.isDone { goOnAfterAnswer(of: hand) }
  }

  func openScenario(_ name: String) {
    switch options.onOpenScenario(name) {
    case .success(let host): open(host, options.scenarios.first { $0.name == name })
    case .failure(let problem): notify(.phrase(Phrase(verbatim: problem.text)))
    }
  }
}

extension PaletteContext {
  /// What a line may speak of that is typed here now.
  init(of snapshot: ClusterSnapshot, _ host: any ClusterHost, _ options: ConsoleOptions, _ language: Language)
  {
    self.init(
      nodes: max(1, snapshot.nodes.count), accounts: Array(snapshot.accounts.dropFirst()),
      views: View.allCases.map(\.rawValue) + ["overview"], themes: Look.ThemeName.allCases.map(\.rawValue),
      languages: Language.allCases.map(\.rawValue), scenarios: options.scenarios.map(\.name),
      invariants: snapshot.invariants.map(\.name), vocabulary: host.vocabulary, language: language)
  }
}
