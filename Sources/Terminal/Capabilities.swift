import CNcurses

/// What to send to this terminal, beside the frames. ncurses must have been started.
struct Capabilities {
  /// The alternate screen, if there is one.
  let enterScreen: [UInt8]?
  let leaveScreen: [UInt8]?
  let clear: [UInt8]
  let plain: [UInt8]
  let showCursor: [UInt8]?
  let hideCursor: [UInt8]?
  let hasMouse: Bool
  let placesCursor: Bool
  /// The frame between these is shown at once; terminals that do not know them ignore them. Those from
  /// before private modes, which terminfo tells by their lack of an alternate screen, are not asked to.
  let beginUpdate: [UInt8]
  let endUpdate: [UInt8]

  static let pasteOn = Array("\u{1B}[?2004h".utf8)
  static let pasteOff = Array("\u{1B}[?2004l".utf8)
  /// Clicks, drags with a button held (1002), and coordinates without a limit (1006).
  static let mouseOn = Array("\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h".utf8)
  static let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l".utf8)

  init() {
    let enter = Capabilities.string("smcup")
    let leave = Capabilities.string("rmcup")
    let both = enter != nil && leave != nil
    enterScreen = both ? enter : nil
    leaveScreen = both ? leave : nil
    clear = Capabilities.string("clear") ?? []
    plain = Capabilities.string("sgr0") ?? []
    hideCursor = Capabilities.string("civis")
    showCursor = Capabilities.string("cnorm")
    hasMouse = Capabilities.string("kmous") != nil
    placesCursor = Capabilities.string("cup") != nil
    beginUpdate = both ? Array("\u{1B}[?2026h".utf8) : []
    endUpdate = both ? Array("\u{1B}[?2026l".utf8) : []
  }

  /// From the shell's screen to ours.
  func enter(mouse: Bool) -> [UInt8] {
    (enterScreen ?? []) + plain + clear + (hideCursor ?? []) + Capabilities.pasteOn
      + (mouse && hasMouse ? Capabilities.mouseOn : [])
  }

  /// Undoes `enter` and whatever a frame may have left half done.
  var leave: [UInt8] {
    endUpdate + (hasMouse ? Capabilities.mouseOff : []) + Capabilities.pasteOff + plain
      + (leaveScreen ?? clear) + (showCursor ?? [])
  }

  /// A capability without its padding, `$<5/>`, which no terminal of today needs.
  private static func string(_ name: String) -> [UInt8]? {
    guard let pointer = curses_capability(name) else { return nil }
    var bytes: [UInt8] = []
    var rest = Substring(String(cString: pointer))
    while let start = rest.firstRange(of: "$<"), let end = rest[start.upperBound...].firstIndex(of: ">") {
      bytes += rest[..<start.lowerBound].utf8
      rest = rest[rest.index(after: end)...]
    }
    bytes += rest.utf8
    return bytes.isEmpty ? nil : bytes
  }
}
