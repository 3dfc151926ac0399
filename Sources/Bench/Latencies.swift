import Histogram

/// The percentiles that a benchmark prints, from an HdrHistogram of three digits.
struct Latencies: Sendable, Equatable {
  let median: UInt64
  let percentile99: UInt64

  /// - Parameter samples: in nanoseconds; more than an hour counts as an hour.
  init(_ samples: [UInt64]) {
    let highest: UInt64 = 3_600_000_000_000
    var histogram = Histogram<UInt64>(
      lowestDiscernibleValue: 1, highestTrackableValue: highest, numberOfSignificantValueDigits: .three)
    for sample in samples { histogram.record(min(max(1, sample), highest)) }
    median = histogram.valueAtPercentile(50)
    percentile99 = histogram.valueAtPercentile(99)
  }
}
