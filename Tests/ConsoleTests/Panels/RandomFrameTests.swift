import Canvas
import Command
import Consensus
import Raft
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Host
@testable import Panels

/// Anything a host could say, also what no protocol reaches: drawing never traps and never leaves its canvas.
@Suite struct RandomFrameTests {
  @Test(arguments: 0..<40)
  func neverTraps(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<25 {
      var model = Self.model(&random)
      let size = Size(width: Int(random.below(221)), height: Int(random.below(61)))
      model.size = size
      let frame = Panels.frame(withKeysFor: model)
      #expect(frame.canvas.size == size)
      if let cursor = frame.cursor {
        #expect(cursor.x >= 0 && cursor.x < size.width && cursor.y >= 0 && cursor.y < size.height)
      }
    }
  }

  @Test func everySizeIsDrawn() {
    for story in [Story.waiting, .nineNodes, .oneNode] {
      for width in stride(from: 0, through: 220, by: 4) {
        for height in stride(from: 0, through: 60, by: 3) {
          let size = Size(width: width, height: height)
          #expect(Panels.frame(withKeysFor: story.model(size)).canvas.size == size)
        }
      }
    }
  }

  private static func number(_ random: inout SeededGenerator) -> UInt64 {
    switch random.below(8) {
    case 0: .max
    case 1: random.next()
    case 2: 0
    default: random.below(200)
    }
  }

  private static func time(_ random: inout SeededGenerator) -> Nanoseconds {
    random.below(10) == 0 ? random.next() : random.below(30_000_000_000)
  }

  private static func pick<T>(_ random: inout SeededGenerator, _ values: [T]) -> T {
    values[Int(random.below(UInt64(values.count)))]
  }

  private static func node(_ random: inout SeededGenerator, count: Int) -> NodeID {
    NodeID(1 + Int(random.below(UInt64(count))))
  }

  private static func kind(_ random: inout SeededGenerator) -> RaftMessage.Kind {
    let low = number(&random)
    return pick(
      &random,
      [
        .voteRequest, .voteReply(granted: true), .voteReply(granted: false), .heartbeat,
        .append(first: low, last: low), .append(first: low, last: number(&random)),
        .appendReply(success: true, match: low), .appendReply(success: false, match: low),
      ])
  }

  private static func replica(_ random: inout SeededGenerator, _ id: Int, count: Int, accounts: Int)
    -> NodeSnapshot
  {
    let terms = (0..<random.below(60)).map { _ in random.below(4) == 0 ? number(&random) : 3 }
    let first = 1 + random.below(100)
    let progress = (1...count).map {
      NodeView.Progress(node: NodeID($0), nextIndex: number(&random), matchIndex: number(&random))
    }
    var view = NodeView(
      role: pick(&random, Role.allCases), term: number(&random),
      votedFor: random.below(2) == 0 ? nil : node(&random, count: count), committed: number(&random),
      applied: number(&random), durable: number(&random), knownLeader: nil,
      votes: NodeSet(bits: UInt16(random.below(1024))), timer: timer(&random),
      progress: random.below(2) == 0 ? [] : progress)
    view.variables = RaftReplica.variables(of: view)
    let condition = pick(&random, [NodeSnapshot.Condition.up, .up, .down, .stalled])
    let balances = (0..<random.below(UInt64(accounts + 2))).map { _ in
      random.below(5) == 0 ? nil : Optional(number(&random))
    }
    let last = random.below(10) == 0 ? number(&random) : first + UInt64(terms.count) - 1
    return NodeSnapshot(
      id: NodeID(id), condition: condition, since: time(&random), view: view, firstShown: first, terms: terms,
      lastIndex: last, balances: condition == .down ? [] : balances,
      stateHash: condition == .down ? nil : "0a1b2c3d",
      writingUntil: random.below(2) == 0 ? nil : time(&random))
  }

  private static func timer(_ random: inout SeededGenerator) -> NodeView.Timer? {
    guard random.below(4) > 0 else { return nil }
    return NodeView.Timer(
      pick(&random, [.election, .heartbeat]), start: time(&random), deadline: time(&random))
  }

  private static func snapshot(_ random: inout SeededGenerator) -> ClusterSnapshot {
    let count = 1 + Int(random.below(9))
    let names = ["treasury", "alice", "小明", "名字很长很长的一个账户", "bob", "carol", "dave", "erin", "frank"]
    let accounts = Array(names.prefix(Int(random.below(10))))
    let messages = (0..<random.below(30)).map { index in
      MessageSnapshot(
        number: index, from: node(&random, count: 9), to: node(&random, count: 9), sent: time(&random),
        arrives: time(&random), summary: MessageSummary(kind: kind(&random), term: 1, fields: []), cause: 0)
    }
    let position = LogPosition(index: number(&random), term: number(&random))
    let states: [OperationSnapshot.State] = [
      .queued, .asking(NodeID(1)), .stored(position), .committed(position), .answered(nil),
      .answered(position),
      .refused(reason: "wrong nonce", nil), .unknown,
    ]
    let operations = (0..<random.below(8)).map { index in
      OperationSnapshot(
        number: index,
        kind: pick(
          &random,
          [
            .transfer(from: "alice", to: "小明", amount: number(&random)), .balances,
            .open(name: "x", amount: 1),
          ]),
        isByPerson: random.below(2) == 0, state: pick(&random, states), attempts: Int(random.below(5)),
        asked: nil,
        begun: time(&random), ended: random.below(2) == 0 ? nil : time(&random))
    }
    let kinds: [Landmark.Kind] = [.election, .crash, .restart, .partition, .heal, .ownCommit, .violation]
    let landmarks = (0..<random.below(30)).map { index in
      Landmark(kind: pick(&random, kinds), time: time(&random), node: nil, event: index)
    }
    let cut = (0..<random.below(12)).map { _ in
      Link(from: node(&random, count: 9), to: node(&random, count: 9))
    }
    let violation = ViolationSnapshot(
      invariant: "log-matching", section: "§5.3", time: 0, event: 0, nodes: [], detail: "n1 and n2 differ")
    return ClusterSnapshot(
      time: time(&random), consensus: .raft, seed: random.next(),
      nodes: (0..<count).map { replica(&random, $0 + 1, count: count, accounts: accounts.count) },
      messages: messages, cutLinks: cut, leader: random.below(2) == 0 ? nil : node(&random, count: 9),
      leaderlessSince: random.below(2) == 0 ? nil : time(&random), committed: number(&random),
      accounts: accounts, supply: number(&random), operations: operations, invariants: Story.invariants(5),
      violation: random.below(8) == 0 ? violation : nil, loadMilliRate: nil, latency: 0...time(&random),
      lossPartsPerMillion: UInt32(random.below(1_000_000)), electionTimeout: 1...2, heartbeatInterval: 1,
      eventCount: 1, landmarks: landmarks)
  }

  private static func model(_ random: inout SeededGenerator) -> ConsoleModel {
    let snapshot = snapshot(&random)
    var model = ConsoleModel(
      snapshot: snapshot, size: Size(width: 80, height: 24),
      look: Look(
        theme: pick(&random, Look.ThemeName.allCases),
        colours: pick(&random, [.none, .eight, .sixteen, .palette]),
        ascii: random.below(2) == 0), language: pick(&random, Language.allCases))
    model.view = pick(&random, View.allCases)
    model.big = random.below(4) == 0
    model.playing = random.below(2) == 0
    model.speedThousandths = pick(&random, [0, 1, 10, 250, 1000, 100_000, .max])
    let position = LogPosition(index: number(&random), term: number(&random))
    model.selection = pick(
      &random,
      [
        nil, .node(node(&random, count: 9)), .message(random.below(30)), .entry(position, on: NodeID(1)),
        .account("alice"), .account("nobody"), .landmark(event: random.below(30)),
      ])
    model.recent = snapshot.messages.map { message in
      EventRecord(
        number: message.number, time: message.arrives, node: message.to,
        what: random.below(2) == 0 ? .delivered(message) : .lost(message, .loss), cause: nil)
    }
    model.samples = (0..<random.below(300)).map { index in
      ChartSample(
        time: index * 100_000_000, commits: number(&random),
        latency: random.below(2) == 0 ? nil : time(&random),
        term: number(&random))
    }
    model.news = (0..<random.below(12)).map { index in
      NewsLine(
        time: time(&random), text: String(repeating: "第 58 条 waits (§5.3) ", count: Int(index)), event: index)
    }
    if random.below(3) == 0 {
      model.card = WhyCard(
        title: "title →", sentences: ["one §", String(repeating: "两 ", count: 90)], cause: nil)
    }
    if random.below(3) == 0 {
      model.prompt = PromptModel(
        label: "k ▸", text: String(repeating: "小a", count: Int(random.below(60))),
        cursor: Int(random.below(99)),
        ghost: "ghost", help: "help →", error: random.below(2) == 0 ? nil : "wrong")
    }
    let rows = (0..<random.below(50)).map {
      ListModel.Row(left: "key \($0)", right: "小明 →", heading: $0 % 9 == 0)
    }
    let list = ListModel(title: "list", filter: "f", rows: rows, marked: Int(random.below(60)))
    model.overlay = pick(
      &random,
      [
        nil, nil, nil, .list(list), .inspector(node(&random, count: 9), scroll: Int(random.below(40))),
        .card(title: "t", lines: ["a", "两 →"]), .list(list), .list(list),
      ])
    return model
  }
}
