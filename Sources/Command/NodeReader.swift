import Consensus

// Nodes, links and groups.
extension LineReader {
  /// One node by number, name or role. `all` only where it may stand.
  mutating func node(_ kind: Argument.Kind, _ owner: String, _ label: String) throws(Diagnostic)
    -> NodeSelector
  {
    let expected = kind.expected(nodes: known.nodes)
    let instead = possible
    let token = try word(.argument(kind), owner, label, expected)
    switch token.text {
    case "leader" where kind != .nodeNumber: return .leader
    case "follower" where kind != .nodeNumber: return .follower
    case "random" where kind != .nodeNumber: return .random
    case "all" where kind == .nodes: return .all
    default: break
    }
    let roles = ["leader", "follower", "random"] + (kind == .nodes ? ["all"] : [])
    let digits = token.text.hasPrefix("n") ? token.text.dropFirst() : token.text[...]
    guard let number = try? Quantities.natural(digits) else {
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase("\(shown) is not a node", "\(shown) 不是节点"), expected,
        suggestion: kind == .nodeNumber ? nil : nearest(to: token.text, in: roles + instead))
    }
    guard (1...UInt64(NodeID.highest)).contains(number) else {
      throw fault(at: token, Phrase("there is no node \(number)", "没有节点 \(number)"), expected)
    }
    if kind != .nodeNumber, kind != .numberOrRole, number > UInt64(known.nodes) {
      let size = known.nodes
      problems.append(
        fault(
          at: token,
          Phrase("there is no node \(number): the cluster has \(size)", "没有节点 \(number)：集群有 \(size) 个节点"),
          expected))
    }
    return .node(NodeID(Int(number)))
  }

  /// Several nodes with commas.
  mutating func nodes(
    _ kind: Argument.Kind, _ owner: String, _ label: String, notIn earlier: [NodeSelector] = []
  ) throws(Diagnostic) -> [NodeSelector] {
    var list: [NodeSelector] = []
    repeat {
      let token = peek(nil)
      let next = try node(kind, owner, label)
      // Drawn twice, `random` means two nodes; any other twice is a slip.
      if next != .random, list.contains(next) || earlier.contains(next) {
        throw fault(
          at: token, Phrase("\(quoted(next.description)) stands twice", "\(quoted(next.description)) 出现两次"),
          Phrase("each node once", "每个节点一次"))
      }
      if (next == .all && !list.isEmpty) || list == [.all] {
        throw fault(
          at: token, Phrase("`all` stands with other nodes", "`all` 与其他节点并列"),
          Phrase("`all` alone", "单独的 `all`"))
      }
      list.append(next)
    } while take(sign: ",")
    return list
  }

  /// `1,2 | 3,4,5`: at least two groups, no node in two.
  mutating func groups(_ owner: String) throws(Diagnostic) -> [[NodeSelector]] {
    let expected = Argument.Kind.groups.expected(nodes: known.nodes)
    guard peek(.argument(.node)) != nil else {
      throw fault(at: nil, Phrase("`\(owner)` needs groups", "`\(owner)` 缺少分组"), expected)
    }
    var groups: [[NodeSelector]] = []
    repeat {
      groups.append(try nodes(.node, owner, "NODE", notIn: groups.flatMap { $0 }))
    } while take(sign: "|")
    if groups.count < 2 {
      if let token = peek(nil) { throw unexpected(token, expected) }
      throw fault(
        at: nil, Phrase("there is only one group", "只有一组"), Phrase("`|` and another group", "`|` 与另一组"))
    }
    return groups
  }

  /// `1>2`; where `kind` is `.link` also `clients>2` and `2>clients`.
  mutating func link(_ owner: String, _ kind: Argument.Kind = .link) throws(Diagnostic) -> Link {
    let expected = kind.expected(nodes: known.nodes)
    guard let first = peek(.argument(kind)) else {
      throw fault(at: nil, Phrase("`\(owner)` needs a link", "`\(owner)` 缺少链路"), expected)
    }
    let from = try linkEnd(kind, owner)
    guard take(sign: ">") else {
      if let token = peek(nil) { throw unexpected(token, Phrase("`>` and a node", "`>` 与节点")) }
      throw fault(
        at: nil, Phrase("\(quoted(first.text)) is only one end of a link", "\(quoted(first.text)) 只是链路的一端"),
        expected)
    }
    let link = Link(from: from, to: try linkEnd(kind, owner))
    guard link.from != link.to else {
      throw fault(
        at: first, Phrase("`\(link)` leads to itself", "`\(link)` 通向自己"),
        Phrase("a link between two nodes", "两个节点之间的链路"))
    }
    return link
  }

  /// `412`, `RequestVote`, `heartbeat 1>2`.
  mutating func message(_ owner: String, _ label: String) throws(Diagnostic) -> MessageSelector {
    let expected = Argument.Kind.message.expected(nodes: known.nodes)
    for kind in Predicate.Kind.allCases where take(word: kind.rawValue) {
      return .kind(kind, peek(.argument(.nodeLink)) == nil ? nil : try link(kind.rawValue, .nodeLink))
    }
    let token = try word(.argument(.message), owner, label, expected)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      let names = Predicate.Kind.allCases.map(\.rawValue)
      let problem =
        error == .notANumber
        ? Phrase("\(quoted(token.text)) is not a message", "\(quoted(token.text)) 不是消息")
        : error.problem(with: token.text, as: Phrase("a number", "数字"))
      throw fault(at: token, problem, expected, suggestion: nearest(to: token.text, in: names))
    }
    guard number > 0 else {
      throw fault(at: token, Phrase("messages are numbered from 1", "消息从 1 开始编号"), expected)
    }
    return .number(number)
  }

  private mutating func linkEnd(_ kind: Argument.Kind, _ owner: String) throws(Diagnostic) -> Link.End {
    let expected = kind.expected(nodes: known.nodes)
    guard let token = peek(.argument(kind)) else {
      throw fault(at: nil, Phrase("`\(owner)` needs FROM>TO", "`\(owner)` 缺少 FROM>TO"), expected)
    }
    if kind == .link, take(word: Link.End.clientsWord) { return .clients }
    guard case .node(let node) = try node(.node, owner, "FROM>TO") else {
      throw fault(
        at: token,
        Phrase("\(quoted(token.text)) is not a numbered node", "\(quoted(token.text)) 不是编号节点"), expected)
    }
    return .node(node)
  }
}
