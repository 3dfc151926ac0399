import Command
import Consensus
import Host
import Ledger

/// What a person or a file does to a world. Acts after all events of its instant.
extension World {
  /// Acts now. Verbs that only move the clock or the screen are not for a world.
  mutating func perform(_ verb: Verb) -> ActionOutcome {
    recorder.open()
    watch.begin(at: now, record: recorder.current)
    let opening = recorder.records.count
    let outcome = act(verb)
    if recorder.keepsRecords {
      recorder.close(.action(verb, outcome), node: nil, cause: 0, at: now, place: opening)
      for place in group.nodes.indices { group.lookAtLog(of: place, now: now) }
      tellViolations()
    }
    return outcome
  }

  /// What each verb does: the one place that knows. A new verb does not compile until it does something.
  private mutating func act(_ verb: Verb) -> ActionOutcome {
    switch verb {
    case .transfer(let from, let to, let amount, let node, let once):
      return ask(as: from, node) {
        let asking = Clients.Asking(first: $2, once: once)
        // Where one value is chosen, a second payment that waits for the first would never be a rival.
        let client = $0.header.consensus == .synod ? $0.clients.freeWallet(like: $1) : $1
        $0.enqueue(
          .transfer(from: from, to: to, amount: amount), client: client, isByPerson: true, asking: asking)
      }
    case .balance(let name, let node, let stale):
      return ask(as: name, node) {
        let asking = Clients.Asking(only: $2, stale: stale)
        $0.enqueue(.balances, client: $1, isByPerson: true, asking: asking)
      }
    case .open(let name, let amount):
      enqueue(.open(name: name, amount: amount ?? 0), client: 0, isByPerson: true)
    case .abandon(let name): return abandon(name)
    case .load(let rate): setLoad(milliRate: rate)

    case .kill(let who):
      let outcome = each(who, where: { $0.isAlive }, otherwise: { .downAlready($0) }, act: { $0.crash($1) })
      // They fail in one instant: nobody looks before all are down.
      if case .done(let nodes) = outcome { for node in nodes { watch.crashed(node.number - 1, of: &group) } }
      return outcome
    case .restart(let who):
      return each(who, where: { !$0.isAlive }, otherwise: { .notDown($0) }, act: { $0.restart($1) })
    case .pause(let who, let queued):
      return each(
        who, where: { $0.isUp }, otherwise: { .notRunning($0) }, act: { $0.stall($1, queued: queued) })
    case .resume(let who):
      return each(
        who, where: { $0.condition == .stalled }, otherwise: { .notPaused($0) }, act: { $0.resume($1) })
    case .wipe(let who):
      return each(
        who, where: { $0.durable.integrity != .wiped }, otherwise: { .wipedAlready($0) }, act: { $0.wipe($1) }
      )
    case .corrupt(let who, let part):
      return each(
        who, where: { $0.durable.holds(part ?? .entry($0.durable.log.lastIndex)) },
        otherwise: { .nothingStored($0, part) }, act: { $0.corrupt($1, part) })
    case .slowDisk(let who, let range): return each(who) { $0.group.nodes[$1].diskLatency = range }
    case .skew(let who, let parts): return each(who) { $0.setSkew($1, parts) }
    case .timeout(let who):
      return each(
        who, where: { $0.hasElectionTimer }, otherwise: { .noElectionTimer($0) },
        attempt: { $0.fireElectionTimer($1) })
    case .align: return setElectionTimers(from: nil, over: 0)
    case .spread:
      let range = header.electionTimeout
      return setElectionTimers(from: now + range.lowerBound, over: range.upperBound - range.lowerBound)
    case .snapshot(let who):
      return each(
        who, where: { $0.isUp }, otherwise: { .notRunning($0) }, act: { $0.step($1, .takeSnapshot) })

    case .partition(let groups): return group.partition(groups)
    case .isolate(let who): return group.isolate(who)
    case .cut(let link): return group.cut(link)
    case .heal: return group.heal()
    case .latency(let range, let link): group.network.turn(link) { $0.latency = range }
    case .loss(let parts, let link): group.network.turn(link) { $0.lossPartsPerMillion = parts }
    case .duplicate(let parts, let link):
      group.network.turn(link) {
        $0.duplicatePartsPerMillion = parts
        $0.doublesAnswers = link?.to == .clients
      }
    case .reorder(let on): group.network.reorder = on
    case .duplicateMessage(let message): return withMessage(message) { $0.duplicate($1, $2) }
    case .drop(let message): return withMessage(message) { $0.drop($1, $2) }
    case .hold(let link): return hold(link)
    case .holdMessage(let message): return hold(message)
    case .release(let link): return group.isLink(link) ? release(link) : .nothing(.noLink(link))
    case .releaseMessage(let message): return release(message)
    case .releaseAll: return release(nil)

    case .add(let node, let learner): return change(learner ? .addLearner(node) : .add(node))
    case .promote(let who): return change(of: who) { .promote($0) }
    case .remove(let who): return change(of: who) { .remove($0) }
    case .lead(let who): return handOver(to: who)
    case .setIndex(let which, let link, let index): return set(which, on: link, to: index)
    case .prepare(let who, let ballot, let to): return take(.prepare, by: who, under: ballot, to: to)
    case .accept(let who, let ballot, let value, let to, let slot):
      let command = value.map { clients.signed($0) }
      if let value, command == .some(nil) { return .nothing(.noAccount(value.from)) }
      return take(.accept(command: command ?? nil, slot: slot), by: who, under: ballot, to: to)
    case .hand(let who, let name): return hand(who, to: name)
    case .answer(let who, let answer): return self.answer(who, answer)
    case .bug(let name, let on): return breakRule(named: name, on)

    case .speed, .pauseClock, .play, .step, .runUntil, .back, .goto, .fork, .view, .big, .theme, .language,
      .why,
      .scenario, .poll, .hands, .quit, .expect, .note:
      return .nothing(.notOfCluster)
    }
    return .done()
  }

  // MARK: Clients

  /// - Parameter selector: Whom the client is to ask, if it is told.
  private mutating func ask(
    as name: String, _ selector: NodeSelector?, _ body: (inout World, Int, NodeID?) -> Void
  ) -> ActionOutcome {
    let node = selector.flatMap { group.resolve([$0]) { $0.isAlive }.first }.map { NodeID($0 + 1) }
    if selector != nil, node == nil { return .nothing(.noLiveNodeToAsk) }
    guard let client = clients.owner(named: name) else {
      return .nothing(.noAccount(name))
    }
    body(&self, client, node)
    return node.map { .done(on: [$0]) } ?? .done()
  }

  // MARK: Nodes

  /// - Returns: why the node does not stand for election, if it does not.
  private mutating func fireElectionTimer(_ position: Int) -> ActionRefusal? {
    let heard = group.nodes[position].leaderHeard(at: now)
    step(position, .fireElectionTimer)
    return heard.map { .request(.hearsLeader(group.nodes[position].id, $0)) }
  }

  /// Sets all running election timers, in equal steps from `start` on (nil: when the earliest is due), but none of
  /// them earlier than each of the nodes may stand.
  private mutating func setElectionTimers(
    from start: Nanoseconds?, over span: Nanoseconds
  ) -> ActionOutcome {
    let waiting = group.electionTimers
    guard let first = waiting.map({ group.nodes[$0].nextWake }).min() else {
      return .nothing(.noElectionTimers)
    }
    let allowed = waiting.map { group.nodes[$0].earliestCandidacy(at: now) }.max() ?? now
    let gap = span / UInt64(max(1, waiting.count - 1))
    for (place, position) in waiting.enumerated() {
      let time = max(start ?? first, allowed) + gap * UInt64(place)
      step(position, .setElectionTimer(group.nodes[position].clock.reading(at: time)))
    }
    return .done(on: group.ids(of: waiting))
  }

  /// Acts on each node meant, in order; says why when it applies to none.
  private mutating func each(
    _ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool = { _ in true },
    otherwise: (NodeID) -> ActionRefusal = { .notRunning($0) }, act: (inout World, Int) -> Void
  ) -> ActionOutcome {
    each(selectors, where: applies, otherwise: otherwise) { world, position in
      act(&world, position)
      return nil
    }
  }

  /// The same with an act that a node may refuse.
  private mutating func each(
    _ selectors: [NodeSelector], where applies: (SimulatedNode<R>) -> Bool,
    otherwise: (NodeID) -> ActionRefusal, attempt: (inout World, Int) -> ActionRefusal?
  ) -> ActionOutcome {
    var done = NodeSet()
    var refusals: [ActionRefusal] = []
    for selector in selectors {
      let meant = group.resolve([selector], where: applies)
      if meant.isEmpty { refusals.append(.nobody(selector)) }
      for position in meant {
        let id = group.nodes[position].id
        if let refusal = applies(group.nodes[position]) ? attempt(&self, position) : otherwise(id) {
          refusals.append(refusal)
        } else {
          done.insert(id)
        }
      }
    }
    if !done.isEmpty { return .done(on: done) }
    return .nothing(refusals.count == 1 ? refusals[0] : .several(refusals))
  }

  private mutating func note(_ change: Landmark.Kind, _ position: Int) {
    guard recorder.keepsRecords else { return }
    let node = NodeID(position + 1)
    let landmark = Landmark(kind: change, time: now, node: node, event: recorder.current)
    recorder.changes.append((landmark, ofLeader: group.leader == node))
  }

  mutating func kill(_ position: Int) {
    crash(position)
    watch.crashed(position, of: &group)
  }

  private mutating func crash(_ position: Int) {
    hash.absorb(0x1_0000 | UInt64(position))
    note(.crash, position)
    group.crash(position, at: now)
    leadersChanged()
  }

  mutating func leadersChanged() {
    past.leading(group.leaderCount, at: now)
    recorder.figures?.leading(group.leaderCount, at: now)
  }

  mutating func restart(_ position: Int) {
    hash.absorb(0x2_0000 | UInt64(position))
    note(.restart, position)
    let losesVote = group.restart(position, at: now, cause: recorder.current)
    watch.restarted(position, of: &group, losesVote: losesVote)
    scheduleWake(position)
  }
}
