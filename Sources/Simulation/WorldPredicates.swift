import Command
import Consensus
import Host
import Ledger

/// Predicates: whether they hold, and what is seen instead.
extension World {
  /// Whether the predicate holds now, and what is seen in the place of what it speaks of. Who waits asks after every
  /// event, so this looks at nodes where they lie.
  /// - Parameter tells: Whether somebody wants to read what is seen: only then a text is made.
  mutating func look(at predicate: Predicate, tells: Bool) -> Sight {
    let seen = Seen(tells: tells, consensus: header.consensus)
    switch predicate {
    case .leader(let selector):
      return seen(leads(selector), group.leader.map { "\($0) leads" } ?? "no leader")
    case .leads(let selector, let span):
      guard let leader = group.leader else { return seen(false, "no leader") }
      let time = now - group.nodes[leader.number - 1].leadsSince
      return seen(leads(selector) && time >= span, "\(leader) leads, for \(time / 1_000_000) ms")
    case .term(let comparison, let name):
      let term = group.highestTerm
      return seen(comparison.holds(term, name.term), "term \(header.consensus.name(ofTerm: term))")
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
    case .node(let selector, .accepted(let ballot, let value)):
      return look(atAcceptanceUnder: ballot, value, by: selector, seen)
    case .chosen(let slot, let value):
      let isChosen = group.chosenValues(in: slot).contains { isValue($0, value) }
      return seen(isChosen, "it is not chosen")
    case .node(let selector, let fact): return group.look(at: fact, of: selector, at: now, seen)
    case .progress(let index, let link, let sign, let number):
      return group.look(at: index, on: link, sign, number, seen)
    case .timerGap(let sign, let span): return group.look(atTimerGap: sign, span, seen)
    case .equalLogs(let one, let other, let end): return group.look(atLogsOf: one, other, to: end, seen)
    case .copies(let entry, let sign, let number):
      let disks = group.disks(with: entry)
      return seen(sign.holds(UInt64(disks.count), number), "copies of \(entry): \(disks.count), on \(disks)")
    case .copiesBy(let entry, let nodes):
      let disks = group.disks(with: entry)
      return seen(disks == nodes, "\(entry) is on the disks of \(disks)")
    case .vanished(let entry):
      let disks = group.disks(with: entry)
      return seen(disks.isEmpty, "\(entry) is on the disks of \(disks)")
    case .operation(let number, let fate): return look(at: fate, ofOperation: number, seen)
    case .read(let name, let sign, let number):
      guard let answer = clients.lastOwnRead else { return seen(false, "nothing was read yet") }
      guard let coins = answer.coins(of: name) else { return seen(false, "the read knew no account \(name)") }
      return seen(sign.holds(coins, number), "the read returned \(name) \(coins)")
    case .members(let nodes):
      let membership = group.newestMembership
      return seen(membership.voters == nodes && !membership.isJoint, "the members are \(membership)")
    case .leaders, .elections, .grew, .paid, .available, .gap, .latency:
      return look(atPast: predicate, seen)
    case .event(let name, let selector):
      want(name)
      let nodes = noticed.nodes(deciding: name, at: now)
      let meant = selector.map { group.ids(of: group.resolve([$0]) { $0.isAlive }) }
      let holds = meant.map { !nodes.intersection($0).isEmpty } ?? !nodes.isEmpty
      return seen(holds, nodes.isEmpty ? "no \(name) at this instant" : "\(name) of \(nodes)")
    case .all(let parts): return look(at: parts, tells: tells, until: false)
    case .any(let parts): return look(at: parts, tells: tells, until: true)
    case .not(.paid(let span)):
      // Before so much time has passed, nobody can say that it did without a payment.
      let (holds, saw) = look(at: .paid(within: span), tells: tells)
      return (now >= span && !holds, saw)
    case .not(let inner):
      let (holds, saw) = look(at: inner, tells: tells)
      return (!holds, saw)
    }
  }

  private mutating func look(
    atAcceptanceUnder ballot: Ballot, _ value: TransferValue?, by selector: NodeSelector, _ seen: Seen
  ) -> Sight {
    guard let place = group.place(of: selector) else { return seen(false, "there is no \(selector)") }
    let slots = group.nodes[place].slotsOnDisk(from: 1)
    let holds =
      !R.entriesKeepTheirTerm
      && slots.contains {
        $0.ballot == ballot.term && isValue($0.value, value)
      }
    let ballots = slots.map { seen.consensus.name(ofTerm: $0.ballot) }
    return seen(holds, "\(NodeID(place + 1)) has accepted under \(ballots.isEmpty ? "none" : "\(ballots)")")
  }

  /// Whether it is this transfer; nil: any value will do.
  private func isValue(_ value: SlotValue, _ wanted: TransferValue?) -> Bool {
    guard let wanted else { return true }
    guard
      case .transfer(let from, let to, let amount, _) =
        describe(Entry(term: 0, kind: value.kind, payload: value.payload))
    else { return false }
    return TransferValue(from: from, to: to, amount: amount) == wanted
  }

  /// Of several predicates: whether one of them is so; none of them, where that is `false`.
  private mutating func look(at parts: [Predicate], tells: Bool, until decisive: Bool) -> Sight {
    var sights: [String] = []
    for part in parts {
      let (holds, saw) = look(at: part, tells: tells)
      if holds == decisive { return (decisive, saw) }
      sights.append(saw)
    }
    return (!decisive, tells ? sights.joined(separator: "; ") : "")
  }

  private mutating func look(at fate: OperationFate, ofOperation number: UInt64?, _ seen: Seen) -> Sight {
    guard let operation = clients.ownOperation(number) else {
      return seen(false, "there is no such operation")
    }
    switch fate {
    case .asked: return seen(operation.attempts > 0, operation.inWords)
    case .answered: return seen(operation.isAnswered, operation.inWords)
    case .unanswered: return seen(!operation.isAnswered, operation.inWords)
    case .unknown: return seen(operation.state == .unknown, operation.inWords)
    case .stored(let sign, let count):
      let disks =
        operation.position.map {
          group.disks(with: EntryName($0.index, term: TermName($0.term)))
        } ?? []
      return seen(sign.holds(UInt64(disks.count), count), "stored on \(disks.count)")
    case .retried(let sign, let count):
      let retries = UInt64(max(1, operation.attempts) - 1)
      return seen(sign.holds(retries, count), "retried \(retries) times")
    }
  }

  /// What is counted over time.
  private func look(atPast predicate: Predicate, _ seen: Seen) -> Sight {
    switch predicate {
    case .leaders(let sign, let number, let span):
      let count = group.leaderCount
      guard let span else { return seen(sign.holds(count, number), "leaders: \(count)") }
      let holds = past.leaderCount({ sign.holds($0, number) }, for: span, at: now)
      return seen(holds, "leaders: \(count), not so without a break")
    case .elections(let sign, let number, let span):
      let count = past.elections(within: span, at: now)
      return seen(sign.holds(count, number), "elections: \(count)")
    case .grew(let sign, let number, let span):
      let growth = past.growth(within: span, at: now)
      return seen(sign.holds(growth, number), "committed grew \(growth)")
    case .paid(let span):
      let since = past.sincePaid(at: now)
      return seen(
        since.map { $0 <= span } ?? false, since.map { "paid \($0 / 1_000_000) ms ago" } ?? "nobody has paid")
    case .available(let sign, let parts, let span):
      guard let share = past.availability(over: span, at: now) else { return seen(false, "too early to say") }
      return seen(sign.holds(share, UInt64(parts)), "available \(share / 10_000)%")
    case .gap(let sign, let span):
      let longest = past.longestGap(at: now)
      return seen(sign.holds(longest, span), "the longest gap is \(longest / 1_000_000) ms")
    case .latency(let sign, let span):
      let longest = max(past.longestLatency, clients.longestWait(at: now))
      return seen(sign.holds(longest, span), "the longest wait for an answer is \(longest / 1_000_000) ms")
    default: return seen(false, "")
    }
  }

  /// From now on decisions of this name are noticed, whether or not somebody watches.
  mutating func want(_ name: String) {
    noticed.want(name)
    group.effects.recordsDecisions = true
  }

  /// Whether this node leads, or any where none is named.
  private mutating func leads(_ selector: NodeSelector?) -> Bool {
    guard let leader = group.leader else { return false }
    guard let selector else { return true }
    return group.resolve([selector]) { $0.isAlive }.contains(leader.number - 1)
  }
}

extension OperationSnapshot {
  /// Whether its client knows the outcome.
  fileprivate var isAnswered: Bool {
    switch state {
    case .answered, .refused, .turnedAway: true
    case .queued, .asking, .stored, .committed, .unknown: false
    }
  }

  fileprivate var inWords: String {
    switch state {
    case .queued: "it waits in line"
    case .asking(let node): "\(node) is asked"
    case .stored(let position), .committed(let position): "stored at \(position)"
    case .answered: "answered"
    case .refused(let reason, _): "refused: \(reason)"
    case .turnedAway(let node, _): "turned away by \(node)"
    case .unknown: "given up, its outcome unknown"
    }
  }
}
