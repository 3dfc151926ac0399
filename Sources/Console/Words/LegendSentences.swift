/// What each element of the picture means.
enum LegendSentences: String, Sentence {
  case picture, leader, follower, candidate, down, stalled, term, logTail, commitPoint, filledCell,
    plainCell, timer, quorum, messages, voteRequest, voteReply, append, appendReply, heartbeat, cutLink,
    ledger, behind, state, stations, bar, election, crash, restart, partition, ownCommit, words, majority,
    committed, commitIndex, sections

  var texts: Texts {
    switch self {
    case .picture:
      Texts(
        "The picture",
        "图中")
    case .leader:
      Texts(
        "leader: takes all commands of its term; drawn with a double box",
        "领导者（leader）：接受本任期的全部命令，画双线框")
    case .follower:
      Texts(
        "follower: answers the leader and candidates",
        "跟随者（follower）：答复领导者和候选人")
    case .candidate:
      Texts(
        "candidate: asks for votes to become leader",
        "候选人（candidate）：请求投票，想成为领导者")
    case .down:
      Texts(
        "down: memory lost, disk kept; it still counts in the total",
        "宕机：内存丢失，磁盘还在；仍计入总数")
    case .stalled:
      Texts(
        "stalled: alive, but it hears nothing",
        "停顿：还活着，但听不见")
    case .term:
      Texts(
        "term: numbers the elections; a colour behind a number shows the term",
        "任期（term）：给选举编号；数字的底色表示任期")
    case .logTail:
      Texts(
        "the newest entries of a node's log, each shown by its term",
        "节点日志中最新的几条，各以任期表示")
    case .commitPoint:
      Texts(
        "left of this line the cluster has committed",
        "这条线左边，集群已提交")
    case .filledCell:
      Texts(
        "filled cell: this node knows that the entry is committed",
        "实底格：这个节点知道该条已提交")
    case .plainCell:
      Texts(
        "plain cell: stored here, not known to be committed",
        "普通格：已保存，还不知道是否提交")
    case .timer:
      Texts(
        "what is left of a node's election timer; when empty, it stands for election",
        "选举定时器的剩余；空了，节点就参选")
    case .quorum:
      Texts(
        "quorum meter: on disk (or voted), not yet, down without it; a majority counts all nodes",
        "票数表：已写入磁盘（或已投票）、还没有、宕机且没有；多数派按全部节点计")
    case .messages:
      Texts(
        "Messages",
        "消息")
    case .voteRequest:
      Texts(
        "RequestVote: a candidate asks for a vote",
        "RequestVote：候选人请求投票")
    case .voteReply:
      Texts(
        "the answer: yes, no",
        "答复：投票、不投票")
    case .append:
      Texts(
        "AppendEntries with entry 58",
        "带第 58 条的 AppendEntries")
    case .appendReply:
      Texts(
        "the answer: stored on disk up to entry 58",
        "答复：直到第 58 条都已写入磁盘")
    case .heartbeat:
      Texts(
        "heartbeat: AppendEntries without entries",
        "心跳：不带日志的 AppendEntries")
    case .cutLink:
      Texts(
        "a link that carries nothing",
        "不通的链路")
    case .ledger:
      Texts(
        "The ledger",
        "账本")
    case .behind:
      Texts(
        "this replica has not applied all that is committed",
        "这个副本还没执行全部已提交的日志")
    case .state:
      Texts(
        "a short hash of the ledger: equal means the same coins everywhere",
        "账本的短哈希：相同即各处币数相同")
    case .stations:
      Texts(
        "a transfer's stations: asked, stored, committed, answered",
        "转账的各站：已请求、已保存、已提交、已答复")
    case .bar:
      Texts(
        "The event bar",
        "事件条")
    case .election:
      Texts(
        "an election was won",
        "有节点当选")
    case .crash:
      Texts(
        "a node crashed",
        "有节点宕机")
    case .restart:
      Texts(
        "a node restarted",
        "有节点重启")
    case .partition:
      Texts(
        "links were cut",
        "链路被切断")
    case .ownCommit:
      Texts(
        "an operation of yours was committed",
        "你的操作已提交")
    case .words:
      Texts(
        "Words",
        "用语")
    case .majority:
      Texts(
        "majority: more than half of all nodes, those that are down included",
        "多数派（majority）：全部节点的一半以上，宕机的也计入")
    case .committed:
      Texts(
        "committed: no later leader can be without it; only now ledgers change",
        "已提交：以后的领导者都会有它；此时账本才变动")
    case .commitIndex:
      Texts(
        "commitIndex: the highest entry that a node knows to be committed; lost in a crash",
        "commitIndex：节点所知已提交的最大序号；宕机后丢失")
    case .sections:
      Texts(
        "§: a section of the Raft paper, extended version; D§: of Ongaro's dissertation",
        "§：Raft 论文扩展版的章节；D§：Ongaro 博士论文的章节")
    }
  }
}
