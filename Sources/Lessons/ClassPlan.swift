import Words

/// The plan of a class: which lessons, votes and shows, how long each takes, and what gives way when time is short.
public struct ClassPlan: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    public enum Kind: String, Sendable { case lesson, vote, show }
    public var kind: Kind
    public var lesson: String
    /// The one that the room votes on.
    public var question: String?
    public var minutes: Int
    /// How early it is left out, from 1; nil: never.
    public var leave: Int?
    public var text: LessonText
  }

  public var name: String
  /// As long as the class is; what is planned leaves some of it.
  public var minutes: Int
  public var items: [Item]

  /// The minutes of the items that are not done.
  public func need(done: Set<Int>) -> Int {
    items.indices.reduce(0) { $0 + (done.contains($1) ? 0 : items[$1].minutes) }
  }

  /// What to leave out so that the rest takes so many minutes at most, in the plan's order.
  public func leftOut(done: Set<Int>, in minutes: Int) -> [Int] {
    var need = need(done: done)
    var out: [Int] = []
    for place in items.indices.filter({ items[$0].leave != nil && !done.contains($0) })
      .sorted(by: { items[$0].leave ?? 0 < items[$1].leave ?? 0 }) where need > minutes
    {
      need -= items[place].minutes
      out.append(place)
    }
    return out.sorted()
  }

  /// The place of the vote on this question.
  public func vote(on question: String, of lesson: String) -> Int? {
    items.firstIndex { $0.lesson == lesson && $0.question == question }
  }

  /// Reads a plan: `class NAME MINUTES`, then `lesson NAME MINUTES`, `show NAME MINUTES` or `vote LESSON QUESTION MINUTES`,
  /// each with `leave N` behind it or not, and under each `say LANG TEXT`. nil: a line of it is none of these.
  public init?(text: String) {
    (name, minutes, items) = ("", 0, [])
    for line in text.split(separator: "\n").map({ OwnLine(String($0)) }) where !line.words.isEmpty {
      var words = line.words.map(\.text)
      switch line.first {
      case "raftcoin": continue
      case "class":
        guard words.count == 3, let number = Int(words[2]) else { return nil }
        (name, minutes) = (words[1], number)
      case "say":
        guard words.count > 2, !items.isEmpty,
          items[items.count - 1].text.add(words[1], line.text(from: 2))
        else { return nil }
      default:
        guard let kind = Item.Kind(rawValue: line.first) else { return nil }
        var leave: Int?
        if words.count > 2, words[words.count - 2] == "leave" {
          guard let early = Int(words[words.count - 1]) else { return nil }
          leave = early
          words.removeLast(2)
        }
        guard words.count == (kind == .vote ? 4 : 3), let number = Int(words[words.count - 1]) else {
          return nil
        }
        items.append(
          Item(
            kind: kind, lesson: words[1], question: kind == .vote ? words[2] : nil, minutes: number,
            leave: leave, text: LessonText()))
      }
    }
    guard minutes > 0, !items.isEmpty, items.allSatisfy({ !$0.text.texts.isEmpty }) else { return nil }
  }
}
