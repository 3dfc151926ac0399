import Consensus
import Host

/// The marks of the console's table of glyphs, in UTF-8 or in ASCII. No mark has an emoji form, which many
/// terminals draw two cells wide.
struct Glyphs: Sendable, Equatable {
  let ascii: Bool

  private func mark(_ unicode: Unicode.Scalar, _ plain: Unicode.Scalar) -> Unicode.Scalar {
    ascii ? plain : unicode
  }

  // Nodes
  var leader: Unicode.Scalar { mark("★", "*") }
  var follower: Unicode.Scalar { mark("●", "o") }
  var candidate: Unicode.Scalar { mark("▲", "^") }
  var down: Unicode.Scalar { mark("✗", "x") }
  var stalled: Unicode.Scalar { mark("■", "=") }
  /// Of what nobody was told.
  var unknown: Unicode.Scalar { "?" }
  var learner: Unicode.Scalar { mark("○", "%") }
  // Copies, timers, logs
  var stored: Unicode.Scalar { mark("■", "#") }
  var notStored: Unicode.Scalar { mark("□", "_") }
  var timerLeft: Unicode.Scalar { mark("█", "#") }
  var timerGone: Unicode.Scalar { mark("░", "-") }
  /// Between what is committed and what is not.
  var commitPoint: Unicode.Scalar { mark("│", "|") }
  /// A slot in which nothing is accepted, though something is behind it.
  var hole: Unicode.Scalar { mark("·", "_") }
  var separator: Unicode.Scalar { mark("│", "|") }
  // Messages
  var right: Unicode.Scalar { mark("→", ">") }
  var left: Unicode.Scalar { mark("←", "<") }
  var up: Unicode.Scalar { mark("↑", "^") }
  var downwards: Unicode.Scalar { mark("↓", "v") }
  var heartbeat: Unicode.Scalar { mark("•", ".") }
  /// Between the sides of a partition.
  var wall: Unicode.Scalar { mark("▒", "#") }
  var linkDot: Unicode.Scalar { mark("·", "'") }
  var cut: Unicode.Scalar { mark("×", "x") }
  /// Before what a person asked for.
  var own: Unicode.Scalar { mark("»", ">") }
  // The bar
  var restart: Unicode.Scalar { mark("↑", "+") }
  var partition: Unicode.Scalar { mark("≠", "/") }
  var check: Unicode.Scalar { mark("✓", "v") }
  var playhead: Unicode.Scalar { mark("●", "o") }
  var barStart: Unicode.Scalar { mark("├", "|") }
  var barEnd: Unicode.Scalar { mark("┤", "|") }
  /// Where a branch grew.
  var fork: Unicode.Scalar { mark("┬", "Y") }
  /// Between two that are not alike.
  var differs: String { ascii ? "!=" : "≠" }
  var past: String { ascii ? "<" : "◄" }
  var playing: String { ascii ? ">" : "►" }
  var paused: String { ascii ? "||" : "‖" }
  var ellipsis: String { ascii ? ".." : "…" }
  var none: String { ascii ? "-" : "–" }
  var times: String { ascii ? "x" : "×" }
  /// Eight heights of a bar chart's top cell, lowest first.
  var bars: [Unicode.Scalar] { ascii ? Self.asciiBars : Self.unicodeBars }
  private static let unicodeBars = Array("▁▂▃▄▅▆▇█".unicodeScalars)
  private static let asciiBars = Array("..::++##".unicodeScalars)

  /// The six pieces of a box.
  struct Box: Sendable {
    let topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical: Unicode.Scalar

    /// From its pieces in this order.
    fileprivate init(_ pieces: String) {
      let pieces = Array(pieces.unicodeScalars)
      (topLeft, topRight, bottomLeft, bottomRight) = (pieces[0], pieces[1], pieces[2], pieces[3])
      (horizontal, vertical) = (pieces[4], pieces[5])
    }
  }

  var single: Box { ascii ? Self.asciiSingle : Self.unicodeSingle }
  var double: Box { ascii ? Self.asciiDouble : Self.unicodeDouble }
  var dotted: Box { ascii ? Self.asciiDotted : Self.unicodeDotted }
  private static let (unicodeSingle, asciiSingle) = (Box("┌┐└┘─│"), Box("++++-|"))
  private static let (unicodeDouble, asciiDouble) = (Box("╔╗╚╝═║"), Box("####=#"))
  private static let (unicodeDotted, asciiDotted) = (Box("┌┐└┘··"), Box("++++.."))

  func mark(of landmark: Landmark.Kind) -> Unicode.Scalar {
    switch landmark {
    case .election: leader
    case .crash: down
    case .restart: restart
    case .partition: partition
    case .heal: mark("≡", "=")
    case .ownCommit: check
    case .violation: "!"
    case .note: mark("¶", "i")
    }
  }

  /// Text in this set: with the ASCII set, the marks that sentences use become ASCII; letters of other
  /// scripts stay.
  func spell(_ text: String) -> String {
    guard ascii, text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return text.unicodeScalars.map { Self.plain[$0] ?? String($0) }.joined()
  }

  private static let plain: [Unicode.Scalar: String] = {
    let spellings = [
      (">", "→►▸›»"), ("<", "←◄‹«"), ("^", "↑▲"), ("v", "↓✓"), ("<>", "↔"), ("*", "★"), ("o", "●"),
      ("%", "○"),
      ("x", "✗×"), ("i", "¶"), ("#", "■"), ("_", "□"), ("/", "≠"), ("=", "≡"), (">=", "≥"), ("<=", "≤"),
      ("+-", "±"),
      ("S", "§"), ("...", "…"), ("-", "–—─−"), (".", "·•"), ("|", "│║‖"), ("'", "‘’"), ("\"", "“”"),
      (" ", "\u{A0}"),
    ]
    return Dictionary(
      uniqueKeysWithValues: spellings.flatMap { plain, marks in marks.unicodeScalars.map { ($0, plain) } })
  }()
}

extension Look {
  /// Text as it is drawn.
  package func spell(_ text: String) -> String { Glyphs(ascii: ascii).spell(text) }
}
