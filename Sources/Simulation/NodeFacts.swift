import Command
import Consensus
import Host

/// Whether something holds, and what is seen in its place.
typealias Sight = (holds: Bool, saw: String)

/// Makes the text of what is seen only for whoever wants to read it.
struct Seen {
  let tells: Bool
  /// Whose way of writing terms it has.
  let consensus: ConsensusProtocol

  func callAsFunction(_ holds: Bool, _ text: @autoclosure () -> String) -> Sight {
    (holds, tells ? text() : "")
  }

  func callAsFunction(_ underWay: String?, otherwise: String) -> Sight {
    (underWay != nil, underWay ?? otherwise)
  }
}

/// What predicates say of one node, of logs and of disks.
extension Group {
  mutating func look(
    at fact: NodeFact, of selector: NodeSelector, at now: Nanoseconds, _ seen: Seen
  ) -> Sight {
    guard let place = place(of: selector) else { return seen(false, "there is no \(selector)") }
    let id = NodeID(place + 1)
    switch fact {
    case .leads: return look(for: .leader, place, seen)
    case .stands: return look(for: .candidate, place, seen)
    case .follows: return look(for: .follower, place, seen)
    case .term(let sign, let name):
      let term = term(of: place)
      return seen(sign.holds(term, name.term), "\(id) is in term \(seen.consensus.name(ofTerm: term))")
    case .voted(let candidate):
      let vote = view(of: place).votedFor
      let meant = self.place(of: candidate).map { NodeID($0 + 1) }
      return seen(vote != nil && vote == meant, "\(id) has voted for \(vote.map { "\($0)" } ?? "nobody")")
    case .knowsCommitted(let sign, let number):
      let index = isAlive(place) ? nodes[place].machine.replica.commitIndex : 0
      return seen(sign.holds(index, number), "\(id) knows entries up to \(index) as committed")
    case .hasFirstTimer:
      let first = firstTimer()
      return seen(first == id, first.map { "the first timer is that of \($0)" } ?? "no election timer runs")
    case .timer(let sign, let span):
      guard let left = timeLeft(of: place, at: now) else { return seen(false, "\(id) has no election timer") }
      return seen(sign.holds(left, span), "the timer of \(id) has \(left / 1_000_000) ms left")
    case .learns:
      let membership = newestMembership
      return seen(membership.learners.contains(id), "the members are \(membership)")
    case .snapshot(let sign, let number):
      let last = view(of: place).snapshot?.index ?? 0
      return seen(sign.holds(last, number), "the snapshot of \(id) stands for \(last) entries")
    case .log(let terms):
      let (log, ahead) = (log(of: place), ahead(of: place))
      return seen(log.has(terms, ahead), "the log of \(id) is \(log.termsInWords(ahead, seen.consensus))")
    case .logEnds(let name):
      let last =
        ahead(of: place).max { $0.key < $1.key }.map { LogPosition(index: $0.key, term: $0.value.term) }
        ?? log(of: place).last
      return seen(
        last.index > 0 && last.term == name.term, "the log of \(id) ends at \(seen.consensus.cell(last))")
    case .promised(let ballot):
      let term = term(of: place)
      return seen(
        !R.entriesKeepTheirTerm && term == ballot.term,
        "\(id) has promised \(seen.consensus.name(ofTerm: term))")
    // The world looks, which knows who is called what.
    case .accepted: return seen(false, "")
    }
  }

  /// Which node is meant, dead or alive where it is named by its number.
  mutating func place(of selector: NodeSelector) -> Int? {
    if case .node(let id) = selector { return id.number <= nodes.count ? id.number - 1 : nil }
    return resolve([selector]) { $0.isAlive }.first
  }

  private func look(for role: Role, _ place: Int, _ seen: Seen) -> Sight {
    let own = nodes[place].machine.replica.role
    let holds = isAlive(place) && own == role
    let id = NodeID(place + 1)
    return seen(
      holds,
      isAlive(place)
        ? "\(id) is a \(own) in term \(seen.consensus.name(ofTerm: term(of: place)))" : "\(id) is down")
  }

  /// In memory; of a dead node, on its disk.
  private func term(of place: Int) -> Term {
    isAlive(place) ? nodes[place].machine.replica.currentTerm : nodes[place].machine.durable.term
  }

  /// How many live nodes lead, of whatever term.
  var leaderCount: UInt64 {
    UInt64(nodes.indices.count { nodes[$0].machine.replica.role == .leader && isAlive($0) })
  }

  /// The configuration of the live node that knows most committed entries.
  var newestMembership: Membership {
    var newest: (committed: LogIndex, membership: Membership)?
    for place in nodes.indices where isAlive(place) {
      let committed = nodes[place].machine.replica.commitIndex
      if committed >= newest?.committed ?? 0 { newest = (committed, nodes[place].machine.replica.membership) }
    }
    return newest?.membership
      ?? Membership(voters: NodeSet(configuration.members), quorums: configuration.quorums)
  }

  // MARK: Timers

  /// Whose election timer is the next to fire; of several the first.
  private func firstTimer() -> NodeID? {
    let waiting = electionTimers
    return waiting.min { nodes[$0].nextWake < nodes[$1].nextWake }.map { NodeID($0 + 1) }
  }

  func look(atTimerGap sign: Comparison, _ span: Nanoseconds, _ seen: Seen) -> Sight {
    let times = electionTimers.map { nodes[$0].nextWake }.sorted()
    guard times.count > 1 else { return seen(false, "less than two election timers run") }
    let gap = times[1] - times[0]
    return seen(sign.holds(gap, span), "the gap is \(Quantities.timeText(gap))")
  }

  /// Until its election timer fires.
  private func timeLeft(of place: Int, at now: Nanoseconds) -> Nanoseconds? {
    guard nodes[place].hasElectionTimer else { return nil }
    return max(nodes[place].nextWake, now) - now
  }

  // MARK: Entries

  mutating func look(
    atLogsOf one: NodeSelector, _ other: NodeSelector, to end: LogIndex?, _ seen: Seen
  ) -> Sight {
    guard let first = place(of: one), let second = place(of: other) else {
      return seen(false, "there is no \(place(of: one) == nil ? one : other)")
    }
    let difference = log(of: first).firstDifference(from: log(of: second), to: end)
    return seen(difference == nil, difference.map { "they differ at entry \($0)" } ?? "they are equal")
  }

  /// The disks that hold an entry, dead nodes' too.
  func disks(with entry: EntryName) -> NodeSet {
    guard let term = entry.term?.term ?? mostHeldTerm(at: entry.index) else { return [] }
    let position = LogPosition(index: entry.index, term: term)
    return ids(
      of: nodes.indices.filter {
        nodes[$0].machine.durable.log.holds(position)
          || nodes[$0].machine.durable.ahead[position.index]?.term == term
      })
  }

  /// What is chosen in this slot, or in any, as far as the cluster shows it now: what enough disks hold under one
  /// ballot, and what a live node knows to be chosen. Raft has no word for it.
  mutating func chosenValues(in slot: LogIndex?) -> [SlotValue] {
    if R.entriesKeepTheirTerm { return [] }
    let members = newestMembership
    var held: [LogIndex: [(ballot: Term, value: SlotValue, count: Int)]] = [:]
    var chosen: [SlotValue] = []
    for place in nodes.indices {
      let known = isAlive(place) ? nodes[place].replica.commitIndex : 0
      for index in slot.map({ $0...$0 }) ?? 1...max(1, known) where index <= known {
        if let entry = nodes[place].replica.log.entry(at: index) { chosen.append(SlotValue(entry)) }
      }
      guard members.voters.contains(NodeID(place + 1)) else { continue }
      for one in nodes[place].slotsOnDisk(from: slot ?? 1) where slot == nil || one.slot == slot {
        let like = held[one.slot]?.firstIndex { $0.ballot == one.ballot && $0.value == one.value }
        if let like {
          held[one.slot]?[like].count += 1
        } else {
          held[one.slot, default: []].append((one.ballot, one.value, 1))
        }
      }
    }
    return chosen + held.values.joined().filter { $0.count >= members.neededToCommit }.map(\.value)
  }

  /// Of several the lowest.
  private func mostHeldTerm(at index: LogIndex) -> Term? {
    let terms = nodes.compactMap {
      $0.machine.durable.log.term(at: index) ?? $0.machine.durable.ahead[index]?.term
    }.sorted()
    func disks(_ term: Term) -> Int { terms.count { $0 == term } }
    return terms.max { disks($0) < disks($1) }
  }

  func look(at index: FollowerIndex, on link: Link, _ sign: Comparison, _ number: UInt64, _ seen: Seen)
    -> Sight
  {
    guard let (leader, follower) = link.nodes, leader.number <= nodes.count else {
      return seen(false, "there is no \(link)")
    }
    guard let known = view(of: leader.number - 1).progress.first(where: { $0.node == follower }) else {
      return seen(false, "\(leader) keeps no \(index.rawValue) of \(follower)")
    }
    let value = index == .next ? known.nextIndex : known.matchIndex
    return seen(sign.holds(value, number), "\(index.rawValue) \(link) is \(value)")
  }
}

extension EntryLog {
  /// Whether these are its entries' terms, from index 1; nil: compacted away, or a hole.
  /// - Parameter ahead: What lies behind its first hole.
  func has(_ terms: [TermName?], _ ahead: [LogIndex: Entry]) -> Bool {
    guard ahead.keys.max() ?? lastIndex == UInt64(terms.count) else { return false }
    var index: LogIndex = 0
    return terms.allSatisfy { name in
      index += 1
      return name?.term == (index < firstIndex ? nil : self.term(at: index) ?? ahead[index]?.term)
    }
  }

  /// `1 1 2`, `_ _ 3`; of a long one the end.
  func termsInWords(_ ahead: [LogIndex: Entry], _ consensus: ConsensusProtocol) -> String {
    let last = ahead.keys.max() ?? lastIndex
    if last == 0 { return "empty" }
    let first = last > 40 ? last - 39 : 1
    let terms = (first...last).map {
      $0 < firstIndex ? "_" : (term(at: $0) ?? ahead[$0]?.term).map(consensus.cell) ?? "_"
    }
    return (first > 1 ? "… " : "") + terms.joined(separator: " ")
  }

  /// The first entry in which two logs differ, of those that both still have; nil: there is none.
  /// - Parameter end: How far to look, and how far both must reach; nil: altogether.
  func firstDifference(from other: EntryLog, to end: LogIndex?) -> LogIndex? {
    var index = max(firstIndex, other.firstIndex)
    let end = end ?? max(lastIndex, other.lastIndex)
    while index <= end {
      guard let entry = entry(at: index), entry == other.entry(at: index) else { return index }
      index += 1
    }
    return nil
  }
}
