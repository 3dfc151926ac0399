/// The lines typed earlier, and the walk through them.
public struct CommandHistory: Equatable, Sendable {
  /// So many are kept; the oldest go first.
  public static let capacity = 200

  /// Oldest first.
  public private(set) var lines: [String] = []
  /// nil while nobody walks.
  private var walk: Walk?

  /// Where a walk stands, and what was typed before it began.
  private struct Walk: Equatable {
    let index: Int
    let draft: String
  }

  public init(_ lines: [String] = []) {
    for line in lines { add(line) }
  }

  /// Keeps a line unless it is blank or the last one again, and ends the walk.
  public mutating func add(_ line: String) {
    walk = nil
    guard !line.allSatisfy(\.isWhitespace), line != lines.last else { return }
    lines.append(line)
    if lines.count > Self.capacity { lines.removeFirst(lines.count - Self.capacity) }
  }

  /// The next older line that begins with what was typed when the walk began; nil: there is none.
  /// - Parameter text: What the prompt shows now.
  public mutating func up(from text: String) -> String? {
    let from = walk ?? Walk(index: lines.count, draft: text)
    let older = lines[..<from.index].lastIndex { $0.hasPrefix(from.draft) && $0 != text }
    guard let older else { return nil }
    walk = Walk(index: older, draft: from.draft)
    return lines[older]
  }

  /// The next newer one; after the newest what was typed at first; nil: nobody walks.
  public mutating func down(from text: String) -> String? {
    guard let from = walk else { return nil }
    let newer = lines[(from.index + 1)...].firstIndex { $0.hasPrefix(from.draft) && $0 != text }
    walk = newer.map { Walk(index: $0, draft: from.draft) }
    return newer.map { lines[$0] } ?? from.draft
  }

  /// Ends the walk: the text was edited.
  public mutating func edited() { walk = nil }
}
