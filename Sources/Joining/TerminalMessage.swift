import Canvas

/// What somebody who joins a class is there.
public enum Part: Hashable, Sendable {
  case watcher
  /// The owner of the account of this name.
  case wallet(String)
  /// By its number, from 1.
  case node(Int)
  case teacher
}

/// How a terminal introduces itself.
public struct Introduction: Hashable, Sendable {
  public var part: Part
  /// By which its person is known: one word.
  public var name: String
  public var size: Size
  /// How many there may be: 0, 8, 16 or 256.
  public var colours: Int
  public var ascii: Bool
  /// A theme's name, one word.
  public var theme: String

  public init(part: Part, name: String, size: Size, colours: Int, ascii: Bool, theme: String) {
    self.part = part
    self.name = name
    self.size = size
    self.colours = colours
    self.ascii = ascii
    self.theme = theme
  }
}

/// A line from a terminal to its class.
public enum TerminalMessage: Equatable, Sendable {
  case join(Introduction)
  case size(Size)
  /// This frame was drawn.
  case seen(Int)
  /// What its person typed, while this frame was in sight.
  case say(String, seeing: Int)

  public var line: String {
    switch self {
    case .join(let who):
      let part: String
      switch who.part {
      case .watcher: part = "watcher"
      case .wallet(let name): part = "wallet \(name)"
      case .node(let number): part = "node \(number)"
      case .teacher: part = "teacher"
      }
      let look = "\(who.colours) \(who.ascii ? "ascii" : "unicode") \(who.theme)"
      return "join \(Joining.version) \(who.size.width) \(who.size.height) \(look) \(who.name) \(part)"
    case .size(let size): return "size \(size.width) \(size.height)"
    case .seen(let frame): return "seen \(frame)"
    case .say(let text, let frame): return "say \(frame) \(text)"
    }
  }

  /// Reads a line.
  public init(_ line: String) throws(ProtocolFault) {
    var words = Words(line)
    switch words.next() {
    case "join":
      let version = words.next()
      guard version == "\(Joining.version)" else { throw .otherVersion(version) }
      guard let size = words.size(), let colours = words.number(in: 0...256),
        let look = ["ascii": true, "unicode": false][words.next()], let theme = words.word(),
        let name = words.word(), let part = Self.part(&words), words.isAtEnd
      else { throw .unknownLine(line) }
      self = .join(
        Introduction(part: part, name: name, size: size, colours: colours, ascii: look, theme: theme))
    case "size":
      guard let size = words.size(), words.isAtEnd else { throw .unknownLine(line) }
      self = .size(size)
    case "seen":
      guard let frame = words.number(in: 0...Int.max), words.isAtEnd else { throw .unknownLine(line) }
      self = .seen(frame)
    case "say":
      guard let frame = words.number(in: 0...Int.max) else { throw .unknownLine(line) }
      self = .say(words.rest, seeing: frame)
    default: throw .unknownLine(line)
    }
  }

  private static func part(_ words: inout Words) -> Part? {
    switch words.next() {
    case "watcher": .watcher
    case "teacher": .teacher
    case "wallet": words.word().map { .wallet($0) }
    case "node": words.number(in: 1...9).map { .node($0) }
    default: nil
    }
  }
}

/// The words of a line, parted by single blanks.
struct Words {
  private(set) var isAtEnd = false
  private var left: Substring

  init(_ line: String) { left = line[...] }

  /// All that was not read yet.
  var rest: String { isAtEnd ? "" : String(left) }

  /// The next word; empty at the end.
  mutating func next() -> String {
    guard !isAtEnd else { return "" }
    let parts = left.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    isAtEnd = parts.count < 2
    left = parts.count < 2 ? "" : parts[1]
    return String(parts[0])
  }

  mutating func word() -> String? {
    let word = next()
    return word.isEmpty ? nil : word
  }

  mutating func number(in range: ClosedRange<Int>) -> Int? {
    Int(next()).flatMap { range.contains($0) ? $0 : nil }
  }

  /// Of a screen, as large as there are.
  mutating func size() -> Size? {
    guard let width = number(in: 1...1000), let height = number(in: 1...500) else { return nil }
    return Size(width: width, height: height)
  }
}
