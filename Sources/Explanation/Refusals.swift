import Command
import Consensus
import Host
import Words

extension Catalogue {
  /// Why an act was impossible.
  package func text(of refusal: ActionRefusal) -> String {
    switch refusal {
    case .downAlready(let node): say(ReasonSentences.downAlready, [.node: .node(node)])
    case .notDown(let node): say(ReasonSentences.notDown, [.node: .node(node)])
    case .notRunning(let node): say(ReasonSentences.notRunning, [.node: .node(node)])
    case .notPaused(let node): say(ReasonSentences.notPaused, [.node: .node(node)])
    case .noElectionTimer(let node): say(ReasonSentences.noElectionTimer, [.node: .node(node)])
    case .noElectionTimers: say(ReasonSentences.noElectionTimers)
    case .nobody(.leader): say(ReasonSentences.noLeaderToAct)
    case .nobody(.follower): say(ReasonSentences.noFollower)
    case .nobody: say(ReasonSentences.noSuchNode)
    case .noSuchNodeToIsolate: say(ReasonSentences.noSuchNodeToIsolate)
    case .noLiveNodeToAsk: say(ReasonSentences.noLiveNodeToAsk)
    case .noAccount(let name): say(ReasonSentences.noAccount, [.account: .text(name)])
    case .noLink(let link): say(ReasonSentences.noLink, ends(of: link))
    case .cutAlready(let link): say(ReasonSentences.cutAlready, ends(of: link))
    case .noLinkCut: say(ReasonSentences.noLinkCut)
    case .oneSide: say(ReasonSentences.oneSide)
    case .request(let refusal): text(of: refusal)
    case .noMessage(let message): text(noMessage: message)
    case .heldAlready(let message): say(ReasonSentences.heldAlready, [.number: .number(message)])
    case .notHeld(let message): say(ReasonSentences.notHeld, [.number: .number(message)])
    case .linkHeldAlready(let link): say(ReasonSentences.linkHeldAlready, ends(of: link))
    case .nothingHeld(let link):
      link.map { say(ReasonSentences.nothingHeldOnLink, ends(of: $0)) } ?? say(ReasonSentences.nothingHeld)
    case .wipedAlready(let node): say(ReasonSentences.wipedAlready, [.node: .node(node)])
    case .nothingStored(let node, nil): say(ReasonSentences.nothingStored, [.node: .node(node)])
    case .nothingStored(let node, .snapshot): say(ReasonSentences.noSnapshotStored, [.node: .node(node)])
    case .nothingStored(let node, .termAndVote): say(ReasonSentences.noVoteStored, [.node: .node(node)])
    case .nothingStored(let node, .entry(let index)):
      say(ReasonSentences.notStored, [.node: .node(node), .index: .number(index)])
    case .noBrokenRule(let name): say(ReasonSentences.noBrokenRule, [.text: .text(name)])
    case .brokenAlready(let name): say(ReasonSentences.brokenAlready, [.text: .text(name)])
    case .notBroken(let name): say(ReasonSentences.notBroken, [.text: .text(name)])
    case .notOfCluster: say(ReasonSentences.notOfCluster)
    case .unavailable(let phrase): phrase.text(in: language)
    case .several(let refusals):
      refusals.map { text(of: $0) }.joined(separator: language.text(Formats.semicolon))
    }
  }

  private func text(noMessage selector: MessageSelector) -> String {
    switch selector {
    case .number(let number): say(ReasonSentences.noMessage, [.number: .number(number)])
    case .kind(let kind, nil): say(ReasonSentences.noMessageOfKind, [.text: .text(kind)])
    case .kind(let kind, let link?):
      say(
        ReasonSentences.noMessageOfKindOnLink,
        ends(of: link).merging([.text: .text(kind)]) { old, _ in old })
    }
  }

  private func ends(of link: Link) -> [Place: Value] {
    [.node: value(of: link.from), .other: value(of: link.to)]
  }

  private func value(of end: Link.End) -> Value {
    if case .node(let node) = end { .node(node) } else { .text(say(ReasonSentences.theClients)) }
  }
}
