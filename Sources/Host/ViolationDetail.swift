import Consensus

/// How a rule broke: which nodes, entries and numbers; no words, so that every language has its own sentence.
public enum ViolationDetail: Sendable, Equatable {
  /// Two leaders of one term.
  case bothLead(NodeID, NodeID, term: Term)
  case leaderLostEntry(NodeID, term: Term, entry: LogPosition)
  case leaderRewrote(NodeID, term: Term, from: LogIndex)
  /// The same index and term with other bytes.
  case differentCommands(NodeID, NodeID, entry: LogPosition)
  /// The same index and term after entries of other terms.
  case differentPrevious(NodeID, NodeID, entry: LogPosition, previous: Term, otherPrevious: Term)
  /// A leader without a committed entry; `instead` is the term of what it holds there.
  case leaderLacks(NodeID, term: Term, entry: LogPosition, instead: Term?)
  case appliedDifferently(NodeID, LogPosition, NodeID, LogPosition)
  case supplyChanged(NodeID, coins: UInt64, after: LogIndex, supply: UInt64)
  /// So many of the clients' operations cannot be put in any order; the answer to this process showed it.
  case notOrdered(operations: Int, process: Int)
  /// In English: of hosts that know no more than a text.
  case other(String)
}

extension ViolationDetail: ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .other(text) }
}

extension ViolationDetail: CustomStringConvertible {
  /// In English, for traces and for `raftcoin run`.
  public var description: String {
    switch self {
    case .bothLead(let first, let second, let term): "\(first) and \(second) both lead term \(term)"
    case .leaderLostEntry(let node, let term, let entry):
      "\(node), leader of term \(term), no longer holds its entry \(entry)"
    case .leaderRewrote(let node, let term, let index):
      "\(node), leader of term \(term), rewrote its log from entry \(index)"
    case .differentCommands(let first, let second, let entry):
      "\(first) and \(second) both stored entry \(entry), and they hold different commands"
    case .differentPrevious(let first, let second, let entry, let previous, let other):
      "\(first) and \(second) both stored entry \(entry), and the entries before it are of terms \(previous) "
        + "and \(other)"
    case .leaderLacks(let node, let term, let entry, let instead):
      "\(node) leads term \(term) without the committed entry \(entry): it has "
        + (instead.map { "an entry of term \($0)" } ?? "nothing") + " there"
    case .appliedDifferently(let first, let entry, let second, let other):
      "\(first) applied entry \(entry), and \(second) another: \(other)"
    case .supplyChanged(let node, let coins, let index, let supply):
      "\(node) holds \(coins) coins after entry \(index), and the supply is \(supply)"
    case .notOrdered(let operations, let process):
      operations == 1
        ? "the answer to client process \(process) fits no order of what was asked"
        : "\(operations) operations of clients cannot be put in any order, as the answer to process \(process) shows"
    case .other(let text): text
    }
  }
}
