import Consensus

/// The rules of Paxos that can be broken on purpose. Hashes of runs hold their raw values, so new ones stand last.
public enum BrokenPaxosRule: UInt8, BreakableRule {
  /// An acceptor accepts under a lower ballot than it has promised (Paxos Made Simple §2.2, P1a).
  case acceptDespitePromise
  /// To accept under a ballot promises nothing: a lower one is still accepted (§2.2).
  case acceptWithoutPromising
  /// A proposer proposes values of its own, whatever others have accepted (§2.2, P2c).
  case ownValue
  /// A proposer takes up some accepted value, not that of the highest ballot (§2.2, P2c).
  case anyAccepted
  /// Proposers do not choose their ballots from disjoint sets (§2.5).
  case sharedBallot
  /// A promise is not on disk (§2.2, §2.5).
  case forgetPromise
  /// An acceptance is not on disk (§2.2, §2.5).
  case forgetAccepted
  /// Acceptances of different ballots are counted together (§2.2).
  case mixBallots
  /// A slot is taken for chosen whatever ballot its value was accepted under.
  case learnByNumber
  /// A gap counts as a no-op before it is filled (§3).
  case executeOverHole
  /// An acceptor acknowledges its last slot although it has a hole below.
  case ackOverHole
  /// What was acknowledged as durable is lost from the log's end in a crash.
  case loseLogTail
  /// A retried transfer is applied again.
  case applyRetryTwice
  /// A proposer answers balance reads from its own ledger without asking whether its ballot still stands.
  case staleLeaderRead
  /// Fewer promise than it takes to meet every set that accepts (Howard, Malkhi and Spiegelman 2016).
  case smallQuorums
  /// Ballots are ordered by node and then by round, so that nobody goes above the highest node (§2.4).
  case idFirst

  public var name: String {
    switch self {
    case .acceptDespitePromise: "accept-despite-promise"
    case .acceptWithoutPromising: "accept-without-promising"
    case .ownValue: "own-value"
    case .anyAccepted: "any-accepted"
    case .sharedBallot: "shared-ballot"
    case .idFirst: "id-first"
    case .forgetPromise: "forget-promise"
    case .forgetAccepted: "forget-accepted"
    case .mixBallots: "mix-ballots"
    case .smallQuorums: "small-quorums"
    case .learnByNumber: "learn-by-number"
    case .executeOverHole: "execute-over-hole"
    case .ackOverHole: "ack-over-hole"
    case .loseLogTail: "lose-log-tail"
    case .applyRetryTwice: "apply-retry-twice"
    case .staleLeaderRead: "stale-leader-read"
    }
  }
}
