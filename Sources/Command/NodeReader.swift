import Consensus
import Words

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
    let roles = NodeSelector.roles + (kind == .nodes ? ["all"] : [])
    let digits = token.text.hasPrefix("n") ? token.text.dropFirst() : token.text[...]
    guard let number = try? Quantities.natural(digits) else {
      let shown = quoted(token.text)
      throw fault(
        at: token, Phrase(Problem.noNode, ["word": shown]), expected,
        suggestion: kind == .nodeNumber ? nil : nearest(to: token.text, in: roles + instead))
    }
    guard (1...UInt64(NodeID.highest)).contains(number) else {
      throw fault(at: token, Phrase(Problem.unknownNode, ["number": number]), expected)
    }
    if kind != .nodeNumber, kind != .numberOrRole, number > UInt64(known.nodes) {
      let size = known.nodes
      problems.append(
        fault(
          at: token,
          Phrase(Problem.nodeBeyond, ["number": number, "size": size]),
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
          at: token, Phrase(Problem.nodeTwice, ["word": quoted(next.description)]),
          Phrase(Expected.eachNodeOnce))
      }
      if (next == .all && !list.isEmpty) || list == [.all] {
        throw fault(
          at: token, Phrase(Problem.allWithOthers),
          Phrase(Expected.allAlone))
      }
      list.append(next)
    } while take(sign: ",")
    return list
  }

  /// `1,2 | 3,4,5`: at least two groups, no node in two.
  mutating func groups(_ owner: String) throws(Diagnostic) -> [[NodeSelector]] {
    let expected = Argument.Kind.groups.expected(nodes: known.nodes)
    guard peek(.argument(.node)) != nil else {
      throw fault(at: nil, Phrase(Problem.needsGroups, ["owner": owner]), expected)
    }
    var groups: [[NodeSelector]] = []
    repeat {
      groups.append(try nodes(.node, owner, "NODE", notIn: groups.flatMap { $0 }))
    } while take(sign: "|")
    if groups.count < 2 {
      if let token = peek(nil) { throw unexpected(token, expected) }
      throw fault(
        at: nil, Phrase(Problem.oneGroup), Phrase(Expected.anotherGroup))
    }
    return groups
  }

  /// `1>2`; where `kind` is `.link` also `clients>2` and `2>clients`.
  mutating func link(_ owner: String, _ kind: Argument.Kind = .link) throws(Diagnostic) -> Link {
    let expected = kind.expected(nodes: known.nodes)
    guard let first = peek(.argument(kind)) else {
      throw fault(at: nil, Phrase(Problem.needsLink, ["owner": owner]), expected)
    }
    let from = try linkEnd(kind, owner)
    guard take(sign: ">") else {
      if let token = peek(nil) { throw unexpected(token, Phrase(Expected.otherEnd)) }
      throw fault(
        at: nil, Phrase(Problem.oneEnd, ["word": quoted(first.text)]),
        expected)
    }
    let link = Link(from: from, to: try linkEnd(kind, owner))
    guard link.from != link.to else {
      throw fault(
        at: first, Phrase(Problem.leadsToItself, ["link": "\(link)"]), Phrase(Expected.twoNodes))
    }
    return link
  }

  /// `412`, `RequestVote`, `heartbeat 1>2`.
  mutating func message(_ owner: String, _ label: String) throws(Diagnostic) -> MessageSelector {
    let kinds = known.console.vocabulary.messageKinds
    let expected = Argument.Kind.message.expected(nodes: known.nodes, kinds: kinds)
    for kind in kinds where take(word: kind) { return try messages(of: kind) }
    let token = try word(.argument(.message), owner, label, expected)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      if kinds.isEmpty, error == .notANumber { return try messages(of: token.text) }
      let problem =
        error == .notANumber
        ? Phrase(Problem.noMessage, ["word": quoted(token.text)])
        : error.problem(with: token.text, as: Phrase(Expected.aNumber))
      throw fault(at: token, problem, expected, suggestion: nearest(to: token.text, in: kinds))
    }
    guard number > 0 else {
      throw fault(at: token, Phrase(Problem.fromOne), expected)
    }
    return .number(number)
  }

  private mutating func messages(of kind: String) throws(Diagnostic) -> MessageSelector {
    .kind(kind, peek(.argument(.nodeLink)) == nil ? nil : try link(kind, .nodeLink))
  }

  private mutating func linkEnd(_ kind: Argument.Kind, _ owner: String) throws(Diagnostic) -> Link.End {
    let expected = kind.expected(nodes: known.nodes)
    guard let token = peek(.argument(kind)) else {
      throw fault(at: nil, Phrase(Problem.needs, ["owner": owner, "label": "FROM>TO"]), expected)
    }
    if kind == .link, take(word: Link.End.clientsWord) { return .clients }
    guard case .node(let node) = try node(.node, owner, "FROM>TO") else {
      throw fault(
        at: token,
        Phrase(Problem.notNumbered, ["word": quoted(token.text)]), expected)
    }
    return .node(node)
  }
}
