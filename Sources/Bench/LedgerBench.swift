import Consensus
import Ledger
import Raft

/// `raftcoin bench ledger`: transfers from end to end. Each is signed, checked where it enters, agreed on by the
/// replicas of `Raft` in one thread, and applied to every replica's ledger.
public enum LedgerBench {
  /// - Parameters:
  ///   - nodes: Replicas, 1 to 9.
  ///   - window: Transfers proposed and not yet applied on the leader, at most.
  ///   - count: How many transfers.
  /// - Returns: What was measured, and a digest of every replica's ledger at the end.
  /// - Throws: What is wrong with a number, or that a ledger does not do what it is asked.
  public static func run(
    nodes: Int = 3, window: Int = 64, count: Int = 10_000
  ) throws(BenchProblem) -> (report: Report, digest: UInt64) {
    try Bounds.check("nodes", nodes, 1...NodeID.highest)
    try Bounds.check("window", window, 1...100_000)
    try Bounds.check("count", count, 1...10_000_000)
    var cluster = Cluster<RaftReplica, _>(
      nodes: nodes, window: window, appendLimit: CoreBench.appendLimit, load: try Transfers(count: count))
    try cluster.elect()
    let spent = try Meter.measure { () throws(BenchProblem) in try cluster.replicate() }
    let (signing, checking) = (cluster.load.signing, cluster.load.checking)
    func each(_ time: UInt64) -> Report.Value { .measure(Double(time) / Double(count) / 1000, decimals: 2) }
    var report = Report(
      mode: "ledger", "signed transfers from end to end", "one thread, in memory, durable at once")
    report.add("nodes", .number(UInt64(nodes)), "replicas")
    report.add("window", .number(UInt64(window)), "transfers in flight")
    report.add("n", .number(UInt64(count)), "transfers, applied by every ledger")
    report.add(spent, Latencies(cluster.latencies), for: count, of: "transfer")
    report.add("sign_us", each(signing), "µs to sign one (Ed25519)")
    report.add("check_us", each(checking), "µs to check one where it enters")
    report.add(
      "agree_us", each(spent.wall - min(spent.wall, signing + checking)), "µs to agree on one and apply it")
    return (report, try cluster.commonDigest())
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
