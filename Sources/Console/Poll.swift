import Lessons
import Panels
import Words

/// A question of a lesson that the room votes on by show of hands: once, or again after talking with a neighbour.
struct Poll {
  /// Who talks, and for how long, where neither few nor nearly all are right (Mazur's peer instruction).
  static let worthTalking = 35...70
  static let talkSpan: UInt64 = 120_000_000_000

  enum Stage: Equatable {
    case raise
    /// Until this wall time; then hands are counted again.
    case talk(until: UInt64)
    case counted
  }

  let question: LessonQuestion
  /// The numbers of its right choices, from 0; they are not shown before the run has.
  let right: [Int]
  private(set) var stage = Stage.raise
  /// Of each vote the hands for each choice, raised or at joined terminals.
  private(set) var votes: [[Int]] = []
  /// What joined terminals have chosen in the vote that is on, by the names of their people.
  private(set) var ballots: [String: Int] = [:]

  init(_ question: LessonQuestion, right: [Int]) {
    self.question = question
    self.right = right
  }

  /// Joined terminals have voted, and are not counted yet.
  var awaitsCount: Bool { stage != .counted && !ballots.isEmpty }

  /// Takes the vote of somebody at a joined terminal, or another one in its place.
  /// - Returns: whether there is such a choice, and the vote is not counted yet.
  mutating func vote(_ choice: Int, by name: String) -> Bool {
    guard stage != .counted, question.choices.indices.contains(choice) else { return false }
    ballots[name] = choice
    return true
  }

  /// Takes a count of raised hands, and adds the terminals'; after the last one it takes that one's place.
  /// - Returns: whether it can be one of this question.
  mutating func count(_ hands: [Int], wall: UInt64) -> Bool {
    guard hands.count <= question.choices.count else { return false }
    var all = hands + Array(repeating: 0, count: question.choices.count - hands.count)
    for choice in ballots.values { all[choice] += 1 }
    guard all.contains(where: { $0 > 0 }) else { return false }
    if stage == .counted { votes.removeLast() }
    votes.append(all)
    let isWorthTalking = votes.count == 1 && Self.worthTalking.contains(percentRight(votes[0]))
    stage = isWorthTalking ? .talk(until: wall.addingSaturated(Self.talkSpan)) : .counted
    if isWorthTalking { ballots = [:] }
    return true
  }

  /// How many of a hundred hands were right.
  func percentRight(_ vote: [Int]) -> Int {
    right.reduce(0) { $0 + vote[$1] } * 100 / max(1, vote.reduce(0, +))
  }

  /// The choice with the most hands.
  var favourite: Int? {
    guard let vote = votes.last else { return nil }
    return vote.indices.max { (vote[$0], $1) < (vote[$1], $0) }
  }

  /// When its picture changes next by itself.
  func nextTick(wall: UInt64) -> UInt64? {
    guard case .talk(let until) = stage, until > wall else { return nil }
    let second: UInt64 = 1_000_000_000
    return wall.addingSaturated((until - wall) % second == 0 ? second : (until - wall) % second)
  }

  /// What the room is to do.
  func note(_ language: Language, wall: UInt64) -> String {
    switch stage {
    case .raise: return language.text(ClassWords.raise)
    case .talk(let until) where until > wall:
      let seconds = (until - wall + 999_999_999) / 1_000_000_000
      let rest = seconds % 60 < 10 ? "0\(seconds % 60)" : "\(seconds % 60)"
      return language.text(ClassWords.talk, ["clock": "\(seconds / 60):\(rest)"])
    case .talk: return language.text(ClassWords.again)
    case .counted: return language.text(ClassWords.counted)
    }
  }

  func model(_ language: Language, wall: UInt64) -> PollModel {
    PollModel(
      title: language.text(ClassWords.pollTitle), question: question.text.text(in: language),
      choices: question.choices.map { $0.text.text(in: language) }, votes: votes,
      note: note(language, wall: wall),
      foot: language.text(ClassWords.pollKeys))
  }

  /// What was right, and how many knew it.
  func told(_ language: Language) -> String {
    let number = right.first ?? 0
    let shares = votes.map { "\(percentRight($0)) %" }.joined(separator: " → ")
    return language.text(
      ClassWords.told,
      [
        "number": number + 1, "choice": question.choices[number].text.text(in: language), "shares": shares,
        "because": question.because?.text(in: language) ?? "",
      ])
  }
}

/// What the plan and a vote say.
enum ClassWords: String, TextKey {
  case title, notBegun, time, late, lateMore, leftOut, minutes, keys, minutesLeft
  case pollTitle, pollKeys, raise, talk, again, counted, told
}
