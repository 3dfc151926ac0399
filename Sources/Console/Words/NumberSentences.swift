/// The numbers that decided, as a card gives them.
enum NumberSentences: String, Sentence {
  case damagedFrom, damagedVote, damagedSnapshot, sparedSnapshot, damagedLog, damagedCopies, wiped,
    wipedCopies, tookBack, repaired
  case started, votes, noVotes, logs, terms, oneVote, refusal, termChange, follows, appended, redirected,
    redirectedNowhere, stored, deleted, missing, conflicting, copies, backedUp, committed, heldBack,
    learned, request, up, message

  var texts: Texts { standing ?? protocolNumbers }

  private var protocolNumbers: Texts {
    switch self {
    case .started:
      Texts(
        """
        Numbers: {waited} without a leader; timeouts are drawn from {span}; last on the disk of {node}: \
        {own}
        """,
        "依据：{waited} 没有领导者；超时从 {span} 中随机选取；{node} 磁盘上的最后一条：{own}")
    case .votes:
      Texts(
        "Numbers: {count} of {size} votes in term {term}, from {nodes}; {needed} are needed",
        "依据：任期 {term} 中 {size} 票得 {count} 票，来自 {nodes}；需要 {needed} 票")
    case .noVotes:
      Texts(
        "Numbers: 0 of {size} votes in term {term}: not even its own was on disk; {needed} are needed",
        "依据：任期 {term} 中 {size} 票得 0 票，连自己的票也还没写入磁盘；需要 {needed} 票")
    case .logs:
      Texts(
        "Numbers: term {term}; last entry of {node}: {own}; last entry of {other}: {theirs}",
        "依据：任期 {term}；{node} 的最后一条：{own}；{other} 的最后一条：{theirs}")
    case .terms:
      Texts(
        "Numbers: the message from {other} is of term {term}; {node} is in term {current}",
        "依据：{other} 的消息属于任期 {term}；{node} 已在任期 {current}")
    case .oneVote:
      Texts(
        "Numbers: {node}'s one vote of term {term} belongs to {voted}",
        "依据：{node} 在任期 {term} 仅有的一票属于 {voted}")
    case .refusal:
      Texts(
        "Numbers: the answer of {other} in term {term} is no",
        "依据：{other} 在任期 {term} 的答复是不投票")
    case .termChange:
      Texts(
        "Numbers: {node} was in term {old}; the message from {other} is of term {term}",
        "依据：{node} 原在任期 {old}；{other} 的消息属于任期 {term}")
    case .follows:
      Texts(
        "Numbers: {other} leads term {term}",
        "依据：{other} 是任期 {term} 的领导者")
    case .appended:
      Texts(
        "Numbers: entry {index} of term {term}; a commit takes {needed} of {size} copies on disk",
        "依据：任期 {term} 的第 {index} 条；提交需要 {size} 个中的 {needed} 个磁盘副本")
    case .redirected:
      Texts(
        "Numbers: {node} does not lead; the leader it knows of is {other}",
        "依据：{node} 不是领导者；它所知的领导者是 {other}")
    case .redirectedNowhere:
      Texts(
        "Numbers: {node} does not lead, and it knows of no leader (§8)",
        "依据：{node} 不是领导者，也不知道谁是领导者（§8）")
    case .stored:
      Texts(
        "Numbers: {node} got from {other}: {range}",
        "依据：{node} 收到来自 {other} 的：{range}")
    case .deleted:
      Texts(
        """
        Numbers: at index {index} {node} had term {own}, the leader {other} has term {theirs}; \
        deleted: {range}
        """,
        """
        依据：在序号 {index} 处，{node} 的任期是 {own}，领导者 {other} 的任期是 {theirs}；已删除：\
        {range}
        """)
    case .missing:
      Texts(
        """
        Numbers: before the entries sent {other} has {previous} of term {theirs}; {node}'s log ends at \
        {last}
        """,
        "依据：所发日志之前，{other} 有任期 {theirs} 的第 {previous} 条；{node} 的日志止于 {last}")
    case .conflicting:
      Texts(
        "Numbers: at index {previous} {other} has term {theirs}, {node} has term {own}",
        "依据：在序号 {previous} 处，{other} 的任期是 {theirs}，{node} 的任期是 {own}")
    case .copies:
      Texts(
        "Numbers: entry {index} is on the disks of {nodes}, {count} of {size}; {needed} are needed",
        "依据：第 {index} 条已在 {nodes} 的磁盘上，{size} 个中的 {count} 个；需要 {needed} 个")
    case .backedUp:
      Texts(
        "Numbers: nextIndex for {other} was {previous} and is now {next}",
        "依据：{other} 的 nextIndex 原是 {previous}，现在是 {next}")
    case .committed:
      Texts(
        """
        Numbers: entry {index} of term {term} is on {nodes}, {count} of {size}, and {needed} are \
        needed; newly committed: {range}
        """,
        """
        依据：任期 {term} 的第 {index} 条在 {nodes} 上，{size} 个中的 {count} 个，需要 {needed} 个；新\
        提交的：{range}
        """)
    case .heldBack:
      Texts(
        """
        Numbers: entry {index} is of term {own}, the leader is in term {term}; copies on {nodes}, \
        {count} of {size}
        """,
        """
        依据：第 {index} 条属于任期 {own}，领导者在任期 {term}；副本在 {nodes} 上，{size} 个中的 \
        {count} 个
        """)
    case .learned:
      Texts(
        "Numbers: commitIndex of {node} is now {index}, as {other} told it",
        "依据：{node} 的 commitIndex 现在是 {index}，由 {other} 告知")
    case .request:
      Texts(
        "Numbers: request {number} of {client} was applied as entry {first} before",
        "依据：{client}的第 {number} 号请求先前已作为第 {first} 条执行")
    case .up:
      Texts(
        "Numbers: {count} of {size} are up, and {needed} are needed",
        "依据：{size} 个中 {count} 个在线，需要 {needed} 个")
    case .message:
      Texts(
        "Numbers: {message} of term {term}, from {node} to {other}, sent at {time}",
        "依据：任期 {term} 的 {message}，从 {node} 到 {other}，发送于 {time}")
    default: Texts("", "")
    }
  }

  private var standing: Texts? {
    switch self {
    case .damagedFrom:
      Texts(
        "Numbers: entry {first} does not match its checksum; the log of {node} ended with {old}",
        "依据：第 {first} 条与校验和不符；{node} 的日志先前的最后一条：{old}")
    case .damagedVote:
      Texts(
        "Numbers: the record does not match its checksum; {node} goes on in term {term}, that of its last entry",
        "依据：记录与校验和不符；{node} 从最后一条日志的任期 {term} 继续")
    case .damagedSnapshot:
      Texts(
        "Numbers: the snapshot of entry {index} does not match its checksum; the log of {node} ended with {old}",
        "依据：第 {index} 条的快照与校验和不符；{node} 的日志先前的最后一条：{old}")
    case .sparedSnapshot:
      Texts(
        "Numbers: the snapshot of entry {index} does not match its checksum; the log of {node} begins with entry 1",
        "依据：第 {index} 条的快照与校验和不符；{node} 的日志从第 1 条开始")
    case .damagedLog:
      Texts(
        "Numbers: the log of {node} ends at {last}, before the damage it ended with {old}",
        "依据：{node} 的日志止于第 {last} 条；损坏前的最后一条：{old}")
    case .damagedCopies:
      Texts(
        "Numbers: {other} holds entries up to {index}; before the damage its log ended with {old}",
        "依据：{other} 有到第 {index} 条的日志；损坏前的最后一条：{old}")
    case .wiped:
      Texts(
        "Numbers: {node} does not know in which terms it voted, nor for whom",
        "依据：{node} 不知道自己在哪些任期投过票，也不知道投给了谁")
    case .wipedCopies:
      Texts(
        "Numbers: {other} holds entries up to {index}, and not the votes that it gave",
        "依据：{other} 有到第 {index} 条的日志，却没有投票记录")
    case .tookBack:
      Texts(
        "Numbers: {other} had acknowledged entries up to {index}, and refuses one at or before it",
        "依据：{other} 曾确认到第 {index} 条，现在却拒绝不晚于它的一条")
    case .repaired:
      Texts(
        "Numbers: the log of {node} once ended with {old} and matches through {own}",
        "依据：{node} 的日志先前的最后一条：{old}；现在一致到：{own}")
    default: nil
    }
  }
}
