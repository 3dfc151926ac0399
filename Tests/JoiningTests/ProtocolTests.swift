import Canvas
import Testing

@testable import Joining

/// What a class and its terminals say: what is said is understood, and nothing else does harm.
struct ProtocolTests {
  private static let introduction = Introduction(
    part: .wallet("小明"), name: "wei", size: Size(width: 80, height: 24), colours: 256, ascii: false,
    theme: "dark")

  @Test(arguments: [Part.watcher, .wallet("bob"), .node(9), .teacher])
  func whatATerminalSaysIsUnderstood(part: Part) throws {
    var who = Self.introduction
    who.part = part
    let messages: [TerminalMessage] = [
      .join(who), .size(Size(width: 1, height: 500)), .seen(7), .say("pay bob  1", seeing: 3),
      .say("", seeing: 0),
    ]
    for message in messages { #expect(try TerminalMessage(message.line) == message) }
  }

  @Test func whatAClassSaysIsUnderstood() throws {
    let style = Style(foreground: 16, background: -1, attributes: [.bold, .dim])
    let messages: [ClassMessage] = [
      .version, .frame(Size(width: 60, height: 16)), .run(Point(x: 3, y: 2), style, "  任期 3 "), .own("a  b"),
      .own(""), .show(4), .end("the class is over"),
    ]
    for message in messages { #expect(try ClassMessage(message.line) == message) }
  }

  @Test(arguments: [
    "", " ", "join", "join 1", "join 1 80 24", "join 1 0 24 256 ascii dark a watcher", "size 80",
    "size 80 24 1",
    "size 9999 24", "size -1 24", "seen", "seen x", "seen -1", "say", "kill 1", "JOIN 1", "seen 1 ",
    "join 1 80 24 256 ascii dark a node 0", "join 1 80 24 256 ascii dark a wallet",
    "join 1 80 24 256 ascii dark  watcher",
  ])
  func whatIsNoLineOfATerminalIsToldSo(line: String) {
    #expect(throws: ProtocolFault.self) { try TerminalMessage(line) }
  }

  @Test func anotherVersionIsNamed() {
    #expect(throws: ProtocolFault.otherVersion("2")) {
      try TerminalMessage("join 2 anything there may be")
    }
    var picture = JoinedPicture()
    #expect(throws: ProtocolFault.otherVersion("7")) { try picture.take("class 7") }
  }

  @Test func linesArriveInPiecesAndNoneIsLongerThanAgreed() throws {
    var buffer = LineBuffer(most: 8)
    #expect(try buffer.take(Array("se".utf8)) == [])
    #expect(try buffer.take(Array("en 1\nsee".utf8)) == ["seen 1"])
    #expect(try buffer.take(Array("n 22\n".utf8)) == ["seen 22"])
    #expect(throws: ProtocolFault.lineTooLong(most: 8)) {
      try buffer.take([UInt8](repeating: 0x61, count: 9))
    }
    var other = LineBuffer(most: 8)
    #expect(throws: ProtocolFault.notUTF8) { try other.take([0xFF, 0x0A]) }
  }

  // MARK: Pictures

  private static func scribble(_ canvas: inout Canvas, _ random: inout Dice) {
    let texts = ["leader n2", "任期 3", "■□│─", "a", "   ", "领"]
    for _ in 0..<6 {
      let style = Style(
        foreground: [-1, 9, 231][random.next(3)], background: [-1, 16][random.next(2)],
        attributes: [[], .bold, .reverse][random.next(3)])
      canvas.put(
        texts[random.next(texts.count)], x: random.next(canvas.size.width + 4) - 4,
        y: random.next(canvas.size.height),
        style: style)
    }
  }

  /// A generator for tests, the same everywhere.
  private struct Dice {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, bound)
    }
  }

  @Test func aTerminalShowsWhatWasDrawnForIt() throws {
    var random = Dice(state: 5)
    var (feed, picture) = (Feed(), JoinedPicture())
    _ = try picture.take(ClassMessage.version.line)
    var canvas = Canvas(size: Size(width: 30, height: 6))
    for number in 1...200 {
      if number % 40 == 0 { canvas = Canvas(size: Size(width: 20 + number / 10, height: 5)) }
      Self.scribble(&canvas, &random)
      var changes = PictureChanges()
      let lines = try #require(
        feed.frame(
          Picture(canvas, number: number), own: "own \(number)", context: "", wall: 0, &changes))
      let isNew = try lines.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
        try picture.take(String($0))
      }
      #expect(isNew.last == true && isNew.count(where: \.self) == 1)
      try #require(picture.canvas == canvas)
      #expect(picture.own == "own \(number)")
      try feed.seen(picture.number)
    }
  }

  @Test func whoReadsSlowlyGetsTheNewestFrameAndIsGivenUpAtLast() throws {
    var feed = Feed()
    var changes = PictureChanges()
    func frame(_ number: Int, wall: UInt64) -> String? {
      let canvas = Canvas(size: Size(width: number, height: 1))
      return feed.frame(Picture(canvas, number: number), own: "", context: "\(number)", wall: wall, &changes)
    }
    #expect(frame(1, wall: 5) != nil && feed.deadline == 5 + Feed.patience)
    #expect(frame(2, wall: 6) == nil && frame(3, wall: 7) == nil)
    try feed.seen(1)
    #expect(feed.deadline == nil && frame(4, wall: 8)?.contains("frame 4 1") == true)
    #expect(feed.context(of: 1) == "1" && feed.context(of: 2) == "4" && feed.context(of: 0) == nil)
    #expect(throws: ProtocolFault.self) { try feed.seen(7) }
    try feed.seen(2)
    // The same again is not sent.
    #expect(frame(4, wall: 9) == nil)
    #expect(throws: ProtocolFault.self) { try feed.seen(2) }
  }

  // MARK: Whatever comes

  /// Lines that are nearly right, cut, joined and disturbed: each is understood or told of, and nothing crashes.
  @Test func nothingThatArrivesDoesHarm() {
    var random = Dice(state: 11)
    let pieces = [
      "join", "1", "2", "80", "24", "-1", "99999999999999999999", "256", "ascii", "dark", "wei", "watcher",
      "node",
      "wallet", "class", "frame", "run", "own", "show", "end", "seen", "say", "size", "任", "\u{1B}[2J", "\0",
      "",
      "\r",
    ]
    var (faults, understood) = (0, 0)
    for _ in 0..<4000 {
      var bytes: [UInt8] = []
      for _ in 0..<(1 + random.next(12)) {
        bytes += Array(pieces[random.next(pieces.count)].utf8)
        bytes.append(random.next(9) == 0 ? 0x0A : 0x20)
      }
      if random.next(4) == 0 { bytes[random.next(bytes.count)] = UInt8(random.next(256)) }
      bytes.append(0x0A)
      var (buffer, picture) = (LineBuffer(most: 60), JoinedPicture())
      do {
        for line in try buffer.take(bytes) {
          do {
            _ = try TerminalMessage(line)
            understood += 1
          } catch { faults += 1 }
          do { _ = try picture.take("class 1") } catch {}
          do {
            _ = try picture.take(line)
            understood += 1
          } catch { #expect(!error.description.contains("\u{1B}")) }
        }
      } catch { faults += 1 }
    }
    #expect(faults > 1000 && understood > 100)
  }
}
