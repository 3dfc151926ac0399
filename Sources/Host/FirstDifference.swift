import Consensus

/// Something that a member decided which matters where the runs of two protocols are compared.
public struct Milestone: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// It leads from now on.
    case leads(NodeID)
    /// The first did not help the second to lead.
    case refuses(NodeID, NodeID)
    /// The first helped the second to lead.
    case supports(NodeID, NodeID)
    /// Enough copies of an entry are there, and it does not commit.
    case holdsBack(NodeID)
    /// This was done first of all here; its position differs between protocols.
    case executes(EntryDescription)
  }
  public let kind: Kind
  public let time: Nanoseconds
  public let node: NodeID
  /// What was decided there.
  public let decision: AnyDecision

  public init(_ kind: Kind, at time: Nanoseconds, of node: NodeID, _ decision: AnyDecision) {
    self.kind = kind
    self.time = time
    self.node = node
    self.decision = decision
  }

  /// Whether it decides who leads or what is committed, so that two runs are alike which do the same of it in the same
  /// order.
  fileprivate var isTurn: Bool {
    switch kind {
    case .leads, .refuses, .holdsBack: true
    case .supports, .executes: false
    }
  }

  fileprivate var executed: EntryDescription? { if case .executes(let entry) = kind { entry } else { nil } }

  /// Whether this is what the other protocol did in its place.
  fileprivate func answers(_ other: Milestone) -> Bool {
    switch (other.kind, kind) {
    case (.refuses(let node, let candidate), .supports(let ours, let theirs)):
      node == ours && candidate == theirs
    case (.holdsBack(let node), .executes): node == self.node
    case (.executes, .holdsBack(let node)): node == other.node
    default: false
    }
  }
}

/// Where two runs of the same first did something else that matters: a leader, a refused vote, an entry that is held
/// back in one, or a payment that one makes and the other not within a patience.
public struct FirstDifference: Sendable, Equatable {
  public let time: Nanoseconds
  /// What each did; nil: nothing of the kind.
  public let left: Milestone?
  public let right: Milestone?

  /// - Parameters:
  ///   - left: Of one run, in order.
  ///   - right: Of the other.
  ///   - now: How far both have come.
  ///   - patience: What one does so much later than the other counts as not done: an election timeout, by which
  ///     chance alone may part them.
  /// - Returns: nil where there is none yet.
  public init?(_ left: [Milestone], _ right: [Milestone], at now: Nanoseconds, patience: Nanoseconds) {
    let turns = (left.filter(\.isTurn), right.filter(\.isTurn))
    let place = zip(turns.0, turns.1).prefix { $0.kind == $1.kind }.count
    let parting = [turns.0, turns.1].map { $0.dropFirst(place).first }
    var found: [(milestone: Milestone, isLeft: Bool, other: Milestone?)] = []
    for (own, other, isLeft) in [(parting[0], parting[1], true), (parting[1], parting[0], false)] {
      if let own, other != nil || now > own.time.after(patience) { found.append((own, isLeft, other)) }
    }
    for (ours, theirs, isLeft) in [(left, right, true), (right, left, false)] {
      let lacking = ours.first { own in
        guard let entry = own.executed, now > own.time.after(patience) else { return false }
        return !theirs.contains { $0.executed == entry && $0.time <= own.time.after(patience) }
      }
      if let lacking { found.append((lacking, isLeft, theirs.first { $0.executed == lacking.executed })) }
    }
    guard let first = found.min(by: { $0.milestone.time < $1.milestone.time }) else { return nil }
    let own = first.milestone
    let near = (first.isLeft ? right : left).filter { other in
      other.answers(own) && own.time <= other.time.after(patience) && other.time <= own.time.after(patience)
    }
    func distance(_ other: Milestone) -> Nanoseconds {
      max(other.time.since(own.time), own.time.since(other.time))
    }
    let other = near.min { distance($0) < distance($1) } ?? first.other
    time = own.time
    self.left = first.isLeft ? own : other
    self.right = first.isLeft ? other : own
  }
}
