import Command
import Consensus
import SimulationHost
import Testing
import Words

@testable import Explanation
@testable import Host
@testable import Simulation

/// What is told of coins: what a read was answered, what moved an account's coins, and who is behind.
struct CoinWordsTests {
  /// The state after these lines, and the host that tells of it.
  private func run(_ lines: String, until time: Nanoseconds = 3_000_000_000) throws -> SimulationHost {
    let text = "raftcoin 1\nseed 42\nlatency 5ms..5ms\ndisk 1ms..1ms\naccounts alice 100, bob 100\n" + lines
    let scenario = try ScenarioParser.parse(text: text, file: "test").get()
    let host = try SimulationHost(scenario: scenario, seed: 42)
    host.advance(to: time)
    return host
  }

  private func ended(_ host: SimulationHost, _ language: Language = .english) -> [String] {
    let snapshot = host.snapshot()
    return host.records(after: 0).compactMap { record in
      guard case .clientEnded = record.what else { return nil }
      return Explainer(language: language).news(of: Scene(record, in: snapshot, host))?.text
    }
  }

  @Test("A read says who answered what, as of which entry, and how old that was (§8, D§6.4)")
  func read() throws {
    let host = try run(
      """
      at 0s timeout 1
      when leader 1
      transfer alice bob 10
      when balance bob = 110
      after 500ms
      balance bob
      after 200ms
      isolate 3
      transfer alice bob 5
      after 300ms
      balance bob from 3 stale
      """)
    #expect(
      ended(host).suffix(1) == [
        "n3 answers: bob has 110 coins, as of entry 3. Entries committed since, which it leaves out: 1 (§8, D§6.4)"
      ])
    #expect(
      ended(host).contains(
        "n1 answers: bob has 110 coins, as of entry 3, the newest that was committed (§8, D§6.4)"))
    let answer = host.snapshot().operations.last?.answer
    #expect(answer?.through == 3 && answer?.behind == 1 && answer?.coins(of: "bob") == 110)
    #expect(answer?.coins(of: "zoe") == nil)
  }

  @Test("An account's statement: what moved its coins, newest first, with running sums")
  func statement() throws {
    let host = try run(
      """
      at 0s timeout 1
      when leader 1
      transfer alice bob 10
      when balance bob = 110
      transfer bob alice 300
      after 300ms
      transfer bob alice 7
      """)
    let card = Explainer(language: .english).card(for: .account("bob"), in: host.snapshot(), host)
    let lines = card.sentences.drop { $0 != "What moved its coins, newest first:" }.dropFirst().prefix(3)
    #expect(
      lines.map { String($0.drop { $0 != "e" }) } == [
        "entry 4 of term 1: -7 to alice = 103",
        "entry 3 of term 1: bob→alice 300 moved nothing, 110",
        "entry 2 of term 1: +10 from alice = 110",
      ])
    #expect(card.sentences.allSatisfy { !$0.contains("Earlier entries") })
    #expect(host.snapshot().postings.map(\.position.index) == [1, 2, 3, 4])
  }

  @Test("Being a heartbeat behind is no lag; more is")
  func lag() throws {
    func now(_ host: SimulationHost) -> String {
      Explainer(language: .english).card(for: nil, in: host.snapshot(), host).sentences.joined()
    }
    let (start, transfer) = ("at 0s timeout 1\nwhen leader 1\n", "at 1s transfer alice bob 10\n")
    let fresh = try run(start + transfer, until: 1_030_000_000)
    let behind = fresh.snapshot()
    #expect(behind.nodes.contains { $0.view.applied < behind.committed })
    #expect(!now(fresh).contains("lags"), "right after one's own answered transfer")
    let stalled = try run(start + "at 900ms pause 3\n" + transfer, until: 2_000_000_000)
    #expect(now(stalled).contains("n3 lags"))
  }
}
