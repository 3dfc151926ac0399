import Command
import Consensus
import Host

/// A message between two members, on its way.
struct Flight<Message: Sendable>: Sendable {
  enum State: UInt8, Sendable {
    /// Arrives, unless its link is held.
    case free
    /// Held back by itself, whatever its link.
    case held
    /// Let go by itself, whatever its link.
    case passing
    /// Lost: it vanishes where it would arrive.
    case dropped
  }

  let number: UInt64
  let from: NodeID
  let to: NodeID
  let sent: Nanoseconds
  let arrives: Nanoseconds
  let message: Message
  /// Drawn when it was sent: it vanishes where it would arrive.
  let isLost: Bool
  /// The record of the event that sent it.
  let cause: UInt64
  var state = State.free
  /// It was held when it would have arrived, and nothing will bring it on but a release.
  var isWaiting = false
}

/// The network's dials and cuts. Each kind of draw has a stream of its own for each link, so that turning one
/// dial shifts no other draw.
struct Network: Sendable {
  struct Dials: Sendable {
    var latency: ClosedRange<Nanoseconds>
    var lossPartsPerMillion: UInt32 = 0
    var duplicatePartsPerMillion: UInt32 = 0
  }

  private struct Streams: Sendable {
    var latency: SeededGenerator
    var loss: SeededGenerator
    var duplicate: SeededGenerator
    init(seed: UInt64, from: Int, to: Int) {
      let link = from * 16 + to
      latency = SeededGenerator(seed: seed, stream: UInt64(0x1000 + link))
      loss = SeededGenerator(seed: seed, stream: UInt64(0x2000 + link))
      duplicate = SeededGenerator(seed: seed, stream: UInt64(0x3000 + link))
    }
  }

  /// What becomes of one message.
  struct Fate {
    let arrives: Nanoseconds
    let isLost: Bool
    /// When a second copy arrives.
    let copyArrives: Nanoseconds?
  }

  /// Links between nodes by `from * width + to`; number 0 stands for all clients.
  private static let width = NodeID.highest + 1
  private var dials: [Dials]
  private var streams: [Streams]
  private var lastArrival: [Nanoseconds]
  /// Bit `to` of element `from`: cut by a partition or an isolation, or by hand.
  private var cuts: [UInt16] = Array(repeating: 0, count: 16)
  /// Bit `to` of element `from`: messages wait until they are released.
  private var holds: [UInt16] = Array(repeating: 0, count: 16)
  private(set) var holdsAnything = false
  private(set) var global: Dials
  var reorder = false

  init(seed: UInt64, latency: ClosedRange<Nanoseconds>) {
    global = Dials(latency: latency)
    let links = Self.width * Self.width
    dials = Array(repeating: global, count: links)
    streams = (0..<links).map { Streams(seed: seed, from: $0 / Self.width, to: $0 % Self.width) }
    lastArrival = Array(repeating: 0, count: links)
  }

  private static func position(_ from: Int, _ to: Int) -> Int { from * width + to }

  /// Node numbers; 0 is any client.
  mutating func fate(from: Int, to: Int, now: Nanoseconds) -> Fate {
    let link = Self.position(from, to)
    let dial = dials[link]
    let isLost = streams[link].loss.chance(partsPerMillion: dial.lossPartsPerMillion)
    let isDoubled = streams[link].duplicate.chance(partsPerMillion: dial.duplicatePartsPerMillion)
    let arrives = arrival(link, dial, now: now)
    return Fate(
      arrives: arrives, isLost: isLost, copyArrives: isDoubled ? arrival(link, dial, now: now) : nil)
  }

  private mutating func arrival(_ link: Int, _ dial: Dials, now: Nanoseconds) -> Nanoseconds {
    var time = now + streams[link].latency.draw(dial.latency.lowerBound, dial.latency.upperBound)
    // Links keep their order, as a connection does, until told otherwise.
    if !reorder { time = max(time, lastArrival[link]) }
    lastArrival[link] = max(time, lastArrival[link])
    return time
  }

  func isCut(from: NodeID, to: NodeID) -> Bool { cuts[from.number] & (1 << UInt16(to.number)) != 0 }

  mutating func cut(_ link: Link) { cuts[link.from.number] |= 1 << UInt16(link.to.number) }

  mutating func heal() { cuts = Array(repeating: 0, count: 16) }

  var cutLinks: [Link] { Self.links(cuts) }

  private static func links(_ bits: [UInt16]) -> [Link] {
    (1...NodeID.highest).flatMap { from in
      NodeSet(bits: bits[from]).map { Link(from: NodeID(from), to: $0) }
    }
  }

  func isHeld(from: NodeID, to: NodeID) -> Bool {
    holdsAnything && holds[from.number] & (1 << UInt16(to.number)) != 0
  }

  mutating func hold(_ link: Link) {
    holds[link.from.number] |= 1 << UInt16(link.to.number)
    holdsAnything = true
  }

  /// All links where none is named.
  mutating func release(_ link: Link?) {
    if let link {
      holds[link.from.number] &= ~(1 << UInt16(link.to.number))
    } else {
      holds = Array(repeating: 0, count: 16)
    }
    holdsAnything = holds.contains { $0 != 0 }
  }

  var heldLinks: [Link] { Self.links(holds) }

  /// Whether the dials of some link, those of clients included, are like this.
  func hasLink(where matches: (Dials) -> Bool) -> Bool { dials.contains(where: matches) }

  /// Changes the dials of one link, or of all, those of clients included.
  mutating func turn(_ link: Link?, _ change: (inout Dials) -> Void) {
    if let link {
      change(&dials[Self.position(link.from.number, link.to.number)])
    } else {
      change(&global)
      for position in dials.indices { change(&dials[position]) }
    }
  }
}
