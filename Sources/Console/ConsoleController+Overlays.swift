import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Words

// What opens over the picture: help, lists, menus, the inspector, cards; and the mouse.
extension ConsoleController {
  func open(list purpose: ListState.Purpose) {
    list = ListState(purpose, listSource)
  }

  /// What is on the screen, and all keys; the mark stands at the line of this section.
  func openHelp(at section: Section? = nil) {
    var shown = Panels.onScreen(model)
    // What the lessons up to this one explain.
    let taught = (lesson?.player.lesson.teaches ?? []).compactMap(PlainWord.init)
    shown.words += taught.filter { !shown.words.contains($0) }
    open(list: .help(HelpList(shown: shown, ascii: model.look.ascii)))
    if let section { list?.mark(HelpList.name(of: section, model.language)) }
  }

  var listSource: ListSource {
    ListSource(
      language: model.language, consensus: model.snapshot.consensus, lessons: options.lessons,
      challenges: options.challenges.map(ScenarioEntry.init), scenarios: options.scenarios, done: done,
      offersClass: options.plan != nil, plan: classSession, wall: wall, timeline: model.timeline,
      breakableRules: breakableRules, brokenRules: model.snapshot.brokenRules, joined: joinedLine)
  }

  /// Empty where this host cannot break rules.
  private var breakableRules: [String] {
    host.vocabulary.brokenRules.filter { host.unavailability(of: .bug(name: $0, on: true)) == nil }
  }

  func closeOverlay() {
    list = nil
    model.overlay = nil
  }

  func pressInList(_ key: InputEvent.Key) {
    guard let outcome = list?.react(to: key, listSource) else { return }
    if case .pass = outcome { return passStart(FullWidth.twin(key)) }
    follow(outcome)
  }

  /// A key that is none of the start screen's: it turns how things look, or leaves it.
  private func passStart(_ key: InputEvent.Key) {
    guard let binding = KeyTable.binding(of: key) else { return sayUnbound(key) }
    switch binding.act {
    case .language, .theme, .big, .mouse, .help, .quit: perform(binding, key: key)
    default:
      closeOverlay()
      press(key)
    }
  }

  private func follow(_ outcome: ListState.Outcome) {
    switch outcome {
    case .stay, .pass: break
    case .close: closeOverlay()
    case .choose(let act):
      closeOverlay()
      act(self)
    }
  }

  // MARK: Inspecting

  /// The inspector of the selected node, or the leader's; a card for everything else.
  func inspect() {
    list = nil
    let snapshot = model.snapshot
    switch model.selection {
    case .node(let node): model.overlay = .inspector(node, scroll: 0)
    case nil:
      guard let node = snapshot.leader ?? snapshot.nodes.first?.id else { return }
      model.overlay = .inspector(node, scroll: 0)
    case .message, .entry, .account, .landmark, .rule:
      let card = explainer.card(for: model.selection, in: snapshot, host)
      model.overlay = .card(
        title: card.title, lines: card.sentences + ["", actions.text(in: model.language)])
    }
  }

  /// What can be done with the selection, with keys.
  private var actions: Phrase {
    switch model.selection {
    case .message:
      guard let message = selectedMessage else { return Phrase(Menus.actionsWhy) }
      let link = "\(message.from.number)\(message.to.number)"
      return Phrase(Menus.actionsMessage, ["link": link])
    case .entry:
      return Phrase(Menus.actionsEntry)
    case .account:
      return Phrase(Menus.actionsAccount)
    case .rule:
      return Phrase(Menus.actionsRule)
    default:
      return Phrase(Menus.actionsLandmark)
    }
  }

  /// Arrows scroll an inspector that is open.
  /// - Returns: whether the key was used.
  func scrollOverlay(_ key: InputEvent.Key) -> Bool {
    guard list == nil, case .inspector(let node, let scroll) = model.overlay else { return false }
    switch key {
    case .up: model.overlay = .inspector(node, scroll: max(0, scroll - 1))
    case .down: model.overlay = .inspector(node, scroll: min(scroll + 1, Self.longestScroll))
    default: return false
    }
    return true
  }

  /// More rows than any inspector has: 9 nodes' progress and all variables.
  private static let longestScroll = 40

  // MARK: Mouse

  func handle(_ mouse: InputEvent.Mouse) {
    if mouse.action == .drag { return drag(at: mouse.at) }
    finishGlide()
    switch mouse.action {
    case .wheelUp: wheel(-1, at: mouse.at)
    case .wheelDown: wheel(1, at: mouse.at)
    case .click, .doubleClick, .rightClick:
      notice = nil
      if prompt == nil, list == nil, let section = shownSection(at: mouse.at) { return openHelp(at: section) }
      guard let target = target(at: mouse.at) else { return }
      point(at: target, mouse.action)
    case .drag: break
    }
  }

  /// Along the bar: the playhead follows.
  private func drag(at point: Point) {
    guard prompt == nil, case .time(let time) = target(at: point) else { return }
    scrub(to: time)
  }

  private func wheel(_ step: Int, at point: Point) {
    if prompt == nil, list == nil, isOnBar(point) {
      scrub(by: step)
    } else if list != nil {
      list?.move(by: step)
    } else {
      _ = scrollOverlay(step < 0 ? .up : .down)
    }
  }

  private func point(at target: Frame.Target, _ action: InputEvent.Mouse.Action) {
    if prompt != nil { return pointInPrompt(target) }
    switch target {
    case .listRow(let row):
      if let outcome = list?.click(row, twice: action == .doubleClick) { follow(outcome) }
    case .view(let view): open(view: view)
    case .time(let time): if model.timeline == nil { selectLandmark(near: time) } else { scrub(to: time) }
    case .branch(let id): switchBranch(to: id)
    case .news(let event): explain(event)
    case .select(let selection):
      closeOverlay()
      select(selection)
      if action == .doubleClick { open(selection) }
      if action == .rightClick { openMenu(selection) }
    }
  }

  /// Why this line of news: pauses, as `w` does.
  private func explain(_ event: UInt64) {
    guard let record = host.record(event) else { return }
    pause()
    takeRecords()
    openCard(.record(record))
  }

  /// A landmark is gone to, all else is inspected.
  private func open(_ selection: Selection) {
    guard case .landmark(let event) = selection, model.timeline != nil else { return inspect() }
    move(.event(event))
  }

  private func isOnBar(_ point: Point) -> Bool {
    switch target(at: point) {
    case .time, .branch, .select(.landmark): true
    default: false
    }
  }

  /// In a prompt a click names what a key would: the first key said which act.
  private func pointInPrompt(_ target: Frame.Target) {
    switch target {
    case .select(.node(let node)): follow { prompt, scene, _ in prompt.pick(node, scene) }
    case .select(.account(let account)): prompt?.insert(account: account)
    default: break
    }
  }

  private func selectLandmark(near time: Nanoseconds) {
    func distance(_ landmark: Landmark) -> Nanoseconds {
      max(landmark.time, time) - min(landmark.time, time)
    }
    guard let nearest = model.snapshot.landmarks.min(by: { distance($0) < distance($1) }) else { return }
    select(.landmark(event: nearest.event))
  }

  private func openMenu(_ selection: Selection) {
    var rows = [
      ListState.MenuRow(text: Phrase(Menus.inspect), verb: "Enter") { $0.inspect() },
      ListState.MenuRow(text: Phrase(Menus.why), verb: "w") { $0.why() },
    ]
    var title = ""
    switch selection {
    case .node(let id):
      title = id.description
      rows += nodeMenu(id)
    case .message(let number):
      title = "\(number)"
      if let message = selectedMessage {
        title = "\(message.from)→\(message.to) \(message.summary.kind.name)"
        let link = Link(from: message.from, to: message.to)
        rows.append(row(Phrase(Menus.cut, ["from": message.from, "to": message.to]), .cut(link)))
        rows += messageMenu(number)
      }
    case .entry(let position, let node): title = "\(position) \(node)"
    case .account(let name):
      title = name
      let text = Phrase(Menus.transferFrom, ["name": name])
      rows.append(
        ListState.MenuRow(text: text, verb: "transfer \(name)") { $0.open(.transfer, text: name + " ") })
    case .rule(let name): title = name
    case .landmark(let event):
      if model.timeline != nil {
        rows.append(ListState.MenuRow(text: Phrase(Menus.goThere), verb: "") { $0.move(.event(event)) })
      }
    }
    open(list: .menu(title: title, rows))
  }

  private func messageMenu(_ number: UInt64) -> [ListState.MenuRow] {
    func row(_ text: Menus, _ verb: String, _ act: KeyAct) -> ListState.MenuRow {
      ListState.MenuRow(text: Phrase(text), verb: "\(verb) \(number)") { $0.perform(act: act) }
    }
    return [
      row(.drop, "drop", .drop), row(.double, "duplicate message", .duplicate),
      row(.hold, "hold message", .hold),
    ]
  }

  private func row(_ text: Phrase, _ verb: Verb) -> ListState.MenuRow {
    ListState.MenuRow(text: text, verb: verb.description) { $0.perform([verb]) }
  }

  private func nodeMenu(_ id: NodeID) -> [ListState.MenuRow] {
    guard let node = model.snapshot.node(id) else { return [] }
    let selector = [NodeSelector.node(id)]
    guard node.condition != .down else {
      return [row(Phrase(Menus.restart, ["node": id]), .restart(selector))]
    }
    return [
      row(Phrase(Menus.kill, ["node": id]), .kill(selector)),
      node.condition == .stalled
        ? row(Phrase(Menus.wake, ["node": id]), .resume(selector))
        : row(Phrase(Menus.stall, ["node": id]), .pause(selector)),
      row(Phrase(Menus.isolate, ["node": id]), .isolate(selector)),
      row(Phrase(Menus.lead, ["node": id]), .lead(.node(id))),
      row(Phrase(Menus.compact, ["node": id]), .snapshot(selector)),
      ListState.MenuRow(text: Phrase(Menus.cutFrom, ["node": id]), verb: "cut \(id.number)>…") {
        $0.open(.cut, text: "\(id.number)")
      },
    ]
  }
}
