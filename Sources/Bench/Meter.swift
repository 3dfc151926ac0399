import Posix

/// Reads the machine's clocks. Measuring is the one thing in the house that needs them; nothing measured here
/// reaches a replica.
enum Meter {
  /// Nanoseconds of a clock that only goes forward.
  static func wall() -> UInt64 { read(CLOCK_MONOTONIC) }

  /// Nanoseconds of processor time, user and system, of all threads of this process.
  static func processor() -> UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Wall and processor time of some work.
  static func measure<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) -> Spent {
    let wall = wall()
    let processor = processor()
    try work()
    return Spent(wall: self.wall() - wall, processor: self.processor() - processor)
  }
}

/// What some work took, in nanoseconds.
struct Spent: Sendable, Equatable {
  var wall: UInt64
  var processor: UInt64

  mutating func add(_ other: Spent) {
    wall += other.wall
    processor += other.processor
  }

  /// How many of `count` a second.
  func perSecond(_ count: some BinaryInteger) -> Double {
    Double(count) * 1e9 / Double(max(wall, 1))
  }

  /// Processor nanoseconds for each of `count`.
  func processorEach(_ count: some BinaryInteger) -> Double {
    Double(processor) / Double(max(count, 1))
  }
}

/// Why a benchmark gave no figure.
public struct BenchProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  /// Whether it was asked for what cannot be measured.
  public let isUsage: Bool

  init(_ description: String, isUsage: Bool = false) {
    self.description = description
    self.isUsage = isUsage
  }
}
