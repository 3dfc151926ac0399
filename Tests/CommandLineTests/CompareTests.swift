import Foundation
import Testing

@testable import raftcoin

@Suite("A network of which parts hear each other")
struct PartialNetworkTests {
  @Test("who has the log hears no majority: Raft stops, Paxos brings the log to who hears one")
  func constrainedElection() throws {
    func wait(_ cluster: PartialNetwork.Cluster) throws -> UInt64 {
      try PartialNetwork.longestWait(.constrainedElection, cluster, seed: 1)
    }
    #expect(try wait(.raft) == 10_000_000_000)
    #expect(try wait(.paxos) < 5_000_000_000)
  }
}

@Suite("raftcoin compare", .enabled(if: Program.path != nil))
struct CompareTests {
  private func shell(_ lines: String, _ scenario: String = "") throws -> Program {
    try Program.inFolder { folder in
      try Data(("raftcoin 1\nseed 1\nnodes 3\n" + scenario).utf8)
        .write(to: folder.appendingPathComponent("a.raftcoin"))
      return try Program(shell: lines, in: folder)
    }
  }

  @Test("Figure 8: Raft holds the old entry back, Paxos proposes it again and it is chosen")
  func figure8() throws {
    let run = try shell("$R compare figure-8 --plain --lang en")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(
      run.output.split(separator: "\n").map(String.init) == [
        "compare-figure-8, seed 8, 6.752 s",
        "                Raft                 Multi-Paxos",
        "messages        1082, 541 a payment  1070, 535 a payment",
        "for elections   50, with 0 entries   43, with 12 entries",
        "bytes sent      51780                58261",
        "durable writes  44                   45",
        "without leader  135 ms, 5×           105 ms, 5×",
        "answer: median  31 ms, 99 % 6.6 s    31 ms, 99 % 6.6 s",
        "Raft: alice 90 bob 110 carol 95 dave 105; supply 1400; hash 5d108e2056434a10eac858aa4dcfc174ed663f44f1887c7c81d4d741ef54af54",
        "Multi-Paxos: alice 90 bob 110 carol 95 dave 105; supply 1400; hash d1b0b028332a849369fa1064cfd157ca61f463b779cd24ba0007189828ad1049",
        "2.022 s Raft: Entry 2 is on 3 of 5 and yet not committed: it is of term 2, and the leader of term 4 counts copies only for entries of term 4. Once one of those is committed, it is too (§5.4.2, Figure 8)",
        "2.012 s Multi-Paxos: Slot 2 is chosen: n1, n2 and n3 accepted it under ballot 4.n1, 3 of 5 (PMS §2.2)",
        "Multi-Paxos: did nothing compare-figure-8:65: timeout n5; n5 has no election timer running",
      ])
  }

  @Test("the hashes are those of `run` with that protocol, and --json has them too")
  func hashes() throws {
    let text = "timeout 1\nat 100ms transfer alice bob 5\nkill leader\nafter 2s\n"
    let run = try shell(
      "$R compare a.raftcoin --json; $R run --quiet a.raftcoin; echo protocol paxos | cat - a.raftcoin "
        + "| sed '1d;2a protocol paxos' > b.raftcoin; $R run --quiet b.raftcoin", text)
    let lines = run.output.split(separator: "\n")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    let hashes = (object["protocols"] as? [[String: Any]] ?? []).compactMap { $0["hash"] as? String }
    #expect(hashes.map { "hash \($0)" } == lines.dropFirst().map(String.init))
  }

  @Test("a file that speaks of one protocol is refused with each such line")
  func refused() throws {
    let text = """
      pre-vote on
      protocol paxos
      when message replicate 1>2 in flight
      when message Prepare in flight
      bug count-old-term on
      when event became-leader
      """
    let run = try shell("$R compare a.raftcoin", text)
    #expect(run.status == 2)
    let places = run.errors.split(separator: "\n").dropFirst().map { line in
      line.prefix { $0 != " " } + " " + line.split(separator: " ").suffix(2).joined(separator: " ")
    }
    #expect(
      places == [
        "a.raftcoin:7:14: under raft", "a.raftcoin:4:10: under paxos", "a.raftcoin:8:5: under paxos",
        "a.raftcoin:9:12: under paxos",
      ])
    // What is wrong by any protocol is told as of every file.
    let wrong = try shell("$R compare a.raftcoin", "frobnicate\n")
    #expect(
      wrong.status == 2 && wrong.errors.hasPrefix("a.raftcoin:4:1: ") && !wrong.errors.contains("under"))
    for option in ["--nodes 5", "--pre-vote", "b.raftcoin"] {
      let other = try shell("$R compare a.raftcoin \(option)")
      #expect(other.status == 2 && other.errors.contains("not here"), "\(option)")
    }
  }

  @Test("a wait that one of them does not keep ends the lines of that one alone")
  func missed() throws {
    let text = "timeout 1\nwhen committed 1 within 1s\nexpect safe\nafter 1s\n"
    let run = try shell("$R compare a.raftcoin --lang en", text)
    #expect(run.status == 1)
    let failed = "Multi-Paxos: FAIL a.raftcoin:5: when committed 1 within 1s; saw: committed 0\n"
    #expect(run.output.contains("\n" + failed) && !run.output.contains("Raft: FAIL"))
    #expect(run.output.contains("\nMulti-Paxos: not reached a.raftcoin:6: safe;"))
  }
}
