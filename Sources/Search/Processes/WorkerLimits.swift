import Posix

#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a process that runs seeds may use. Beyond it the system ends the process, and the seed is a finding;
/// without it one seed may take all memory of the machine, or all time.
public struct WorkerLimits: Sendable, Equatable {
  /// Bytes of address space.
  public var memory: UInt64
  /// Seconds of processor time for each seed.
  public var seconds: UInt64

  private static let mebibyte: UInt64 = 1 << 20

  /// - Parameter simulated: How long faults go on in each seed, in nanoseconds of simulated time.
  public init(memory: UInt64, simulated: UInt64) {
    self.memory = memory
    // Usually a seed simulates a thousand times faster than this.
    seconds = 60 + simulated / 10_000_000_000
  }

  /// A share of three quarters of the machine's memory, 512 MiB to 4 GiB.
  public static func memory(jobs: Int, of machine: UInt64 = ProcessInfo.processInfo.physicalMemory) -> UInt64
  {
    min(max(machine / 4 * 3 / UInt64(max(1, jobs)), 512 * mebibyte), 4096 * mebibyte)
  }

  /// Sets what holds for the whole life of this process. Lower limits that were set before stay.
  public func begin() {
    lower(Self.addressSpace, to: memory)
    lower(Self.coreFile, to: 0)
  }

  /// Before each seed: gives it its time.
  public func beginSeed() {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    lower(Self.processorTime, to: UInt64(used.tv_sec) + 1 + seconds)
  }

  #if os(Linux)
    private static let addressSpace = Int32(RLIMIT_AS.rawValue)
    private static let coreFile = Int32(RLIMIT_CORE.rawValue)
    private static let processorTime = Int32(RLIMIT_CPU.rawValue)
  #else
    private static let addressSpace = RLIMIT_AS
    private static let coreFile = RLIMIT_CORE
    private static let processorTime = RLIMIT_CPU
  #endif

  private func lower(_ resource: Int32, to limit: UInt64) {
    var old = rlimit()
    guard getrlimit(resource, &old) == 0 else { return }
    // The hard limit stays, so that the next seed may have its own.
    old.rlim_cur = min(rlim_t(limit), old.rlim_max)
    setrlimit(resource, &old)
  }
}
