import Canvas
import Command
import Consensus
import Explanation
import Host
import Panels
import Words

/// What lists are made of.
struct ListSource {
  var language: Language
  var scenarios: [ScenarioEntry]
  var timeline: TimelineSnapshot?
  /// Those that this host can break, and those broken now.
  var breakableRules: [String]
  var brokenRules: [String]
}

/// An open list: all its rows, the filter, the mark.
struct ListState: Sendable {
  /// What a row does when it is chosen.
  typealias Act = @Sendable (ConsoleController) -> Void

  struct MenuRow: Sendable {
    var text: Phrase
    var verb: String
    var act: Act
  }

  enum Purpose: Sendable {
    case help(HelpList)
    case views, scenarios
    case menu(title: String, [MenuRow])
  }

  enum Outcome {
    case stay, close
    case choose(Act)
  }

  let purpose: Purpose
  private(set) var filter = TextField()
  private(set) var rows: [ListModel.Row] = []
  /// What each row does; nil: it is a heading.
  private var acts: [Act?] = []
  private(set) var marked = 0

  init(_ purpose: Purpose, _ source: ListSource) {
    self.purpose = purpose
    rebuild(source)
  }

  mutating func rebuild(_ source: ListSource) {
    let all = content(source)
    rows = all.map(\.row)
    acts = all.map(\.act)
    marked = min(marked, max(0, rows.count - 1))
    if rows.indices.contains(marked), rows[marked].heading { move(by: 1) }
  }

  typealias Line = (row: ListModel.Row, act: Act?)

  private func content(_ source: ListSource) -> [Line] {
    let language = source.language
    let wanted = filter.text.lowercased()
    func matches(_ row: ListModel.Row) -> Bool {
      wanted.isEmpty || row.left.lowercased().contains(wanted) || row.right.lowercased().contains(wanted)
    }
    switch purpose {
    case .help(let help): return help.lines(filter: filter.text, language)
    case .views: return (views(source) + branches(source)).filter { $0.row.heading || matches($0.row) }
    case .scenarios: return (scenarios(source) + rules(source)).filter { $0.row.heading || matches($0.row) }
    case .menu(_, let menu):
      return menu.map { (ListModel.Row(left: $0.text.text(in: language), right: $0.verb), $0.act) }
        .filter { matches($0.0) }
    }
  }

  private func heading(_ text: Menus, _ source: ListSource) -> Line {
    (ListModel.Row(left: source.language.text(text), right: "", heading: true), nil)
  }

  private func views(_ source: ListSource) -> [Line] {
    View.available(source.timeline).map { view in
      (ListModel.Row(left: view.rawValue, right: source.language.text(view)), { $0.open(view: view) })
    }
  }

  /// Once there are two: each with how far it goes; the current one says so.
  private func branches(_ source: ListSource) -> [Line] {
    guard let timeline = source.timeline, timeline.branches.count > 1 else { return [] }
    let explainer = Explainer(language: source.language)
    return [heading(.branches, source)]
      + timeline.branches.map { branch in
        let right = explainer.listing(of: branch, isCurrent: branch.id == timeline.currentID)
        return (ListModel.Row(left: "\(branch.id.number)", right: right), { $0.switchBranch(to: branch.id) })
      }
  }

  private func scenarios(_ source: ListSource) -> [Line] {
    source.scenarios.map { entry in
      (ListModel.Row(left: entry.name, right: entry.line(source.language)), { $0.openScenario(entry.name) })
    }
  }

  /// The gallery of broken rules: Enter breaks one in this run, or keeps it again.
  private func rules(_ source: ListSource) -> [Line] {
    guard !source.breakableRules.isEmpty else { return [] }
    let explainer = Explainer(language: source.language)
    return [heading(.rulesToBreak, source)]
      + source.breakableRules.map { rule in
        let on = source.brokenRules.contains(rule)
        let text = explainer.text(ofRule: rule)
        let right = on ? source.language.text(Menus.ruleIsBroken, ["text": text]) : text
        return (ListModel.Row(left: rule, right: right), { $0.perform([.bug(name: rule, on: !on)]) })
      }
  }

  func model(_ language: Language) -> ListModel {
    let title =
      switch purpose {
      case .help: language.text(Menus.keys)
      case .views: language.text(Menus.views)
      case .scenarios: language.text(Menus.scenarios)
      case .menu(let title, _): title
      }
    return ListModel(title: title, filter: filter.text, rows: rows, marked: marked)
  }

  // MARK: Keys

  mutating func react(to key: InputEvent.Key, _ source: ListSource) -> Outcome {
    switch key {
    case .escape: return .close
    case .enter: return chosen
    case .up, .backTab: move(by: -1)
    case .down, .tab: move(by: 1)
    case .pageUp: move(by: -10)
    case .pageDown: move(by: 10)
    case .home: move(by: -rows.count)
    case .end: move(by: rows.count)
    case .backspace, .control("u"), .control("w"), .control("h"):
      _ = filter.edit(key)
      marked = 0
      rebuild(source)
    case .character(let scalar):
      // Who is used to `/` before a filter need not unlearn it.
      if filter.isEmpty, FullWidth.twin(scalar) == "/" { break }
      type(String(scalar == "\u{3000}" ? " " : scalar), source)
    default: break
    }
    return .stay
  }

  /// Marks the first row with this on its left.
  mutating func mark(_ left: String) {
    marked = rows.firstIndex { !$0.heading && $0.left == left } ?? marked
  }

  mutating func type(_ text: String, _ source: ListSource) {
    filter.insert(text)
    marked = 0
    rebuild(source)
  }

  private var chosen: Outcome {
    guard acts.indices.contains(marked), let act = acts[marked] else { return .stay }
    return .choose(act)
  }

  /// A click marks a row; on the marked one it chooses.
  mutating func click(_ row: Int, twice: Bool) -> Outcome {
    guard rows.indices.contains(row), !rows[row].heading else { return .stay }
    let again = row == marked
    marked = row
    return twice || again ? chosen : .stay
  }

  /// Moves the mark over the rows that can be marked, not past the ends.
  mutating func move(by step: Int) {
    let open = rows.indices.filter { !rows[$0].heading }
    guard let first = open.first, let last = open.last else { return }
    if step > 0 {
      let after = open.filter { $0 > marked }
      marked = after.count >= step ? after[step - 1] : max(last, min(marked, last))
    } else {
      let before = open.filter { $0 < marked }
      marked = before.count >= -step ? before[before.count + step] : first
    }
  }
}
