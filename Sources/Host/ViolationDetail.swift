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
  /// The same entry, and another receipt or other balances.
  case appliedWithOtherResult(NodeID, NodeID, entry: LogPosition)
  /// A log that held a committed entry holds none there, or one of another term.
  case committedEntryLost(NodeID, entry: LogPosition, instead: Term?)
  /// `before` is the term of what was committed at this index first.
  case committedDifferently(NodeID, entry: LogPosition, before: Term)
  case notOnMajority(LogPosition, holders: NodeSet, needed: Int, of: Int)
  case termWentBack(NodeID, from: Term, to: Term)
  case commitWentBack(NodeID, from: LogIndex, to: LogIndex)
  case appliedWentBack(NodeID, from: LogIndex, to: LogIndex)
  /// Below nought, which shows as more than all coins.
  case balanceOutOfRange(NodeID, account: String, coins: UInt64, after: LogIndex, supply: UInt64)
  case nonceUsedTwice(NodeID, account: String, nonce: UInt64, entry: LogIndex)
  case appliedTwice(NodeID, account: String, nonce: UInt64, first: LogIndex, second: LogIndex)
  /// A vote on a disk that became another one, or none, within its term.
  case voteChanged(NodeID, term: Term, from: NodeID, to: NodeID?)
  /// A leader counts on an entry of another's disk, or of its own, and it is not there.
  case matchNotOnDisk(NodeID, term: Term, NodeID, entry: LogPosition)
  /// Two snapshots that stand for the same entries.
  case differentSnapshots(NodeID, NodeID, entry: LogPosition)
  /// The first was elected while the second's lease had so long to run.
  case electedDuringLease(NodeID, term: Term, NodeID, itsTerm: Term, left: Nanoseconds)
  /// In English: of hosts that know no more than a text.
  case other(String)
}

extension ViolationDetail: Explained {
  public func explanation(_ tell: Explanation.Teller) -> Explanation {
    switch self {
    case .bothLead(let node, let other, let term):
      tell("both-lead", "", ["node": node, "other": other, "term": term])
    case .leaderLostEntry(let node, let term, let entry):
      tell("leader-lost-entry", "", ["node": node, "term": term, "entry": entry])
    case .leaderRewrote(let node, let term, let index):
      tell("leader-rewrote", "", ["node": node, "term": term, "index": index])
    case .differentCommands(let node, let other, let entry):
      tell("different-commands", "", ["node": node, "other": other, "entry": entry])
    case .differentPrevious(let node, let other, let entry, let previous, let otherPrevious):
      tell(
        "different-previous", "",
        ["node": node, "other": other, "entry": entry, "previous": previous, "otherPrevious": otherPrevious])
    case .leaderLacks(let node, let term, let entry, let instead):
      tell(
        "leader-lacks", "",
        ["node": node, "term": term, "entry": entry, "instead": instead],
        variants: [instead == nil ? nil : "another"])
    case .appliedDifferently(let node, let entry, let other, let otherEntry):
      tell(
        "applied-differently", "", ["node": node, "entry": entry, "other": other, "otherEntry": otherEntry])
    case .supplyChanged(let node, let coins, let index, let supply):
      tell("supply-changed", "", ["node": node, "coins": coins, "index": index, "supply": supply])
    case .notOrdered(let operations, let process):
      tell("not-ordered", "", ["operations": operations, "process": process])
    case .appliedWithOtherResult(let node, let other, let entry):
      tell("applied-with-other-result", "", ["node": node, "other": other, "entry": entry])
    case .committedEntryLost(let node, let entry, let instead):
      tell(
        "committed-entry-lost", "",
        ["node": node, "entry": entry, "instead": instead], variants: [instead == nil ? nil : "another"])
    case .committedDifferently(let node, let entry, let before):
      tell("committed-differently", "", ["node": node, "entry": entry, "before": before])
    case .notOnMajority(let entry, let holders, let needed, let size):
      tell(
        "not-on-majority", "",
        ["entry": entry, "holders": holders, "needed": needed, "of": size],
        variants: [holders.isEmpty ? "none" : nil])
    case .termWentBack(let node, let old, let new):
      tell("term-went-back", "", ["node": node, "old": old, "new": new])
    case .commitWentBack(let node, let old, let new):
      tell("commit-went-back", "", ["node": node, "old": old, "new": new])
    case .appliedWentBack(let node, let old, let new):
      tell("applied-went-back", "", ["node": node, "old": old, "new": new])
    case .balanceOutOfRange(let node, let account, let coins, let index, let supply):
      tell(
        "balance-out-of-range", "",
        ["node": node, "account": account, "coins": coins, "index": index, "supply": supply])
    case .nonceUsedTwice(let node, let account, let nonce, let index):
      tell("nonce-used-twice", "", ["node": node, "account": account, "nonce": nonce, "index": index])
    case .appliedTwice(let node, let account, let nonce, let first, let second):
      tell(
        "applied-twice", "",
        ["node": node, "account": account, "nonce": nonce, "first": first, "second": second])
    case .voteChanged(let node, let term, let old, let new):
      tell(
        "vote-changed", "",
        ["node": node, "term": term, "old": old, "new": new],
        variants: [new == nil ? "gone" : nil])
    case .matchNotOnDisk(let node, let term, let other, let entry):
      tell("match-not-on-disk", "", ["node": node, "term": term, "other": other, "entry": entry])
    case .differentSnapshots(let node, let other, let entry):
      tell("different-snapshots", "", ["node": node, "other": other, "entry": entry])
    case .electedDuringLease(let node, let term, let other, let otherTerm, let left):
      tell(
        "elected-during-lease", "",
        ["node": node, "term": term, "other": other, "otherTerm": otherTerm, "left_ns": .span(left)])
    case .other(let text): tell("other", "", ["text": text])
    }
  }
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
    default: laterDescription
    }
  }

  private var laterDescription: String {
    switch self {
    case .appliedWithOtherResult(let first, let second, let entry):
      "\(first) and \(second) both applied entry \(entry), and with different results"
    case .committedEntryLost(let node, let entry, let instead):
      "\(node) held the committed entry \(entry), and now has "
        + (instead.map { "an entry of term \($0)" } ?? "nothing") + " there"
    case .committedDifferently(let node, let entry, let before):
      "\(node) takes entry \(entry) for committed, and at this index one of term \(before) was committed before"
    case .notOnMajority(let entry, let holders, let needed, let size):
      "entry \(entry) is committed and on the disks of \(holders.count) of \(size) "
        + "(\(holders.isEmpty ? "none" : holders.description)); it needs \(needed)"
    case .termWentBack(let node, let old, let new):
      "the term on the disk of \(node) went back from \(old) to \(new)"
    case .commitWentBack(let node, let old, let new):
      "commitIndex of \(node) went back from \(old) to \(new)"
    case .appliedWentBack(let node, let old, let new):
      "lastApplied of \(node) went back from \(old) to \(new)"
    case .balanceOutOfRange(let node, let account, let coins, let index, let supply):
      "\(account) holds \(coins) coins on \(node) after entry \(index), and the supply is \(supply)"
    case .nonceUsedTwice(let node, let account, let nonce, let index):
      "entry \(index) used nonce \(nonce) of \(account) on \(node), which was used before"
    case .appliedTwice(let node, let account, let nonce, let first, let second):
      "\(node) applied the transaction \(nonce) of \(account) at entry \(first) and again at \(second)"
    case .voteChanged(let node, let term, let first, nil):
      "the vote of \(node) in term \(term) was for \(first), and is gone from its disk"
    case .voteChanged(let node, let term, let first, let second?):
      "the vote of \(node) in term \(term) was for \(first), and on its disk it is for \(second) now"
    case .matchNotOnDisk(let leader, let term, let node, let entry):
      "\(leader), leader of term \(term), counts on entry \(entry) of \(node), which is not on that disk"
    case .differentSnapshots(let first, let second, let entry):
      "\(first) and \(second) saved different snapshots of what ends with entry \(entry)"
    case .electedDuringLease(let node, let term, let other, let old, let left):
      "\(node) was elected in term \(term) while the lease of \(other), leader of term \(old), "
        + "had \(left / 1_000_000) ms to run"
    case .other(let text): text
    default: ""
    }
  }
}
