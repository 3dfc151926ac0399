import Testing

@testable import Linearizability

@Suite("Linearizability of hand-made histories")
struct TableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let isLinearizable: Bool
    let text: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "nothing happened", isLinearizable: true, text: ""),
    Case(
      name: "a read after a transfer shows it", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 ok\n2 read\n2 sees 70 130"),
    Case(
      name: "a read after a transfer does not show it", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 ok\n2 read\n2 sees 100 100"),
    Case(
      name: "a read during a transfer shows it", isLinearizable: true,
      text: "1 transfer alice bob 30\n2 read\n2 sees 70 130\n1 ok"),
    Case(
      name: "a read during a transfer does not show it", isLinearizable: true,
      text: "1 transfer alice bob 30\n2 read\n2 sees 100 100\n1 ok"),
    Case(
      name: "a transfer is seen and then unseen", isLinearizable: false,
      text: "1 transfer alice bob 30\n2 read\n2 sees 70 130\n3 read\n3 sees 100 100\n1 ok"),
    Case(
      name: "reads that overlap may be ordered either way", isLinearizable: true,
      text: "1 transfer alice bob 30\n2 read\n3 read\n2 sees 70 130\n3 sees 100 100\n1 ok"),
    Case(
      name: "a transfer paid twice", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 ok\n2 read\n2 sees 40 160"),
    Case(
      name: "coins from nowhere", isLinearizable: false, text: "2 read\n2 sees 100 101"),
    Case(
      name: "an unknown transfer may have happened", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 info\n2 read\n2 sees 70 130"),
    Case(
      name: "an unknown transfer may not have happened", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 info\n2 read\n2 sees 100 100"),
    Case(
      name: "an unknown transfer may happen later", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 info\n2 read\n2 sees 100 100\n2 read\n2 sees 70 130"),
    Case(
      name: "an unknown transfer does not happen twice", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 info\n2 read\n2 sees 70 130\n2 read\n2 sees 40 160"),
    Case(
      name: "an unknown transfer is not undone", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 info\n2 read\n2 sees 70 130\n2 read\n2 sees 100 100"),
    Case(
      name: "an unknown transfer cannot happen before it was asked for", isLinearizable: false,
      text: "2 read\n2 sees 70 130\n1 transfer alice bob 30\n1 info"),
    Case(
      name: "an unanswered transfer at the end is of unknown outcome", isLinearizable: true,
      text: "1 transfer alice bob 30\n2 read\n2 sees 70 130"),
    Case(
      name: "insufficient funds, rightly", isLinearizable: true,
      text: "1 transfer alice bob 80\n1 ok\n1 transfer alice bob 30\n1 fail"),
    Case(
      name: "insufficient funds while there were enough", isLinearizable: false,
      text: "1 transfer alice bob 60\n1 ok\n1 transfer alice bob 30\n1 fail"),
    Case(
      name: "insufficient funds explained by an overlapping transfer", isLinearizable: true,
      text: "1 transfer alice bob 80\n2 transfer alice bob 30\n2 fail\n1 ok"),
    Case(
      name: "insufficient funds explained by one of unknown outcome", isLinearizable: true,
      text: "1 transfer alice bob 80\n1 info\n2 transfer alice bob 30\n2 fail\n2 read\n2 sees 20 180"),
    Case(
      name: "the explanation of a refusal must stay true", isLinearizable: false,
      text: "1 transfer alice bob 80\n1 info\n2 transfer alice bob 30\n2 fail\n2 read\n2 sees 100 100"),
    Case(
      name: "any other refusal has no effect", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 refused\n2 read\n2 sees 100 100"),
    Case(
      name: "a refused transfer that happened all the same", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 refused\n2 read\n2 sees 70 130"),
    Case(
      name: "a payment that needs another one first", isLinearizable: true,
      text: "1 transfer alice bob 150\n2 transfer bob alice 60\n1 ok\n2 ok\n3 read\n3 sees 10 190"),
    Case(
      name: "a payment that needs another one first, which came later", isLinearizable: false,
      text: "1 transfer alice bob 150\n1 ok\n2 transfer bob alice 60\n2 ok"),
    Case(
      name: "three payments of which only one order has the funds", isLinearizable: true,
      text: """
        1 transfer alice bob 100
        2 transfer bob alice 200
        3 transfer alice bob 200
        3 ok
        1 ok
        2 ok
        4 read
        4 sees 0 200
        """),
    Case(
      name: "a payment that must wait for coins sent to and fro, of unknown outcome", isLinearizable: true,
      text: """
        9 open carol 1
        9 ok
        1 transfer alice bob 60
        1 info
        2 transfer bob alice 150
        2 info
        3 transfer alice carol 60
        3 ok
        4 read
        4 sees 129 10 61
        """),
    Case(
      name: "a settled transfer happened before it was settled", isLinearizable: true,
      text: "1 transfer alice bob 30\n1 info\n2 read\n1 settled\n2 sees 70 130"),
    Case(
      name: "a settled transfer does not happen later", isLinearizable: false,
      text: "1 transfer alice bob 30\n1 info\n1 settled\n2 read\n2 sees 100 100\n2 read\n2 sees 70 130"),
    Case(
      name: "a settled transfer had its coins in time", isLinearizable: true,
      text: """
        1 transfer alice bob 150
        1 info
        2 transfer bob alice 60
        2 ok
        1 settled
        3 read
        3 sees 10 190
        """),
    Case(
      name: "a settled transfer had its coins too late", isLinearizable: false,
      text: """
        1 transfer alice bob 150
        1 info
        1 settled
        2 transfer bob alice 60
        2 ok
        3 read
        3 sees 10 190
        """),
    Case(
      name: "an account is opened and seen", isLinearizable: true,
      text: "1 open carol 5\n1 ok\n2 read\n2 sees 95 100 5"),
    Case(
      name: "an account is opened and not seen", isLinearizable: false,
      text: "1 open carol 5\n1 ok\n2 read\n2 sees 100 100"),
    Case(
      name: "a payment to an account that does not exist yet", isLinearizable: false,
      text: "1 transfer bob carol 5\n1 ok\n2 open carol 5\n2 ok"),
    Case(
      name: "a payment to an account that is being opened", isLinearizable: true,
      text: "2 open carol 0\n1 transfer bob carol 5\n1 ok\n2 ok\n3 read\n3 sees 100 95 5"),
  ]

  @Test(arguments: cases)
  func checker(one: Case) {
    let history = Script(one.text).history
    #expect(
      BruteForce.isLinearizable(history.operations, opening: history.opening) == one.isLinearizable)
    #expect(isLinearizable(history) == one.isLinearizable)
  }

  @Test(arguments: cases)
  func monitorAgrees(one: Case) {
    #expect((Script(one.text).monitored() == nil) == one.isLinearizable)
  }
}

@Suite("What cannot be ordered")
struct CounterexampleTests {
  private func counterexample(_ text: String) -> Counterexample? {
    if case .notLinearizable(let found) = LinearizabilityChecker.check(Script(text).history) { return found }
    return nil
  }

  @Test("only the transfer and the read that misses it are told")
  func lostTransfer() throws {
    let found = try #require(
      counterexample(
        """
        3 transfer bob alice 5
        3 ok
        1 transfer alice bob 30
        1 ok
        4 transfer bob alice 1
        4 ok
        2 read
        2 sees 106 94
        """))
    #expect(found.anchor == nil)
    #expect(
      found.lines == [
        "Not linearizable: 2 operations cannot be put in any order.",
        "  At the start: alice 100, bob 100.",
        "  Process 1, from 0.000002 s to 0.000003 s: transfer of 30 from alice to bob, done.",
        "  Process 2, from 0.000006 s to 0.000007 s: read of all balances, saw alice 106, bob 94.",
        "  No order of these shows the balances that process 2 read, whatever became of the 2 other "
          + "operations before it.",
      ])
  }

  @Test("it starts from the last read that still shows it")
  func startsLate() throws {
    let early = (0..<40).map { "1 transfer alice bob 1\n1 ok\n2 read\n2 sees \(99 - $0) \(101 + $0)" }
    let found = try #require(
      counterexample(early.joined(separator: "\n") + "\n3 read\n3 sees 61 139\n4 transfer bob alice 9\n4 ok"))
    #expect(found.start == [Holding("alice", 60), Holding("bob", 140)])
    #expect(found.anchor?.process == 2)
    #expect(found.operations.map(\.process) == [3])
  }

  @Test("a refusal that cannot be is told as such")
  func refusal() throws {
    let found = try #require(counterexample("1 transfer alice bob 60\n1 ok\n2 transfer alice bob 30\n2 fail"))
    #expect(found.operations.map(\.process) == [2])
    #expect(
      found.lines.last
        == "  In every order of these the payer of process 2 has enough, whatever became of the other "
        + "operation before it.")
  }

  @Test("a settled transfer is told with what it is needed for")
  func settled() throws {
    let found = try #require(
      counterexample(
        """
        1 transfer alice bob 150
        1 info
        1 settled
        2 transfer bob alice 60
        2 ok
        3 read
        3 sees 10 190
        """))
    #expect(
      found.lines == [
        "Not linearizable: 2 operations cannot be put in any order.",
        "  At the start: alice 100, bob 100.",
        "  Process 1, from 0.0 s on: transfer of 150 from alice to bob, outcome unknown; its serial number was "
          + "used up later.",
        "  Process 3, from 0.000005 s to 0.000006 s: read of all balances, saw alice 10, bob 190.",
        "  No order of these shows the balances that process 3 read, whatever became of the other operation "
          + "before it.",
      ])
  }

  @Test("what is told cannot be ordered by itself")
  func minimal() throws {
    let found = try #require(
      counterexample("1 transfer alice bob 30\n2 read\n2 sees 70 130\n3 read\n3 sees 100 100\n1 ok"))
    var alone = OperationHistory(opening: found.start)
    let operations = (found.anchor.map { [$0] } ?? []) + found.operations
    #expect(operations.count == 2)
    for operation in operations {
      alone.invoke(process: operation.process, operation.action, at: 0)
      alone.complete(process: operation.process, operation.outcome, at: 0)
    }
    #expect(!isLinearizable(alone))
  }
}
