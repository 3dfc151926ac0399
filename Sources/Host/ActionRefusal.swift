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
  /// On no node.
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

extension ActionRefusal: CustomStringConvertible {
  /// In English, for traces and for `raftcoin run`.
  public var description: String {
    switch self {
    case .downAlready(let node): "\(node) is down already"
    case .notDown(let node): "\(node) is not down"
    case .notRunning(let node): "\(node) is not running"
    case .notPaused(let node): "\(node) is not paused"
    case .noElectionTimer(let node): "\(node) has no election timer running"
    case .noElectionTimers: "no election timer is running"
    case .nobody(let selector): "there is no \(selector) that this applies to"
    case .noSuchNodeToIsolate: "there is no such node to isolate"
    case .noLiveNodeToAsk: "there is no such live node to ask"
    case .noAccount(let name): "there is no account named \(name)"
    case .noLink(let link): "there is no link \(link.from)>\(link.to)"
    case .cutAlready(let link): "the link from \(link.from) to \(link.to) is cut already"
    case .noLinkCut: "no link is cut"
    case .oneSide: "all nodes are on one side"
    case .request(let refusal): refusal.text
    case .noMessage(.kind(let kind, let link?)):
      "there is no message \(kind) in flight from \(link.from) to \(link.to)"
    case .noMessage(let message): "there is no message \(message) in flight"
    case .heldAlready(let message): "message \(message) is held already"
    case .notHeld(let message): "message \(message) is not held"
    case .linkHeldAlready(let link): "the link from \(link.from) to \(link.to) is held already"
    case .nothingHeld(nil): "nothing is held"
    case .nothingHeld(let link?): "nothing is held from \(link.from) to \(link.to)"
    case .wipedAlready(let node): "\(node) has lost its disk already"
    case .nothingStored(let node, nil): "\(node) has no entry stored"
    case .nothingStored(let node, .entry(let index)): "\(node) has no entry \(index) stored"
    case .nothingStored(let node, .snapshot): "\(node) has no snapshot stored"
    case .nothingStored(let node, .termAndVote): "\(node) has no term and vote stored"
    case .noBrokenRule(let name): "there is no broken rule named \(name)"
    case .brokenAlready(let name): "the rule \(name) is broken already"
    case .notBroken(let name): "the rule \(name) is not broken"
    case .notOfCluster: "this is done to the clock, the screen or a file, not to the cluster"
    case .unavailable(let phrase): phrase.english
    case .several(let refusals): refusals.map(\.description).joined(separator: "; ")
    }
  }
}
