import Consensus

/// What happens when a rule is broken on purpose: one line for each of the gallery.
enum GallerySentences: String, Sentence {
  case countOldTerm, forgetVote, loseLogTail, keepLastApplied, livingMajority, voteAnyLog, skipPreviousCheck,
    truncateOnStale, anyMessageResetsTimer, countVoteTwice, applyRetryTwice, staleLeaderRead,
    replyBeforeDurable, changeBeforeCommit, countLearner, leaseWithoutBound, skipPreVote,
    voteDespiteLeader

  init(_ rule: BrokenRule) {
    self =
      switch rule {
      case .countOldTerm: .countOldTerm
      case .forgetVote: .forgetVote
      case .loseLogTail: .loseLogTail
      case .keepLastApplied: .keepLastApplied
      case .livingMajority: .livingMajority
      case .voteAnyLog: .voteAnyLog
      case .skipPreviousCheck: .skipPreviousCheck
      case .truncateOnStale: .truncateOnStale
      case .anyMessageResetsTimer: .anyMessageResetsTimer
      case .countVoteTwice: .countVoteTwice
      case .applyRetryTwice: .applyRetryTwice
      case .staleLeaderRead: .staleLeaderRead
      case .replyBeforeDurable: .replyBeforeDurable
      case .changeBeforeCommit: .changeBeforeCommit
      case .countLearner: .countLearner
      case .leaseWithoutBound: .leaseWithoutBound
      case .skipPreVote: .skipPreVote
      case .voteDespiteLeader: .voteDespiteLeader
      }
  }

  var texts: Texts {
    switch self {
    case .countOldTerm:
      Texts(
        "Entries of older terms are committed by counting copies: a later leader takes them back (§5.4.2).",
        "旧任期的条目也按副本数提交：后来的领导者会把它们收回（§5.4.2）。")
    case .forgetVote:
      Texts(
        "A vote is not written to disk: after a restart a node votes twice in one term (§5.2).",
        "投票不写磁盘：节点重启后在同一任期投两次票（§5.2）。")
    case .loseLogTail:
      Texts(
        "A crash loses entries that were acknowledged as stored: committed coins vanish (§5.3).",
        "宕机会丢失已确认保存的条目：已提交的币不见了（§5.3）。")
    case .keepLastApplied:
      Texts(
        "lastApplied survives a restart though the ledger starts empty: balances are wrong (§5.3).",
        "重启后账本从头开始，lastApplied 却留着：余额出错（§5.3）。")
    case .livingMajority:
      Texts(
        "A majority is counted of the living only: both sides of a partition pay (§5.2).",
        "多数派只按在线节点计算：分区的两边都能付款（§5.2）。")
    case .voteAnyLog:
      Texts(
        "A vote is given without comparing the logs: a leader without committed entries (§5.4.1).",
        "投票时不比较日志：选出缺少已提交条目的领导者（§5.4.1）。")
    case .skipPreviousCheck:
      Texts(
        "AppendEntries is taken without the entry before it: logs with holes and strangers (§5.3).",
        "不检查前一条就接受 AppendEntries：日志里出现空缺和外来条目（§5.3）。")
    case .truncateOnStale:
      Texts(
        "A late AppendEntries cuts off what came after it: stored entries are lost (§5.3).",
        "迟到的 AppendEntries 会截断它之后的日志：已保存的条目丢失（§5.3）。")
    case .anyMessageResetsTimer:
      Texts(
        "Any message starts the election timer again: nobody notices a dead leader (§5.2).",
        "任何消息都会重置选举定时器：没人发现领导者已经不在（§5.2）。")
    case .countVoteTwice:
      Texts(
        "A vote that arrives twice counts twice: two leaders in one term (§5.2).",
        "同一张票到达两次就算两票：一个任期出现两个领导者（§5.2）。")
    case .applyRetryTwice:
      Texts(
        "A retried transfer is applied again: alice pays twice (§8, D§6.3).",
        "重试的转账会再执行一次：alice 付了两次（§8、D§6.3）。")
    case .staleLeaderRead:
      Texts(
        "A leader answers reads without asking whether it still leads: old balances (§8).",
        "领导者答复读取时不确认自己仍是领导者：读到旧余额（§8）。")
    case .replyBeforeDurable:
      Texts(
        "Votes and entries are promised before they are on disk: a crash breaks the promise (§5.1).",
        "投票和条目还没写到磁盘就作出承诺：宕机后承诺落空（§5.1）。")
    case .changeBeforeCommit:
      Texts(
        "A leader changes the members before it has committed in its term: two majorities (D§4.1).",
        "领导者还没在本任期提交条目就变更成员：出现两个多数派（D§4.1）。")
    case .countLearner:
      Texts(
        "A learner's copy counts for the majority: the voters can do without it, and it is lost (D§4.2.1).",
        "学习者的副本也计入多数派：投票者不需要它，条目就丢了（D§4.2.1）。")
    case .leaseWithoutBound:
      Texts(
        "A lease makes no allowance for faster clocks: it outlives its leader, old balances (D§6.4.1).",
        "租约不考虑别的时钟走得更快：换了领导者租约还没到期，读到旧余额（D§6.4.1）。")
    case .skipPreVote:
      Texts(
        "A candidate begins a term without asking first: who comes back deposes a healthy leader (D§9.6).",
        "候选人不先询问就开始新任期：恢复的节点会赶下正常的领导者（D§9.6）。")
    case .voteDespiteLeader:
      Texts(
        "Who hears a leader helps to depose it: a removed server disturbs for ever (D§4.2.3).",
        "听得到领导者的节点也帮别人取代它：被移除的节点不断干扰（D§4.2.3）。")
    }
  }
}
