/// A first-in, first-out queue in one ring of memory. Elements are moved in and out: an array would count
/// references on the way, which is most of what such a queue costs.
struct MessageQueue<Element>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  /// A power of two.
  private var capacity: Int
  /// Of the oldest element.
  private var head = 0
  private(set) var count = 0

  init() {
    capacity = 64
    storage = .allocate(capacity: capacity)
  }

  deinit {
    for position in 0..<count { (storage + ((head + position) & (capacity - 1))).deinitialize(count: 1) }
    storage.deallocate()
  }

  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    (storage + ((head + count) & (capacity - 1))).initialize(to: element)
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let first = (storage + head).move()
    head = (head + 1) & (capacity - 1)
    count -= 1
    return first
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    let untilEnd = capacity - head
    larger.moveInitialize(from: storage + head, count: untilEnd)
    (larger + untilEnd).moveInitialize(from: storage, count: head)
    storage.deallocate()
    storage = larger
    capacity *= 2
    head = 0
  }
}
