@testable import Linearizability

/// Draws for tests, the same on every machine.
struct Draws: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// A ledger whose clients overlap: each operation takes effect at a moment between its invocation and its
/// answer, some answers are lost, some operations never happen, and some that were given up are settled. It can
/// be told to be wrong.
struct SimulatedLedger {
  enum Fault: CaseIterable, Sendable {
    case none, staleReads, lostTransfers, doubledTransfers, wrongRefusals
  }
  private struct Client {
    var process: Int
    var action: Linearizability.Operation.Action?
    var outcome: Linearizability.Operation.Outcome?
  }
  /// An operation given up.
  private struct GivenUp {
    let process: Int
    let action: Linearizability.Operation.Action
    /// Whether it has happened or never will.
    var isOver = false
  }
  private var draws: Draws
  private let fault: Fault
  /// The accounts there are, and those that may be opened.
  private var names: [String]
  private var unopened: [String]
  private let mostAmount: Int
  private var balances: [String: UInt64]
  private var older: [Holding]
  private var clients: [Client]
  private var givenUp: [GivenUp] = []
  private var processes: Int
  private(set) var script: Script
  /// How often it was wrong.
  private(set) var faults = 0

  /// - Parameter unopened: So many accounts may be opened.
  init(
    seed: Int, clients count: Int, accounts: Int = 4, unopened: Int = 0, coins: UInt64 = 100,
    mostAmount: Int = 10, fault: Fault = .none
  ) {
    draws = Draws(seed)
    self.fault = fault
    self.mostAmount = mostAmount
    let all = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"]
    names = Array(all.prefix(accounts))
    self.unopened = Array(all.dropFirst(accounts).prefix(unopened))
    older = names.map { Holding($0, coins) }
    script = Script(opening: older)
    balances = Dictionary(uniqueKeysWithValues: names.map { ($0, coins) })
    clients = (0..<count).map { Client(process: $0) }
    processes = count
  }

  var history: OperationHistory { script.history }

  mutating func run(steps: Int, unknownPercent: Int) {
    for _ in 0..<steps { act(unknownPercent) }
  }

  private mutating func act(_ unknownPercent: Int) {
    if !givenUp.isEmpty, draws.below(10) == 0 { decide(draws.below(givenUp.count)) }
    if draws.below(10) == 0 { older = holdings }
    let index = draws.below(clients.count)
    guard let action = clients[index].action else {
      let action = drawAction()
      clients[index].action = action
      script.events.append(.invoke(process: clients[index].process, action))
      return
    }
    guard let outcome = clients[index].outcome else {
      if draws.below(100) < unknownPercent {
        // It may still happen.
        if action != .read { givenUp.append(GivenUp(process: clients[index].process, action: action)) }
        end(index, .unknown)
        clients[index].process = processes
        processes += 1
      } else {
        clients[index].outcome = perform(action)
      }
      return
    }
    end(index, outcome)
  }

  /// What was given up happens, or never will; then it is settled, or nobody learns.
  private mutating func decide(_ place: Int) {
    guard givenUp[place].isOver else {
      if draws.below(3) > 0 { _ = perform(givenUp[place].action) }
      givenUp[place].isOver = true
      return
    }
    let over = givenUp.remove(at: place)
    if draws.below(4) > 0 { script.events.append(.settle(process: over.process)) }
  }

  private mutating func end(_ index: Int, _ outcome: Linearizability.Operation.Outcome) {
    script.events.append(.complete(process: clients[index].process, outcome))
    clients[index].action = nil
    clients[index].outcome = nil
  }

  private var holdings: [Holding] { names.compactMap { name in balances[name].map { Holding(name, $0) } } }

  private mutating func drawAction() -> Linearizability.Operation.Action {
    if draws.below(4) == 0 { return .read }
    let amount = UInt64(1 + draws.below(mostAmount))
    if !unopened.isEmpty, draws.below(6) == 0 {
      return .open(name: unopened[draws.below(unopened.count)], amount: amount)
    }
    let known = names + unopened.filter { !names.contains($0) }
    let from = draws.below(known.count)
    let to = (from + 1 + draws.below(known.count - 1)) % known.count
    return .transfer(from: known[from], to: known[to], amount: amount)
  }

  private mutating func perform(_ action: Linearizability.Operation.Action)
    -> Linearizability.Operation.Outcome
  {
    let isWrong = fault != .none && draws.below(12) == 0
    switch action {
    case .read:
      if isWrong, fault == .staleReads {
        faults += 1
        return .balances(older)
      }
      return .balances(holdings)
    case .transfer(let from, let to, let amount):
      guard let funds = balances[from], balances[to] != nil else { return .noEffect }
      if isWrong, fault == .wrongRefusals {
        faults += 1
        return .insufficientFunds
      }
      guard funds >= amount else { return .insufficientFunds }
      if isWrong, fault == .lostTransfers {
        faults += 1
        return .done
      }
      move(from, to, amount)
      if isWrong, fault == .doubledTransfers, balances[from] ?? 0 >= amount {
        faults += 1
        move(from, to, amount)
      }
      return .done
    case .open(let name, let amount):
      guard balances[name] == nil else { return .noEffect }
      guard let funds = balances[names[0]], funds >= amount else { return .insufficientFunds }
      names.append(name)
      move(names[0], name, amount)
      return .done
    }
  }

  private mutating func move(_ from: String, _ to: String, _ amount: UInt64) {
    balances[from, default: 0] -= amount
    balances[to, default: 0] += amount
  }
}

extension Script {
  /// Changes what the clients saw, and when, here and there, so that the history may have no order any more.
  mutating func alter(times: Int, _ draws: inout Draws) {
    for _ in 0..<times {
      let answers = events.indices.filter { if case .complete = events[$0] { true } else { false } }
      if !answers.isEmpty { alterAnswer(answers[draws.below(answers.count)], &draws) }
      // Something happens earlier and something else later.
      let place = draws.below(events.count - 1)
      if events[place].process != events[place + 1].process { events.swapAt(place, place + 1) }
    }
  }

  private mutating func alterAnswer(_ place: Int, _ draws: inout Draws) {
    guard case .complete(let process, let outcome) = events[place] else { return }
    let others: [Linearizability.Operation.Outcome]
    switch outcome {
    case .balances(var seen):
      let (payer, payee) = (draws.below(seen.count), draws.below(seen.count))
      let amount = min(seen[payer].coins, UInt64(1 + draws.below(3)))
      seen[payer].coins -= amount
      seen[payee].coins += amount
      others = [.balances(seen)]
    case .done: others = [.insufficientFunds, .noEffect, .unknown]
    case .insufficientFunds: others = [.done, .noEffect, .unknown]
    case .noEffect: others = [.done, .insufficientFunds, .unknown]
    case .unknown: return
    }
    events[place] = .complete(process: process, others[draws.below(others.count)])
  }
}
