import Consensus
import Host

extension Explainer {
  /// Who has how many coins on this account, what moved them, and who is behind.
  func accountCard(_ name: String, in snapshot: ClusterSnapshot) -> WhyCard {
    let title = say(SelectionSentences.accountTitle, [.account: .text(name)])
    guard let column = snapshot.accounts.firstIndex(of: name) else {
      return WhyCard(
        title: title, sentences: [say(SelectionSentences.accountUnknown, [.account: .text(name)])])
    }
    // By what they say, in the order of the nodes.
    var same: [(coins: UInt64, nodes: NodeSet)] = []
    var missing = NodeSet()
    var down = NodeSet()
    for node in snapshot.nodes {
      if node.condition == .down || !node.balances.indices.contains(column) {
        down.insert(node.id)
      } else if let coins = node.balances[column] {
        let place = same.firstIndex { $0.coins == coins } ?? same.endIndex
        if place == same.endIndex { same.append((coins, [])) }
        same[place].nodes.insert(node.id)
      } else {
        missing.insert(node.id)
      }
    }
    func told(_ sentence: SelectionSentences, _ nodes: NodeSet, coins: UInt64? = nil) -> [String] {
      let values: [Place: Value] = [
        .account: .text(name), .nodes: .nodes(nodes), .coins: coins.fieldValue,
      ]
      return nodes.isEmpty ? [] : [say(sentence, values)]
    }
    let sentences =
      same.flatMap { told(.accountSame, $0.nodes, coins: $0.coins) } + told(.accountMissing, missing)
      + told(.accountDown, down)
    let read = snapshot.operations.last { $0.isByPerson && $0.account == name && $0.answer != nil }
    return WhyCard(
      title: title,
      sentences: sentences + [read.flatMap { answer(to: $0) }].compactMap(\.self)
        + statement(of: name, in: snapshot) + lags(in: snapshot) + [say(SelectionSentences.accountNonce)])
  }

  private static let statementLines = 8

  /// The committed entries that name the account, newest first, with what was on it after each.
  private func statement(of name: String, in snapshot: ClusterSnapshot) -> [String] {
    let postings = snapshot.postings.filter { $0.coins(of: name) != nil }
    guard !postings.isEmpty else { return [say(SelectionSentences.statementEmpty)] }
    let isWhole = postings.count <= Self.statementLines && snapshot.postings.first?.position.index ?? 1 <= 1
    return [say(SelectionSentences.statement)]
      + postings.reversed().prefix(Self.statementLines).map { line($0, of: name) }
      + (isWhole ? [] : [say(SelectionSentences.statementEarlier)])
  }

  private func line(_ posting: Posting, of name: String) -> String {
    var values: [Place: Value] = [
      .index: .number(posting.position.index), .term: .number(posting.position.term),
      .time: .time(posting.time), .left: posting.coins(of: name).fieldValue,
      .operation: posting.entry.flatMap { contents(of: $0) } ?? Value.none,
    ]
    guard posting.outcome == .done else { return say(SelectionSentences.statementUnmoved, values) }
    switch posting.entry {
    case .transfer(let from, let to, let amount, _):
      values[.coins] = .number(amount)
      values[.other] = .text(from == name ? to : from)
      return say(from == name ? SelectionSentences.statementPaid : .statementGot, values)
    default: return say(SelectionSentences.statementOpened, values)
    }
  }

  private func lags(in snapshot: ClusterSnapshot) -> [String] {
    let alive = snapshot.nodes.filter { $0.condition != .down }
    let behind = alive.filter { $0.view.applied < snapshot.committed }
    let committed = Value.number(snapshot.committed)
    if behind.isEmpty, !alive.isEmpty, snapshot.committed > 0 {
      return [say(SelectionSentences.accountLevel, [.index: committed])]
    }
    return behind.map { node in
      say(
        SelectionSentences.accountBehind,
        [
          .node: .node(node.id), .number: .number(node.view.applied), .index: committed,
          .count: .number(snapshot.committed - node.view.applied),
        ])
    }
  }
}
