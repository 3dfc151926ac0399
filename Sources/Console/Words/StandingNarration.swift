import Consensus

/// What is said of members that lost promised state.
extension Narrator {
  func standingNews(of decision: StandingDecision, at node: NodeID) -> News? {
    let (sentence, rank): (StandingSentences, Int) =
      switch decision {
      case .foundDamage(let first, let last):
        (first >= last.index ? .foundDamagedLast : .foundDamage, 9)
      case .foundWiped: (.foundWiped, 9)
      case .foundDamagedVote: (.foundDamagedVote, 9)
      case .foundDamagedSnapshot(_, let last): (last == nil ? .foundSparedSnapshot : .foundDamagedSnapshot, 9)
      case .refusedVoteDamaged: (.refusedVoteDamaged, 7)
      case .refusedVoteWiped: (.refusedVoteWiped, 7)
      case .withheldCandidacyDamaged: (.withheldDamaged, 7)
      case .withheldCandidacyWiped: (.withheldWiped, 7)
      case .didNotCountDamaged: (.didNotCountDamaged, 3)
      case .didNotCountWiped: (.didNotCountWiped, 3)
      case .tookBackCopies: (.tookBack, 6)
      case .repaired(let leader, let matched, let last) where matched.index >= last.index:
        (leader == nil ? .repairedAlone : .repaired, 8)
      case .repaired(let leader, _, _): (leader == nil ? .repairedLaterAlone : .repairedLater, 8)
      }
    return News(rank: rank, text: catalogue.say(sentence, places(of: decision, at: node)))
  }

  func standingRule(of decision: StandingDecision) -> StandingSentences {
    switch decision {
    case .foundDamagedSnapshot(_, nil): .ruleSnapshot
    case .foundDamage, .foundDamagedSnapshot, .refusedVoteDamaged, .withheldCandidacyDamaged,
      .didNotCountDamaged, .tookBackCopies, .repaired:
      .ruleDamaged
    case .foundWiped, .foundDamagedVote, .refusedVoteWiped, .withheldCandidacyWiped, .didNotCountWiped:
      .ruleWiped
    }
  }

  func standingNumbers(of decision: StandingDecision, at node: NodeID) -> String {
    let sentence: NumberSentences =
      switch decision {
      case .foundDamage: .damagedFrom
      case .foundDamagedVote: .damagedVote
      case .foundDamagedSnapshot(_, nil): .sparedSnapshot
      case .foundDamagedSnapshot: .damagedSnapshot
      case .refusedVoteDamaged, .withheldCandidacyDamaged: .damagedLog
      case .foundWiped, .refusedVoteWiped, .withheldCandidacyWiped: .wiped
      case .didNotCountDamaged: .damagedCopies
      case .didNotCountWiped: .wipedCopies
      case .tookBackCopies: .tookBack
      case .repaired: .repaired
      }
    return catalogue.say(sentence, places(of: decision, at: node))
  }

  func standingOtherwise(of decision: StandingDecision, at node: NodeID) -> String {
    let sentence: StandingSentences =
      switch decision {
      case .foundDamagedSnapshot(_, nil): .elseSpared
      case .foundDamage, .foundDamagedSnapshot: .elseFound
      case .foundWiped, .foundDamagedVote: .elseWiped
      case .refusedVoteDamaged, .refusedVoteWiped: .elseVote
      case .withheldCandidacyDamaged, .withheldCandidacyWiped: .elseCandidacy
      case .didNotCountDamaged, .didNotCountWiped: .elseCopies
      case .tookBackCopies: .elseTookBack
      case .repaired: .elseRepaired
      }
    return catalogue.say(sentence, places(of: decision, at: node))
  }

  private func places(of decision: StandingDecision, at node: NodeID) -> [Place: Value] {
    var values: [Place: Value] = [.node: .node(node)]
    switch decision {
    case .foundDamage(let first, let formerLast):
      values[.first] = .number(first)
      values[.range] = .entries(first, formerLast.index)
      values.former(formerLast)
    case .foundWiped: break
    case .foundDamagedVote(let term): values[.term] = .number(term)
    case .foundDamagedSnapshot(let last, let formerLast):
      values[.index] = .number(last.index)
      if let formerLast { values.former(formerLast) }
    case .refusedVoteDamaged(let candidate, let term, let own, let formerLast):
      values[.other] = .node(candidate)
      values[.term] = .number(term)
      values[.last] = .number(own)
      values.former(formerLast)
    case .refusedVoteWiped(let candidate, let term):
      values[.other] = .node(candidate)
      values[.term] = .number(term)
    case .withheldCandidacyDamaged(let term, let waited, let own, let formerLast):
      values[.term] = .number(term)
      values[.waited] = .duration(waited)
      values[.last] = .number(own)
      values.former(formerLast)
    case .withheldCandidacyWiped(let term, let waited):
      values[.term] = .number(term)
      values[.waited] = .duration(waited)
    case .didNotCountDamaged(let from, let match, let formerLast):
      values[.other] = .node(from)
      values[.index] = .number(match)
      values.former(formerLast)
    case .didNotCountWiped(let from, let match), .tookBackCopies(let from, let match):
      values[.other] = .node(from)
      values[.index] = .number(match)
    case .repaired(let leader, let matched, let formerLast):
      values[.other] = leader.map { .node($0) }
      values[.own] = .position(matched)
      values.former(formerLast)
    }
    return values
  }
}

extension [Place: Value] {
  /// With which entry a log ended before it was damaged.
  fileprivate mutating func former(_ last: LogPosition) {
    self[.previous] = .number(last.index)
    self[.old] = .position(last)
  }
}
