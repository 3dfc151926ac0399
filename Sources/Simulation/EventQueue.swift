import Consensus
import HeapModule

/// What is to happen, as small words: the bulky parts lie in slots.
enum EventKind: UInt8, Sendable {
  /// A message between members arrives; `index` is its slot.
  case message
  /// A node's timer; `index` is the node's position.
  case wake
  /// A disk write ends; `index` is the node's position, `stamp` its incarnation.
  case disk
  /// A client's request arrives at a node; `index` is its slot.
  case request
  /// A node's response arrives at a client; `index` is its slot.
  case response
  /// A client's own timer; `index` is the client, `stamp` its serial.
  case client
  /// The next demo operation is due; `stamp` is the load's serial.
  case load
  /// A resumed node learns what its disk wrote meanwhile; `stamp` is its incarnation.
  case report
  /// A resumed node reads the next of what arrived meanwhile; `stamp` is its incarnation.
  case unread
}

struct QueuedEvent: Sendable {
  let time: Nanoseconds
  let stamp: UInt64
  let index: UInt32
  let kind: EventKind
}

/// What is to happen; of events of one time, the one that was scheduled first comes first.
///
/// A world has some dozens of events before it, and most new ones are among the next of them: so those lie in a
/// sorted list, in which a new event goes past those before it. That costs less than half of what a heap does. Where
/// there are many, as on a network that takes seconds, the later ones lie in a heap.
struct EventQueue: Sendable {
  /// The next at the end.
  private var near: [QueuedEvent] = []
  /// None of these comes before any of `near`; empty only where `bound` is `.max`.
  private var far = Heap<FarEvent>()
  /// What is due then or later belongs to `far`.
  private var bound: Nanoseconds = .max
  /// Orders events of one time in `far`: what moves there from `near` was scheduled before all that is there.
  private var earliest: Int64 = 0
  private var latest: Int64 = 0

  private static let mostNear = 128

  private struct FarEvent: Sendable, Comparable {
    let event: QueuedEvent
    let order: Int64

    static func < (left: FarEvent, right: FarEvent) -> Bool {
      (left.event.time, left.order) < (right.event.time, right.order)
    }
    static func == (left: FarEvent, right: FarEvent) -> Bool {
      left.event.time == right.event.time && left.order == right.order
    }
  }

  var nextTime: Nanoseconds? { near.last?.time }

  mutating func push(_ kind: EventKind, at time: Nanoseconds, index: Int, stamp: UInt64 = 0) {
    let event = QueuedEvent(
      time: time, stamp: stamp, index: UInt32(truncatingIfNeeded: index), kind: kind)
    guard time < bound else {
      latest += 1
      far.insert(FarEvent(event: event, order: latest))
      if near.isEmpty { fetch() }
      return
    }
    near.append(event)
    near.withUnsafeMutableBufferPointer { events in
      var place = events.count - 1
      while place > 0, events[place - 1].time <= time {
        events[place] = events[place - 1]
        place -= 1
      }
      events[place] = event
    }
    if near.count > Self.mostNear { sendAway() }
  }

  mutating func pop() -> QueuedEvent? {
    let next = near.popLast()
    if near.isEmpty { fetch() }
    return next
  }

  /// The later half of `near` is far.
  private mutating func sendAway() {
    for event in near.prefix(Self.mostNear / 2) {
      earliest -= 1
      far.insert(FarEvent(event: event, order: earliest))
    }
    near.removeFirst(Self.mostNear / 2)
    bound = near[0].time
  }

  /// The next of those that are far come near.
  private mutating func fetch() {
    while near.count < Self.mostNear / 2, let next = far.popMin() { near.append(next.event) }
    near.reverse()
    bound = far.isEmpty ? .max : near[0].time
  }
}

/// Values that events refer to by a small number which is used again.
struct Slots<Value: Sendable>: Sendable {
  private(set) var values: [Value?] = []
  private var free: [Int] = []

  mutating func insert(_ value: consuming Value) -> Int {
    if let slot = free.popLast() {
      values[slot] = value
      return slot
    }
    values.append(value)
    return values.count - 1
  }

  mutating func update(_ slot: Int, _ change: (inout Value) -> Void) {
    guard var value = values[slot] else { return }
    change(&value)
    values[slot] = value
  }

  /// Empties a slot whose value nobody wants.
  mutating func remove(_ slot: Int) {
    values[slot] = nil
    free.append(slot)
  }

  /// Moves the value out: a copy of a message would count all its references, and uncount them again.
  mutating func take(_ slot: Int) -> Value? {
    let value = values[slot].take()
    if value != nil { free.append(slot) }
    return value
  }
}
