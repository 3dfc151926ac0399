import Consensus

/// The rules of single-decree Paxos that can be broken on purpose. Those that Multi-Paxos has too are called as there.
public enum BrokenSynodRule: UInt8, BreakableRule {
  /// An acceptor accepts under a lower ballot than it has promised (Paxos Made Simple §2.2, P1a).
  case acceptDespitePromise
  /// To accept under a ballot promises nothing: a lower one is still accepted (§2.2).
  case acceptWithoutPromising
  /// A proposer proposes its own value, whatever others have accepted (§2.2, P2c).
  case ownValue
  /// A proposer takes up some accepted value, not that of the highest ballot (§2.2, P2c).
  case anyAccepted
  /// A proposer takes up the value of the lowest ballot (§2.2, P2c).
  case lowestAccepted
  /// Proposers do not choose their ballots from disjoint sets (§2.5).
  case sharedBallot
  /// A promise is not on disk (§2.2, §2.5).
  case forgetPromise
  /// An acceptance is not on disk (§2.2, §2.5).
  case forgetAccepted
  /// Acceptances of different ballots are counted together (§2.2).
  case mixBallots
  /// The number that a proposer has used is not on disk, so a crash makes it use that again (§2.5).
  case reuseBallot
  /// The server stands in a ballot's high digits, so that of two servers' ballots always the same one's is the higher.
  /// Nothing wrong is ever chosen; perhaps nothing is (§2.4).
  case idFirst
  /// What was acknowledged as durable is lost from the log's end in a crash.
  case loseLogTail
  /// A retried transfer is applied again.
  case applyRetryTwice
  /// A proposer answers balance reads from its own ledger without asking whether its ballot still stands.
  case staleLeaderRead

  public var name: String {
    switch self {
    case .acceptDespitePromise: "accept-despite-promise"
    case .acceptWithoutPromising: "accept-without-promising"
    case .ownValue: "own-value"
    case .anyAccepted: "any-accepted"
    case .lowestAccepted: "lowest-accepted"
    case .sharedBallot: "shared-ballot"
    case .forgetPromise: "forget-promise"
    case .forgetAccepted: "forget-accepted"
    case .mixBallots: "mix-ballots"
    case .reuseBallot: "reuse-ballot"
    case .idFirst: "id-first"
    case .loseLogTail: "lose-log-tail"
    case .applyRetryTwice: "apply-retry-twice"
    case .staleLeaderRead: "stale-leader-read"
    }
  }

  /// Where one value is all there is, nothing is applied twice, and nobody leads.
  public func missing(in configuration: ReplicaConfiguration) -> String? {
    self == .applyRetryTwice || self == .staleLeaderRead ? "protocol paxos" : nil
  }
}
