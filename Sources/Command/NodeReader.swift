import Consensus
import Words

// Nodes, links and groups.
extension LineReader {
  /// One node by number, name or role. `all` only where it may stand.
  func node(_ need: Need) throws(Diagnostic) -> NodeSelector {
    let kind = need.kind
    let expected = expected(kind)
    let instead = possible
    let token = try word(need)
    let roles = NodeSelector.roles(for: kind)
    if let role = roles.first(where: { $0.description == token.text }) { return role }
    guard let number = try? Quantities.natural(NodeSelector.digits(of: token.text)) else {
      throw wrong(
        token, .noNode, expected: expected,
        nearestOf: kind == .nodeNumber ? [] : roles.map(\.description) + instead)
    }
    guard (1...UInt64(NodeID.highest)).contains(number) else {
      throw wrong(token, .unknownNode, ["number": number], expected: expected)
    }
    if kind != .nodeNumber, kind != .numberOrRole, number > UInt64(known.nodes) {
      problems.append(wrong(token, .nodeBeyond, ["number": number, "size": known.nodes], expected: expected))
    }
    return .node(NodeID(Int(number)))
  }

  func nodeNumber(_ need: Need) throws(Diagnostic) -> NodeID {
    let selector = try node(need)
    if case .node(let node) = selector { return node }
    throw missing(.notNumbered, ["word": quoted(selector.description)], expected: expected(need.kind))
  }

  func nodes(_ need: Need) throws(Diagnostic) -> [NodeSelector] { try nodes(need, notIn: []) }

  /// Several nodes with commas.
  private func nodes(_ need: Need, notIn earlier: [NodeSelector]) throws(Diagnostic) -> [NodeSelector] {
    var list: [NodeSelector] = []
    repeat {
      let token = peek(nil)
      let next = try node(need)
      // Drawn twice, `random` means two nodes; any other twice is a slip.
      if let token, next != .random, list.contains(next) || earlier.contains(next) {
        throw wrong(
          token, .nodeTwice, ["word": quoted(next.description)], expected: Phrase(Expected.eachNodeOnce))
      }
      if let token, (next == .all && !list.isEmpty) || list == [.all] {
        throw wrong(token, .allWithOthers, expected: Phrase(Expected.allAlone))
      }
      list.append(next)
    } while take(sign: ",")
    return list
  }

  /// `1,2 | 3,4,5`: at least two groups, no node in two.
  func groups(_ need: Need) throws(Diagnostic) -> [[NodeSelector]] {
    let expected = expected(.groups)
    guard peek(.argument(.node)) != nil else {
      throw missing(.needsGroups, ["owner": need.owner], expected: expected)
    }
    let side = Need(kind: .node, owner: need.owner, label: "NODE")
    var groups: [[NodeSelector]] = []
    repeat {
      groups.append(try nodes(side, notIn: groups.flatMap { $0 }))
    } while take(sign: "|")
    guard groups.count > 1 else {
      throw instead(of: expected, missing(.oneGroup, expected: Phrase(Expected.anotherGroup)))
    }
    return groups
  }

  /// `1>2`; where `kind` is `.link` also `clients>2` and `2>clients`.
  func link(_ need: Need) throws(Diagnostic) -> Link {
    let expected = expected(need.kind)
    guard let first = peek(.argument(need.kind)) else {
      throw missing(.needsLink, ["owner": need.owner], expected: expected)
    }
    let from = try linkEnd(need)
    guard take(sign: ">") else {
      throw instead(
        of: Phrase(Expected.otherEnd), missing(.oneEnd, ["word": quoted(first.text)], expected: expected))
    }
    let link = Link(from: from, to: try linkEnd(need))
    guard link.from != link.to else {
      throw wrong(first, .leadsToItself, ["link": "\(link)"], expected: Phrase(Expected.twoNodes))
    }
    return link
  }

  private func linkEnd(_ need: Need) throws(Diagnostic) -> Link.End {
    let expected = expected(need.kind)
    guard let token = peek(.argument(need.kind)) else {
      throw missing(.needs, ["owner": need.owner, "label": "FROM>TO"], expected: expected)
    }
    if need.kind == .link, take(word: Link.End.clientsWord) { return .clients }
    guard case .node(let node) = try node(Need(kind: .node, owner: need.owner, label: "FROM>TO")) else {
      throw wrong(token, .notNumbered, expected: expected)
    }
    return .node(node)
  }

  /// `412`, `RequestVote`, `heartbeat 1>2`.
  func message(_ need: Need) throws(Diagnostic) -> MessageSelector {
    let kinds = known.console.vocabulary.kinds
    let expected = expected(.message)
    for kind in kinds where take(word: kind) { return try messages(of: kind) }
    let token = try word(need)
    let number: UInt64
    do {
      number = try Quantities.natural(token.text)
    } catch {
      if kinds.isEmpty, error == .notANumber { return try messages(of: token.text) }
      var fault = wrong(token, .noMessage, expected: expected, nearestOf: kinds)
      if error != .notANumber {
        fault.problem = error.problem(with: token.text, as: Phrase(Expected.aNumber))
      }
      throw fault
    }
    guard number > 0 else { throw wrong(token, .fromOne, expected: expected) }
    return .number(number)
  }

  private func messages(of kind: String) throws(Diagnostic) -> MessageSelector {
    guard peek(.argument(.nodeLink)) != nil else { return .kind(kind, nil) }
    return .kind(kind, try link(Need(kind: .nodeLink, owner: kind, label: "")))
  }
}

extension NodeSelector {
  /// What of a node's name should be a number: `2` of `n2`.
  static func digits(of name: String) -> Substring {
    name.hasPrefix("n") ? name.dropFirst() : name[...]
  }
}
