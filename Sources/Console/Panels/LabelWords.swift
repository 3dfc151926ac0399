extension Label {
  /// English and 中文.
  var words: (String, String) {
    statusWords ?? nodeWords ?? tableWords ?? detailWords ?? (rawValue, rawValue)
  }

  private var statusWords: (String, String)? {
    switch self {
    case .auto: ("auto", "自动")
    case .paused: ("paused", "暂停")
    case .live: ("LIVE", "实时")
    case .secondsUnit: ("{0} s", "{0} 秒")
    case .termNumber: ("term {0}", "任期 {0}")
    case .noLeader: ("no leader", "无领导者")
    case .noLeaderFor: ("no leader {0}", "无领导者 {0}")
    case .leads: ("{0} leads", "{0} 领导")
    case .upShort: ("{0}/{1} up, need {2}", "{0}/{1} 在线，需 {2}")
    case .upLong: ("{0} of {1} up, majority is {2}", "{1} 个中 {0} 个在线，多数派为 {2}")
    case .committed: ("committed {0}", "已提交 {0}")
    case .safe: ("safe", "安全")
    case .coins: ("{0} coins", "{0} 枚币")
    case .seed: ("seed {0}", "种子 {0}")
    case .load: ("load {0}/s", "负载 {0}/秒")
    case .loadOff: ("load off", "负载关")
    case .latency: ("latency {0}..{1}", "延迟 {0}..{1}")
    case .loss: ("loss {0}%", "丢包 {0}%")
    case .brokenRule: ("BROKEN {0}: {1} ({2})", "违反 {0}：{1}（{2}）")
    case .pressW: ("w why", "w 为什么")
    case .overview: ("overview", "总览")
    case .cluster: ("cluster", "集群")
    case .logs: ("logs", "日志")
    case .ledger: ("ledger", "账本")
    case .sequence: ("sequence", "时序")
    case .charts: ("charts", "图表")
    case .checks: ("checks", "检查")
    case .branches: ("branches", "分支")
    case .tabNext: ("Tab next", "Tab 下一个")
    case .why: ("why", "为什么")
    case .whyAgain: ("w again: and why that?", "再按 w：那又是为什么？")
    case .entry: ("entry {0}", "第 {0} 条")
    case .coinsOf: ("{0} of {1} coins", "{1} 枚币中的 {0} 枚")
    case .committedLeft: ("left of {0} is committed: a majority has it", "{0} 左侧已提交：多数派都有")
    case .behind: ("~ behind: has not applied all that is committed", "~ 落后：尚未执行全部已提交的日志")
    case .enlarge:
      ("enlarge the letters of your terminal (Ctrl +)", "请放大终端的字号（Ctrl +）")
    case .tooSmall: ("raftcoin needs 60x16, has {0}x{1}", "raftcoin 需要 60x16，现为 {0}x{1}")
    case .tooSmallQuit: ("q quits", "q 退出")
    case .past: ("PAST {0} of {1} s", "过去 {0} / {1} 秒")
    case .pastShort: ("PAST {0} s", "过去 {0} 秒")
    case .branch: ("branch", "分支")
    case .partedAt: ("parted at {0} s, shown at {1} s", "{0} 秒分开，显示 {1} 秒")
    case .sameSoFar: ("nothing differs yet", "尚无不同")
    case .differs: ("differs", "不同")
    case .noBranch: ("there is only one branch: go back with , and act there", "只有一个分支：用 , 后退，再做点什么")
    case .otherBranch: ("no comparison here", "此处无法比较")
    case .tries: ("try", "试试")
    case .landElection: ("election", "选举")
    case .landCrash: ("crash", "宕机")
    case .landRestart: ("restart", "重启")
    case .landPartition: ("partition", "分区")
    case .landHeal: ("heal", "恢复")
    case .landCommit: ("own commit", "自己的提交")
    case .landViolation: ("broken rule", "违反规则")
    default: nil
    }
  }

  private var nodeWords: (String, String)? {
    switch self {
    case .follower: ("follower", "跟随者")
    case .candidate: ("candidate", "候选人")
    case .leader: ("LEADER", "领导者")
    case .down: ("down", "宕机")
    case .stalled: ("stalled", "停顿")
    case .shortFollower: ("follow", "跟随")
    case .shortCandidate: ("cand", "候选")
    case .shortLeader: ("LEAD", "领导")
    case .shortDown: ("down", "宕机")
    case .shortStalled: ("stall", "停顿")
    case .onDisk: ("on disk", "在磁盘")
    case .since: ("since {0} s", "自 {0} 秒")
    case .heartbeatIn: ("heartbeat in {0}", "{0} 后发心跳")
    case .heartbeatShort: ("beat {0}", "心跳 {0}")
    case .votesNeeded: ("votes {0}, need {1}", "得 {0} 票，需 {1}")
    case .votesShort: ("votes {0}/{1}", "票 {0}/{1}")
    case .emptyLog: ("empty log", "日志为空")
    case .storedNeeded: ("{0} of {1}, need {2}", "{1} 中有 {0}，需 {2}")
    case .votesFor: ("votes for {0}", "投给 {0} 的票")
    case .noEntry: ("no entry yet", "尚无日志")
    case .moreMessages: ("+{0} messages", "另有 {0} 条消息")
    case .messageNumber: ("message {0}", "消息 {0}")
    case .held: ("held", "被扣")
    case .clockSkew: ("clock {0}%", "时钟 {0}%")
    case .slowDisk: ("disk {0}", "磁盘 {0}")
    case .brokenByHand: ("bug {0}", "已破坏 {0}")
    case .brokenCount: ("{0} bugs on", "已破坏 {0} 条规则")
    case .clockRow: ("clock", "时钟")
    case .diskRow: ("disk write", "写盘用时")
    case .chipVote: ("vote for me?", "请投我？")
    case .chipYes: ("yes", "同意")
    case .chipNo: ("no", "拒绝")
    case .chipPreVote: ("would you?", "会投我？")
    case .chipStand: ("stand now", "立即参选")
    case .chipSnapshot: ("snapshot {0}", "快照 {0}")
    case .chipEntry: ("entry {0}", "第 {0} 条")
    case .chipEntries: ("entries {0}", "第 {0} 条")
    case .chipStored: ("stored {0}", "已存 {0}")
    case .chipCount: ("{0} msg", "{0} 条消息")
    case .legendEntry: ("entry 58", "第 58 条")
    case .legendHeartbeat: ("heartbeat", "心跳")
    case .legendVote: ("vote for me?", "请投我？")
    case .legendAnswer: ("yes, no", "同意，拒绝")
    default: nil
    }
  }

  private var tableWords: (String, String)? {
    switch self {
    case .matchNext: ("match {0} next {1}", "match {0} next {1}")
    case .neverCommitted: ("^ on {0} only: never committed", "^ 只在 {0} 上：从未提交")
    case .otherEntry: ("^ {0}: another entry, not committed", "^ {0}：另一条，未提交")
    case .account: ("account", "账户")
    case .applied: ("applied", "已执行")
    case .state: ("state", "状态")
    case .more: ("{0} more", "另有 {0} 个")
    case .underWay: ("under way", "进行中")
    case .asked: ("asked", "已请求")
    case .stored: ("stored", "已保存")
    case .answered: ("answered", "已答复")
    case .waits: ("waits", "等待")
    case .askedTry: ("{0} try {1}", "{0} 第{1}次")
    case .storedOf: ("{0} of {1}", "{0}/{1}")
    case .copies: ("{0} copies", "{0} 份")
    case .queued: ("queued: an earlier one of this wallet is under way", "排队：此钱包的上一笔还在进行")
    case .refused: ("refused: {0}", "被拒绝：{0}")
    case .unknown: ("unknown: the client gave up, it may still happen", "未知：客户端已放弃，仍可能生效")
    case .askedWall: ("asked {0}", "已请求 {0}")
    case .storedWall: ("stored {0}, {1} of {2}", "已保存 {0}，还差 {3} 个")
    case .storedWallNone: ("stored {0}", "已保存 {0}")
    case .committedWall: ("committed {0}", "已提交 {0}")
    case .answeredWall: ("answered {0}", "已答复 {0}")
    case .readBalances: ("read all", "读余额")
    case .opens: ("open {0} {1}", "开户 {0} {1}")
    case .nothingUnderWay: ("no transfer under way", "没有进行中的转账")
    case .invariant: ("invariant", "不变量")
    case .section: ("section", "章节")
    case .lastEvaluated: ("last evaluated", "上次检查")
    case .evaluations: ("evaluations", "次数")
    case .broken: ("BROKEN", "违反")
    case .notYet: ("not yet", "尚未")
    default: nil
    }
  }

  private var detailWords: (String, String)? {
    switch self {
    case .inspect: ("{0}: the variables of Figure 2", "{0}：图 2 的各变量")
    case .persistent: ("persistent", "持久")
    case .volatileKind: ("volatile", "易失")
    case .volatileLeader: ("volatile, leader", "易失，领导者")
    case .onDiskNow: ("on disk", "已在磁盘")
    case .notDurable: ("only to {0}", "仅到 {0}")
    case .inWrite: ("a write runs", "正在写盘")
    case .nobody: ("nobody", "无")
    case .entriesNone: ("empty", "空")
    case .diskIdle: ("idle", "空闲")
    case .diskBusy: ("done in {0}", "{0} 后写完")
    case .timerFires: ("fires in {0}", "{0} 后触发")
    case .heartbeatFires: ("beat in {0}", "{0} 后心跳")
    case .notLeader: ("only a leader has them", "只有领导者才有")
    case .whileDown: ("lost by the crash", "宕机时丢失")
    case .notInFigure: ("beside Figure 2", "图 2 之外")
    case .role: ("role", "角色")
    case .closes: ("Esc closes", "Esc 关闭")
    case .throughput: ("committed entries per second", "每秒提交的日志")
    case .latencyChart: ("latency of operations", "操作的延迟")
    case .terms: ("terms", "任期")
    case .perSecond: ("{0}/s", "{0}/秒")
    case .noSamples: ("nothing measured yet", "尚无数据")
    case .sequenceEmpty: ("nothing has happened yet", "尚未发生任何事")
    case .now: ("now", "现在")
    case .timerFired: ("timeout", "超时")
    case .you: ("you: {0}", "你：{0}")
    case .cardNode:
      (
        "{0} is {1} in term {2}: its log ends at {3}, it knows {4} as committed.",
        "{0} 是{1}，任期 {2}：日志止于 {3}，已知提交到 {4}。"
      )
    case .cardNodeVote: ("In term {0} it voted for {1}.", "任期 {0} 它投给了 {1}。")
    case .cardEntryCopies:
      (
        "Entry {0} of term {1} is on {2}: {3} of {4}, and {5} are needed.",
        "任期 {1} 的第 {0} 条在 {2} 上：{4} 中有 {3}，需要 {5}。"
      )
    case .cardEntryWaits: ("It is not committed: no ledger has changed by it.", "它尚未提交：没有账本因它变动。")
    case .cardEntryDone:
      ("It is committed: every later leader will have it (§5.4).", "它已提交：以后的领导者都会有它（§5.4）。")
    case .cardMessage: ("{0} of term {1}, from {2} to {3}.", "任期 {1} 的 {0}，从 {2} 到 {3}。")
    case .cardArrives: ("Sent at {0} s, it arrives in {1}.", "发于 {0} 秒，{1} 后到达。")
    case .cardHeld:
      (
        "Sent at {0} s, it is held back: it arrives when it is released (z).",
        "发于 {0} 秒，被扣住：放行（z）后才会到达。"
      )
    case .cardAccount:
      ("{0} has {1} on {2}, which applied through entry {3}.", "{0} 在 {2} 上有 {1}，该节点已执行到第 {3} 条。")
    case .cardLandmark: ("{0} at {1} s.", "{1} 秒：{0}。")
    case .filter: ("filter", "筛选")
    case .noMatch: ("nothing matches", "没有匹配项")
    default: nil
    }
  }
}
