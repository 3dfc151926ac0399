import Canvas

/// The rows that say which keys apply: short on a wall, in full on a desk.
public enum KeyRow {
  /// One row below 30 rows of screen or 110 columns, else two.
  public static func lines(width: Int, language: Language, big: Bool) -> [String] {
    let wall = fit(language == .english ? wallEnglish : wallChinese, width: width)
    guard width >= 110, !big else { return [wall] }
    let rows = language == .english ? deskEnglish : deskChinese
    return rows.map { fit($0, width: width) }
  }

  /// A key with its word, what stands before it, and how early it gives way (0: never).
  private struct Item {
    let key: String
    let word: String
    let before: String
    let yields: Int
    init(_ key: String, _ word: String, _ yields: Int, before: String = " ") {
      self.key = key
      self.word = word
      self.before = before
      self.yields = yields
    }
    var text: String { before + key + (word.isEmpty ? "" : " " + word) }
  }

  private static func fit(_ items: [Item], width: Int) -> String {
    var items = items
    func columns() -> Int { items.reduce(0) { $0 + TextWidth.of($1.text) } }
    while columns() > width, let most = items.map(\.yields).max(), most > 0,
      let index = items.lastIndex(where: { $0.yields == most })
    {
      items.remove(at: index)
    }
    return TextWidth.prefix(items.map(\.text).joined(), width: width)
  }

  private static let wallEnglish = [
    Item("Space", "play", 1), Item(".", "step", 3), Item("t", "transfer", 2), Item("k", "kill", 2),
    Item("r", "restart", 4), Item("p", "partition", 5), Item("h", "heal", 6), Item("w", "why", 0),
    Item("?", "keys", 0),
  ]
  private static let wallChinese = [
    Item("Space", "播放", 1), Item(".", "单步", 3), Item("t", "转账", 2, before: "  "), Item("k", "宕机", 2),
    Item("r", "重启", 4), Item("p", "分区", 5), Item("h", "恢复", 6), Item("w", "为什么", 0, before: "  "),
    Item("?", "按键", 0, before: "  "),
  ]
  private static let deskEnglish = [
    [
      Item("Space", "play", 1), Item(".", "step", 3, before: "  "), Item("n", "event", 4, before: "  "),
      Item("- + 0", "speed", 4, before: "  "), Item("1-9", "node", 5, before: " │ "),
      Item("m", "message", 5), Item("e", "entry", 5), Item("a", "account", 5),
      Item("arrows Esc", "", 6), Item("w", "why", 0, before: " │ "), Item("Enter", "inspect", 2),
    ],
    [
      Item("t", "transfer", 2), Item("k", "kill", 2, before: "  "), Item("r", "restart", 3, before: "  "),
      Item("s", "stall", 5, before: "  "), Item("p", "partition", 4, before: "  "),
      Item("x", "cut", 5, before: "  "), Item("h", "heal", 4, before: "  "),
      Item("l", "load", 6, before: "  "), Item("Tab", "view", 3, before: " │ "),
      Item("b", "big", 7, before: "  "), Item(":", "verbs", 5, before: "  "),
      Item("?", "keys", 0, before: "  "), Item("q", "quit", 1, before: "  "),
    ],
  ]
  private static let deskChinese = [
    [
      Item("Space", "播放", 1), Item(".", "单步", 3, before: "  "), Item("n", "事件", 4, before: "  "),
      Item("- + 0", "速度", 4, before: "  "), Item("1-9", "节点", 5, before: " │ "),
      Item("m", "消息", 5), Item("e", "日志", 5), Item("a", "账户", 5), Item("方向键 Esc", "", 6),
      Item("w", "为什么", 0, before: " │ "), Item("Enter", "查看", 2),
    ],
    [
      Item("t", "转账", 2), Item("k", "宕机", 2, before: "  "), Item("r", "重启", 3, before: "  "),
      Item("s", "停顿", 5, before: "  "), Item("p", "分区", 4, before: "  "),
      Item("x", "断开", 5, before: "  "), Item("h", "恢复", 4, before: "  "),
      Item("l", "负载", 6, before: "  "), Item("Tab", "视图", 3, before: " │ "),
      Item("b", "大字", 7, before: "  "), Item(":", "命令", 5, before: "  "),
      Item("?", "按键", 0, before: "  "), Item("q", "退出", 1, before: "  "),
    ],
  ]
}
