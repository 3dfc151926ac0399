import Words

extension VerbTable {
  /// One for each form of a verb.
  public enum Key: String, TextKey {
    public static var topic: String { "Verbs" }

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
    _ key: Key, _ name: String, _ arguments: [Argument], _ scope: Scope = .world
  ) -> Definition {
    Definition(
      key: key, name: name, arguments: arguments,
      summary: Phrase(key, ["languages": Phrase.list(Language.allCases.map(\.rawValue), by: .or)]),
      scope: scope)
  }

  private static func clientDefinition(_ key: Key) -> Definition {
    switch key {
    case .balance:
      define(
        key, "balance",
        [
          Argument("NAME", .account), Argument("NODE", .node, keyword: "from", optional: true),
          Argument("", .flag, keyword: "stale", optional: true),
        ])
    case .open:
      define(key, "open", [Argument("NAME", .newAccount), Argument("AMOUNT", .amount, optional: true)])
    case .load: define(key, "load", [Argument("RATE|off", .rate)])
    default:
      define(
        key, "transfer",
        [Argument("FROM", .account), Argument("TO", .account), Argument("AMOUNT", .amount)])
    }
  }

  private static func nodeDefinition(_ key: Key) -> Definition {
    switch key {
    case .restart: define(key, "restart", [nodes])
    case .pause: define(key, "pause", [nodes, Argument("", .flag, keyword: "queued", optional: true)])
    case .resume: define(key, "resume", [nodes])
    case .wipe: define(key, "wipe", [nodes])
    case .corrupt:
      define(key, "corrupt", [nodes, Argument("INDEX|snapshot|record", .storedPart, optional: true)])
    case .skew: define(key, "skew", [nodes, Argument("±PERCENT", .signedPercent)])
    case .slowDisk: define(key, "slow-disk", [nodes, Argument("LOW..HIGH", .timeRange)])
    case .timeout: define(key, "timeout", [nodes])
    case .align: define(key, "align", [])
    case .spread: define(key, "spread", [])
    default:
      define(key, "kill", [nodes])
    }
  }

  private static func networkDefinition(_ key: Key) -> Definition {
    switch key {
    case .isolate: define(key, "isolate", [nodes])
    case .cut: define(key, "cut", [link])
    case .heal: define(key, "heal", [])
    case .latency: define(key, "latency", [Argument("LOW..HIGH", .timeRange), oneLink])
    case .loss: define(key, "loss", [Argument("PERCENT", .percent), oneLink])
    case .duplicate: define(key, "duplicate", [Argument("PERCENT", .percent), oneLink])
    case .reorder: define(key, "reorder", [Argument("on|off", .onOff)])
    default:
      define(key, "partition", [Argument("1,2 | 3,4,5", .groups)])
    }
  }

  private static func messageDefinition(_ key: Key) -> Definition {
    let message = Argument("MESSAGE", .message)
    let oneMessage = Argument("MESSAGE", .message, keyword: "message")
    return switch key {
    case .duplicateMessage: define(key, "duplicate", [oneMessage])
    case .hold: define(key, "hold", [link])
    case .holdMessage: define(key, "hold", [oneMessage])
    case .release: define(key, "release", [link])
    case .releaseMessage: define(key, "release", [oneMessage])
    case .releaseAll: define(key, "release", [Argument("", .flag, keyword: "all")])
    default:
      define(key, "drop", [message])
    }
  }

  private static func membershipDefinition(_ key: Key) -> Definition {
    switch key {
    case .promote: define(key, "promote", [Argument("NODE", .numberOrRole)])
    case .remove: define(key, "remove", [Argument("NODE", .numberOrRole)])
    case .lead: define(key, "lead", [Argument("NODE", .node)])
    case .snapshot: define(key, "snapshot", [nodes])
    case .bug: define(key, "bug", [Argument("NAME", .bug), Argument("on|off", .onOff)])
    default:
      define(
        key, "add",
        [Argument("NODE", .nodeNumber), Argument("", .flag, keyword: "learner", optional: true)])
    }
  }

  private static func clockDefinition(_ key: Key) -> Definition {
    let count = Argument("N", .count, optional: true)
    return switch key {
    case .pauseClock: define(key, "pause", [], .clock)
    case .play: define(key, "play", [], .clock)
    case .step: define(key, "step", [count], .clock)
    case .back: define(key, "back", [count], .clock)
    case .goto: define(key, "goto", [Argument("TIME", .time)], .clock)
    case .fork: define(key, "fork", [], .clock)
    default:
      define(key, "speed", [Argument("X|auto", .speed)], .clock)
    }
  }

  private static func consoleDefinition(_ key: Key) -> Definition {
    switch key {
    case .big: define(key, "big", [], .console)
    case .theme: define(key, "theme", [Argument("NAME", .theme)], .console)
    case .language: define(key, "language", [Argument("NAME", .language)], .console)
    case .why: define(key, "why", [], .console)
    case .scenario: define(key, "scenario", [Argument("NAME", .scenario, optional: true)], .console)
    case .quit: define(key, "quit", [], .console)
    default: define(key, "view", [Argument("NAME", .view)], .console)
    }
  }

  private static func fileDefinition(_ key: Key) -> Definition {
    switch key {
    case .note: define(key, "note", [Argument("TEXT", .text)], .file)
    default:
      define(key, "expect", [Argument("PREDICATE", .predicate)], .file)
    }
  }
}
