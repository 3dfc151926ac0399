import Consensus
import Host
import Panels

/// Gathers the points of the charts: close together at the start, which slow motion stretches over minutes, and in
/// the end one every quarter of a virtual second.
struct ChartSampler: Sendable, Equatable {
  static let shortest: Nanoseconds = 7_812_500
  static let longest: Nanoseconds = 250_000_000
  static let kept = 600
  /// At so many points two become one, as long as they are closer than in the end.
  static let full = 120

  private(set) var samples: [ChartSample] = []
  private var interval = ChartSampler.shortest
  private var nextTime = ChartSampler.shortest
  private var lastCommitted: LogIndex = 0
  private var ended: [UInt64] = []
  private var latencySum: Nanoseconds = 0
  private var latencyCount: UInt64 = 0

  /// Forgets what was measured after this time.
  mutating func rewind(to time: Nanoseconds) {
    var earlier = ChartSampler()
    earlier.samples = samples.filter { $0.time <= time }
    earlier.interval = interval
    earlier.nextTime = (time - time % interval).addingSaturated(interval)
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
    if samples.count >= Self.full, interval < Self.longest { thinOut() }
    nextTime = (snapshot.time - snapshot.time % interval).addingSaturated(interval)
  }

  /// Of each two points one remains, and the next ones come as far apart.
  private mutating func thinOut() {
    samples = stride(from: 0, to: samples.count - 1, by: 2).map { place in
      let (first, second) = (samples[place], samples[place + 1])
      let latencies = [first.latency, second.latency].compactMap(\.self)
      let latency = latencies.isEmpty ? nil : latencies.reduce(0, +) / Nanoseconds(latencies.count)
      return ChartSample(
        time: second.time, commits: first.commits.addingSaturated(second.commits), latency: latency,
        term: second.term)
    }
    let spacing = samples[1].time.since(samples[0].time)
    interval = min(Self.longest, max(2 * interval, spacing))
  }
}
