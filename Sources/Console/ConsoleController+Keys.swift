import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Words

// What each key does.
extension ConsoleController {
  func press(_ key: InputEvent.Key) {
    notice = nil
    if key == .control("c") {
      wantsQuit = true
      return
    }
    // Where only one line is drawn, a key does what that line says and nothing else: a prompt, an act or its
    // effect could not be seen.
    guard Layout.showsPicture(model.size) else {
      if FullWidth.twin(key) == .character("q") { wantsQuit = true }
      return
    }
    finishGlide()
    if waitsToStart, prompt == nil, list == nil, Self.begins(key) { return start() }
    if prompt != nil { return pressInPrompt(key) }
    if list != nil { return pressInList(key) }
    let twin = FullWidth.twin(key)
    if pressInHand(twin) || pressInPrediction(twin) || pressInLesson(twin) { return }
    if model.overlay != nil, scrollOverlay(twin) { return }
    if model.card != nil, scrollCard(twin) { return }
    guard let binding = KeyTable.binding(of: twin) else { return sayUnbound(twin) }
    perform(binding, key: twin)
  }

  /// Whether a key only lets time begin; others do that with what they do, or do not touch time.
  private static func begins(_ key: InputEvent.Key) -> Bool {
    switch FullWidth.twin(key) {
    case .enter, .pageDown, .character(" "): true
    case let twin: KeyTable.binding(of: twin) == nil
    }
  }

  /// Does what the key is bound to, or says why that is off.
  func perform(_ binding: KeyBinding, key: InputEvent.Key) {
    if let reason = binding.off(self) { return notify(.phrase(reason)) }
    binding.handler(self, key)
  }

  /// The same by its name.
  func perform(act: KeyAct) {
    guard let binding = KeyTable.binding(for: act), let key = binding.keys.first else { return }
    perform(binding, key: key)
  }

  func toggleLoad() {
    if let rate = model.snapshot.loadMilliRate {
      rememberedLoad = rate
      perform([.load(milliRate: nil)])
    } else {
      perform([.load(milliRate: rememberedLoad)])
    }
  }

  func toggleMouse() {
    mouseOn.toggle()
    notify(mouseOn ? .mouseOn : .mouseOff)
  }

  /// From the wall back to the panels.
  func turnView(by step: Int) {
    if model.big {
      closeOverlay()
      model.big = false
      return
    }
    let views = View.available(
      model.timeline, onDesk: Layout.isDesk(model), of: model.snapshot.consensus)
    let index = views.firstIndex(of: model.view) ?? 0
    open(view: views[(index + step + views.count) % views.count])
  }

  /// What lies over the picture goes.
  func open(view: View) {
    closeOverlay()
    if model.card?.fillsPicture == true { closeCard() }
    model.big = false
    model.view = view
  }

  func setTheme(_ theme: Look.ThemeName) {
    model.look.theme = theme
    notify(.theme, ["theme": theme.rawValue])
  }

  /// Everything said so far is said again in the other language, so that a class can compare.
  func setLanguage(_ language: Language) {
    model.language = language
    hints.language = language
    newsroom.firstUses.language = language
    newsroom.rewrite(text)
    if let cardSource { openCard(cardSource) }
    if case .card = model.overlay { inspect() }
    list?.rebuild(listSource)
  }

  // MARK: Selection

  func selectNode(_ digit: InputEvent.Key) {
    guard case .character(let scalar) = digit else { return }
    let node = NodeID(Int(scalar.value) - 0x30)
    guard model.snapshot.node(node) != nil else { return notify(.noSuchNode, ["number": node.number]) }
    select(.node(node))
    if case .inspector = model.overlay { model.overlay = .inspector(node, scroll: 0) }
  }

  var newestEntry: Selection? { SelectionRules.newestEntry(in: model.snapshot) }

  func selectAccount() {
    let account = SelectionRules.nextAccount(after: model.selection, in: model.snapshot)
    if let account { select(account) }
  }

  /// Nobody can point at what moves: this pauses.
  func selectMessage() {
    pause()
    takeRecords()
    guard let message = SelectionRules.nextMessage(after: model.selection, in: model.snapshot) else {
      return notify(.noMessage)
    }
    select(message)
  }

  func moveSelection(_ key: InputEvent.Key) {
    let direction: SelectionRules.Direction =
      switch key {
      case .left: .left
      case .right: .right
      case .up: .up
      default: .down
      }
    // Where the rules are shown the first of them, not a node, is what an arrow begins with.
    if model.selection == nil, model.view.rawValue == "checks", !model.big,
      let first = model.snapshot.invariants.first
    {
      return select(.rule(first.name))
    }
    if let moved = SelectionRules.moved(model.selection, direction, in: model.snapshot) { select(moved) }
  }

  func select(_ selection: Selection?) {
    if model.selection != selection {
      closeCard()
      model.selection = selection
      if case .card = model.overlay { inspect() }
    }
    if case .entry = selection { personActed(.entry) }
  }

  /// One level back; never acts.
  func goBack() {
    if model.overlay != nil {
      closeOverlay()
    } else if model.card != nil {
      closeCard()
    } else if isSeeking {
      pause()
    } else if model.selection != nil {
      model.selection = nil
    } else {
      model.eyes = nil
    }
  }

  /// To the selected node's eyes, then to those of each node that believes it leads, the latest term first, then back to
  /// the picture that shows all.
  func turnEyes() {
    let leaders = model.snapshot.nodes.filter { $0.condition != .down && $0.view.role == .leader }
      .sorted { ($0.view.term, $1.id) > ($1.view.term, $0.id) }.map(\.id)
    var eyes: [NodeID?] = [nil]
    if case .node(let selected) = model.selection { eyes.append(selected) }
    eyes += leaders.filter { !eyes.contains($0) }
    let place = eyes.firstIndex(of: model.eyes) ?? 0
    model.eyes = eyes[(place + 1) % eyes.count]
    if eyes.count == 1 { notify(.nobodyLeads) }
  }

  // MARK: Why

  func why() {
    pause()
    takeRecords()
    personActed(.why)
    guard let card = model.card else {
      if let violation = violationInSight { return openCard(.story(violation)) }
      if model.selection == nil, let vain, played < vain.until { return openCard(.record(vain.record)) }
      if model.selection == nil, let stepped { return openCard(.record(stepped)) }
      // Also when the run has gone on: a broken rule stays the most important thing.
      if model.selection == nil, let violation = newestViolation { return openCard(.story(violation)) }
      return openCard(.selection(model.selection))
    }
    if cardSource == .end, let violation = newestViolation { return openCard(.story(violation)) }
    guard let cause = card.cause else { return notify(.firstCause) }
    guard let record = host.record(cause) else { return notify(.causeForgotten) }
    openCard(.record(record))
  }

  /// The broken rule at which the run stands, where nothing else is selected.
  private var violationInSight: ViolationSnapshot? {
    guard !model.violationPassed, let violation = model.snapshot.violation else { return nil }
    switch model.selection {
    case nil: return violation
    case .landmark(let event): return event >= violation.event ? violation : nil
    default: return nil
    }
  }

  /// The rule that broke last up to here; of several at one time the first, at which the run stood still.
  private var newestViolation: ViolationSnapshot? {
    let breaks = model.snapshot.landmarks.filter { $0.kind == .violation }
    let first = breaks.first { $0.time == breaks.last?.time }
    guard let first, case .violation(let newest) = host.record(first.event)?.what else {
      return model.snapshot.violation
    }
    return newest
  }

  /// Where the right program says no; the branch view then shows beside this run the one in which the rule was kept.
  private func divergenceBesideThis(before violation: ViolationSnapshot? = nil) -> Divergence? {
    let divergence = host.divergence(before: violation)
    if let branch = divergence.flatMap({ host.branch(keeping: $0.rule) }) {
      comparedWith = branch
      model.timeline = host.timeline
    }
    return divergence
  }

  private func story(of violation: ViolationSnapshot) -> WhyCard {
    let divergence = divergenceBesideThis(before: violation)
    let history = violation.invariant == "linearizability" ? host.unorderedHistory : nil
    // As things stood when it broke, however far the run has gone on.
    let then = host.snapshot(after: violation.event) ?? model.snapshot
    return explainer.story(
      of: violation, in: then, host, divergence: divergence, history: history, now: model.snapshot)
  }

  func openCard(_ source: CardSource) {
    cardSource = source
    switch source {
    case .record(let record):
      let act = model.timeline?.current?.acts.first { $0.event == record.number }
      model.card = explainer(byPerson: act?.byPerson ?? true).card(of: scene(record))
    case .selection(let selection):
      let known = selection == nil ? model.eyes.map(model.snapshot.asKnown) : nil
      model.card =
        known.flatMap { explainer.knowledgeCard($0) }
        ?? explainer.card(for: selection, in: model.snapshot, host)
    case .story(let violation): model.card = story(of: violation)
    case .end:
      let card = explainer.endCard(model.snapshot, name: story?.name, line: story?.line(model.language))
      let divergence = model.snapshot.violation == nil ? divergenceBesideThis() : nil
      model.card = divergence.map { explainer.end(card, with: $0, in: model.snapshot, host) } ?? card
    }
    model.cardScroll = 0
  }

  /// Up and down scroll a card that is longer than its place.
  /// - Returns: whether the key was used.
  private func scrollCard(_ key: InputEvent.Key) -> Bool {
    guard key == .up || key == .down else { return false }
    let hidden = Panels.hiddenCardRows(of: model)
    // A story fills the picture, so that nobody could see what else the key did.
    guard hidden > 0 else { return model.card?.fillsPicture == true }
    model.cardScroll = min(hidden, max(0, model.cardScroll + (key == .up ? -1 : 1)))
    return true
  }

  func closeCard() {
    model.card = nil
    cardSource = nil
  }

  // MARK: What cannot be done

  func sayUnbound(_ key: InputEvent.Key) {
    switch key {
    case .character(let scalar) where FullWidth.isEastAsian(scalar): notify(.switchInput)
    case .character(let scalar) where ("A"..."Z").contains(scalar):
      notify(.capsLock, ["key": String(scalar)])
    default: notify(.unboundKey, ["name": Self.name(of: key)])
    }
  }

  private static func name(of key: InputEvent.Key) -> String {
    switch key {
    case .character(let scalar): String(scalar)
    case .control(let scalar): "Ctrl-\(String(scalar).uppercased())"
    case .function(let number): "F\(number)"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    default: "\(key)"
    }
  }
}
