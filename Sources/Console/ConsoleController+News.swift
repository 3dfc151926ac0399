import Command
import Consensus
import Explanation
import Host
import Panels
import Words

// The newsroom: what is told of the run, by whom and when.
extension ConsoleController {
  /// Offers what is news in these events; what the person did is shown at once.
  func tell(_ records: [EventRecord], byPerson: Bool) {
    for record in records.filter(isTold).suffix(Self.toldPerTick) {
      if byPerson, case .action = record.what {
        // The act, and what it did.
        for (part, news) in storyteller.allNews(record, byPerson: true, model.snapshot, host).enumerated() {
          desk.show(item(record, part: part, byPerson: true, news), wall: wall)
        }
      } else if record.number != stepped?.number,
        let news = storyteller.news(record, byPerson: byPerson, model.snapshot, host)
      {
        desk.offer(item(record, part: nil, byPerson: byPerson, news), wall: wall)
      }
    }
  }

  private func item(_ record: EventRecord, part: Int?, byPerson: Bool, _ news: News) -> NewsDesk.Item {
    NewsDesk.Item(
      source: .record(record, part: part, byPerson: byPerson), time: record.time, event: record.number,
      rank: news.rank, text: news.text, alarm: news.alarm)
  }

  /// Whether an event can be news at all: most are not, and cost nothing here.
  private func isTold(_ record: EventRecord) -> Bool {
    switch record.what {
    case .internalStep: return false
    case .delivered, .timer, .written, .nodeAsked: return !record.decisions.isEmpty
    case .lost(let message, _): return message.summary.update != .heartbeat
    case .clientAsked, .clientEnded, .clientRetries, .action, .note, .expectation, .violation: return true
    }
  }

  /// Shows at once how things stand now.
  /// - Parameter event: The event that it tells of; nil: the last.
  func show(_ source: NewsDesk.Source, event: UInt64? = nil) {
    let text = storyteller.text(of: source, model.snapshot, host) ?? ""
    let item = NewsDesk.Item(
      source: source, time: host.now, event: event ?? lastRecord, rank: 9, text: text, alarm: false)
    desk.show(item, wall: wall)
  }

  /// Says it in the last row, for two seconds.
  func notify(_ text: Saying) { notice = (text, wall.addingSaturated(Self.noticeSpan)) }

  func notify(_ notice: Notices, _ values: [String: any Sayable] = [:]) {
    notify(.phrase(Phrase(notice, values)))
  }

  /// What to try now.
  var hint: Hint? {
    guard model.snapshot.violation != nil, !model.violationPassed else {
      return storyteller.hint(model.snapshot)
    }
    return storyteller.frozenHint(cardIsOpen: model.card != nil)
  }
}
