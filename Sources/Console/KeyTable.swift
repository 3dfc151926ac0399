import Canvas
import Command
import Consensus
import Explanation
import Panels
import Words

/// What a key does, whichever key that is: the names of the texts about it.
enum KeyAct: String, TextKey {
  case playPause, stepOn, stepBack, nextLandmark, previousLandmark, nextNote, previousNote
  case slower, faster, autoPace, start, live
  case selectNode, selectMessage, selectEntry, selectAccount, moveSelection, escape
  case why, inspect, eyes, predict, help
  case transfer, kill, restart, stall, partition, cut, heal, load
  case drop, duplicate, hold, undo
  case scenarios, palette, nextView, previousView, views, big, theme, language, mouse, copyLine
  case quit, suspend, redraw
}

/// What the row of keys calls keys, and how it sets them apart.
enum KeyWords: String, TextKey {
  case playPause, stepOn, stepBack, nextLandmark, slower, live, selectNode, selectMessage, selectEntry,
    selectAccount, why, inspect, help, transfer, kill, restart, stall, partition, cut, heal, load, drop,
    duplicate, hold, undo, scenarios, palette, nextView, big, quit, arrows, keyGap, pauses, goesOn
}

/// One row of the key table.
struct KeyBinding: Sendable {
  enum Group: String, TextKey {
    case time, selection, why, cluster, screen

    static var topic: String { "KeyGroups" }
  }

  typealias Reason = @Sendable (ConsoleController) -> Phrase?
  typealias Handler = @Sendable (ConsoleController, InputEvent.Key) -> Void

  /// As it is written in the help: `Space`, `- + =`.
  let label: String
  let keys: [InputEvent.Key]
  let act: KeyAct
  fileprivate(set) var group = Group.time
  /// The verb it is short for; empty where there is none.
  let verb: String
  let text: Phrase
  /// What the keys row calls it; nil: the row never shows it.
  let word: Phrase?
  /// How the keys row writes the key, where that is not the label: one word may stand for several keys.
  let rowLabel: Phrase?
  /// Why the key is off now; nil: it is not.
  let off: Reason
  /// Does it; called only while the key is not off.
  let handler: Handler
}

/// The one table of keys: what a key does, why it is off, the help, the keys row and the README all come from
/// it. A new key is its name above, its row here, and its texts in `KeyAct` and, for the keys row, `KeyWords`.
enum KeyTable {
  /// The topics of this room.
  static let topics: [any TextKey.Type] = [
    KeyAct.self, KeyWords.self, KeyBinding.Group.self, Notices.self, Menus.self, Prompts.self,
    SavingWords.self, StartWords.self, LessonWords.self, LineWords.self, GuessWords.self, ChallengeWords.self,
    ClassWords.self, HandWords.self, JoinWords.self,
  ]

  /// In the order of the help.
  static let bindings: [KeyBinding] = [
    (KeyBinding.Group.time, time), (.selection, selection), (.why, explanation), (.cluster, cluster),
    (.screen, screen),
  ].flatMap { group, bindings in
    bindings.map { binding in
      var binding = binding
      binding.group = group
      return binding
    }
  }

  /// The binding of a key; nil: it has none.
  static func binding(of key: InputEvent.Key) -> KeyBinding? {
    bindings.first { $0.keys.contains(key) }
  }

  /// The first binding that does this.
  static func binding(for act: KeyAct) -> KeyBinding? { byAct[act] }

  /// The keys row asks for some twenty in every frame.
  private static let byAct = Dictionary(bindings.map { ($0.act, $0) }) { first, _ in first }

  /// - Parameter keys: nil: the label is the key.
  private static func bind(
    _ label: String, _ act: KeyAct, _ verb: String = "", keys: [InputEvent.Key]? = nil, row: Phrase? = nil,
    off: @escaping KeyBinding.Reason = { _ in nil }, does: @escaping @Sendable (ConsoleController) -> Void
  ) -> KeyBinding {
    let keys = keys ?? label.unicodeScalars.map { .character($0) }
    return bindEach(label, act, verb, keys: keys, row: row, off: off) { console, _ in does(console) }
  }

  /// Several keys, each of which does something of its own.
  private static func bindEach(
    _ label: String, _ act: KeyAct, _ verb: String = "", keys: [InputEvent.Key], row: Phrase? = nil,
    off: @escaping KeyBinding.Reason = { _ in nil }, does: @escaping KeyBinding.Handler
  ) -> KeyBinding {
    KeyBinding(
      label: label, keys: keys, act: act, verb: verb, text: Phrase(act, ["languages": Phrase.languages]),
      word: KeyWords(rawValue: act.rawValue).map { Phrase($0) }, rowLabel: row, off: off, handler: does)
  }

  /// Off where the host can do none of these verbs.
  private static func needs(_ verbs: Verb...) -> KeyBinding.Reason {
    { console in
      let reasons = verbs.compactMap { console.host.unavailability(of: $0) }
      return reasons.count == verbs.count ? reasons.first : nil
    }
  }

  /// Off for this reason while something is missing.
  private static func needs(
    _ thing: @escaping @Sendable (ConsoleController) -> Any?, _ reason: Notices
  ) -> KeyBinding.Reason {
    { thing($0) == nil ? Phrase(reason) : nil }
  }

  private static let time = [
    bind("Space", .playPause, "play, pause", keys: [.character(" ")]) { $0.togglePlay() },
    bind(".", .stepOn, "step") { $0.stepOn() },
    bind(",", .stepBack, "back") { $0.stepBack() },
    bind("n", .nextLandmark, row: Phrase(verbatim: "n N")) { $0.nextLandmark() },
    bind("N", .previousLandmark, "goto") { $0.previousLandmark() },
    bind("PgDn", .nextNote, keys: [.pageDown]) { $0.nextNote() },
    bind("PgUp", .previousNote, "goto", keys: [.pageUp]) { $0.previousNote() },
    bind("-", .slower, "speed X", row: Phrase(verbatim: "- + 0")) { $0.change(faster: false) },
    bind("+ =", .faster, "speed X", keys: [.character("+"), .character("=")]) { $0.change(faster: true) },
    bind("0", .autoPace, "speed auto") { $0.setSpeed(nil) },
    bind("Home", .start, "goto", keys: [.home]) { $0.move(.start) },
    bind("End", .live, "goto", keys: [.end]) { $0.goLive() },
  ]

  private static let selection = [
    bindEach("1-9", .selectNode, keys: "123456789".unicodeScalars.map { .character($0) }) {
      $0.selectNode($1)
    },
    bind("m", .selectMessage) { $0.selectMessage() },
    bind("e", .selectEntry, off: needs({ $0.newestEntry }, .noEntryYet)) { $0.select($0.newestEntry) },
    bind("a", .selectAccount) { $0.selectAccount() },
    bindEach(
      "← ↑ ↓ →", .moveSelection, keys: [.left, .up, .down, .right], row: Phrase(KeyWords.arrows)
    ) { $0.moveSelection($1) },
    bind("Esc", .escape, keys: [.escape]) { $0.goBack() },
  ]

  private static let explanation = [
    bind("w", .why, "why") { $0.why() },
    bind("Enter", .inspect, keys: [.enter]) { $0.inspect() },
    bind("i", .eyes) { $0.turnEyes() },
    bind("g", .predict) { $0.predict() },
    bind("? F1", .help, keys: [.character("?"), .function(1)], row: Phrase(verbatim: "?")) {
      $0.openHelp()
    },
  ]

  private static let cluster = [
    bind("t", .transfer, "transfer", off: needs(.transfer(from: "", to: "", amount: 0))) {
      $0.open(.transfer)
    },
    bind("k", .kill, "kill", off: needs(.kill([]))) { $0.open(.kill) },
    bind("r", .restart, "restart", off: needs(.restart([]))) { $0.open(.restart) },
    bind("s", .stall, "pause, resume", off: needs(.pause([]), .resume([]))) { $0.open(.stall) },
    bind("p", .partition, "partition, isolate", off: needs(.partition([]), .isolate([]))) {
      $0.open(.partition)
    },
    bind("x", .cut, "cut", off: needs(.cut(Link(from: NodeID(1), to: NodeID(2))))) { $0.open(.cut) },
    bind("h", .heal, "heal", off: needs(.heal)) { $0.perform([.heal]) },
    bind("l", .load, "load", off: needs(.load(milliRate: nil))) { $0.toggleLoad() },
    bind("d", .drop, "drop", off: needsMessage) { $0.onSelectedMessage { .drop(.number($0.number)) } },
    bind("D", .duplicate, "duplicate", off: needsMessage) {
      $0.onSelectedMessage { .duplicateMessage(.number($0.number)) }
    },
    bind("z", .hold, "hold, release", off: needsMessage) {
      $0.onSelectedMessage {
        $0.isHeld ? .releaseMessage(.number($0.number)) : .holdMessage(.number($0.number))
      }
    },
    bind("u", .undo, "goto", off: needs({ $0.model.timeline?.lastAct }, .nothingToUndo)) { $0.undo() },
    bind(":", .palette) { $0.open(.palette) },
    bind(
      "o", .scenarios, "scenario",
      off: needs({ $0.options.lessons.first ?? $0.options.scenarios.first }, .noScenarios)
    ) {
      $0.open(Optional<Gallery>.none)
    },
  ]

  private static let needsMessage = needs({ $0.selectedMessage }, .selectMessage)

  private static let screen = [
    bind("Tab", .nextView, "view", keys: [.tab]) { $0.turnView(by: 1) },
    bind("Shift-Tab", .previousView, "view", keys: [.backTab]) { $0.turnView(by: -1) },
    bind("v", .views, "view") { $0.open(list: .views) },
    bind("b", .big, "big") { $0.model.big.toggle() },
    bind("T", .theme, "theme") { $0.setTheme($0.model.look.theme.next) },
    bind("L", .language, "language") { $0.setLanguage($0.model.language.next) },
    bind("M", .mouse) { $0.toggleMouse() },
    bind("y", .copyLine) { $0.copyShareLine() },
    bind("q Ctrl-C", .quit, "quit", keys: [.character("q"), .control("c")], row: Phrase(verbatim: "q")) {
      $0.wantsQuit = true
    },
    // The terminal does these two.
    bind("Ctrl-Z", .suspend, keys: [.control("z")]) { _ in },
    bind("Ctrl-L", .redraw, keys: [.control("l")]) { _ in },
  ]
}
