import Consensus
import Raft
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

/// The sentence of every decision, word for word, in both languages, as n2 of five nodes tells it.
struct DecisionSentenceTests {
  static let sentences: [(english: String, chinese: String)] = [
    (
      """
      n2 heard from no leader for 172 ms, its election timeout: it starts term 3, votes for \
      itself and asks the others (§5.2)
      """,
      """
      n2 已有 172 ms 没收到领导者的消息，选举超时：它开始任期 3，先投自己一票，再请其余节点投\
      票（§5.2）
      """
    ),
    (
      """
      n2's election timer fires after 80 ms without a leader: it starts term 1, votes for \
      itself and asks the others (§5.2)
      """,
      """
      n2 的选举定时器在没有领导者 80 ms 后触发：它开始任期 1，先投自己一票，再请其余节点投票（\
      §5.2）
      """
    ),
    (
      "n2's election in term 3 ran out: it counted 2 of 5 votes, and 3 are needed (§5.2)",
      "n2 在任期 3 的选举超时：5 票中它只数到 2 票，需要 3 票（§5.2）"
    ),
    (
      "n2's election in term 3 ran out: it counted 0 of 5 votes, and 3 are needed (§5.2)",
      "n2 在任期 3 的选举超时：5 票中它只数到 0 票，需要 3 票（§5.2）"
    ),
    (
      """
      n2 votes for n4 in term 3: it gave its vote to nobody else, and both logs are empty \
      (§5.2, §5.4.1)
      """,
      "n2 在任期 3 投票给 n4：它没有把票投给别人，而且两边日志都是空的（§5.2、§5.4.1）"
    ),
    (
      """
      n2 votes for n4 in term 3: its vote went to nobody else, and its own log is empty (§5.2, \
      §5.4.1)
      """,
      "n2 在任期 3 投票给 n4：它没有把票投给别人，而且自己的日志是空的（§5.2、§5.4.1）"
    ),
    (
      """
      n2 votes for n4 in term 3: it gave its vote to nobody else, and both logs end at entry 5 \
      of term 2 (§5.2, §5.4.1)
      """,
      """
      n2 在任期 3 投票给 n4：它没有把票投给别人，而且两边日志都止于任期 2 的第 5 条（§5.2、\
      §5.4.1）
      """
    ),
    (
      """
      n2 votes for n4 in term 3: its vote went to nobody else, and n4's last entry is of term \
      2, its own of term 1 (§5.2, §5.4.1)
      """,
      """
      n2 在任期 3 投票给 n4：它没有把票投给别人，而且 n4 最后一条日志属于任期 2，自己的属于任\
      期 1（§5.2、§5.4.1）
      """
    ),
    (
      """
      n2 votes for n4 in term 3: its vote went to nobody else; both last entries are of term \
      2, and n4's log is longer, 5 against 4 (§5.2, §5.4.1)
      """,
      """
      n2 在任期 3 投票给 n4：它没有把票投给别人；两边最后一条都属于任期 2，而 n4 的日志更长，5 \
      条对 4 条（§5.2、§5.4.1）
      """
    ),
    (
      "n2 refuses n4: it asks for term 2, which is over; n2 is in term 3 (§5.1)",
      "n2 拒绝 n4：它请求的是任期 2，已经过去；n2 已在任期 3（§5.1）"
    ),
    (
      "n2 refuses n4: one vote per term, and its vote of term 3 went to n1 (§5.2)",
      "n2 拒绝 n4：每个任期只投一票，任期 3 的票已投给 n1（§5.2）"
    ),
    (
      "n2 refuses n4: one vote per term, and its vote of term 3 went to itself (§5.2)",
      "n2 拒绝 n4：每个任期只投一票，任期 3 的票已投给自己（§5.2）"
    ),
    (
      """
      n2 refuses n4: n2's last entry is of term 3, n4's of term 2; the later last term wins, \
      and only if equal the longer log (§5.4.1)
      """,
      """
      n2 拒绝 n4：n2 最后一条日志属于任期 3，n4 的属于任期 2；先比最后一条的任期，相同才比长度\
      （§5.4.1）
      """
    ),
    (
      """
      n2 refuses n4: both last entries are of term 3, so the longer log wins: n2's ends at 57, \
      n4's at 55 (§5.4.1)
      """,
      """
      n2 拒绝 n4：两边最后一条都属于任期 3，于是比长度：n2 的日志止于 57，n4 的止于 55（§5.4.1\
      ）
      """
    ),
    (
      "n2 refuses n4: n4's log is empty, and n2's ends at entry 57 of term 3 (§5.4.1)",
      "n2 拒绝 n4：n4 的日志是空的，而 n2 的止于任期 3 的第 57 条（§5.4.1）"
    ),
    (
      "n2 counts n4's vote: 2 of 5 in term 3, and 3 are needed (§5.2)",
      "n2 收到 n4 的票：任期 3 中 5 票得 2 票，需要 3 票（§5.2）"
    ),
    (
      "n2's vote for itself is on disk and counts: 1 of 5 in term 3, and 3 are needed (§5.2)",
      "n2 投给自己的票已写入磁盘，可以计数：任期 3 中 5 票得 1 票，需要 3 票（§5.2）"
    ),
    (
      "n4 says no to n2 in term 3: n2's votes stay as many as they were (§5.2)",
      "n4 在任期 3 没有投票给 n2：n2 的票数不变（§5.2）"
    ),
    (
      """
      n2 leads term 3: n1, n2 and n3 voted for it, 3 of 5. Any two majorities share a node, \
      and a node votes once a term: term 3 has no other leader (§5.2)
      """,
      """
      n2 成为任期 3 的领导者：n1、n2、n3 投了票，5 票中得 3 票。任意两个多数派必有共同节点，而\
      每个节点只投一票：任期 3 不会有第二个领导者（§5.2）
      """
    ),
    (
      "n2 steps down: it led term 2 and hears of term 3; the higher term wins (§5.1)",
      "n2 退为跟随者：它是任期 2 的领导者，收到了任期 3 的消息；任期高者为准（§5.1）"
    ),
    (
      """
      n2 steps down: it was a candidate of term 2 and hears of term 3; the higher term wins \
      (§5.1)
      """,
      "n2 退为跟随者：它是任期 2 的候选人，收到了任期 3 的消息；任期高者为准（§5.1）"
    ),
    (
      """
      n2 gives up as a candidate: n4 leads its term 3 already and says so by AppendEntries \
      (§5.2)
      """,
      "n2 不再是候选人：n4 已是任期 3 的领导者，并以 AppendEntries 表明（§5.2）"
    ),
    (
      """
      n2 moves from term 2 to term 3: a message from n4 carries it, and the higher term wins \
      (§5.1)
      """,
      "n2 从任期 2 进入任期 3：n4 的消息带来了它，任期高者为准（§5.1）"
    ),
    (
      "n2 learns that n4 leads term 3: only a leader sends AppendEntries (§5.2)",
      "n2 得知 n4 是任期 3 的领导者：只有领导者才发送 AppendEntries（§5.2）"
    ),
    (
      "n2, as leader of term 3, appends entry 58 to its log (§5.3)",
      "n2 作为任期 3 的领导者，把第 58 条写进自己的日志（§5.3）"
    ),
    (
      "n2's first entry is empty: committing it tells n2 what is committed (§8)",
      "n2 的第一个条目是空的：提交它，n2 就知道哪些已提交（§8）"
    ),
    (
      "n2 is not the leader and takes no commands: it names n4 to the client (§8)",
      "n2 不是领导者，不接受命令：它告诉客户端去找 n4（§8）"
    ),
    (
      "n2 is not the leader, takes no commands, and knows of no leader to name (§8)",
      "n2 不是领导者，不接受命令，也不知道谁是领导者（§8）"
    ),
    (
      "n2 appends entry 58 from n4: all that stands before it is the same on both (§5.3)",
      "n2 追加来自 n4 的第 58 条：它之前的日志两边相同（§5.3）"
    ),
    (
      "n2 appends entries 52-58 from n4: all that stands before them is the same on both (§5.3)",
      "n2 追加来自 n4 的第 52-58 条：它们之前的日志两边相同（§5.3）"
    ),
    (
      """
      n2 deletes its entry 52 of term 2: the leader's 52 is of term 3. It was only on n2, \
      never committed; no coin had moved (§5.3)
      """,
      """
      n2 删除自己任期 2 的第 52 条：领导者的第 52 条属于任期 3。旧的只在 n2 上，从未提交，账本\
      从未因它变动（§5.3）
      """
    ),
    (
      """
      n2 deletes its entries 52-54: its 52 is of term 2, the leader's of term 3. They were \
      never committed; no coin had moved (§5.3)
      """,
      """
      n2 删除自己的第 52-54 条：它的第 52 条属于任期 2，领导者的属于任期 3。旧的从未提交，账本\
      从未因它们变动（§5.3）
      """
    ),
    (
      "n2 refuses n4's AppendEntries: it is of term 2, and n2 is in term 3 (§5.1)",
      "n2 拒绝 n4 的 AppendEntries：它属于任期 2，而 n2 已在任期 3（§5.1）"
    ),
    (
      """
      n2 tells n4 that entries are missing: n4 counts on 57 of term 3, and n2's log ends at 55 \
      (§5.3)
      """,
      "n2 告诉 n4 自己缺日志：n4 以为它有任期 3 的第 57 条，而 n2 的日志止于 55（§5.3）"
    ),
    (
      "n2 tells n4 that the logs differ: n4's entry 57 is of term 3, n2's of term 2 (§5.3)",
      "n2 告诉 n4 两边日志不同：n4 的第 57 条属于任期 3，n2 的属于任期 2（§5.3）"
    ),
    (
      "n1 has stored entry 58 and says so: n2 now knows of 2 of 5 copies (§5.3)",
      "n1 已保存第 58 条并告知：n2 现在知道 5 份副本中的 2 份（§5.3）"
    ),
    (
      "n2 has entry 58 on its own disk: it knows of 1 of 5 copies (§5.3)",
      "n2 已把第 58 条写入自己的磁盘：它知道 5 份副本中的 1 份（§5.3）"
    ),
    (
      "n2 goes back in n4's log: it sends next from entry 53, before from 58 (§5.3)",
      "n2 在 n4 的日志中往回退：下次从第 53 条发起，此前从第 58 条（§5.3）"
    ),
    (
      """
      Entry 58 is committed: it is of the leader's own term 3, and n1, n2 and n3 stored it, 3 \
      of 5. Every later leader will have it (§5.3, §5.4)
      """,
      """
      第 58 条已提交：它属于领导者当前的任期 3，且 n1、n2、n3 已保存，5 个中的 3 个。以后的领\
      导者都会有它（§5.3、§5.4）
      """
    ),
    (
      """
      Entries 52-58 are committed: 58 is of the leader's own term 3, and n1, n2 and n3 stored \
      it, 3 of 5; the earlier come with it (§5.3, §5.4)
      """,
      """
      第 52-58 条已提交：第 58 条属于领导者当前的任期 3，且 n1、n2、n3 已保存，5 个中的 3 个；\
      更早的随之提交（§5.3、§5.4）
      """
    ),
    (
      """
      Entry 52 is on 3 of 5 and yet not committed: it is of term 2, and the leader of term 4 \
      counts copies only for entries of term 4. Once one of those is committed, it is too (§5.4.2, \
      Figure 8)
      """,
      """
      第 52 条已在 5 个节点中的 3 个上，却未提交：它属于任期 2，而任期 4 的领导者只对任期 4 的\
      条目按副本数提交；后者一旦提交，前者随之提交（§5.4.2，图 8）
      """
    ),
    (
      """
      n2 learns from n4 that its log is committed through entry 58, so it may apply that far \
      (§5.3)
      """,
      "n2 从 n4 得知自己的日志直到第 58 条都已提交，可以执行到那里（§5.3）"
    ),
    (
      "n2 ignores an answer from n4: it is of term 2, and n2 is in term 3 (§5.1)",
      "n2 不理会 n4 的答复：它属于任期 2，而 n2 已在任期 3（§5.1）"
    ),
    (
      "n2 ignores an answer from n4 of term 3: it comes too late to change anything (§5.1)",
      "n2 不理会 n4 在任期 3 的答复：来得太晚，改变不了什么（§5.1）"
    ),
  ]

  @Test("There is a sentence for each decision in the table")
  func complete() {
    #expect(Self.sentences.count == Fixture.decisions.count)
    #expect(Set(Fixture.decisions.map(\.name)).count == 21)
    #expect(Set(Fixture.decisions.map(\.name)).isSubset(of: RaftReplica.decisionNames))
  }

  @Test("Each decision is told in these words", arguments: zip(Fixture.decisions, sentences))
  func told(decision: Decision, sentence: (english: String, chinese: String)) {
    #expect(Fixture.say(Fixture.record(decision), .english) == sentence.english)
    #expect(Fixture.say(Fixture.record(decision), .chinese) == sentence.chinese)
  }

  @Test("Each sentence names the section of its rule", arguments: Fixture.decisions)
  func section(decision: Decision) {
    let english = Fixture.say(Fixture.record(decision), .english) ?? ""
    let chinese = Fixture.say(Fixture.record(decision), .chinese) ?? ""
    #expect(english.hasSuffix("(\(decision.section))"))
    let section = decision.section.replacing(", Figure", with: "，图").replacing(", ", with: "、")
    #expect(chinese.hasSuffix("（\(section)）"))
  }

  @Test("Two rows of the wall carry an English sentence", arguments: Fixture.decisions)
  func length(decision: Decision) {
    let text = Fixture.say(Fixture.record(decision), .english) ?? ""
    // The design gives the sentences of a new leader and of Figure 8 in words that are longer.
    switch decision {
    case .becameLeader: #expect(text.count <= 170)
    case .heldBackOldTerm: #expect(text.count <= 200)
    default: #expect(text.count <= 150)
    }
  }
}
