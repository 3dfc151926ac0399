import Canvas

/// UTF-8 that may come in pieces. Invalid bytes are dropped; what follows them counts (Unicode §3.9,
/// Table 3-7).
struct UTF8Decoder {
  /// The first byte of a character and those that have followed it.
  private var bytes: [UInt8] = []

  mutating func reset() { bytes.removeAll(keepingCapacity: true) }

  /// Takes a byte of 0x80 or more.
  mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
    if byte >= 0xC0 { reset() }
    bytes.append(byte)
    guard bytes.count >= Self.length(from: bytes[0]) else { return nil }
    defer { reset() }
    return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first
  }

  /// A character has as many bytes as its first one begins with ones.
  static func length(from first: UInt8) -> Int { (~first).leadingZeroBitCount }
}

/// What lies between CSI 200~ and CSI 201~.
struct PasteCollector {
  private static let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]
  /// What a paste holds at most, in bytes; the rest is dropped.
  private static let limit = 1 << 20

  private var bytes: [UInt8] = []
  /// How much of the end has been seen.
  private var matched = 0

  mutating func start() {
    bytes = []
    matched = 0
  }

  /// The text, once its end has come.
  mutating func take(_ byte: UInt8) -> String? {
    if byte == PasteCollector.end[matched] {
      matched += 1
      return matched == PasteCollector.end.count ? finish() : nil
    }
    // The end begins with its only ESC, so what was matched cannot hold another beginning of it.
    for kept in PasteCollector.end[..<matched] { append(kept) }
    matched = byte == PasteCollector.end[0] ? 1 : 0
    if matched == 0 { append(byte) }
    return nil
  }

  /// The text so far: line ends as `\n`, without controls other than tabs.
  mutating func finish() -> String {
    defer { start() }
    // The limit may have cut a character.
    if bytes.count == PasteCollector.limit,
      let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }),
      bytes.count - lead < UTF8Decoder.length(from: bytes[lead])
    {
      bytes.removeSubrange(lead...)
    }
    var text = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\n" && afterReturn {
        afterReturn = false
        continue
      }
      afterReturn = scalar == "\r"
      switch scalar.value {
      case 0x0A, 0x0D: text.append("\n")
      case 0x09, 0x20..<0x7F, 0xA0...: text.append(scalar)
      default: break
      }
    }
    return String(text)
  }

  private mutating func append(_ byte: UInt8) {
    if bytes.count < PasteCollector.limit { bytes.append(byte) }
  }
}

/// What a person means by the reports of a mouse (xterm ctlseqs, "Mouse Tracking").
struct MouseTracker {
  private var lastPress: (place: Point, time: UInt64)?

  /// - Parameter code: the button with its modifiers, as the terminal sends it.
  mutating func action(code: Int, at place: Point, pressed: Bool, now: UInt64) -> InputEvent.Mouse.Action? {
    guard pressed, code >= 0, code < 128 else { return nil }
    // 4, 8 and 16 are Shift, Meta and Control.
    let button = code & 0b110_0011
    switch button {
    case 0:
      if let last = lastPress, last.place == place, now &- last.time <= InputDecoder.doubleClickDelay {
        lastPress = nil
        return .doubleClick
      }
      lastPress = (place, now)
      return .click
    case 2: return .rightClick
    case 32: return .drag
    case 64: return .wheelUp
    case 65: return .wheelDown
    default: return nil
    }
  }
}
