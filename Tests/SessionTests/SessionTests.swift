import Consensus
import Ledger
import Session
import Testing

@Suite("A client's answers (dissertation §6.3)")
struct AnswerTests {
  @Test("a transfer is signed once, asked again under the same number, and ends with its receipt")
  func retries() throws {
    var desk = try Desk()
    let operation = desk.transfer()
    desk.wake()
    desk.wake()
    #expect(desk.sent.map(\.attempt) == [1, 2, 3])
    #expect(Set(desk.sent.map(\.payload)).count == 1)
    desk.receipt(desk.last, .done)
    #expect(desk.outcomes.map(\.operation) == [operation] && desk.outcomes[0].outcome == "done")
    #expect(desk.session.nextNonce == 2 && desk.settled == 1)
  }

  @Test("a receipt counts whichever attempt it answers, and once: late and doubled ones change nothing")
  func lateAndDoubled() throws {
    var desk = try Desk()
    desk.transfer()
    let first = desk.last
    desk.wake()
    desk.receipt(first, .done)
    #expect(desk.outcomes.map(\.outcome) == ["done"])
    desk.receipt(first, .done, isRepeat: true)
    desk.receipt(desk.last, .done, isRepeat: true)
    #expect(desk.outcomes.count == 1 && desk.session.nextNonce == 2)
  }

  @Test("of contradictory answers the first stands")
  func contradictory() throws {
    var desk = try Desk()
    desk.transfer()
    let first = desk.last
    desk.receipt(first, .refused(.insufficientFunds))
    desk.receipt(first, .done)
    #expect(desk.outcomes.map(\.outcome) == ["insufficient funds"])
    #expect(desk.session.nextNonce == 2)
  }

  @Test("an answer to an earlier operation is none to the one under way")
  func ofAnotherOperation() throws {
    var desk = try Desk()
    desk.transfer(5)
    let first = desk.last
    desk.receipt(first, .done)
    desk.transfer(6)
    desk.receipt(first, .done, isRepeat: true)
    #expect(desk.outcomes.count == 1)
    desk.receipt(desk.last, .refused(.unknownAccount))
    #expect(desk.outcomes.map(\.outcome) == ["done", "unknown account"])
  }

  /// Two copies of the first signature are refused, for its number is used up. The second refusal arrives after the
  /// transfer was signed anew and says nothing of the new signature; to sign a third time would pay twice.
  @Test("a late answer to a first signature is none to the second")
  func ofAnEarlierSignature() throws {
    var desk = try Desk()
    let operation = desk.transfer()
    let first = desk.last
    desk.wake()
    desk.receipt(first, .refused(.wrongNonce))
    // Its account is read, and used number 1 for something else.
    var ledger = LedgerState(genesis: desk.genesis)
    use(1, in: &ledger, desk)
    desk.states(desk.last, ledger)
    let second = desk.last
    #expect(second.operation == operation && second.signed?.transaction.nonce == 2)
    desk.receipt(first, .refused(.wrongNonce))
    desk.answer(first, .refusedAtDoor(.badSignature, try #require(first.signed).id))
    #expect(desk.last.payload == second.payload)
    #expect(!desk.outcomes.contains { $0.operation == operation })
    desk.receipt(second, .done)
    desk.receipt(second, .done, isRepeat: true)
    #expect(desk.outcomes.count { $0.operation == operation } == 1)
    #expect(desk.session.nextNonce == 3)
  }

  @Test("a redirection counts once, and only the one to the last attempt")
  func redirections() throws {
    var desk = try Desk()
    desk.transfer()
    let first = desk.last
    desk.redirect(first, to: 3)
    desk.redirect(first, to: 4)
    #expect(desk.sent.map(\.to.number) == [1, 3])
    desk.redirect(desk.last, to: nil)
    desk.redirect(desk.sent[1], to: nil)
    #expect(desk.retries == [.redirected(to: NodeID(3)), .redirected(to: nil)])
    desk.wake()
    // Node 4 was asked; what node 3 answered before is over.
    desk.redirect(desk.sent[1], to: 2)
    #expect(desk.sent.map(\.to.number) == [1, 3, 4])
  }

  @Test("a read takes any attempt's answer")
  func reads() throws {
    var desk = try Desk()
    desk.read()
    desk.wake()
    desk.states(desk.sent[0], LedgerState(genesis: desk.genesis))
    #expect(desk.outcomes.map(\.outcome) == ["balances [1000, 100, 100]"])
  }
}

@Suite("What a client knows of outcomes")
struct OutcomeTests {
  @Test("what is given up is unknown, and the account is read before anything else is signed")
  func unknown() throws {
    var desk = try Desk.givenUp()
    #expect(desk.outcomes.map(\.outcome) == ["unknown"] && desk.now == 5 * second)
    let given = desk.sent[0]
    desk.transfer(6)
    #expect(desk.last.signed == nil)
    // It was applied after all.
    var ledger = LedgerState(genesis: desk.genesis)
    _ = ledger.apply(given.payload, at: 1)
    desk.states(desk.last, ledger)
    #expect(desk.last.signed?.transaction.nonce == 2 && desk.settled == 1)
  }

  /// The read saw that the first had not been applied yet, and then it is: the second signature's number is gone.
  @Test("after an unknown outcome a transfer is signed anew only once its signature can never be applied")
  func signedAnew() throws {
    var desk = try Desk.givenUp()
    let given = desk.sent[0]
    let operation = desk.transfer(6)
    var ledger = LedgerState(genesis: desk.genesis)
    desk.states(desk.last, ledger)
    let first = desk.last
    #expect(first.signed?.transaction.nonce == 1 && first.signed?.id != given.signed?.id)
    _ = ledger.apply(given.payload, at: 1)
    let refused = ledger.apply(first.payload, at: 2)
    #expect(refused.refusal == .wrongNonce && refused.isFinal)
    desk.receipt(first, .refused(.wrongNonce))
    desk.states(desk.last, ledger)
    #expect(ledger.apply(desk.last.payload, at: 3).outcome == .done)
    desk.receipt(desk.last, .done)
    #expect(desk.outcomes.last?.operation == operation)
    #expect(ledger.accounts.map(\.balance) == [1000, 89, 111])
  }

  /// Both would be the same transaction, which is applied once: by then somebody may have seen that.
  @Test("who asks again for just what was given up is not told that it is done when that is")
  func sameAgain() throws {
    var desk = try Desk.givenUp()
    let given = desk.sent[0]
    let operation = desk.transfer(5)
    var ledger = LedgerState(genesis: desk.genesis)
    desk.states(desk.last, ledger)
    #expect(desk.last.signed?.id == given.signed?.id)
    _ = ledger.apply(given.payload, at: 1)
    desk.receipt(desk.last, .done)
    #expect(!desk.outcomes.contains { $0.operation == operation } && desk.last.signed == nil)
    desk.states(desk.last, ledger)
    #expect(desk.last.signed?.transaction.nonce == 2)
    #expect(ledger.apply(desk.last.payload, at: 2).outcome == .done)
    desk.receipt(desk.last, .done)
    #expect(desk.outcomes.last?.operation == operation && desk.outcomes.last?.outcome == "done")
    #expect(ledger.accounts.map(\.balance) == [1000, 90, 110])
  }

  /// The payer may have been paid, or the account opened, after the first was refused and before this was asked.
  @Test(
    "who asks again for just what was given up is not told that it is refused when that is",
    arguments: [Refusal.insufficientFunds, .unknownAccount, .accountExists])
  func sameAgainOnceRefused(_ refusal: Refusal) throws {
    var desk = try Desk.givenUp()
    let operation = desk.transfer(5)
    var ledger = LedgerState(genesis: desk.genesis)
    desk.states(desk.last, ledger)
    desk.receipt(desk.last, .refused(refusal))
    #expect(!desk.outcomes.contains { $0.operation == operation } && desk.last.signed == nil)
    use(1, in: &ledger, desk)
    desk.states(desk.last, ledger)
    #expect(desk.last.signed?.transaction.nonce == 2)
    desk.receipt(desk.last, .refused(refusal))
    #expect(desk.outcomes.last?.operation == operation && desk.outcomes.last?.outcome == refusal.rawValue)
  }

  @Test("demo load does not sign anew: its transfer is refused, and the account is read")
  func notPersistent() throws {
    var desk = try Desk()
    desk.transfer(5, persists: false)
    desk.receipt(desk.last, .refused(.wrongNonce))
    #expect(desk.outcomes.map(\.outcome) == ["wrong nonce"])
    desk.transfer(6, persists: false)
    #expect(desk.last.signed == nil)
  }

  /// Every refusal, as the receipt of a sole attempt: which of them use up the number.
  @Test(arguments: [Refusal.insufficientFunds, .unknownAccount, .accountExists])
  func aRefusalDecidedByTheStateUsesTheNumber(_ refusal: Refusal) throws {
    var desk = try Desk()
    desk.transfer()
    desk.receipt(desk.last, .refused(refusal))
    #expect(desk.outcomes.map(\.outcome) == [refusal.rawValue] && desk.session.nextNonce == 2)
  }

  @Test(arguments: [Refusal.zeroAmount, .toItself, .badSignature, .malformed])
  func aRefusalAtTheDoorUsesNone(_ refusal: Refusal) throws {
    var desk = try Desk()
    desk.transfer()
    desk.answer(desk.last, .refusedAtDoor(refusal, try #require(desk.last.signed).id))
    #expect(desk.outcomes.map(\.outcome) == [refusal.rawValue] && desk.session.nextNonce == 1)
  }

  @Test("that the payer is not known is no outcome: a copy may be applied once the account is open")
  func undecided() throws {
    var desk = try Desk()
    desk.transfer()
    let first = desk.last
    desk.receipt(first, .refused(.unknownAccount), isFinal: false)
    #expect(desk.outcomes.isEmpty && desk.retries == [.undecided])
    desk.wake()
    #expect(desk.last.attempt == 2 && desk.last.payload == first.payload)
    desk.receipt(desk.last, .done)
    #expect(desk.outcomes.map(\.outcome) == ["done"])
  }

  @Test("and where it stays so, the outcome is unknown after 5 s")
  func undecidedForLong() throws {
    var desk = try Desk()
    desk.transfer()
    while desk.outcomes.isEmpty, desk.now < 60 * second {
      desk.receipt(desk.last, .refused(.unknownAccount), isFinal: false)
      desk.wake()
    }
    #expect(desk.outcomes.map(\.outcome) == ["unknown"] && desk.now == 5 * second)
  }

  @Test("an account that a read does not show has used no number")
  func notThere() throws {
    var desk = try Desk.givenUp()
    desk.transfer(6)
    let other = try Genesis(seed: 1, accounts: [("bob", 1)], treasury: 1, signatures: .standIn)
    desk.states(desk.last, LedgerState(genesis: other))
    #expect(desk.last.signed?.transaction.nonce == 1)
  }
}

@Suite("Whom a client asks")
struct AskingTests {
  /// The nodes that a client asks, one after the other, until it asks `last` or has asked so many. A node without a
  /// hint knows no leader; one that is silent does not answer.
  private func asked(
    _ hints: [Int: Int], until last: Int, first: Int = 4, silent: Set<Int> = [], atMost count: Int = 60
  ) throws -> [Int] {
    var desk = try Desk()
    desk.transfer()
    desk.redirect(desk.last, to: first)
    var asked: [Int] = []
    var answered = 1
    while asked.count < count, asked.last != last {
      if desk.sent.count == answered {
        desk.wake()
        continue
      }
      answered += 1
      let request = desk.last
      asked.append(request.to.number)
      if asked.last != last, !silent.contains(request.to.number) {
        desk.redirect(request, to: hints[request.to.number])
      }
    }
    return asked
  }

  @Test("a hint is followed")
  func followed() throws {
    #expect(try asked([4: 2], until: 2) == [4, 2])
  }

  @Test("who knows no leader is followed by the next in order")
  func inOrder() throws {
    #expect(try asked([:], until: 3) == [4, 5, 1, 2, 3])
  }

  @Test("two that name each other, as removed servers may, do not keep a client for themselves")
  func circle() throws {
    let asked = try asked([4: 5, 5: 4, 1: 3], until: 3)
    #expect(asked.suffix(2) == [1, 3])
    #expect(asked.dropLast(2).allSatisfy { $0 == 4 || $0 == 5 })
    #expect(asked.count <= 12)
  }

  @Test("nor does a larger circle, nor one that all others point into")
  func largerCircles() throws {
    #expect(try asked([4: 5, 5: 1, 1: 4, 2: 4], until: 3).last == 3)
    #expect(try asked([4: 5, 5: 4, 1: 4, 2: 5], until: 3).last == 3)
  }

  @Test("who knows no leader may be about to be elected: hints to it are followed for longer")
  func candidate() throws {
    let asked = try asked([1: 5], until: 3, first: 5, atMost: 400)
    #expect(asked.prefix(6) == [5, 1, 5, 1, 5, 1])
    #expect(asked.suffix(3) == [1, 2, 3] && (100...200).contains(asked.count))
  }

  /// Node 5, removed before it heard of it, names node 3, which is removed too; node 4 is dead.
  @Test("nor do hints lead into a circle for ever in which somebody is silent")
  func slowCircle() throws {
    let asked = try asked([5: 3], until: 2, first: 3, silent: [4])
    #expect(asked.prefix(6) == [3, 4, 5, 3, 4, 5] && asked.suffix(2) == [1, 2])
    #expect(asked.count(where: { $0 == 4 }) <= 3)
  }

  /// Node 4 names node 3, and once that is believed no more, node 5 names node 2, after which both have their turn again.
  @Test("nor from one circle into another")
  func circles() throws {
    #expect(try asked([4: 3, 5: 2], until: 1, first: 3, atMost: 400).last == 1)
  }

  @Test("who denied leading often, and leads after all, is found when its turn comes")
  func elected() throws {
    // All others name node 3, which names node 1: it is no longer believed, and asked in its turn nevertheless.
    let asked = try asked([1: 3, 2: 3, 3: 1, 4: 3, 5: 3], until: 0, first: 1, atMost: 60)
    #expect(asked.suffix(20).contains(3) && Set(asked) == [1, 2, 3, 4, 5])
  }

  @Test("a silent node that others name is not asked for ever")
  func silentLeader() throws {
    #expect(try asked([1: 4, 2: 4, 5: 4], until: 3, silent: [4]).last == 3)
  }

  @Test("of one node alone there is one answer: whom it names")
  func oneNodeOnly() throws {
    var desk = try Desk()
    let operation = desk.read(from: 3)
    desk.redirect(desk.last, to: 1)
    desk.redirect(desk.sent[0], to: 1)
    #expect(desk.outcomes.map(\.operation) == [operation] && desk.outcomes[0].outcome == "n3 names n1")
    #expect(desk.sent.count == 1 && desk.session.isFree)
  }

  @Test("and where it is silent the client gives up after 5 s, and what waits behind goes on")
  func oneSilentNode() throws {
    var desk = try Desk()
    desk.read(from: 3)
    let transfer = desk.transfer()
    while desk.outcomes.isEmpty { desk.wake() }
    #expect(desk.outcomes[0].outcome == "unknown" && desk.now == 5 * second)
    #expect(desk.sent.dropLast().allSatisfy { $0.to == NodeID(3) })
    desk.states(desk.last, LedgerState(genesis: desk.genesis))
    #expect(desk.last.operation == transfer)
  }
}

/// Uses up a serial number of Alice's by a transfer that the client did not make.
private func use(_ nonce: UInt64, in ledger: inout LedgerState, _ desk: Desk) {
  let alice = desk.genesis.keys[1]
  let signed = alice.sign(
    Transaction(
      from: alice.account, nonce: nonce, body: .transfer(to: desk.genesis.keys[2].account, amount: 1)),
    on: desk.genesis.chain)
  _ = ledger.apply(LedgerCommand.transaction(signed).encoded(), at: ledger.applied + 1)
}
