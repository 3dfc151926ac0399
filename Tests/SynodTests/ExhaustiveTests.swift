import Consensus
import Testing

@testable import Synod

/// Every state that three acceptors and two proposers can come to where each message is kept for ever, so that it may
/// be lost, overtaken and doubled: as `synod.py`, a model of the four actions, sees it. A state is what the acceptors
/// remember and what has been said; a proposer is what it can be with the promises that were given. Every change of a
/// state is what the shipped `step` does.
///
/// As in the model, an acceptor is not asked again to promise what it has promised, nor to accept the same twice unless
/// it may have forgotten it; and under one
/// number a proposer proposes once.
struct ExhaustiveTests {
  /// Which proposer has each number, and what is broken.
  struct Model: Sendable, CustomStringConvertible {
    var broken: BrokenSynodRule?
    var owners = [0, 1]
    var restarts = 0
    /// All states, or those that runs reach which are shorter than the shortest in which two values are chosen.
    let states: Int
    var steps: Int?
    var description: String { broken?.name ?? "rules kept" }
  }

  static let models = [
    Model(states: 1777), Model(broken: .acceptDespitePromise, states: 2093, steps: 12),
    Model(broken: .ownValue, states: 1172, steps: 12),
    Model(broken: .sharedBallot, owners: [0], states: 269, steps: 9),
    Model(broken: .forgetPromise, restarts: 1, states: 6459, steps: 13),
    Model(broken: .forgetAccepted, restarts: 1, states: 5166, steps: 13),
  ]

  @Test(arguments: models) func asTheModelSays(model: Model) {
    var explorer = Explorer(model)
    let (states, steps) = explorer.explore()
    #expect(states == model.states && steps == model.steps)
  }
}

/// What an acceptor remembers, small enough to be part of a state: which number it has promised, and what it has
/// accepted (`accepted`: 0 nothing, else 1 + twice the number + the value); numbers count from 0, -1 is none.
private struct Acceptor: Hashable {
  var promised = -1
  var accepted = 0
}

private struct Explorer {
  private static let values: [Character] = ["x", "y"]

  let model: ExhaustiveTests.Model
  private var answers: [AcceptorCase: (Acceptor, SynodMessage?)] = [:]
  private var proposals: [[Int]: Int?] = [:]

  private struct AcceptorCase: Hashable {
    let acceptor: Acceptor
    /// A number, or a number and a value, that it is asked to promise or to accept; nil: it restarts.
    let number: Int?
    let value: Int?
  }

  init(_ model: ExhaustiveTests.Model) { self.model = model }

  private func term(_ number: Int) -> Term {
    model.broken == .sharedBallot ? ballot(1, 1) : ballot(UInt64(number + 1), 4 + model.owners[number])
  }

  private func entry(_ accepted: Int) -> Entry? {
    accepted == 0 ? nil : value(Self.values[(accepted - 1) % 2], term((accepted - 1) / 2))
  }

  private func code(_ entry: Entry?) -> Int {
    guard let entry, let number = model.owners.indices.first(where: { term($0) == entry.term }) else {
      return 0
    }
    return 1 + 2 * number + (entry.payload == value("x", 0).payload ? 0 : 1)
  }

  private var broken: [BrokenSynodRule] { model.broken.map { [$0] } ?? [] }

  private func server(_ number: Int) -> Server {
    let acceptors: NodeSet = [NodeID(1), NodeID(2), NodeID(3)]
    return Server(
      number, of: 5, broken: broken,
      roles: PaxosRoles(proposers: [NodeID(4), NodeID(5)], acceptors: acceptors, learners: []))
  }

  /// What an acceptor becomes, and what it says to the proposer.
  private mutating func ask(_ acceptor: Acceptor, _ number: Int?, _ asked: Int?) -> (Acceptor, SynodMessage?)
  {
    let question = AcceptorCase(acceptor: acceptor, number: number, value: asked)
    if let known = answers[question] { return known }
    var server = server(1)
    let former = entry(acceptor.accepted)
    if acceptor.promised >= 0, term(acceptor.promised) < former?.term ?? .max {
      server.receive(.prepare(term(acceptor.promised)), from: 4)
    }
    if let former { server.receive(.accept(former), from: 4) }
    if acceptor.promised >= 0 { server.receive(.prepare(term(acceptor.promised)), from: 4) }
    var said: SynodMessage?
    switch (number, asked) {
    case (let number?, nil): said = server.receive(.prepare(term(number)), from: 4).first
    case (let number?, let asked?):
      said = server.receive(.accept(value(Self.values[asked], term(number))), from: 4).first
    default: server.restart()
    }
    let promised = model.owners.indices.last { term($0) <= server.replica.currentTerm } ?? -1
    let after = Acceptor(promised: promised, accepted: code(server.replica.accepted))
    answers[question] = (after, said)
    return (after, said)
  }

  /// What a proposer proposes under a number after these promises: which acceptor, and what it has accepted.
  private mutating func propose(_ proposer: Int, _ number: Int, _ promises: [(acceptor: Int, accepted: Int)])
    -> Int?
  {
    let key = [proposer, number] + promises.flatMap { [$0.acceptor, $0.accepted] }
    if let known = proposals[key] { return known }
    var server = server(4 + proposer)
    server.take(.prepare, term(number))
    for promise in promises {
      server.receive(.promise(term(number), accepted: entry(promise.accepted)), from: promise.acceptor + 1)
    }
    let own = Array("\(Self.values[proposer])".utf8)
    if server.take(.accept(command: own, slot: nil), term(number)) != nil {
      server.take(.accept(command: nil, slot: nil), term(number))
    }
    let value = server.replica.proposal.map { (code($0) - 1) % 2 }
    proposals[key] = .some(value)
    return value
  }

  // MARK: States, as bits: what was said, then what each acceptor remembers, then how often one has restarted.

  private static func prepare(_ number: Int) -> UInt128 { 1 << number }
  private static func promise(_ acceptor: Int, _ number: Int, _ accepted: Int) -> UInt128 {
    1 << (3 + (acceptor * 3 + number) * 7 + accepted)
  }
  private static func accept(_ number: Int, _ value: Int) -> UInt128 { 1 << (66 + number * 2 + value) }
  private static func accepted(_ acceptor: Int, _ number: Int, _ value: Int) -> UInt128 {
    1 << (72 + (acceptor * 3 + number) * 2 + value)
  }
  private static let restarted: UInt128 = 1 << 105

  private static func acceptor(_ place: Int, of state: UInt128) -> Acceptor {
    let bits = Int(truncatingIfNeeded: state >> (90 + place * 5)) & 31
    return Acceptor(promised: (bits & 3) - 1, accepted: bits >> 2)
  }

  private static func with(_ acceptor: Acceptor, at place: Int, _ state: UInt128) -> UInt128 {
    let bits = UInt128(acceptor.promised + 1 | acceptor.accepted << 2)
    return state & ~(31 << (90 + place * 5)) | bits << (90 + place * 5)
  }

  /// Whether two values have a quorum of acceptances, each under one number.
  private func hasTwoChosen(_ state: UInt128) -> Bool {
    var chosen: Set<Int> = []
    for number in model.owners.indices {
      for value in 0...1 where (0...2).count(where: { state & Self.accepted($0, number, value) != 0 }) >= 2 {
        chosen.insert(value)
      }
    }
    return chosen.count > 1
  }

  private mutating func next(after state: UInt128) -> [UInt128] {
    var next: [UInt128] = []
    for number in model.owners.indices { next.append(state | Self.prepare(number)) }
    for place in 0...2 { addAnswers(of: place, state, to: &next) }
    for number in model.owners.indices { addProposals(number, state, to: &next) }
    return next
  }

  private mutating func addAnswers(of place: Int, _ state: UInt128, to next: inout [UInt128]) {
    let acceptor = Self.acceptor(place, of: state)
    for number in model.owners.indices {
      if state & Self.prepare(number) != 0, acceptor.promised < number {
        let (after, said) = ask(acceptor, number, nil)
        if case .promise(_, let accepted) = said {
          next.append(Self.with(after, at: place, state) | Self.promise(place, number, code(accepted)))
        }
      }
      for value in 0...1 where state & Self.accept(number, value) != 0 {
        if model.restarts == 0, state & Self.accepted(place, number, value) != 0 { continue }
        let (after, said) = ask(acceptor, number, value)
        if case .accepted = said {
          next.append(Self.with(after, at: place, state) | Self.accepted(place, number, value))
        }
      }
    }
    if model.restarts > 0, state & Self.restarted == 0 {
      next.append(Self.with(ask(acceptor, nil, nil).0, at: place, state) | Self.restarted)
    }
  }

  private mutating func addProposals(_ number: Int, _ state: UInt128, to next: inout [UInt128]) {
    let isShared = model.broken == .sharedBallot
    let done = (0...1).filter { state & Self.accept(number, $0) != 0 }
    if !done.isEmpty, !isShared { return }
    var promises: [(acceptor: Int, accepted: Int)] = []
    for place in 0...2 {
      for accepted in 0...6 where state & Self.promise(place, number, accepted) != 0 {
        promises.append((place, accepted))
      }
    }
    for one in promises {
      for other in promises where one.acceptor != other.acceptor {
        for proposer in isShared ? [0, 1] : [model.owners[number]] where !isShared || !done.contains(proposer)
        {
          if let value = propose(proposer, number, [one, other]) {
            next.append(state | Self.accept(number, value))
          }
        }
      }
    }
  }

  /// Breadth first, a whole level at a time.
  mutating func explore() -> (states: Int, steps: Int?) {
    var seen: Set<UInt128> = []
    var level = [(0...2).reduce(UInt128(0)) { Self.with(Acceptor(), at: $1, $0) }]
    seen.formUnion(level)
    var steps = 0
    while !level.isEmpty {
      let before = seen.count
      var found: [UInt128] = []
      steps += 1
      for state in level {
        for after in next(after: state) where seen.insert(after).inserted { found.append(after) }
      }
      if found.contains(where: hasTwoChosen) { return (before, steps) }
      level = found
    }
    return (seen.count, nil)
  }
}
