import Consensus

/// The learner (Paxos Made Simple §2.3): each acceptor tells all learners what it accepts.
extension SynodReplica {
  /// A value is chosen when a quorum has accepted it under one ballot (§2.2).
  mutating func handleAccepted(_ entry: Entry, from acceptor: NodeID, effects: inout SynodEffects) {
    guard roles.acceptors.contains(acceptor) else { return }
    let place =
      heard.firstIndex {
        $0.entry == entry || breaks(.mixBallots) && $0.entry.payload == entry.payload
      } ?? heard.count
    if place == heard.count { heard.append((entry, [])) }
    guard !heard[place].acceptors.contains(acceptor) else { return }
    heard[place].acceptors.insert(acceptor)
    let acceptors = heard[place].acceptors
    effects.decide(
      .countedAcceptance(from: acceptor, ballot: entry.term, acceptors: acceptors, needed: needed, of: size))
    guard chosen == nil, membership.isQuorum(acceptors) else { return }
    effects.decide(.chosen(ballot: entry.term, acceptors: acceptors, needed: needed, of: size))
    learn(entry, effects: &effects)
  }

  private mutating func learn(_ entry: Entry, effects: inout SynodEffects) {
    chosen = entry
    if log.entry(at: 1)?.payload != entry.payload { log = EntryLog(holding: entry) }
    effects.applies = 1..<2
    nextWake = .max
    for request in asked { answer(request.token, request.command, effects: &effects) }
    asked = []
  }

  /// A client is told the truth: its own value was chosen, or another was, and then its own never will be.
  mutating func answer(_ token: UInt64, _ command: [UInt8], effects: inout SynodEffects) {
    effects.reply(
      log.entry(at: 1)?.payload == command ? .accepted(log.last) : .refused(.anotherChosen), to: token)
  }
}
