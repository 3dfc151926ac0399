import Canvas
import Command

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
    _ english: String, _ chinese: String, word: (String, String)? = nil, row: (String, String)? = nil
  ) -> KeyBinding {
    KeyBinding(
      label: label, keys: keys, act: act, group: group, verb: verb, text: Phrase(english, chinese),
      word: word.map { Phrase($0.0, $0.1) }, rowLabel: row.map { Phrase($0.0, $0.1) })
  }

  private static func letter(_ scalar: Unicode.Scalar) -> [InputEvent.Key] { [.character(scalar)] }

  private static let time: [KeyBinding] = [
    bind(
      "Space", letter(" "), .playPause, .time, "play, pause", "play, pause", "播放、暂停", word: ("play", "播放")),
    bind(
      ".", letter("."), .stepOn, .time, "step", "one event on; pauses first, and says exactly what it did",
      "前进一个事件；先暂停，并说明它做了什么", word: ("step", "单步")),
    bind(
      ",", letter(","), .stepBack, .time, "back", "one event back; pauses first", "后退一个事件；先暂停",
      word: ("back", "后退")),
    bind(
      "n PgDn", [.character("n"), .pageDown], .nextLandmark, .time, "",
      "runs to the next landmark, then pauses", "运行到下一个标记，然后暂停", word: ("event", "事件"), row: ("n N", "n N")),
    bind(
      "N PgUp", [.character("N"), .pageUp], .previousLandmark, .time, "goto", "the landmark before",
      "上一个标记"),
    bind(
      "-", letter("-"), .slower, .time, "speed X", "slower: 0.001 is the slowest", "减速：最慢 0.001",
      word: ("speed", "速度"), row: ("- + 0", "- + 0")),
    bind(
      "+ =", [.character("+"), .character("=")], .faster, .time, "speed X", "faster: 100 is the fastest",
      "加速：最快 100"),
    bind(
      "0", letter("0"), .autoPace, .time, "speed auto", "back to the pace that follows what matters",
      "恢复自动速度"),
    bind("Home", [.home], .start, .time, "goto", "the start of the run", "回到开头"),
    bind("End", [.end], .live, .time, "goto", "back to LIVE", "回到 LIVE", word: ("live", "实时")),
  ]

  private static let selection: [KeyBinding] = [
    bind(
      "1-9", (1...9).compactMap { Unicode.Scalar(0x30 + $0).map { .character($0) } }, .selectNode, .selection,
      "", "select a node", "选择节点", word: ("node", "节点")),
    bind(
      "m", letter("m"), .selectMessage, .selection, "",
      "pause and select the message that arrives next; again: the one after",
      "暂停并选择下一个到达的消息；再按：其后一个", word: ("message", "消息")),
    bind(
      "e", letter("e"), .selectEntry, .selection, "", "select the newest uncommitted entry, else the newest",
      "选择最新的未提交条目，没有则选最新的", word: ("entry", "日志")),
    bind(
      "a", letter("a"), .selectAccount, .selection, "", "select an account; again: the next", "选择账户；再按：下一个",
      word: ("account", "账户")),
    bind(
      "← ↑ ↓ →", [.left, .up, .down, .right], .moveSelection, .selection, "",
      "move the selection among its kind", "在同类中移动选择", word: ("", ""), row: ("arrows Esc", "方向键 Esc")),
    bind(
      "Esc", [.escape], .escape, .selection, "",
      "one level back: prompt, overlay, card, selection; never acts", "退一级：输入行、浮层、说明、选择；从不执行动作"),
  ]

  private static let explanation: [KeyBinding] = [
    bind(
      "w", letter("w"), .why, .why, "why", "pause and say why; again: why that?", "暂停并说明为什么；再按：那又为什么",
      word: ("why", "为什么")),
    bind(
      "Enter", [.enter], .inspect, .why, "", "inspect the selection, or the leader",
      "查看所选；没有选择时查看领导者", word: ("inspect", "查看")),
    bind(
      "? F1", [.character("?"), .function(1)], .help, .why, "",
      "this help: filter by text or key, Enter runs the line", "本帮助：按文字或按键筛选，Enter 执行该行",
      word: ("keys", "按键"), row: ("?", "?")),
  ]

  private static let cluster: [KeyBinding] = [
    bind(
      "t", letter("t"), .transfer, .cluster, "transfer", "transfer coins; Enter sends what is offered",
      "转账；Enter 发送给出的建议", word: ("transfer", "转账")),
    bind(
      "k", letter("k"), .kill, .cluster, "kill", "kill a node: its digit, or Enter for the one offered",
      "让节点宕机：按其数字，或按 Enter 取建议的节点", word: ("kill", "宕机")),
    bind(
      "r", letter("r"), .restart, .cluster, "restart", "restart a node that is down", "重启已宕机的节点",
      word: ("restart", "重启")),
    bind(
      "s", letter("s"), .stall, .cluster, "pause, resume", "stall or wake a node", "让节点停顿，或唤醒它",
      word: ("stall", "停顿")),
    bind(
      "p", letter("p"), .partition, .cluster, "partition, isolate",
      "partition: the digits of one side, Enter; at once Enter isolates the leader",
      "分区：一侧的数字，再按 Enter；直接按 Enter 则隔离领导者", word: ("partition", "分区")),
    bind(
      "x", letter("x"), .cut, .cluster, "cut", "cut a link: two digits; Enter one way, b both",
      "断开链路：两个数字；Enter 单向，b 双向", word: ("cut", "断开")),
    bind(
      "h", letter("h"), .heal, .cluster, "heal", "heal all links, at once", "立即恢复所有链路", word: ("heal", "恢复")),
    bind(
      "l", letter("l"), .load, .cluster, "load", "demo transfers off or on, at once", "立即停止或恢复演示转账",
      word: ("load", "负载")),
    bind(
      "d", letter("d"), .drop, .cluster, "drop", "drop the selected message", "丢弃所选消息", word: ("drop", "丢弃")),
    bind(
      "D", letter("D"), .duplicate, .cluster, "duplicate", "duplicate the selected message", "复制所选消息",
      word: ("double", "复制")),
    bind(
      "z", letter("z"), .hold, .cluster, "hold, release", "hold or release the selected message",
      "扣住或放行所选消息", word: ("hold", "扣住")),
    bind(
      "u", letter("u"), .undo, .cluster, "goto", "undo: to just before my last act, as a new branch",
      "撤销：回到我上一个动作之前，成为新分支",
      word: ("undo", "撤销")),
    bind(
      ":", letter(":"), .palette, .cluster, "", "any verb, with completion (Tab) and history (↑)",
      "任意命令，可补全（Tab），可翻历史（↑）", word: ("verbs", "命令")),
    bind(
      "o", letter("o"), .scenarios, .cluster, "scenario",
      "the shipped scenarios, and the rules that can be broken", "自带的场景，以及可以破坏的规则",
      word: ("scenarios", "场景")),
  ]

  private static let screen: [KeyBinding] = [
    bind("Tab", [.tab], .nextView, .screen, "view", "the next view", "下一个视图", word: ("view", "视图")),
    bind("Shift-Tab", [.backTab], .previousView, .screen, "view", "the view before", "上一个视图"),
    bind("v", letter("v"), .views, .screen, "view", "the list of views, and of branches", "视图列表和分支列表"),
    bind(
      "b", letter("b"), .big, .screen, "big", "big: words instead of signs, for the wall", "大字：以文字代替符号，供投影",
      word: ("big", "大字")),
    bind("T", letter("T"), .theme, .screen, "theme", "dark, light, contrast, mono", "深色、浅色、高对比、单色"),
    bind("L", letter("L"), .language, .screen, "language", "English, 中文", "中文、English"),
    bind(
      "M", letter("M"), .mouse, .screen, "", "mouse off, to select text, or on", "关闭鼠标（以便选取文字）或打开"),
    bind("y", letter("y"), .copyLine, .screen, "", "copy the share line, and show it", "复制并显示分享行"),
    bind(
      "q Ctrl-C", [.character("q"), .control("c")], .quit, .screen, "quit", "quit at once", "立即退出",
      word: ("quit", "退出"), row: ("q", "q")),
    bind("Ctrl-Z", [.control("z")], .suspend, .screen, "", "suspend", "挂起"),
    bind("Ctrl-L", [.control("l")], .redraw, .screen, "", "draw everything again", "全部重画"),
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
        [(ListModel.Row(left: group.title.text(language), right: "", heading: true), nil)]
          + bindings.filter { $0.group == group }.map { (row($0, language), $0) }
      }
    }
    let wanted = filter.lowercased()
    let byKey = bindings.filter { isLabelled($0, filter) }
    let byText = bindings.filter { binding in
      !isLabelled(binding, filter)
        && [binding.label, binding.verb, binding.text.text(language), binding.text.english]
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
    return ListModel.Row(left: binding.label, right: binding.text.text(language) + verb)
  }

}
