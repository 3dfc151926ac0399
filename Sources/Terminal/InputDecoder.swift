import Canvas

/// Bytes from a terminal in, events out: a value without a clock, so that every case is a line in a table.
///
/// It follows ECMA-48 for the shape of control sequences and xterm's ctlseqs for their meaning, and knows
/// the keys of xterm, the Linux console, rxvt, screen and tmux whatever TERM says. What it does not know is
/// swallowed whole; it never turns into keys. Modifiers of arrows and function keys are ignored. Escape and
/// a character that arrive together are two keys.
///
/// A slow line may split a sequence anywhere, so its beginning waits a while for the rest. The rest is taken for
/// what it is also when it comes later than that: a lone Escape has been a key by then, but a pasted text must
/// never become keys. A pasted text whose end does not come is ended by Escape or Ctrl-C, pressed alone.
struct InputDecoder {
  enum Output: Equatable {
    case event(InputEvent)
    /// The terminal says where its cursor is; both count from 1 (CPR, ECMA-48 §8.3.14).
    case cursorReport(row: Int, column: Int)
  }

  /// How long a lone Escape may still be the start of a sequence where nobody says otherwise, in nanoseconds.
  static let usualEscapeDelay: UInt64 = 100_000_000
  /// What `ESCDELAY` may ask for, in nanoseconds. Whoever presses Escape waits as long.
  static let escapeDelays: ClosedRange<UInt64> = 10_000_000...2_000_000_000
  /// How long a sequence of which only the beginning has come may still be finished, in nanoseconds: Alt and a
  /// bracket look like one, and the next key must not be lost.
  static let shortestSequenceDelay: UInt64 = 250_000_000
  /// How long a sequence that no person can have typed may still be finished by whatever comes, in nanoseconds.
  /// Later on only what ends a known sequence does.
  static let longSequenceDelay: UInt64 = 1_000_000_000
  /// How long a paste may be silent before it is taken to have ended, in nanoseconds: twice as long as TCP
  /// is silent when it loses five packets in a row (RFC 6298). What comes later would be keys.
  static let longestPasteSilence: UInt64 = 60_000_000_000
  /// Two presses on one cell within this time are a double click, in nanoseconds.
  static let doubleClickDelay: UInt64 = 300_000_000
  /// Parameters longer than this belong to no sequence that is known, in bytes.
  static let parameterLimit = 64

  private enum State: Equatable {
    case ground
    case escape
    case control
    /// ESC O
    case singleShift
    /// ESC [ [, the Linux console's F1…F5
    case linuxFunction
    /// DCS, OSC, APC, PM, SOS: until ST, or BEL
    case text
    /// ESC in it, which may begin ST
    case textEscape
    /// Three bytes after ESC [ M
    case oldMouse
    case paste
  }

  /// Who may have typed the beginning of a sequence.
  private enum Author {
    case terminal
    /// Alt and a bracket look like a beginning.
    case unclear
    /// Its bytes came one by one and have become keys.
    case person
  }

  /// How long a lone Escape waits, in nanoseconds.
  let escapeDelay: UInt64
  private var state = State.ground
  private var author = Author.unclear
  /// The rest of what is being read has not come in time.
  private var isOverdue = false
  /// The only byte that has come since then, if a person may have typed it.
  private var lone: UInt8?
  private var parameters: [UInt8] = []
  private var utf8 = UTF8Decoder()
  private var paste = PasteCollector()
  private var mouse = MouseTracker()
  private var output: [Output] = []
  private var now: UInt64 = 0

  init(escapeDelay: UInt64 = InputDecoder.usualEscapeDelay) {
    self.escapeDelay = escapeDelay
  }

  /// The delay that the variable `ESCDELAY` asks for, as ncurses reads it: milliseconds. What is no number
  /// asks for nothing.
  static func escapeDelay(milliseconds text: String?) -> UInt64 {
    guard let text, let milliseconds = Int64(text) else { return usualEscapeDelay }
    let longest = escapeDelays.upperBound / 1_000_000
    return max(escapeDelays.lowerBound, UInt64(clamping: min(milliseconds, Int64(longest))) * 1_000_000)
  }

  /// When `expire` has something to do if no byte arrives before, in nanoseconds.
  private(set) var deadline: UInt64?

  /// Takes what was read at the time `now` (nanoseconds, never going back).
  mutating func feed(_ bytes: some Sequence<UInt8>, at now: UInt64) -> [Output] {
    self.now = now
    for byte in bytes { take(byte) }
    setDeadline()
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// Settles what has waited too long: a lone byte is a key, the beginning of a sequence is kept for a rest that
  /// may come all the same, and a paste is delivered after a lone Escape or Ctrl-C, or without end.
  mutating func expire(at now: UInt64) -> [Output] {
    guard let limit = deadline, now >= limit else { return [] }
    deadline = nil
    switch state {
    case .escape:
      key(.escape)
      author = .person
    case .paste where lone == 0x1B || lone == 0x03 || isOverdue:
      emit(.paste(paste.finish()))
      // The Escape may have begun the end that was awaited.
      state = lone == 0x1B ? .escape : .ground
    case .paste:
      deadline = limit &+ InputDecoder.longestPasteSilence
    default:
      if let lone {
        key(.character(Unicode.Scalar(lone)))
        author = .person
      } else if !parameters.isEmpty {
        author = .terminal
      }
    }
    isOverdue = true
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  private mutating func setDeadline() {
    switch state {
    case .ground: deadline = nil
    case .escape, .paste: deadline = now &+ escapeDelay
    // What a person types after Escape is a key; it waits for no longer than the Escape did.
    case _ where lone != nil: deadline = now &+ escapeDelay
    // A line that is known to be slow for Escape is slow for the rest as well.
    case .control where !parameters.isEmpty, .oldMouse:
      deadline = now &+ max(InputDecoder.longSequenceDelay, 10 * escapeDelay)
    default: deadline = now &+ max(InputDecoder.shortestSequenceDelay, escapeDelay)
    }
  }

  private mutating func emit(_ event: InputEvent) { output.append(.event(event)) }
  private mutating func key(_ key: InputEvent.Key) { emit(.key(key)) }

  // MARK: - One byte

  private mutating func take(_ byte: UInt8) {
    lone = nil
    if isOverdue {
      isOverdue = false
      if !goesOn(with: byte) {
        state = .ground
      } else if author != .terminal {
        lone = byte
      }
    }
    switch state {
    case .ground: takeGround(byte)
    case .escape: takeEscape(byte)
    case .control: takeControl(byte)
    case .singleShift: takeSingleShift(byte)
    case .linuxFunction: takeLinuxFunction(byte)
    case .text: takeText(byte)
    case .textEscape:
      // ESC \ is the end; any other sequence ends the text as well, and counts.
      state = .escape
      if byte == 0x5C { state = .ground } else { takeEscape(byte) }
    case .oldMouse: takeOldMouse(byte)
    case .paste:
      if let text = paste.take(byte) {
        emit(.paste(text))
        state = .ground
      }
    }
  }

  /// Whether a byte that comes late belongs to what has begun, and is no key: Alt and a bracket look like a
  /// beginning, and after an Escape that was a key single letters are keys as well.
  private func goesOn(with byte: UInt8) -> Bool {
    switch state {
    case .escape: byte == 0x5B || byte == 0x4F
    case .control where (0x30...0x3F).contains(byte): true
    case .control where author == .person: byte == 0x7E && !parameters.isEmpty
    case .control where parameters.isEmpty:
      byte == 0x5B || byte == 0x4D || InputDecoder.letteredKey(byte) != nil
    case .control: "~$^@MRm".utf8.contains(byte) || InputDecoder.letteredKey(byte) != nil
    case .singleShift:
      author != .person && (InputDecoder.letteredKey(byte) != nil || "R0123456789".utf8.contains(byte))
    case .linuxFunction: author != .person && (0x41...0x45).contains(byte)
    case .paste: true
    case .ground, .text, .textEscape, .oldMouse: false
    }
  }

  private mutating func takeGround(_ byte: UInt8) {
    switch byte {
    case 0x1B:
      utf8.reset()
      author = .unclear
      state = .escape
    case 0x00..<0x20, 0x7F:
      utf8.reset()
      if let event = InputDecoder.controlEvent(byte) { emit(event) }
    case 0x20..<0x7F:
      utf8.reset()
      key(.character(Unicode.Scalar(byte)))
    default:
      if let scalar = utf8.take(byte), scalar.value >= 0xA0 { key(.character(scalar)) }
    }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    switch byte {
    case 0x5B:
      begin(.control)
    case 0x4F:
      begin(.singleShift)
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F:
      begin(.text)
    case 0x1B:
      key(.escape)
    default:
      key(.escape)
      state = .ground
      takeGround(byte)
    }
  }

  private mutating func begin(_ next: State) {
    state = next
    parameters.removeAll(keepingCapacity: true)
  }

  /// A byte that cannot stand inside a sequence ends it and counts for itself; CAN and SUB only end it.
  private mutating func abandon(for byte: UInt8) {
    state = .ground
    if byte != 0x18 && byte != 0x1A { takeGround(byte) }
  }

  private mutating func remember(_ byte: UInt8) {
    if parameters.count <= InputDecoder.parameterLimit { parameters.append(byte) }
  }

  private mutating func takeControl(_ byte: UInt8) {
    switch byte {
    case 0x5B where parameters.isEmpty:
      state = .linuxFunction
    case 0x4D where parameters.isEmpty:
      state = .oldMouse
    // rxvt ends its shifted keys with a dollar; with a question mark before it, it is an intermediate.
    case 0x24 where parameters.first.map { (0x30...0x39).contains($0) } ?? false:
      finishControl(byte)
    case 0x20...0x3F:
      remember(byte)
    case 0x40...0x7E:
      finishControl(byte)
    default:
      abandon(for: byte)
    }
  }

  private mutating func takeSingleShift(_ byte: UInt8) {
    switch byte {
    case 0x30...0x39, 0x3B:
      remember(byte)
    case 0x20...0x7E:
      state = .ground
      if let found = InputDecoder.singleShiftKey(byte) { key(found) }
    default:
      abandon(for: byte)
    }
  }

  private mutating func takeLinuxFunction(_ byte: UInt8) {
    guard (0x20...0x7E).contains(byte) else { return abandon(for: byte) }
    state = .ground
    if (0x41...0x45).contains(byte) { key(.function(Int(byte) - 0x40)) }
  }

  private mutating func takeText(_ byte: UInt8) {
    if byte == 0x1B {
      state = .textEscape
    } else if byte == 0x07 || byte == 0x18 || byte == 0x1A {
      state = .ground
    }
  }

  private mutating func takeOldMouse(_ byte: UInt8) {
    guard byte >= 0x20 else { return abandon(for: byte) }
    remember(byte)
    guard parameters.count == 3 else { return }
    state = .ground
    let code = Int(parameters[0]) - 32
    let place = Point(x: Int(parameters[1]) - 33, y: Int(parameters[2]) - 33)
    report(code: code, at: place, pressed: code & 3 != 3 || code & 0x60 != 0)
  }

  // MARK: - A whole sequence

  private mutating func finishControl(_ final: UInt8) {
    state = .ground
    guard parameters.count <= InputDecoder.parameterLimit else { return }
    if parameters.first == 0x3C {
      if final == 0x4D || final == 0x6D { finishMouse(pressed: final == 0x4D) }
      return
    }
    guard let numbers = InputDecoder.numbers(parameters) else { return }
    let first = numbers.first ?? 0
    switch final {
    case 0x52:
      // Shift-F3 looks like a report from row 1, which is why nobody asks there.
      if numbers.count == 2, first > 1 {
        output.append(.cursorReport(row: first, column: numbers[1]))
      } else {
        key(.function(3))
      }
    case 0x7E where first == 200:
      paste.start()
      author = .unclear
      state = .paste
    case 0x7E, 0x24, 0x5E, 0x40:
      if let found = InputDecoder.numberedKey(first) { key(found) }
    default:
      if let found = InputDecoder.letteredKey(final) { key(found) }
    }
  }

  private mutating func finishMouse(pressed: Bool) {
    guard let numbers = InputDecoder.numbers(parameters.dropFirst()), numbers.count == 3 else { return }
    report(code: numbers[0], at: Point(x: numbers[1] - 1, y: numbers[2] - 1), pressed: pressed)
  }

  private mutating func report(code: Int, at place: Point, pressed: Bool) {
    guard place.x >= 0, place.y >= 0 else { return }
    if let action = mouse.action(code: code, at: place, pressed: pressed, now: now) {
      emit(.mouse(InputEvent.Mouse(action: action, at: place)))
    }
  }

  /// Numbers between semicolons; a missing one is 0. Nil for anything else: private marks, intermediates.
  private static func numbers(_ bytes: some Sequence<UInt8>) -> [Int]? {
    var result = [0]
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        // Sub-parameters and absurd numbers are cut, never trapped on.
        result[result.count - 1] = min(result[result.count - 1] * 10 + Int(byte) - 0x30, 1_000_000)
      case 0x3B: result.append(0)
      default: return nil
      }
    }
    return result
  }
}
