import Consensus

@testable import Raft

/// Servers under a network that delays, drops, duplicates and reorders, and disks that tear, all from one
/// seed. It stands in for the simulation where only Raft is at stake.
struct Storm {
  struct Options: Sendable {
    var broken: [BrokenRule] = []
    /// Whether a crash may damage entries and snapshots, or now and then term and vote, or cost the whole disk.
    var damages = false
    /// Pre-vote, check-quorum, reads, snapshots, pipelining, transfers and changes of the membership, each or
    /// not, as the seed has it.
    var extensions = false
  }

  private(set) var servers: [Server]
  private var generator: SeededGenerator
  private var flights: [(from: NodeID, to: NodeID, message: RaftMessage)] = []
  private let options: Options
  private(set) var damaged = 0
  private(set) var delivered = 0
  /// What each server's state machine took in its life; the entries that a snapshot stands for are not there.
  private(set) var applied: [[CommittedEntry]]
  private(set) var leaders: [Term: NodeSet] = [:]
  /// By decision, how often it was made.
  private(set) var decided: [String: Int] = [:]
  /// The highest commitIndex of any server, and those of reads that were served with a lower one.
  private var committed: LogIndex = 0
  private var readsBegun: [UInt64: LogIndex] = [:]
  private(set) var staleReads = 0
  private(set) var servedReads = 0
  private var token: UInt64 = 0
  private var snapshots: [(position: Int, at: LogIndex)] = []

  init(seed: UInt64, size: Int, _ options: Options = Options()) {
    generator = SeededGenerator(seed: seed)
    self.options = options
    var generator = self.generator
    let bits = generator.next()
    servers = (1...size).map { number in
      Server(number, of: size, noOp: bits & 1 == 0, appendLimit: 3, broken: options.broken) {
        guard options.extensions else { return }
        $0.noOp = true
        $0.preVote = bits & 2 == 0
        $0.checkQuorum = bits & 4 == 0
        $0.window = bits & 8 == 0 ? 1 : 3
        $0.snapshotAfter = bits & 16 == 0 ? 0 : 5
        $0.snapshotChunk = 3
        $0.reads = .index
        $0.jointChanges = bits & 32 == 0
      }
    }
    for position in servers.indices { servers[position].diskIsFast = false }
    applied = servers.map { _ in [] }
  }

  /// One random act: a delivery, a loss, a copy, a write, a proposal, a timer, a crash or a discarded front.
  mutating func act() {
    let position = Int(generator.below(UInt64(servers.count)))
    switch generator.below(100) {
    case 0..<62 where !flights.isEmpty: deliver()
    case 0..<78: absorb(servers[position].flushDisk(), position)
    case 78..<84: step(position, .propose(token: nextToken(), command: [1]))
    case 84..<88: if options.extensions { ask(position) }
    case 88..<92: wake(position)
    case 92: step(position, .fireElectionTimer)
    case 93..<95: crash(position)
    case 95: if options.extensions { answerSnapshot() } else { discard(position) }
    default: if !flights.isEmpty { flights.remove(at: Int(generator.below(UInt64(flights.count)))) }
    }
  }

  private mutating func nextToken() -> UInt64 {
    token += 1
    return token
  }

  private mutating func step(_ position: Int, _ input: Input<RaftMessage>) {
    absorb(servers[position].step(input), position)
  }

  /// A read, a change of the membership, a transfer of leadership or a snapshot.
  private mutating func ask(_ position: Int) {
    let other = NodeID(1 + Int(generator.below(UInt64(servers.count))))
    let token = nextToken()
    switch generator.below(8) {
    case 0...3:
      readsBegun[token] = committed
      step(position, .read(token: token))
    case 4: step(position, .changeMembership(token: token, .remove(other)))
    case 5: step(position, .changeMembership(token: token, .add(other)))
    case 6: step(position, .transferLeadership(token: token, to: other))
    default: step(position, .takeSnapshot)
    }
  }

  private mutating func deliver() {
    let slot = Int(generator.below(UInt64(min(flights.count, 8))))
    let flight = flights[slot]
    delivered += 1
    if !generator.chance(partsPerMillion: 100_000) { flights.remove(at: slot) }
    if flights.count > 200 { flights.removeFirst(50) }
    step(flight.to.number - 1, .receive(from: flight.from, flight.message))
  }

  private mutating func wake(_ position: Int) {
    // One clock for all: who sleeps longer is late.
    let now = max(servers[position].now, min(servers[position].replica.nextWake, servers[position].now + 300))
    for index in servers.indices { servers[index].now = max(servers[index].now, now) }
    step(position, .wake)
  }

  private mutating func crash(_ position: Int) {
    let kept = servers[position].replica.lastApplied
    if options.broken.contains(.loseLogTail) {
      let last = servers[position].disk.log.lastIndex
      servers[position].disk.loseLogTail(from: last - min(last, generator.below(4)))
    }
    if options.damages, generator.below(2) == 0 {
      let log = servers[position].disk.log
      if servers[position].disk.corrupt(.entry(log.base.index + 1 + generator.below(UInt64(log.count) + 1))) {
        damaged += 1
      }
    }
    if options.damages, generator.below(12) == 0 {
      if generator.below(2) == 0 {
        servers[position].disk.wipe()
      } else {
        _ = servers[position].disk.corrupt(.termAndVote)
      }
      damaged += 1
    }
    if options.damages, generator.below(3) == 0, servers[position].disk.corrupt(.snapshot) { damaged += 1 }
    servers[position].restart()
    servers[position].replica.keepLastApplied(kept)
    applied[position] = []
    snapshots.removeAll { $0.position == position }
  }

  /// As the simulation does: what all have applied and stored, from every log and disk.
  private mutating func discard(_ position: Int) {
    let common = servers.map { min($0.replica.lastApplied, $0.replica.durableIndex) }.min() ?? 0
    servers[position].replica.discardLog(through: common)
    servers[position].disk.discardLog(through: common)
  }

  private mutating func answerSnapshot() {
    guard let (position, _) = snapshots.popLast() else { return }
    let index = servers[position].replica.lastApplied
    let data = withUnsafeBytes(of: index.bigEndian) { Array($0) }
    step(position, .snapshotTaken(through: index, data: data))
  }

  private mutating func absorb(_ effects: RaftEffects, _ position: Int) {
    for send in effects.sends { flights.append((NodeID(position + 1), send.to, send.message)) }
    applied[position] += servers[position].replica.log.entries(in: effects.applies)
    let replica = servers[position].replica
    if replica.role == .leader { leaders[replica.currentTerm, default: []].insert(NodeID(position + 1)) }
    for reply in effects.replies {
      guard let begun = readsBegun[reply.token], case .readable(let index, _) = reply.outcome else {
        continue
      }
      servedReads += 1
      if index < begun { staleReads += 1 }
    }
    committed = max(committed, replica.commitIndex)
    if let at = effects.wantsSnapshot { snapshots.append((position, at)) }
    for decision in effects.decisions { decided[decision.name, default: 0] += 1 }
    _ = replica.view
  }

  /// Whether no two servers applied different entries at one index, no term had two leaders, and no read was
  /// served that misses what was committed when it began.
  var isSafe: Bool {
    var seen: [LogIndex: Entry] = [:]
    for item in applied.joined() {
      if let other = seen[item.index], other != item.entry { return false }
      seen[item.index] = item.entry
    }
    return staleReads == 0 && leaders.values.allSatisfy { $0.count == 1 }
  }
}
