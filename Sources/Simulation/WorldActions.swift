import Command
import Consensus
import Host
import Ledger

/// What a person or a file does to a world. Acts after all events of its instant.
extension World {
  /// Acts now. Verbs that only move the clock or the screen are not for a world.
  mutating func perform(_ verb: Verb) -> ActionOutcome {
    if observers.contains(.records) {
      currentRecord = nextRecord
      nextRecord += 1
    }
    let opening = records.count
    let outcome = act(verb)
    if observers.contains(.records) {
      records.insert(
        EventRecord(
          number: currentRecord, time: now, node: nil, what: .action(verb.description, outcome),
          decisions: stepDecisions, applied: stepApplied, cause: nil), at: min(opening, records.count))
      stepDecisions.removeAll(keepingCapacity: true)
      stepApplied.removeAll(keepingCapacity: true)
      tellViolations()
    }
    return outcome
  }

  private mutating func act(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .transfer(let from, let to, let amount):
      return withClient(from) {
        $0.enqueue(.transfer(from: from, to: to, amount: amount), client: $1, own: true)
      }
    case .open(let name, let amount):
      enqueue(.open(name: name, amount: amount ?? 0), client: 0, own: true)
      return .done
    case .balance(let name, let from, let stale):
      let node = from.flatMap { resolve([$0]) { $0.isAlive }.first }
      if from != nil, node == nil { return .nothing(.noLiveNodeToAsk) }
      return withClient(name) {
        $0.enqueue(.balances, client: $1, own: true, onlyNode: node.map { NodeID($0 + 1) }, stale: stale)
      }
    case .load(let rate):
      setLoad(milliRate: rate)
      return .done
    case .kill, .restart, .pause, .resume, .timeout, .slowDisk, .skew, .align, .spread, .wipe, .corrupt:
      return actOnNodes(verb)
    case .bug(let name, let on): return breakRule(named: name, on)
    case .add, .promote, .remove, .lead, .snapshot: return actOnMembership(verb)
    case .drop, .hold, .holdMessage, .release, .releaseMessage, .releaseAll, .duplicateMessage:
      return actOnMessages(verb)
    default: return actOnNetwork(verb)
    }
  }

  private mutating func withClient(_ name: String, _ body: (inout World, Int) -> Void) -> ActionOutcome {
    guard let client = clients.firstIndex(where: { $0.session.name == name }) else {
      return .nothing(.noAccount(name))
    }
    body(&self, client)
    return .done
  }

  // MARK: Nodes

  private mutating func actOnNodes(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .kill(let selectors):
      return each(selectors, where: { $0.isAlive }, otherwise: { .downAlready($0) }, act: { $0.kill($1) })
    case .restart(let selectors):
      return each(selectors, where: { !$0.isAlive }, otherwise: { .notDown($0) }, act: { $0.restart($1) })
    case .pause(let selectors, let queued):
      return each(
        selectors, where: { $0.isUp }, otherwise: { .notRunning($0) }, act: { $0.stall($1, queued: queued) })
    case .resume(let selectors):
      return each(
        selectors, where: { $0.condition == .stalled }, otherwise: { .notPaused($0) }, act: { $0.resume($1) })
    case .timeout(let selectors):
      return each(
        selectors, where: { $0.isUp && $0.replica.role != .leader },
        otherwise: { .noElectionTimer($0) }, attempt: { $0.fireElectionTimer($1) })
    case .slowDisk(let selectors, let range):
      return each(
        selectors, where: { _ in true }, otherwise: { .notRunning($0) },
        act: { $0.nodes[$1].diskLatency = range })
    case .skew(let selectors, let parts):
      return each(
        selectors, where: { _ in true }, otherwise: { .notRunning($0) }, act: { $0.setSkew($1, parts) })
    case .wipe(let selectors):
      return each(
        selectors, where: { $0.durable.standing != .wiped }, otherwise: { .wipedAlready($0) },
        act: { $0.wipe($1) })
    case .corrupt(let selectors, let part):
      return each(
        selectors, where: { $0.durable.holds(part ?? .entry($0.durable.log.lastIndex)) },
        otherwise: { .nothingStored($0, part) }, act: { $0.corrupt($1, part) })
    case .align: return setElectionTimers(from: nil, over: 0)
    case .spread:
      let range = header.electionTimeout
      return setElectionTimers(from: now + range.lowerBound, over: range.upperBound - range.lowerBound)
    default: return .nothing("not available yet")
    }
  }

  /// - Returns: why the node does not stand for election, if it does not.
  private mutating func fireElectionTimer(_ position: Int) -> ActionRefusal? {
    let heard = nodes[position].leaderHeard(at: now)
    step(position, .fireElectionTimer)
    return heard.map { .request(.hearsLeader(nodes[position].id, $0)) }
  }

  /// Sets all running election timers, in equal steps from `start` on (nil: when the earliest is due), but none of
  /// them earlier than each of the nodes may stand.
  private mutating func setElectionTimers(
    from start: Nanoseconds?, over span: Nanoseconds
  ) -> ActionOutcome {
    let waiting = electionTimers
    guard let first = waiting.map({ nodes[$0].nextWake }).min() else {
      return .nothing(.noElectionTimers)
    }
    let allowed = waiting.map { nodes[$0].earliestCandidacy(at: now) }.max() ?? now
    let gap = span / UInt64(max(1, waiting.count - 1))
    for (place, position) in waiting.enumerated() {
      let time = max(start ?? first, allowed) + gap * UInt64(place)
      step(position, .setElectionTimer(nodes[position].clock.reading(at: time)))
    }
    return .done
  }

  private var electionTimers: [Int] {
    nodes.indices.filter { nodes[$0].isUp && nodes[$0].replica.role != .leader }
  }

  /// Acts on each node meant, in order; says why when it applies to none.
  mutating func each(
    _ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool,
    otherwise: (NodeID) -> ActionRefusal,
    act: (inout World, Int) -> Void
  ) -> ActionOutcome {
    each(selectors, where: applies, otherwise: otherwise) { world, position in
      act(&world, position)
      return nil
    }
  }

  /// The same with an act that a node may refuse.
  private mutating func each(
    _ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool,
    otherwise: (NodeID) -> ActionRefusal,
    attempt: (inout World, Int) -> ActionRefusal?
  ) -> ActionOutcome {
    var isDone = false
    var refusals: [ActionRefusal] = []
    for selector in selectors {
      let meant = resolve([selector], where: applies)
      if meant.isEmpty { refusals.append(.nobody(selector)) }
      for position in meant {
        let isMeant = applies(nodes[position])
        if let refusal = isMeant ? attempt(&self, position) : otherwise(nodes[position].id) {
          refusals.append(refusal)
        } else {
          isDone = true
        }
      }
    }
    if isDone { return .done }
    return .nothing(refusals.count == 1 ? refusals[0] : .several(refusals))
  }

  /// The positions of the nodes meant; `all` means all to which the verb applies.
  mutating func resolve(_ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool) -> [Int] {
    var result: [Int] = []
    for selector in selectors {
      switch selector {
      case .node(let id): if id.number <= nodes.count { result.append(id.number - 1) }
      case .leader: result += leader.map { [$0.number - 1] } ?? []
      case .follower:
        result +=
          nodes.firstIndex { $0.isUp && $0.replica.role == .follower }.map { [$0] } ?? []
      case .random:
        let candidates = nodes.indices.filter { applies(nodes[$0]) }
        let draw = selectorStream.next()
        if !candidates.isEmpty { result.append(candidates[Int(draw % UInt64(candidates.count))]) }
      case .all: result += nodes.indices.filter { applies(nodes[$0]) }
      }
    }
    return result
  }

  /// The live leader of the highest term.
  public var leader: NodeID? {
    var best: (node: NodeID, term: Term)?
    for node in nodes where node.isAlive && node.replica.role == .leader {
      if node.replica.currentTerm > best?.term ?? 0 { best = (node.id, node.replica.currentTerm) }
    }
    return best?.node
  }

  /// The same, asked after each event by who waits for it: where nodes lie, for a copy of one counts all its
  /// references.
  mutating func leaderInPlace() -> NodeID? {
    var best: (node: NodeID, term: Term)?
    for place in nodes.indices where nodes[place].leads() {
      let term = nodes[place].termInPlace()
      if term > best?.term ?? 0 { best = (NodeID(place + 1), term) }
    }
    return best?.node
  }

  private mutating func noteChange(_ position: Int, isCrash: Bool) {
    guard keepsRecords else { return }
    changes.append(
      NodeChange(
        event: currentRecord, time: now, node: nodes[position].id, isCrash: isCrash,
        wasLeader: leader == nodes[position].id))
  }

  mutating func kill(_ position: Int) {
    hash.absorb(0x1_0000 | UInt64(position))
    knownConverged = nil
    noteChange(position, isCrash: true)
    nodes[position].crash(at: now, losesTail: broken.contains(.loseLogTail))
    invariants?.nodeCrashed(nodes[position].id)
    if invariants != nil { observeDisk(position, changedFrom: 0) }
  }

  mutating func restart(_ position: Int) {
    hash.absorb(0x2_0000 | UInt64(position))
    knownConverged = nil
    noteChange(position, isCrash: false)
    let id = nodes[position].id
    let lastApplied = nodes[position].replica.lastApplied
    nodes[position].replica = R(
      id: id, configuration: configuration, durable: nodes[position].durable,
      seed: Self.replicaSeed(seed, id, life: nodes[position].life),
      now: nodes[position].clock.reading(at: now))
    if broken.contains(.keepLastApplied) { nodes[position].replica.keepLastApplied(lastApplied) }
    nodes[position].ledger = ledgerOnDisk(position)
    nodes[position].condition = .up
    nodes[position].since = now
    nodes[position].timerCause = currentRecord
    let replica = nodes[position].replica
    // Of a disk that was lost before, too, what it has promised since may be lost.
    let durable = nodes[position].durable
    if replica.standing == .wiped,
      durable.standing != .wiped || replica.currentTerm < durable.term
        || replica.view.votedFor != durable.vote
    {
      noteLostVote(position)
    }
    // A damaged log ends before what was once safe with this node.
    nodes[position].safeIndex = min(nodes[position].safeIndex, replica.log.lastIndex)
    let breaches = invariants?.nodeRestarted(
      id, log: replica.log, ledger: nodes[position].ledger,
      term: replica.currentTerm,
      commitIndex: replica.commitIndex, lastApplied: replica.lastApplied)
    for breach in breaches ?? [] { broke(breach) }
    scheduleWake(position)
  }

  // MARK: Network

  private mutating func actOnNetwork(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .partition(let groups): return partition(groups)
    case .isolate(let selectors):
      let inside = resolve(selectors) { $0.isAlive }
      guard !inside.isEmpty else { return .nothing(.noSuchNodeToIsolate) }
      for position in inside {
        for other in nodes.indices where other != position { cutBothWays(position, other) }
      }
      return .done
    case .cut(let link):
      guard isLink(link) else { return .nothing(.noLink(link)) }
      if network.isCut(link) { return .nothing(.cutAlready(link)) }
      network.cut(link)
      return .done
    case .heal:
      guard !network.cutLinks.isEmpty else { return .nothing(.noLinkCut) }
      network.heal()
      return .done
    case .latency(let range, let link): network.turn(link) { $0.latency = range }
    case .loss(let parts, let link): network.turn(link) { $0.lossPartsPerMillion = parts }
    case .duplicate(let parts, let link):
      network.turn(link) {
        $0.duplicatePartsPerMillion = parts
        $0.doublesAnswers = link?.to == .clients
      }
    case .reorder(let on): network.reorder = on
    default: return .nothing("not available yet")
    }
    return .done
  }

  /// The groups keep their links, all links between groups are cut; nodes that no group names form one more.
  private mutating func partition(_ groups: [[NodeSelector]]) -> ActionOutcome {
    var sides = groups.map { Set(resolve($0) { $0.isAlive }) }
    let named = sides.reduce(into: Set<Int>()) { $0.formUnion($1) }
    let rest = Set(nodes.indices).subtracting(named)
    if !rest.isEmpty { sides.append(rest) }
    guard sides.filter({ !$0.isEmpty }).count > 1 else { return .nothing(.oneSide) }
    network.heal()
    for left in nodes.indices {
      for right in nodes.indices where left < right {
        if !sides.contains(where: { $0.contains(left) && $0.contains(right) }) { cutBothWays(left, right) }
      }
    }
    return .done
  }

  private mutating func cutBothWays(_ left: Int, _ right: Int) {
    network.cut(Link(from: nodes[left].id, to: nodes[right].id))
    network.cut(Link(from: nodes[right].id, to: nodes[left].id))
  }
}
