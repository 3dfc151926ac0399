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

  /// One link: its dials, its draws, and when the last of all that it carries arrives.
  private struct Line: Sendable {
    var dials: Dials
    private var latency: SeededGenerator
    private var loss: SeededGenerator
    private var duplicate: SeededGenerator
    fileprivate private(set) var lastArrival: Nanoseconds

    init(_ dials: Dials, seed: UInt64, from: Int, to: Int, lastArrival: Nanoseconds = 0) {
      self.dials = dials
      self.lastArrival = lastArrival
      let link = from * 16 + to
      latency = SeededGenerator(seed: seed, stream: UInt64(0x1000 + link))
      loss = SeededGenerator(seed: seed, stream: UInt64(0x2000 + link))
      duplicate = SeededGenerator(seed: seed, stream: UInt64(0x3000 + link))
    }

    /// What becomes of a message that is sent now. A cut shifts no other draw.
    @inline(__always)
    mutating func fate(now: Nanoseconds, isCut: Bool, reorder: Bool, isAnswer: Bool) -> Fate {
      let isLost = loss.chance(partsPerMillion: dials.lossPartsPerMillion)
      let isDoubled = duplicate.chance(partsPerMillion: dials.duplicatePartsPerMillion)
      let arrives = arrival(now: now, reorder: reorder)
      let copyArrives = isDoubled ? arrival(now: now, reorder: reorder) : nil
      let hasCopy = !isCut && (!isAnswer || dials.doublesAnswers)
      return Fate(arrives: arrives, isLost: isLost, isCut: isCut, copyArrives: hasCopy ? copyArrives : nil)
    }

    private mutating func arrival(now: Nanoseconds, reorder: Bool) -> Nanoseconds {
      let time = now + latency.draw(dials.latency.lowerBound, dials.latency.upperBound)
      let last = max(time, lastArrival)
      lastArrival = last
      // Links keep their order, as a connection does, until told otherwise.
      return reorder ? time : last
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
    @inline(__always)
    func forEachArrival(_ body: (_ arrives: Nanoseconds, _ isLost: Bool) -> Void) {
      body(arrives, isLost || isCut)
      if let copyArrives { body(copyArrives, false) }
    }
  }

  /// Links by `from * width + to`, whose numbers are those of `Link.End.number`.
  private static let width = NodeID.highest + 1
  private var lines: [Line]
  /// Cut by a partition or an isolation, or by hand.
  var cuts = LinkSet()
  /// What they carry waits until it is released.
  var holds = LinkSet()
  private(set) var global: Dials
  var reorder = false

  init(seed: UInt64, latency: ClosedRange<Nanoseconds>) {
    global = Dials(latency: latency)
    let dials = global
    lines = (0..<(Self.width * Self.width)).map {
      Line(dials, seed: seed, from: $0 / Self.width, to: $0 % Self.width)
    }
  }

  /// Draws anew what becomes of the messages that are sent from here on.
  mutating func redraw(_ seed: UInt64) {
    for (position, line) in lines.enumerated() {
      lines[position] = Line(
        line.dials, seed: seed, from: position / Self.width, to: position % Self.width,
        lastArrival: line.lastArrival)
    }
  }

  private static func position(_ from: Int, _ to: Int) -> Int { from * width + to }

  /// What becomes of a message that is sent now, between ends of these numbers.
  mutating func fate(from: Int, to: Int, now: Nanoseconds) -> Fate {
    lines[Self.position(from, to)].fate(
      now: now, isCut: cuts.contains(from: from, to: to), reorder: reorder,
      isAnswer: to == Link.End.clients.number)
  }

  /// Whether the dials of some link, those of clients included, are like this.
  func hasLink(where matches: (Dials) -> Bool) -> Bool { lines.contains { matches($0.dials) } }

  /// Changes the dials of one link, or of all, those of clients included.
  mutating func turn(_ link: Link?, _ change: (inout Dials) -> Void) {
    if let link {
      change(&lines[Self.position(link.from.number, link.to.number)].dials)
    } else {
      change(&global)
      for position in lines.indices { change(&lines[position].dials) }
    }
  }
}

/// A set of directed links, those of clients included.
struct LinkSet: Sendable {
  /// Bit `to` of element `from`.
  private var bits: [UInt16] = Array(repeating: 0, count: NodeID.highest + 1)
  private(set) var isEmpty = true

  @inline(__always)
  func contains(from: Int, to: Int) -> Bool { !isEmpty && bits[from] & (1 << UInt16(to)) != 0 }

  func contains(_ link: Link) -> Bool { contains(from: link.from.number, to: link.to.number) }

  mutating func insert(_ link: Link) {
    bits[link.from.number] |= 1 << UInt16(link.to.number)
    isEmpty = false
  }

  mutating func remove(_ link: Link) {
    bits[link.from.number] &= ~(1 << UInt16(link.to.number))
    isEmpty = bits.allSatisfy { $0 == 0 }
  }

  /// By where they lead from, then to.
  var links: [Link] {
    bits.indices.flatMap { from in
      bits.indices.filter { contains(from: from, to: $0) }.map {
        Link(from: Link.End(number: from), to: Link.End(number: $0))
      }
    }
  }
}

extension Link.End {
  /// In the network's tables: a node's number, or 0 for all clients.
  var number: Int { if case .node(let node) = self { node.number } else { 0 } }

  init(number: Int) { self = number == 0 ? .clients : .node(NodeID(number)) }
}
