import Consensus

/// `raftcoin bench core`: what the algorithm itself costs.
///
/// The replicas of `Raft` run in one thread, messages pass through one queue in memory, a write is durable at
/// once. Nothing is special about these replicas: a leader is elected, followers learn the commitIndex with the
/// next AppendEntries or heartbeat, timers run on a virtual clock.
public struct CoreBench: Sendable {
  /// How many replicas and commands, and of which size.
  public struct Options: Sendable, Equatable {
    /// Replicas, 1 to 9.
    public var nodes: Int
    /// Commands proposed and not yet applied on the leader, at most.
    public var window: Int
    /// How many commands.
    public var count: Int
    /// Bytes of one command; the first eight number it.
    public var payload: Int

    public init(nodes: Int = 3, window: Int = 1, count: Int = 300_000, payload: Int = 128) {
      self.nodes = nodes
      self.window = window
      self.count = count
      self.payload = payload
    }

    /// What is wrong with them and what was expected; nil when they can be run.
    public var problem: String? {
      Bounds.problem("nodes", nodes, 1...NodeID.highest) ?? Bounds.problem("window", window, 1...100_000)
        ?? Bounds.problem("count", count, 1...20_000_000)
        ?? Bounds.problem("payload", payload, 8...1_000_000)
    }
  }

  /// The most entries in one AppendEntries: a peer's batch at 256 in flight.
  static let appendLimit = 256

  /// What was measured.
  public struct Result: Sendable {
    let options: Options
    let spent: Spent
    /// Messages between members.
    let messages: UInt64
    let latencies: Latencies
    /// Over all commands in the order in which they were applied, the same on every replica.
    let digest: UInt64

    public var report: Report {
      var report = Report()
      report.add("peer", .text("raftcoin"), "the core of Sources/Raft")
      report.add("mode", .text("core"), "one thread, in memory, durable at once")
      report.add("nodes", .number(UInt64(options.nodes)), "replicas")
      report.add("window", .number(UInt64(options.window)), "proposals in flight")
      report.add("n", .number(UInt64(options.count)), "commands, applied by every replica in one order")
      report.add("payload", .number(UInt64(options.payload)), "bytes of one command")
      report.add("ops_per_s", .measure(spent.perSecond(options.count), decimals: 0), "commands a second")
      latencies.add(to: &report)
      report.add(
        "cpu_ns_per_op", .measure(spent.processorEach(options.count), decimals: 0),
        "processor nanoseconds for a command")
      report.add(
        "msgs_per_op", .measure(Double(messages) / Double(options.count), decimals: 2),
        "messages for a command")
      return report
    }
  }

  /// Throws when the options are wrong, or the replicas do not do what they are asked.
  public static func run(_ options: Options) throws(BenchProblem) -> Result {
    if let problem = options.problem { throw BenchProblem(problem) }
    var cluster = Cluster(
      nodes: options.nodes, window: options.window, appendLimit: appendLimit,
      load: NumberedCommands(count: options.count, payload: options.payload))
    try cluster.elect()
    let spent = try Meter.measure { () throws(BenchProblem) in try cluster.replicate() }
    return Result(
      options: options, spent: spent, messages: cluster.messages, latencies: Latencies(cluster.latencies),
      digest: try cluster.commonDigest())
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
  static func problem(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
    range.contains(value) ? nil : "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)"
  }
}
