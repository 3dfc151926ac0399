import Consensus

/// What has been proposed and accepted in each slot of Paxos, by whoever knew of it: what the rules of ballots are
/// compared with. An acceptance counts once it is on a disk, and for ever.
struct SlotRecords: Sendable {
  struct Acceptance: Sendable {
    let ballot: Term
    let value: SlotValue
    var acceptors: NodeSet
  }
  struct Proposal: Sendable, Equatable {
    let ballot: Term
    let value: SlotValue
    let node: NodeID
  }
  struct Slot: Sendable {
    var proposals: [Proposal] = []
    var acceptances: [Acceptance] = []
    /// Under the lowest ballot that a quorum has accepted it under.
    var chosen: (ballot: Term, value: SlotValue)?
  }

  private var slots = IndexedRecords<Slot>()

  subscript(index: LogIndex) -> Slot? { slots[index] }
  /// The first and the last slot that something is known of.
  var first: LogIndex { slots.base + 1 }
  var last: LogIndex { slots.lastIndex }

  /// Changes what is known of a slot; nothing where it was discarded.
  mutating func update(_ index: LogIndex, _ change: (inout Slot) -> Void) {
    guard index > slots.base else { return }
    while slots.lastIndex < index { slots.append(Slot(), at: slots.lastIndex + 1) }
    slots.update(at: index, change)
  }

  mutating func discard(through index: LogIndex) { slots.discard(through: index) }
}

/// What an entry holds, whatever ballot it was accepted under.
struct SlotValue: Sendable, Equatable {
  let kind: Entry.Kind
  let payload: [UInt8]

  init(_ entry: Entry) {
    kind = entry.kind
    payload = entry.payload
  }
}

/// Something accepted in a slot, as it is on a disk.
struct AcceptedSlot {
  let node: NodeID
  let slot: LogIndex
  let ballot: Term
  let value: SlotValue
}
