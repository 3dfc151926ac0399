import Consensus
import Host

extension Catalogue {
  /// A decision's numbers by name, as people read them: "term 4, waited 172 ms, last entry 3 of term 1".
  func text(of fields: [Field]) -> String {
    fields.map { name(of: $0) + " " + value(of: $0) }.joined(separator: language == .english ? ", " : "，")
  }

  /// The paper's names stay; the others are words.
  private func name(of field: Field) -> String {
    guard let words = Self.fieldNames[field.name] else { return field.name }
    return words[language]
  }

  private func value(of field: Field) -> String {
    switch field.value {
    case .number(let number) where field.name == "until_ns": seconds(number) + " s"
    case .number(let number) where field.name.hasSuffix("_ns"): duration(number)
    case .number(let number): String(number)
    case .flag(let flag): (flag ? Texts("yes", "是") : Texts("no", "否"))[language]
    case .text(let text): text
    case .node(let node): node.description
    case .nodes(let nodes): nodes.isEmpty ? "–" : nodes.description
    case .position(let position): position.description
    case .numbers(let numbers): numbers.map(String.init).joined(separator: " ")
    case .none: "–"
    }
  }

  private static let fieldNames: [String: Texts] = [
    "term": Texts("term", "任期"), "currentTerm": Texts("its own term", "它的任期"),
    "waited_ns": Texts("waited", "等了"), "ago_ns": Texts("heard a leader before", "距上次收到领导者消息"),
    "atLeast_ns": Texts("the shortest election timeout", "最短选举超时"), "leader": Texts("leader", "领导者"),
    "until_ns": Texts("until, by its clock,", "直到（自己的时钟）"), "last": Texts("last entry", "最后一条"),
    "candidate": Texts("candidate", "候选人"), "from": Texts("from", "来自"), "by": Texts("by", "由"),
    "to": Texts("to", "给"), "votes": Texts("yes from", "同意的"), "needed": Texts("needed", "需要"),
    "of": Texts("of", "总数"), "heard": Texts("heard from", "收到消息的"), "match": Texts("holds up to", "已有到"),
    "successor": Texts("successor", "接任者"), "own": Texts("its own last entry", "自己的最后一条"),
    "candidateLast": Texts("the candidate's", "候选人的"), "entry": Texts("entry", "条目"),
    "index": Texts("entry", "条目"), "node": Texts("node", "节点"), "voters": Texts("voters", "投票者"),
    "outgoing": Texts("old voters", "旧投票者"), "learners": Texts("learners", "学习者"),
    "readIndex": Texts("read index", "读索引"), "round": Texts("heartbeat round", "心跳轮次"),
    "rule": Texts("served by", "方式"), "count": Texts("count", "个数"), "applied": Texts("applied", "已应用"),
    "entries": Texts("entries since the last one", "上次以来的条数"), "snapshot": Texts("snapshot", "快照"),
    "through": Texts("up to", "直到"), "follower": Texts("follower", "跟随者"),
    "needs": Texts("needs entry", "需要条目"), "bytes": Texts("bytes", "字节数"),
    "offset": Texts("has bytes", "已有字节"), "total": Texts("bytes in all", "总字节"),
    "kept": Texts("entries kept", "保留条数"), "committed": Texts("committed", "已提交"),
    "old": Texts("before", "之前"), "new": Texts("now", "现在"), "next": Texts("next entry", "下一条"),
  ]
}
