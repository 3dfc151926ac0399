import Command
import Consensus

/// What was done to the servers and the network of a world and not undone: all that may keep a cluster from
/// going on.
public struct FaultsInForce: Sendable, Equatable {
  /// Servers that have crashed and were not started again.
  public var down: NodeSet = []
  /// Processes that are alive and do nothing.
  public var stalled: NodeSet = []
  /// Whose durable writes take other times than the header says, longer or shorter.
  public var slowDisks: NodeSet = []
  /// How much faster than the world's each server's clock runs, in parts per million, from n1 on.
  public var skews: [Int64] = []
  /// Directed links that carry nothing.
  public var cutLinks: [Link] = []
  /// Whether a link or a single message is held.
  public var holdsMessages = false
  /// Whether some link loses messages, those of clients included.
  public var losesMessages = false
  /// Whether some link delivers messages twice.
  public var doublesMessages = false
  /// Whether some link takes other times than the header says.
  public var changesLatency = false
  /// Whether messages of one link may overtake each other.
  public var reordersMessages = false
}

extension Group {
  func faultsInForce(header: Header) -> FaultsInForce {
    var faults = FaultsInForce()
    for place in nodes.indices {
      let id = NodeID(place + 1)
      if nodes[place].condition == .down { faults.down.insert(id) }
      if nodes[place].condition == .stalled { faults.stalled.insert(id) }
      if nodes[place].diskLatency != header.disk { faults.slowDisks.insert(id) }
      faults.skews.append(nodes[place].clock.partsPerMillion)
    }
    faults.cutLinks = network.cuts.links
    faults.holdsMessages = !network.holds.isEmpty || flights.all.contains { $0.flight.state == .held }
    faults.losesMessages = network.hasLink { $0.lossPartsPerMillion > 0 }
    faults.doublesMessages = network.hasLink { $0.duplicatePartsPerMillion > 0 }
    faults.changesLatency = network.hasLink { $0.latency != header.latency }
    faults.reordersMessages = network.reorder
    return faults
  }
}
