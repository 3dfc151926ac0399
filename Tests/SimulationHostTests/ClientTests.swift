import Command
import Consensus
import Host
import Linearizability
import Simulation
import SimulationHost
import Testing

/// What a client is told when networks delay, double and reorder, when leaders change, and when nodes are behind.
@Suite("Clients among faults")
struct ClientTests {
  /// Runs a scenario with every check on, and gives the whole history to the checker.
  private func run(_ text: String) throws -> (runner: ScenarioRunner, history: [HistoryEvent]) {
    let scenario = try ScenarioParser.parse(text: "raftcoin 1\n" + text, file: "test").get()
    let world = try makeWorld(
      header: scenario.header, seed: scenario.header.seed ?? 1,
      observers: [.records, .invariants, .history, .linearizability])
    let opening = world.openingBalances
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil) { _ in }
    #expect(runner.world.violatedNames == [])
    let events = runner.withWorld { $0.takeHistory() }
    let verdict = LinearizabilityChecker.check(OperationHistory(opening: opening, events))
    guard case .linearizable = verdict else {
      Issue.record("\(verdict)")
      return (runner, events)
    }
    return (runner, events)
  }

  /// In the history a process has one operation at a time, and no more answers than questions.
  private func expectWellFormed(_ history: [HistoryEvent]) {
    var waiting: Set<Int> = []
    for event in history {
      if event.kind == .invoke {
        #expect(waiting.insert(event.process).inserted, "process \(event.process) asks twice")
      } else {
        #expect(waiting.remove(event.process) != nil, "process \(event.process) is answered unasked")
      }
    }
  }

  @Test("among doubled, late and lost messages each transfer of a person is paid once and told once")
  func paidOnce() throws {
    let (_, history) = try run(
      """
      seed 87
      nodes 3
      latency 1ms..120ms
      accounts alice 100, bob 100
      election-timeout 300ms..600ms
      at 0s reorder on
      at 0s duplicate 60%
      at 0s load 30
      at 3.000s loss 60%
      at 11.501s loss 0%
      at 12.525s transfer alice bob 3
      at 12.827s transfer bob alice 1
      at 13.185s transfer alice bob 3
      at 13.339s transfer alice bob 4
      at 13.545s transfer alice bob 2
      at 13.645s transfer alice bob 5
      at 17.305s load off
      at 60s
      """)
    expectWellFormed(history)
  }

  /// n2 led, was cut off and never heard of the account; n1 leads, dies with the transfer under way, and the client
  /// asks n2, which still leads an old term.
  @Test("a leader that is behind does not refuse a payer that it has not heard of")
  func staleDoor() throws {
    let (runner, history) = try run(
      """
      seed 1
      nodes 5
      latency 10ms..10ms
      disk 1ms..1ms
      accounts alice 100, bob 50
      at 0s timeout 2
      when leader 2 within 2s
      at 1s isolate 2
      timeout 1
      when leader 1 within 3s
      at 2s open erin 50
      when balance erin 50 within 2s
      at 4s transfer erin alice 10
      at 4.025s kill 1
      at 6s expect balance erin 40
      at 8s expect not refused unknown account
      """)
    expectWellFormed(history)
    #expect(runner.results.map(\.held) == [true, true])
    #expect(history.filter { $0.kind == .fail }.isEmpty)
  }

  @Test("a read asked of a follower ends with whom it names, and the wallet goes on", arguments: [0, 50])
  func readAtFollower(_ doubledPercent: Int) throws {
    let (runner, history) = try run(
      """
      seed 1
      nodes 3
      accounts alice 100, bob 100
      timeout 1
      when leader 1
      when converged
      duplicate \(doubledPercent)%
      balance bob from 3
      after 1s
      transfer bob alice 10
      when balance bob 90 within 10s
      """)
    #expect(!runner.hasFailed)
    #expect(history.compactMap(\.error) == ["n3 does not lead; it names n1"])
    expectWellFormed(history)
  }

  @Test("a read asked of a follower ends without a latency too")
  func readAtFollowerAtOnce() throws {
    let (runner, _) = try run(
      """
      seed 1
      nodes 3
      latency 0ms..0ms
      timeout 1
      when leader 1
      balance bob from 2
      after 1s
      expect safe
      """)
    #expect(!runner.hasFailed && runner.world.eventCount < 10_000)
  }

  /// n1's entries of its first term were overwritten; the answers that it owed for them are void.
  @Test("who leads again answers what it applies, whatever it owed before")
  func leadsAgain() throws {
    let (_, history) = try run(
      """
      seed 3
      nodes 3
      latency 2ms..2ms
      disk 1ms..1ms
      accounts alice 100, bob 100, carol 100, dave 100
      election-timeout 400ms..600ms
      at 0s timeout 1
      when leader 1 within 2s
      at 1s balance alice
      at 1.5s isolate 1
      at 1.5s transfer alice bob 1
      at 1.5s transfer bob carol 1
      at 1.5s transfer carol dave 1
      at 1.5s transfer dave alice 1
      at 1.52s timeout 2
      at 1.6s heal
      at 1.72s timeout 1
      at 9s
      """)
    let answers = history.filter { $0.kind == .ok && $0.value == nil }
    #expect(answers.count == 4 && answers.allSatisfy { $0.time < 2_200_000_000 })
  }
}
