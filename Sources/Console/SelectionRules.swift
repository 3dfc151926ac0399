import Consensus
import Explanation
import Host
import Panels

/// How the selection moves and what takes its place: pure functions of what is seen.
enum SelectionRules {
  enum Direction: Sendable {
    case left, right, up, down
  }

  /// The message that arrives next, or the one after the selected one; after the last the first.
  static func nextMessage(after selection: Selection?, in snapshot: ClusterSnapshot) -> Selection? {
    let numbers = snapshot.messages.map(\.number)
    if case .message(let number) = selection, let next = neighbour(of: number, in: numbers, 1) {
      return .message(next)
    }
    return numbers.first.map { .message($0) }
  }

  /// The newest uncommitted entry, the leader's before others'; else the newest.
  static func newestEntry(in snapshot: ClusterSnapshot) -> Selection? {
    let leader = snapshot.leader.flatMap { snapshot.node($0) }
    let longest = snapshot.nodes.max { ($0.lastIndex, $1.id) < ($1.lastIndex, $0.id) }
    let candidates = [leader, longest].compactMap { $0 }
    let node = candidates.first { $0.lastIndex > snapshot.committed } ?? candidates.first
    guard let node, node.last.index > 0 else { return nil }
    return .entry(node.last, on: node.id)
  }

  /// The first account, or the one after the selected one. The treasury comes last.
  static func nextAccount(after selection: Selection?, in snapshot: ClusterSnapshot, step: Int = 1)
    -> Selection?
  {
    let names = accounts(snapshot)
    guard let first = names.first else { return nil }
    guard case .account(let name) = selection, let index = names.firstIndex(of: name) else {
      return .account(first)
    }
    return .account(names[(index + step + names.count) % names.count])
  }

  /// In the order of the ledger, the treasury last.
  static func accounts(_ snapshot: ClusterSnapshot) -> [String] {
    Array(snapshot.accounts.dropFirst()) + snapshot.accounts.prefix(1)
  }

  /// The selection after an arrow key; nil: it stays.
  static func moved(_ selection: Selection?, _ direction: Direction, in snapshot: ClusterSnapshot)
    -> Selection?
  {
    let step = direction == .right || direction == .down ? 1 : -1
    switch selection {
    case nil: return (snapshot.leader ?? snapshot.nodes.first?.id).map { .node($0) }
    case .node(let node): return neighbour(of: node, direction, in: snapshot).map { .node($0) }
    case .message(let number):
      return neighbour(of: number, in: snapshot.messages.map(\.number), step).map { .message($0) }
    case .entry(let position, let node):
      return movedEntry(position, on: node, direction, step, in: snapshot)
    case .account:
      guard direction == .up || direction == .down else { return nil }
      return nextAccount(after: selection, in: snapshot, step: step)
    case .landmark(let event):
      return neighbour(of: event, in: snapshot.landmarks.map(\.event), step).map { .landmark(event: $0) }
    case .rule(let name):
      return neighbour(of: name, in: snapshot.invariants.map(\.name), step).map { .rule($0) }
    }
  }

  /// The one after it, or before; nil at the ends.
  private static func neighbour<Name: Equatable>(of number: Name, in numbers: [Name], _ step: Int) -> Name? {
    guard let place = numbers.firstIndex(of: number), numbers.indices.contains(place + step) else {
      return nil
    }
    return numbers[place + step]
  }

  private static func movedEntry(
    _ position: LogPosition, on id: NodeID, _ direction: Direction, _ step: Int,
    in snapshot: ClusterSnapshot
  ) -> Selection? {
    if direction == .left || direction == .right {
      guard step > 0 || position.index > 1 else { return nil }
      let index = step > 0 ? position.index.addingSaturated(1) : position.index - 1
      guard let term = snapshot.node(id)?.term(at: index) else { return nil }
      return .entry(LogPosition(index: index, term: term), on: id)
    }
    guard var place = snapshot.nodes.firstIndex(where: { $0.id == id }) else { return nil }
    // Over nodes that hold nothing at this index.
    while snapshot.nodes.indices.contains(place + step) {
      place += step
      let node = snapshot.nodes[place]
      if let term = node.term(at: position.index) {
        return .entry(LogPosition(index: position.index, term: term), on: node.id)
      }
    }
    return nil
  }

  // MARK: The ring

  /// The nearest node of the ring in a direction.
  private static func neighbour(
    of id: NodeID, _ direction: Direction, in snapshot: ClusterSnapshot
  ) -> NodeID? {
    let places = Ring.places(of: snapshot.nodes.count)
    guard let own = snapshot.nodes.firstIndex(where: { $0.id == id }), !places.isEmpty else { return nil }
    var best: (score: Int, id: NodeID)?
    for (node, place) in zip(snapshot.nodes, places) where node.id != id {
      // The ring is twice as wide as high.
      let (across, down) = (place.x - places[own].x, 2 * (place.y - places[own].y))
      let (along, aside) =
        switch direction {
        case .left: (-across, down)
        case .right: (across, down)
        case .up: (-down, across)
        case .down: (down, across)
        }
      guard along > 50 else { continue }
      let score = along + 2 * abs(aside)
      if score < best?.score ?? .max { best = (score, node.id) }
    }
    return best?.id
  }

  // MARK: What vanishes

  /// What the selection becomes after these events: what is gone hands it on to what it caused.
  static func handedOn(
    _ selection: Selection?, records: [EventRecord], in snapshot: ClusterSnapshot
  ) -> Selection? {
    switch selection {
    case nil: return nil
    case .node(let node): return snapshot.node(node) == nil ? nil : selection
    case .account(let name): return snapshot.accounts.contains(name) ? selection : nil
    case .rule(let name): return snapshot.invariants.contains { $0.name == name } ? selection : nil
    case .landmark(let event):
      return snapshot.landmarks.contains { $0.event == event } ? selection : nil
    case .entry(let position, let id):
      guard let node = snapshot.node(id) else { return nil }
      if let term = node.term(at: position.index) {
        return .entry(LogPosition(index: position.index, term: term), on: id)
      }
      return .node(id)
    case .message(let number):
      if snapshot.messages.contains(where: { $0.number == number }) { return selection }
      return heir(of: number, records, snapshot)
    }
  }

  private static func heir(of number: UInt64, _ records: [EventRecord], _ snapshot: ClusterSnapshot)
    -> Selection?
  {
    for record in records {
      switch record.what {
      case .delivered(let message) where message.number == number:
        if let answer = caused(by: record.number, among: records, in: snapshot) { return .message(answer) }
        return .node(message.to)
      case .lost(let message, _) where message.number == number: return .node(message.to)
      default: continue
      }
    }
    return nil
  }

  /// The first message in flight that an event caused, itself or by the disk write that it began.
  private static func caused(
    by number: UInt64, among records: [EventRecord], in snapshot: ClusterSnapshot
  ) -> UInt64? {
    var causes = [number]
    for record in records {
      guard let cause = record.cause, causes.contains(cause), record.what == .written else { continue }
      causes.append(record.number)
    }
    return snapshot.messages.first { causes.contains($0.cause) }?.number
  }
}
