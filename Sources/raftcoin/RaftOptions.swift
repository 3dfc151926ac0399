import ArgumentParser
import Command

/// What the dissertation adds to Raft's Figure 2, as options. Each stands for a line of a scenario's header and
/// goes before it.
struct RaftOptions: ParsableArguments {
  @Option(name: .customLong("protocol"), help: "By which the nodes agree: raft or paxos.")
  var consensus: String?

  @Flag(inversion: .prefixedNo, help: "Ask before standing for election (pre-vote).")
  var preVote: Bool?

  @Flag(inversion: .prefixedNo, help: "A leader that hears no majority steps down.")
  var checkQuorum: Bool?

  @Option(help: "How balances are read: log, index or lease.")
  var reads: String?

  @Option(name: .customLong("clock-bound"), help: "How much faster one clock may run, for leases: 5%.")
  var clockBound: String?

  @Option(name: .customLong("snapshot-after"), help: "Entries after which a node takes a snapshot; 0: never.")
  var snapshotAfter: String?

  @Option(name: .customLong("snapshot-chunk"), help: "Bytes of a snapshot in one message; 4096 if not given.")
  var snapshotChunk: String?

  @Option(help: "Messages with entries under way to one follower.")
  var window: String?

  @Option(help: "How voters change: joint or single.")
  var changes: String?

  @Option(name: .customLong("prepare-quorum"), help: "Under Paxos: how many promises a proposer needs.")
  var prepareQuorum: String?

  @Option(name: .customLong("accept-quorum"), help: "Under Paxos: how many acceptances choose a value.")
  var acceptQuorum: String?

  private var lines: [(key: String, value: String)] {
    let all: [(key: String, value: String?)] = [
      ("protocol", consensus), ("pre-vote", preVote.map { $0 ? "on" : "off" }),
      ("check-quorum", checkQuorum.map { $0 ? "on" : "off" }),
      ("reads", reads), ("clock-bound", clockBound), ("snapshot-after", snapshotAfter),
      ("snapshot-chunk", snapshotChunk), ("window", window), ("changes", changes),
      ("prepare-quorum", prepareQuorum), ("accept-quorum", acceptQuorum),
    ]
    return all.compactMap { line in line.value.map { (line.key, $0) } }
  }

  /// The header with these lines in the place of its own; what is wrong with them ends the program with 2.
  func applied(to header: Header) throws -> Header {
    let own = lines
    guard !own.isEmpty else { return header }
    let kept = header.lines.filter { line in
      !own.contains { line.split(separator: " ").first.map(String.init) == $0.key }
    }
    // Of a file that breaks the rule its lines may go on doing so.
    let rule = header.quorumsMeet ? [] : ["bug small-quorums on"]
    let text = (kept + own.map { "\($0.key) \($0.value)" } + rule).joined(separator: "\n") + "\n"
    switch ScenarioParser.parse(text: text, file: "options") {
    case .success(let scenario): return scenario.header
    case .failure(let errors):
      throw ScenarioFile.wrong(
        errors.diagnostics.map { $0.sentence + "\n" }.joined())
    }
  }
}
