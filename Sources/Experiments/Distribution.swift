/// Times of many trials, in milliseconds.
struct Distribution: Sendable, Equatable {
  /// In ascending order.
  let sorted: [Double]
  /// Trials that came to no end; they lie behind all others.
  let unfinished: Int

  init(_ samples: [Double], unfinished: Int = 0) {
    sorted = samples.sorted()
    self.unfinished = unfinished
  }

  var count: Int { sorted.count + unfinished }

  /// The time within which this share (0…1) of all trials ended, between two samples in proportion; nil where
  /// trials that never ended lie.
  func percentile(_ share: Double) -> Double? {
    guard count > 0 else { return nil }
    let place = min(max(share, 0), 1) * Double(count - 1)
    let below = Int(place)
    guard below < sorted.count else { return nil }
    let rest = place - Double(below)
    guard rest > 0 else { return sorted[below] }
    guard below + 1 < sorted.count else { return nil }
    return sorted[below] + (sorted[below + 1] - sorted[below]) * rest
  }

  /// Of the trials that ended; nil if none did.
  var mean: Double? {
    sorted.isEmpty ? nil : sorted.reduce(0, +) / Double(sorted.count)
  }

  /// At most `limit` points of the cumulative distribution: time, and the share of trials that took no longer.
  func curve(limit: Int) -> [Point] {
    guard !sorted.isEmpty, limit > 1 else { return [] }
    let steps = min(limit, sorted.count)
    return (0..<steps).map { step in
      let index = steps == 1 ? 0 : step * (sorted.count - 1) / (steps - 1)
      return Point(x: sorted[index], y: Double(index + 1) / Double(count))
    }
  }

  struct Point: Sendable, Equatable {
    let x: Double
    let y: Double

    /// Of a line of the CSV file: the share and the milliseconds.
    var fields: [String] { [Table.fixed(y, decimals: 4), Table.fixed(x, decimals: 3)] }
  }
}

/// A curve of Raft's Figure 16, as far as it was read from the page.
struct PublishedCurve: Sendable {
  /// "randomness" or "scale": the upper and the lower graph.
  let graph: String
  /// Milliseconds.
  let timeout: ClosedRange<UInt64>
  /// Share of trials (0…1) and time in milliseconds, ascending.
  let percentiles: [(share: Double, time: Double)]
  let mean: Double?

  var name: String { "\(timeout.lowerBound)-\(timeout.upperBound)" }
  /// Whether timeouts do not differ.
  var isFixed: Bool { timeout.lowerBound == timeout.upperBound }

  /// nil where no such share was read.
  func time(at share: Double) -> Double? { percentiles.first { $0.share == share }?.time }
}

extension PublishedCurve {
  /// Reads the table that ships with the program: comments, a heading, then a line for each curve. Throws when a
  /// line is not of its form.
  static func all(csv bytes: [UInt8]) throws(ExperimentProblem) -> [PublishedCurve] {
    var curves: [PublishedCurve] = []
    var shares: [Double?] = []
    for (number, bytes) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let text = String(decoding: bytes, as: UTF8.self)
      if text.hasPrefix("#") { continue }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if shares.isEmpty {
        shares = fields.dropFirst(2).map(share)
        continue
      }
      guard fields.count == shares.count + 2, let curve = PublishedCurve(fields, shares: shares) else {
        throw ExperimentProblem(
          "line \(number + 1) of the published curves is not of its heading's form: \(text)")
      }
      curves.append(curve)
    }
    return curves
  }

  /// "p25" is 0.25; nil for the mean.
  private static func share(_ heading: String) -> Double? {
    switch heading {
    case "min": 0
    case "max": 1
    default: heading.hasPrefix("p") ? Double(heading.dropFirst()).map { $0 / 100 } : nil
    }
  }

  private init?(_ fields: [String], shares: [Double?]) {
    let ends = fields[1].split(separator: "-").compactMap { UInt64($0) }
    guard ends.count == 2, ends[0] <= ends[1] else { return nil }
    var percentiles: [(share: Double, time: Double)] = []
    var mean: Double?
    for (share, field) in zip(shares, fields.dropFirst(2)) {
      guard let value = Double(field) else { return nil }
      if let share { percentiles.append((share, value)) } else { mean = value }
    }
    self.init(
      graph: fields[0], timeout: ends[0]...ends[1],
      percentiles: percentiles.sorted { $0.share < $1.share }, mean: mean)
  }
}
