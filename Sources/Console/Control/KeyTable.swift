import Canvas
import Command
import Words

/// The one table of keys: what a key does, the help, the keys row and the README all come from it.
public enum KeyTable {
  /// In the order of the help.
  public static let bindings: [KeyBinding] = time + selection + explanation + cluster + screen

  /// The binding of a key; nil: it has none.
  static func binding(of key: InputEvent.Key) -> KeyBinding? {
    bindings.first { $0.keys.contains(key) }
  }

  /// The first binding that does this.
  static func binding(for act: KeyAct) -> KeyBinding? { bindings.first { $0.act == act } }

  private static func bind(
    _ label: String, _ keys: [InputEvent.Key], _ act: KeyAct, _ group: KeyBinding.Group, _ verb: String,
    row: Phrase? = nil
  ) -> KeyBinding {
    KeyBinding(
      label: label, keys: keys, act: act, group: group, verb: verb,
      text: Phrase(act, ["languages": Phrase.languages]),
      word: KeyWords(rawValue: act.rawValue).map { Phrase($0) }, rowLabel: row)
  }

  private static func letter(_ scalar: Unicode.Scalar) -> [InputEvent.Key] { [.character(scalar)] }

  private static let time: [KeyBinding] = [
    bind("Space", letter(" "), .playPause, .time, "play, pause"),
    bind(".", letter("."), .stepOn, .time, "step"),
    bind(",", letter(","), .stepBack, .time, "back"),
    bind("n PgDn", [.character("n"), .pageDown], .nextLandmark, .time, "", row: Phrase(verbatim: "n N")),
    bind("N PgUp", [.character("N"), .pageUp], .previousLandmark, .time, "goto"),
    bind("-", letter("-"), .slower, .time, "speed X", row: Phrase(verbatim: "- + 0")),
    bind("+ =", [.character("+"), .character("=")], .faster, .time, "speed X"),
    bind("0", letter("0"), .autoPace, .time, "speed auto"),
    bind("Home", [.home], .start, .time, "goto"),
    bind("End", [.end], .live, .time, "goto"),
  ]

  private static let selection: [KeyBinding] = [
    bind(
      "1-9", (1...9).compactMap { Unicode.Scalar(0x30 + $0).map { .character($0) } }, .selectNode, .selection,
      ""),
    bind("m", letter("m"), .selectMessage, .selection, ""),
    bind("e", letter("e"), .selectEntry, .selection, ""),
    bind("a", letter("a"), .selectAccount, .selection, ""),
    bind(
      "← ↑ ↓ →", [.left, .up, .down, .right], .moveSelection, .selection, "", row: Phrase(KeyWords.arrows)),
    bind("Esc", [.escape], .escape, .selection, ""),
  ]

  private static let explanation: [KeyBinding] = [
    bind("w", letter("w"), .why, .why, "why"),
    bind("Enter", [.enter], .inspect, .why, ""),
    bind("? F1", [.character("?"), .function(1)], .help, .why, "", row: Phrase(verbatim: "?")),
  ]

  private static let cluster: [KeyBinding] = [
    bind("t", letter("t"), .transfer, .cluster, "transfer"),
    bind("k", letter("k"), .kill, .cluster, "kill"),
    bind("r", letter("r"), .restart, .cluster, "restart"),
    bind("s", letter("s"), .stall, .cluster, "pause, resume"),
    bind("p", letter("p"), .partition, .cluster, "partition, isolate"),
    bind("x", letter("x"), .cut, .cluster, "cut"),
    bind("h", letter("h"), .heal, .cluster, "heal"),
    bind("l", letter("l"), .load, .cluster, "load"),
    bind("d", letter("d"), .drop, .cluster, "drop"),
    bind("D", letter("D"), .duplicate, .cluster, "duplicate"),
    bind("z", letter("z"), .hold, .cluster, "hold, release"),
    bind("u", letter("u"), .undo, .cluster, "goto"),
    bind(":", letter(":"), .palette, .cluster, ""),
    bind("o", letter("o"), .scenarios, .cluster, "scenario"),
  ]

  private static let screen: [KeyBinding] = [
    bind("Tab", [.tab], .nextView, .screen, "view"),
    bind("Shift-Tab", [.backTab], .previousView, .screen, "view"),
    bind("v", letter("v"), .views, .screen, "view"),
    bind("b", letter("b"), .big, .screen, "big"),
    bind("T", letter("T"), .theme, .screen, "theme"),
    bind("L", letter("L"), .language, .screen, "language"),
    bind("M", letter("M"), .mouse, .screen, ""),
    bind("y", letter("y"), .copyLine, .screen, ""),
    bind("q Ctrl-C", [.character("q"), .control("c")], .quit, .screen, "quit", row: Phrase(verbatim: "q")),
    bind("Ctrl-Z", [.control("z")], .suspend, .screen, ""),
    bind("Ctrl-L", [.control("l")], .redraw, .screen, ""),
  ]
}

extension KeyTable {
  /// The table for the README: one row for each key.
  public static var markdown: String {
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
