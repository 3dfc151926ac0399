import Command
import Consensus
import Host

/// A message between two members, on its way.
struct Flight: Sendable {
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
  /// Drawn when it was sent: it vanishes where it would arrive.
  let isLost: Bool
  /// The record of the event that sent it.
  let cause: UInt64
  var state = State.free
  /// It was held when it would have arrived, and nothing will bring it on but a release.
  var isWaiting = false

  var link: Link { Link(from: from, to: to) }
}

/// The network's dials and cuts. Each kind of draw has a stream of its own for each link, so that turning one
/// dial shifts no other draw.
struct Network: Sendable {
  struct Dials: Sendable {
    var latency: ClosedRange<Nanoseconds>
    var lossPartsPerMillion: UInt32 = 0
    var duplicatePartsPerMillion: UInt32 = 0
    /// Whether it holds for a node's answers to clients too. Older files double all else with the dial of all
    /// links, and replay as they did; so it does only where such a link was named.
    var doublesAnswers = false
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
    /// It never leaves: its link is cut.
    let isCut: Bool
    /// When a second copy arrives.
    let copyArrives: Nanoseconds?

    /// All its arrivals: one, or two where it is doubled. The copy is not lost.
    var arrivals: [(time: Nanoseconds, isLost: Bool)] {
      [(arrives, isLost || isCut)] + (copyArrives.map { [($0, false)] } ?? [])
    }
  }

  /// Links by `from * width + to`, whose numbers are those of `Link.End.number`.
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

  /// What becomes of a message that is sent now, between ends of these numbers.
  mutating func fate(from: Int, to: Int, now: Nanoseconds) -> Fate {
    let link = Self.position(from, to)
    let dial = dials[link]
    let isLost = streams[link].loss.chance(partsPerMillion: dial.lossPartsPerMillion)
    let isDoubled = streams[link].duplicate.chance(partsPerMillion: dial.duplicatePartsPerMillion)
    let arrives = arrival(link, dial, now: now)
    let copyArrives = isDoubled ? arrival(link, dial, now: now) : nil
    // A cut shifts no other draw.
    let isCut = isCut(from: from, to: to)
    let hasCopy = !isCut && (to != Link.End.clients.number || dial.doublesAnswers)
    return Fate(arrives: arrives, isLost: isLost, isCut: isCut, copyArrives: hasCopy ? copyArrives : nil)
  }

  private mutating func arrival(_ link: Int, _ dial: Dials, now: Nanoseconds) -> Nanoseconds {
    var time = now + streams[link].latency.draw(dial.latency.lowerBound, dial.latency.upperBound)
    // Links keep their order, as a connection does, until told otherwise.
    if !reorder { time = max(time, lastArrival[link]) }
    lastArrival[link] = max(time, lastArrival[link])
    return time
  }

  @inline(__always)
  func isCut(from: Int, to: Int) -> Bool { cuts[from] & (1 << UInt16(to)) != 0 }

  func isCut(_ link: Link) -> Bool { isCut(from: link.from.number, to: link.to.number) }

  mutating func cut(_ link: Link) { cuts[link.from.number] |= 1 << UInt16(link.to.number) }

  mutating func heal() { cuts = Array(repeating: 0, count: 16) }

  var cutLinks: [Link] { Self.links(cuts) }

  private static func links(_ bits: [UInt16]) -> [Link] {
    (0..<width).flatMap { from in
      (0..<width).filter { bits[from] & (1 << UInt16($0)) != 0 }.map { to in
        Link(from: Link.End(number: from), to: Link.End(number: to))
      }
    }
  }

  func isHeld(from: Int, to: Int) -> Bool { holdsAnything && holds[from] & (1 << UInt16(to)) != 0 }

  func isHeld(_ link: Link) -> Bool { isHeld(from: link.from.number, to: link.to.number) }

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

extension Link.End {
  /// In the network's tables: a node's number, or 0 for all clients.
  var number: Int { if case .node(let node) = self { node.number } else { 0 } }

  init(number: Int) { self = number == 0 ? .clients : .node(NodeID(number)) }
}
