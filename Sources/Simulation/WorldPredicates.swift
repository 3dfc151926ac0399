import Command
import Consensus
import Host
import Ledger

/// Predicates: whether they hold, and what is seen instead. The first is asked after every event by who waits, so
/// it looks at nodes where they lie and makes no text.
extension World {
  /// Whether what a predicate speaks of is watched in this run. Rules are not where nobody asked for it, and then
  /// nobody can tell whether one broke.
  func watches(_ predicate: Predicate) -> Bool {
    switch predicate {
    case .safe: invariants != nil && monitor != nil
    case .violated(let name):
      Self.invariant(name) == InvariantName.linearizability.rawValue ? monitor != nil : invariants != nil
    case .not(let inner): watches(inner)
    case .leader, .leads, .term, .committed, .balance, .alive, .converged, .joint, .joining, .damaged,
      .handingOver, .unanswered, .refused, .inFlight:
      true
    }
  }

  private static func invariant(_ name: String) -> String {
    name.split(separator: " ").joined(separator: "-")
  }

  /// Whether the predicate holds now.
  mutating func holds(_ predicate: Predicate) -> Bool {
    switch predicate {
    case .leader(let selector): return leads(selector)
    case .leads(let selector, let span):
      guard leads(selector), let leader = leaderInPlace() else { return false }
      return now - nodes[leader.number - 1].leadsSince >= span
    case .term(let comparison, let number): return comparison.holds(highestTerm, number)
    case .committed(let comparison, let number): return comparison.holds(committed, number)
    case .balance(let name, let comparison, let number, let selector):
      guard let position = holder(selector), let account = nodes[position].account(named: name) else {
        return false
      }
      return comparison.holds(account.balance, number)
    case .alive(let comparison, let number): return comparison.holds(aliveCount, number)
    case .converged: return hasConverged
    case .joint, .joining, .damaged, .handingOver, .unanswered: return underWay(predicate) != nil
    case .safe: return violatedNames.isEmpty
    case .violated(let name): return violatedNames.contains(Self.invariant(name))
    case .refused(let reason): return clients.lastOwnRefusal == reason
    case .inFlight(let kind, let link): return flights.count(of: kind, on: link) > 0
    case .not(let inner): return !holds(inner)
    }
  }

  /// What is seen in the place of what the predicate speaks of.
  mutating func sight(of predicate: Predicate) -> String {
    switch predicate {
    case .leader: return leaderInPlace().map { "\($0) leads" } ?? "no leader"
    case .leads:
      guard let leader = leaderInPlace() else { return "no leader" }
      let time = now - nodes[leader.number - 1].leadsSince
      return "\(leader) leads, for \(time / 1_000_000) ms"
    case .term: return "term \(highestTerm)"
    case .committed: return "committed \(committed)"
    case .balance(let name, _, _, let selector):
      guard let position = holder(selector) else { return "no live node" }
      guard let account = nodes[position].account(named: name) else {
        return "\(nodes[position].id) knows no account \(name)"
      }
      return "balance \(name) \(account.balance) on \(nodes[position].id)"
    case .alive: return "alive \(aliveCount)"
    case .converged: return difference ?? "converged"
    case .joint: return underWay(predicate) ?? "no joint configuration"
    case .joining: return underWay(predicate) ?? "no server waits for its vote"
    case .damaged: return underWay(predicate) ?? "no damaged disk"
    case .handingOver: return underWay(predicate) ?? "nobody hands over"
    case .unanswered: return underWay(predicate) ?? "all is answered"
    case .safe: return violatedNames.first.map { "violated \($0)" } ?? "safe"
    case .violated: return violatedNames.isEmpty ? "safe" : violatedNames.joined(separator: ", ")
    case .refused: return clients.lastOwnRefusal.map { "refused \($0.rawValue)" } ?? "not refused"
    case .inFlight(let kind, let link):
      return "\(flights.count(of: kind, on: link)) such messages among \(flights.all.count) in flight"
    case .not(let inner): return sight(of: inner)
    }
  }

  /// Whether this node leads, or any where none is named.
  private mutating func leads(_ selector: NodeSelector?) -> Bool {
    guard let leader = leaderInPlace() else { return false }
    guard let selector else { return true }
    return resolve([selector]) { $0.isAlive }.contains(leader.number - 1)
  }

  private var highestTerm: Term {
    mutating get {
      var highest: Term = 0
      for place in nodes.indices { highest = max(highest, nodes[place].latestTerm()) }
      return highest
    }
  }

  private var aliveCount: UInt64 {
    mutating get {
      var count: UInt64 = 0
      for place in nodes.indices where nodes[place].isAliveInPlace() { count += 1 }
      return count
    }
  }

  /// The node whose balances are meant; where none is named the live one that has applied most, of several the
  /// first.
  private mutating func holder(_ selector: NodeSelector?) -> Int? {
    if let selector {
      return resolve([selector]) { $0.isAlive }.first { nodes[$0].isAlive }
    }
    var best: (position: Int, applied: LogIndex)?
    for place in nodes.indices where nodes[place].isAliveInPlace() {
      let applied = nodes[place].lastAppliedInPlace()
      if best.map({ applied > $0.applied }) ?? true { best = (place, applied) }
    }
    return best?.position
  }

  // MARK: Converged

  /// Looks again only once something has changed that it depends on: to compare logs and ledgers after every
  /// heartbeat would cost more than the run.
  private var hasConverged: Bool {
    mutating get {
      if let knownConverged { return knownConverged }
      let holds = difference == nil
      knownConverged = holds
      return holds
    }
  }

  /// In what the live replicas differ; nil where all have the same last entry, entries, commitIndex and ledger, and
  /// none has a damaged log that is not repaired: that one counts for no quorum although it looks like the others.
  private var difference: String? {
    mutating get { difference(among: membersNow.members) }
  }

  private func difference(among members: NodeSet) -> String? {
    let alive = nodes.filter { $0.isAlive && members.contains($0.id) }
    guard let first = alive.first else { return "no live node" }
    for node in alive {
      if case .damaged(let last) = node.replica.standing {
        return "\(node.id) is not repaired: its log was damaged and once ended at \(last)"
      }
    }
    for node in alive.dropFirst() {
      if node.replica.log.last != first.replica.log.last {
        return "\(first.id) ends at \(first.replica.log.last), \(node.id) at \(node.replica.log.last)"
      }
      if node.replica.commitIndex != first.replica.commitIndex {
        return
          "\(first.id) has commitIndex \(first.replica.commitIndex), \(node.id) \(node.replica.commitIndex)"
      }
      var index = max(node.replica.log.firstIndex, first.replica.log.firstIndex)
      while index <= first.replica.log.lastIndex {
        if first.replica.log[index] != node.replica.log[index] {
          return "\(first.id) and \(node.id) differ at entry \(index)"
        }
        index += 1
      }
      if node.ledger.stateHash() != first.ledger.stateHash() {
        return "the ledgers of \(first.id) and \(node.id) differ"
      }
    }
    return nil
  }
}
