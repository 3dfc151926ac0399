/// Snapshots, reads that do not go through the log, and how a leader sends to a follower.
enum SnapshotSentences: String, Sentence {
  case asked, compacted, began, resumed, finished, again, received, refused, installed, passedOver
  case waitsForTerm, tookIndex, confirmed, extendedLease, servedIndex, servedLease, servedLog, turnedAway
  case toProbe, toReplicate, toSnapshot
  case ruleCompact, ruleInstall, ruleIndex, ruleLease, ruleFlow
  case otherwiseCompact, otherwiseInstall, otherwiseIndex, otherwiseLease, otherwiseFlow, numbersNote

  var texts: Texts { snapshotTexts ?? transferTexts ?? readTexts ?? flowTexts ?? cardTexts }

  private var snapshotTexts: Texts? {
    switch self {
    case .asked:
      Texts(
        "{node} has applied {number} entries since its last snapshot: it takes one as of entry {index} (D§5.1)",
        "{node} 自上次快照已应用 {number} 条：它为第 {index} 条做快照（D§5.1）")
    case .compacted:
      Texts(
        "{node}'s snapshot of entry {index} is on disk: it forgets its entries up to {last} (D§5.1)",
        "{node} 第 {index} 条的快照已写入磁盘：它丢掉直到第 {last} 条的日志（D§5.1）")
    case .installed:
      Texts(
        """
        {node} takes over the snapshot of entry {index} from {other}: it replaces its state, and {number} \
        entries behind it stay (§7, D§5)
        """,
        "{node} 采用 {other} 第 {index} 条的快照：它取代自己的状态，其后保留 {number} 条（§7、D§5）")
    case .passedOver:
      Texts(
        "{node} needs no snapshot of entry {index} from {other}: it has committed up to {last} (§7, D§5)",
        "{node} 不需要 {other} 第 {index} 条的快照：它已提交到第 {last} 条（§7、D§5）")
    default: nil
    }
  }

  private var transferTexts: Texts? {
    switch self {
    case .began:
      Texts(
        """
        {other} needs entry {next}, which {node} has forgotten: {node} sends it the snapshot of entry \
        {index}, {number} bytes (§7, D§5)
        """,
        "{other} 需要第 {next} 条，{node} 已丢掉：{node} 把第 {index} 条的快照发给它，{number} 字节（§7、D§5）")
    case .resumed:
      Texts(
        "{other} has {number} bytes of the snapshot of entry {index}: {node} goes on from there (§7, D§5)",
        "{other} 已有第 {index} 条快照的 {number} 字节：{node} 从那里继续发（§7、D§5）")
    case .finished:
      Texts(
        "{other} holds the snapshot of entry {index}: {node} sends it entries again (§7, D§5)",
        "{other} 已有第 {index} 条的快照：{node} 又给它发日志（§7、D§5）")
    case .again:
      Texts(
        "{other} refused the snapshot of entry {index}: {node} sends it again from the start (§7, D§5)",
        "{other} 拒绝了第 {index} 条的快照：{node} 从头再发（§7、D§5）")
    case .received:
      Texts(
        "{node} has {number} of {size} bytes of the snapshot of entry {index} from {other} (§7, D§5)",
        "{node} 已收到 {other} 第 {index} 条快照 {size} 字节中的 {number} 字节（§7、D§5）")
    case .refused:
      Texts(
        """
        {node} refuses the snapshot of entry {index} from {other}: its bytes do not make the checksum that \
        was announced (§7, D§5)
        """,
        "{node} 拒绝 {other} 第 {index} 条的快照：字节与所报的校验和不符（§7、D§5）")
    default: nil
    }
  }

  private var readTexts: Texts? {
    switch self {
    case .waitsForTerm:
      Texts(
        "{node} lets a read wait: it has not yet committed an entry of its own term {term} (D§6.4)",
        "{node} 让读等待：它还没提交自己任期 {term} 的日志（D§6.4）")
    case .tookIndex:
      Texts(
        "{node} will answer a read as of entry {index}, once heartbeat round {number} shows that it still leads (D§6.4)",
        "{node} 将按第 {index} 条回答读，等第 {number} 轮心跳表明它仍是领导者（D§6.4）")
    case .confirmed:
      Texts(
        "{count} of {size} answered heartbeat round {number}: {node} still led when it began (D§6.4)",
        "{size} 个中有 {count} 个答复了第 {number} 轮心跳：那轮开始时 {node} 仍在领导（D§6.4）")
    case .extendedLease:
      Texts(
        "{node} may answer reads without asking until {time} by its clock (D§6.4.1)",
        "{node} 可以不经询问回答读，直到自己时钟的 {time}（D§6.4.1）")
    case .servedIndex:
      Texts(
        "{node} answers a read as of entry {index}: a majority has shown that it led (D§6.4)",
        "{node} 按第 {index} 条回答读：多数派表明它仍在领导（D§6.4）")
    case .servedLease:
      Texts(
        "{node} answers a read as of entry {index} at once: its lease holds (D§6.4.1)",
        "{node} 立即按第 {index} 条回答读：租约有效（D§6.4.1）")
    case .servedLog:
      Texts(
        "{node} answers a read that went through the log, as of entry {index} (D§6.4)",
        "{node} 回答经日志的读，按第 {index} 条（D§6.4）")
    case .turnedAway:
      Texts(
        "{node} leads no more: the {count} reads that wait must be asked again elsewhere (D§6.4)",
        "{node} 不再领导：等待中的 {count} 个读要到别处再问（D§6.4）")
    default: nil
    }
  }

  private var flowTexts: Texts? {
    switch self {
    case .toProbe:
      Texts(
        "{node} sends {other} one message at a time from entry {next} on, until the logs meet (D§10.2.1)",
        "{node} 从第 {next} 条起一次只给 {other} 发一条消息，直到日志吻合（D§10.2.1）")
    case .toReplicate:
      Texts(
        "{other}'s log meets {node}'s: messages follow each other from entry {next} on (D§10.2.1)",
        "{other} 的日志与 {node} 的吻合：从第 {next} 条起消息接连发出（D§10.2.1）")
    case .toSnapshot:
      Texts(
        "{node} stops sending entries to {other}: it needs a snapshot before entry {next} (D§10.2.1)",
        "{node} 暂停给 {other} 发日志：第 {next} 条之前它需要快照（D§10.2.1）")
    default: nil
    }
  }

  private var cardTexts: Texts {
    switch self {
    case .ruleCompact:
      Texts(
        """
        Rule: each node writes its state as a snapshot once its log has grown, and forgets the entries it \
        stands for (D§5.1)
        """,
        "规则：日志长了，各节点把自己的状态写成快照，丢掉它所代表的日志（D§5.1）")
    case .ruleInstall:
      Texts(
        """
        Rule: a follower that needs entries the leader has forgotten gets the snapshot, in pieces; it \
        takes it over only whole and unharmed (§7, D§5)
        """,
        "规则：跟随者需要领导者已丢掉的日志时，分块得到快照；完整无损才采用（§7、D§5）")
    case .ruleIndex:
      Texts(
        """
        Rule: a read sees all that is committed; a leader answers it from its own state once a majority \
        has shown that nobody else leads (D§6.4)
        """,
        "规则：读要看到所有已提交的；多数派表明没有别的领导者之后，领导者才用自己的状态回答（D§6.4）")
    case .ruleLease:
      Texts(
        """
        Rule: who heard the leader does not vote for the shortest election timeout; so long, less the \
        clocks' bound, the leader need not ask (D§6.4.1)
        """,
        "规则：收到领导者消息的节点在最短选举超时内不投票；减去时钟误差的界，这段时间领导者不必询问（D§6.4.1）")
    case .ruleFlow:
      Texts(
        """
        Rule: a leader sends one message at a time until it knows where the logs meet, then up to a window \
        of them without waiting (D§10.2.1)
        """,
        "规则：领导者先一次发一条，知道日志在哪里吻合后，就在窗口内接连发出（D§10.2.1）")
    case .otherwiseCompact:
      Texts(
        "Otherwise: without snapshots the log would grow for ever, and a restart would apply all of it again.",
        "否则：没有快照，日志会一直增长，重启时要全部重新应用。")
    case .otherwiseInstall:
      Texts(
        "Otherwise: had its entries still been in the leader's log, it would have been sent those.",
        "否则：若领导者的日志里还有那些条目，就会直接发给它。")
    case .otherwiseIndex:
      Texts(
        "Otherwise: a leader that was deposed without knowing it would answer with old balances.",
        "否则：已被取代而不知情的领导者会用旧余额回答。")
    case .otherwiseLease:
      Texts(
        "Otherwise: without a lease it would have asked a majority first.",
        "否则：没有租约，它会先询问多数派。")
    case .numbersNote: Texts("Numbers: {detail}", "依据：{detail}")
    default:
      Texts(
        "Otherwise: a lost message would be found out only by the next answer.",
        "否则：丢失的消息要到下一个答复才会发现。")
    }
  }
}
