import Consensus

extension NodeSelector {
  static let highestNumber = NodeID.highest
}

extension Argument.Kind {
  /// What should stand there, for messages. `nodes` is the size of the cluster.
  func expected(nodes: Int) -> Phrase {
    switch self {
    case .flag: Phrase("a name", "一个名字")
    case .bug:
      Phrase("the name of a broken rule (`raftcoin bugs` lists them)", "被破坏规则的名字（`raftcoin bugs` 列出它们）")
    case .invariant:
      Phrase(
        "the name of an invariant, written with hyphens: `election-safety`", "不变式的名字，以连字符书写：`election-safety`"
      )
    case .account: Phrase("an account", "一个账户")
    case .newAccount: AccountName.expected
    case .amount:
      Phrase(
        "an amount of whole coins without a sign, at most \(UInt64.max)",
        "不带符号、不超过 \(UInt64.max) 的整数币额")
    case .rate:
      Phrase("operations a second, such as `20` or `2.5`, or `off`", "每秒操作数，如 `20` 或 `2.5`，或 `off`")
    case .speed: Phrase("a speed from 0.001 to 100, or `auto`", "0.001 到 100 的速度，或 `auto`")
    case .percent: Phrase("a percentage from 0% to 100%, such as `10%`", "0% 到 100% 的百分比，如 `10%`")
    case .signedPercent:
      Phrase("a percentage below 100%, such as `+5%` or `-0.5%`", "小于 100% 的百分比，如 `+5%` 或 `-0.5%`")
    case .timeRange:
      Phrase("a range of times such as `5ms..15ms`, the lower first", "时间范围，如 `5ms..15ms`，小的在前")
    case .time:
      Phrase("a time such as `150ms` or `2.5s`, at most 1000 hours", "时间，如 `150ms` 或 `2.5s`，不超过 1000 小时")
    case .nodes:
      Phrase(
        "a node: 1…\(nodes), leader, follower, random or all", "节点：1…\(nodes)、leader、follower、random 或 all")
    case .node:
      Phrase("a node: 1…\(nodes), leader, follower or random", "节点：1…\(nodes)、leader、follower 或 random")
    case .nodeNumber: Phrase("a node from 1 to \(NodeID.highest)", "1 到 \(NodeID.highest) 的节点")
    case .numberOrRole:
      Phrase(
        "a node: 1…\(NodeID.highest), leader, follower or random",
        "节点：1…\(NodeID.highest)、leader、follower 或 random")
    case .groups: Phrase("groups of nodes such as `1,2 | 3,4,5`", "几组节点，如 `1,2 | 3,4,5`")
    case .link: Phrase("a link such as `1>2` or `clients>2`", "链路，如 `1>2` 或 `clients>2`")
    case .nodeLink: Phrase("a link such as `1>2`", "链路，如 `1>2`")
    case .onOff: Phrase("`on` or `off`", "`on` 或 `off`")
    case .count: Phrase("a number from 1 to \(Self.highestCount)", "1 到 \(Self.highestCount) 的数")
    case .index: Phrase("an index of the log, from 1", "日志序号，从 1 开始")
    case .storedPart:
      Phrase("an index of the log, from 1, or `snapshot` or `record`", "日志序号，从 1 开始，或 `snapshot` 或 `record`")
    case .message:
      Phrase(
        "the number of a message, or its kind: \(Predicate.Kind.list)", "消息编号，或其种类：\(Predicate.Kind.list)")
    case .view: Phrase("the name of a view", "视图的名字")
    case .theme: Phrase("the name of a theme", "配色的名字")
    case .language: Phrase("a language", "一种语言")
    case .scenario: Phrase("the name of a scenario", "剧本的名字")
    case .predicate: PredicateWord.expected
    case .text: Phrase("some words", "一些文字")
    }
  }

  /// Of `step` and `back`.
  static let highestCount = 1_000_000

  /// "is not …".
  var noun: Phrase {
    switch self {
    case .amount: Phrase("an amount", "金额")
    case .rate: Phrase("a rate", "速率")
    case .speed: Phrase("a speed", "速度")
    case .percent, .signedPercent: Phrase("a percentage", "百分比")
    case .timeRange, .time: Phrase("a time", "时间")
    default: Phrase("a number", "数字")
    }
  }
}

extension Quantities.Fault {
  func problem(with word: String, as noun: Phrase) -> Phrase {
    let word = quoted(word)
    return switch self {
    case .notANumber: Phrase("\(word) is not \(noun.english)", "\(word) 不是\(noun.chinese)")
    case .tooLarge: Phrase("\(word) is too large", "\(word) 太大")
    case .tooFine: Phrase("\(word) has too many decimals", "\(word) 的小数位过多")
    case .noUnit: Phrase("\(word) has no unit", "\(word) 没有单位")
    case .unknownUnit(let unit):
      Phrase("\(word) has the unknown unit \(quoted(unit))", "\(word) 的单位 \(quoted(unit)) 不认识")
    case .signed: Phrase("\(word) has a sign", "\(word) 带有符号")
    }
  }
}
