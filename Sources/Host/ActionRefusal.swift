import Command
import Consensus
import Words

/// Why an action was impossible, with its numbers and no words, so that every language has its own sentence.
public enum ActionRefusal: Sendable, Equatable {
  case downAlready(NodeID)
  case notDown(NodeID)
  /// It is down, or stalled already.
  case notRunning(NodeID)
  case notPaused(NodeID)
  /// It leads, or does not run.
  case noElectionTimer(NodeID)
  /// No node has a running election timer.
  case noElectionTimers
  /// No node of this description to which the verb applies.
  case nobody(NodeSelector)
  case noSuchNodeToIsolate
  case noLiveNodeToAsk
  case noAccount(String)
  case noLink(Link)
  case cutAlready(Link)
  case noLinkCut
  /// A partition with all nodes on one side.
  case oneSide
  /// The leader does not do it.
  case request(RequestRefusal)
  /// None in flight that is meant by this.
  case noMessage(MessageSelector)
  case heldAlready(message: UInt64)
  case notHeld(message: UInt64)
  case linkHeldAlready(Link)
  /// On this link, or on any.
  case nothingHeld(Link?)
  /// Its disk is lost already.
  case wipedAlready(NodeID)
  /// There is no such part on its disk; nil: no entry at all.
  case nothingStored(NodeID, StoredPart?)
  case noBrokenRule(String)
  case brokenAlready(String)
  case notBroken(String)
  /// A verb of the clock, the screen or a file.
  case notOfCluster
  /// What this host cannot do.
  case unavailable(Phrase)
  case several([ActionRefusal])
}

/// The words for why an act was impossible: parts that stand in other sentences.
public enum ReasonSentences: String, TextKey {
  case downAlready, notDown, notRunning, notPaused, noElectionTimer, noElectionTimers, noLeaderToAct,
    noFollower, noSuchNode, noSuchNodeToIsolate, noLiveNodeToAsk, noAccount, noLink, cutAlready, noLinkCut,
    oneSide, noMessage, noMessageOfKind, noMessageOfKindOnLink, heldAlready, notHeld, linkHeldAlready,
    nothingHeld, nothingHeldOnLink, theClients, wipedAlready, nothingStored, notStored, noSnapshotStored,
    noVoteStored, noBrokenRule, brokenAlready, notBroken, notOfCluster
}

extension ActionRefusal: CustomStringConvertible {
  /// In English, for traces and for `raftcoin run`.
  public var description: String { phrase.english }

  /// In every language; what a member answers (`request`) in English alone.
  public var phrase: Phrase {
    func say(_ key: ReasonSentences, _ values: [String: any Sayable] = [:]) -> Phrase { Phrase(key, values) }
    return switch self {
    case .downAlready(let node): say(.downAlready, ["node": node])
    case .notDown(let node): say(.notDown, ["node": node])
    case .notRunning(let node): say(.notRunning, ["node": node])
    case .notPaused(let node): say(.notPaused, ["node": node])
    case .noElectionTimer(let node): say(.noElectionTimer, ["node": node])
    case .noElectionTimers: say(.noElectionTimers)
    case .nobody(.leader): say(.noLeaderToAct)
    case .nobody(.follower): say(.noFollower)
    case .nobody: say(.noSuchNode)
    case .noSuchNodeToIsolate: say(.noSuchNodeToIsolate)
    case .noLiveNodeToAsk: say(.noLiveNodeToAsk)
    case .noAccount(let name): say(.noAccount, ["account": name])
    case .noLink(let link): say(.noLink, link.ends)
    case .cutAlready(let link): say(.cutAlready, link.ends)
    case .noLinkCut: say(.noLinkCut)
    case .oneSide: say(.oneSide)
    case .request(let refusal): Phrase(verbatim: refusal.text)
    case .noMessage(.number(let number)): say(.noMessage, ["number": number])
    case .noMessage(.kind(let kind, nil)): say(.noMessageOfKind, ["text": kind])
    case .noMessage(.kind(let kind, let link?)):
      say(.noMessageOfKindOnLink, link.ends.merging(["text": kind]) { $1 })
    case .heldAlready(let message): say(.heldAlready, ["number": message])
    case .notHeld(let message): say(.notHeld, ["number": message])
    case .linkHeldAlready(let link): say(.linkHeldAlready, link.ends)
    case .nothingHeld(nil): say(.nothingHeld)
    case .nothingHeld(let link?): say(.nothingHeldOnLink, link.ends)
    case .wipedAlready(let node): say(.wipedAlready, ["node": node])
    case .nothingStored(let node, nil): say(.nothingStored, ["node": node])
    case .nothingStored(let node, .entry(let index)): say(.notStored, ["node": node, "index": index])
    case .nothingStored(let node, .snapshot): say(.noSnapshotStored, ["node": node])
    case .nothingStored(let node, .termAndVote): say(.noVoteStored, ["node": node])
    case .noBrokenRule(let name): say(.noBrokenRule, ["text": name])
    case .brokenAlready(let name): say(.brokenAlready, ["text": name])
    case .notBroken(let name): say(.notBroken, ["text": name])
    case .notOfCluster: say(.notOfCluster)
    case .unavailable(let phrase): phrase
    case .several(let refusals): .list(refusals.map(\.description), by: .semicolon)
    }
  }
}

extension Link {
  fileprivate var ends: [String: any Sayable] { ["node": from.phrase, "other": to.phrase] }
}

extension Link.End {
  fileprivate var phrase: Phrase {
    if case .node(let node) = self { node.phrase } else { Phrase(ReasonSentences.theClients) }
  }
}
