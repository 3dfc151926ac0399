import Command
import Consensus
import Simulation
import SimulationHost
import Testing

/// Whole runs: clients, network, disks and invariants around the replicas.
struct RunTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// How often a line does nothing.
    var refusals = 0
    let text: String
  }

  static let cases: [Case] = [
    Case(
      description: "a transfer is chosen, executed and answered; who comes later is told that another was",
      refusals: 2,
      text: """
        nodes 3
        transfer alice bob 10 via 1
        when chosen alice bob 10 within 5s
        when balance bob 110 on 3 within 5s
        after 1s expect operation answered
        transfer carol bob 10 via 2
        after 2s expect refused another value chosen
        balance alice
        after 1s expect read alice = 90
        add 4
        lead 2
        expect safe
        """),
    Case(
      description: "the duel that is a double spend: one of two payments of the same coins is chosen",
      text: """
        nodes 6
        roles proposers 1,2 acceptors 3,4,5 learners 6
        transfer alice bob 100 via 1
        transfer alice carol 100 via 2
        when chosen within 20s
        after 4s expect operation 1 answered
        expect operation 2 answered
        expect balance alice = 0 on 6
        expect safe
        """),
    Case(
      description: "the study's second question: a stale number is accepted where the newer was not promised",
      refusals: 2,
      text: """
        nodes 5
        prepare 4 3.4
        after 200ms expect promised 1 3.4
        prepare 1 5.1 to 1,2,3
        after 200ms accept 1 5.1 alice bob 10 to 1,2,3
        after 200ms expect chosen 1 alice bob 10
        accept 4 3.4 alice carol 10 to 4,5
        after 200ms expect accepted 5 3.4 alice carol 10
        expect not accepted 3 3.4
        expect not chosen alice carol 10
        prepare 2 9.2
        after 200ms accept 2 9.2 alice carol 10
        accept 2 9.2 slot 2
        accept 2 9.2
        after 200ms expect accepted 5 9.2 alice bob 10
        expect safe
        """),
    Case(
      description: "own-value: a proposer that ignores what it hears pays twice",
      text: """
        nodes 3
        bug own-value on
        prepare 1 1.1
        after 200ms accept 1 1.1 alice bob 10
        after 200ms prepare 2 2.2
        after 200ms accept 2 2.2 alice carol 10
        after 200ms expect violated chosen-once
        expect violated chosen-kept
        """),
    Case(
      description: "the study's sixth question: a number used again after a crash stands for two values",
      text: """
        nodes 5
        bug reuse-ballot on
        prepare 1 1.1 to 2,3
        after 200ms hold 1>2
        hold 1>3
        accept 1 1.1 alice bob 10 to 2,3
        kill 1
        restart 1
        prepare 1 1.1 to 4,5
        after 200ms accept 1 1.1 alice carol 10 to 1,4,5
        after 200ms expect chosen alice carol 10
        release 1>2
        release 1>3
        after 200ms expect violated one-value-a-ballot
        """),
    Case(
      description:
        "the study's fifth question: with the server first in a number all is safe, and stands still",
      text: """
        nodes 5
        bug id-first on
        transfer alice bob 10 via 5
        when message Promise in flight
        kill 5
        transfer alice carol 10 via 1
        after 30s expect not chosen
        expect safe
        """),
    Case(
      description: "by hand under Multi-Paxos, and not at all under Raft", refusals: 3,
      text: """
        protocol paxos
        nodes 3
        when leader
        accept leader 9.1 alice bob 10
        prepare 1 99.1
        when leader 1
        accept 1 99.1 alice bob 10 slot 9
        accept 1 99.1
        accept 1 99.1 alice bob 10 to 2
        when chosen 1 alice bob 10 within 2s
        when balance bob 110 on 3 within 2s
        after 50ms expect accepted 3 99.1 alice bob 10
        expect safe
        """),
    Case(
      description: "Raft has no ballots", refusals: 2,
      text: """
        protocol raft
        prepare 1 9.1
        accept 1 9.1
        expect not chosen
        expect not promised 1 9.1
        """),
  ]

  @Test(arguments: cases) func runs(_ test: Case) throws {
    let head = "raftcoin 1\nseed 5\n" + (test.text.contains("protocol") ? "" : "protocol synod\n")
    let scenario = try ScenarioParser.parse(text: head + test.text + "\n", file: "test").get()
    let world = try makeWorld(
      header: scenario.header, seed: 5, observers: [.records, .invariants, .history, .linearizability])
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var refusals = 0
    runner.runToEnd(limit: nil) { world in
      for record in world.takeRecords() {
        if case .action(_, let outcome) = record.what, !outcome.isDone { refusals += 1 }
      }
    }
    for result in runner.results where !result.held { Issue.record("line \(result)") }
    #expect(!runner.hasFailed)
    #expect(refusals == test.refusals)
  }
}
