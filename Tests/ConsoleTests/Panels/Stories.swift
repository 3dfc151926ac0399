import Canvas
import Command
import Consensus
import Raft
import Words

@testable import Console
@testable import Explanation
@testable import Host
@testable import Panels
@testable import Simulation

extension Panels {
  /// The frame of a model with the rows of keys that the console gives it.
  static func frame(withKeysFor model: ConsoleModel) -> Frame {
    var model = model
    model.keyRows = KeyRow.lines(for: model)
    return frame(for: model)
  }
}

/// Hand-made moments that Raft can reach.
enum Story: String, CaseIterable, Sendable {
  case beforeElection, election, waiting, leaderDead, partition, nineNodes, oneNode, threeNodes, violation
  case stalledNode

  var snapshot: ClusterSnapshot {
    switch self {
    case .beforeElection: Self.beforeElectionSnapshot
    case .election: Self.electionSnapshot
    case .waiting: Self.waitingSnapshot
    case .leaderDead: Self.leaderDeadSnapshot
    case .partition: Self.partitionSnapshot
    case .nineNodes: Self.followers(9)
    case .oneNode: Self.oneNodeSnapshot
    case .threeNodes: Self.followers(3)
    case .violation: Self.violationSnapshot
    case .stalledNode: Self.stalledSnapshot
    }
  }

  func model(
    _ size: Size, _ language: Language = .english, ascii: Bool = false, view: View = .cluster
  ) -> ConsoleModel {
    var model = ConsoleModel(
      snapshot: snapshot, size: size, look: Look(ascii: ascii), language: language)
    model.view = view
    model.speedThousandths = 10
    model.recent = Self.records(snapshot)
    model.samples = Self.samples
    guard self == .waiting else { return model }
    model.selection = .entry(LogPosition(index: 58, term: 3), on: NodeID(2))
    model.news = language == .english ? Self.news : Self.newsInChinese
    model.hint =
      language == .english
      ? Hint(keys: "k Enter", text: "kills the leader now. 15 coins: lost, paid once, or paid twice?")
      : Hint(keys: "k Enter", text: "现在就让领导者宕机。这 15 枚币会丢失、付一次，还是付两次？")
    return model
  }

  static let news = [
    NewsLine(
      time: ms(12_400), text: "n4 restarts: log comes from disk, commitIndex starts at 0 (Figure 2)",
      event: 90),
    NewsLine(
      time: ms(12_436), text: "n1 has stored entry 58 and says so: n2 now knows of 2 of 5 copies (§5.3)",
      event: 98),
    NewsLine(
      time: ms(12_437), text: "entry 58 waits for a third copy; the one to n3 takes 4 ms more (§5.3)",
      event: 99),
  ]
  static let newsInChinese = [
    NewsLine(time: ms(12_400), text: "n4 重启：日志来自磁盘，commitIndex 从 0 开始（图 2）", event: 90),
    NewsLine(time: ms(12_437), text: "第 58 条在等第三份副本：发往 n3 的那份还要 4 ms（§5.3）", event: 99),
  ]
  static let samples = (0..<60).map { step -> ChartSample in
    let latency: Nanoseconds? = step % 4 == 3 ? nil : ms(20 + UInt64(step * 11 % 40))
    let term: Term = step < 20 ? 1 : step < 45 ? 2 : 3
    return ChartSample(
      time: ms(200 * UInt64(step)), commits: UInt64(step * 7 % 5), latency: latency, term: term)
  }

  static func ms(_ milliseconds: UInt64) -> Nanoseconds { milliseconds * 1_000_000 }
}

// MARK: Pieces

extension Story {
  static func terms(_ runs: (Term, Int)...) -> [Term] { runs.flatMap { Array(repeating: $0.0, count: $0.1) } }

  static func node(
    _ number: Int, _ role: Role = .follower, term: Term, log: [Term], first: LogIndex = 1, commit: LogIndex,
    durable: LogIndex? = nil, vote: Int? = nil, leader: Int? = nil, votes: NodeSet = [],
    timer: (start: Nanoseconds, deadline: Nanoseconds)? = (0, 0), balances: [UInt64?],
    hash: String? = "9f3c", progress: [NodeView.Progress] = [], down since: Nanoseconds? = nil,
    stalled: Nanoseconds? = nil, writing: Nanoseconds? = nil
  ) -> NodeSnapshot {
    let last = first + UInt64(log.count) - 1
    var view = NodeView(
      role: since == nil ? role : .follower, term: term, votedFor: vote.map { NodeID($0) },
      committed: since == nil ? commit : 0, applied: since == nil ? commit : 0,
      durable: durable ?? last, knownLeader: leader.map { NodeID($0) }, votes: votes,
      timer: timer.map {
        NodeView.Timer(role == .leader ? .heartbeat : .election, start: $0.start, deadline: $0.deadline)
      }, progress: progress)
    view.variables = RaftReplica.variables(of: view)
    return NodeSnapshot(
      id: NodeID(number), condition: since != nil ? .down : stalled != nil ? .stalled : .up,
      since: since ?? stalled ?? 0, view: view, firstShown: first, terms: log, lastIndex: last,
      balances: since == nil ? balances : [], stateHash: since == nil ? hash : nil, writingUntil: writing)
  }

  static func message(
    _ number: UInt64, _ from: Int, _ to: Int, _ kind: RaftMessage.Kind, term: Term, sent: Nanoseconds,
    arrives: Nanoseconds
  ) -> MessageSnapshot {
    MessageSnapshot(
      number: number, from: NodeID(from), to: NodeID(to), sent: sent, arrives: arrives,
      summary: MessageSummary(kind: kind, term: term, fields: []), cause: 1)
  }

  static let accounts = ["treasury", "alice", "bob", "carol", "dave"]

  static func invariants(_ time: Nanoseconds) -> [InvariantSnapshot] {
    [
      ("election-safety", "§5.2"), ("leader-append-only", "§5.3"), ("log-matching", "§5.3"),
      ("leader-completeness", "§5.4"), ("state-machine-safety", "§5.4.3"), ("constant-supply", ""),
    ].map { InvariantSnapshot(name: $0.0, section: $0.1, lastChecked: time, evaluations: time / 1_000_000) }
  }

  static func cluster(
    _ time: Nanoseconds, _ nodes: [NodeSnapshot], messages: [MessageSnapshot] = [], cut: [Link] = [],
    leader: Int? = nil, leaderlessSince: Nanoseconds? = nil, committed: LogIndex, supply: UInt64 = 400,
    operations: [OperationSnapshot] = [], violation: ViolationSnapshot? = nil, landmarks: [Landmark] = []
  ) -> ClusterSnapshot {
    ClusterSnapshot(
      time: time, consensus: .raft, seed: 42, nodes: nodes,
      messages: messages.sorted { ($0.arrives, $0.number) < ($1.arrives, $1.number) }, cutLinks: cut,
      leader: leader.map { NodeID($0) }, leaderlessSince: leaderlessSince, committed: committed,
      accounts: accounts, supply: supply, operations: operations, invariants: invariants(time),
      violation: violation, loadMilliRate: 2000, latency: ms(5)...ms(15), lossPartsPerMillion: 0,
      electionTimeout: ms(150)...ms(300), heartbeatInterval: ms(50), eventCount: 99, landmarks: landmarks)
  }

  static func records(_ snapshot: ClusterSnapshot) -> [EventRecord] {
    let now = snapshot.time
    func before(_ milliseconds: UInt64) -> Nanoseconds { now > ms(milliseconds) ? now - ms(milliseconds) : 0 }
    let append = message(
      70, 2, 1, .append(first: 58, last: 58), term: 3, sent: before(20), arrives: before(9))
    let stored = message(
      71, 1, 2, .appendReply(success: true, match: 58), term: 3, sent: before(8), arrives: before(1))
    let lost = message(72, 2, 3, .heartbeat, term: 3, sent: before(30), arrives: before(25))
    var records = [
      EventRecord(
        number: 90, time: before(60), node: NodeID(4), what: .action("restart n4", .done(on: [NodeID(4)])),
        cause: nil),
      EventRecord(number: 92, time: before(45), node: NodeID(2), what: .timer(.heartbeat), cause: nil),
    ]
    guard snapshot.nodes.count >= 3 else { return records }
    records += [
      EventRecord(number: 94, time: before(25), node: NodeID(3), what: .lost(lost, .cut), cause: 92),
      EventRecord(number: 96, time: before(9), node: NodeID(1), what: .delivered(append), cause: 92),
      EventRecord(number: 98, time: before(1), node: NodeID(2), what: .delivered(stored), cause: 96),
    ]
    return records
  }
}

// MARK: Moments

extension Story {
  static let opening: [UInt64?] = [0, 100, 100, 100, 100]

  /// Timers run; nobody has asked for a vote.
  static let beforeElectionSnapshot: ClusterSnapshot = {
    let ends: [UInt64] = [212, 174, 290, 251, 198]
    let nodes = ends.enumerated().map { index, end in
      node(
        index + 1, term: 0, log: [], commit: 0, timer: (0, ms(end)), balances: opening, hash: "e3b0")
    }
    return cluster(ms(120), nodes, leaderlessSince: 0, committed: 0)
  }()

  /// n2's timer fired; n1's vote is back, n3's flies, n5 is down and counts.
  static let electionSnapshot: ClusterSnapshot = {
    let log = terms((1, 3), (2, 4))
    let now = ms(3_020)
    let balances: [UInt64?] = [0, 90, 110, 100, 100]
    let nodes = [
      node(1, term: 3, log: log, commit: 7, vote: 2, timer: (ms(3_010), ms(3_220)), balances: balances),
      node(
        2, .candidate, term: 3, log: log, commit: 7, vote: 2, votes: [NodeID(1), NodeID(2)],
        timer: (ms(3_000), ms(3_180)), balances: balances),
      node(3, term: 3, log: log, commit: 7, vote: 2, timer: (ms(3_012), ms(3_300)), balances: balances),
      node(4, term: 2, log: log, commit: 6, vote: 5, timer: (ms(2_800), ms(3_040)), balances: balances),
      node(5, term: 2, log: log, commit: 7, vote: 5, balances: balances, down: ms(2_790)),
    ]
    let messages = [
      message(33, 2, 4, .voteRequest, term: 3, sent: ms(3_002), arrives: ms(3_026)),
      message(36, 3, 2, .voteReply(granted: true), term: 3, sent: ms(3_014), arrives: ms(3_028)),
    ]
    return cluster(
      now, nodes, messages: messages, leaderlessSince: ms(2_790), committed: 7,
      landmarks: [
        Landmark(kind: .election, time: ms(180), node: NodeID(5), event: 9),
        Landmark(kind: .crash, time: ms(2_790), node: NodeID(5), event: 70),
      ])
  }()

  /// The story of both pictures in the console's design: entry 58 needs a third copy.
  static let waitingSnapshot: ClusterSnapshot = {
    let now = ms(12_437)
    let old = terms((2, 2))
    func progress(_ node: Int, _ match: LogIndex, _ next: LogIndex) -> NodeView.Progress {
      NodeView.Progress(node: NodeID(node), nextIndex: next, matchIndex: match)
    }
    let current: [UInt64?] = [0, 85, 120, 95, 100]
    let nodes = [
      node(
        1, term: 3, log: old + terms((3, 7)), first: 50, commit: 57, vote: 2, leader: 2,
        timer: (now - ms(20), now + ms(240)), balances: current),
      node(
        2, .leader, term: 3, log: old + terms((3, 8)), first: 50, commit: 57, vote: 2, leader: 2,
        timer: (now - ms(38), now + ms(12)), balances: current,
        progress: [progress(1, 58, 59), progress(3, 57, 58), progress(4, 0, 52), progress(5, 0, 52)]),
      node(
        3, term: 3, log: old + terms((3, 6)), first: 50, commit: 56, vote: 2, leader: 2,
        timer: (now - ms(140), now + ms(140)), balances: [0, 90, 115, 95, 100], hash: "41d7"),
      node(
        4, term: 2, log: terms((2, 3)), first: 50, commit: 0, vote: 5,
        timer: (now - ms(105), now + ms(175)), balances: opening, hash: "1be0"),
      node(5, term: 2, log: terms((2, 3)), first: 50, commit: 0, vote: 5, balances: [], down: ms(9_200)),
    ]
    let messages = [
      message(407, 2, 1, .append(first: 59, last: 59), term: 3, sent: now - ms(4), arrives: now + ms(7)),
      message(405, 2, 3, .append(first: 58, last: 58), term: 3, sent: now - ms(8), arrives: now + ms(4)),
      message(404, 2, 4, .append(first: 52, last: 58), term: 3, sent: now - ms(9), arrives: now + ms(5)),
    ]
    return cluster(
      now, nodes, messages: messages, leader: 2, committed: 57,
      operations: [
        operation(41, .transfer(from: "alice", to: "dave", amount: 15), isByPerson: true, .stored(at(58))),
        operation(42, .transfer(from: "carol", to: "bob", amount: 7), isByPerson: false, .stored(at(59))),
      ],
      landmarks: [
        Landmark(kind: .election, time: ms(310), node: NodeID(1), event: 9),
        Landmark(kind: .election, time: ms(3_700), node: NodeID(5), event: 31),
        Landmark(kind: .crash, time: ms(9_200), node: NodeID(5), event: 70),
        Landmark(kind: .election, time: ms(9_420), node: NodeID(2), event: 75),
        Landmark(kind: .restart, time: ms(12_200), node: NodeID(4), event: 90),
      ])
  }()

  static func at(_ index: LogIndex) -> LogPosition { LogPosition(index: index, term: 3) }

  static func operation(
    _ number: UInt64, _ kind: OperationSnapshot.Kind, isByPerson: Bool, _ state: OperationSnapshot.State,
    attempts: Int = 1, asked: Int? = 2, ended: Nanoseconds? = nil
  ) -> OperationSnapshot {
    OperationSnapshot(
      number: number, kind: kind, isByPerson: isByPerson, state: state, attempts: attempts,
      asked: asked.map { NodeID($0) },
      begun: ms(12_420), ended: ended)
  }

  /// n2 has crashed with entry 58 on it and n1; the others wait for their timers.
  static let leaderDeadSnapshot: ClusterSnapshot = {
    var snapshot = waitingSnapshot
    let dead = snapshot.nodes[1]
    snapshot.time += ms(84)
    snapshot.nodes[1] = node(
      2, term: 3, log: Array(dead.terms.dropLast()), first: 50, commit: 0, vote: 2, balances: [],
      down: ms(12_437))
    snapshot.leader = nil
    snapshot.leaderlessSince = ms(12_437)
    snapshot.messages = []
    snapshot.operations = [
      operation(
        41, .transfer(from: "alice", to: "dave", amount: 15), isByPerson: true, .asking(NodeID(3)),
        attempts: 2,
        asked: 3),
      operation(
        43, .transfer(from: "alice", to: "bob", amount: 1), isByPerson: true, .queued, attempts: 0, asked: nil
      ),
      operation(
        40, .transfer(from: "dave", to: "carol", amount: 900), isByPerson: false,
        .refused(reason: "insufficient funds", at(56)), ended: ms(12_300)),
      operation(39, .balances, isByPerson: false, .unknown, ended: ms(12_200)),
    ]
    snapshot.landmarks.append(Landmark(kind: .crash, time: ms(12_437), node: NodeID(2), event: 101))
    return snapshot
  }()

  /// n1 and n2 on one side with the old leader n1; n3 leads term 5 on the other.
  static let partitionSnapshot: ClusterSnapshot = {
    let now = ms(20_000)
    let common = terms((4, 6))
    let values: [UInt64?] = [1000, 85, 120, 95, 100]
    let ahead: [UInt64?] = [1000, 75, 130, 95, 100]
    let nodes = [
      node(
        1, .leader, term: 4, log: common + [4], first: 60, commit: 65, vote: 1, leader: 1,
        timer: (now - ms(20), now + ms(30)), balances: values, hash: "77aa"),
      node(
        2, term: 4, log: common + [4], first: 60, commit: 65, vote: 1, leader: 1,
        timer: (now - ms(10), now + ms(200)), balances: values, hash: "77aa"),
      node(
        3, .leader, term: 5, log: common + [5, 5], first: 60, commit: 67, vote: 3, leader: 3,
        timer: (now - ms(10), now + ms(40)), balances: ahead, hash: "88bb",
        progress: [1, 2, 4, 5].map {
          NodeView.Progress(node: NodeID($0), nextIndex: $0 > 2 ? 68 : 66, matchIndex: $0 > 2 ? 67 : 0)
        }),
      node(
        4, term: 5, log: common + [5, 5], first: 60, commit: 67, vote: 3, leader: 3,
        timer: (now - ms(10), now + ms(250)), balances: ahead, hash: "88bb"),
      node(
        5, term: 5, log: common + [5, 5], first: 60, commit: 66, vote: 3, leader: 3,
        timer: (now - ms(30), now + ms(150)), balances: values, hash: "77aa"),
    ]
    var cut: [Link] = []
    for a in [1, 2] {
      for b in [3, 4, 5] {
        cut.append(Link(from: NodeID(a), to: NodeID(b)))
        cut.append(Link(from: NodeID(b), to: NodeID(a)))
      }
    }
    let messages = [
      message(801, 3, 5, .heartbeat, term: 5, sent: now - ms(4), arrives: now + ms(5)),
      message(802, 1, 2, .heartbeat, term: 4, sent: now - ms(2), arrives: now + ms(8)),
      message(
        803, 4, 3, .appendReply(success: true, match: 67), term: 5, sent: now - ms(5), arrives: now + ms(2)),
    ]
    return cluster(
      now, nodes, messages: messages, cut: cut, leader: 3, committed: 67, supply: 1400,
      landmarks: [
        Landmark(kind: .partition, time: ms(18_000), node: nil, event: 300),
        Landmark(kind: .election, time: ms(18_300), node: NodeID(3), event: 320),
      ])
  }()

  /// A quiet cluster led by n1, heartbeats under way.
  static func followers(_ count: Int) -> ClusterSnapshot {
    let now = ms(5_000)
    let log = terms((1, 2), (2, 6))
    let values: [UInt64?] = [1000, 85, 120, 95, 100]
    let nodes = (1...count).map { number in
      node(
        number, number == 1 ? .leader : .follower, term: 2, log: log, commit: number == count ? 7 : 8,
        vote: 1,
        leader: 1, timer: (now - ms(10), now + (number == 1 ? ms(40) : ms(150 + 10 * UInt64(number)))),
        balances: values,
        progress: number == 1
          ? (2...count).map { NodeView.Progress(node: NodeID($0), nextIndex: 9, matchIndex: 8) } : [])
    }
    let messages = (2...count).map { number in
      message(
        UInt64(500 + number), 1, number, .heartbeat, term: 2, sent: now - ms(10),
        arrives: now + ms(UInt64(number)))
    }
    return cluster(now, nodes, messages: messages, leader: 1, committed: 8, supply: 1400)
  }

  static let oneNodeSnapshot: ClusterSnapshot = {
    let now = ms(900)
    let only = node(
      1, .leader, term: 1, log: [1, 1], commit: 2, vote: 1, leader: 1, timer: (now - ms(20), now + ms(30)),
      balances: [1000, 90, 110, 100, 100])
    return cluster(now, [only], leader: 1, committed: 2, supply: 1400)
  }()

  /// A deliberate bug (a node that votes twice) let n2 and n4 both lead term 3.
  static let violationSnapshot: ClusterSnapshot = {
    var snapshot = waitingSnapshot
    snapshot.nodes[3] = node(
      4, .leader, term: 3, log: terms((2, 2), (3, 2)), first: 50, commit: 50, vote: 4, leader: 4,
      timer: (snapshot.time - ms(5), snapshot.time + ms(45)), balances: opening, hash: "1be0")
    snapshot.messages = []
    snapshot.violation = ViolationSnapshot(
      invariant: "election-safety", section: "§5.2", time: snapshot.time, event: 99,
      nodes: [NodeID(2), NodeID(4)], detail: .bothLead(NodeID(2), NodeID(4), term: 3))
    return snapshot
  }()

  /// n3 is stalled: alive and deaf; what was sent to it is lost.
  static let stalledSnapshot: ClusterSnapshot = {
    var snapshot = waitingSnapshot
    let old = snapshot.nodes[2]
    // The leader has entry 59, and is still writing it.
    snapshot.nodes[1].view.durable = 58
    snapshot.nodes[1].writingUntil = snapshot.time + ms(2)
    snapshot.nodes[2] = node(
      3, term: 3, log: old.terms, first: 50, commit: 56, vote: 2, leader: 2,
      timer: old.view.timer.map { ($0.start, $0.deadline) }, balances: old.balances, hash: "41d7",
      stalled: ms(12_300))
    return snapshot
  }()
}
