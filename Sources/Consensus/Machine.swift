/// A server as a value: a replica, what its disk holds, and the writes between the two. Whoever drives it decides
/// when a write begins and ends, how much of it a crash leaves, and what becomes of the effects.
///
/// All of it is `@inlinable`, so that each driver has a copy of its own for its protocol.
public struct Machine<R: Replica>: Sendable {
  public let id: NodeID
  /// After a crash, until `restart`: what its last life left, for looking at only.
  public var replica: R
  public var durable: R.Durable
  /// What the replica has asked for and its disk does not hold yet, in order.
  public var writes: [R.Durable.Write] = []
  /// How many of `writes` the write under way covers; 0: none is under way.
  public var underWay = 0

  @inlinable
  public init(
    id: NodeID, configuration: ReplicaConfiguration, durable: R.Durable = R.Durable(), seed: UInt64,
    now: Nanoseconds = 0
  ) {
    self.id = id
    self.durable = durable
    replica = R(id: id, configuration: configuration, durable: durable, seed: seed, now: now)
  }

  /// One step of the replica. The write that it asks for is moved from the effects to those that wait.
  /// - Returns: whether it asked for one, which then is the last of `writes`; and the first log index that this one
  ///   deletes or adds.
  @inlinable @inline(__always) @discardableResult
  public mutating func step(
    _ input: consuming Input<R.Message>, now: Nanoseconds,
    effects: inout Effects<R.Message, R.Durable.Write, R.Decision>
  ) -> (asksForWrite: Bool, changedFrom: LogIndex?) {
    replica.step(input, now: now, effects: &effects)
    guard effects.write != nil, let write = effects.write.take() else { return (false, nil) }
    let changedFrom = write.changedFrom
    writes.append(write)
    return (true, changedFrom)
  }

  /// Begins to write what waits, as one write, unless one is under way.
  /// - Parameter most: So many of `writes` go together.
  /// - Returns: whether a write has begun.
  @inlinable
  public mutating func beginWrite(of most: Int = .max) -> Bool {
    guard underWay == 0, !writes.isEmpty else { return false }
    underWay = min(most, writes.count)
    return true
  }

  /// What a finished write did.
  public struct Written: Sendable {
    /// The number of the last write of the batch, to be passed to `Input.durable`.
    public var number: UInt64 = 0
    /// The first log index that was deleted or added; the largest number when the log was left alone.
    public var changedFrom = LogIndex.max
    /// The newest snapshot that was saved.
    public var snapshot: Snapshot?

    @inlinable init() {}
  }

  /// Performs the write under way, which is on disk then; nil: none is under way. The replica is still to be told.
  @inlinable
  public mutating func endWrite() -> Written? {
    guard underWay > 0 else { return nil }
    var written = Written()
    // Each is moved out: a copy would count all that it refers to.
    for _ in 0..<underWay {
      let write = writes.remove(at: 0)
      durable.perform(write)
      written.number = write.number
      written.changedFrom = min(written.changedFrom, write.changedFrom ?? .max)
      if let snapshot = write.snapshot { written.snapshot = snapshot }
    }
    underWay = 0
    return written
  }

  /// Into how many units a crash can tear the write under way.
  public var unitsUnderWay: Int { writes.prefix(underWay).reduce(0) { $0 + $1.units } }

  /// Memory is lost, and with it all writes but the first `units` of the one under way.
  @inlinable
  public mutating func crash(units: Int = 0) {
    var left = units
    for write in writes.prefix(underWay) where left > 0 {
      durable.perform(write, units: min(left, write.units))
      left -= min(left, write.units)
    }
    writes.removeAll()
    underWay = 0
  }

  /// Starts the replica anew from what the disk holds.
  @inlinable
  public mutating func restart(_ configuration: ReplicaConfiguration, seed: UInt64, now: Nanoseconds = 0) {
    let lastApplied = replica.lastApplied
    replica = R(id: id, configuration: configuration, durable: durable, seed: seed, now: now)
    replica.keepLastApplied(lastApplied)
  }
}
