extension VerbTable {
  /// One for each form of a verb.
  public enum Key: Sendable, CaseIterable {
    case transfer, balance, open, load
    case kill, restart, pause, resume
    case partition, isolate, cut, heal
    case latency, loss, duplicate, duplicateMessage, reorder
    case timeout, align, spread, slowDisk
    case wipe, corrupt, skew, drop, hold, holdMessage, release, releaseMessage, releaseAll
    case add, promote, remove, lead, snapshot
    case bug
    case speed, pauseClock, play, step, back, goto, fork
    case view, big, theme, language, why, scenario, quit
    case expect, note
  }

  /// Total: a key without a definition does not compile.
  static func definition(of key: Key) -> Definition {
    switch key {
    case .transfer, .balance, .open, .load: clientDefinition(key)
    case .kill, .restart, .pause, .resume, .wipe, .corrupt, .skew, .slowDisk, .timeout, .align, .spread:
      nodeDefinition(key)
    case .partition, .isolate, .cut, .heal, .latency, .loss, .duplicate, .reorder: networkDefinition(key)
    case .duplicateMessage, .drop, .hold, .holdMessage, .release, .releaseMessage, .releaseAll:
      messageDefinition(key)
    case .add, .promote, .remove, .lead, .snapshot, .bug: membershipDefinition(key)
    case .speed, .pauseClock, .play, .step, .back, .goto, .fork: clockDefinition(key)
    case .view, .big, .theme, .language, .why, .scenario, .quit: consoleDefinition(key)
    case .expect, .note: fileDefinition(key)
    }
  }

  private static let nodes = Argument("NODE", .nodes)
  private static let link = Argument("FROM>TO", .link)
  private static let oneLink = Argument("FROM>TO", .link, optional: true)

  private static func define(
    _ key: Key, _ name: String, _ arguments: [Argument], _ english: String, _ chinese: String,
    _ scope: Scope = .world
  ) -> Definition {
    Definition(
      key: key, name: name, arguments: arguments, summary: Phrase(english, chinese), scope: scope,
      availability: .now)
  }

  private static func clientDefinition(_ key: Key) -> Definition {
    switch key {
    case .balance:
      define(
        key, "balance",
        [
          Argument("NAME", .account), Argument("NODE", .node, keyword: "from", optional: true),
          Argument("", .flag, keyword: "stale", optional: true),
        ], "read a balance: linearizable, or a node's own that may be stale", "读余额：线性一致，或某节点可能过时的本地值")
    case .open:
      define(
        key, "open", [Argument("NAME", .newAccount), Argument("AMOUNT", .amount, optional: true)],
        "a new account, paid from the treasury", "开户，款项出自金库")
    case .load:
      define(
        key, "load", [Argument("RATE|off", .rate)], "operations a second by at most 8 seeded clients",
        "每秒操作数，由至多 8 个带种子的客户端发出")
    default:
      define(
        key, "transfer",
        [Argument("FROM", .account), Argument("TO", .account), Argument("AMOUNT", .amount)],
        "a signed transfer, retried until its outcome is known", "一笔已签名的转账，重试到知道结果为止")
    }
  }

  private static func nodeDefinition(_ key: Key) -> Definition {
    switch key {
    case .restart: define(key, "restart", [nodes], "start again from what is on disk", "从磁盘内容重新启动")
    case .pause:
      define(
        key, "pause", [nodes, Argument("", .flag, keyword: "queued", optional: true)],
        "stall the process: alive, deaf, or reading late what arrives", "让进程停顿：活着但听不见，或迟些才读到达的消息")
    case .resume: define(key, "resume", [nodes], "wake a stalled process", "唤醒停顿的进程")
    case .wipe: define(key, "wipe", [nodes], "lose the machine with its disk", "连同磁盘失去整台机器")
    case .corrupt:
      define(
        key, "corrupt", [nodes, Argument("INDEX|snapshot|record", .storedPart, optional: true)],
        "flip a bit on disk: in an entry, the snapshot, or term and vote", "翻转磁盘上的一位：条目、快照，或任期与投票")
    case .skew:
      define(
        key, "skew", [nodes, Argument("±PERCENT", .signedPercent)], "let the clock run fast or slow",
        "让时钟走快或走慢")
    case .slowDisk:
      define(
        key, "slow-disk", [nodes, Argument("LOW..HIGH", .timeRange)], "how long one durable write takes",
        "一次持久写入用时")
    case .timeout: define(key, "timeout", [nodes], "its election timer fires now", "其选举计时器立即到期")
    case .align:
      define(
        key, "align", [], "all election timers fire together: a split vote", "所有选举计时器同时到期：选票分裂")
    case .spread: define(key, "spread", [], "election timers fire well apart", "选举计时器彼此错开")
    default:
      define(
        key, "kill", [nodes], "crash: memory is lost, and what was not yet durable", "宕机：内存与尚未持久的内容丢失")
    }
  }

  private static func networkDefinition(_ key: Key) -> Definition {
    switch key {
    case .isolate: define(key, "isolate", [nodes], "one against the rest", "一个节点与其余隔开")
    case .cut:
      define(
        key, "cut", [link], "cut one direction of one link; an end may be `clients`",
        "切断一条链路的一个方向；一端可以是 `clients`")
    case .heal:
      define(key, "heal", [], "undo partition, isolate and cut; the dials stay", "撤销分区、隔离与切断；网络参数不变")
    case .latency:
      define(
        key, "latency", [Argument("LOW..HIGH", .timeRange), oneLink], "how long messages fly",
        "消息在途时间")
    case .loss:
      define(key, "loss", [Argument("PERCENT", .percent), oneLink], "how many messages are lost", "消息丢失的比例")
    case .duplicate:
      define(
        key, "duplicate", [Argument("PERCENT", .percent), oneLink],
        "how many messages arrive twice; answers to clients only by `2>clients`",
        "消息重复的比例；给客户端的答复只由 `2>clients` 重复")
    case .reorder:
      define(
        key, "reorder", [Argument("on|off", .onOff)], "let messages of a link overtake each other",
        "让同一链路上的消息可以超车")
    default:
      define(
        key, "partition", [Argument("1,2 | 3,4,5", .groups)], "groups that cannot hear each other",
        "彼此听不见的几组节点")
    }
  }

  private static func messageDefinition(_ key: Key) -> Definition {
    let message = Argument("MESSAGE", .message)
    let oneMessage = Argument("MESSAGE", .message, keyword: "message")
    return switch key {
    case .duplicateMessage:
      define(key, "duplicate", [oneMessage], "send a copy of a message in flight", "再发一份某条在途消息")
    case .hold: define(key, "hold", [link], "hold a link's messages back", "扣住一条链路的消息")
    case .holdMessage: define(key, "hold", [oneMessage], "hold one message back", "扣住一条消息")
    case .release: define(key, "release", [link], "let a link's held messages go", "放行一条链路被扣的消息")
    case .releaseMessage: define(key, "release", [oneMessage], "let one held message go", "放行一条被扣的消息")
    case .releaseAll:
      define(
        key, "release", [Argument("", .flag, keyword: "all")], "let everything go that is held", "放行所有被扣的消息")
    default:
      define(
        key, "drop", [message], "lose a message in flight, by its number or the next of a kind",
        "丢弃一条在途消息：按编号，或某种消息的下一条")
    }
  }

  private static func membershipDefinition(_ key: Key) -> Definition {
    switch key {
    case .promote:
      define(
        key, "promote", [Argument("NODE", .numberOrRole)], "a learner becomes a voter", "学习者成为投票者")
    case .remove:
      define(
        key, "remove", [Argument("NODE", .numberOrRole)], "take a node out of the cluster", "将节点移出集群")
    case .lead:
      define(
        key, "lead", [Argument("NODE", .node)], "hand leadership over", "移交领导权")
    case .snapshot: define(key, "snapshot", [nodes], "compact its log now", "立即压缩其日志")
    case .bug:
      define(
        key, "bug", [Argument("NAME", .bug), Argument("on|off", .onOff)], "break one rule on purpose",
        "故意破坏一条规则")
    default:
      define(
        key, "add",
        [Argument("NODE", .nodeNumber), Argument("", .flag, keyword: "learner", optional: true)],
        "bring a node in, through the log", "通过日志将节点加入集群")
    }
  }

  private static func clockDefinition(_ key: Key) -> Definition {
    let count = Argument("N", .count, optional: true)
    return switch key {
    case .pauseClock: define(key, "pause", [], "stop the clock", "停住时钟", .clock)
    case .play: define(key, "play", [], "let the clock run", "让时钟走", .clock)
    case .step: define(key, "step", [count], "one event on, or N", "前进一个或 N 个事件", .clock)
    case .back: define(key, "back", [count], "one event back, or N", "后退一个或 N 个事件", .clock)
    case .goto:
      define(key, "goto", [Argument("TIME", .time)], "go to a moment", "前往某一时刻", .clock)
    case .fork: define(key, "fork", [], "begin a branch here", "从此处开始一条分支", .clock)
    default:
      define(
        key, "speed", [Argument("X|auto", .speed)], "times real time, 0.001 to 100, or by what matters",
        "相对真实时间的倍数（0.001 到 100），或自动", .clock)
    }
  }

  private static func consoleDefinition(_ key: Key) -> Definition {
    switch key {
    case .big: define(key, "big", [], "words instead of signs, for the wall", "以文字代替符号，供投影", .console)
    case .theme: define(key, "theme", [Argument("NAME", .theme)], "colours", "配色", .console)
    case .language: define(key, "language", [Argument("NAME", .language)], "en or zh", "en 或 zh", .console)
    case .why: define(key, "why", [], "explain what matters most now", "解释此刻最要紧的事", .console)
    case .scenario:
      define(
        key, "scenario", [Argument("NAME", .scenario, optional: true)], "open a scenario, or their list",
        "打开一个剧本，或剧本列表", .console)
    case .quit: define(key, "quit", [], "leave", "退出", .console)
    default: define(key, "view", [Argument("NAME", .view)], "show a view", "显示一个视图", .console)
    }
  }

  private static func fileDefinition(_ key: Key) -> Definition {
    switch key {
    case .note: define(key, "note", [Argument("TEXT", .text)], "words for whoever watches", "给观看者的话", .file)
    default:
      define(
        key, "expect", [Argument("PREDICATE", .predicate)],
        "a check: passed, or failed with what was seen instead", "检查：通过，或失败并说明实际所见", .file)
    }
  }
}
