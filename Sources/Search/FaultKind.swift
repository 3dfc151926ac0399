/// What `raftcoin check --faults` may draw.
public enum FaultKind: String, CaseIterable, Sendable {
  /// Nodes crash and start again.
  case crash
  /// Processes stall and wake, and find what arrived meanwhile, or not.
  case pause
  /// Groups of nodes cannot hear each other.
  case partition
  /// One direction of a link is cut.
  case cut
  /// What clients ask of a node, or what it answers them, is lost, late, held or doubled.
  case clients
  case loss
  case duplicate
  case reorder
  case latency
  /// Durable writes take long.
  case disk
  /// Clocks run fast or slow.
  case skew
  /// Election timers fire before their time, leaders are deposed and elected again.
  case timeout
  /// Single messages are dropped, links held.
  case message
  /// Servers are added, promoted and removed.
  case membership
  /// Leadership is handed over.
  case lead
  /// Logs are compacted at once.
  case snapshot
  /// Stored entries are damaged, of a minority at a time.
  case corrupt
  /// A disk is lost; its server is removed and added again.
  case wipe

  /// Whether `ChangeDraw` draws it.
  var isOfChangeDraw: Bool {
    switch self {
    case .membership, .lead, .snapshot, .corrupt, .wipe: true
    default: false
    }
  }

  /// Reads `crash,loss` or `all` or `none`. Throws the first word that names no fault.
  public static func list(_ text: String) throws(UnknownFault) -> [FaultKind] {
    if text == "all" { return allCases }
    if text == "none" { return [] }
    var kinds: [FaultKind] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = String(word).filter { $0 != " " }
      guard let kind = FaultKind(rawValue: word) else { throw UnknownFault(word: word) }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }
}

/// A word that names no fault.
public struct UnknownFault: Error, Equatable, CustomStringConvertible {
  public let word: String

  public var description: String {
    "there is no fault `\(word)`; expected all, none, or some of "
      + FaultKind.allCases.map(\.rawValue).joined(separator: ",")
  }
}
