import Canvas
import Testing

@testable import Terminal

/// Bytes in, events out.
@Suite struct InputDecoderTests {
  typealias Key = InputEvent.Key

  /// The events of some bytes, and of nothing more coming after them.
  static func events(_ bytes: [UInt8], apart: Bool = false) -> [InputEvent] {
    var decoder = InputDecoder()
    var outputs: [InputDecoder.Output] = []
    if apart {
      for (index, byte) in bytes.enumerated() { outputs += decoder.feed([byte], at: UInt64(index)) }
    } else {
      outputs = decoder.feed(bytes, at: 0)
    }
    if let deadline = decoder.deadline { outputs += decoder.expire(at: deadline) }
    return outputs.map {
      if case .event(let event) = $0 { return event }
      return .terminate
    }
  }

  static func events(_ text: String, apart: Bool = false) -> [InputEvent] {
    events(Array(text.utf8), apart: apart)
  }

  static let keys: [(String, Key)] = [
    ("a", .character("a")), (" ", .character(" ")), ("~", .character("~")), ("é", .character("é")),
    ("任", .character("任")), ("：", .character("：")), ("😀", .character("😀")),
    ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace),
    ("\u{3}", .control("c")), ("\u{1}", .control("a")), ("\u{1A}", .control("z")), ("\0", .control("@")),
    ("\u{1C}", .control("\\")), ("\u{1F}", .control("_")), ("\u{1B}", .escape),
    // xterm
    ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
    ("\u{1B}[H", .home), ("\u{1B}[F", .end), ("\u{1B}[Z", .backTab), ("\u{1B}[2~", .insert),
    ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[1~", .home),
    ("\u{1B}[4~", .end), ("\u{1B}OP", .function(1)), ("\u{1B}OQ", .function(2)), ("\u{1B}OR", .function(3)),
    ("\u{1B}OS", .function(4)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
    ("\u{1B}[18~", .function(7)), ("\u{1B}[19~", .function(8)), ("\u{1B}[20~", .function(9)),
    ("\u{1B}[21~", .function(10)), ("\u{1B}[23~", .function(11)), ("\u{1B}[24~", .function(12)),
    // application mode, the keypad
    ("\u{1B}OA", .up), ("\u{1B}OB", .down), ("\u{1B}OC", .right), ("\u{1B}OD", .left), ("\u{1B}OH", .home),
    ("\u{1B}OF", .end), ("\u{1B}OM", .enter), ("\u{1B}Op", .character("0")), ("\u{1B}Oy", .character("9")),
    ("\u{1B}Ok", .character("+")), ("\u{1B}Om", .character("-")),
    // modifiers are ignored
    ("\u{1B}[1;5A", .up), ("\u{1B}[1;2P", .function(1)), ("\u{1B}[1;2R", .function(3)),
    ("\u{1B}[3;5~", .delete),
    ("\u{1B}[15;2~", .function(5)), ("\u{1B}O5C", .right),
    // the Linux console
    ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)),
    // rxvt
    ("\u{1B}[7~", .home), ("\u{1B}[8~", .end), ("\u{1B}[11~", .function(1)), ("\u{1B}[3$", .delete),
    ("\u{1B}[3^", .delete), ("\u{1B}[a", .up), ("\u{1B}Ob", .down),
  ]

  @Test(arguments: keys) func key(bytes: String, key: Key) {
    #expect(InputDecoderTests.events(bytes) == [.key(key)])
    #expect(InputDecoderTests.events(bytes, apart: true) == [.key(key)])
    // Whatever came before, the next key is itself.
    if bytes != "\u{1B}" {
      #expect(InputDecoderTests.events(bytes + "q") == [.key(key), .key(.character("q"))])
    }
  }

  @Test func `Ctrl-L asks for redrawing`() {
    #expect(InputDecoderTests.events("\u{C}") == [.redraw])
  }

  static let swallowed: [(String, [UInt8])] = [
    ("focus in and out", Array("\u{1B}[I\u{1B}[O".utf8)),
    ("an unknown letter", Array("\u{1B}[5;6;7w".utf8)),
    ("an unknown number", Array("\u{1B}[99~".utf8)),
    ("a keyboard protocol", Array("\u{1B}[97;5u\u{1B}[27;5;97~".utf8)),
    ("what the terminal is", Array("\u{1B}[?64;1;2c\u{1B}[>41;390;0c".utf8)),
    ("a mode's state", Array("\u{1B}[?2026;2$y".utf8)),
    ("a colour, ended by BEL", Array("\u{1B}]11;rgb:0000/0000/0000\u{7}".utf8)),
    ("a colour, ended by ST", Array("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\".utf8)),
    ("a name in a DCS", Array("\u{1B}P>|xterm(390)\u{1B}\\".utf8)),
    ("an APC", Array("\u{1B}_Gi=1;OK\u{1B}\\".utf8)),
    ("parameters without end", Array(("\u{1B}[" + String(repeating: "1;", count: 500) + "A").utf8)),
    ("a number beyond reason", Array("\u{1B}[99999999999999999999999~".utf8)),
    ("sub-parameters", Array("\u{1B}[1:2:3A".utf8)),
    ("a cancelled sequence", [0x1B, 0x5B, 0x31, 0x18]),
    ("an unfinished sequence", Array("\u{1B}[12;".utf8)),
    ("an unfinished single shift", Array("\u{1B}O".utf8)),
    ("an unfinished text", Array("\u{1B}]0;title".utf8)),
    ("an unknown Linux function", Array("\u{1B}[[Z".utf8)),
    ("a lone continuation byte", [0x80, 0xBF]),
    ("an overlong slash", [0xC0, 0xAF, 0xE0, 0x80, 0xAF, 0xF0, 0x80, 0x80, 0xAF]),
    ("a surrogate", [0xED, 0xA0, 0x80]),
    ("past the last code point", [0xF4, 0x90, 0x80, 0x80, 0xF5, 0xFF]),
    ("half a character", [0xE4, 0xBB]),
    ("a C1 control", [0xC2, 0x9B]),
    ("a release of a button", Array("\u{1B}[<0;3;4m".utf8)),
    ("a mouse that moves", Array("\u{1B}[<35;3;4M".utf8)),
    ("the wheel sideways", Array("\u{1B}[<66;3;4M".utf8)),
    ("the middle button", Array("\u{1B}[<1;3;4M".utf8)),
    ("a mouse without a place", Array("\u{1B}[<0;3M".utf8)),
    ("a mouse at cell 0", Array("\u{1B}[<0;0;0M".utf8)),
  ]

  @Test(arguments: swallowed) func swallowedWhole(name: String, bytes: [UInt8]) {
    #expect(InputDecoderTests.events(bytes) == [], "\(name)")
    #expect(InputDecoderTests.events(bytes, apart: true) == [], "\(name), byte by byte")
  }

  @Test(arguments: swallowed.filter { !$0.0.contains("unfinished") && !$0.0.contains("half") })
  func whatFollowsCounts(name: String, bytes: [UInt8]) {
    #expect(InputDecoderTests.events(bytes + Array("k".utf8)) == [.key(.character("k"))], "\(name)")
  }

  @Test(arguments: [
    ("\u{1B}q", [Key.escape, .character("q")]), ("\u{1B}\u{1B}", [.escape, .escape]),
    ("\u{1B}\u{1B}[A", [.escape, .up]), ("\u{1B}[\u{1B}[A", [.up]),
    ("\u{1B}[1\rq", [.enter, .character("q")]),
    ("\u{1B}[1任", [.character("任")]), ("\u{1B}]0;x\u{1B}[A", [.up]),
    ("ab\r", [.character("a"), .character("b"), .enter]),
    ("\u{1B}\r", [.escape, .enter]), ("\u{1B}\u{7F}", [.escape, .backspace]),
  ])
  func several(bytes: String, keys: [Key]) {
    #expect(InputDecoderTests.events(bytes) == keys.map { .key($0) })
  }

  @Test func `half a character before a key is dropped, the key is not`() {
    #expect(InputDecoderTests.events([0xE4, 0xBB, 0x71]) == [.key(.character("q"))])
    #expect(InputDecoderTests.events([0xE4, 0xE4, 0xBB, 0xBB]) == [.key(.character("\u{4EFB}"))])
    #expect(InputDecoderTests.events([0xE4, 0x1B, 0x5B, 0x41]) == [.key(.up)])
  }

  @Test func `a lone Escape is a key after 100 ms and not before`() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1B], at: 1000) == [])
    #expect(decoder.deadline == 1000 + 100_000_000)
    #expect(decoder.expire(at: 99_000_000) == [])
    #expect(decoder.expire(at: 100_001_000) == [.event(.key(.escape))])
    #expect(decoder.deadline == nil)
    #expect(decoder.expire(at: 999_000_000) == [])
  }

  @Test(arguments: [
    (nil, 100), ("", 100), ("quick", 100), ("2.5", 100), ("250", 250), ("25", 25), ("10", 10), ("0", 10),
    ("-3", 10), ("2000", 2000), ("99999999", 2000), ("9223372036854775807", 2000),
    ("99999999999999999999", 100),
  ])
  func `ESCDELAY says how long, within bounds`(text: String?, milliseconds: UInt64) {
    let delay = InputDecoder.escapeDelay(milliseconds: text)
    #expect(delay == milliseconds * 1_000_000)
    var decoder = InputDecoder(escapeDelay: delay)
    #expect(decoder.feed([0x1B], at: 0) == [])
    #expect(decoder.deadline == delay)
  }

  /// A slow line: the rest of a sequence comes so many milliseconds after its Escape.
  @Test(
    arguments: [60, 99, 101, 5000],
    [
      ("[D", Key.left), ("OA", .up), ("[1;5C", .right), ("[3~", .delete), ("[[B", .function(2)),
    ])
  func `the rest of a sequence is no typed text, however late`(milliseconds: UInt64, rest: (String, Key)) {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1B], at: 0) == [])
    let late = milliseconds * 1_000_000
    let before = decoder.expire(at: late)
    #expect(before == (milliseconds > 100 ? [.event(.key(.escape))] : []))
    #expect(decoder.feed(Array(rest.0.utf8), at: late) == [.event(.key(rest.1))])
    #expect(decoder.feed([0x71], at: late) == [.event(.key(.character("q")))])
  }

  @Test(arguments: ["[", "O"])
  func `a bracket typed after Escape is a key all the same`(text: String) {
    var decoder = InputDecoder()
    _ = decoder.feed([0x1B], at: 0)
    _ = decoder.expire(at: 100_000_000)
    #expect(decoder.feed(Array(text.utf8), at: 1_000_000_000) == [])
    #expect(decoder.deadline == 1_100_000_000)
    let typed: [InputDecoder.Output] = text.unicodeScalars.map { .event(.key(.character($0))) }
    #expect(decoder.expire(at: 1_100_000_000) == typed)
    // Only the first thing after the Escape may belong to it.
    #expect(decoder.feed(Array(text.utf8), at: 1_200_000_000) == typed)
  }

  /// Wherever a slow line breaks what a terminal sends, and however long, it stays what it is.
  @Test(
    arguments: [
      "\u{1B}[A", "\u{1B}OB", "\u{1B}[1;5C", "\u{1B}[H", "\u{1B}OP", "\u{1B}OR", "\u{1B}O5C", "\u{1B}[[B",
      "\u{1B}[3~", "\u{1B}[15;2~", "\u{1B}[24~", "\u{1B}[3$", "\u{1B}[3^", "\u{1B}[Z", "\u{1B}[99~",
      "\u{1B}[<0;12;3M", "\u{1B}[<0;12;3m", "\u{1B}[<64;12;3M", "\u{1B}[2;3R", "é", "任", "😀",
      "\u{1B}[200~note a\nk1\n任\u{1B}[201~", "\u{1B}[200~\u{1B}[201~", "\u{1B}[201~",
    ], [60, 150, 300, 1300, 30_000] as [UInt64])
  func `a split anywhere makes no keys`(text: String, milliseconds: UInt64) {
    let bytes = Array(text.utf8)
    for place in 1..<bytes.count {
      var decoder = InputDecoder()
      let late = milliseconds * 1_000_000
      var found = decoder.feed(bytes[..<place], at: 0)
      while let deadline = decoder.deadline, deadline < late { found += decoder.expire(at: deadline) }
      found += decoder.feed(bytes[place...], at: late)
      // Nobody can tell a lone Escape from a key; all that follows can be told.
      let isKey = bytes[..<place] == [0x1B] && milliseconds >= 100
      var whole = InputDecoder()
      #expect(
        found == (isKey ? [.event(.key(.escape))] : []) + whole.feed(bytes, at: 0),
        "\(text.debugDescription) after \(place) bytes")
      #expect(decoder.feed([0x71], at: late) == [.event(.key(.character("q")))])
    }
  }

  /// What comes in pieces, 300 ms apart.
  static let pieces: [([String], [InputEvent])] = [
    // A paste on a very slow line: its marker may be keys, what was pasted is not.
    (["\u{1B}", "[", "200~k1\u{1B}[201~"], [.key(.escape), .key(.character("[")), .paste("k1")]),
    (["\u{1B}[", "20", "0~k", "1\u{1B}", "[201", "~"], [.paste("k1")]),
    (
      ["\u{1B}", "[", "2", "0", "0", "~", "k", "1", "\u{1B}[201~"],
      [.key(.escape)] + "[200".unicodeScalars.map { .key(.character($0)) } + [.paste("k1")]
    ),
    // A person: no key is lost, and none is taken for another.
    (["\u{1B}", "[", "A"], [.key(.escape), .key(.character("[")), .key(.character("A"))]),
    (["\u{1B}", "[", "[", "["], [.key(.escape)] + "[[[".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}", "[", "2", "c"], [.key(.escape)] + "[2c".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}", "[", "~"], [.key(.escape)] + "[~".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}", "O", "P"], [.key(.escape)] + "OP".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}[", "k", "1"], "k1".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}[", "2", "k"], "2k".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}O", "q", "5"], "q5".unicodeScalars.map { .key(.character($0)) }),
    (["\u{1B}O", "5"], [.key(.character("5"))]),
    (["\u{1B}[[", "k"], [.key(.character("k"))]),
    (["\u{1B}[", "\r"], [.key(.enter)]),
  ]

  @Test(arguments: pieces) func `pieces of a slow line`(pieces: [String], events: [InputEvent]) {
    var decoder = InputDecoder()
    var found: [InputDecoder.Output] = []
    for (index, piece) in pieces.enumerated() {
      found += decoder.feed(Array(piece.utf8), at: UInt64(index) * 300_000_000)
      while let deadline = decoder.deadline, deadline < UInt64(index + 1) * 300_000_000 {
        found += decoder.expire(at: deadline)
      }
    }
    #expect(found == events.map { .event($0) })
  }

  @Test func `what no person can have typed waits a second for its end`() {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array("\u{1B}[20".utf8), at: 0) == [])
    #expect(decoder.expire(at: 900_000_000) == [])
    #expect(decoder.feed(Array("0~k1\u{1B}[201~".utf8), at: 900_000_000) == [.event(.paste("k1"))])
    // Alt and a bracket are typed: the next key is not lost for so long.
    #expect(decoder.feed(Array("\u{1B}[".utf8), at: 2_000_000_000) == [])
    #expect(decoder.deadline == 2_250_000_000)
  }

  @Test func `a sequence in two reads is one key`() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0x1B, 0x5B], at: 0) == [])
    #expect(decoder.expire(at: 30_000_000) == [])
    #expect(decoder.feed([0x35], at: 40_000_000) == [])
    #expect(decoder.feed([0x7E], at: 60_000_000) == [.event(.key(.pageUp))])
    #expect(decoder.deadline == nil)
  }

  @Test func `the cursor's place is a report, but from row 1 Shift-F3`() {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array("\u{1B}[2;3R".utf8), at: 0) == [.cursorReport(row: 2, column: 3)])
    #expect(decoder.feed(Array("\u{1B}[1;2R".utf8), at: 0) == [.event(.key(.function(3)))])
  }

  @Test func `no bytes at all make it trap or leak`() {
    var random = Lehmer(seed: 11)
    let likely: [UInt8] = [
      0x1B, 0x5B, 0x4F, 0x3C, 0x3B, 0x30, 0x31, 0x32, 0x7E, 0x4D, 0x6D, 0x3F, 0x24, 0x5D, 0x07,
    ]
    for _ in 0..<2000 {
      let bytes = (0..<random.next(60)).map { _ in
        random.next(3) == 0 ? UInt8(random.next(256)) : likely[random.next(likely.count)]
      }
      var decoder = InputDecoder()
      _ = decoder.feed(bytes, at: 0)
      while let deadline = decoder.deadline { _ = decoder.expire(at: deadline) }
      #expect(decoder.feed([0x71], at: 9_000_000_000) == [.event(.key(.character("q")))])
    }
  }
}

@Suite struct MouseInputTests {
  typealias Action = InputEvent.Mouse.Action

  static let reports: [(String, Action, Point)] = [
    ("\u{1B}[<0;1;1M", .click, Point(x: 0, y: 0)),
    ("\u{1B}[<0;300;120M", .click, Point(x: 299, y: 119)),
    ("\u{1B}[<4;5;6M", .click, Point(x: 4, y: 5)),
    ("\u{1B}[<16;5;6M", .click, Point(x: 4, y: 5)),
    ("\u{1B}[<2;5;6M", .rightClick, Point(x: 4, y: 5)),
    ("\u{1B}[<32;5;6M", .drag, Point(x: 4, y: 5)),
    ("\u{1B}[<64;5;6M", .wheelUp, Point(x: 4, y: 5)),
    ("\u{1B}[<65;5;6M", .wheelDown, Point(x: 4, y: 5)),
    // A terminal that does not know 1006.
    ("\u{1B}[M !!", .click, Point(x: 0, y: 0)),
    ("\u{1B}[M\"%&", .rightClick, Point(x: 4, y: 5)),
    ("\u{1B}[M`%&", .wheelUp, Point(x: 4, y: 5)),
    ("\u{1B}[M@%&", .drag, Point(x: 4, y: 5)),
  ]

  @Test(arguments: reports) func report(bytes: String, action: Action, place: Point) {
    let expected = InputEvent.mouse(InputEvent.Mouse(action: action, at: place))
    #expect(InputDecoderTests.events(bytes) == [expected])
    #expect(InputDecoderTests.events(bytes, apart: true) == [expected])
  }

  @Test func `an old release is none`() {
    #expect(InputDecoderTests.events("\u{1B}[M#%&") == [])
  }

  /// Presses as (time in ms, column), and what they are.
  @Test(arguments: [
    ([(0, 5), (299, 5)], [Action.click, .doubleClick]),
    ([(0, 5), (301, 5)], [.click, .click]),
    ([(0, 5), (100, 6)], [.click, .click]),
    ([(0, 5), (100, 5), (200, 5)], [.click, .doubleClick, .click]),
    ([(0, 5), (100, 5), (200, 5), (300, 5)], [.click, .doubleClick, .click, .doubleClick]),
  ])
  func doubleClicks(presses: [(Int, Int)], actions: [Action]) {
    var decoder = InputDecoder()
    var found: [Action] = []
    for (time, column) in presses {
      let bytes = Array("\u{1B}[<0;\(column);3M\u{1B}[<0;\(column);3m".utf8)
      for case .event(.mouse(let mouse)) in decoder.feed(bytes, at: UInt64(time) * 1_000_000) {
        found.append(mouse.action)
      }
    }
    #expect(found == actions)
  }
}

@Suite struct PasteInputTests {
  static let open = "\u{1B}[200~"
  static let close = "\u{1B}[201~"

  @Test(arguments: [
    ("hello", "hello"), ("", ""), ("two\rlines", "two\nlines"), ("two\r\nlines\r\n", "two\nlines\n"),
    ("\n\n", "\n\n"), ("a\r\r\nb", "a\n\nb"), ("tab\tkept", "tab\tkept"), ("小明 100", "小明 100"),
    ("q\u{3}q", "qq"), ("\u{1B}[31mred\u{1B}[0m", "[31mred[0m"), ("\u{1B}[20", "[20"),
    ("\u{1B}[200~again", "[200~again"), ("\u{1B}\u{1B}", ""), ("del\u{7F}", "del"),
  ])
  func text(pasted: String, received: String) {
    let bytes = PasteInputTests.open + pasted + PasteInputTests.close
    let expected: [InputEvent] = [.paste(received), .key(.character("k"))]
    #expect(InputDecoderTests.events(bytes + "k") == expected)
    #expect(InputDecoderTests.events(bytes + "k", apart: true) == expected)
  }

  @Test func `without an end it is given up after a minute of silence`() {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array((PasteInputTests.open + "half").utf8), at: 0) == [])
    #expect(decoder.expire(at: 100_000_000) == [])
    #expect(decoder.deadline == 60_100_000_000)
    #expect(decoder.feed(Array("more".utf8), at: 60_000_000_000) == [])
    #expect(decoder.expire(at: 60_100_000_000) == [])
    #expect(decoder.expire(at: 120_000_000_000) == [])
    #expect(decoder.expire(at: 120_100_000_000) == [.event(.paste("halfmore"))])
    #expect(decoder.feed([0x71], at: 120_100_000_001) == [.event(.key(.character("q")))])
  }

  /// Nobody is locked in by a paste whose end is lost, and no byte of a paste ends it.
  @Test(arguments: ["\u{1B}", "\u{3}"]) func `Escape or Ctrl-C, pressed alone, ends it`(key: String) {
    var decoder = InputDecoder()
    _ = decoder.feed(Array((PasteInputTests.open + "a" + key).utf8), at: 0)
    #expect(decoder.expire(at: 100_000_000) == [])
    #expect(decoder.feed(Array((key + "b").utf8), at: 200_000_000) == [])
    #expect(decoder.expire(at: 300_000_000) == [])
    #expect(decoder.feed(Array(key.utf8), at: 400_000_000) == [])
    #expect(decoder.expire(at: 499_000_000) == [])
    #expect(decoder.expire(at: 500_000_000) == [.event(.paste("ab"))])
    // The end may come after all.
    #expect(decoder.feed(Array("\u{1B}[201~q".utf8), at: 600_000_000) == [.event(.key(.character("q")))])
  }

  @Test func `the Escape that ends it may have begun its end`() {
    var decoder = InputDecoder()
    _ = decoder.feed(Array((PasteInputTests.open + "a").utf8), at: 0)
    _ = decoder.expire(at: 100_000_000)
    _ = decoder.feed([0x1B], at: 1_000_000_000)
    #expect(decoder.expire(at: 1_100_000_000) == [.event(.paste("a"))])
    #expect(decoder.feed(Array("[201~q".utf8), at: 2_000_000_000) == [.event(.key(.character("q")))])
  }

  /// Its Escape comes so many milliseconds early: a key by then or not, what is pasted never becomes keys.
  @Test(arguments: [60, 101, 3000])
  func `a late beginning is still a paste`(milliseconds: UInt64) {
    var decoder = InputDecoder()
    _ = decoder.feed([0x1B], at: 0)
    let late = milliseconds * 1_000_000
    _ = decoder.expire(at: late)
    let rest = Array("[200~k1\u{1B}[201~".utf8)
    #expect(decoder.feed(rest, at: late) == [.event(.paste("k1"))])
    // Also where the line breaks within it.
    _ = decoder.feed([0x1B], at: 10_000_000_000)
    _ = decoder.expire(at: 11_000_000_000)
    #expect(decoder.feed(rest[..<1], at: 11_000_000_000) == [])
    #expect(decoder.feed(rest[1..<4], at: 11_090_000_000) == [])
    #expect(decoder.feed(rest[4...], at: 11_990_000_000) == [.event(.paste("k1"))])
  }

  @Test func `an end without a beginning is nothing`() {
    #expect(InputDecoderTests.events(PasteInputTests.close + "k") == [.key(.character("k"))])
  }

  @Test(arguments: [0, 1, 2, 3])
  func `a mebibyte is kept, in whole characters`(ascii: Int) {
    let text = String(repeating: "a", count: ascii) + String(repeating: "任", count: 400_000)
    var decoder = InputDecoder()
    let outputs = decoder.feed(Array((PasteInputTests.open + text + PasteInputTests.close + "k").utf8), at: 0)
    guard case .event(.paste(let pasted))? = outputs.first else {
      Issue.record("no paste")
      return
    }
    #expect(outputs.count == 2)
    #expect(pasted.utf8.count <= 1 << 20)
    #expect(pasted.utf8.count > (1 << 20) - 3)
    #expect(text.utf8.starts(with: pasted.utf8))
  }
}

@Suite struct WidthProbeTests {
  @Test(arguments: [(2, 2, false), (2, 3, true), (2, 4, true), (3, 2, nil), (1, 3, nil)])
  func answer(row: Int, column: Int, wide: Bool?) {
    var probe = WidthProbe()
    probe.askedAt = 100
    #expect(probe.deadline == 100 + 50_000_000)
    #expect(probe.answer(row: row, column: column) == wide)
    // Once answered, nothing is awaited; a stray report before leaves it open.
    #expect((probe.deadline == nil) == (wide != nil))
  }

  @Test func `what was not asked is not answered`() {
    var probe = WidthProbe()
    #expect(probe.deadline == nil)
    #expect(probe.answer(row: 2, column: 3) == nil)
  }
}
