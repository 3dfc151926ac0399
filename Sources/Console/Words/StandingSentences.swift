/// Members that lost what they had promised (dissertation §3.8).
enum StandingSentences: String, Sentence {
  case foundDamage, foundDamagedLast, foundWiped, foundDamagedVote, foundDamagedSnapshot, foundSparedSnapshot,
    refusedVoteDamaged, refusedVoteWiped, withheldDamaged,
    withheldWiped, didNotCountDamaged, didNotCountWiped, tookBack, repaired, repairedAlone, repairedLater,
    repairedLaterAlone
  case ruleDamaged, ruleWiped, ruleSnapshot
  case elseFound, elseWiped, elseSpared, elseVote, elseCandidacy, elseCopies, elseTookBack, elseRepaired

  var texts: Texts { happened ?? rule ?? otherwise ?? Texts("", "") }

  private var happened: Texts? {
    switch self {
    case .foundDamage:
      Texts(
        "{node} finds entry {first} damaged on its disk: it forgets entries {range} and waits for a leader (D§3.8)",
        "{node} 发现磁盘上第 {first} 条已损坏：它丢弃第 {range} 条，等待领导者补发（D§3.8）")
    case .foundDamagedLast:
      Texts(
        "{node} finds its last entry {first} damaged on its disk: it forgets it and waits for a leader (D§3.8)",
        "{node} 发现磁盘上最后一条即第 {first} 条已损坏：它丢弃这条，等待领导者补发（D§3.8）")
    case .foundWiped:
      Texts(
        "{node}'s disk does not hold the votes it gave: it only follows until it is removed and added again (D§3.8)",
        "{node} 的磁盘上没有它投过的票：在被移除并重新加入之前，它只能跟随（D§3.8）")
    case .refusedVoteDamaged:
      Texts(
        """
        {node} gives {other} no vote in term {term}: its log was damaged, ends at {last} and once ended \
        at {previous} (D§3.8)
        """,
        "{node} 在任期 {term} 不投给 {other}：它的日志损坏过，现在止于第 {last} 条，先前止于第 {previous} 条（D§3.8）")
    case .refusedVoteWiped:
      Texts(
        "{node} gives {other} no vote in term {term}: its disk lost its votes, and it may have voted already (D§3.8)",
        "{node} 在任期 {term} 不投给 {other}：它的磁盘丢了投票记录，可能已经投过票（D§3.8）")
    case .withheldDamaged:
      Texts(
        """
        {node} waited {waited} and does not stand for term {term}: its damaged log ends at {last}, once \
        at {previous} (D§3.8)
        """,
        "{node} 等了 {waited}，但不参选任期 {term}：它损坏的日志止于第 {last} 条，先前止于第 {previous} 条（D§3.8）")
    case .withheldWiped:
      Texts(
        "{node} waited {waited} and does not stand for term {term}: its disk lost its votes, it decides nothing (D§3.8)",
        "{node} 等了 {waited}，但不参选任期 {term}：它的磁盘丢了投票记录，不参与任何决定（D§3.8）")
    case .didNotCountDamaged:
      Texts(
        """
        {node} does not count the copies of {other} up to {index}: its log was damaged and once ended at \
        {previous} (D§3.8)
        """,
        "{node} 不把 {other} 到第 {index} 条的副本计入：它的日志损坏过，先前止于第 {previous} 条（D§3.8）")
    case .didNotCountWiped:
      Texts(
        "{node} does not count the copies of {other} up to {index}: the disk of {other} lost its votes (D§3.8)",
        "{node} 不把 {other} 到第 {index} 条的副本计入：{other} 的磁盘丢了投票记录（D§3.8）")
    default: repairs
    }
  }

  private var repairs: Texts? {
    switch self {
    case .foundDamagedVote:
      Texts(
        "{node} finds its term and vote damaged on disk: it only follows until it is removed and added again (D§3.8)",
        "{node} 发现磁盘上的任期与投票已损坏：在被移除并重新加入之前，它只能跟随（D§3.8）")
    case .foundDamagedSnapshot:
      Texts(
        "{node} finds its snapshot of entry {index} damaged on disk: it forgets its log and waits for a leader (D§3.8)",
        "{node} 发现磁盘上第 {index} 条的快照已损坏：它丢弃日志，等待领导者补发（D§3.8）")
    case .foundSparedSnapshot:
      Texts(
        "{node} finds its snapshot of entry {index} damaged on disk, and has all entries that it stands for (D§3.8)",
        "{node} 发现磁盘上第 {index} 条的快照已损坏，而快照所代表的日志都还在（D§3.8）")
    case .tookBack:
      Texts(
        "{node} forgets that {other} had entries up to {index}: {other} lost them and gets them again (D§3.8)",
        "{node} 不再认为 {other} 有到第 {index} 条的日志：{other} 丢失了它们，会重新收到（D§3.8）")
    case .repaired:
      Texts(
        "{node}'s log matches {other}'s through {previous}, where it once ended: it votes and counts again (D§3.8)",
        "{node} 的日志与 {other} 的一致到第 {previous} 条，即先前的结尾：它重新投票并计入（D§3.8）")
    case .repairedAlone:
      Texts(
        "{node}'s log matches a leader's through {previous}, where it once ended: it votes and counts again (D§3.8)",
        "{node} 的日志与领导者的一致到第 {previous} 条，即先前的结尾：它重新投票并计入（D§3.8）")
    case .repairedLater:
      Texts(
        """
        {node}'s log matches {other}'s through {own}, a later term than any entry it lost: it votes and \
        counts again (D§3.8)
        """,
        "{node} 的日志与 {other} 的一致，直到：{own}，任期晚于它丢失的任何一条：它重新投票并计入（D§3.8）")
    case .repairedLaterAlone:
      Texts(
        """
        {node}'s log matches a leader's through {own}, a later term than any entry it lost: it votes and \
        counts again (D§3.8)
        """,
        "{node} 的日志与领导者的一致，直到：{own}，任期晚于它丢失的任何一条：它重新投票并计入（D§3.8）")
    default: nil
    }
  }

  private var rule: Texts? {
    switch self {
    case .ruleDamaged:
      Texts(
        """
        Rule: a node that lost entries it had acknowledged neither votes nor counts until its log matches \
        a leader's as far as it once reached, or through an entry of a later term than any it lost (D§3.8)
        """,
        "规则：丢失了已确认日志的节点既不投票也不计入，直到日志与领导者的一致到先前的结尾，或到任期晚于所丢日志的一条（D§3.8）")
    case .ruleWiped:
      Texts(
        """
        Rule: a node that lost its vote could vote twice in a term, so it comes back only after it was \
        removed and added again (D§3.8)
        """,
        "规则：忘记了自己投票的节点可能在一个任期投两次，所以只有移除并重新加入后才能恢复（D§3.8）")
    case .ruleSnapshot:
      Texts(
        "Rule: a snapshot stands for entries that were applied; who has them all can apply them again (D§5.1)",
        "规则：快照代表已执行的日志；还有全部日志的节点可以重新执行它们（D§5.1）")
    default: nil
    }
  }

  private var otherwise: Texts? {
    switch self {
    case .elseSpared:
      Texts(
        "Otherwise: without these entries it would neither vote nor count until a leader had sent it a snapshot.",
        "否则：没有这些日志，在领导者发来快照之前，它既不投票也不计入。")
    case .elseFound:
      Texts(
        "Otherwise: with an intact disk it would have come back with its whole log and its vote.",
        "否则：若磁盘完好，它会带着完整的日志和投票权回来。")
    case .elseWiped:
      Texts(
        "Otherwise: with its disk intact it would have come back as the same voter.",
        "否则：若磁盘完好，它会作为原来的投票者回来。")
    case .elseVote:
      Texts(
        "Otherwise: with a sound disk it would have looked at the logs and voted as any other.",
        "否则：若磁盘没有问题，它会像别的节点一样比较日志再投票。")
    case .elseCandidacy:
      Texts(
        "Otherwise: with a sound disk it would have started an election now.",
        "否则：若磁盘没有问题，它现在就会开始选举。")
    case .elseCopies:
      Texts(
        "Otherwise: from a sound disk the copies would count towards a majority.",
        "否则：若磁盘没有问题，这些副本会计入多数派。")
    case .elseTookBack:
      Texts(
        "Otherwise: {other} would wait for entries that {node} believes it has.",
        "否则：{other} 会一直等待 {node} 以为它已有的日志。")
    case .elseRepaired:
      Texts(
        """
        Otherwise: without entry {previous}, and without an entry of a later term, it would go on neither \
        voting nor counting.
        """,
        "否则：若没有第 {previous} 条，也没有更晚任期的一条，它会继续不投票也不计入。")
    default: nil
    }
  }
}
