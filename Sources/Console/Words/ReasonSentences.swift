import Command
import Consensus
import Host
import Words

/// Why an act was impossible, and how a rule broke: parts that stand in other sentences.
enum ReasonSentences: String, Sentence {
  case downAlready, notDown, notRunning, notPaused, noElectionTimer, noElectionTimers, noLeaderToAct,
    noFollower, noSuchNode, noSuchNodeToIsolate, noLiveNodeToAsk, noAccount, noLink, cutAlready, noLinkCut,
    oneSide, noMessage, noMessageOfKind, noMessageOfKindOnLink, heldAlready, notHeld, linkHeldAlready,
    nothingHeld, nothingHeldOnLink, theClients, wipedAlready, nothingStored, notStored, noSnapshotStored,
    noVoteStored,
    noBrokenRule, brokenAlready, notBroken, notOfCluster
  case bothLead, leaderLostEntry, leaderRewrote, differentCommands, differentPrevious, leaderLacks,
    leaderHoldsAnother, appliedDifferently, supplyChanged, notOrdered
  case appliedWithOtherResult, committedEntryLost, committedEntryReplaced, committedDifferently,
    notOnMajority, onNoDisk, termWentBack, commitWentBack, appliedWentBack, voteChanged, voteGone,
    matchNotOnDisk,
    differentSnapshots, electedDuringLease, balanceOutOfRange, nonceUsedTwice,
    appliedTwice
}

extension Catalogue {
  /// Why an act was impossible.
  func text(of refusal: ActionRefusal) -> String {
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
    case .kind(let kind, nil): say(ReasonSentences.noMessageOfKind, [.text: .text(kind.rawValue)])
    case .kind(let kind, let link?):
      say(
        ReasonSentences.noMessageOfKindOnLink,
        ends(of: link).merging([.text: .text(kind.rawValue)]) { old, _ in old })
    }
  }

  private func ends(of link: Link) -> [Place: Value] {
    [.node: value(of: link.from), .other: value(of: link.to)]
  }

  private func value(of end: Link.End) -> Value {
    if case .node(let node) = end { .node(node) } else { .text(say(ReasonSentences.theClients)) }
  }

  private func place(_ entry: LogPosition, _ values: [Place: Value]) -> [Place: Value] {
    values.merging([.index: .number(entry.index), .own: .number(entry.term)]) { old, _ in old }
  }

  /// How a rule broke: which nodes, entries and numbers.
  func text(of detail: ViolationDetail) -> String {
    switch detail {
    case .bothLead(let first, let second, let term):
      say(ReasonSentences.bothLead, [.node: .node(first), .other: .node(second), .term: .number(term)])
    case .leaderLostEntry(let node, let term, let entry):
      say(
        ReasonSentences.leaderLostEntry, place(entry, [.node: .node(node), .term: .number(term)]))
    case .leaderRewrote(let node, let term, let index):
      say(ReasonSentences.leaderRewrote, [.node: .node(node), .term: .number(term), .index: .number(index)])
    case .differentCommands(let first, let second, let entry):
      say(
        ReasonSentences.differentCommands,
        place(entry, [.node: .node(first), .other: .node(second)]))
    case .differentPrevious(let first, let second, let entry, let previous, let other):
      say(
        ReasonSentences.differentPrevious,
        place(
          entry,
          [
            .node: .node(first), .other: .node(second), .previous: .number(previous), .theirs: .number(other),
          ]))
    case .leaderLacks(let node, let term, let entry, let instead):
      say(
        instead == nil ? ReasonSentences.leaderLacks : .leaderHoldsAnother,
        place(entry, [.node: .node(node), .term: .number(term), .theirs: .number(instead ?? 0)]))
    case .appliedDifferently(let first, let entry, let second, let other):
      say(
        ReasonSentences.appliedDifferently,
        place(entry, [.node: .node(first), .other: .node(second), .theirs: .number(other.term)]))
    case .supplyChanged(let node, let coins, let index, let supply):
      say(
        ReasonSentences.supplyChanged,
        [.node: .node(node), .coins: .number(coins), .index: .number(index), .number: .number(supply)])
    case .notOrdered(let operations, let process):
      say(
        ReasonSentences.notOrdered, [.count: .number(UInt64(operations)), .number: .number(UInt64(process))])
    default: laterText(of: detail)
    }
  }

  private func laterText(of detail: ViolationDetail) -> String {
    func numbers(_ node: NodeID, _ old: UInt64, _ new: UInt64) -> [Place: Value] {
      [.node: .node(node), .old: .number(old), .number: .number(new)]
    }
    func account(_ node: NodeID, _ name: String, _ number: UInt64, _ index: LogIndex) -> [Place: Value] {
      [.node: .node(node), .account: .text(name), .number: .number(number), .index: .number(index)]
    }
    switch detail {
    case .appliedWithOtherResult(let first, let second, let entry):
      return say(
        ReasonSentences.appliedWithOtherResult, place(entry, [.node: .node(first), .other: .node(second)]))
    case .committedEntryLost(let node, let entry, let instead):
      return say(
        instead == nil ? ReasonSentences.committedEntryLost : .committedEntryReplaced,
        place(entry, [.node: .node(node), .theirs: .number(instead ?? 0)]))
    case .committedDifferently(let node, let entry, let before):
      return say(
        ReasonSentences.committedDifferently, place(entry, [.node: .node(node), .previous: .number(before)]))
    case .notOnMajority(let entry, let holders, let needed, let size):
      return say(
        holders.isEmpty ? ReasonSentences.onNoDisk : .notOnMajority,
        place(
          entry,
          [
            .nodes: .nodes(holders), .count: .count(holders.count), .size: .count(size),
            .needed: .count(needed),
          ]))
    case .termWentBack(let node, let old, let new):
      return say(ReasonSentences.termWentBack, numbers(node, old, new))
    case .commitWentBack(let node, let old, let new):
      return say(ReasonSentences.commitWentBack, numbers(node, old, new))
    case .appliedWentBack(let node, let old, let new):
      return say(ReasonSentences.appliedWentBack, numbers(node, old, new))
    case .balanceOutOfRange(let node, let name, let coins, let index, let supply):
      return say(
        ReasonSentences.balanceOutOfRange,
        account(node, name, supply, index).merging([.coins: .number(coins)]) { old, _ in old })
    case .nonceUsedTwice(let node, let name, let nonce, let index):
      return say(ReasonSentences.nonceUsedTwice, account(node, name, nonce, index))
    case .appliedTwice(let node, let name, let nonce, let first, let second):
      return say(
        ReasonSentences.appliedTwice,
        account(node, name, nonce, second).merging([.first: .number(first)]) { old, _ in old })
    case .voteChanged(let node, let term, let first, let second):
      return say(
        second == nil ? ReasonSentences.voteGone : .voteChanged,
        [
          .node: .node(node), .term: .number(term), .voted: .node(first),
          .other: second.map { .node($0) } ?? .text(""),
        ])
    case .matchNotOnDisk(let leader, let term, let node, let entry):
      return say(
        ReasonSentences.matchNotOnDisk,
        place(entry, [.node: .node(leader), .other: .node(node), .term: .number(term)]))
    case .differentSnapshots(let first, let second, let entry):
      return say(
        ReasonSentences.differentSnapshots, place(entry, [.node: .node(first), .other: .node(second)]))
    case .electedDuringLease(let node, let term, let other, let old, let left):
      return say(
        ReasonSentences.electedDuringLease,
        [
          .node: .node(node), .term: .number(term), .other: .node(other), .old: .number(old),
          .left: .duration(left),
        ])
    case .other(let text): return text
    default: return ""
    }
  }
}
