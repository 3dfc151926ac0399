/// The Chinese words for Raft's terms: one rendering each, with the English word beside it the first time.
/// The paper's names (AppendEntries, commitIndex) stay as they are.
public struct Glossary: Sendable {
  public struct Term: Sendable, Equatable {
    public let chinese: String
    public let english: String
    /// Other renderings, which the catalogue never uses.
    public let avoided: [String]
  }

  public static let terms: [Term] = [
    Term(chinese: "任期", english: "term", avoided: ["届", "轮次", "回合", "纪元", "任职期"]),
    Term(
      chinese: "领导者", english: "leader",
      avoided: ["领导人", "领导节点", "领袖", "主节点", "首领", "领头", "领导的"]),
    Term(chinese: "跟随者", english: "follower", avoided: ["追随者", "从节点", "跟从者", "跟随节点", "追随"]),
    Term(chinese: "候选人", english: "candidate", avoided: ["候选者", "候选节点", "竞选者", "参选者"]),
    Term(
      chinese: "多数派", english: "majority",
      avoided: ["大多数", "过半", "半数以上", "多数节点", "多数票", "法定人数"]),
  ]

  private var introduced: [Bool] = Array(repeating: false, count: Glossary.terms.count)

  public init() {}

  /// The text with "（term）" after the first use ever of each term, for one who reads Chinese; other
  /// languages come back unchanged.
  public mutating func introduce(_ text: String, language: Language) -> String {
    guard language == .chinese else { return text }
    var result = text
    for (index, term) in Self.terms.enumerated() where !introduced[index] {
      guard let place = Self.firstRange(of: term.chinese, in: result) else { continue }
      introduced[index] = true
      let added = "（\(term.english)）"
      if !result[place.upperBound...].hasPrefix(added) {
        result.insert(contentsOf: added, at: place.upperBound)
      }
    }
    return result
  }

  private static func firstRange(of word: String, in text: String) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(word) {
        return start..<text.index(start, offsetBy: word.count)
      }
      start = text.index(after: start)
    }
    return nil
  }
}
