import Consensus
import Host
import Words

/// What a lesson says, in as many languages as its file has.
public struct LessonText: Sendable, Equatable {
  /// By the languages' codes, as `en`; none only until its file is read.
  public private(set) var texts: [String: String] = [:]

  init() {}

  init(_ language: String, _ text: String) { texts = [language: text] }

  private init(texts: [String: String]) { self.texts = texts }

  /// Takes the text of a language that it lacks.
  /// - Returns: whether it lacked it.
  mutating func add(_ language: String, _ text: String) -> Bool {
    guard texts[language] == nil else { return false }
    texts[language] = text
    return true
  }

  /// The text for this language, else the English one, else that of the first code.
  public func text(in language: Language) -> String {
    texts[language.rawValue] ?? texts[Language.english.rawValue] ?? texts.min { $0.key < $1.key }?.value ?? ""
  }

  /// The same with the places that this picture can fill; others keep their braces.
  func filled(from snapshot: ClusterSnapshot) -> LessonText {
    LessonText(texts: texts.mapValues { Template.fill($0) { snapshot.value(of: String($0)) } })
  }
}

extension ClusterSnapshot {
  /// What stands in a place of a caption: `{leader}`, `{leaders}`, `{candidate}`, `{term}`, `{committed}`,
  /// `{balance bob on leader}`, `{timer 3}` (what is left of it in ms), `{holders 2}` (who has entry 2 on disk). Nil: there
  /// is no such place, or nothing to say there now.
  func value(of place: String) -> String? {
    let words = place.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("leader", 1): return leader.map(\.description)
    case ("leaders", 1): return names { $0.condition == .up && $0.view.role == .leader }
    case ("candidate", 1):
      return nodes.first { $0.condition == .up && $0.view.role == .candidate }?.id.description
    case ("term", 1): return "\(highestTerm)"
    case ("committed", 1): return "\(committed)"
    case ("balance", 2...):
      guard let account = accounts.firstIndex(of: words[1]) else { return nil }
      let node = words.count == 4 && words[2] == "on" ? node(named: words[3]) : mostApplied
      guard let balances = node?.balances, account < balances.count else { return nil }
      return balances[account].map { "\($0)" }
    case ("timer", 2):
      return node(named: words[1])?.view.timer.map { "\($0.deadline.since(time) / 1_000_000)" }
    case ("holders", 2):
      guard let index = LogIndex(words[1]) else { return nil }
      return names { $0.view.durable >= index && $0.lastIndex >= index }
    default: return nil
    }
  }

  private var mostApplied: NodeSnapshot? {
    nodes.filter { $0.condition == .up }.max { ($0.view.applied, $1.id) < ($1.view.applied, $0.id) }
  }

  private func names(_ isMeant: (NodeSnapshot) -> Bool) -> String? {
    let names = nodes.filter(isMeant).map(\.id.description)
    return names.isEmpty ? nil : names.joined(separator: " ")
  }

  private func node(named word: String) -> NodeSnapshot? {
    if word == "leader" { return leader.flatMap { self.node($0) } }
    return nodes.first { $0.id.description == word || "\($0.id.number)" == word }
  }
}
