import Command
import Consensus
import Host

/// Why an act was impossible, and how a rule broke: parts that stand in other sentences.
enum ReasonSentences: String, Sentence {
  case downAlready, notDown, notRunning, notPaused, noElectionTimer, noElectionTimers, noLeaderToAct,
    noFollower, noSuchNode, noSuchNodeToIsolate, noLiveNodeToAsk, noAccount, noLink, cutAlready, noLinkCut,
    oneSide, noMessage, noMessageOfKind, noMessageOfKindOnLink, heldAlready, notHeld, linkHeldAlready,
    nothingHeld, nothingHeldOnLink, theClients, wipedAlready, nothingStored, notStored, noSnapshotStored,
    noVoteStored,
    noBrokenRule, brokenAlready, notBroken
  case bothLead, leaderLostEntry, leaderRewrote, differentCommands, differentPrevious, leaderLacks,
    leaderHoldsAnother, appliedDifferently, supplyChanged, notOrdered
  case appliedWithOtherResult, committedEntryLost, committedEntryReplaced, committedDifferently,
    notOnMajority, onNoDisk, termWentBack, commitWentBack, appliedWentBack, voteChanged, voteGone,
    matchNotOnDisk,
    differentSnapshots, electedDuringLease, balanceOutOfRange, nonceUsedTwice,
    appliedTwice

  var texts: Texts { refusal ?? violation ?? Texts("", "") }

  private var refusal: Texts? {
    switch self {
    case .downAlready: Texts("{node} is down already", "{node} 已经宕机")
    case .notDown: Texts("{node} is not down", "{node} 没有宕机")
    case .notRunning: Texts("{node} is not running", "{node} 没有在运行")
    case .notPaused: Texts("{node} is not stalled", "{node} 没有停顿")
    case .noElectionTimer:
      Texts("{node} has no election timer running", "{node} 没有运行中的选举定时器")
    case .noElectionTimers: Texts("no election timer is running", "没有运行中的选举定时器")
    case .noLeaderToAct: Texts("there is no leader now", "现在没有领导者")
    case .noFollower: Texts("there is no follower up now", "现在没有在线的跟随者")
    case .noSuchNode: Texts("there is no node that this applies to", "没有适用的节点")
    case .noSuchNodeToIsolate: Texts("there is no such node to isolate", "没有这样的节点可隔离")
    case .noLiveNodeToAsk: Texts("there is no such node up to ask", "没有这样的在线节点可询问")
    case .noAccount: Texts("there is no account named {account}", "没有名为 {account} 的账户")
    case .noLink: Texts("there is no link from {node} to {other}", "没有从 {node} 到 {other} 的链路")
    case .cutAlready:
      Texts("the link from {node} to {other} is cut already", "从 {node} 到 {other} 的链路已经断开")
    case .noLinkCut: Texts("no link is cut", "没有断开的链路")
    case .oneSide: Texts("all nodes are on one side", "所有节点都在同一侧")
    default: messageRefusal ?? ruleRefusal
    }
  }

  private var messageRefusal: Texts? {
    switch self {
    case .noMessage: Texts("there is no message {number} in flight", "没有编号 {number} 的在途消息")
    case .noMessageOfKind: Texts("there is no message {text} in flight", "没有在途的 {text} 消息")
    case .noMessageOfKindOnLink:
      Texts(
        "there is no message {text} in flight from {node} to {other}", "从 {node} 到 {other} 没有在途的 {text} 消息")
    case .heldAlready: Texts("message {number} is held already", "消息 {number} 已被扣住")
    case .notHeld: Texts("message {number} is not held", "消息 {number} 没有被扣住")
    case .linkHeldAlready:
      Texts("the link from {node} to {other} is held already", "从 {node} 到 {other} 的链路已被扣住")
    case .theClients: Texts("the clients", "客户端")
    case .nothingHeld: Texts("nothing is held", "没有被扣住的消息")
    case .nothingHeldOnLink: Texts("nothing is held from {node} to {other}", "从 {node} 到 {other} 没有被扣住的消息")
    default: nil
    }
  }

  private var ruleRefusal: Texts? {
    switch self {
    case .wipedAlready: Texts("{node} has lost its disk already", "{node} 的磁盘已经丢失")
    case .nothingStored: Texts("{node} has no entry stored", "{node} 没有存储任何条目")
    case .noSnapshotStored: Texts("{node} has no snapshot stored", "{node} 没有存储快照")
    case .noVoteStored: Texts("{node} has no term and vote stored", "{node} 没有存储任期与投票")
    case .notStored: Texts("{node} has no entry {index} stored", "{node} 没有存储第 {index} 条")
    case .noBrokenRule: Texts("there is no broken rule named {text}", "没有名为 {text} 的被破坏规则")
    case .brokenAlready: Texts("the rule {text} is broken already", "规则 {text} 已经被破坏")
    case .notBroken: Texts("the rule {text} is not broken", "规则 {text} 没有被破坏")
    default: nil
    }
  }

  private var violation: Texts? {
    switch self {
    case .bothLead: Texts("{node} and {other} both lead term {term}", "{node} 和 {other} 都是任期 {term} 的领导者")
    case .leaderLostEntry:
      Texts(
        "{node}, leader of term {term}, no longer holds its entry {index} of term {own}",
        "任期 {term} 的领导者 {node} 不再有自己任期 {own} 的第 {index} 条")
    case .leaderRewrote:
      Texts(
        "{node}, leader of term {term}, rewrote its log from entry {index}",
        "任期 {term} 的领导者 {node} 从第 {index} 条起改写了自己的日志")
    case .differentCommands:
      Texts(
        "{node} and {other} both stored entry {index} of term {own}, and they hold different commands",
        "{node} 和 {other} 都保存了任期 {own} 的第 {index} 条，内容却不同")
    case .differentPrevious:
      Texts(
        """
        {node} and {other} both stored entry {index} of term {own}, and the entries before it are of \
        terms {previous} and {theirs}
        """,
        "{node} 和 {other} 都保存了任期 {own} 的第 {index} 条，它们前面的却分别属于任期 {previous} 和 {theirs}")
    case .leaderLacks:
      Texts(
        "{node} leads term {term} without entry {index} of term {own}, which is committed: it has nothing there",
        "任期 {term} 的领导者 {node} 没有已提交的第 {index} 条（任期 {own}）：那里是空的")
    case .leaderHoldsAnother:
      Texts(
        """
        {node} leads term {term} without entry {index} of term {own}, which is committed: it has one of \
        term {theirs} there
        """,
        "任期 {term} 的领导者 {node} 没有已提交的第 {index} 条（任期 {own}）：那里是任期 {theirs} 的另一条")
    case .appliedDifferently:
      Texts(
        "{node} applied entry {index} of term {own}, and {other} another {index}, of term {theirs}",
        "{node} 执行了任期 {own} 的第 {index} 条，{other} 执行的第 {index} 条却是另一条，属于任期 {theirs}")
    case .supplyChanged:
      Texts(
        "{node} holds {coins} coins after entry {index}, and the supply is {number}",
        "{node} 在第 {index} 条之后共有 {coins} 枚币，而总币数是 {number}")
    case .notOrdered:
      Texts(
        "client operations that fit no order: {count}; the answer to client process {number} shows it",
        "无法排成任何次序的客户端操作：{count} 个；对客户端进程 {number} 的答复表明了这一点")
    default: entryViolation ?? promiseViolation ?? ledgerViolation
    }
  }

  private var entryViolation: Texts? {
    switch self {
    case .appliedWithOtherResult:
      Texts(
        "{node} and {other} both applied entry {index} of term {own}, and with different results",
        "{node} 和 {other} 都执行了任期 {own} 的第 {index} 条，结果却不同")
    case .committedEntryLost:
      Texts(
        "{node} held the committed entry {index} of term {own}, and now has nothing there",
        "{node} 曾有已提交的第 {index} 条（任期 {own}），现在那里是空的")
    case .committedEntryReplaced:
      Texts(
        "{node} held the committed entry {index} of term {own}, and now has one of term {theirs} there",
        "{node} 曾有已提交的第 {index} 条（任期 {own}），现在那里是任期 {theirs} 的另一条")
    case .committedDifferently:
      Texts(
        """
        {node} takes entry {index} of term {own} for committed, and at this index one of term {previous} was \
        committed before
        """,
        "{node} 认为任期 {own} 的第 {index} 条已提交，而在此之前同一位置已提交的是任期 {previous} 的另一条")
    case .notOnMajority:
      Texts(
        """
        entry {index} of term {own} is committed and on the disks of {count} of {size} ({nodes}); it needs {needed}
        """,
        "任期 {own} 的第 {index} 条已提交，却只在 {size} 个节点中 {count} 个的磁盘上（{nodes}），需要 {needed} 个")
    case .onNoDisk:
      Texts(
        """
        entry {index} of term {own} is committed and on the disks of {count} of {size} (none); it needs {needed}
        """,
        "任期 {own} 的第 {index} 条已提交，却只在 {size} 个节点中 {count} 个的磁盘上，需要 {needed} 个")
    default: nil
    }
  }

  private var promiseViolation: Texts? {
    switch self {
    case .voteChanged:
      Texts(
        "the vote of {node} in term {term} was for {voted}, and on its disk it is for {other} now",
        "{node} 在任期 {term} 的票投给了 {voted}，而它的磁盘上现在是 {other}")
    case .voteGone:
      Texts(
        "the vote of {node} in term {term} was for {voted}, and is gone from its disk",
        "{node} 在任期 {term} 的票投给了 {voted}，而它的磁盘上现在没有了")
    case .matchNotOnDisk:
      Texts(
        "{node}, leader of term {term}, counts on entry {index} of term {own} of {other}, which is not on that disk",
        "任期 {term} 的领导者 {node} 把 {other} 的第 {index} 条（任期 {own}）计入，而它不在那块磁盘上")
    case .differentSnapshots:
      Texts(
        "{node} and {other} saved different snapshots of what ends with entry {index} of term {own}",
        "{node} 和 {other} 都保存了到任期 {own} 的第 {index} 条为止的快照，内容却不同")
    case .electedDuringLease:
      Texts(
        "{node} was elected in term {term} while the lease of {other}, leader of term {old}, had {left} to run",
        "{node} 在任期 {term} 当选时，任期 {old} 的领导者 {other} 的租约还有 {left} 才到期")
    default: nil
    }
  }

  private var ledgerViolation: Texts? {
    switch self {
    case .termWentBack:
      Texts(
        "the term on the disk of {node} went back from {old} to {number}", "{node} 磁盘上的任期从 {old} 退回到 {number}"
      )
    case .commitWentBack:
      Texts(
        "commitIndex of {node} went back from {old} to {number}", "{node} 的 commitIndex 从 {old} 退回到 {number}")
    case .appliedWentBack:
      Texts(
        "lastApplied of {node} went back from {old} to {number}", "{node} 的 lastApplied 从 {old} 退回到 {number}")
    case .balanceOutOfRange:
      Texts(
        "{account} holds {coins} coins on {node} after entry {index}, and the supply is {number}",
        "在 {node} 上，第 {index} 条之后 {account} 有 {coins} 枚币，而总币数是 {number}")
    case .nonceUsedTwice:
      Texts(
        "entry {index} used nonce {number} of {account} on {node}, which was used before",
        "在 {node} 上，第 {index} 条用了 {account} 的 nonce {number}，而它此前已被用过")
    case .appliedTwice:
      Texts(
        "{node} applied the transaction {number} of {account} at entry {first} and again at {index}",
        "{node} 在第 {first} 条执行了 {account} 的第 {number} 笔交易，又在第 {index} 条再次执行")
    default: nil
    }
  }
}

extension Catalogue {
  /// Why an act was impossible.
  func text(of refusal: ActionRefusal) -> String {
    switch refusal {
    case .downAlready(let node): say(ReasonSentences.downAlready, [.node: .node(node)])
    case .notDown(let node): say(ReasonSentences.notDown, [.node: .node(node)])
    case .notRunning(let node): say(ReasonSentences.notRunning, [.node: .node(node)])
    case .notPaused(let node): say(ReasonSentences.notPaused, [.node: .node(node)])
    case .noElectionTimer(let node): say(ReasonSentences.noElectionTimer, [.node: .node(node)])
    case .noElectionTimers: say(ReasonSentences.noElectionTimers)
    case .nobody(.leader): say(ReasonSentences.noLeaderToAct)
    case .nobody(.follower): say(ReasonSentences.noFollower)
    case .nobody: say(ReasonSentences.noSuchNode)
    case .noSuchNodeToIsolate: say(ReasonSentences.noSuchNodeToIsolate)
    case .noLiveNodeToAsk: say(ReasonSentences.noLiveNodeToAsk)
    case .noAccount(let name): say(ReasonSentences.noAccount, [.account: .text(name)])
    case .noLink(let link): say(ReasonSentences.noLink, ends(of: link))
    case .cutAlready(let link): say(ReasonSentences.cutAlready, ends(of: link))
    case .noLinkCut: say(ReasonSentences.noLinkCut)
    case .oneSide: say(ReasonSentences.oneSide)
    case .request(let refusal): text(of: refusal)
    case .noMessage(let message): text(noMessage: message)
    case .heldAlready(let message): say(ReasonSentences.heldAlready, [.number: .number(message)])
    case .notHeld(let message): say(ReasonSentences.notHeld, [.number: .number(message)])
    case .linkHeldAlready(let link): say(ReasonSentences.linkHeldAlready, ends(of: link))
    case .nothingHeld(let link):
      link.map { say(ReasonSentences.nothingHeldOnLink, ends(of: $0)) } ?? say(ReasonSentences.nothingHeld)
    case .wipedAlready(let node): say(ReasonSentences.wipedAlready, [.node: .node(node)])
    case .nothingStored(let node, nil): say(ReasonSentences.nothingStored, [.node: .node(node)])
    case .nothingStored(let node, .snapshot): say(ReasonSentences.noSnapshotStored, [.node: .node(node)])
    case .nothingStored(let node, .termAndVote): say(ReasonSentences.noVoteStored, [.node: .node(node)])
    case .nothingStored(let node, .entry(let index)):
      say(ReasonSentences.notStored, [.node: .node(node), .index: .number(index)])
    case .noBrokenRule(let name): say(ReasonSentences.noBrokenRule, [.text: .text(name)])
    case .brokenAlready(let name): say(ReasonSentences.brokenAlready, [.text: .text(name)])
    case .notBroken(let name): say(ReasonSentences.notBroken, [.text: .text(name)])
    case .unavailable(let phrase): phrase.text(language)
    case .several(let refusals):
      refusals.map { text(of: $0) }.joined(separator: language == .english ? "; " : "；")
    case .other(let text): text
    }
  }

  private func text(noMessage selector: MessageSelector) -> String {
    switch selector {
    case .number(let number): say(ReasonSentences.noMessage, [.number: .number(number)])
    case .kind(let kind, nil): say(ReasonSentences.noMessageOfKind, [.text: .text(kind.rawValue)])
    case .kind(let kind, let link?):
      say(
        ReasonSentences.noMessageOfKindOnLink,
        ends(of: link).merging([.text: .text(kind.rawValue)]) { old, _ in old })
    }
  }

  private func ends(of link: Link) -> [Place: Value] {
    [.node: value(of: link.from), .other: value(of: link.to)]
  }

  private func value(of end: Link.End) -> Value {
    if case .node(let node) = end { .node(node) } else { .text(say(ReasonSentences.theClients)) }
  }

  private func place(_ entry: LogPosition, _ values: [Place: Value]) -> [Place: Value] {
    values.merging([.index: .number(entry.index), .own: .number(entry.term)]) { old, _ in old }
  }

  /// How a rule broke: which nodes, entries and numbers.
  func text(of detail: ViolationDetail) -> String {
    switch detail {
    case .bothLead(let first, let second, let term):
      say(ReasonSentences.bothLead, [.node: .node(first), .other: .node(second), .term: .number(term)])
    case .leaderLostEntry(let node, let term, let entry):
      say(
        ReasonSentences.leaderLostEntry, place(entry, [.node: .node(node), .term: .number(term)]))
    case .leaderRewrote(let node, let term, let index):
      say(ReasonSentences.leaderRewrote, [.node: .node(node), .term: .number(term), .index: .number(index)])
    case .differentCommands(let first, let second, let entry):
      say(
        ReasonSentences.differentCommands,
        place(entry, [.node: .node(first), .other: .node(second)]))
    case .differentPrevious(let first, let second, let entry, let previous, let other):
      say(
        ReasonSentences.differentPrevious,
        place(
          entry,
          [
            .node: .node(first), .other: .node(second), .previous: .number(previous), .theirs: .number(other),
          ]))
    case .leaderLacks(let node, let term, let entry, let instead):
      say(
        instead == nil ? ReasonSentences.leaderLacks : .leaderHoldsAnother,
        place(entry, [.node: .node(node), .term: .number(term), .theirs: .number(instead ?? 0)]))
    case .appliedDifferently(let first, let entry, let second, let other):
      say(
        ReasonSentences.appliedDifferently,
        place(entry, [.node: .node(first), .other: .node(second), .theirs: .number(other.term)]))
    case .supplyChanged(let node, let coins, let index, let supply):
      say(
        ReasonSentences.supplyChanged,
        [.node: .node(node), .coins: .number(coins), .index: .number(index), .number: .number(supply)])
    case .notOrdered(let operations, let process):
      say(
        ReasonSentences.notOrdered, [.count: .number(UInt64(operations)), .number: .number(UInt64(process))])
    default: laterText(of: detail)
    }
  }

  private func laterText(of detail: ViolationDetail) -> String {
    func numbers(_ node: NodeID, _ old: UInt64, _ new: UInt64) -> [Place: Value] {
      [.node: .node(node), .old: .number(old), .number: .number(new)]
    }
    func account(_ node: NodeID, _ name: String, _ number: UInt64, _ index: LogIndex) -> [Place: Value] {
      [.node: .node(node), .account: .text(name), .number: .number(number), .index: .number(index)]
    }
    switch detail {
    case .appliedWithOtherResult(let first, let second, let entry):
      return say(
        ReasonSentences.appliedWithOtherResult, place(entry, [.node: .node(first), .other: .node(second)]))
    case .committedEntryLost(let node, let entry, let instead):
      return say(
        instead == nil ? ReasonSentences.committedEntryLost : .committedEntryReplaced,
        place(entry, [.node: .node(node), .theirs: .number(instead ?? 0)]))
    case .committedDifferently(let node, let entry, let before):
      return say(
        ReasonSentences.committedDifferently, place(entry, [.node: .node(node), .previous: .number(before)]))
    case .notOnMajority(let entry, let holders, let needed, let size):
      return say(
        holders.isEmpty ? ReasonSentences.onNoDisk : .notOnMajority,
        place(
          entry,
          [
            .nodes: .nodes(holders), .count: .count(holders.count), .size: .count(size),
            .needed: .count(needed),
          ]))
    case .termWentBack(let node, let old, let new):
      return say(ReasonSentences.termWentBack, numbers(node, old, new))
    case .commitWentBack(let node, let old, let new):
      return say(ReasonSentences.commitWentBack, numbers(node, old, new))
    case .appliedWentBack(let node, let old, let new):
      return say(ReasonSentences.appliedWentBack, numbers(node, old, new))
    case .balanceOutOfRange(let node, let name, let coins, let index, let supply):
      return say(
        ReasonSentences.balanceOutOfRange,
        account(node, name, supply, index).merging([.coins: .number(coins)]) { old, _ in old })
    case .nonceUsedTwice(let node, let name, let nonce, let index):
      return say(ReasonSentences.nonceUsedTwice, account(node, name, nonce, index))
    case .appliedTwice(let node, let name, let nonce, let first, let second):
      return say(
        ReasonSentences.appliedTwice,
        account(node, name, nonce, second).merging([.first: .number(first)]) { old, _ in old })
    case .voteChanged(let node, let term, let first, let second):
      return say(
        second == nil ? ReasonSentences.voteGone : .voteChanged,
        [
          .node: .node(node), .term: .number(term), .voted: .node(first),
          .other: second.map { .node($0) } ?? .text(""),
        ])
    case .matchNotOnDisk(let leader, let term, let node, let entry):
      return say(
        ReasonSentences.matchNotOnDisk,
        place(entry, [.node: .node(leader), .other: .node(node), .term: .number(term)]))
    case .differentSnapshots(let first, let second, let entry):
      return say(
        ReasonSentences.differentSnapshots, place(entry, [.node: .node(first), .other: .node(second)]))
    case .electedDuringLease(let node, let term, let other, let old, let left):
      return say(
        ReasonSentences.electedDuringLease,
        [
          .node: .node(node), .term: .number(term), .other: .node(other), .old: .number(old),
          .left: .duration(left),
        ])
    case .other(let text): return text
    default: return ""
    }
  }
}

extension Phrase {
  /// A refusal in both languages.
  init(of refusal: ActionRefusal) {
    self.init(
      Catalogue(language: .english).text(of: refusal), Catalogue(language: .chinese).text(of: refusal))
  }
}
