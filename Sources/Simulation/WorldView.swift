import Command
import Consensus
import Host
import Ledger

/// What can be seen of a world: pictures and predicates.
extension World {
  private static var shownTerms: LogIndex { 64 }

  func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot {
    let names = accountNames
    return ClusterSnapshot(
      time: now, consensus: header.consensus, seed: seed,
      nodes: nodes.map { snapshot(of: $0, names: names) },
      messages: flying.map { snapshot(of: $0.flight) }, cutLinks: network.cutLinks, leader: leader,
      leaderlessSince: leader == nil ? leaderlessSince : nil,
      committed: committed, accounts: names, supply: genesis.supply, operations: operations,
      invariants: invariants.map { set in
        InvariantName.allCases.filter { $0 != .linearizability || monitor != nil }.map {
          InvariantSnapshot(
            name: $0.rawValue, section: $0.section, lastChecked: set.tally(of: $0).lastChecked,
            evaluations: set.tally(of: $0).evaluations)
        }
      } ?? [],
      violation: violation, loadMilliRate: load.milliRate, latency: network.global.latency,
      lossPartsPerMillion: network.global.lossPartsPerMillion, electionTimeout: header.electionTimeout,
      heartbeatInterval: header.heartbeat, eventCount: nextRecord - 1, landmarks: landmarks,
      heldLinks: network.heldLinks, brokenRules: BrokenRule.allCases.filter { broken.contains($0) })
  }

  /// Of the replica that knows most accounts.
  private var accountNames: [String] {
    let fullest = nodes.max { $0.ledger.accounts.count < $1.ledger.accounts.count }
    return fullest?.ledger.accounts.map(\.name) ?? []
  }

  func log(of node: SimulatedNode<R>) -> EntryLog { node.isAlive ? node.replica.log : node.durable.log }

  private func snapshot(of node: SimulatedNode<R>, names: [String]) -> NodeSnapshot {
    let log = log(of: node)
    let end = log.lastIndex
    let first = max(log.firstIndex, end >= Self.shownTerms ? end - Self.shownTerms + 1 : 1)
    var terms: [Term] = []
    var index = first
    while index <= end {
      terms.append(log[index].term)
      index += 1
    }
    var view = node.replica.view
    view.timerStart = node.clock.time(of: view.timerStart)
    view.timerDeadline = node.clock.time(of: view.timerDeadline)
    if !node.isAlive {
      view.role = .follower
      view.currentTerm = node.durable.term
      view.votedFor = node.durable.vote
      view.commitIndex = 0
      view.lastApplied = 0
      view.durableIndex = end
      view.knownLeader = nil
      view.votes = []
      view.progress = []
    }
    let balances: [UInt64?] =
      node.isAlive
      ? names.indices.map { $0 < node.ledger.accounts.count ? node.ledger.accounts[$0].balance : nil } : []
    return NodeSnapshot(
      id: node.id, condition: node.condition, since: node.since, view: view, firstShown: first, terms: terms,
      lastIndex: end, balances: balances, stateHash: node.isAlive ? node.ledger.shortHash() : nil,
      writingUntil: node.writingUntil, skewPartsPerMillion: node.clock.partsPerMillion,
      slowDisk: node.diskLatency == header.disk ? nil : node.diskLatency, unread: node.unread?.count)
  }

  /// Those under way and the latest that ended, by number.
  private var operations: [OperationSnapshot] {
    var all = endedOperations
    for client in clients {
      if var current = client.current?.snapshot {
        if case .stored(let position) = current.state, isCommitted(position) {
          current.state = .committed(position)
        }
        all.append(current)
      }
      all += client.queue.map(\.snapshot)
    }
    return all.sorted { $0.number < $1.number }
  }

  private func isCommitted(_ position: LogPosition) -> Bool {
    guard position.index <= committed,
      let node = nodes.first(where: { $0.isAlive && $0.replica.commitIndex >= position.index })
    else { return false }
    return node.replica.log.term(at: position.index) == position.term
  }

  func describe(_ position: LogPosition) -> EntryDescription? {
    for node in nodes {
      guard let entry = log(of: node).entry(at: position.index), entry.term == position.term else { continue }
      if entry.kind == .noOp { return .noOp }
      if entry.kind == .configuration {
        return Membership(decoding: entry.payload).map { .configuration($0) }
      }
      guard let command = try? LedgerCommand(decoding: entry.payload) else { return nil }
      switch command {
      case .readBalances: return .balances
      case .transaction(let signed):
        let from = name(of: signed.transaction.from)
        switch signed.transaction.body {
        case .transfer(let to, let amount):
          return .transfer(from: from, to: name(of: to), amount: amount, nonce: signed.transaction.nonce)
        case .open(let name, _, let amount): return .open(name: name, amount: amount)
        }
      }
    }
    return nil
  }

  private func name(of account: AccountID) -> String {
    clients.first { $0.keys.account == account }?.name ?? "?"
  }

  // MARK: Predicates

  /// Whether the predicate holds now, and what is seen instead.
  mutating func evaluate(_ predicate: Predicate) -> (holds: Bool, saw: String) {
    switch predicate {
    case .leader(let selector):
      let leader = leaderInPlace()
      let who = leader.map { "\($0) leads" } ?? "no leader"
      guard let selector else { return (leader != nil, who) }
      let meant = resolve([selector]) { $0.isAlive }
      return (leader.map { meant.contains($0.number - 1) } ?? false, who)
    case .leads(let selector, let span):
      let (leads, who) = evaluate(.leader(selector))
      guard let leader = leaderInPlace() else { return (false, who) }
      let time = now - nodes[leader.number - 1].leadsSince
      return (leads && time >= span, "\(who), for \(time / 1_000_000) ms")
    case .term(let comparison, let number):
      let term = nodes.map { $0.isAlive ? $0.replica.currentTerm : $0.durable.term }.max() ?? 0
      return (comparison.holds(term, number), "term \(term)")
    case .committed(let comparison, let number):
      return (comparison.holds(committed, number), "committed \(committed)")
    case .balance(let name, let comparison, let number, let selector):
      return balance(name, comparison, number, selector)
    case .alive(let comparison, let number):
      let count = UInt64(nodes.count { $0.isAlive })
      return (comparison.holds(count, number), "alive \(count)")
    case .converged: return converged
    case .safe:
      return (violatedNames.isEmpty, violatedNames.isEmpty ? "safe" : "violated \(violatedNames[0])")
    case .violated(let name):
      let wanted = name.split(separator: " ").joined(separator: "-")
      return (
        violatedNames.contains(wanted), violatedNames.isEmpty ? "safe" : violatedNames.joined(separator: ", ")
      )
    case .refused(let reason):
      return (lastOwnRefusal == reason, lastOwnRefusal.map { "refused \($0.rawValue)" } ?? "not refused")
    case .inFlight(let kind, let link):
      let flying = flying
      let matching = flying.filter { Self.matches($0.flight, kind, link) }
      return (!matching.isEmpty, "\(matching.count) such messages among \(flying.count) in flight")
    case .not(let inner):
      let (holds, saw) = evaluate(inner)
      return (!holds, saw)
    }
  }

  private mutating func balance(
    _ name: String, _ comparison: Comparison, _ number: UInt64, _ selector: NodeSelector?
  ) -> (Bool, String) {
    let position: Int?
    if let selector {
      position = resolve([selector]) { $0.isAlive }.first { nodes[$0].isAlive }
    } else {
      position = nodes.indices.filter { nodes[$0].isAlive }.max {
        nodes[$0].replica.lastApplied < nodes[$1].replica.lastApplied
      }
    }
    guard let position else { return (false, "no live node") }
    guard let account = nodes[position].ledger.account(named: name) else {
      return (false, "\(nodes[position].id) knows no account \(name)")
    }
    return (
      comparison.holds(account.balance, number), "balance \(name) \(account.balance) on \(nodes[position].id)"
    )
  }

  /// All live replicas: same last entry, same entries, same commitIndex, same ledger; and none whose log was damaged
  /// and not repaired, for that one counts for no quorum although it looks like the others.
  private var converged: (Bool, String) {
    let members = membersNow.members
    let alive = nodes.filter { $0.isAlive && members.contains($0.id) }
    guard let first = alive.first else { return (false, "no live node") }
    for node in alive {
      if case .damaged(let last) = node.replica.standing {
        return (false, "\(node.id) is not repaired: its log was damaged and once ended at \(last)")
      }
    }
    for node in alive.dropFirst() {
      if node.replica.log.last != first.replica.log.last {
        return (
          false, "\(first.id) ends at \(first.replica.log.last), \(node.id) at \(node.replica.log.last)"
        )
      }
      if node.replica.commitIndex != first.replica.commitIndex {
        return (
          false,
          "\(first.id) has commitIndex \(first.replica.commitIndex), \(node.id) \(node.replica.commitIndex)"
        )
      }
      var index = max(node.replica.log.firstIndex, first.replica.log.firstIndex)
      while index <= first.replica.log.lastIndex {
        if first.replica.log[index] != node.replica.log[index] {
          return (false, "\(first.id) and \(node.id) differ at entry \(index)")
        }
        index += 1
      }
      if node.ledger.stateHash() != first.ledger.stateHash() {
        return (false, "the ledgers of \(first.id) and \(node.id) differ")
      }
    }
    return (true, "converged")
  }
}
