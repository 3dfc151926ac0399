/// What each invariant demands, for the card of a broken rule.
enum InvariantSentences: String, Sentence {
  case electionSafety, leaderAppendOnly, logMatching, leaderCompleteness, stateMachineSafety,
    committedEntryUnchanged, durableMajority, termMonotonic, commitMonotonic, voteUnchanged,
    matchIndexDurable, snapshotsEqual, leaseExclusive, constantSupply,
    noNegativeBalance, nonceUsedOnce, transactionAppliedOnce, linearizability, goesOn

  /// By the name that `violated NAME` uses: `election-safety`.
  init?(invariant name: String) {
    let words = name.split(separator: "-")
    let key =
      words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    self.init(rawValue: key)
  }

  var texts: Texts {
    switch self {
    case .electionSafety:
      Texts(
        "Rule: at most one leader can be elected in a given term (§5.2, Figure 3)",
        "规则：一个任期最多选出一个领导者（§5.2、图 3）")
    case .leaderAppendOnly:
      Texts(
        "Rule: a leader never overwrites or deletes entries in its log; it only appends (§5.3, Figure 3)",
        "规则：领导者从不覆盖或删除自己的日志条目，只追加（§5.3、图 3）")
    case .logMatching:
      Texts(
        """
        Rule: if two logs hold an entry of the same index and term, they are identical up to it (§5.3, \
        Figure 3)
        """,
        "规则：若两份日志在同一序号处有同一任期的条目，则直到那里两者完全相同（§5.3、图 3）")
    case .leaderCompleteness:
      Texts(
        """
        Rule: an entry that was committed in some term is in the log of the leader of every later term \
        (§5.4, Figure 3)
        """,
        "规则：某个任期已提交的条目，必在以后每个任期的领导者的日志中（§5.4、图 3）")
    case .stateMachineSafety:
      Texts(
        "Rule: no two nodes ever apply different entries at the same index (§5.4.3, Figure 3)",
        "规则：任何两个节点都不会在同一序号执行不同的条目（§5.4.3、图 3）")
    case .committedEntryUnchanged:
      Texts(
        "Rule: what is committed stays in every log that holds it, unchanged (§5.4.2)",
        "规则：已提交的条目在保存它的日志中保持不变（§5.4.2）")
    case .durableMajority:
      Texts(
        "Rule: what is committed is on the disks of a majority (§5.3, Figure 2)",
        "规则：已提交的条目在多数派的磁盘上（§5.3、图 2）")
    case .termMonotonic:
      Texts(
        "Rule: the term on a node's disk never goes back (§5.1, Figure 2)",
        "规则：节点磁盘上的任期从不后退（§5.1、图 2）")
    case .commitMonotonic:
      Texts(
        "Rule: within one life of a node commitIndex and lastApplied never go back (Figure 2)",
        "规则：节点一次运行期间，commitIndex 和 lastApplied 从不后退（图 2）")
    case .voteUnchanged:
      Texts(
        "Rule: a vote that is on a node's disk stays as it is while its term lasts (§5.2, Figure 2)",
        "规则：节点磁盘上的投票在其任期内保持不变（§5.2、图 2）")
    case .matchIndexDurable:
      Texts(
        "Rule: what a leader's matchIndex says of a node is on the disk of that node (§5.3, Figure 2)",
        "规则：领导者的 matchIndex 所说的日志，确实在那个节点的磁盘上（§5.3、图 2）")
    case .snapshotsEqual:
      Texts(
        "Rule: snapshots of the same entries are the same on all nodes, to the byte (§7, Figure 13)",
        "规则：同样这些日志的快照，在所有节点上逐字节相同（§7、图 13）")
    case .leaseExclusive:
      Texts(
        "Rule: nobody is elected while another leader's lease runs (D§6.4.1)",
        "规则：别的领导者的租约有效期间，不会选出新的领导者（D§6.4.1）")
    case .constantSupply:
      Texts(
        "Rule: coins are neither made nor lost: on each node the balances add up to the supply.",
        "规则：币既不会变多也不会变少：每个节点上余额之和等于总币数。")
    case .noNegativeBalance:
      Texts("Rule: no account ever holds less than no coin.", "规则：任何账户的余额都不为负。")
    case .nonceUsedOnce:
      Texts(
        "Rule: each number of a wallet is used for one transfer only (D§6.3)",
        "规则：钱包的每个编号只用于一次转账（D§6.3）")
    case .transactionAppliedOnce:
      Texts(
        "Rule: a transfer is applied once, however often it was sent (§8, D§6.3)",
        "规则：一次转账无论发送多少次，只执行一次（§8、D§6.3）")
    case .linearizability:
      Texts(
        """
        Rule: all answers can be explained by one order in which each operation happens at one moment \
        between its call and its answer (§8)
        """,
        "规则：所有答复都能用一个顺序来解释，其中每个操作都发生在请求与答复之间的某一刻（§8）")
    case .goesOn:
      Texts(
        "The run stands still here. Space lets it go on; the comma goes back, to see how it came to this.",
        "运行停在这里。按 Space 继续；按逗号后退，看看是怎么走到这一步的。")
    }
  }
}
