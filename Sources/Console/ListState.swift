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
  /// Of the cluster: in its words rules are told, and it has views of its own.
  var consensus = ConsensusProtocol.raft
  var lessons: [ScenarioEntry]
  var challenges: [ScenarioEntry]
  var scenarios: [ScenarioEntry]
  /// What was done, as `Gallery.mark` calls it.
  var done: Set<String>
  /// Whether there is a plan of a class.
  var offersClass = false
  /// The class that is on.
  var plan: ClassSession?
  /// Wall time.
  var wall: UInt64 = 0
  var timeline: TimelineSnapshot?
  /// Those that this host can break, and those broken now.
  var breakableRules: [String]
  var brokenRules: [String]
  /// Of joined terminals, where some can be.
  var joined: String?
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
    case start, views
    /// Of a class.
    case plan
    case gallery(Gallery)
    case menu(title: String, head: [String] = [], [MenuRow])
  }

  enum Outcome {
    case stay, close
    /// The key is none of the list's.
    case pass
    case choose(Act)
  }

  private(set) var purpose: Purpose
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
    case .start: return StartEntry.lines(source)
    case .plan: return source.plan?.lines(source.language, wall: source.wall) ?? []
    case .gallery(let gallery):
      guard !wanted.isEmpty else { return gallery.lines(source) }
      // A filter finds in all of them.
      return Gallery.allCases.flatMap { gallery in
        let found = gallery.lines(source).filter {
          matches($0.row) || gallery.mark(of: $0.row.left).contains(wanted)
        }
        return found.isEmpty ? [] : [heading(gallery.title, source)] + found
      }
    case .menu(_, _, let menu):
      return menu.map { (ListModel.Row(left: $0.text.text(in: language), right: $0.verb), $0.act) }
        .filter { matches($0.0) }
    }
  }

  private func heading(_ text: Menus, _ source: ListSource) -> Line {
    (ListModel.Row(left: source.language.text(text), right: "", heading: true), nil)
  }

  private func views(_ source: ListSource) -> [Line] {
    View.available(source.timeline, of: source.consensus).map { view in
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

  func model(_ source: ListSource) -> ListModel {
    let language = source.language
    var list = ListModel(title: "", filter: filter.text, rows: rows, marked: marked)
    switch purpose {
    case .help: list.title = language.text(Menus.keys)
    case .views: list.title = language.text(Menus.views)
    case .start:
      list.title = "raftcoin"
      list.head = [language.text(StartWords.head)]
      list.keys = language.text(Menus.startKeys)
      list.foot = language.text(StartWords.foot, ["language": language.next.name])
    case .plan:
      list.title = language.text(ClassWords.title)
      list.head = (source.plan?.head(language, wall: source.wall) ?? []) + [source.joined].compactMap(\.self)
      list.foot = language.text(ClassWords.keys)
    case .gallery(let shown):
      list.title = galleries(source).map {
        $0 == shown ? "[\(language.text($0.title))]" : language.text($0.title)
      }
      .joined(separator: "  ")
      list.foot = language.text(Menus.turnsLists)
    case .menu(let title, let head, _):
      list.title = title
      list.head = head
    }
    return list
  }

  /// Those that hold something.
  private func galleries(_ source: ListSource) -> [Gallery] {
    Gallery.allCases.filter { !$0.entries(source).isEmpty }
  }

  /// To the next list, or the one before.
  private mutating func turn(by step: Int, _ source: ListSource) {
    guard case .gallery(let shown) = purpose else { return }
    let all = galleries(source)
    guard let index = all.firstIndex(of: shown) else { return }
    let gallery = all[(index + step + all.count) % all.count]
    purpose = .gallery(gallery)
    marked = 0
    rebuild(source)
    if let next = gallery.next(source) { mark(next.name) }
  }

  // MARK: Keys

  mutating func react(to key: InputEvent.Key, _ source: ListSource) -> Outcome {
    if case .start = purpose, case .character(let scalar) = FullWidth.twin(key) { return pick(scalar) }
    if case .plan = purpose {
      switch FullWidth.twin(key) {
      case .pageDown, .character(" "): return chosen
      case .character(let scalar): return pick(scalar)
      default: break
      }
    }
    switch key {
    case .escape: return .close
    case .enter: return chosen
    case .up, .backTab: move(by: -1)
    case .down, .tab: move(by: 1)
    case .pageUp: move(by: -10)
    case .pageDown: move(by: 10)
    case .home: move(by: -rows.count)
    case .end: move(by: rows.count)
    case .left: turn(by: -1, source)
    case .right: turn(by: 1, source)
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

  /// On the start screen a digit chooses; all other letters are the console's.
  private func pick(_ scalar: Unicode.Scalar) -> Outcome {
    guard let digit = scalar.properties.numericType == .decimal ? Int(scalar.value) - 0x30 : nil,
      acts.indices.contains(digit - 1), let act = acts[digit - 1]
    else { return .pass }
    return .choose(act)
  }

  /// Marks the first row with this on its left.
  mutating func mark(_ left: String) {
    marked = rows.firstIndex { !$0.heading && $0.left == left } ?? marked
  }

  /// The same by how that begins.
  mutating func mark(beginning: String) {
    marked = rows.firstIndex { $0.left.hasPrefix(beginning) } ?? marked
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
