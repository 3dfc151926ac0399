import Assets
import Canvas
import Command
import Consensus
import Foundation
import Lessons
import Simulation
import SimulationHost
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Frames as text, checked in. Run the tests with `RAFTCOIN_REGENERATE=1` to write them anew, then read the
/// difference.
@Suite struct GoldenTests {
  static let sizes = [
    Size(width: 60, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36),
    Size(width: 200, height: 50),
  ]

  static let looks: [(Language, Bool)] = [
    (.english, false), (.english, true), (.chinese, false), (.chinese, true),
  ]

  static func name(_ size: Size, _ language: Language, _ ascii: Bool) -> String {
    "\(size.width)x\(size.height)-\(language.rawValue)-\(ascii ? "ascii" : "utf8")"
  }

  /// Every story's ring, at all sizes and in all looks: one file a story and look.
  @Test(arguments: Story.allCases, looks.indices)
  func stories(_ story: Story, look: Int) throws {
    let (language, ascii) = Self.looks[look]
    var text = ""
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: story.model(size, language, ascii: ascii))
      text += "=== \(Self.name(size, language, ascii))\n" + frame.canvas.text
    }
    try check("story-\(story.rawValue)-\(language.rawValue)-\(ascii ? "ascii" : "utf8")", text)
  }

  /// Every view of the waiting entry.
  @Test(arguments: View.available(nil, of: .raft) + [.branches], looks.indices)
  func views(_ view: View, look: Int) throws {
    let (language, ascii) = Self.looks[look]
    var text = ""
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: Story.waiting.model(size, language, ascii: ascii, view: view))
      text += "=== \(Self.name(size, language, ascii))\n" + frame.canvas.text
    }
    try check("view-\(view.rawValue)-\(language.rawValue)-\(ascii ? "ascii" : "utf8")", text)
  }

  /// Single-decree Paxos, at some notes of its duel.
  @Test(
    arguments: ["Before that arrives", "could go on", "must propose that", "Nobody was paid"],
    [Language.english, .chinese])
  func synod(note words: String, language: Language) throws {
    let bytes = try #require(ShippedScenarios.bytes(of: "synod-duel"))
    let parsed = try ScenarioParser.parse(bytes: bytes, file: "synod-duel", vocabulary: Vocabulary.of).get()
    let host = try SimulationHost(scenario: parsed, seed: parsed.header.seed ?? 1)
    for _ in 0..<50 where host.snapshot().script?.note?.text(in: .english).text.contains(words) != true {
      _ = host.advance(to: host.now + 1_000_000_000, untilNote: true) { true }
    }
    var text = ""
    for size in Self.sizes.prefix(3) {
      let model = ConsoleModel(snapshot: host.snapshot(), size: size, look: Look(), language: language)
      text += "=== \(Self.name(size, language, false))\n" + Panels.frame(withKeysFor: model).canvas.text
    }
    try check("synod-\(words.split(separator: " ")[0].lowercased())-\(language.rawValue)", text)
  }

  /// What lies over the picture or replaces the last row.
  @Test(arguments: Extra.allCases, [Language.english, .chinese])
  func extras(_ extra: Extra, language: Language) throws {
    var text = ""
    for size in Self.sizes {
      let frame = Panels.frame(withKeysFor: extra.model(size, language))
      let place = frame.cursor.map { " cursor \($0.x),\($0.y)" } ?? ""
      text += "=== \(Self.name(size, language, false))\(place)\n" + frame.canvas.text
    }
    try check("extra-\(extra.rawValue)-\(language.rawValue)", text)
  }

  /// Each kind of step of a lesson.
  @Test(arguments: LessonMoments.allCases, [Language.english, .chinese])
  func lessons(_ moment: LessonMoments, language: Language) throws {
    var text = ""
    for size in Self.sizes {
      var model = Story.waiting.model(size, language)
      model.playing = moment == .wait
      model.selection = nil
      model.news = []
      model.hint = nil
      model.lesson = moment.model(language)
      text += "=== \(Self.name(size, language, false))\n" + Panels.frame(withKeysFor: model).canvas.text
    }
    try check("lesson-\(moment.rawValue)-\(language.rawValue)", text)
  }

  /// The plan of a class, and a vote that was counted twice.
  @Test(arguments: [Language.english, .chinese])
  func classes(language: Language) throws {
    let plan = try #require(ClassPlan(text: String(decoding: ShippedPlan.bytes, as: UTF8.self)))
    var session = ClassSession(plan)
    session.begin(wall: 0)
    session.finish(lesson: "one-ledger")
    let wall: UInt64 = 20 * 60_000_000_000
    let source = ListSource(
      language: language, lessons: [], challenges: [], scenarios: [], done: [], plan: session, wall: wall,
      breakableRules: [],
      brokenRules: [])
    let isEnglish = language == .english
    let poll = PollModel(
      title: language.text(ClassWords.pollTitle),
      question: isEnglish ? "Two live. Can they commit a payment?" : "还剩两个。它们能提交一笔付款吗？",
      choices: isEnglish ? ["yes, two of two", "no", "only the leader"] : ["能，两个都同意", "不能", "只有领导者能"],
      votes: [[20, 25, 7], [6, 44, 2]], note: language.text(ClassWords.counted),
      foot: language.text(ClassWords.pollKeys))
    for (name, overlay) in [
      ("plan", Overlay.list(ListState(.plan, source).model(source))), ("vote", .poll(poll)),
    ] {
      var text = ""
      for size in Self.sizes {
        var model = Story.waiting.model(size, language)
        model.overlay = overlay
        if name == "vote" { model.lesson = LessonMoments.question.model(language) }
        text += "=== \(Self.name(size, language, false))\n" + Panels.frame(withKeysFor: model).canvas.text
      }
      try check("class-\(name)-\(language.rawValue)", text)
    }
  }

  /// A person who decides for a node: asked, and after a yes that the rule refuses.
  @Test(arguments: [Language.english, .chinese])
  func hand(language: Language) throws {
    var scenario = Scenario()
    scenario.header.nodes = 3
    var text = ""
    for size in Self.sizes {
      let host = try SimulationHost(scenario: scenario, seed: 7)
      for verb in [Verb.hand(.node(NodeID(3)), to: "ann"), .align] { _ = host.perform(verb) }
      host.advance(to: 1_000_000_000)
      let console = ConsoleController(
        host: host, options: ConsoleOptions(size: size, language: language, hints: false))
      console.pause()
      for name in ["asked", "refused"] {
        if name == "refused" { console.handle(.key(.character("y")), wall: 0) }
        text += "=== \(name) \(Self.name(size, language, false))\n" + console.frame().canvas.text
      }
    }
    try check("hand-\(language.rawValue)", text)
  }

  /// Two protocols side by side, where one refuses a vote and the other promises.
  @Test(arguments: [Language.english, .chinese])
  func protocols(language: Language) throws {
    let name = "compare-leader-crash"
    let bytes = try #require(ShippedScenarios.bytes(of: name))
    let scenario = try ScenarioParser.parse(bytes: bytes, file: name).get()
    let host = try ComparisonHost(scenario: scenario, seed: 1)
    host.advance(to: 1_700_000_000)
    var text = ""
    for (size, ascii) in zip(Self.sizes, [true, false, false, false]) {
      var options = ConsoleOptions(size: size, language: language, hints: false)
      options.view = .branches
      options.look.ascii = ascii
      let console = ConsoleController(host: host, options: options)
      console.pause()
      text += "=== \(Self.name(size, language, ascii))\n" + console.frame().canvas.text
    }
    try check("protocols-\(language.rawValue)", text)
  }

  /// Under Paxos: n2 holds a slot behind a hole.
  @Test(arguments: looks.indices)
  func holes(look: Int) throws {
    let (language, ascii) = Self.looks[look]
    let host = try BreakTests.host("bug-ack-over-hole")
    while host.snapshot().nodes[1].ahead.isEmpty { host.advance(to: host.now + 1_000_000) }
    var text = ""
    for size in Self.sizes {
      var model = ConsoleModel(
        snapshot: host.snapshot(), size: size, look: Look(ascii: ascii), language: language)
      model.view = .logs
      text += "=== \(Self.name(size, language, ascii))\n" + Panels.frame(withKeysFor: model).canvas.text
    }
    try check("holes-\(language.rawValue)-\(ascii ? "ascii" : "utf8")", text)
  }

  private func check(_ name: String, _ text: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    let file = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard expected != text else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
      """
      \(name).txt differs at line \((line?.offset ?? min(old.count, new.count)) + 1):
      was \(line?.element.0 ?? "")
      is  \(line?.element.1 ?? "")
      """)
  }
}

/// Overlays, prompts, selections and modes.
enum Extra: String, CaseIterable, Sendable {
  case help, inspector, inspectorFollower, card, whyCard, prompt, promptText, promptError, notice, big
  case messageSelected, nodeSelected, accountSelected, landmarkSelected, fast, paused
  case past, branched, compared, violationPassed, joint, learner, faults

  func model(_ size: Size, _ language: Language) -> ConsoleModel {
    var model = Story.waiting.model(size, language)
    switch self {
    case .help:
      let rows =
        [ListModel.Row(left: "Time", right: "", heading: true)]
        + (1...40).map { ListModel.Row(left: "key \($0)", right: "what key \($0) does", heading: false) }
      model.overlay = .list(ListModel(title: "help", filter: "ke", rows: rows, marked: 30))
    case .inspector: model.overlay = .inspector(Story.waitingSnapshot.nodes[1].id, scroll: 0)
    case .inspectorFollower: model.overlay = .inspector(Story.waitingSnapshot.nodes[4].id, scroll: 0)
    case .card:
      model.overlay = .card(title: "entry 58", lines: ["alice → dave 15, nonce 4.", "", "k Enter  kills n2"])
    case .whyCard:
      model.card = WhyCard(
        title: "Entry 58 waits: stored on n1 and n2, 2 of 5, and 3 are needed (§5.3)",
        sentences: [
          "A leader commits an entry of its own term when a majority of all nodes stored it.",
          "n1 and n2 hold it durably: 2. n3 does not yet, n4 is behind, n5 is down and still counts.",
          "n3's copy, which arrives in 4 ms, would make it 3.",
        ], cause: 96)
    case .prompt:
      model.prompt = PromptModel(
        label: "kill ▸", help: "1-5 · Enter: n2, the leader · or type a verb's argument · Esc")
    case .promptText:
      model.prompt = PromptModel(
        label: "transfer ▸", text: "alice b", cursor: 7, ghost: "ob 10",
        help: "Enter sends · Tab completes · ↑ earlier ones")
    case .promptError:
      model.prompt = PromptModel(
        label: ":", text: "transfer alice bbo 10", cursor: 15, help: "",
        error: "no account bbo; did you mean bob?")
    case .notice: model.notice = language == .english ? "j is not bound" : "请切换到英文输入"
    case .big: model.big = true
    case .messageSelected: model.selection = .message(404)
    case .nodeSelected: model.selection = .node(Story.waitingSnapshot.nodes[3].id)
    case .accountSelected: model.selection = .account("bob")
    case .landmarkSelected: model.selection = .landmark(event: 70)
    case .fast: model.speedThousandths = 1000
    case .paused: model.playing = false
    case .past:
      model.timeline = Branches.inThePast
      model.playing = false
    case .branched: model.timeline = Branches.two
    case .compared:
      model.timeline = Branches.two
      model.comparison = Branches.comparison
      model.view = .branches
    case .joint: model.snapshot = Configurations.joint
    case .learner: model.snapshot = Configurations.learner
    case .faults: model.snapshot = Configurations.faults
    case .violationPassed:
      model.snapshot.violation = Story.violation.snapshot.violation
      model.violationPassed = true
    }
    return model
  }
}
