import Command
import Consensus
import Host
import Words

/// One experiment that fits the moment, as a question.
package struct Hint: Sendable, Equatable {
  /// The keys, as "k Enter".
  package var keys: String
  /// What they lead to.
  package var text: String

  package init(keys: String, text: String) {
    self.keys = keys
    self.text = text
  }
}

/// What the person did last, as far as a hint cares.
package enum PersonAct: Sendable, Equatable {
  case transfer
  case kill
  case restart
  case partition
  case heal
  case why
  /// An entry was selected.
  case entry
  case undo
  /// The list of scenarios and broken rules was opened.
  case gallery
  case other

  package init(_ verb: Verb) {
    switch verb {
    case .transfer: self = .transfer
    case .kill: self = .kill
    case .restart: self = .restart
    case .partition, .isolate, .cut: self = .partition
    case .heal: self = .heal
    case .why: self = .why
    default: self = .other
    }
  }
}

/// Chooses what to try: one question that fits the moment. No question comes back once it has gone, and it
/// goes when it was followed or when its moment has passed. It only proposes what can be done now.
/// Call `personActed` for each act of the person, then `hint`.
package struct HintChooser: Sendable {
  /// In the order in which the more specific moment comes first.
  enum Kind: String, CaseIterable, Sendable {
    case why, healed, split, noLeader, nodeDown, ownWaits, ownAnswered, allUp, quiet, undo, gallery

    /// What the person does who follows it, and with which keys.
    var following: (act: PersonAct, keys: String) {
      switch self {
      case .why: (.why, "w")
      case .healed: (.entry, "e ←")
      case .split, .noLeader, .quiet: (.transfer, "t Enter")
      case .nodeDown: (.restart, "r Enter")
      case .ownWaits, .ownAnswered: (.kill, "k Enter")
      case .allUp: (.partition, "p 1 2 Enter")
      case .undo: (.undo, "u")
      case .gallery: (.gallery, "o")
      }
    }
  }

  /// In which it asks.
  package var language: Language
  /// Whether this host can go back.
  package var hasPast = false
  /// Whether the card that is open has a cause, which `w` would tell.
  package var cardHasCause = false
  /// Whether this host can break rules.
  package var hasGallery = false
  private(set) var current: Kind?
  private var gone: Set<Kind> = []
  /// Of these, those that nobody followed, oldest first.
  private var passed: [Kind] = []
  private var shownSince: UInt64 = 0
  /// Of a hint, where another fits: 20 seconds.
  static let longestStay: UInt64 = 20_000_000_000
  /// The act that was answered already: one act ends one hint.
  private var seen: PersonAct?

  package init(language: Language) { self.language = language }

  /// The hint for this moment.
  /// - Parameter lastAct: what the person did last, or nil if nothing yet.
  /// - Parameter played: wall time for which the console played, in nanoseconds.
  package mutating func hint(
    for snapshot: ClusterSnapshot, lastAct: PersonAct?, played: UInt64 = 0
  ) -> Hint? {
    let before = current
    if let kind = current {
      let followed = lastAct != seen && lastAct == kind.following.act
      if followed || !fits(kind, snapshot, lastAct) { drop(kind) }
    }
    seen = lastAct
    // One that nobody followed for long makes room; where nothing else fits it comes back.
    if let kind = current, played.since(shownSince) >= Self.longestStay {
      drop(kind)
      passed.append(kind)
    }
    // A more specific moment interrupts; what it interrupted was not followed and may return.
    let sooner = Kind.allCases.prefix { $0 != current }
    current = sooner.first { !gone.contains($0) && fits($0, snapshot, lastAct) } ?? current
    if current == nil, let place = passed.firstIndex(where: { fits($0, snapshot, lastAct) }) {
      current = passed.remove(at: place)
    }
    if current != before { shownSince = played }
    return current.map { text(of: $0, snapshot) }
  }

  /// The hint before time has begun.
  package var startHint: Hint { Hint(keys: "Space", text: language.text(HintSentences.begins)) }

  /// The hint while the run stands still at a broken rule: nothing but to look, and to go back.
  package func frozenHint(cardIsOpen: Bool) -> Hint? {
    guard cardIsOpen else { return Hint(keys: "w", text: language.text(HintSentences.broken)) }
    return hasPast ? Hint(keys: ",", text: language.text(HintSentences.before)) : nil
  }

  /// Takes note of an act, so that the same act twice counts twice.
  package mutating func personActed(_ act: PersonAct) {
    if let kind = current, kind.following.act == act { drop(kind) }
    passed.removeAll { $0.following.act == act }
    seen = act
  }

  private mutating func drop(_ kind: Kind) {
    gone.insert(kind)
    current = nil
  }

  private func fits(_ kind: Kind, _ snapshot: ClusterSnapshot, _ lastAct: PersonAct?) -> Bool {
    let led = snapshot.leader != nil
    let whole = snapshot.cutLinks.isEmpty
    let allUp = snapshot.upCount == snapshot.voterCount
    let ownTransfers = snapshot.operations.filter(\.isOwnTransfer)
    switch kind {
    case .why: return lastAct == .why && cardHasCause
    case .healed: return lastAct == .heal && whole && snapshot.nodes.contains { $0.lastIndex > 0 }
    case .split: return snapshot.sides != nil && canPay(snapshot)
    case .noLeader: return !led && (snapshot.leaderlessSince ?? 0) > 0 && canPay(snapshot)
    case .nodeDown: return snapshot.latest(.down) != nil && (led || snapshot.upCount < snapshot.neededToLead)
    case .ownWaits: return led && allUp && whole && ownTransfers.contains { $0.isStored }
    case .ownAnswered: return led && allUp && whole && ownTransfers.contains { $0.isAnswered }
    case .allUp:
      // Whoever has not yet lost a leader or sent a coin learns more from those.
      return led && allUp && whole && snapshot.nodes.count >= 3 && gone.contains(.quiet)
        && (gone.contains(.ownAnswered) || gone.contains(.nodeDown) || passed.contains(.quiet))
    case .quiet: return led && allUp && whole && canPay(snapshot) && ownTransfers.isEmpty
    case .undo:
      // After what was broken has been seen to heal.
      return hasPast && led && gone.contains(.nodeDown) && snapshot.violation == nil
    case .gallery:
      return hasGallery && led && allUp && whole && gone.contains(.allUp) && gone.contains(.split)
        && snapshot.brokenRules.isEmpty
    }
  }

  private func canPay(_ snapshot: ClusterSnapshot) -> Bool { offer(snapshot) != nil }

  /// What `t Enter` offers: the last transfer of the person, else the first two accounts and 10.
  private func offer(_ snapshot: ClusterSnapshot) -> (from: String, to: String, coins: UInt64)? {
    let own = snapshot.operations.reversed().filter(\.isByPerson)
    for operation in own.filter(\.isStored) + own {
      if case .transfer(let from, let to, let amount) = operation.kind { return (from, to, amount) }
    }
    let names = snapshot.accounts.dropFirst().prefix(2)
    guard let from = names.first, let to = names.last, names.count == 2 else { return nil }
    return (from, to, 10)
  }

  private func text(of kind: Kind, _ snapshot: ClusterSnapshot) -> Hint {
    var values: [Place: Value] = [:]
    if let offer = offer(snapshot) {
      values = [.coins: .number(offer.coins), .account: .text(offer.from), .other: .text(offer.to)]
    }
    values[.node] = snapshot.latest(.down).map { .node($0) }
    let sentence = HintSentences(rawValue: kind.rawValue) ?? .quiet
    let explainer = Explainer(language: language, consensus: snapshot.consensus)
    return Hint(keys: kind.following.keys, text: explainer.say(sentence, values))
  }
}

extension OperationSnapshot {
  fileprivate var isOwnTransfer: Bool {
    if case .transfer = kind { isByPerson } else { false }
  }
  fileprivate var isStored: Bool {
    if case .stored = state { true } else { false }
  }
  fileprivate var isAnswered: Bool {
    if case .answered = state { true } else { false }
  }
}

extension ClusterSnapshot {
  /// The node that came into this condition last: which one `r Enter` restarts.
  package func latest(_ condition: NodeSnapshot.Condition) -> NodeID? {
    nodes.filter { $0.condition == condition }.max { ($0.since, $1.id) < ($1.since, $0.id) }?.id
  }
}
