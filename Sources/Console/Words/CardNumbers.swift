import Consensus
import Host

extension Narrator {
  /// The numbers that decided.
  func numbers(of decision: Decision, at node: NodeID, in scene: Scene) -> String {
    let me = Value.node(node)
    switch decision {
    case .startedElection(_, let waited, let last):
      return catalogue.say(
        NumberSentences.started,
        [
          .waited: .duration(waited), .span: .span(scene.snapshot.electionTimeout), .node: me,
          .own: .position(last),
        ])
    case .electionRanOut(let term, let votes, let needed, let size),
      .countedVote(_, let term, let votes, let needed, let size),
      .becameLeader(let term, let votes, let needed, let size):
      return catalogue.say(
        votes.isEmpty ? NumberSentences.noVotes : .votes,
        [
          .term: .number(term), .nodes: .nodes(votes), .count: .count(votes.count), .needed: .count(needed),
          .size: .count(size),
        ])
    case .grantedVote(let candidate, let term, let own, let theirs),
      .refusedVote(let candidate, let term, .logBehind(let own, let theirs)):
      return catalogue.say(
        NumberSentences.logs,
        [
          .term: .number(term), .node: me, .own: .position(own), .other: .node(candidate),
          .theirs: .position(theirs),
        ])
    case .refusedVote(let other, let term, .staleTerm(let current)),
      .refusedAppend(let other, let term, .staleTerm(let current)),
      .ignoredStale(let other, let term, let current):
      return catalogue.say(
        NumberSentences.terms,
        [.other: .node(other), .term: .number(term), .node: me, .current: .number(current)])
    case .refusedVote(_, let term, .alreadyVoted(let voted)):
      return catalogue.say(
        NumberSentences.oneVote, [.node: me, .term: .number(term), .voted: .node(voted)])
    case .wasRefused(let other, let term):
      return catalogue.say(NumberSentences.refusal, [.other: .node(other), .term: .number(term)])
    case .steppedDown(_, let old, let new, let other), .adoptedTerm(let old, let new, let other):
      return catalogue.say(
        NumberSentences.termChange,
        [.node: me, .old: .number(old), .other: .node(other), .term: .number(new)])
    case .followsLeader(let leader, let term):
      return catalogue.say(NumberSentences.follows, [.other: .node(leader), .term: .number(term)])
    case .standing(let decision): return standingNumbers(of: decision, at: node)
    default: return logNumbers(of: decision, at: node, in: scene)
    }
  }

  private func logNumbers(of decision: Decision, at node: NodeID, in scene: Scene) -> String {
    let me = Value.node(node)
    switch decision {
    case .appended(let position, _):
      return catalogue.say(
        NumberSentences.appended,
        [
          .index: .number(position.index), .term: .number(position.term),
          .needed: .count(scene.snapshot.majority), .size: .count(scene.snapshot.voterCount),
        ])
    case .redirectedClient(let leader?):
      return catalogue.say(NumberSentences.redirected, [.node: me, .other: .node(leader)])
    case .redirectedClient(nil): return catalogue.say(NumberSentences.redirectedNowhere, [.node: me])
    case .storedEntries(let first, let last, let from):
      return catalogue.say(
        NumberSentences.stored, [.node: me, .other: .node(from), .range: .entries(first, last)])
    case .deletedConflict(let first, let last, let own, let theirs, let leader):
      return catalogue.say(
        NumberSentences.deleted,
        [
          .index: .number(first), .node: me, .own: .number(own), .other: .node(leader),
          .theirs: .number(theirs), .range: .entries(first, last),
        ])
    case .refusedAppend(let leader, _, .missingPrevious(let previous, let lastIndex)):
      return catalogue.say(
        NumberSentences.missing,
        [
          .other: .node(leader), .previous: .number(previous.index), .theirs: .number(previous.term),
          .node: me, .last: .number(lastIndex),
        ])
    case .refusedAppend(let leader, _, .conflictingPrevious(let previous, let own)):
      return catalogue.say(
        NumberSentences.conflicting,
        [
          .previous: .number(previous.index), .other: .node(leader), .theirs: .number(previous.term),
          .node: me, .own: .number(own),
        ])
    case .countedCopy(_, let index, let copies, let needed, let size):
      return catalogue.say(
        NumberSentences.copies,
        [
          .index: .number(index), .nodes: .nodes(copies), .count: .count(copies.count), .size: .count(size),
          .needed: .count(needed),
        ])
    case .backedUp(let follower, let old, let new):
      return catalogue.say(
        NumberSentences.backedUp,
        [.other: .node(follower), .previous: .number(old), .next: .number(new)])
    case .committed(let first, let index, let term, let copies, let needed, let size):
      return catalogue.say(
        NumberSentences.committed,
        [
          .index: .number(index), .term: .number(term), .nodes: .nodes(copies),
          .count: .count(copies.count), .size: .count(size), .needed: .count(needed),
          .range: .entries(first, index),
        ])
    case .heldBackOldTerm(let index, let entryTerm, let current, let copies, let size):
      return catalogue.say(
        NumberSentences.heldBack,
        [
          .index: .number(index), .own: .number(entryTerm), .term: .number(current),
          .nodes: .nodes(copies), .count: .count(copies.count), .size: .count(size),
        ])
    case .learnedCommit(let index, let from):
      return catalogue.say(
        NumberSentences.learned, [.node: me, .index: .number(index), .other: .node(from)])
    default: return catalogue.say(WorldSentences.quiet)
    }
  }

  /// What would have changed it.
  func otherwise(of decision: Decision, at node: NodeID, in scene: Scene) -> String {
    let me = Value.node(node)
    switch decision {
    case .startedElection: return catalogue.say(OtherwiseSentences.started, [.node: me])
    case .electionRanOut(let term, _, let needed, _):
      return catalogue.say(OtherwiseSentences.ranOut, [.needed: .count(needed), .term: .number(term)])
    case .grantedVote(let candidate, let term, _, _):
      return catalogue.say(
        OtherwiseSentences.granted, [.term: .number(term), .other: .node(candidate)])
    case .refusedVote(_, _, .staleTerm(let current)):
      return catalogue.say(OtherwiseSentences.staleVote, [.current: .number(current)])
    case .refusedVote(let candidate, _, .alreadyVoted(let voted)):
      return catalogue.say(
        OtherwiseSentences.voted, [.other: .node(candidate), .voted: .node(voted)])
    case .refusedVote(let candidate, _, .logBehind(let own, _)):
      return catalogue.say(
        OtherwiseSentences.logBehind, [.other: .node(candidate), .own: .position(own)])
    case .countedVote(_, _, _, let needed, _):
      return catalogue.say(OtherwiseSentences.counted, [.needed: .count(needed)])
    case .wasRefused: return catalogue.say(OtherwiseSentences.wasRefused, [.node: me])
    case .becameLeader(_, _, let needed, _):
      return catalogue.say(OtherwiseSentences.leads, [.less: .count(needed - 1)])
    case .steppedDown(_, let old, let new, let other) where old == new:
      return catalogue.say(
        OtherwiseSentences.meetsLeader, [.term: .number(new), .other: .node(other)])
    case .steppedDown(_, let old, _, _), .adoptedTerm(let old, _, _):
      return catalogue.say(OtherwiseSentences.higherTerm, [.old: .number(old)])
    case .followsLeader: return catalogue.say(OtherwiseSentences.follows)
    case .standing(let decision): return standingOtherwise(of: decision, at: node)
    default: return logOtherwise(of: decision, in: scene)
    }
  }

  private func logOtherwise(of decision: Decision, in scene: Scene) -> String {
    switch decision {
    case .appended(_, let noOp):
      return catalogue.say(noOp ? OtherwiseSentences.noOp : .appended)
    case .redirectedClient: return catalogue.say(OtherwiseSentences.redirected)
    case .storedEntries(let first, _, _):
      return catalogue.say(OtherwiseSentences.stored, [.first: .number(first)])
    case .deletedConflict(_, _, _, let theirs, _):
      return catalogue.say(
        scene.isBroken ? OtherwiseSentences.deletedBroken : .deleted, [.theirs: .number(theirs)])
    case .refusedAppend(_, _, .staleTerm(let current)):
      return catalogue.say(OtherwiseSentences.staleAppend, [.current: .number(current)])
    case .refusedAppend(_, _, .missingPrevious(let previous, _)),
      .refusedAppend(_, _, .conflictingPrevious(let previous, _)):
      return catalogue.say(
        OtherwiseSentences.missing,
        [.previous: .number(previous.index), .theirs: .number(previous.term)])
    case .countedCopy(_, _, _, let needed, _):
      return catalogue.say(OtherwiseSentences.copies, [.needed: .count(needed)])
    case .backedUp(let follower, _, _):
      return catalogue.say(OtherwiseSentences.backedUp, [.other: .node(follower)])
    case .committed(_, _, _, _, let needed, _):
      return catalogue.say(OtherwiseSentences.committed, [.less: .count(needed - 1)])
    case .heldBackOldTerm(_, _, let current, _, _):
      return catalogue.say(OtherwiseSentences.heldBack, [.term: .number(current)])
    case .learnedCommit: return catalogue.say(OtherwiseSentences.learned)
    case .ignoredStale: return catalogue.say(OtherwiseSentences.ignored)
    default: return catalogue.say(WorldSentences.quiet)
    }
  }
}
