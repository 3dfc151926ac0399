import Consensus

@testable import Paxos

/// Servers under a network that delays, drops, doubles and reorders, and disks that tear, all from one seed: it stands
/// in for the simulation where only Paxos is at stake. It watches from outside: what every disk ever held, and so what
/// was chosen, whether anybody has noticed or not.
struct Storm {
  struct Options: Sendable {
    var broken: [BrokenPaxosRule] = []
    /// Whether a crash may damage slots and snapshots, or now and then the promise, or cost the whole disk.
    var damages = false
    var snapshots = false
  }

  /// A value as it was accepted under one ballot in one slot, and by whom.
  private struct Acceptance {
    let value: Entry
    var acceptors: NodeSet
  }
  private struct Place: Hashable {
    let slot: LogIndex
    let ballot: Term
  }

  private(set) var servers: [Server]
  private var generator: SeededGenerator
  private var flights: [(from: NodeID, to: NodeID, message: PaxosMessage)] = []
  private let options: Options
  private var token: UInt64 = 0
  private var acceptances: [Place: Acceptance] = [:]
  private var chosen: [LogIndex: (ballot: Term, value: Entry)] = [:]
  private var proposals: [LogIndex: [(ballot: Term, value: Entry)]] = [:]
  private var executed: [LogIndex: Entry] = [:]
  private var snapshotsAsked: [Int] = []
  private var readsBegun: [UInt64: LogIndex] = [:]
  private var answered: LogIndex = 0
  private(set) var decided: [String: Int] = [:]
  private(set) var servedReads = 0
  /// What was wrong first; nil: nothing.
  private(set) var fault: String?

  init(seed: UInt64, size: Int, _ options: Options = Options()) {
    generator = SeededGenerator(seed: seed)
    self.options = options
    servers = (1...size).map { number in
      Server(number, of: size, broken: options.broken) {
        $0.appendLimit = 3
        $0.reads = .index
        if options.snapshots {
          $0.snapshotAfter = 5
          $0.snapshotChunk = 3
        }
      }
    }
    for position in servers.indices { servers[position].diskIsFast = false }
  }

  var chosenCount: Int { chosen.count }

  mutating func run(_ acts: Int) {
    for _ in 0..<acts where fault == nil { act() }
  }

  /// One random act.
  private mutating func act() {
    let position = Int(generator.below(UInt64(servers.count)))
    switch generator.below(100) {
    case 0..<62 where !flights.isEmpty: deliver()
    case 0..<78:
      let effects = servers[position].flushDisk()
      noteDisk(position)
      absorb(effects, position)
    case 78..<84: step(position, .propose(token: nextToken(), command: value(token).payload))
    case 84..<87:
      readsBegun[nextToken()] = answered
      step(position, .read(token: token))
    case 87..<91: wake(position)
    case 91: step(position, .fireElectionTimer)
    case 92..<94: crash(position)
    case 94: if options.snapshots { takeSnapshot() } else { discard() }
    default: if !flights.isEmpty { flights.remove(at: Int(generator.below(UInt64(flights.count)))) }
    }
  }

  private mutating func nextToken() -> UInt64 {
    token += 1
    return token
  }

  private mutating func deliver() {
    let slot = Int(generator.below(UInt64(min(flights.count, 12))))
    let flight = flights[slot]
    if !generator.chance(partsPerMillion: 100_000) { flights.remove(at: slot) }
    if flights.count > 200 { flights.removeFirst(50) }
    step(flight.to.number - 1, .receive(from: flight.from, flight.message))
  }

  private mutating func wake(_ position: Int) {
    let now = max(servers[position].now, min(servers[position].replica.nextWake, servers[position].now + 300))
    for index in servers.indices { servers[index].now = max(servers[index].now, now) }
    step(position, .wake)
  }

  private mutating func crash(_ position: Int) {
    if options.damages {
      let harmed = servers.filter { $0.machine.durable.integrity != .sound || $0.machine.durable.isDamaged }
      let mayHarm =
        harmed.count < servers.count - majority(of: servers.count)
        || harmed.contains { $0.id.number == position + 1 }
      if mayHarm, generator.below(2) == 0 {
        let log = servers[position].machine.durable.log
        let index = log.base.index + 1 + generator.below(UInt64(log.count) + 3)
        _ = servers[position].machine.durable.corrupt(.entry(index))
        if generator.below(3) == 0 { _ = servers[position].machine.durable.corrupt(.snapshot) }
        if generator.below(40) == 0 { servers[position].machine.durable.wipe() }
        if generator.below(40) == 0 { _ = servers[position].machine.durable.corrupt(.termAndVote) }
      }
    }
    servers[position].restart(tearing: Int(generator.below(4)))
    noteDisk(position)
    snapshotsAsked.removeAll { $0 == position }
  }

  private mutating func discard() {
    let common = servers.map { min($0.replica.lastApplied, $0.replica.durableIndex) }.min() ?? 0
    for position in servers.indices {
      servers[position].machine.replica.discardLog(through: common)
      servers[position].machine.durable.discardLog(through: common)
    }
  }

  private mutating func takeSnapshot() {
    guard let position = snapshotsAsked.popLast() else { return }
    let index = servers[position].replica.lastApplied
    let data = withUnsafeBytes(of: index.bigEndian) { Array($0) }
    step(position, .snapshotTaken(through: index, data: data))
  }

  private mutating func step(_ position: Int, _ input: Input<PaxosMessage>) {
    absorb(servers[position].step(input), position)
  }

  private mutating func absorb(_ effects: PaxosEffects, _ position: Int) {
    let id = NodeID(position + 1)
    for send in effects.sends {
      flights.append((id, send.to, send.message))
      if case .accept(let accept) = send.message { noteProposals(accept) }
    }
    if effects.wantsSnapshot != nil { snapshotsAsked.append(position) }
    for item in servers[position].replica.log.entries(in: effects.applies) {
      let value = item.entry.accepted(under: 0)
      if let other = executed[item.index], other != value {
        fail("\(id) executes another value in \(item.index)")
      }
      executed[item.index] = value
      if chosen[item.index] == nil { fail("\(id) executes \(item.index), which is not chosen") }
    }
    for reply in effects.replies {
      guard case .readable(let index, _) = reply.outcome, let begun = readsBegun[reply.token] else {
        continue
      }
      servedReads += 1
      if index < begun { fail("\(id) serves a read at \(index) that began after \(begun) was answered") }
    }
    // What its proposer has executed is answered.
    if servers[position].replica.role == .leader {
      answered = max(answered, servers[position].replica.lastApplied)
    }
    for decision in effects.decisions { decided[decision.name, default: 0] += 1 }
    _ = servers[position].replica.view
  }

  private mutating func fail(_ what: String) { fault = fault ?? what }

  private mutating func noteProposals(_ accept: PaxosMessage.Accept) {
    for (offset, entry) in accept.entries.enumerated() {
      let slot = accept.first + UInt64(offset)
      let value = entry.accepted(under: 0)
      if let known = proposals[slot]?.first(where: { $0.ballot == accept.ballot }) {
        if known.value != value { fail("two values under \(Ballot(accept.ballot)) in \(slot)") }
        continue
      }
      proposals[slot, default: []].append((accept.ballot, value))
      if let known = chosen[slot], accept.ballot > known.ballot, known.value != value {
        fail("\(Ballot(accept.ballot)) proposes another value in \(slot) than was chosen")
      }
    }
  }

  /// What is on a disk now is accepted.
  private mutating func noteDisk(_ position: Int) {
    let disk = servers[position].machine.durable
    // Whoever forgot a promise is no acceptor any more.
    if disk.integrity == .wiped { return }
    let inOrder = disk.log.entries(in: disk.log.firstIndex..<(disk.log.lastIndex + 1)).map {
      ($0.index, $0.entry)
    }
    for (slot, entry) in inOrder + Array(disk.ahead) {
      let place = Place(slot: slot, ballot: entry.term)
      let value = entry.accepted(under: 0)
      var known = acceptances[place] ?? Acceptance(value: value, acceptors: [])
      if known.value != value { fail("two values accepted under \(Ballot(entry.term)) in \(slot)") }
      known.acceptors.insert(NodeID(position + 1))
      acceptances[place] = known
      guard known.acceptors.count >= majority(of: servers.count) else { continue }
      if let other = chosen[slot] {
        if other.value != value { fail("two values chosen in \(slot)") }
        if entry.term < other.ballot { chosen[slot] = (entry.term, value) }
      } else {
        chosen[slot] = (entry.term, value)
        if proposals[slot]?.contains(where: { $0.ballot > entry.term && $0.value != value }) == true {
          fail("a higher ballot proposes another value in \(slot)")
        }
      }
    }
  }
}
