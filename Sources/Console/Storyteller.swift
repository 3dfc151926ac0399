import Command
import Consensus
import Explanation
import Host
import Words

/// The controller's only way to the words: what is news, what a card says, what to try.
struct Storyteller {
  private var narrator: Narrator
  private var hints: HintChooser
  private var lastAct: PersonAct?

  init(language: Language) {
    narrator = Narrator(language: language)
    hints = HintChooser(language: language)
  }

  /// What this host can do besides.
  mutating func learn(hasPast: Bool, hasGallery: Bool) {
    hints.hasPast = hasPast
    hints.hasGallery = hasGallery
  }

  mutating func speak(_ language: Language) {
    narrator = Narrator(language: language)
    hints.language = language
  }

  /// The greatest news of an event, or nil where it is none.
  func news(_ record: EventRecord, byPerson: Bool, _ snapshot: ClusterSnapshot, _ host: any ClusterHost)
    -> News?
  {
    voice(byPerson).news(record, in: snapshot, source: host)
  }

  /// An act and what it did, in this order.
  func allNews(_ record: EventRecord, byPerson: Bool, _ snapshot: ClusterSnapshot, _ host: any ClusterHost)
    -> [News]
  {
    voice(byPerson).allNews(record, in: snapshot, source: host)
  }

  func step(_ record: EventRecord, _ snapshot: ClusterSnapshot, _ host: any ClusterHost) -> String {
    narrator.stepText(record, in: snapshot, source: host)
  }

  func card(for record: EventRecord, _ snapshot: ClusterSnapshot, _ host: any ClusterHost) -> WhyCard {
    narrator.card(for: record, in: snapshot, source: host)
  }

  func card(for selection: Selection?, _ snapshot: ClusterSnapshot, _ host: any ClusterHost) -> WhyCard {
    narrator.card(for: selection, in: snapshot, source: host)
  }

  /// The words of a line of news, in the language of now.
  func text(of source: NewsDesk.Source, _ snapshot: ClusterSnapshot, _ host: any ClusterHost) -> String? {
    switch source {
    case .record(let record, nil, let byPerson): return news(record, byPerson: byPerson, snapshot, host)?.text
    case .record(let record, let part?, let byPerson):
      let all = allNews(record, byPerson: byPerson, snapshot, host)
      return all.indices.contains(part) ? all[part].text : nil
    case .step(let record): return step(record, snapshot, host)
    case .phrase(let phrase): return phrase.text(in: narrator.language)
    case .opening(let then): return narrator.opening(then).text
    case .takenBack(let record): return narrator.takenBack(step(record, snapshot, host))
    case .undone(let verb): return narrator.undone(verb)
    case .grown(let id): return host.timeline?.branch(id).map { narrator.grown($0) }
    case .onBranch(let id): return host.timeline?.branch(id).map { narrator.onBranch($0) }
    }
  }

  mutating func hint(_ snapshot: ClusterSnapshot) -> Hint? { hints.hint(for: snapshot, lastAct: lastAct) }

  func frozenHint(cardIsOpen: Bool) -> Hint? { hints.frozenHint(cardIsOpen: cardIsOpen) }

  mutating func personActed(_ act: PersonAct) {
    lastAct = act
    hints.personActed(act)
  }

  private func voice(_ byPerson: Bool) -> Narrator {
    var voiced = narrator
    voiced.voice = byPerson ? .person : .scenario
    return voiced
  }
}
