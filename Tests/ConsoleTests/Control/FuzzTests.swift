import Canvas
import Command
import Consensus
import Host
import Raft
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

/// Whatever is typed, clicked or pasted: nothing traps, and nothing that harms happens by one key.
@Suite struct ControlFuzzTests {
  private static let keys: [InputEvent.Key] =
    KeyTable.bindings.flatMap(\.keys).filter { $0 != .character("q") && $0 != .control("c") }
    + "kkktppxxrs1234567890:abenterleaderalicebob|>,/ 中，？é".unicodeScalars.map { .character($0) }
    + [
      .enter, .enter, .enter, .backspace, .delete, .insert, .control("u"), .control("w"), .control("a"),
      .control("e"), .function(7), .tab, .up,
    ]
    // Often, or most of what is typed would go into the filter of an open list.
    + Array(repeating: .escape, count: 5)
  private static let pastes = [
    "kill n2\n", "heal", "", "\u{1B}[200~x", "transfer alice bob 5", "2", "👨‍👩‍👧 e\u{301}", "partition 1 | 2",
  ]
  private static let sizes = [
    Size(width: 80, height: 24), Size(width: 120, height: 36), Size(width: 200, height: 50),
    Size(width: 60, height: 16),
  ]
  /// On these keys do nothing, so that the inputs meanwhile are idle.
  private static let tooSmall = [
    Size(width: 0, height: 0), Size(width: 1, height: 1), Size(width: -3, height: 7),
  ]

  private static func event(_ random: inout SeededGenerator) -> InputEvent {
    switch random.below(40) {
    case 0: return .paste(pastes[Int(random.below(UInt64(pastes.count)))])
    case 1:
      let sizes = random.below(8) == 0 ? tooSmall : sizes
      return .resize(sizes[Int(random.below(UInt64(sizes.count)))])
    case 2: return random.below(200) == 0 ? .ambiguousIsWide : .redraw
    case 3...7:
      let actions: [InputEvent.Mouse.Action] = [
        .click, .doubleClick, .rightClick, .wheelUp, .wheelDown, .drag,
      ]
      let at = Point(x: Int(random.below(130)) - 2, y: Int(random.below(40)) - 2)
      return .mouse(InputEvent.Mouse(action: actions[Int(random.below(6))], at: at))
    default: return .key(keys[Int(random.below(UInt64(keys.count)))])
    }
  }

  private static func harms(_ verb: Verb) -> Bool {
    switch verb {
    // To drop a message it must be selected, which is the first key, long before perhaps.
    case .kill, .pause, .wipe, .corrupt, .partition, .isolate, .cut, .transfer, .timeout, .align: true
    default: false
    }
  }

  @Test(arguments: 1...4) func noInputTrapsOrHarmsAtOnce(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let host = FakeHost(heartbeat: 7_000_000)
    host.picture.messages = [.fake(7, arrives: .max), .fake(8, from: 1, to: 3, arrives: .max)]
    let desk = Desk(
      host, scenarios: [ScenarioEntry(name: "one", lines: [:])],
      open: { _ in
        .failure(ScenarioProblem("not now"))
      })
    var done = 0
    // Inputs since the last act that harms; the act's own first key and its last are two.
    var inputs = 0
    for round in 0..<33_000 {
      let event = Self.event(&random)
      desk.console.handle(event, wall: desk.wall)
      inputs += 1
      let fresh = host.performed.dropFirst(done)
      if fresh.contains(where: Self.harms) {
        #expect(inputs >= 2, "round \(round): \(fresh) by \(event)")
        inputs = 0
      }
      done = host.performed.count
      if round % 16 == 0 {
        desk.wall += random.below(40_000_000)
        desk.console.tick(wall: desk.wall)
      }
      if round % 64 == 0 { _ = desk.console.frame() }
      if desk.console.wantsQuit { desk.console.wantsQuit = false }
    }
    #expect(done > 40)
  }

  @Test func escapeNeverActs() {
    var random = SeededGenerator(seed: 9)
    let host = FakeHost(heartbeat: 7_000_000)
    let desk = Desk(host)
    for _ in 0..<5000 {
      desk.console.handle(Self.event(&random), wall: desk.wall)
      let (before, quits) = (host.performed.count, desk.console.wantsQuit)
      desk.console.handle(.key(.escape), wall: desk.wall)
      #expect(host.performed.count == before)
      #expect(desk.console.wantsQuit == quits)
    }
  }

  @Test func onePressNeverHarms() {
    for key in Self.keys {
      let desk = Desk()
      desk.console.handle(.key(key), wall: desk.wall)
      #expect(!desk.host.performed.contains(where: Self.harms), "\(key)")
    }
  }

  @Test func everySizeDraws() {
    for width in [0, 1, 20, 59, 60, 80] {
      for height in [0, 1, 15, 16, 24] {
        let desk = Desk(size: Size(width: width, height: height))
        desk.press("? Esc k Esc w Enter")
        #expect(desk.console.frame().canvas.size == Size(width: width, height: height))
        desk.press("Esc Esc q")
        #expect(desk.console.wantsQuit)
      }
    }
  }
}

@Suite struct PlainPrinterTests {
  @Test func printsNewsAsLines() {
    let events = (1...3).map { number in
      FakeHost.Event(
        time: UInt64(number) * 100_000_000, node: NodeID(number), what: .timer(.election),
        decisions: [.startedElection(term: UInt64(number), waited: 172_000_000, last: .origin)])
    }
    let host = FakeHost(leader: nil, script: events)
    var lines: [String] = []
    let printer = PlainPrinter(
      host: host, language: .english, speedThousandths: 1000, workClock: { 0 }, write: { lines.append($0) })
    #expect(lines.count == 1)
    var wall: UInt64 = 0
    while printer.nextWake != nil, wall < 2_000_000_000 {
      printer.tick(wall: wall)
      wall += 16_000_000
    }
    #expect(printer.end == .told)
    #expect(printer.nextWake == nil)
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("0.100 n1 "))
    #expect(!lines.contains { $0.contains("\n") })
  }

  @Test func keepsItsSpeed() {
    let host = FakeHost(heartbeat: 1_000_000_000)
    let printer = PlainPrinter(host: host, language: .chinese, workClock: { 0 }, write: { _ in })
    for frame in 0...100 { printer.tick(wall: UInt64(frame) * 10_000_000) }
    #expect(host.now == 250_000_000)
  }
}

@Suite struct TextFieldTests {
  static let editings: [(keys: String, text: String, cursor: Int)] = [
    ("abc", "abc", 3), ("abc Left x", "abxc", 3), ("abc Home x", "xabc", 1), ("abc Home End x", "abcx", 4),
    ("abc BSpace", "ab", 2), ("abc Home BSpace", "abc", 0), ("abc Home Del", "bc", 0), ("abc Del", "abc", 3),
    ("abc C-a C-e C-u", "", 0), ("abc Left C-u", "c", 0), ("abc C-w", "", 0), ("abc C-a Right C-w", "bc", 0),
    ("Left Right Up", "", 0),
  ]

  @Test(arguments: editings) func keysEdit(keys: String, text: String, cursor: Int) {
    var field = TextField()
    for word in keys.split(separator: " ") {
      for key in Desk.keys(String(word)) {
        if case .character(let scalar) = key { field.insert(String(scalar)) } else { _ = field.edit(key) }
      }
    }
    #expect(field.text == text)
    #expect(field.cursor == cursor)
  }

  @Test func deletesWholeWords() {
    var field = TextField("kill n2  ")
    _ = field.edit(.control("w"))
    #expect(field.text == "kill ")
  }

  @Test func combiningMarksJoin() {
    var field = TextField("e")
    field.insert("\u{301}x")
    #expect(field.characters.count == 2)
    #expect(field.cursor == 2)
  }

  /// macOS hands letters over in parts, and no cell of a terminal shows two of them as one. Bytes are compared,
  /// since Swift takes both spellings for the same.
  @Test(arguments: [
    ("e\u{301}", "\u{E9}"), ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "\u{D55C}\u{AE00}"),
    ("o\u{323}\u{302}", "\u{1ED9}"),
  ])
  func whatIsTypedOrPastedInPartsIsComposed(parts: String, whole: String) {
    var typed = TextField()
    for scalar in parts.unicodeScalars { typed.insert(String(scalar)) }
    #expect(Array(typed.text.utf8) == Array(whole.utf8))
    #expect(typed.cursor == whole.count)
    #expect(Array(TextField(parts).text.utf8) == Array(whole.utf8))
    var replaced = TextField()
    replaced.replace(with: parts)
    #expect(Array(replaced.text.utf8) == Array(whole.utf8))
  }
}
