import Command
import Consensus
import Explanation
import Host
import Panels
import Predictions
import Words

// The newsroom: what is told of the run, by whom and when.
extension ConsoleController {
  /// Offers what is news in these events; what the person did is shown at once.
  func tell(_ records: [EventRecord], byPerson: Bool) {
    for record in records.filter(isTold).suffix(Self.toldPerTick) {
      if byPerson, lesson == nil, case .action = record.what {
        // The act, and what it did.
        for (part, news) in explainer.allNews(of: scene(record)).enumerated() {
          newsroom.show(item(record, part: part, byPerson: true, news), wall: wall)
        }
      } else if record.number != stepped?.number,
        let news = explainer(byPerson: byPerson).news(of: scene(record)), lesson == nil || news.alarm
      {
        newsroom.offer(item(record, part: nil, byPerson: byPerson, news), wall: wall)
      }
    }
  }

  private func item(_ record: EventRecord, part: Int?, byPerson: Bool, _ news: News) -> Newsroom.Item {
    Newsroom.Item(
      source: .record(record, part: part, byPerson: byPerson), time: record.time, event: record.number,
      rank: news.rank, text: inWords(news.text), alarm: news.alarm)
  }

  /// Whether an event can be news at all: most are not, and cost nothing here.
  func isTold(_ record: EventRecord) -> Bool {
    switch record.what {
    case .internalStep: return false
    case .delivered, .timer, .written, .nodeAsked: return !record.decisions.isEmpty
    case .lost(let message, _): return message.summary.update != .heartbeat
    // Notes have a stage of their own; that an expectation was met is for who tests the file.
    case .note: return false
    case .expectation(_, let held, _): return !held
    case .asked, .clientAsked, .clientEnded, .clientRetries, .action, .violation: return true
    }
  }

  /// Tells what was passed over by a leap forward: the newest that matter, as things stood then.
  func tellPassedOver() {
    let told = newsroom.shown.last?.event ?? 0
    let byPerson = model.snapshot.script == nil
    var found: [Newsroom.Item] = []
    for record in model.recent.reversed() where record.number > told && found.count < newsroom.rows {
      guard isTold(record), let news = explainer(byPerson: byPerson).news(of: scene(record)),
        news.rank >= Self.leastPassedOver, let then = host.snapshot(after: record.number),
        let said = explainer(byPerson: byPerson).news(of: Scene(record, in: then, host))
      else { continue }
      found.append(item(record, part: nil, byPerson: byPerson, said))
    }
    for item in found.reversed() { newsroom.show(item, wall: wall) }
  }

  private static let leastPassedOver = 6

  /// Shows at once how things stand now.
  /// - Parameter event: The event that it tells of; nil: the last.
  func show(_ source: Newsroom.Source, event: UInt64? = nil) {
    // A lesson says all that is to be read.
    guard lesson == nil else { return }
    let item = Newsroom.Item(
      source: source, time: host.now, event: event ?? lastRecord, rank: 9, text: text(of: source) ?? "",
      alarm: false)
    newsroom.show(item, wall: wall)
  }

  /// Says it in the last row, for two seconds.
  func notify(_ text: Saying) { notice = (text, wall.addingSaturated(Self.noticeSpan)) }

  func notify(_ notice: Notices, _ values: [String: any Sayable] = [:]) {
    notify(.phrase(Phrase(notice, values)))
  }

  /// What to try now.
  var hint: Hint? {
    // Where letters are typed, the keys of a hint would be letters.
    if prompt != nil || list != nil { return nil }
    if waitsToStart { return hints.startHint }
    // It may tell what the node whose eyes these are does not know.
    if model.eyes != nil { return nil }
    hints.cardHasCause = model.card?.cause != nil
    guard model.snapshot.violation != nil, !model.violationPassed else {
      // A scenario that is told should not be left for an experiment.
      if let script = model.snapshot.script, script.noteCount > 0, !script.isOver { return nil }
      return offer ?? hints.hint(for: model.snapshot, lastAct: lastAct, played: played)
    }
    return hints.frozenHint(cardIsOpen: model.card != nil)
  }

  private static let offerEvery: UInt64 = 60_000_000_000
  private static let offerSpan: UInt64 = 10_000_000_000

  /// That something worth a question is about to show: at most once a minute, for some seconds.
  private var offer: Hint? {
    let isOpen = Occasion(model.snapshot).isPromising && lesson == nil && !isPast
    if isOpen, wall.since(offeredAt ?? 0) >= Self.offerEvery { offeredAt = wall }
    guard isOpen, let offeredAt, wall.since(offeredAt) < Self.offerSpan else { return nil }
    return Hint(keys: "g", text: model.language.text(GuessWords.offer))
  }

  func personActed(_ act: PersonAct) {
    lastAct = act
    hints.personActed(act)
  }

  // MARK: Words

  var explainer: Explainer { explainer(byPerson: true) }

  func explainer(byPerson: Bool) -> Explainer {
    Explainer(
      language: model.language, voice: byPerson ? .person : .scenario, consensus: model.snapshot.consensus)
  }

  func scene(_ record: EventRecord) -> Scene { Scene(record, in: model.snapshot, host) }

  func inWords(_ text: String) -> String { options.words.text(text, in: model.language) }

  /// The words of a line of news, in the language of now.
  func text(of source: Newsroom.Source) -> String? { fullText(of: source).map(inWords) }

  private func fullText(of source: Newsroom.Source) -> String? {
    switch source {
    case .record(let record, nil, let byPerson): explainer(byPerson: byPerson).news(of: scene(record))?.text
    case .record(let record, let part?, let byPerson):
      explainer(byPerson: byPerson).allNews(of: scene(record)).dropFirst(part).first?.text
    case .step(let record): explainer(byPerson: model.snapshot.script == nil).stepText(of: scene(record))
    case .phrase(let phrase): phrase.text(in: model.language)
    case .opening(let then): explainer.opening(then).text
    case .takenBack(let record): explainer.takenBack(explainer.stepText(of: scene(record)))
    case .undone(let verb): explainer.undone(verb)
    case .grown(let id): host.timeline?.branch(id).map { explainer.grown($0) }
    case .onBranch(let id): host.timeline?.branch(id).map { explainer.onBranch($0) }
    }
  }
}
