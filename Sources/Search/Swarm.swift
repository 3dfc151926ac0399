import Command
import Consensus
import Paxos
import Raft

/// Which kinds of faults a seed draws: never all of them, for faults of all kinds together hide each other
/// (Groce and others, *Swarm Testing*, 2012). Half of the seeds draw two to four kinds, the others some two in
/// five.
enum Swarm {
  static func kinds(seed: UInt64, header: Header, options: SearchOptions) -> [FaultKind] {
    var generator = SeededGenerator(seed: seed, stream: 0x5EA5)
    let possible = options.faults.filter { mayDraw($0, header, options) }
    let needed = needed(by: options.bug) + needed(by: options.paxosBug)
    let isFew = generator.flip()
    let shuffled = possible.shuffled(using: &generator)
    let few = shuffled.prefix(2 + Int(generator.below(3)))
    let some = possible.filter { _ in generator.below(5) < 2 }
    let drawn = isFew ? Array(few) : some
    return possible.filter { drawn.contains($0) || needed.contains($0) }
  }

  private static func mayDraw(_ kind: FaultKind, _ header: Header, _ options: SearchOptions) -> Bool {
    switch kind {
    // A hand-over is a word of Raft.
    case .lead where options.consensus == .paxos: false
    case .membership:
      header.protectsLeaders
    case .wipe:
      // Whatever is found beside a broken rule is to be that rule's doing, and not what a lost disk brings.
      header.protectsLeaders && options.bugName == nil
    case .corrupt: options.bugName == nil
    default: true
    }
  }

  /// The same of Paxos.
  private static func needed(by bug: BrokenPaxosRule?) -> [FaultKind] {
    switch bug {
    case nil: []
    case .acceptDespitePromise, .acceptWithoutPromising: [.timeout, .partition, .message]
    case .ownValue: [.timeout]
    case .anyAccepted: [.timeout, .partition, .crash]
    case .sharedBallot: [.timeout, .cut]
    case .idFirst: [.crash, .timeout]
    case .forgetPromise: [.crash, .timeout, .message]
    case .forgetAccepted, .loseLogTail: [.crash]
    case .mixBallots: [.timeout, .message, .partition]
    case .smallQuorums: [.timeout, .partition]
    case .learnByNumber: [.loss, .timeout, .partition]
    case .executeOverHole, .ackOverHole: [.loss, .reorder]
    case .applyRetryTwice: [.duplicate, .loss]
    case .staleLeaderRead: [.partition]
    }
  }

  /// Without these a broken rule can do no harm.
  private static func needed(by bug: BrokenRule?) -> [FaultKind] {
    switch bug {
    case nil: []
    case .countOldTerm, .forgetVote: [.crash, .timeout, .partition]
    case .loseLogTail, .keepLastApplied: [.crash]
    case .livingMajority, .staleLeaderRead: [.partition]
    case .voteAnyLog: [.partition, .timeout]
    case .skipPreviousCheck: [.partition, .crash]
    case .truncateOnStale: [.reorder, .latency, .duplicate]
    case .anyMessageResetsTimer: [.cut]
    case .countVoteTwice: [.duplicate, .timeout, .partition]
    case .applyRetryTwice: [.duplicate, .loss]
    case .replyBeforeDurable: [.disk, .crash]
    case .changeBeforeCommit: [.partition, .timeout, .membership]
    case .countLearner: [.partition, .latency, .membership]
    case .leaseWithoutBound: [.partition, .skew]
    case .skipPreVote, .voteDespiteLeader: [.cut]
    case .stepDownEarly: [.membership]
    }
  }
}
