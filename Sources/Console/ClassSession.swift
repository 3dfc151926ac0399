import Lessons
import Panels
import Words

/// A class that is on: its plan, and how far it has come.
struct ClassSession {
  let plan: ClassPlan
  /// Wall time of the first item.
  private(set) var began: UInt64?
  private(set) var done: Set<Int> = []

  init(_ plan: ClassPlan) { self.plan = plan }

  private static let minute: UInt64 = 60_000_000_000

  mutating func begin(wall: UInt64) { began = began ?? wall }

  /// The lesson was seen to its end.
  mutating func finish(lesson: String) {
    done.formUnion(
      plan.items.indices.filter { plan.items[$0].lesson == lesson && plan.items[$0].kind != .vote })
  }

  /// The room has voted.
  mutating func finish(vote question: String, of lesson: String) {
    plan.vote(on: question, of: lesson).map { _ = done.insert($0) }
  }

  /// What comes next: the first that is neither done nor left out.
  func next(wall: UInt64) -> Int? {
    let out = leftOut(wall: wall)
    return plan.items.indices.first { !done.contains($0) && !out.contains($0) }
  }

  func minutesGone(wall: UInt64) -> Int { began.map { Int(wall.since($0) / Self.minute) } ?? 0 }

  func minutesLeft(wall: UInt64) -> Int { max(0, plan.minutes - minutesGone(wall: wall)) }

  func leftOut(wall: UInt64) -> [Int] { plan.leftOut(done: done, in: minutesLeft(wall: wall)) }

  /// When its list changes next by itself.
  func nextTick(wall: UInt64) -> UInt64? {
    began.map { $0.addingSaturated(UInt64(minutesGone(wall: wall) + 1) * Self.minute) }
  }

  // MARK: The list

  func head(_ language: Language, wall: UInt64) -> [String] {
    let (left, need) = (minutesLeft(wall: wall), plan.need(done: done))
    guard began != nil else {
      return [language.text(ClassWords.notBegun, ["minutes": plan.minutes, "need": need])]
    }
    let time = language.text(ClassWords.time, ["gone": minutesGone(wall: wall), "left": left, "need": need])
    guard need > left else { return [time] }
    let out = leftOut(wall: wall).map { "\($0 + 1)" }.joined(separator: ", ")
    let late =
      out.isEmpty ? language.text(ClassWords.lateMore) : language.text(ClassWords.late, ["items": out])
    return [time, late]
  }

  func lines(_ language: Language, wall: UInt64) -> [ListState.Line] {
    let out = leftOut(wall: wall)
    return plan.items.enumerated().map { place, item in
      let text = item.text.text(in: language)
      let right = out.contains(place) ? language.text(ClassWords.leftOut, ["text": text]) : text
      let left = Self.name(of: place) + language.text(ClassWords.minutes, ["minutes": item.minutes])
      return (
        ListModel.Row(left: left, right: right, isDone: done.contains(place)), { $0.openPlanned(place) }
      )
    }
  }

  /// How the row of an item begins.
  static func name(of place: Int) -> String { "\(place + 1)  " }
}
