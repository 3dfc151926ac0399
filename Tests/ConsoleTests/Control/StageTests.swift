import Assets
import Canvas
import Command
import Host
import Raft
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Notes of a scenario stand on the stage: each of them, until the next, and time waits at each.
@Suite struct StageTests {
  /// A console that plays a scenario, at twice real time.
  private final class Theatre {
    let console: ConsoleController
    var wall: UInt64 = 0
    /// Between two ticks.
    var span: UInt64 = 50_000_000

    init(_ text: String, size: Size, speed: UInt64 = 2000, stops: Bool = true, waits: Bool = false) throws {
      let scenario = try ScenarioParser.parse(text: text, file: "test", vocabulary: Vocabulary.of).get()
      console = ConsoleController(
        host: try SimulationHost(scenario: scenario, seed: 1),
        options: ConsoleOptions(
          size: size, speedThousandths: speed, waitsAtStart: waits, stopsAtNotes: stops,
          story: ScenarioEntry(name: "test", lines: [:]), workClock: { 0 }))
    }

    func tick() {
      wall += span
      console.tick(wall: wall)
    }

    /// Until it stands still.
    func play() {
      for _ in 0..<700 where console.model.playing { tick() }
    }

    func press(_ key: InputEvent.Key) { console.handle(.key(key), wall: wall) }

    /// All that the screen shows, without blanks.
    var screen: String { StageTests.bare(console.frame().canvas.text) }
    var script: ScriptSnapshot { console.model.snapshot.script ?? ScriptSnapshot() }
  }

  private static func bare(_ text: String) -> String { String(text.filter { !$0.isWhitespace }) }

  private static let sizes = [Size(width: 80, height: 24), Size(width: 120, height: 36)]

  @Test(arguments: ShippedScenarios.all.map(\.name))
  func everyNoteStandsOnTheScreen(_ name: String) throws {
    let shipped = try #require(ShippedScenarios.all.first { $0.name == name })
    let text = String(decoding: shipped.bytes, as: UTF8.self)
    let scenario = try ScenarioParser.parse(text: text, file: name, vocabulary: Vocabulary.of).get()
    let notes = scenario.steps.compactMap { if case .note(let note) = $0.verb { note } else { nil } }
    let theatre = try Theatre(text, size: Self.sizes[0])
    var seen = 0
    // One stop for each note, each broken rule and the end.
    for _ in 0..<(notes.count + 24) {
      theatre.play()
      if theatre.console.model.card != nil { break }
      let isNew = theatre.script.noteNumber == seen + 1
      if theatre.console.model.snapshot.standsAtNote, isNew {
        for size in Self.sizes {
          theatre.console.handle(.resize(size), wall: theatre.wall)
          for language in Language.allCases {
            theatre.console.setLanguage(language)
            let note = notes[seen].text(in: language)
            #expect(note.language ?? .english == language, "note \(seen + 1) of \(name) in \(language)")
            #expect(
              theatre.screen.contains(Self.bare(note.text)), "note \(seen + 1) of \(name) in \(language)")
          }
          theatre.console.setLanguage(.english)
        }
        seen += 1
      }
      theatre.press(.character(" "))
      theatre.tick()
      let isLast = theatre.script.noteNumber == seen && seen > 0
      #expect(!isLast || theatre.screen.contains(Self.bare(notes[seen - 1].text(in: .english).text)))
    }
    #expect(seen == notes.count)
    #expect(theatre.script.isOver && theatre.console.model.card?.title.isEmpty == false)
  }

  /// A step-down, a crash, a deposed leader: an event of rank is seen, though it may be late.
  @Test(arguments: ShippedScenarios.all.map(\.name))
  func everyEventOfRankIsSeen(_ name: String) throws {
    let shipped = try #require(ShippedScenarios.all.first { $0.name == name })
    let theatre = try Theatre(String(decoding: shipped.bytes, as: UTF8.self), size: Self.sizes[0], speed: 250)
    theatre.span = 250_000_000
    let console = theatre.console
    var unseen: [UInt64: String] = [:]
    var looked: UInt64 = 0
    func look() {
      for record in console.model.recent where record.number > looked {
        looked = record.number
        guard console.isTold(record), let news = console.explainer.news(of: console.scene(record)),
          news.rank >= Newsroom.sureRank, !news.alarm
        else { continue }
        unseen[record.number] = news.text
      }
      let shown = console.newsroom.shown.suffix(3).filter { unseen[$0.event] != nil }
      guard !shown.isEmpty else { return }
      let screen = theatre.screen
      for item in shown where screen.contains(Self.bare("\(seconds(item.time)) \(item.text.prefix(24))")) {
        unseen[item.event] = nil
      }
    }
    for _ in 0..<1500 where console.model.card == nil {
      // Whoever reads a note looks at what was told of, too.
      if !console.model.playing, unseen.isEmpty { theatre.press(.character(" ")) }
      theatre.tick()
      look()
    }
    for _ in 0..<400 where !unseen.isEmpty {
      theatre.tick()
      look()
    }
    #expect(unseen.isEmpty)
  }

  private static let two = """
    raftcoin 1
    note one
    timeout 2
    when leader 2
    note two
    kill 2
    after 5s
    expect safe
    """

  @Test func timeWaitsAtEachNoteAndTheKeysOfAPresenterGoAlong() throws {
    let theatre = try Theatre(Self.two, size: Size(width: 80, height: 24))
    theatre.play()
    #expect(theatre.script.noteNumber == 1 && theatre.console.host.now == 0)
    theatre.press(.pageDown)
    theatre.play()
    // The line after the note has not run: its leader lives.
    #expect(theatre.script.noteNumber == 2 && theatre.console.model.snapshot.leader?.number == 2)
    let second = theatre.console.host.now
    theatre.press(.pageUp)
    #expect(theatre.script.noteNumber == 1 && theatre.console.host.now == 0)
    #expect(theatre.screen.contains("one") && theatre.console.isPast)
    theatre.press(.pageDown)
    theatre.play()
    #expect(theatre.script.noteNumber == 2 && theatre.console.host.now == second)
    theatre.press(.character(" "))
    theatre.play()
    #expect(theatre.script.isOver)
    #expect(theatre.console.model.card?.title == "test: the end")
    // None is left: the key means the next landmark, and where none comes nothing is passed over.
    let end = theatre.console.host.now
    theatre.press(.pageDown)
    theatre.play()
    #expect(
      theatre.console.model.snapshot.landmarks.last?.kind == .election || theatre.console.host.now == end)
  }

  @Test func withoutStopsItGoesOn() throws {
    let theatre = try Theatre(Self.two, size: Size(width: 80, height: 24), stops: false)
    theatre.play()
    #expect(theatre.script.isOver && theatre.screen.contains("two"))
  }

  @Test func aRunWithoutNotesHasNoStage() throws {
    let theatre = try Theatre("raftcoin 1\nload 2", size: Size(width: 80, height: 24))
    for _ in 0..<20 { theatre.tick() }
    #expect(theatre.console.model.playing)
    #expect(Painter(theatre.console.model).stageHeight == 0)
  }

  /// At the start, too, it does what it says; and so it does when one has come back there.
  @Test func theKeyOfTheNextLandmarkLeadsThereFromTheStart() throws {
    let theatre = try Theatre("raftcoin 1\ntimeout 2", size: Size(width: 80, height: 24), waits: true)
    for _ in 0..<2 {
      #expect(theatre.console.host.now == 0)
      theatre.press(.character("n"))
      theatre.play()
      #expect(theatre.console.model.snapshot.leader?.number == 2 && !theatre.console.model.playing)
      theatre.press(.home)
    }
  }

  @Test func escEndsALookForALandmark() throws {
    let theatre = try Theatre("raftcoin 1\ntimeout 2", size: Size(width: 80, height: 24))
    theatre.press(.character("n"))
    #expect(theatre.console.isSeeking)
    theatre.press(.escape)
    #expect(!theatre.console.isSeeking && theatre.console.host.now == 0)
  }

  @Test func whatALeapForwardPassesOverIsTold() throws {
    let theatre = try Theatre("raftcoin 1\ntimeout 2\nload 2\nafter 1s\nkill 1", size: Self.sizes[0])
    for _ in 0..<16 { theatre.tick() }
    theatre.press(.home)
    #expect(theatre.console.model.news.count <= 1)
    theatre.press(.end)
    let news = theatre.console.model.news
    #expect(news.contains { $0.text.contains("n2 leads term 1") || $0.text.contains("n1 crashed") })
    #expect(news.map(\.event) == news.map(\.event).sorted())
  }

  @Test func whereNoLandmarkComesTheKeyPassesOverNothing() throws {
    let theatre = try Theatre("raftcoin 1\ntimeout 2", size: Size(width: 80, height: 24))
    theatre.press(.character("n"))
    theatre.play()
    let leads = theatre.console.host.now
    #expect(theatre.console.model.snapshot.leader?.number == 2)
    theatre.press(.character("n"))
    theatre.play()
    #expect(theatre.console.host.now == leads)
  }
}

/// A card about an event of the past tells the numbers of its time.
@Suite struct PastCardTests {
  @Test func aCardLaterSaysWhatItSaidThen() throws {
    let text = "raftcoin 1\nseed 4\nload 20\nat 1s kill leader\nat 2s partition 1,2 | 3,4,5\n"
    let scenario = try ScenarioParser.parse(text: text, file: "test", vocabulary: Vocabulary.of).get()
    let host = try SimulationHost(scenario: scenario, seed: 4)
    let explainer = Explainer(language: .english)
    var then: [(EventRecord, WhyCard)] = []
    while host.now < 2_500_000_000, let record = host.step() {
      // Every tenth: each is simulated again from the checkpoint before it.
      if record.number % 10 == 0, host.snapshot().eventCount == record.number {
        then.append((record, explainer.card(of: Scene(record, in: host.snapshot(), host))))
      }
    }
    host.advance(to: 10_000_000_000)
    #expect(then.count > 50)
    for (record, card) in then {
      #expect(explainer.card(of: Scene(record, in: host.snapshot(), host)) == card, "event \(record.number)")
    }
  }
}
