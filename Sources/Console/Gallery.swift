import Command
import Explanation
import Lessons
import Panels
import Words

/// One of the lists that `o` opens: what there is to see and to break, with a mark at what has been done.
enum Gallery: CaseIterable, Sendable {
  case lessons, challenges, stories, rules

  var title: Menus {
    switch self {
    case .lessons: .lessons
    case .challenges: .challenges
    case .stories: .stories
    case .rules: .rulesToBreak
    }
  }

  /// What it holds; a rule's name is the one that the verb `bug` takes.
  func entries(_ source: ListSource) -> [ScenarioEntry] {
    switch self {
    case .lessons: return source.lessons
    case .challenges: return source.challenges
    case .stories: return source.scenarios.filter { $0.brokenRule == nil }
    case .rules:
      guard !source.breakableRules.isEmpty else { return [] }
      // Those of another protocol have a story, too.
      let others = source.scenarios.compactMap(\.brokenRule).filter { !source.breakableRules.contains($0) }
      return (source.breakableRules + others).map { rule in
        let lines = Language.allCases.map { language in
          (language, Explainer(language: language, consensus: source.consensus).text(ofRule: rule))
        }
        return ScenarioEntry(name: rule, lines: Dictionary(uniqueKeysWithValues: lines))
      }
    }
  }

  /// How the file of what was done calls an entry.
  func mark(of name: String) -> String {
    switch self {
    case .lessons: "lesson " + name
    case .challenges: "challenge " + name
    case .stories: "story " + name
    case .rules: "story " + ScenarioEntry.ruleStory + name
    }
  }

  func isDone(_ entry: ScenarioEntry, _ source: ListSource) -> Bool {
    self == .challenges
      ? Challenge.stars(of: entry.name, in: source.done) > 0 : source.done.contains(mark(of: entry.name))
  }

  /// The first that was not done yet.
  func next(_ source: ListSource) -> ScenarioEntry? { entries(source).first { !isDone($0, source) } }

  func lines(_ source: ListSource) -> [ListState.Line] {
    entries(source).enumerated().map { place, entry in
      let stars = self == .challenges ? Challenge.stars(of: entry.name, in: source.done) : 0
      let starred = String(repeating: "*", count: stars) + String(repeating: " ", count: 4 - stars)
      let lead = self == .lessons ? "\(place + 1)  " : self == .challenges ? starred : ""
      let text = lead + entry.listed(source.language)
      let isOn = self == .rules && source.brokenRules.contains(entry.name)
      let right = isOn ? source.language.text(Menus.ruleIsBroken, ["text": text]) : text
      let row = ListModel.Row(left: entry.name, right: right, isDone: isDone(entry, source))
      return (row, { $0.open(entry.name, of: self) })
    }
  }
}

/// An entry of the start screen; those that have nothing to show are left out.
struct StartEntry: Sendable {
  let name: StartWords
  let text: StartWords
  /// What it opens; nil: the cluster of the start screen, to watch.
  let gallery: Gallery?
  /// Whether it asks what that cluster will do.
  var asks = false
  /// Whether it is the plan of a class.
  var isClass = false

  static let all = [
    StartEntry(name: .lessons, text: .lessonsText, gallery: .lessons),
    StartEntry(name: .watch, text: .watchText, gallery: nil),
    StartEntry(name: .predict, text: .predictText, gallery: nil, asks: true),
    StartEntry(name: .challenges, text: .challengesText, gallery: .challenges),
    StartEntry(name: .stories, text: .storiesText, gallery: .stories),
    StartEntry(name: .rules, text: .rulesText, gallery: .rules),
    StartEntry(name: .classes, text: .classesText, gallery: nil, isClass: true),
  ]

  /// With a digit before each.
  static func lines(_ source: ListSource) -> [ListState.Line] {
    let shown = all.filter {
      $0.gallery?.entries(source).isEmpty != true && (!$0.isClass || source.offersClass)
    }
    return shown.enumerated().map { number, entry in
      let name = "\(number + 1) " + source.language.text(entry.name)
      return (ListModel.Row(left: name, right: entry.says(source)), entry.choose)
    }
  }

  private func says(_ source: ListSource) -> String {
    guard let gallery else { return source.language.text(text) }
    let entries = gallery.entries(source)
    let minutes = entries.reduce(0) { $0 + $1.minutes } / max(1, entries.count)
    // The lines of the others are sentences.
    let next = gallery.next(source).map {
      gallery == .lessons || gallery == .challenges ? $0.line(source.language) : $0.name
    }
    return source.language.text(
      next == nil ? .allDone : text,
      [
        "count": entries.count, "done": entries.count { gallery.isDone($0, source) }, "minutes": minutes,
        "next": next ?? "",
      ])
  }

  private func choose(_ console: ConsoleController) {
    if let gallery { return console.open(gallery) }
    if isClass { console.openPlan() } else if asks { console.predict() } else { console.play() }
  }
}

extension ConsoleController {
  /// The list of this kind; with none the first that holds something.
  func open(_ gallery: Gallery?) {
    if gallery == nil, classSession != nil { return openPlan() }
    guard let gallery = gallery ?? Gallery.allCases.first(where: { !$0.entries(listSource).isEmpty }) else {
      return
    }
    open(list: .gallery(gallery))
    if let next = gallery.next(listSource) { list?.mark(next.name) }
    personActed(.gallery)
  }

  /// What Enter does on a row.
  func open(_ name: String, of gallery: Gallery) {
    switch gallery {
    case .lessons: openLesson(name)
    case .challenges: openChallenge(name)
    case .stories: openScenario(name)
    case .rules: open(rule: name)
    }
  }

  /// The card of a rule that can be broken: what it breaks, and then its story, or this run without it.
  private func open(rule: String) {
    let story = options.scenarios.first { $0.brokenRule == rule }
    let isBroken = model.snapshot.brokenRules.contains(rule)
    var rows: [ListState.MenuRow] = []
    if let story {
      rows.append(.init(text: Phrase(Menus.itsStory), verb: story.name) { $0.openScenario(story.name) })
    }
    let verb = Verb.bug(name: rule, on: !isBroken)
    if listSource.breakableRules.contains(rule) {
      rows.append(
        .init(text: Phrase(isBroken ? Menus.keepRule : Menus.breakRule), verb: verb.description) {
          $0.perform([verb])
        })
    }
    let head = [explainer.text(ofRule: rule), story?.listed(model.language)].compactMap(\.self)
    open(list: .menu(title: rule, head: head, rows))
  }

  /// Keeps in mind that the scenario that is played was seen to its end, or to where its rule broke.
  func noteDone() {
    guard let name = story?.name else { return }
    noteDone(Gallery.stories.mark(of: name))
  }

  func noteDone(_ mark: String) {
    if done.insert(mark).inserted { options.onDone(mark) }
  }
}
