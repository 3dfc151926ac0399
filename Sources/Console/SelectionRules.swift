import Consensus
import Explanation
import Host

/// How the selection moves and what takes its place: pure functions of what is seen.
enum SelectionRules {
  enum Direction: Sendable {
    case left, right, up, down
  }

  /// The message that arrives next, or the one after the selected one; after the last the first.
  static func nextMessage(after selection: Selection?, in snapshot: ClusterSnapshot) -> Selection? {
    guard let first = snapshot.messages.first else { return nil }
    guard case .message(let number) = selection,
      let index = snapshot.messages.firstIndex(where: { $0.number == number }),
      index + 1 < snapshot.messages.count
    else { return .message(first.number) }
    return .message(snapshot.messages[index + 1].number)
  }

  /// The newest uncommitted entry, the leader's before others'; else the newest.
  static func newestEntry(in snapshot: ClusterSnapshot) -> Selection? {
    let leader = snapshot.leader.flatMap { snapshot.node($0) }
    let longest = snapshot.nodes.max { ($0.lastIndex, $1.id) < ($1.lastIndex, $0.id) }
    let candidates = [leader, longest].compactMap { $0 }
    let node = candidates.first { $0.lastIndex > snapshot.committed } ?? candidates.first
    guard let node, let term = node.term(at: node.lastIndex) else { return nil }
    return .entry(LogPosition(index: node.lastIndex, term: term), on: node.id)
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
      guard let index = snapshot.messages.firstIndex(where: { $0.number == number }),
        snapshot.messages.indices.contains(index + step)
      else { return nil }
      return .message(snapshot.messages[index + step].number)
    case .entry(let position, let node):
      return movedEntry(position, on: node, direction, step, in: snapshot)
    case .account:
      guard direction == .up || direction == .down else { return nil }
      return nextAccount(after: selection, in: snapshot, step: step)
    case .landmark(let event):
      guard let index = snapshot.landmarks.firstIndex(where: { $0.event == event }),
        snapshot.landmarks.indices.contains(index + step)
      else { return nil }
      return .landmark(event: snapshot.landmarks[index + step].event)
    }
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
    guard let own = snapshot.nodes.firstIndex(where: { $0.id == id }) else { return nil }
    let here = place(own, of: snapshot.nodes.count)
    var best: (score: Int, id: NodeID)?
    for (index, node) in snapshot.nodes.enumerated() where index != own {
      let there = place(index, of: snapshot.nodes.count)
      let (across, down) = (there.x - here.x, there.y - here.y)
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

  /// Where a node stands: clockwise from the top, in thousandths, y downwards.
  private static func place(_ index: Int, of count: Int) -> (x: Int, y: Int) {
    let degrees = 360 * index / max(1, count)
    return (sine(degrees), -sine(degrees + 90))
  }

  /// The sine of an angle in degrees, 0…, in thousandths; exact enough to tell neighbours apart.
  private static func sine(_ degrees: Int) -> Int {
    let table = [0, 174, 342, 500, 643, 766, 866, 940, 985, 1000, 1000]
    let whole = degrees % 360
    if whole >= 180 { return -sine(whole - 180) }
    let folded = whole > 90 ? 180 - whole : whole
    let low = table[folded / 10]
    return low + (table[folded / 10 + 1] - low) * (folded % 10) / 10
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
