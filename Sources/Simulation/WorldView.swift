import Command
import Consensus
import Host
import Ledger

/// What can be seen of a world: pictures and predicates.
extension World {
  func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot {
    let names = group.accountNames
    let electors = group.electors
    return ClusterSnapshot(
      time: now, consensus: header.consensus, seed: group.seed,
      nodes: group.nodes.indices.map { group.snapshot(of: $0, names: names, electors: electors[$0]) },
      messages: group.flying.map { group.snapshot(of: $0.flight, group.flights.message($0.slot), now: now) },
      cutLinks: group.network.cuts.links,
      leader: group.leader,
      leaderlessSince: group.leader == nil ? leaderlessSince : nil,
      committed: group.committed, accounts: names, supply: group.genesis.supply, operations: operations,
      invariants: watch.snapshots,
      violation: watch.violations.first, loadMilliRate: clients.load.milliRate,
      latency: group.network.global.latency,
      lossPartsPerMillion: group.network.global.lossPartsPerMillion, electionTimeout: header.electionTimeout,
      heartbeatInterval: header.heartbeat, eventCount: recorder.count, landmarks: landmarks,
      heldLinks: group.network.holds.links,
      brokenRules: R.Rule.allCases.filter { group.broken.contains($0) }.map(\.name))
  }

  /// Those of the clients; an entry that is committed has not yet been answered.
  private var operations: [OperationSnapshot] {
    clients.operations.map { operation in
      guard case .stored(let position) = operation.state, group.isCommitted(position) else {
        return operation
      }
      var shown = operation
      shown.state = .committed(position)
      return shown
    }
  }

  func describe(_ position: LogPosition) -> EntryDescription? {
    for place in group.nodes.indices {
      guard let entry = group.log(of: place).entry(at: position.index), entry.term == position.term else {
        continue
      }
      if entry.kind == .noOp { return .noOp }
      if entry.kind == .configuration {
        return Membership(decoding: entry.payload).map { .configuration($0) }
      }
      guard let command = try? LedgerCommand(decoding: entry.payload) else { return nil }
      switch command {
      case .readBalances: return .balances
      case .transaction(let signed):
        let from = clients.name(of: signed.transaction.from)
        switch signed.transaction.body {
        case .transfer(let to, let amount):
          return .transfer(
            from: from, to: clients.name(of: to), amount: amount, nonce: signed.transaction.nonce)
        case .open(let name, _, let amount): return .open(name: name, amount: amount)
        }
      }
    }
    return nil
  }
}

extension Group {
  private static var shownTerms: LogIndex { 64 }

  /// A node's log; of a dead one, what its disk has of it.
  func log(of place: Int) -> EntryLog {
    isAlive(place) ? nodes[place].machine.replica.log : nodes[place].machine.durable.log
  }

  /// What may be shown of a replica, its timer in the world's time; of a dead one only what its disk has.
  func view(of place: Int) -> NodeView {
    var view = nodes[place].machine.replica.view
    let clock = nodes[place].clock
    view.timer = view.timer.map {
      NodeView.Timer($0.kind, start: clock.time(of: $0.start), deadline: clock.time(of: $0.deadline))
    }
    if isAlive(place) { return view }
    view.role = .follower
    view.term = nodes[place].machine.durable.term
    view.votedFor = nodes[place].machine.durable.vote
    view.committed = 0
    view.applied = 0
    view.durable = nodes[place].machine.durable.log.lastIndex
    view.knownLeader = nil
    view.votes = []
    view.timer = nil
    view.progress = []
    return view
  }

  /// Of each node, who votes for it or still could.
  fileprivate var electors: [NodeSet] {
    let living = nodes.filter { $0.condition != .down }.map(\.machine.replica)
    let flying =
      living.contains { $0.role == .candidate }
      ? flights.all.map { (from: $0.flight.from, to: $0.flight.to, message: flights.message($0.slot)) } : []
    return nodes.map {
      $0.condition == .down ? [] : $0.machine.replica.electors(among: living, flying: flying)
    }
  }

  fileprivate func snapshot(of place: Int, names: [String], electors: NodeSet) -> NodeSnapshot {
    let node = nodes[place]
    var view = view(of: place)
    view.variables = R.variables(of: view)
    let log = log(of: place)
    let end = log.lastIndex
    let first = max(log.firstIndex, end >= Self.shownTerms ? end - Self.shownTerms + 1 : 1)
    var terms: [Term] = []
    var index = first
    while index <= end {
      terms.append(log[index].term)
      index += 1
    }
    let balances: [UInt64?] =
      node.isAlive
      ? names.indices.map { $0 < node.ledger.accounts.count ? node.ledger.accounts[$0].balance : nil } : []
    return NodeSnapshot(
      id: node.id, condition: node.condition, since: node.since, view: view, firstShown: first,
      terms: terms,
      lastIndex: end, balances: balances, stateHash: node.isAlive ? node.ledger.shortHash() : nil,
      writingUntil: node.writingUntil, electors: electors, skewPartsPerMillion: node.clock.partsPerMillion,
      slowDisk: node.diskLatency == diskLatency ? nil : node.diskLatency, unread: node.unread?.count)
  }

  /// Of the replica that knows most accounts.
  fileprivate var accountNames: [String] {
    let fullest = nodes.max { $0.ledger.accounts.count < $1.ledger.accounts.count }
    return fullest?.ledger.accounts.map(\.name) ?? []
  }

  fileprivate func isCommitted(_ position: LogPosition) -> Bool {
    guard position.index <= committed,
      let node = nodes.first(where: { $0.isAlive && $0.replica.commitIndex >= position.index })
    else { return false }
    return node.replica.log.term(at: position.index) == position.term
  }

  /// What the receiver of a message in flight would decide, had it arrived by now: asked of a copy of it. Nothing
  /// where it hears nothing, and where there is no such message.
  func foresee(_ message: UInt64, at now: Nanoseconds) -> [AnyDecision] {
    guard let (slot, flight) = flights.all.first(where: { $0.flight.number == message }),
      flight.to.number <= nodes.count
    else { return [] }
    let node = nodes[flight.to.number - 1]
    guard node.condition == .up else { return [] }
    var replica = node.replica
    var effects = Effects<R.Message, R.Durable.Write, R.Decision>(recordsDecisions: true)
    replica.step(
      .receive(from: flight.from, flights.message(slot)), now: node.clock.reading(at: now), effects: &effects)
    return effects.decisions.map { AnyDecision($0) }
  }
}
