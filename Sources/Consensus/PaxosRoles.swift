/// Who plays which part in single-decree Paxos (Paxos Made Simple §2.1): "a single process may act as more than one
/// agent".
public struct PaxosRoles: Sendable, Equatable {
  /// At least one of each of these two.
  public var proposers: NodeSet
  public var acceptors: NodeSet
  /// Besides the proposers, each of which is told of what is accepted under its own numbers.
  public var learners: NodeSet

  public init(proposers: NodeSet, acceptors: NodeSet, learners: NodeSet) {
    self.proposers = proposers
    self.acceptors = acceptors
    self.learners = learners
  }

  public var all: NodeSet { proposers.union(acceptors).union(learners) }
}

/// What an acceptor has done with a ballot.
public struct BallotMark: Sendable, Equatable {
  public let ballot: Term
  /// It accepted a value under it; else it promised it.
  public let isAcceptance: Bool

  public init(ballot: Term, isAcceptance: Bool) {
    self.ballot = ballot
    self.isAcceptance = isAcceptance
  }
}

/// What may be shown of a server of single-decree Paxos. What is proposed or accepted is an entry, whose term is the
/// ballot.
public struct PaxosPart: Sendable, Equatable {
  public var isProposer: Bool
  public var isAcceptor: Bool
  // The proposer.
  /// That it tries; nil: it tries none.
  public var ballot: Term?
  /// Its own value: a client's command.
  public var wanted: [UInt8]?
  /// What it has to take over.
  public var adopted: Entry?
  public var proposal: Entry?
  // The acceptor.
  public var accepted: Entry?
  /// What it has done since it started, oldest first.
  public var marks: [BallotMark]
  // The learner.
  public var chosen: Entry?

  public init(
    isProposer: Bool, isAcceptor: Bool, ballot: Term?, wanted: [UInt8]?, adopted: Entry?, proposal: Entry?,
    accepted: Entry?, chosen: Entry?, marks: [BallotMark]
  ) {
    self.isProposer = isProposer
    self.isAcceptor = isAcceptor
    self.ballot = ballot
    self.wanted = wanted
    self.adopted = adopted
    self.proposal = proposal
    self.accepted = accepted
    self.chosen = chosen
    self.marks = marks
  }

  /// Of a server that is down only what its disk has may be shown.
  public mutating func forgetMemory(accepted: Entry?) {
    self = PaxosPart(
      isProposer: isProposer, isAcceptor: isAcceptor, ballot: nil, wanted: nil, adopted: nil, proposal: nil,
      accepted: accepted, chosen: nil, marks: [])
  }
}

/// A step of a proposer that a person asks for, instead of the proposer's own time for it (Paxos Made Simple §2.2).
public struct ProposerStep: Sendable, Equatable {
  /// Which of the two phases it begins.
  public enum Phase: Sendable, Equatable {
    /// Phase 1a.
    case prepare
    /// Phase 2a. Without a command, what has to be taken over is proposed, or else what a client asked for; without a
    /// slot the next one.
    case accept(command: [UInt8]?, slot: LogIndex?)
  }

  public let phase: Phase
  public let ballot: Term
  /// To which acceptors it is sent; nil: to all.
  public let to: NodeSet?

  public init(_ phase: Phase, ballot: Term, to: NodeSet?) {
    self.phase = phase
    self.ballot = ballot
    self.to = to
  }
}
