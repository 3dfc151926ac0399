import Command
import Consensus
import Host
import Ledger

/// Predicates: whether they hold, and what is seen instead.
extension World {
  /// Whether the predicate holds now, and what is seen in the place of what it speaks of. Who waits asks after every
  /// event, so this looks at nodes where they lie.
  /// - Parameter tells: Whether somebody wants to read what is seen: only then a text is made.
  mutating func look(at predicate: Predicate, tells: Bool) -> (holds: Bool, saw: String) {
    func seen(_ holds: Bool, _ text: @autoclosure () -> String) -> (Bool, String) {
      (holds, tells ? text() : "")
    }
    func seen(_ underWay: String?, otherwise: String) -> (Bool, String) {
      (underWay != nil, underWay ?? otherwise)
    }
    switch predicate {
    case .leader(let selector):
      return seen(leads(selector), group.leader.map { "\($0) leads" } ?? "no leader")
    case .leads(let selector, let span):
      guard let leader = group.leader else { return seen(false, "no leader") }
      let time = now - group.nodes[leader.number - 1].leadsSince
      return seen(leads(selector) && time >= span, "\(leader) leads, for \(time / 1_000_000) ms")
    case .term(let comparison, let number):
      let term = group.highestTerm
      return seen(comparison.holds(term, number), "term \(term)")
    case .committed(let comparison, let number):
      return seen(comparison.holds(group.committed, number), "committed \(group.committed)")
    case .balance(let name, let comparison, let number, let selector):
      guard let position = group.holder(selector) else { return seen(false, "no live node") }
      let id = NodeID(position + 1)
      guard let account = group.nodes[position].account(named: name) else {
        return seen(false, "\(id) knows no account \(name)")
      }
      let balance = account.balance
      return seen(comparison.holds(balance, number), "balance \(name) \(balance) on \(id)")
    case .alive(let comparison, let number):
      let count = group.aliveCount
      return seen(comparison.holds(count, number), "alive \(count)")
    case .converged: return seen(group.hasConverged, group.difference ?? "converged")
    case .joint: return seen(group.underWay(predicate), otherwise: "no joint configuration")
    case .joining: return seen(group.underWay(predicate), otherwise: "no server waits for its vote")
    case .damaged: return seen(group.underWay(predicate), otherwise: "no damaged disk")
    case .handingOver: return seen(group.underWay(predicate), otherwise: "nobody hands over")
    case .unanswered: return seen(clients.unanswered(), otherwise: "all is answered")
    case .safe:
      return seen(watch.violations.isEmpty, watch.violatedNames.first.map { "violated \($0)" } ?? "safe")
    case .violated(let name):
      let names = watch.violatedNames
      return seen(watch.hasViolated(name), names.isEmpty ? "safe" : names.joined(separator: ", "))
    case .refused(let reason):
      let last = clients.lastOwnRefusal
      return seen(last == reason, last.map { "refused \($0.rawValue)" } ?? "not refused")
    case .inFlight(let kind, let link):
      let count = group.flights.count(of: kind, on: link)
      return seen(count > 0, "\(count) such messages among \(group.flights.all.count) in flight")
    case .not(let inner):
      let (holds, saw) = look(at: inner, tells: tells)
      return (!holds, saw)
    }
  }

  /// Whether this node leads, or any where none is named.
  private mutating func leads(_ selector: NodeSelector?) -> Bool {
    guard let leader = group.leader else { return false }
    guard let selector else { return true }
    return group.resolve([selector]) { $0.isAlive }.contains(leader.number - 1)
  }
}
