/// Why a connection is ended: the other side does not keep to the protocol. Read by who writes such a side.
public enum ProtocolFault: Error, Equatable, Sendable, CustomStringConvertible {
  case lineTooLong(most: Int)
  case notUTF8
  case unknownLine(String)
  case outOfOrder(String)
  /// What the other side speaks.
  case otherVersion(String)

  public var description: String {
    switch self {
    case .lineTooLong(let most): "a line of more than \(most) bytes"
    case .notUTF8: "a line that is no UTF-8"
    case .unknownLine(let line): "no such line: \(Self.shown(line))"
    case .outOfOrder(let line): "not at this place: \(Self.shown(line))"
    case .otherVersion(let version): "version \(Self.shown(version)); this one speaks \(Joining.version)"
    }
  }

  /// Somebody else's text as it may be printed.
  private static func shown(_ text: String) -> String { String(text.prefix(40)).debugDescription }
}

/// What a class and its joined terminals say to each other, by lines of text.
///
/// The class begins with `class VERSION`, the terminal with `join VERSION …`. Then the class sends frames: `frame
/// COLUMNS ROWS`, what has changed as `run`s, the terminal's own line (`own`), and `show N`. The terminal draws it and
/// says `seen N`; only then it gets the next frame, so that whoever reads slowly gets newer frames, never a queue of
/// them. What a person types goes out as `say N TEXT`, with the number of the frame that was in sight.
public enum Joining {
  public static let version = 1
  /// In bytes, without the newline: of what a terminal says, and of what the class says.
  public static let longestRequest = 512
  public static let longestLine = 65_536
}

/// Cuts what arrives into lines, of which none is longer than agreed.
public struct LineBuffer: Sendable {
  private let most: Int
  private var rest: [UInt8] = []

  public init(most: Int) { self.most = most }

  /// Takes some bytes.
  /// - Returns: the lines that they end.
  public mutating func take(_ bytes: some Sequence<UInt8>) throws(ProtocolFault) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == 0x0A {
        guard let line = String(validating: rest, as: UTF8.self) else { throw .notUTF8 }
        lines.append(line)
        rest.removeAll(keepingCapacity: true)
      } else {
        guard rest.count < most else { throw .lineTooLong(most: most) }
        rest.append(byte)
      }
    }
    return lines
  }
}
