import Consensus
import Host
import Panels

/// Gathers the points of the charts, one every quarter of a virtual second.
struct ChartSampler: Sendable, Equatable {
  static let interval: Nanoseconds = 250_000_000
  static let kept = 600

  private(set) var samples: [ChartSample] = []
  private var nextTime = ChartSampler.interval
  private var lastCommitted: LogIndex = 0
  private var ended: [UInt64] = []
  private var latencySum: Nanoseconds = 0
  private var latencyCount: UInt64 = 0

  /// Forgets what was measured after this time.
  mutating func rewind(to time: Nanoseconds) {
    var earlier = ChartSampler()
    earlier.samples = samples.filter { $0.time <= time }
    earlier.nextTime = (time - time % Self.interval).addingSaturated(Self.interval)
    self = earlier
  }

  mutating func observe(_ snapshot: ClusterSnapshot) {
    for operation in snapshot.operations {
      guard let end = operation.ended, !ended.contains(operation.number) else { continue }
      ended.append(operation.number)
      guard operation.state != .unknown else { continue }
      latencySum = latencySum.addingSaturated(end.since(operation.begun))
      latencyCount += 1
    }
    if let oldest = snapshot.operations.first?.number { ended.removeAll { $0 < oldest } }
    guard snapshot.time >= nextTime else { return }
    let latency = latencyCount == 0 ? nil : latencySum / latencyCount
    samples.append(
      ChartSample(
        time: snapshot.time, commits: snapshot.committed.since(lastCommitted),
        latency: latency, term: snapshot.highestTerm))
    if samples.count > Self.kept { samples.removeFirst(samples.count - Self.kept) }
    lastCommitted = snapshot.committed
    (latencySum, latencyCount) = (0, 0)
    nextTime = (snapshot.time - snapshot.time % Self.interval).addingSaturated(Self.interval)
  }
}
