import Command
import Consensus
import Host
import Ledger

/// Predicates: whether they hold, and what is seen instead. The first is asked after every event by who waits, so
/// it looks at nodes where they lie and makes no text.
extension World {
  /// Whether the predicate holds now.
  mutating func holds(_ predicate: Predicate) -> Bool {
    switch predicate {
    case .leader(let selector): return leads(selector)
    case .leads(let selector, let span):
      guard leads(selector), let leader = group.leader else { return false }
      return now - group.nodes[leader.number - 1].leadsSince >= span
    case .term(let comparison, let number): return comparison.holds(group.highestTerm, number)
    case .committed(let comparison, let number): return comparison.holds(group.committed, number)
    case .balance(let name, let comparison, let number, let selector):
      guard let position = group.holder(selector), let account = group.nodes[position].account(named: name)
      else {
        return false
      }
      return comparison.holds(account.balance, number)
    case .alive(let comparison, let number): return comparison.holds(group.aliveCount, number)
    case .converged: return group.hasConverged
    case .joint, .joining, .damaged, .handingOver, .unanswered: return underWay(predicate) != nil
    case .safe: return watch.violations.isEmpty
    case .violated(let name): return watch.hasViolated(name)
    case .refused(let reason): return clients.lastOwnRefusal == reason
    case .inFlight(let kind, let link): return group.flights.count(of: kind, on: link) > 0
    case .not(let inner): return !holds(inner)
    }
  }

  /// What is seen in the place of what the predicate speaks of.
  mutating func sight(of predicate: Predicate) -> String {
    switch predicate {
    case .leader: return group.leader.map { "\($0) leads" } ?? "no leader"
    case .leads:
      guard let leader = group.leader else { return "no leader" }
      let time = now - group.nodes[leader.number - 1].leadsSince
      return "\(leader) leads, for \(time / 1_000_000) ms"
    case .term: return "term \(group.highestTerm)"
    case .committed: return "committed \(group.committed)"
    case .balance(let name, _, _, let selector):
      guard let position = group.holder(selector) else { return "no live node" }
      guard let account = group.nodes[position].account(named: name) else {
        return "\(group.nodes[position].id) knows no account \(name)"
      }
      return "balance \(name) \(account.balance) on \(group.nodes[position].id)"
    case .alive: return "alive \(group.aliveCount)"
    case .converged: return group.difference ?? "converged"
    case .joint: return underWay(predicate) ?? "no joint configuration"
    case .joining: return underWay(predicate) ?? "no server waits for its vote"
    case .damaged: return underWay(predicate) ?? "no damaged disk"
    case .handingOver: return underWay(predicate) ?? "nobody hands over"
    case .unanswered: return underWay(predicate) ?? "all is answered"
    case .safe: return watch.violatedNames.first.map { "violated \($0)" } ?? "safe"
    case .violated: return watch.violatedNames.isEmpty ? "safe" : watch.violatedNames.joined(separator: ", ")
    case .refused: return clients.lastOwnRefusal.map { "refused \($0.rawValue)" } ?? "not refused"
    case .inFlight(let kind, let link):
      return
        "\(group.flights.count(of: kind, on: link)) such messages among \(group.flights.all.count) in flight"
    case .not(let inner): return sight(of: inner)
    }
  }

  /// What of this kind is under way, in words; nil: nothing.
  private mutating func underWay(_ predicate: Predicate) -> String? {
    predicate == .unanswered ? clients.unanswered() : group.underWay(predicate)
  }

  /// Whether this node leads, or any where none is named.
  private mutating func leads(_ selector: NodeSelector?) -> Bool {
    guard let leader = group.leader else { return false }
    guard let selector else { return true }
    return group.resolve([selector]) { $0.isAlive }.contains(leader.number - 1)
  }
}
