import Command
import Consensus
import Host
import Ledger

/// What can be seen of a world: pictures and predicates.
extension World {
  func snapshot(landmarks: [Landmark], leaderlessSince: Nanoseconds?) -> ClusterSnapshot {
    let names = group.accountNames
    let electors = group.electors
    var picture = ClusterSnapshot(at: now)
    picture.consensus = header.consensus
    picture.seed = group.seed
    picture.nodes = group.nodes.indices.map { group.snapshot(of: $0, names: names, electors: electors[$0]) }
    picture.messages = group.flying.map {
      group.snapshot(of: $0.flight, group.flights.message($0.slot), now: now)
    }
    picture.cutLinks = group.network.cuts.links
    picture.leader = group.leader
    picture.leaderlessSince = group.leader == nil ? leaderlessSince : nil
    picture.committed = group.committed
    picture.accounts = names
    picture.supply = group.genesis.supply
    picture.operations = operations
    picture.postings = recorder.postings
    picture.contents = contents
    picture.values = values
    picture.brokenInvariants = watch.violatedNames
    // Where entries change their term, no rule says that index and term name one value.
    if picture.brokenInvariants.contains(InvariantName.logMatching.name)
      || !R.entriesKeepTheirTerm && !picture.brokenInvariants.isEmpty
    {
      for place in picture.nodes.indices {
        picture.nodes[place].rivals = rivals(in: place, of: picture.contents)
      }
    }
    picture.invariants = watch.snapshots
    picture.violation = watch.unexpected.first
    picture.loadMilliRate = clients.load.milliRate
    picture.latency = group.network.global.latency
    picture.lossPartsPerMillion = group.network.global.lossPartsPerMillion
    picture.electionTimeout = header.electionTimeout
    picture.heartbeatInterval = header.heartbeat
    picture.eventCount = recorder.count
    picture.figures = recorder.figures
    picture.landmarks = landmarks
    picture.hand = handSnapshot
    picture.heldLinks = group.network.holds.links
    picture.brokenRules = R.Rule.allCases.filter { group.broken.contains($0) }.map(\.name)
    for rule in R.Rule.allCases where group.broken.contains(rule) {
      if let line = rule.missing(in: group.configuration) { picture.idleRules[rule.name] = line }
    }
    return picture
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

  /// Of the newest entries of all logs, what each holds: a bounded number, of which most
  /// were applied, and read then.
  private var contents: [LogPosition: EntryDescription] {
    guard recorder.keepsRecords else { return [:] }
    let newest = group.nodes.indices.map { group.log(of: $0).lastIndex }.max() ?? 0
    let first = newest - min(newest, Self.describedEntries - 1)
    var contents: [LogPosition: EntryDescription] = [:]
    for posting in recorder.postings where posting.position.index >= first {
      contents[posting.position] = posting.entry
    }
    for place in group.nodes.indices {
      let log = group.log(of: place)
      var index = max(log.firstIndex, first)
      while index <= log.lastIndex, let term = log.term(at: index) {
        let position = LogPosition(index: index, term: term)
        if contents[position] == nil { contents[position] = describe(log[index]) }
        index += 1
      }
      for (index, entry) in group.ahead(of: place) where index >= first {
        contents[LogPosition(index: index, term: entry.term)] = describe(entry)
      }
    }
    return contents
  }

  /// What the values hold that servers of single-decree Paxos want, propose and have accepted.
  private var values: [[UInt8]: EntryDescription] {
    var values: [[UInt8]: EntryDescription] = [:]
    for place in group.nodes.indices {
      guard let part = group.view(of: place).part else { continue }
      for payload in [part.wanted, part.adopted?.payload, part.proposal?.payload, part.accepted?.payload] {
        if let payload { values[payload] = describe(Entry(term: 0, kind: .command, payload: payload)) }
      }
    }
    return values
  }

  /// The entries of a log that are something else than `contents` says of their index and term.
  private func rivals(in place: Int, of contents: [LogPosition: EntryDescription]) -> [LogIndex:
    EntryDescription]
  {
    let log = group.log(of: place)
    var rivals: [LogIndex: EntryDescription] = [:]
    for (position, content) in contents where log.term(at: position.index) == position.term {
      if let own = log.entry(at: position.index).flatMap(describe), own != content {
        rivals[position.index] = own
      }
    }
    return rivals
  }

  private static var describedEntries: LogIndex { 24 }

  func describe(_ position: LogPosition) -> EntryDescription? {
    for place in group.nodes.indices {
      let entry = group.log(of: place).entry(at: position.index) ?? group.ahead(of: place)[position.index]
      guard let entry, entry.term == position.term else { continue }
      return describe(entry)
    }
    return nil
  }

  func describe(_ entry: Entry) -> EntryDescription? {
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

  /// A line of the accounts' statements, of an entry that this node has just applied.
  func posting(_ item: CommittedEntry, _ outcome: EventRecord.Applied.Outcome, at place: Int) -> Posting {
    var posting = Posting(
      LogPosition(index: item.index, term: item.entry.term), at: now, describe(item.entry), outcome)
    func coins(of name: String) -> UInt64? { group.nodes[place].ledger.account(named: name)?.balance }
    switch posting.entry {
    case .transfer(let from, let to, _, _):
      posting.payerCoins = coins(of: from)
      posting.payeeCoins = coins(of: to)
    case .open(let name, _):
      posting.payerCoins = coins(of: AccountName.treasury)
      posting.payeeCoins = coins(of: name)
    default: break
    }
    return posting
  }
}

extension Group {
  private static var shownTerms: LogIndex { 64 }

  /// A node's log; of a dead one, what its disk has of it.
  func log(of place: Int) -> EntryLog {
    isAlive(place) ? nodes[place].machine.replica.log : nodes[place].machine.durable.log
  }

  /// What it holds behind the log's first hole.
  func ahead(of place: Int) -> [LogIndex: Entry] {
    isAlive(place) ? nodes[place].machine.replica.ahead : nodes[place].machine.durable.ahead
  }

  /// Takes note of what a server's log has lost.
  mutating func lookAtLog(of place: Int, now: Nanoseconds) {
    nodes[place].tail.look(at: log(of: place), now: now)
  }

  /// What may be shown of a replica, its timer in the world's time; of a dead one only what its disk has.
  func view(of place: Int) -> NodeView {
    var view = nodes[place].machine.replica.view
    let clock = nodes[place].clock
    view.timer = view.timer.map {
      NodeView.Timer($0.kind, start: clock.time(of: $0.start), deadline: clock.time(of: $0.deadline))
    }
    view.leaseUntil = view.leaseUntil.map(clock.time(of:))
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
    view.part?.forgetMemory(accepted: nodes[place].machine.durable.log.entry(at: 1))
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
    var shown = NodeSnapshot(node.id, view)
    shown.condition = node.condition
    shown.since = node.since
    let log = log(of: place)
    shown.lastIndex = log.lastIndex
    shown.firstShown = max(log.firstIndex, log.lastIndex - min(log.lastIndex, Self.shownTerms) + 1)
    while let term = log.term(at: shown.firstShown + UInt64(shown.terms.count)) {
      shown.terms.append(term)
    }
    shown.ahead = ahead(of: place).mapValues(\.term)
    if node.isAlive {
      let accounts = node.ledger.accounts
      shown.balances = names.indices.map { $0 < accounts.count ? accounts[$0].balance : nil }
      shown.stateHash = node.ledger.shortHash()
    }
    shown.lost = node.tail.lost
    shown.writingUntil = node.writingUntil
    shown.electors = electors
    shown.skewPartsPerMillion = node.clock.partsPerMillion
    shown.slowDisk = node.diskLatency == diskLatency ? nil : node.diskLatency
    shown.unread = node.unread?.count
    return shown
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
    let place = flight.to.number - 1
    guard nodes[place].condition == .up else { return [] }
    return decisions(of: place, on: .receive(from: flight.from, flights.message(slot)), at: now)
      .map { AnyDecision($0) }
  }

  /// What a node would decide on this input, asked of a copy of it.
  func decisions(of place: Int, on input: Input<R.Message>, at now: Nanoseconds) -> [R.Decision] {
    var replica = nodes[place].replica
    var effects = Effects<R.Message, R.Durable.Write, R.Decision>(recordsDecisions: true)
    replica.step(input, now: nodes[place].clock.reading(at: now), effects: &effects)
    return effects.decisions
  }
}
