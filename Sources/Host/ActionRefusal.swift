import Command
import Consensus
import Words

/// Why an action was impossible, in words that every language has for it.
public enum ActionRefusal: Sendable, Equatable {
  /// One of those below, or what this host cannot do.
  case because(Phrase)
  /// The leader does not do it.
  case request(RequestRefusal)
  case several([ActionRefusal])
  /// The rule says no to what a person answered for a node; whether `anyway` does it all the same.
  case ruleSaysNo(Explanation, of: NodeID, canOverrule: Bool)
}

/// The words for why an act was impossible: parts that stand in other sentences.
public enum ReasonSentences: String, TextKey {
  case downAlready, notDown, notRunning, notPaused, noElectionTimer, noElectionTimers, noLeaderToAct,
    noFollower, noSuchNode, noSuchNodeToIsolate, noLiveNodeToAsk, noAccount, nothingToAbandon, noLink,
    cutAlready, noLinkCut,
    oneSide, noMessage, noMessageOfKind, noMessageOfKindOnLink, heldAlready, notHeld, linkHeldAlready,
    nothingHeld, nothingHeldOnLink, theClients, wipedAlready, nothingStored, notStored, noSnapshotStored,
    noVoteStored, noBrokenRule, brokenAlready, notBroken, notOfCluster, keepsNoProgress,
    handedAlready, handedToNobody, noQuestion, ruleSaysNo, ruleForbids
}

extension ActionRefusal {
  /// It is down already, so it cannot be killed.
  public static func downAlready(_ node: NodeID) -> Self { about(node, .downAlready) }
  /// It runs, so it cannot be restarted.
  public static func notDown(_ node: NodeID) -> Self { about(node, .notDown) }
  /// It is down, or stalled already.
  public static func notRunning(_ node: NodeID) -> Self { about(node, .notRunning) }
  /// It is not paused, so it cannot be resumed.
  public static func notPaused(_ node: NodeID) -> Self { about(node, .notPaused) }
  /// It leads, or does not run.
  public static func noElectionTimer(_ node: NodeID) -> Self { about(node, .noElectionTimer) }
  /// It does not lead, and remembers nothing of a follower.
  public static func keepsNoProgress(_ node: NodeID) -> Self { about(node, .keepsNoProgress) }
  /// A person decides for this node already, and there is one such node at a time.
  public static func handedAlready(_ node: NodeID, to name: String) -> Self {
    say(.handedAlready, ["node": node, "account": name])
  }
  /// Nobody decides for it but its rules.
  public static func handedToNobody(_ node: NodeID) -> Self { about(node, .handedToNobody) }
  /// Nothing waits for a person's decision there.
  public static func noQuestion(_ node: NodeID) -> Self { about(node, .noQuestion) }
  /// No node has a running election timer.
  public static var noElectionTimers: Self { say(.noElectionTimers) }
  /// No node of this description to which the verb applies.
  public static func nobody(_ selector: NodeSelector) -> Self {
    switch selector {
    case .leader: say(.noLeaderToAct)
    case .follower: say(.noFollower)
    case .node, .random, .all: say(.noSuchNode)
    }
  }
  /// No member is meant that could be cut off from the others.
  public static var noSuchNodeToIsolate: Self { say(.noSuchNodeToIsolate) }
  /// No node runs that a client could ask.
  public static var noLiveNodeToAsk: Self { say(.noLiveNodeToAsk) }
  /// No account is open under this name.
  public static func noAccount(_ name: String) -> Self { say(.noAccount, ["account": name]) }
  public static func nothingToAbandon(_ name: String) -> Self { say(.nothingToAbandon, ["account": name]) }
  /// One of its two ends is no node of this cluster.
  public static func noLink(_ link: Link) -> Self { say(.noLink, link.ends) }
  /// Nothing passes on it already.
  public static func cutAlready(_ link: Link) -> Self { say(.cutAlready, link.ends) }
  /// No link is cut, so there is nothing to heal.
  public static var noLinkCut: Self { say(.noLinkCut) }
  /// A partition with all nodes on one side.
  public static var oneSide: Self { say(.oneSide) }
  /// None in flight that is meant by this.
  public static func noMessage(_ selector: MessageSelector) -> Self {
    switch selector {
    case .number(let number): say(.noMessage, ["number": number])
    case .kind(let kind, nil): say(.noMessageOfKind, ["text": kind])
    case .kind(let kind, let link?): say(.noMessageOfKindOnLink, link.ends.merging(["text": kind]) { $1 })
    }
  }
  /// This message is held back already.
  public static func heldAlready(message: UInt64) -> Self { say(.heldAlready, ["number": message]) }
  /// This message is not held back, so it cannot be released.
  public static func notHeld(message: UInt64) -> Self { say(.notHeld, ["number": message]) }
  /// What is sent on it is held back already.
  public static func linkHeldAlready(_ link: Link) -> Self { say(.linkHeldAlready, link.ends) }
  /// On this link, or on any.
  public static func nothingHeld(_ link: Link?) -> Self {
    link.map { say(.nothingHeldOnLink, $0.ends) } ?? say(.nothingHeld)
  }
  /// Its disk is lost already.
  public static func wipedAlready(_ node: NodeID) -> Self { about(node, .wipedAlready) }
  /// There is no such part on its disk; nil: no entry at all.
  public static func nothingStored(_ node: NodeID, _ part: StoredPart?) -> Self {
    switch part {
    case nil: about(node, .nothingStored)
    case .entry(let index): say(.notStored, ["node": node, "index": index])
    case .snapshot: about(node, .noSnapshotStored)
    case .termAndVote: about(node, .noVoteStored)
    }
  }
  /// The protocol has no rule of this name that can be broken.
  public static func noBrokenRule(_ name: String) -> Self { say(.noBrokenRule, ["text": name]) }
  /// The rule is broken already.
  public static func brokenAlready(_ name: String) -> Self { say(.brokenAlready, ["text": name]) }
  /// The rule is kept, so it cannot be mended.
  public static func notBroken(_ name: String) -> Self { say(.notBroken, ["text": name]) }
  /// A verb of the clock, the screen or a file.
  public static var notOfCluster: Self { say(.notOfCluster) }

  private static func say(_ key: ReasonSentences, _ values: [String: any Sayable] = [:]) -> Self {
    .because(Phrase(key, values))
  }

  private static func about(_ node: NodeID, _ key: ReasonSentences) -> Self { say(key, ["node": node]) }
}

extension ActionRefusal {
  /// - Parameter rule: What the rule says.
  public static func noOfRule(_ node: NodeID, _ rule: Phrase, canOverrule: Bool) -> Phrase {
    Phrase(
      canOverrule ? ReasonSentences.ruleSaysNo : .ruleForbids, ["node": node.phrase, "text": rule])
  }
}

extension ActionRefusal: CustomStringConvertible {
  /// In English, for traces and for `raftcoin run`.
  public var description: String { phrase.english }

  /// In every language; what a member answers (`request`) in English alone.
  public var phrase: Phrase {
    switch self {
    case .because(let phrase): phrase
    case .request(let refusal): Phrase(verbatim: refusal.text)
    case .ruleSaysNo(let rule, let node, let canOverrule):
      Self.noOfRule(
        node, Phrase(verbatim: "\(rule.name) (\(rule.section))"), canOverrule: canOverrule)
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
