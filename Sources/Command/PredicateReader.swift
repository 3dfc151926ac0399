import Consensus
import Ledger

/// The words that begin a predicate.
enum PredicateWord: String, CaseIterable {
  case leader, no, term, committed, balance, alive, converged, joint, joining, damaged
  case handingOver = "handing-over"
  case unanswered, safe, violated, refused, message, not

  static let expected = Phrase(
    "a predicate: \(allCases.map(\.rawValue).joined(separator: ", "))",
    "条件：\(allCases.map(\.rawValue).joined(separator: "、"))")

  /// For completions.
  var summary: Phrase {
    switch self {
    case .leader:
      Phrase("some node leads, or this one; `for TIME`: without a break", "有领导者，或某节点是领导者；`for TIME`：一直没有中断")
    case .no: Phrase("no leader: nobody leads", "no leader：没有领导者")
    case .term: Phrase("the highest term of any node", "所有节点中最高的任期")
    case .committed: Phrase("the highest commitIndex any node has reached", "任一节点达到过的最高 commitIndex")
    case .balance: Phrase("a balance, on the replica that has applied most", "余额，以应用最多的副本为准")
    case .alive: Phrase("how many nodes are alive", "存活的节点数")
    case .converged: Phrase("all live replicas are equal", "所有存活副本一致")
    case .joint: Phrase("a live member uses a joint configuration", "有存活成员正在使用联合配置")
    case .joining: Phrase("a live server that was added has no vote yet", "有存活的新服务器还没有投票权")
    case .damaged: Phrase("a live member's disk has lost what it had promised", "有存活成员的磁盘丢失了已承诺的内容")
    case .handingOver: Phrase("a leader hands over to another server", "领导者正在移交领导权")
    case .unanswered: Phrase("an operation that was asked for has no answer yet", "有操作还没有得到答复")
    case .safe: Phrase("every invariant held so far", "至今所有不变式都成立")
    case .violated: Phrase("an invariant broke", "某不变式被破坏")
    case .refused: Phrase("why the last transfer was refused", "最近一笔转账被拒绝的原因")
    case .message: Phrase("a message of a kind is in flight", "某种消息在途")
    case .not: Phrase("the contrary", "相反")
    }
  }
}

extension Predicate.Kind {
  /// All of them, for messages.
  static let list = allCases.map(\.rawValue).joined(separator: ", ")

  var summary: Phrase {
    switch self {
    case .requestVote: Phrase("a candidate asks for a vote", "候选人请求投票")
    case .requestVoteReply: Phrase("the answer to a vote request", "对投票请求的答复")
    case .appendEntries: Phrase("a leader sends entries", "领导者发送条目")
    case .appendEntriesReply: Phrase("the answer to entries", "对条目的答复")
    case .preVote: Phrase("a candidate asks whether it could win", "候选人询问自己能否当选")
    case .preVoteReply: Phrase("the answer to that question", "对该询问的答复")
    case .timeoutNow: Phrase("a leader hands over", "领导者交出领导权")
    case .installSnapshot: Phrase("a leader sends a piece of a snapshot", "领导者发送一块快照")
    case .installSnapshotReply: Phrase("the answer to a piece of a snapshot", "对一块快照的答复")
    case .heartbeat: Phrase("AppendEntries without entries", "不带条目的 AppendEntries")
    }
  }
}

extension LineReader {
  /// More would only be a riddle.
  private static let mostNegations = 8

  mutating func predicate(_ owner: String, negations: Int = 0) throws(Diagnostic) -> Predicate {
    let token = try word(.argument(.predicate), owner, "PREDICATE", PredicateWord.expected)
    guard let word = PredicateWord(rawValue: token.text) else {
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase("\(shown) is not a predicate", "\(shown) 不是条件"), PredicateWord.expected,
        suggestion: nearest(to: token.text, in: PredicateWord.allCases.map(\.rawValue)))
    }
    switch word {
    case .converged: return .converged
    case .joint: return .joint
    case .joining: return .joining
    case .damaged: return .damaged
    case .handingOver: return .handingOver
    case .unanswered: return .unanswered
    case .safe: return .safe
    case .leader:
      let node = try optionalNode()
      return take(word: "for") ? .leads(node, for: try time("for")) : .leader(node)
    case .no:
      guard take(word: "leader") else {
        if let token = peek(nil) { throw unexpected(token, Phrase("`leader`", "`leader`")) }
        throw fault(
          at: nil, Phrase("`no` needs `leader`", "`no` 缺少 `leader`"), Phrase("`leader`", "`leader`"))
      }
      return .not(.leader(nil))
    case .term: return .term(try comparison(.equal), try number("term"))
    case .committed: return .committed(try comparison(.atLeast), try number("committed"))
    case .alive: return .alive(try comparison(.equal), try number("alive"))
    case .balance: return try balance()
    case .violated: return .violated(try invariant())
    case .refused: return .refused(try refusal())
    case .message: return try messageInFlight()
    case .not:
      guard negations < Self.mostNegations else {
        throw fault(
          at: token,
          Phrase("there are more than \(Self.mostNegations) `not`s", "`not` 多于 \(Self.mostNegations) 个"),
          Phrase("fewer of them", "更少的 `not`"))
      }
      return .not(try predicate("not", negations: negations + 1))
    }
  }

  /// A node if the next word can be one: after `leader`, where a verb may follow instead.
  private mutating func optionalNode() throws(Diagnostic) -> NodeSelector? {
    guard let token = peek(.argument(.node)), !token.isSign else { return nil }
    let digits = token.text.hasPrefix("n") ? token.text.dropFirst() : token.text[...]
    let isNumber = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
    guard isNumber || ["leader", "follower", "random"].contains(token.text) else { return nil }
    return try node(.node, "leader", "NODE")
  }

  private mutating func comparison(_ usual: Comparison) throws(Diagnostic) -> Comparison {
    guard let token = peek(nil), token.isSign else { return usual }
    guard let sign = Comparison(rawValue: token.text) else {
      throw unexpected(token, Phrase("a number, or `=`, `>=` or `<=` before it", "数字，前面可有 `=`、`>=` 或 `<=`"))
    }
    position += 1
    return sign
  }

  private mutating func number(_ owner: String) throws(Diagnostic) -> UInt64 {
    let expected = Phrase("a number without a sign, at most \(UInt64.max)", "不带符号、不超过 \(UInt64.max) 的数")
    let token = try word(.argument(.index), owner, "N", expected)
    do {
      return try Quantities.natural(token.text)
    } catch {
      throw fault(at: token, error.problem(with: token.text, as: Phrase("a number", "数字")), expected)
    }
  }

  private mutating func balance() throws(Diagnostic) -> Predicate {
    let name = try account("balance", "NAME")
    let sign = try comparison(.equal)
    let coins = try amount("balance", "N")
    return .balance(
      name: name, sign, coins, on: take(word: "on") ? try node(.node, "on", "NODE") : nil)
  }

  private mutating func invariant() throws(Diagnostic) -> String {
    let expected = Argument.Kind.invariant.expected(nodes: known.nodes)
    let token = try word(.argument(.invariant), "violated", "NAME", expected)
    let names = known.console.invariants
    if !names.isEmpty, !names.contains(token.text) {
      let shown = quoted(token.text)
      problems.append(
        fault(
          at: token, Phrase("there is no invariant \(shown)", "没有不变式 \(shown)"), expected,
          suggestion: nearest(to: token.text, in: names)))
    }
    return token.text
  }

  /// One of the ledger's refusals, which are words with blanks.
  private mutating func refusal() throws(Diagnostic) -> Refusal {
    let first = peek(nil)
    let start = position
    for refusal in Refusal.allCases {
      let words = refusal.rawValue.split(separator: " ").map(String.init)
      position = start
      var index = 0
      while index < words.count {
        guard let token = peek(.words(words[index...].joined(separator: " "))) else { break }
        guard !token.isSign, token.text == words[index] else { break }
        position += 1
        index += 1
      }
      if index == words.count { return refusal }
    }
    position = start
    let reasons = Refusal.allCases.map(\.rawValue)
    let expected = Phrase(
      "a reason: \(reasons.joined(separator: ", "))", "原因：\(reasons.joined(separator: "、"))")
    guard first != nil else {
      throw fault(at: nil, Phrase("`refused` needs REASON", "`refused` 缺少 REASON"), expected)
    }
    let words = line.tokens[start...].prefix(2).map(\.text)
    let pair = words.joined(separator: " ")
    throw fault(
      at: first, Phrase("\(quoted(pair)) is not a reason of the ledger", "\(quoted(pair)) 不是账本的拒绝原因"),
      expected,
      suggestion: nearest(to: pair, in: reasons) ?? nearest(to: words[0], in: reasons))
  }

  private mutating func messageInFlight() throws(Diagnostic) -> Predicate {
    let kinds = Predicate.Kind.allCases.map(\.rawValue)
    let expected = Phrase("a kind: \(kinds.joined(separator: ", "))", "种类：\(kinds.joined(separator: "、"))")
    for kind in kinds where take(word: kind) {
      var link: Link?
      if let token = peek(.argument(.nodeLink)), token.text != "in" {
        link = try self.link("message", .nodeLink)
      }
      for word in ["in", "flight"] where !take(word: word) {
        let rest = Phrase("`in flight`", "`in flight`")
        if let token = peek(nil) { throw unexpected(token, rest) }
        throw fault(at: nil, Phrase("`message` needs `in flight`", "`message` 缺少 `in flight`"), rest)
      }
      return .inFlight(Predicate.Kind(rawValue: kind) ?? .heartbeat, link)
    }
    let token = try word(.word("heartbeat"), "message", "KIND", expected)
    let shown = quoted(token.text)
    throw fault(
      at: token, Phrase("\(shown) is not a kind of message", "\(shown) 不是消息种类"), expected,
      suggestion: nearest(to: token.text, in: kinds))
  }
}
