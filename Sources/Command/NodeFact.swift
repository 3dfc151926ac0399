import Consensus

/// What can be said of one node. Its disk answers for a dead one, which has no role and knows nothing.
public enum NodeFact: Equatable, Sendable {
  /// It leads, perhaps beside another leader of another term.
  case leads
  case stands
  case follows
  case term(Comparison, TermName)
  /// It has voted for this node in its term.
  case voted(for: NodeSelector)
  /// Up to where it knows the log to be committed.
  case knowsCommitted(Comparison, UInt64)
  /// Its election timer is the next to fire.
  case hasFirstTimer
  /// How long until its election timer fires.
  case timer(Comparison, Nanoseconds)
  /// It receives the log and does not vote (dissertation §4.2.1).
  case learns
  /// The last entry that its newest durable snapshot stands for.
  case snapshot(Comparison, UInt64)
  /// The terms of all entries of its log, from index 1; nil where the log was compacted.
  case log([TermName?])
  case logEnds(in: TermName)
  /// This is the highest ballot that it has promised.
  case promised(Ballot)
  /// It holds a value on its disk that it has accepted under this ballot: this value, or any.
  case accepted(Ballot, TransferValue?)
}

/// A term as a line of the language names it: a number; under Paxos a ballot, "8.2".
public struct TermName: Equatable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public let term: Term
  private let consensus: ConsensusProtocol

  public init(_ term: Term, of consensus: ConsensusProtocol = .raft) {
    self.term = term
    self.consensus = consensus
  }

  public init(integerLiteral term: Term) { self.init(term) }

  public var description: String { consensus.cell(term) }
}

/// An entry by its index and its term; without a term the one that most disks hold at that index.
public struct EntryName: Equatable, Sendable {
  public let index: LogIndex
  public let term: TermName?
  public init(_ index: LogIndex, term: TermName? = nil) {
    self.index = index
    self.term = term
  }
}

/// How far an operation has come.
public enum OperationFate: Equatable, Sendable {
  /// A node was asked.
  case asked
  /// So many disks hold the entry into which the leader asked last has put it.
  case stored(Comparison, UInt64)
  /// Its client knows the outcome.
  case answered
  case unanswered
  /// Its client has given up, and does not know the outcome.
  case unknown
  case retried(Comparison, UInt64)
}

extension NodeFact {
  /// `leads n1`, `log n3 = 1 1 2`, as it is read.
  func text(of node: NodeSelector) -> String {
    switch self {
    case .leads: "leads \(node)"
    case .stands: "candidate \(node)"
    case .follows: "follower \(node)"
    case .term(let sign, let number): "term \(node) \(sign.rawValue) \(number)"
    case .voted(let candidate): "voted \(node) for \(candidate)"
    case .knowsCommitted(let sign, let number):
      Predicate.text("knows \(node) committed", sign, number, usual: .atLeast)
    case .hasFirstTimer: "first timer \(node)"
    case .timer(let sign, let span): "timer \(node) \(sign.rawValue) \(Quantities.timeText(span))"
    case .learns: "learner \(node)"
    case .snapshot(let sign, let index): "snapshot \(node) \(sign.rawValue) \(index)"
    case .log([]): "log \(node) empty"
    case .log(let terms): "log \(node) = \(terms.map { $0?.description ?? "_" }.joined(separator: " "))"
    case .logEnds(let term): "log \(node) ends \(term)"
    case .promised(let ballot): "promised \(node) \(ballot.cell)"
    case .accepted(let ballot, let value):
      "accepted \(node) \(ballot.cell)" + (value.map { " \($0)" } ?? "")
    }
  }
}

extension EntryName: CustomStringConvertible {
  /// `3`, `3@2`.
  public var description: String { "\(index)" + (term.map { "@\($0)" } ?? "") }
}

extension OperationFate: CustomStringConvertible {
  /// `asked`, `stored on 2`, `retried 1 times`.
  public var description: String {
    switch self {
    case .asked: "asked"
    case .stored(let sign, let number): Predicate.text("stored on", sign, number, usual: .atLeast)
    case .answered: "answered"
    case .unanswered: "unanswered"
    case .unknown: "unknown"
    case .retried(let sign, let number):
      "\(Predicate.text("retried", sign, number, usual: .atLeast)) times"
    }
  }
}
