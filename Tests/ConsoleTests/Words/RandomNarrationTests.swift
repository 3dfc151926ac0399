import Command
import Consensus
import Host
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// Whatever the numbers, nothing traps, and no place is left open.
struct RandomNarrationTests {
  private typealias F = Fixture

  private struct Dice {
    var generator: SeededGenerator
    mutating func node() -> NodeID { NodeID(Int(generator.draw(1, 9))) }
    mutating func nodes() -> NodeSet { NodeSet(bits: UInt16(generator.below(1024))) }
    mutating func number() -> UInt64 {
      [0, 1, 52, 57, 58, .max, generator.next()][Int(generator.below(7))]
    }
    mutating func count() -> Int { Int(generator.below(10)) }
    mutating func position() -> LogPosition { LogPosition(index: number(), term: number()) }
    mutating func flag() -> Bool { generator.below(2) == 0 }

    mutating func decision() -> Decision {
      switch generator.below(22) {
      case 0: .startedElection(term: number(), waited: number(), last: position())
      case 1: .electionRanOut(term: number(), votes: nodes(), needed: count(), of: count())
      case 2: .grantedVote(candidate: node(), term: number(), own: position(), candidateLast: position())
      case 3: .refusedVote(candidate: node(), term: number(), .staleTerm(currentTerm: number()))
      case 4: .refusedVote(candidate: node(), term: number(), .alreadyVoted(for: node()))
      case 5:
        .refusedVote(candidate: node(), term: number(), .logBehind(own: position(), candidate: position()))
      case 6: .countedVote(from: node(), term: number(), votes: nodes(), needed: count(), of: count())
      case 7: .wasRefused(by: node(), term: number())
      case 8: .becameLeader(term: number(), votes: nodes(), needed: count(), of: count())
      case 9:
        .steppedDown(
          from: Role.allCases[Int(generator.below(3))], oldTerm: number(), newTerm: number(),
          heardFrom: node())
      case 10: .adoptedTerm(oldTerm: number(), newTerm: number(), heardFrom: node())
      case 11: .followsLeader(leader: node(), term: number())
      case 12: .appended(position(), noOp: flag())
      case 13: .redirectedClient(knownLeader: flag() ? node() : nil)
      case 14: .storedEntries(first: number(), last: number(), from: node())
      case 15:
        .deletedConflict(
          first: number(), last: number(), ownTerm: number(), leaderTerm: number(), leader: node())
      case 16:
        .refusedAppend(
          leader: node(), term: number(), .missingPrevious(previous: position(), lastIndex: number()))
      case 17:
        .refusedAppend(
          leader: node(), term: number(), .conflictingPrevious(previous: position(), ownTerm: number()))
      case 18:
        .countedCopy(from: node(), index: number(), copies: nodes(), needed: count(), of: count())
      case 19: .backedUp(follower: node(), oldNext: number(), newNext: number())
      case 20:
        .committed(
          first: number(), index: number(), term: number(), copies: nodes(), needed: count(), of: count())
      default:
        .heldBackOldTerm(
          index: number(), entryTerm: number(), currentTerm: number(), copies: nodes(), of: count())
      }
    }

    mutating func what() -> EventRecord.What {
      let kinds: [RaftMessage.Kind] = [
        .voteRequest, .voteReply(granted: flag()), .append(first: number(), last: number()), .heartbeat,
        .appendReply(success: flag(), match: number()),
      ]
      let message = Fixture.message(
        kinds[Int(generator.below(5))], node().number, node().number, term: number(),
        fields: [
          Field("prevLogIndex", .number(number())), Field("prevLogTerm", .number(number())),
          Field("lastLogIndex", .number(number())), Field("lastLogTerm", .number(number())),
        ])
      let verbs: [Verb] = [
        "kill n2", "kill 7,9", "kill all", "restart leader", "pause n1", "resume all", "cut 1>2", "heal",
        "isolate 3", "load 8",
      ]
      let all: [EventRecord.What] = [
        .delivered(message), .lost(message, .cut), .timer(.election), .timer(.heartbeat), .written,
        .clientAsked(operation: 9, attempt: count()), .nodeAsked(operation: 9),
        .clientEnded(operation: number()), .clientEnded(operation: 9),
        .clientRetries(operation: 9, because: .timedOut(after: number())),
        .clientRetries(operation: 9, because: .redirected(to: flag() ? node() : nil)),
        .action(
          verbs[Int(generator.below(UInt64(verbs.count)))],
          .done(on: NodeSet(bits: UInt16(truncatingIfNeeded: generator.next())))),
        .internalStep,
      ]
      return all[Int(generator.below(UInt64(all.count)))]
    }

    mutating func snapshot() -> ClusterSnapshot {
      var snapshot = Fixture.cluster(max(1, count()))
      for place in snapshot.nodes.indices {
        let conditions: [NodeSnapshot.Condition] = [.up, .up, .down, .stalled]
        snapshot.nodes[place].condition = conditions[Int(generator.below(4))]
        snapshot.nodes[place].lastIndex = flag() ? number() : 57
        snapshot.nodes[place].view.role = Role.allCases[Int(generator.below(3))]
        snapshot.nodes[place].view.term = number()
        snapshot.nodes[place].view.committed = number()
        snapshot.nodes[place].view.applied = number()
        snapshot.nodes[place].view.durable = number()
        snapshot.nodes[place].view.votes = nodes()
        snapshot.nodes[place].view.votedFor = flag() ? node() : nil
        snapshot.nodes[place].view.knownLeader = flag() ? node() : nil
        if flag() { snapshot.nodes[place].view.timer = nil }
        snapshot.nodes[place].view.timer?.deadline = number()
        snapshot.nodes[place].writingUntil = flag() ? number() : nil
        snapshot.nodes[place].balances = flag() ? [] : [1, nil, 3]
      }
      snapshot.leader = flag() ? node() : nil
      snapshot.leaderlessSince = flag() ? number() : nil
      snapshot.committed = number()
      snapshot.eventCount = number()
      if flag() {
        snapshot.cutLinks = (0..<count()).map { _ in Link(from: node(), to: node()) }
      }
      let states: [OperationSnapshot.State] = [
        .queued, .asking(node()), .stored(position()), .committed(position()), .answered(nil),
        .refused(reason: "zero amount", position()), .unknown,
      ]
      snapshot.operations = [
        Fixture.operation(states[Int(generator.below(7))], isByPerson: flag())
      ]
      if flag() {
        snapshot.landmarks = [Landmark(kind: .crash, time: number(), node: node(), event: number())]
      }
      return snapshot
    }
  }

  @Test("A thousand random records and snapshots", arguments: 0..<10 as Range<UInt64>)
  func random(seed: UInt64) {
    var dice = Dice(generator: SeededGenerator(seed: seed))
    for _ in 0..<100 {
      let language: Language = dice.flag() ? .english : .chinese
      let narrator = Explainer(language: language)
      var snapshot = dice.snapshot()
      let record = EventRecord(
        number: dice.number(), time: dice.number(), node: dice.flag() ? dice.node() : nil,
        what: dice.what(), decisions: (0..<dice.count()).map { _ in dice.decision() },
        applied: [.init(position: dice.position(), outcome: .repeated(first: dice.number()), operation: 9)],
        cause: nil)
      if case .delivered(let message) = record.what { snapshot.messages = [message] }
      let shelf = Shelf(
        records: [record], entries: [(dice.position(), .open(name: "erin", amount: dice.number()))])
      let selections: [Selection?] = [
        nil, .node(dice.node()), .message(412), .entry(dice.position(), on: dice.node()),
        .account("alice"), .account("?"), .landmark(event: dice.number()),
      ]
      var texts = narrator.allNews(record, in: snapshot, source: shelf).map(\.text)
      texts.append(narrator.stepText(record, in: snapshot, source: shelf))
      texts += narrator.card(for: record, in: snapshot, source: shelf).sentences
      for selection in selections {
        let card = narrator.card(for: selection, in: snapshot, source: shelf)
        #expect(!card.sentences.isEmpty)
        texts += card.sentences + [card.title]
      }
      var chooser = HintChooser(language: language)
      if let hint = chooser.hint(for: snapshot, lastAct: nil) { texts.append(hint.text) }
      for text in texts { #expect(!text.contains("{") && !text.isEmpty, "\(text)") }
    }
  }
}
