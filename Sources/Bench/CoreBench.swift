import Command
import Consensus
import Paxos
import Raft

/// `raftcoin bench core`: what the algorithm itself costs.
///
/// The replicas of `Raft`, or of `Paxos`, run in one thread, messages pass through one queue in memory, a write is durable at
/// once. Nothing is special about these replicas: a leader is elected, followers learn the commitIndex with the
/// next AppendEntries or heartbeat, timers run on a virtual clock.
public enum CoreBench {
  /// The most entries in one AppendEntries: a peer's batch at 256 in flight.
  static let appendLimit = 256

  /// - Parameters:
  ///   - consensus: Whose replicas.
  ///   - nodes: Replicas, 1 to 9.
  ///   - window: Commands proposed and not yet applied on the leader, at most.
  ///   - count: How many commands.
  ///   - payload: Bytes of one command; the first eight number it.
  /// - Returns: What was measured, and a digest of all commands in the order in which they were applied, the same
  ///   on every replica.
  /// - Throws: What is wrong with a number, or that the replicas do not do what they are asked.
  public static func run(
    _ consensus: ConsensusProtocol = .raft, nodes: Int = 3, window: Int = 1, count: Int = 300_000,
    payload: Int = 128
  ) throws(BenchProblem) -> (report: Report, digest: UInt64) {
    try Bounds.check("nodes", nodes, 1...NodeID.highest)
    try Bounds.check("window", window, 1...100_000)
    try Bounds.check("count", count, 1...20_000_000)
    try Bounds.check("payload", payload, 8...1_000_000)
    return switch consensus {
    case .raft: try measure(RaftReplica.self, "Raft", nodes: nodes, window: window, count, payload)
    case .paxos: try measure(PaxosReplica.self, "Paxos", nodes: nodes, window: window, count, payload)
    case .synod: throw BenchProblem("single-decree Paxos chooses one value: there is nothing to repeat")
    }
  }

  private static func measure<R: Replica>(
    _ replica: R.Type, _ room: String, nodes: Int, window: Int, _ count: Int, _ payload: Int
  ) throws(BenchProblem) -> (report: Report, digest: UInt64) {
    var cluster = Cluster<R, NumberedCommands>(
      nodes: nodes, window: window, appendLimit: appendLimit,
      load: NumberedCommands(count: count, payload: payload))
    try cluster.elect()
    let spent = try Meter.measure { () throws(BenchProblem) in try cluster.replicate() }
    var report = Report(mode: "core", "the core of Sources/\(room)", "one thread, in memory, durable at once")
    report.add("nodes", .number(UInt64(nodes)), "replicas")
    report.add("window", .number(UInt64(window)), "proposals in flight")
    report.add("n", .number(UInt64(count)), "commands, applied by every replica in one order")
    report.add("payload", .number(UInt64(payload)), "bytes of one command")
    report.add(spent, Latencies(cluster.latencies), for: count, of: "command")
    report.add(
      "msgs_per_op", .measure(Double(cluster.messages) / Double(count), decimals: 2),
      "messages for a command")
    return (report, try cluster.commonDigest())
  }
}

/// Commands that hold their own number, so that a wrong order shows at once.
private struct NumberedCommands: Workload {
  static let isSlow = false
  let count: Int
  /// A command without its number.
  private let blank: [UInt8]

  init(count: Int, payload: Int) {
    self.count = count
    blank = Array(repeating: 0, count: payload)
  }

  func makeMachine() -> UInt64 { 0 }

  func command(_ number: Int, leader: borrowing UInt64) -> [UInt8] {
    // Bytes of its own. To make an array of so many bytes would look its metadata up each time, and to change a
    // copy would count the blank's references.
    var bytes: [UInt8] = []
    blank.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: UInt64(number).littleEndian, as: UInt64.self) }
    return bytes
  }

  static func apply(_ payload: [UInt8], number: Int, index: LogIndex, to machine: inout UInt64) -> String? {
    let stated = payload.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    machine = digest(machine, stated, payload[payload.count - 1])
    return stated == UInt64(number) ? nil : "applied command \(stated) where \(number) was expected"
  }

  func digest(_ machine: UInt64) -> UInt64 { machine }

  private static func digest(_ before: UInt64, _ stated: UInt64, _ last: UInt8) -> UInt64 {
    before &* 31 &+ stated &+ UInt64(last)
  }
}

/// What numbers on a command line may be.
enum Bounds {
  static func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(BenchProblem) {
    if range.contains(value) { return }
    throw BenchProblem(
      "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)", isUsage: true)
  }
}
