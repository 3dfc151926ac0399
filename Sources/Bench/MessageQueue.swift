/// A first-in, first-out queue in one ring of memory. Elements are moved in and out: an array would count
/// references on the way, which is most of what such a queue costs.
struct MessageQueue<Element: ~Copyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  /// A power of two.
  private var capacity: Int
  /// Of the oldest element.
  private var head = 0
  private var count = 0

  init() {
    capacity = 64
    storage = .allocate(capacity: capacity)
  }

  deinit {
    for position in 0..<count { (storage + ((head + position) & (capacity - 1))).deinitialize(count: 1) }
    storage.deallocate()
  }

  /// Appends `number` elements, which are taken in the opposite order, the last one first; stops where there are
  /// no more.
  mutating func append(count number: Int, _ takeLast: () -> Element?) {
    while count + number > capacity { grow() }
    var position = count + number
    while position > count, let element = takeLast() {
      position -= 1
      (storage + ((head + position) & (capacity - 1))).initialize(to: element)
    }
    // Whoever promises more than there is leaves a gap before them, which the oldest fill.
    let gap = position - count
    if gap > 0 {
      for place in position..<(count + number) {
        (storage + ((head + place - gap) & (capacity - 1)))
          .moveInitialize(from: storage + ((head + place) & (capacity - 1)), count: 1)
      }
    }
    count += number - gap
  }

  /// Takes the oldest element out; nil when there is none.
  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = (storage + head).move()
    head = (head + 1) & (capacity - 1)
    count -= 1
    return element
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
