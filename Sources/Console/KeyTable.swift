import Canvas
import Command
import Consensus
import Explanation
import Panels
import Words

/// What a key does, whichever key that is: the names of the texts about it.
enum KeyAct: String, TextKey {
  case playPause, stepOn, stepBack, nextLandmark, previousLandmark
  case slower, faster, autoPace, start, live
  case selectNode, selectMessage, selectEntry, selectAccount, moveSelection, escape
  case why, inspect, help
  case transfer, kill, restart, stall, partition, cut, heal, load
  case drop, duplicate, hold, undo
  case scenarios, palette, nextView, previousView, views, big, theme, language, mouse, copyLine
  case quit, suspend, redraw
}

/// What the row of keys calls keys, and how it sets them apart.
enum KeyWords: String, TextKey {
  case playPause, stepOn, stepBack, nextLandmark, slower, live, selectNode, selectMessage, selectEntry,
    selectAccount, why, inspect, help, transfer, kill, restart, stall, partition, cut, heal, load, drop,
    duplicate, hold, undo, scenarios, palette, nextView, big, quit, arrows, keyGap
}

/// One row of the key table.
package struct KeyBinding: Sendable {
  package enum Group: String, TextKey {
    case time, selection, why, cluster, screen

    package static var topic: String { "KeyGroups" }
  }

  typealias Reason = @Sendable (ConsoleController) -> Phrase?
  typealias Handler = @Sendable (ConsoleController, InputEvent.Key) -> Void

  /// As it is written in the help: `Space`, `- + =`.
  package let label: String
  package let keys: [InputEvent.Key]
  let act: KeyAct
  package let group: Group
  /// The verb it is short for; empty where there is none.
  package let verb: String
  package let text: Phrase
  /// What the keys row calls it; nil: the row never shows it.
  package let word: Phrase?
  /// How the keys row writes the key, where that is not the label: one word may stand for several keys.
  package let rowLabel: Phrase?
  /// Why the key is off now; nil: it is not.
  let off: Reason
  /// Does it; called only while the key is not off.
  let handler: Handler
}

/// The one table of keys: what a key does, why it is off, the help, the keys row and the README all come from
/// it. A new key is its name above, its row here, and its texts in `KeyAct` and, for the keys row, `KeyWords`.
package enum KeyTable {
  /// The topics of this room.
  package static let topics: [any TextKey.Type] = [
    KeyAct.self, KeyWords.self, KeyBinding.Group.self, Notices.self, Menus.self, Prompts.self,
    SavingWords.self,
  ]

  /// In the order of the help.
  package static let bindings: [KeyBinding] = time + selection + explanation + cluster + screen

  /// The binding of a key; nil: it has none.
  static func binding(of key: InputEvent.Key) -> KeyBinding? {
    bindings.first { $0.keys.contains(key) }
  }

  /// The first binding that does this.
  static func binding(for act: KeyAct) -> KeyBinding? { byAct[act] }

  /// The keys row asks for some twenty in every frame.
  private static let byAct = Dictionary(bindings.map { ($0.act, $0) }) { first, _ in first }

  private static func bind(
    _ label: String, _ keys: [InputEvent.Key], _ act: KeyAct, _ group: KeyBinding.Group, _ verb: String,
    row: Phrase? = nil, off: @escaping KeyBinding.Reason = { _ in nil },
    does: @escaping @Sendable (ConsoleController) -> Void
  ) -> KeyBinding {
    bindEach(label, keys, act, group, verb, row: row, off: off) { console, _ in does(console) }
  }

  /// Several keys, each of which does something of its own.
  private static func bindEach(
    _ label: String, _ keys: [InputEvent.Key], _ act: KeyAct, _ group: KeyBinding.Group, _ verb: String,
    row: Phrase? = nil, off: @escaping KeyBinding.Reason = { _ in nil }, does: @escaping KeyBinding.Handler
  ) -> KeyBinding {
    KeyBinding(
      label: label, keys: keys, act: act, group: group, verb: verb,
      text: Phrase(act, ["languages": Phrase.languages]),
      word: KeyWords(rawValue: act.rawValue).map { Phrase($0) }, rowLabel: row, off: off, handler: does)
  }

  private static func letter(_ scalar: Unicode.Scalar) -> [InputEvent.Key] { [.character(scalar)] }

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

  private static let time: [KeyBinding] = [
    bind("Space", letter(" "), .playPause, .time, "play, pause") { $0.togglePlay() },
    bind(".", letter("."), .stepOn, .time, "step") { $0.stepOn() },
    bind(",", letter(","), .stepBack, .time, "back") { $0.stepBack() },
    bind("n PgDn", [.character("n"), .pageDown], .nextLandmark, .time, "", row: Phrase(verbatim: "n N")) {
      $0.nextLandmark()
    },
    bind("N PgUp", [.character("N"), .pageUp], .previousLandmark, .time, "goto") { $0.previousLandmark() },
    bind("-", letter("-"), .slower, .time, "speed X", row: Phrase(verbatim: "- + 0")) {
      $0.change(faster: false)
    },
    bind("+ =", [.character("+"), .character("=")], .faster, .time, "speed X") { $0.change(faster: true) },
    bind("0", letter("0"), .autoPace, .time, "speed auto") { $0.setSpeed(nil) },
    bind("Home", [.home], .start, .time, "goto") { $0.move(.start) },
    bind("End", [.end], .live, .time, "goto") { $0.move(.live) },
  ]

  private static let selection: [KeyBinding] = [
    bindEach(
      "1-9", (1...9).compactMap { Unicode.Scalar(0x30 + $0).map { .character($0) } }, .selectNode, .selection,
      ""
    ) { $0.selectNode($1) },
    bind("m", letter("m"), .selectMessage, .selection, "") { $0.selectMessage() },
    bind("e", letter("e"), .selectEntry, .selection, "", off: needs({ $0.newestEntry }, .noEntryYet)) {
      $0.select($0.newestEntry)
    },
    bind("a", letter("a"), .selectAccount, .selection, "") { $0.selectAccount() },
    bindEach(
      "← ↑ ↓ →", [.left, .up, .down, .right], .moveSelection, .selection, "", row: Phrase(KeyWords.arrows)
    ) { $0.moveSelection($1) },
    bind("Esc", [.escape], .escape, .selection, "") { $0.goBack() },
  ]

  private static let explanation: [KeyBinding] = [
    bind("w", letter("w"), .why, .why, "why") { $0.why() },
    bind("Enter", [.enter], .inspect, .why, "") { $0.inspect() },
    bind("? F1", [.character("?"), .function(1)], .help, .why, "", row: Phrase(verbatim: "?")) {
      $0.open(list: .help)
    },
  ]

  private static let cluster: [KeyBinding] = [
    bind(
      "t", letter("t"), .transfer, .cluster, "transfer", off: needs(.transfer(from: "", to: "", amount: 0))
    ) { $0.open(.transfer) },
    bind("k", letter("k"), .kill, .cluster, "kill", off: needs(.kill([]))) { $0.open(.kill) },
    bind("r", letter("r"), .restart, .cluster, "restart", off: needs(.restart([]))) { $0.open(.restart) },
    bind("s", letter("s"), .stall, .cluster, "pause, resume", off: needs(.pause([]), .resume([]))) {
      $0.open(.stall)
    },
    bind(
      "p", letter("p"), .partition, .cluster, "partition, isolate", off: needs(.partition([]), .isolate([]))
    ) { $0.open(.partition) },
    bind("x", letter("x"), .cut, .cluster, "cut", off: needs(.cut(anyLink))) { $0.open(.cut) },
    bind("h", letter("h"), .heal, .cluster, "heal", off: needs(.heal)) { $0.perform([.heal]) },
    bind("l", letter("l"), .load, .cluster, "load", off: needs(.load(milliRate: nil))) { $0.toggleLoad() },
    bind("d", letter("d"), .drop, .cluster, "drop", off: needs({ $0.selectedMessage }, .selectMessage)) {
      $0.onSelectedMessage { .drop(.number($0.number)) }
    },
    bind(
      "D", letter("D"), .duplicate, .cluster, "duplicate",
      off: needs({ $0.selectedMessage }, .selectMessage)
    ) { $0.onSelectedMessage { .duplicateMessage(.number($0.number)) } },
    bind(
      "z", letter("z"), .hold, .cluster, "hold, release", off: needs({ $0.selectedMessage }, .selectMessage)
    ) {
      $0.onSelectedMessage {
        $0.isHeld ? .releaseMessage(.number($0.number)) : .holdMessage(.number($0.number))
      }
    },
    bind(
      "u", letter("u"), .undo, .cluster, "goto", off: needs({ $0.model.timeline?.lastAct }, .nothingToUndo)
    ) { $0.undo() },
    bind(":", letter(":"), .palette, .cluster, "") { $0.open(.palette) },
    bind(
      "o", letter("o"), .scenarios, .cluster, "scenario",
      off: needs({ $0.options.scenarios.first }, .noScenarios)
    ) { $0.openScenarios() },
  ]

  private static let anyLink = Link(from: NodeID(1), to: NodeID(2))

  private static let screen: [KeyBinding] = [
    bind("Tab", [.tab], .nextView, .screen, "view") { $0.turnView(by: 1) },
    bind("Shift-Tab", [.backTab], .previousView, .screen, "view") { $0.turnView(by: -1) },
    bind("v", letter("v"), .views, .screen, "view") { $0.open(list: .views) },
    bind("b", letter("b"), .big, .screen, "big") { $0.model.big.toggle() },
    bind("T", letter("T"), .theme, .screen, "theme") { $0.setTheme($0.model.look.theme.next) },
    bind("L", letter("L"), .language, .screen, "language") { $0.setLanguage($0.model.language.next) },
    bind("M", letter("M"), .mouse, .screen, "") { $0.toggleMouse() },
    bind("y", letter("y"), .copyLine, .screen, "") { $0.copyShareLine() },
    bind("q Ctrl-C", [.character("q"), .control("c")], .quit, .screen, "quit", row: Phrase(verbatim: "q")) {
      $0.wantsQuit = true
    },
    // The terminal does these two.
    bind("Ctrl-Z", [.control("z")], .suspend, .screen, "") { _ in },
    bind("Ctrl-L", [.control("l")], .redraw, .screen, "") { _ in },
  ]
}

extension KeyTable {
  /// The table for the README: one row for each key.
  package static var markdown: String {
    var lines = ["| key | does | verb |", "|---|---|---|"]
    for binding in bindings {
      let keys = binding.label.split(separator: " ").map { "`\($0)`" }.joined(separator: " ")
      let verbs = binding.verb.split(separator: ", ").map { "`\($0)`" }.joined(separator: " ")
      lines.append("| \(keys) | \(binding.text.english) | \(verbs) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The rows of the help that match: by a key exactly as it is written, or by a part of the text. With an
  /// empty filter all rows under their headings.
  static func help(filter: String, language: Language) -> [(row: ListModel.Row, binding: KeyBinding?)] {
    if filter.isEmpty {
      return KeyBinding.Group.allCases.flatMap { group in
        [(ListModel.Row(left: language.text(group), right: "", heading: true), nil)]
          + bindings.filter { $0.group == group }.map { (row($0, language), $0) }
      }
    }
    let wanted = filter.lowercased()
    let byKey = bindings.filter { isLabelled($0, filter) }
    let byText = bindings.filter { binding in
      !isLabelled(binding, filter)
        && [binding.label, binding.verb, binding.text.text(in: language), binding.text.english]
          .contains { $0.lowercased().contains(wanted) }
    }
    return (byKey + byText).map { (row($0, language), $0) }
  }

  private static func isLabelled(_ binding: KeyBinding, _ text: String) -> Bool {
    binding.label.split(separator: " ").contains { $0 == text }
      || (binding.act == .selectNode && ("1"..."9").contains(text))
  }

  private static func row(_ binding: KeyBinding, _ language: Language) -> ListModel.Row {
    let verb = binding.verb.isEmpty ? "" : "  `\(binding.verb)`"
    return ListModel.Row(left: binding.label, right: binding.text.text(in: language) + verb)
  }
}
