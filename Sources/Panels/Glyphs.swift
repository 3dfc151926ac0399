import Consensus
import Host

/// The marks of the console's table of glyphs, in UTF-8 or in ASCII. No mark has an emoji form, which many
/// terminals draw two cells wide.
package struct Glyphs: Sendable, Equatable {
  /// The six pieces of a box.
  package struct Box: Sendable, Equatable {
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

  package let ascii: Bool
  package let single: Box
  package let double: Box
  package let dotted: Box

  package let leader: Unicode.Scalar
  package let follower: Unicode.Scalar
  package let candidate: Unicode.Scalar
  package let down: Unicode.Scalar
  package let stalled: Unicode.Scalar
  package let learner: Unicode.Scalar

  package let stored: Unicode.Scalar
  package let notStored: Unicode.Scalar
  package let timerLeft: Unicode.Scalar
  package let timerGone: Unicode.Scalar
  /// Between what is committed and what is not.
  package let commitPoint: Unicode.Scalar
  package let separator: Unicode.Scalar

  package let right: Unicode.Scalar
  package let left: Unicode.Scalar
  package let up: Unicode.Scalar
  package let downwards: Unicode.Scalar
  package let heartbeat: Unicode.Scalar
  package let linkDot: Unicode.Scalar
  package let cut: Unicode.Scalar

  package let restart: Unicode.Scalar
  package let partition: Unicode.Scalar
  package let check: Unicode.Scalar
  package let playhead: Unicode.Scalar
  package let barStart: Unicode.Scalar
  package let barEnd: Unicode.Scalar
  /// Where a branch grew.
  package let fork: Unicode.Scalar
  /// Between two that are not alike.
  package let differs: String
  package let past: String
  package let playing: String
  package let paused: String
  package let ellipsis: String
  package let none: String
  package let times: String
  /// Eight heights of a bar chart's top cell, lowest first.
  package let bars: [Unicode.Scalar]

  package static func set(ascii: Bool) -> Glyphs { ascii ? Glyphs.asciiSet : Glyphs.unicodeSet }

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
  package func mark(of node: NodeSnapshot) -> Unicode.Scalar {
    switch node.condition {
    case .down: down
    case .stalled: stalled
    case .up: mark(of: node.view.role)
    }
  }

  package func mark(of role: Role) -> Unicode.Scalar {
    switch role {
    case .leader: leader
    case .follower: follower
    case .candidate: candidate
    }
  }

  package func mark(of landmark: Landmark.Kind) -> Unicode.Scalar {
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
  package func spell(_ text: String) -> String {
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
