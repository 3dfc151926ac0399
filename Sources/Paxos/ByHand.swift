import Consensus

/// The two steps of a proposer, as a person asks for them. What would break a rule is refused with that rule.
extension PaxosReplica {
  mutating func take(
    _ step: ProposerStep, token: UInt64, now: Nanoseconds, effects: inout PaxosEffects
  ) {
    if let refusal = refusal(of: step) { return effects.reply(.refused(refusal), to: token) }
    switch step.phase {
    case .prepare:
      giveWay(to: step.ballot, of: id, now: now, effects: &effects)
      prepare(step.ballot, to: step.to, now: now, effects: &effects)
      effects.reply(.accepted(log.last), to: token)
    case .accept(let command, _):
      // What others had accepted it has proposed again as soon as it led, so this is a value of its own.
      propose(command ?? [], token: token, to: step.to, effects: &effects)
    }
  }

  private func refusal(of step: ProposerStep) -> RequestRefusal? {
    let ballot = step.ballot
    switch step.phase {
    case .prepare:
      if integrity != .sound { return .lostItsPromises(id) }
      if Ballot(ballot).node != id, !breaks(.sharedBallot) { return .notItsBallot(id, ballot) }
      return ballot > currentTerm ? nil : .ballotNotHigher(ballot, than: currentTerm)
    case .accept(let command, let slot):
      guard role == .leader, ballot == currentTerm else {
        return .notPromised(
          ballot, by: ballot == currentTerm ? promises : [], needed: promisesNeeded, of: size)
      }
      if let slot, slot != log.lastIndex + 1 { return .notNextSlot(slot, next: log.lastIndex + 1) }
      return command == nil ? .nothingToPropose(id) : nil
    }
  }
}
