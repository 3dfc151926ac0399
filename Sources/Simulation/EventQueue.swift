import Consensus
import HeapModule

/// What is to happen, as small words: the bulky parts lie in slots.
enum EventKind: UInt8, Sendable {
  /// A message between members arrives; `index` is its slot.
  case message
  /// A node's timer; `index` is the node's position.
  case wake
  /// A disk write ends; `index` is the node's position, `stamp` its life.
  case disk
  /// A client's request arrives at a node; `index` is its slot.
  case request
  /// A node's response arrives at a client; `index` is its slot.
  case response
  /// A client's own timer; `index` is the client, `stamp` its serial.
  case client
  /// The next demo operation is due; `stamp` is the load's serial.
  case load
  /// A resumed node learns what its disk wrote meanwhile; `stamp` is its life.
  case report
  /// A resumed node reads the next of what arrived meanwhile; `stamp` is its life.
  case unread
}

struct QueuedEvent: Comparable, Sendable {
  let time: Nanoseconds
  /// Breaks ties by order of scheduling.
  let sequence: UInt64
  let kind: EventKind
  let index: UInt32
  let stamp: UInt64

  static func < (left: QueuedEvent, right: QueuedEvent) -> Bool {
    left.time != right.time ? left.time < right.time : left.sequence < right.sequence
  }
  static func == (left: QueuedEvent, right: QueuedEvent) -> Bool { left.sequence == right.sequence }
}

struct EventQueue: Sendable {
  private var heap = Heap<QueuedEvent>()
  private var nextSequence: UInt64 = 0

  var nextTime: Nanoseconds? { heap.min?.time }

  mutating func push(_ kind: EventKind, at time: Nanoseconds, index: Int, stamp: UInt64 = 0) {
    heap.insert(
      QueuedEvent(
        time: time, sequence: nextSequence, kind: kind, index: UInt32(truncatingIfNeeded: index), stamp: stamp
      ))
    nextSequence += 1
  }

  mutating func pop() -> QueuedEvent? { heap.popMin() }
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

  /// Puts back what was just taken from this slot.
  mutating func putBack(_ value: Value, in slot: Int) {
    free.removeLast()
    values[slot] = value
  }

  mutating func update(_ slot: Int, _ change: (inout Value) -> Void) {
    guard var value = values[slot] else { return }
    change(&value)
    values[slot] = value
  }

  /// Moves the value out: a copy of a message would count all its references, and uncount them again.
  mutating func take(_ slot: Int) -> Value? {
    var value: Value?
    swap(&value, &values[slot])
    if value != nil { free.append(slot) }
    return value
  }
}
