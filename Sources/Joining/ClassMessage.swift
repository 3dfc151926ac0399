import Canvas

/// A line from a class to a terminal.
public enum ClassMessage: Equatable, Sendable {
  /// The first line.
  case version
  /// A frame begins; one of another size than the last begins with blanks.
  case frame(Size)
  /// Text of one style from this place on.
  case run(Point, Style, String)
  /// What is for this terminal alone.
  case own(String)
  /// The frame of this number is complete.
  case show(Int)
  /// The class ends this connection, and why.
  case end(String)

  public var line: String {
    switch self {
    case .version: "class \(Joining.version)"
    case .frame(let size): "frame \(size.width) \(size.height)"
    case .run(let place, let style, let text):
      "run \(place.x) \(place.y) \(style.foreground) \(style.background) \(style.attributes.rawValue) \(text)"
    case .own(let text): "own \(text)"
    case .show(let number): "show \(number)"
    case .end(let reason): "end \(reason)"
    }
  }

  /// Reads a line.
  public init(_ line: String) throws(ProtocolFault) {
    var words = Words(line)
    switch words.next() {
    case "class":
      let version = words.next()
      guard version == "\(Joining.version)", words.isAtEnd else { throw .otherVersion(version) }
      self = .version
    case "frame":
      guard let size = words.size(), words.isAtEnd else { throw .unknownLine(line) }
      self = .frame(size)
    case "run":
      guard let x = words.number(in: 0...999), let y = words.number(in: 0...499),
        let front = words.number(in: -1...255), let back = words.number(in: -1...255),
        let attributes = words.number(in: 0...15)
      else { throw .unknownLine(line) }
      let style = Style(
        foreground: Int16(front), background: Int16(back), attributes: .init(rawValue: UInt8(attributes)))
      self = .run(Point(x: x, y: y), style, words.rest)
    case "own": self = .own(words.rest)
    case "show":
      guard let number = words.number(in: 0...Int.max), words.isAtEnd else { throw .unknownLine(line) }
      self = .show(number)
    case "end": self = .end(words.rest)
    default: throw .unknownLine(line)
    }
  }
}

/// What a terminal has been told of its class so far.
public struct JoinedPicture: Sendable {
  /// The frame that is complete.
  public private(set) var canvas = Canvas(size: Size(width: 0, height: 0))
  public private(set) var own = ""
  /// Its number; 0: none came yet.
  public private(set) var number = 0
  /// Why the class has ended the connection.
  public private(set) var farewell: String?
  private var next: Canvas?
  private var nextOwn = ""
  private var hasBegun = false

  public init() {}

  /// Takes a line.
  /// - Returns: whether there is a new frame.
  public mutating func take(_ line: String) throws(ProtocolFault) -> Bool {
    let message = try ClassMessage(line)
    guard farewell == nil, hasBegun || message == .version else { throw .outOfOrder(line) }
    switch message {
    case .version:
      guard !hasBegun else { throw .outOfOrder(line) }
      hasBegun = true
    case .frame(let size):
      guard next == nil else { throw .outOfOrder(line) }
      next = canvas.size == size ? canvas : Canvas(size: size)
    case .run(let place, let style, let text):
      guard next != nil else { throw .outOfOrder(line) }
      next?.put(text, x: place.x, y: place.y, style: style)
    case .own(let text):
      guard next != nil else { throw .outOfOrder(line) }
      nextOwn = text
    case .show(let number):
      guard let next, number > self.number else { throw .outOfOrder(line) }
      (canvas, own, self.number) = (next, nextOwn, number)
      self.next = nil
      return true
    case .end(let reason): farewell = reason
    }
    return false
  }
}
