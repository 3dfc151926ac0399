import Words

/// Points of a quiz, in halves: as `3` or `0.5`.
public struct Points: Hashable, Comparable, Sendable, CustomStringConvertible, Sayable {
  /// Twice the points; may be below zero where something wrong costs some.
  public var halves: Int

  public init(halves: Int = 0) { self.halves = halves }

  /// From `3`, `0.5` or `-1`; nil: it is no such number, or more than 1000.
  public init?(_ text: some StringProtocol) {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first.flatMap({ Int($0) }), (0...1000).contains(whole), parts.count <= 2,
      parts.count == 1 || ["0", "5"].contains(parts[1])
    else { return nil }
    let halves = 2 * whole + (parts.last == "5" && parts.count == 2 ? 1 : 0)
    self.init(halves: digits.count < text.count ? -halves : halves)
  }

  public var description: String {
    (halves < 0 ? "-" : "") + "\(halves.magnitude / 2)" + (halves % 2 == 0 ? "" : ".5")
  }

  public static func < (left: Points, right: Points) -> Bool { left.halves < right.halves }
  public static func + (left: Points, right: Points) -> Points { Points(halves: left.halves + right.halves) }
}

/// What an answer must say, and what it is given for that.
public struct RubricLine: Sendable, Equatable {
  public var points: Points
  /// The whole answer is given this, if that is more than what the other lines give it.
  public var isInstead = false
  public var text: LessonText
}

extension Lesson {
  /// What an answer is given of which these lines of the rubric are so.
  public func points(for ticked: Set<Int>) -> Points {
    let lines = rubric.indices.filter(ticked.contains).map { rubric[$0] }
    let earned = lines.filter { !$0.isInstead }.map(\.points).reduce(Points(), +)
    let best = lines.filter(\.isInstead).map(\.points).max() ?? Points()
    return min(points, max(Points(), earned, best))
  }
}

/// What the participants of the published study scored.
public struct StudyScores: Sendable {
  /// Which protocol it asked about, as `raft`.
  public let subject: String
  /// Of each participant, from the lowest.
  public let scores: [Points]
  /// Of the questions, from the first, and what each counts.
  public let means: [Double]
  public let points: [Int]

  /// - Parameters:
  ///   - scores: A table of `protocol,score`, with comments and a head.
  ///   - questions: A table of `protocol,question,points,mean_of_takers`, and more columns.
  ///   - subject: Which protocol's rows are meant, as `raft`.
  public init(scores: [UInt8], questions: [UInt8], of subject: String) {
    self.subject = subject
    self.scores = Self.rows(scores, of: subject).compactMap {
      $0.count > 1 ? Points($0[1].replacing(".0", with: "")) : nil
    }
    .sorted()
    let rows = Self.rows(questions, of: subject).filter { $0.count > 3 }
    means = rows.compactMap { Double($0[3]) }
    points = rows.compactMap { Int($0[2]) }
  }

  private static func rows(_ table: [UInt8], of subject: String) -> [[Substring]] {
    String(decoding: table, as: UTF8.self).split(separator: "\n").map { $0.split(separator: ",") }
      .filter { $0.first?.lowercased() == subject }
  }

  /// In points.
  public var mean: Double { Double(scores.map(\.halves).reduce(0, +)) / 2 / Double(max(1, scores.count)) }

  /// The sample's standard deviation, in points.
  public var deviation: Double {
    let squares = scores.map { (Double($0.halves) / 2 - mean) * (Double($0.halves) / 2 - mean) }
    return (squares.reduce(0, +) / Double(max(1, scores.count - 1))).squareRoot()
  }

  /// How many scored less.
  public func below(_ points: Points) -> Int { scores.count { $0 < points } }
}
