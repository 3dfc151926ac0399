import Consensus
import Host

/// The marks of the console's table of glyphs, in UTF-8 or in ASCII. No mark has an emoji form, which many
/// terminals draw two cells wide.
public struct Glyphs: Sendable, Equatable {
  /// The six pieces of a box.
  public struct Box: Sendable, Equatable {
    let topLeft: Unicode.Scalar
    let topRight: Unicode.Scalar
    let bottomLeft: Unicode.Scalar
    let bottomRight: Unicode.Scalar
    let horizontal: Unicode.Scalar
    let vertical: Unicode.Scalar

    static let single = Box(
      topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘", horizontal: "─", vertical: "│")
    static let double = Box(
      topLeft: "╔", topRight: "╗", bottomLeft: "╚", bottomRight: "╝", horizontal: "═", vertical: "║")
    static let dotted = Box(
      topLeft: "┌", topRight: "┐", bottomLeft: "└", bottomRight: "┘", horizontal: "·", vertical: "·")
    static let asciiSingle = Box(
      topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: "-", vertical: "|")
    static let asciiDouble = Box(
      topLeft: "#", topRight: "#", bottomLeft: "#", bottomRight: "#", horizontal: "=", vertical: "#")
    static let asciiDotted = Box(
      topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+", horizontal: ".", vertical: ".")
  }

  public let ascii: Bool
  public let single: Box
  public let double: Box
  public let dotted: Box

  public let leader: Unicode.Scalar
  public let follower: Unicode.Scalar
  public let candidate: Unicode.Scalar
  public let down: Unicode.Scalar
  public let stalled: Unicode.Scalar
  public let learner: Unicode.Scalar

  public let stored: Unicode.Scalar
  public let notStored: Unicode.Scalar
  public let timerLeft: Unicode.Scalar
  public let timerGone: Unicode.Scalar
  /// Between what is committed and what is not.
  public let commitPoint: Unicode.Scalar
  public let separator: Unicode.Scalar

  public let right: Unicode.Scalar
  public let left: Unicode.Scalar
  public let up: Unicode.Scalar
  public let downwards: Unicode.Scalar
  public let heartbeat: Unicode.Scalar
  public let linkDot: Unicode.Scalar
  public let cut: Unicode.Scalar

  public let restart: Unicode.Scalar
  public let partition: Unicode.Scalar
  public let check: Unicode.Scalar
  public let playhead: Unicode.Scalar
  public let barStart: Unicode.Scalar
  public let barEnd: Unicode.Scalar
  /// Where a branch grew.
  public let fork: Unicode.Scalar
  /// Between two that are not alike.
  public let differs: String
  public let past: String
  public let playing: String
  public let paused: String
  public let ellipsis: String
  public let none: String
  public let times: String
  /// Eight heights of a bar chart's top cell, lowest first.
  public let bars: [Unicode.Scalar]

  public static func set(ascii: Bool) -> Glyphs { ascii ? Glyphs.asciiSet : Glyphs.unicodeSet }

  static let unicodeSet = Glyphs(
    ascii: false, single: .single, double: .double, dotted: .dotted, leader: "★", follower: "●",
    candidate: "▲", down: "✗", stalled: "■", learner: "○", stored: "■", notStored: "□", timerLeft: "█",
    timerGone: "░",
    commitPoint: "│", separator: "│", right: "→", left: "←", up: "↑", downwards: "↓", heartbeat: "•",
    linkDot: "·", cut: "×", restart: "↑", partition: "≠", check: "✓", playhead: "●", barStart: "├",
    barEnd: "┤", fork: "┬", differs: "≠", past: "◄", playing: "►", paused: "‖", ellipsis: "…", none: "–",
    times: "×",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"])

  static let asciiSet = Glyphs(
    ascii: true, single: .asciiSingle, double: .asciiDouble, dotted: .asciiDotted, leader: "*",
    follower: "o", candidate: "^", down: "x", stalled: "=", learner: "%", stored: "#", notStored: "_",
    timerLeft: "#",
    timerGone: "-", commitPoint: "|", separator: "|", right: ">", left: "<", up: "^", downwards: "v",
    heartbeat: ".", linkDot: "'", cut: "x", restart: "+", partition: "/", check: "v", playhead: "o",
    barStart: "|", barEnd: "|", fork: "Y", differs: "!=", past: "<", playing: ">", paused: "||",
    ellipsis: "..", none: "-", times: "x",
    bars: [".", ".", ":", ":", "+", "+", "#", "#"])

  /// The mark that stands for what a node is and does.
  public func mark(of node: NodeSnapshot) -> Unicode.Scalar {
    switch node.condition {
    case .down: down
    case .stalled: stalled
    case .up: mark(of: node.view.role)
    }
  }

  public func mark(of role: Role) -> Unicode.Scalar {
    switch role {
    case .leader: leader
    case .follower: follower
    case .candidate: candidate
    }
  }

  public func mark(of landmark: Landmark.Kind) -> Unicode.Scalar {
    switch landmark {
    case .election: leader
    case .crash: down
    case .restart: restart
    case .partition: partition
    case .heal: single.horizontal == "-" ? "=" : "≡"
    case .ownCommit: check
    case .violation: "!"
    }
  }

  /// Text in this set: with the ASCII set, the marks that sentences use become ASCII; letters of other
  /// scripts stay.
  public func spell(_ text: String) -> String {
    guard ascii, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        result.append(scalar)
      } else if let spelt = Self.spelling(of: scalar) {
        result.append(contentsOf: spelt.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func spelling(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "→", "►", "▸", "›", "»": ">"
    case "←", "◄", "‹", "«": "<"
    case "↑", "▲": "^"
    case "↓": "v"
    case "↔": "<>"
    case "★": "*"
    case "●": "o"
    case "○": "%"
    case "✗", "×": "x"
    case "✓": "v"
    case "■": "#"
    case "□": "_"
    case "≠": "/"
    case "≡": "="
    case "≥": ">="
    case "≤": "<="
    case "±": "+-"
    case "§": "S"
    case "…": "..."
    case "–", "—", "─", "−": "-"
    case "·", "•": "."
    case "│", "║", "‖": "|"
    case "‘", "’": "'"
    case "“", "”": "\""
    case "\u{A0}": " "
    default: nil
    }
  }
}
