import Consensus
import Ledger

/// `raftcoin bench ledger`: transfers from end to end. Each is signed, checked where it enters, agreed on by the
/// replicas of `Raft` in one thread, and applied to every replica's ledger.
public struct LedgerBench: Sendable {
  /// How many replicas and transfers.
  public struct Options: Sendable, Equatable {
    public var nodes: Int
    /// Transfers proposed and not yet applied on the leader, at most.
    public var window: Int
    /// How many transfers.
    public var count: Int

    public init(nodes: Int = 3, window: Int = 64, count: Int = 10_000) {
      self.nodes = nodes
      self.window = window
      self.count = count
    }

    /// What is wrong with them and what was expected; nil when they can be run.
    public var problem: String? {
      Bounds.problem("nodes", nodes, 1...NodeID.highest) ?? Bounds.problem("window", window, 1...100_000)
        ?? Bounds.problem("count", count, 1...10_000_000)
    }
  }

  /// What was measured.
  public struct Result: Sendable {
    let options: Options
    let spent: Spent
    let latencies: Latencies
    /// Wall time in signing and in checking signatures.
    let signing: UInt64
    let checking: UInt64
    /// Of every replica's ledger at the end.
    let digest: UInt64

    public var report: Report {
      func each(_ time: UInt64) -> Report.Value {
        .measure(Double(time) / Double(options.count) / 1000, decimals: 2)
      }
      var report = Report()
      report.add("peer", .text("raftcoin"), "signed transfers from end to end")
      report.add("mode", .text("ledger"), "one thread, in memory, durable at once")
      report.add("nodes", .number(UInt64(options.nodes)), "replicas")
      report.add("window", .number(UInt64(options.window)), "transfers in flight")
      report.add("n", .number(UInt64(options.count)), "transfers, applied by every ledger")
      report.add("ops_per_s", .measure(spent.perSecond(options.count), decimals: 0), "transfers a second")
      latencies.add(to: &report)
      report.add(
        "cpu_ns_per_op", .measure(spent.processorEach(options.count), decimals: 0),
        "processor nanoseconds for a transfer")
      report.add("sign_us", each(signing), "µs to sign one (Ed25519)")
      report.add("check_us", each(checking), "µs to check one where it enters")
      report.add(
        "agree_us", each(spent.wall - min(spent.wall, signing + checking)), "µs to agree on one and apply it")
      return report
    }
  }

  /// Throws when the options are wrong, or a ledger does not do what it is asked.
  public static func run(_ options: Options) throws(BenchProblem) -> Result {
    if let problem = options.problem { throw BenchProblem(problem) }
    var cluster = Cluster(
      nodes: options.nodes, window: options.window, appendLimit: CoreBench.appendLimit,
      load: try Transfers(count: options.count))
    try cluster.elect()
    let spent = try Meter.measure { () throws(BenchProblem) in try cluster.replicate() }
    return Result(
      options: options, spent: spent, latencies: Latencies(cluster.latencies),
      signing: cluster.load.signing, checking: cluster.load.checking, digest: try cluster.commonDigest())
  }
}

/// One coin goes round among eight wallets.
private struct Transfers: Workload {
  static let isSlow = true
  private static let wallets = 8

  let count: Int
  private let genesis: Genesis
  private(set) var signing: UInt64 = 0
  private(set) var checking: UInt64 = 0

  init(count: Int) throws(BenchProblem) {
    self.count = count
    do {
      genesis = try Genesis(
        seed: 1, accounts: (1...Self.wallets).map { (name: "w\($0)", coins: 1000) }, treasury: 0)
    } catch {
      throw BenchProblem("\(error)")
    }
  }

  func makeMachine() -> LedgerState { LedgerState(genesis: genesis) }

  mutating func command(_ number: Int, leader: borrowing LedgerState) throws(BenchProblem) -> [UInt8] {
    // The treasury's keys come first.
    let from = genesis.keys[1 + number % Self.wallets]
    let to = genesis.keys[1 + (number + 1) % Self.wallets]
    let start = Meter.wall()
    let signed = from.sign(
      Transaction(
        from: from.account, nonce: UInt64(number / Self.wallets + 1),
        body: .transfer(to: to.account, amount: 1)),
      on: genesis.chain)
    let entering = Meter.wall()
    if let refusal = leader.check(signed, publicKey: from.publicKey) {
      throw BenchProblem("transfer \(number) was refused: \(refusal)")
    }
    signing += entering - start
    checking += Meter.wall() - entering
    return LedgerCommand.transaction(signed).encoded()
  }

  static func apply(
    _ payload: [UInt8], number: Int, index: LogIndex, to machine: inout LedgerState
  ) -> String? {
    let receipt = machine.apply(payload, at: index)
    return receipt.outcome == .done ? nil : "transfer \(number) had the outcome \(receipt.outcome)"
  }

  func digest(_ machine: LedgerState) -> UInt64 {
    machine.accounts.reduce(machine.applied) { ($0 &* 31 &+ $1.balance) &* 31 &+ $1.nonce }
  }
}
