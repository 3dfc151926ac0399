/// The log: appending, copying, repairing, committing (Raft §5.3, §5.4, §8).
enum LogSentences: String, Sentence {
  case appended, appendedOperation, appendedNoOp, redirected, redirectedNowhere, stored, storedRange,
    deleted, deletedUnknown, deletedRange, deletedBroken, refusedMissing, refusedMissingEmpty,
    refusedMissingBare, refusedConflict, refusedConflictBare, refusedSender, copied, copiedOwn, backedUp,
    waits, waitsNowhere, committed, committedRange, committedNoOp, heldBack, learned, ignored, ignoredLate,
    repeated, repeatedUnknown, refusedByLedger

  var texts: Texts {
    switch self {
    case .appended:
      Texts(
        "{node}, the leader, appends entry {index} of term {term} to its log (§5.3)",
        "领导者 {node} 把任期 {term} 的第 {index} 条写进自己的日志（§5.3）")
    case .appendedOperation:
      Texts(
        "{node}, the leader, takes {operation} as entry {index} of term {term} (§5.3)",
        "领导者 {node} 把 {operation} 记为任期 {term} 的第 {index} 条（§5.3）")
    case .appendedNoOp:
      Texts(
        "{node}'s first entry is empty: committing it tells {node} what is committed (§8)",
        "{node} 的第一条日志是空的：提交它，{node} 就知道哪些已提交（§8）")
    case .redirected:
      Texts(
        "{node} is not the leader and takes no commands: it names {other} to the client (§8)",
        "{node} 不是领导者，不接受命令：它告诉客户端去找 {other}（§8）")
    case .redirectedNowhere:
      Texts(
        "{node} is not the leader, takes no commands, and knows of no leader to name (§8)",
        "{node} 不是领导者，不接受命令，也不知道谁是领导者（§8）")
    case .stored:
      Texts(
        """
        {node} appends entry {index} from {other}: all that stands before it is the same on both \
        (§5.3)
        """,
        "{node} 追加来自 {other} 的第 {index} 条：它之前的日志两边相同（§5.3）")
    case .storedRange:
      Texts(
        """
        {node} appends entries {range} from {other}: all that stands before them is the same on both \
        (§5.3)
        """,
        "{node} 追加来自 {other} 的第 {range} 条：它们之前的日志两边相同（§5.3）")
    case .deleted:
      Texts(
        """
        {node} deletes its entry {index} of term {own}: the leader's {index} is of term {theirs}. It \
        was only on {nodes}, never committed; no coin had moved (§5.3)
        """,
        """
        {node} 删除自己任期 {own} 的第 {index} 条：领导者的第 {index} 条属于任期 {theirs}。旧的只在 \
        {nodes} 上，从未提交，账本从未因它变动（§5.3）
        """)
    case .deletedUnknown:
      Texts(
        """
        {node} deletes its entry {index} of term {own}: the leader's {index} is of term {theirs}. It \
        was never committed; no coin had moved (§5.3)
        """,
        """
        {node} 删除自己任期 {own} 的第 {index} 条：领导者的第 {index} 条属于任期 {theirs}。旧的从未提\
        交，账本从未因它变动（§5.3）
        """)
    case .deletedRange:
      Texts(
        """
        {node} deletes its entries {range}: its {index} is of term {own}, the leader's of term \
        {theirs}. They were never committed; no coin had moved (§5.3)
        """,
        """
        {node} 删除自己的第 {range} 条：它的第 {index} 条属于任期 {own}，领导者的属于任期 {theirs}。旧\
        的从未提交，账本从未因它们变动（§5.3）
        """)
    case .deletedBroken:
      Texts(
        """
        {node} deletes its entries {range}: its {index} is of term {own}, the leader's of term \
        {theirs} (§5.3)
        """,
        """
        {node} 删除自己的第 {range} 条：它的第 {index} 条属于任期 {own}，领导者的属于任期 {theirs}（§5\
        .3）
        """)
    case .refusedMissing:
      Texts(
        """
        {node} refuses entry {index}: the one before it must be {previous} of term {theirs}, and \
        {node}'s log ends at {last}. The leader sends again from {next} (§5.3)
        """,
        """
        {node} 拒绝第 {index} 条：它前面必须是任期 {theirs} 的第 {previous} 条，而 {node} 的日志止于 \
        {last}。领导者改从第 {next} 条重发（§5.3）
        """)
    case .refusedMissingEmpty:
      Texts(
        """
        {node} refuses entry {index}: the one before it must be {previous} of term {theirs}, and \
        {node}'s log is empty. The leader sends again from {next} (§5.3)
        """,
        """
        {node} 拒绝第 {index} 条：它前面必须是任期 {theirs} 的第 {previous} 条，而 {node} 的日志是空的\
        。领导者改从第 {next} 条重发（§5.3）
        """)
    case .refusedMissingBare:
      Texts(
        """
        {node} tells {other} that entries are missing: {other} counts on {previous} of term {theirs}, \
        and {node}'s log ends at {last} (§5.3)
        """,
        """
        {node} 告诉 {other} 自己缺日志：{other} 以为它有任期 {theirs} 的第 {previous} 条，而 {node} 的\
        日志止于 {last}（§5.3）
        """)
    case .refusedConflict:
      Texts(
        """
        {node} refuses entry {index}: the one before it must be {previous} of term {theirs}, and \
        {node}'s {previous} is of term {own}. The leader goes back (§5.3)
        """,
        """
        {node} 拒绝第 {index} 条：它前面必须是任期 {theirs} 的第 {previous} 条，而 {node} 的第 \
        {previous} 条属于任期 {own}。领导者往回退（§5.3）
        """)
    case .refusedConflictBare:
      Texts(
        """
        {node} tells {other} that the logs differ: {other}'s entry {previous} is of term {theirs}, \
        {node}'s of term {own} (§5.3)
        """,
        """
        {node} 告诉 {other} 两边日志不同：{other} 的第 {previous} 条属于任期 {theirs}，{node} 的属于任\
        期 {own}（§5.3）
        """)
    case .refusedSender:
      Texts(
        """
        {node} refuses {other}'s AppendEntries: it is of term {term}, and {node} is in term {current} \
        (§5.1)
        """,
        "{node} 拒绝 {other} 的 AppendEntries：它属于任期 {term}，而 {node} 已在任期 {current}（§5.1）")
    case .copied:
      Texts(
        "{other} has stored entry {index} and says so: now {count} of {size} (§5.3)",
        "{other} 已保存第 {index} 条并告知领导者：现在 {size} 个中的 {count} 个（§5.3）")
    case .copiedOwn:
      Texts(
        "{node} has entry {index} on its own disk: now {count} of {size} (§5.3)",
        "{node} 已把第 {index} 条写入自己的磁盘：现在 {size} 个中的 {count} 个（§5.3）")
    case .backedUp:
      Texts(
        """
        {node} goes back in {other}'s log: it sends next from entry {next}, before from {previous} \
        (§5.3)
        """,
        "{node} 在 {other} 的日志中往回退：下次从第 {next} 条发起，此前从第 {previous} 条（§5.3）")
    case .waits:
      Texts(
        """
        Entry {index} waits: stored on {nodes}, {count} of {size}, and {needed} are needed. Until then \
        no ledger changes (§5.3)
        """,
        """
        第 {index} 条在等待：{nodes} 已保存，{size} 个中的 {count} 个，需要 {needed} 个。在此之前任何\
        账本都不变（§5.3）
        """)
    case .waitsNowhere:
      Texts(
        """
        Entry {index} waits: no disk has it yet, and {needed} of {size} are needed. Until then no \
        ledger changes (§5.3)
        """,
        """
        第 {index} 条在等待：还没有一个磁盘存有它，{size} 个中需要 {needed} 个。在此之前任何账本都不变\
        （§5.3）
        """)
    case .committed:
      Texts(
        """
        Entry {index} is committed: it is of the leader's own term {term}, and {nodes} stored it, \
        {count} of {size}. Every later leader will have it (§5.3, §5.4)
        """,
        """
        第 {index} 条已提交：它属于领导者当前的任期 {term}，且 {nodes} 已保存，{size} 个中的 {count} \
        个。以后的领导者都会有它（§5.3、§5.4）
        """)
    case .committedRange:
      Texts(
        """
        Entries {range} are committed: {index} is of the leader's own term {term}, and {nodes} \
        stored it, {count} of {size}; the earlier come with it (§5.3, §5.4)
        """,
        """
        第 {range} 条已提交：第 {index} 条属于领导者当前的任期 {term}，且 {nodes} 已保存，{size} \
        个中的 {count} 个；更早的随之提交（§5.3、§5.4）
        """)
    case .committedNoOp:
      Texts(
        """
        {node}'s first entry of term {term} is empty and now on {nodes}, {count} of {size}: committing \
        it tells {node} what is committed (§5.3, §5.4, §8)
        """,
        """
        {node} 在任期 {term} 的第一条日志是空的，已在 {nodes} 上，{size} 个中的 {count} 个：提交它，\
        {node} 就知道哪些已提交（§5.3、§5.4、§8）
        """)
    case .heldBack:
      Texts(
        """
        Entry {index} is on {count} of {size} and yet not committed: it is of term {own}, and the \
        leader of term {term} counts copies only for entries of term {term}. The first of those \
        commits both (§5.4.2, Figure 8)
        """,
        """
        第 {index} 条已在 {size} 个节点中的 {count} 个上，却未提交：它属于任期 {own}，而任期 {term} 的\
        领导者只对任期 {term} 的日志按副本数提交；后者一旦提交，前者随之提交（§5.4.2，图 8）
        """)
    case .learned:
      Texts(
        """
        {node} learns from {other} that its log is committed through entry {index}, so it may apply \
        that far (§5.3)
        """,
        "{node} 从 {other} 得知自己的日志直到第 {index} 条都已提交，可以执行到那里（§5.3）")
    case .ignored:
      Texts(
        """
        {node} ignores an answer from {other}: it is of term {old}, and {node} is in term {current} \
        (§5.1)
        """,
        "{node} 不理会 {other} 的答复：它属于任期 {old}，而 {node} 已在任期 {current}（§5.1）")
    case .ignoredLate:
      Texts(
        """
        {node} ignores an answer from {other} of term {current}: it comes too late to change anything \
        (§5.1)
        """,
        "{node} 不理会 {other} 在任期 {current} 的答复：来得太晚，改变不了什么（§5.1）")
    case .repeated:
      Texts(
        """
        Entry {index} repeats request {number} of {client}, applied as entry {first}: it gets the old \
        answer, and no coin moves twice (§8, D§6.3)
        """,
        """
        第 {index} 条重复了 {client}的第 {number} 号请求，该请求已作为第 {first} 条执行：返回原来的答\
        复，币不会付两次（§8，D§6.3）
        """)
    case .repeatedUnknown:
      Texts(
        """
        Entry {index} repeats a request that was applied as entry {first}: it gets the old answer, and \
        no coin moves twice (§8, D§6.3)
        """,
        "第 {index} 条重复了已作为第 {first} 条执行的请求：返回原来的答复，币不会付两次（§8，D§6.3）")
    case .refusedByLedger:
      Texts(
        """
        Entry {index} is committed, and the ledger refuses it ({reason}): every replica decides the \
        same, and no coin moves (§2)
        """,
        "第 {index} 条已提交，但账本拒绝它（{reason}）：每个副本的判断都相同，币不会动（§2）")
    }
  }
}
