import Foundation
import Search

/// What a search found first.
struct Found {
  enum Kind {
    case report(SeedReport.Result)
    /// The child process died, with this signal or status.
    case crashed(String)
  }
  let seed: UInt64
  let kind: Kind
}

/// Runs seeds in child processes. A seed that kills its process is a finding; the others go on.
///
/// The answer does not depend on the number of jobs: of several findings the one with the lowest seed is told.
struct SearchPool {
  /// So many seeds wait in a child's pipe, so that it never idles.
  private static let ahead = 4

  private let executable: URL
  private let arguments: [String]
  private var waiting: [UInt64] = []
  private var next: UInt64
  private let end: UInt64
  private var workers: [Worker] = []
  private let jobs: Int
  private var found: Found?
  private(set) var tally: SearchTally
  private var progress: SearchProgress

  init(seeds: Range<UInt64>, jobs: Int, arguments: [String]) throws {
    guard let path = Bundle.main.executableURL else { throw Failure("the program cannot find its own file") }
    executable = path
    self.arguments = [CheckWorker.name] + arguments
    next = seeds.lowerBound
    end = seeds.upperBound
    self.jobs = min(jobs, Int(clamping: seeds.upperBound - seeds.lowerBound))
    tally = SearchTally(total: seeds.upperBound - seeds.lowerBound)
    progress = SearchProgress()
  }

  /// - Returns: The finding with the lowest seed, if any.
  mutating func run() throws -> Found? {
    defer { for worker in workers { worker.stop() } }
    for _ in 0..<jobs { workers.append(try Worker(executable, arguments)) }
    for place in workers.indices { feed(place) }
    while workers.contains(where: { !$0.outstanding.isEmpty }) {
      for place in readable() { try read(place) }
      for place in workers.indices { feed(place) }
      progress.show(tally)
    }
    progress.end(tally)
    return found
  }

  /// Gives a worker seeds, as long as they lie before what was found.
  private mutating func feed(_ place: Int) {
    while workers[place].outstanding.count < Self.ahead {
      let seed: UInt64
      if let again = waiting.popLast() {
        seed = again
      } else {
        guard next < end, found.map({ next < $0.seed }) ?? true else { return }
        seed = next
        next += 1
      }
      workers[place].send(seed)
    }
  }

  /// The workers that have something to say, or have died.
  private func readable() -> [Int] {
    var list = workers.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    guard poll(&list, nfds_t(list.count), 200) > 0 else { return [] }
    return list.indices.filter { list[$0].revents != 0 }
  }

  private mutating func read(_ place: Int) throws {
    let lines = workers[place].read()
    for line in lines {
      guard let report = SeedReport(line: line) else { continue }
      workers[place].outstanding.removeAll { $0 == report.seed }
      tally.add(report)
      if report.result != .fine { note(Found(seed: report.seed, kind: .report(report.result))) }
    }
    guard workers[place].hasEnded else { return }
    let reason = workers[place].reasonOfDeath()
    if let culprit = workers[place].outstanding.first {
      note(Found(seed: culprit, kind: .crashed(reason)))
      tally.seeds += 1
      waiting += workers[place].outstanding.dropFirst().filter { seed in found.map { seed < $0.seed } ?? true
      }
    }
    workers[place] = try Worker(executable, arguments)
  }

  private mutating func note(_ new: Found) {
    if found.map({ new.seed < $0.seed }) ?? true { found = new }
  }
}

/// One child process.
private final class Worker {
  private let process = Process()
  private let input = Pipe()
  private let result = Pipe()
  private var buffer: [UInt8] = []
  /// Seeds it was given and has not answered, in order.
  var outstanding: [UInt64] = []
  private(set) var hasEnded = false

  init(_ executable: URL, _ arguments: [String]) throws {
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = result
    // A crash's own words would tear the progress line; the seed is told instead.
    process.standardError = FileHandle.nullDevice
    try process.run()
    try? result.fileHandleForWriting.close()
  }

  var output: Int32 { result.fileHandleForReading.fileDescriptor }

  func send(_ seed: UInt64) {
    outstanding.append(seed)
    let bytes = Array("\(seed)\n".utf8)
    // A child that has just died is noticed where it is read from.
    _ = bytes.withUnsafeBytes {
      Foundation.write(input.fileHandleForWriting.fileDescriptor, $0.baseAddress, $0.count)
    }
  }

  /// The whole lines that have come.
  func read() -> [String] {
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    let count = chunk.withUnsafeMutableBytes { Foundation.read(output, $0.baseAddress, $0.count) }
    if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) {
      hasEnded = true
      return []
    }
    buffer += chunk.prefix(max(0, count))
    var lines: [String] = []
    while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: buffer[..<end], as: UTF8.self))
      buffer.removeSubrange(...end)
    }
    return lines
  }

  func reasonOfDeath() -> String {
    process.waitUntilExit()
    let status = process.terminationStatus
    return process.terminationReason == .uncaughtSignal ? "signal \(status)" : "exit status \(status)"
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}

/// What the seeds came to so far.
struct SearchTally {
  let total: UInt64
  var seeds: UInt64 = 0
  private(set) var events: UInt64 = 0
  private(set) var simulated: Double = 0
  private(set) var undecided: UInt64 = 0
  private(set) var signed: UInt64 = 0
  private let began = ContinuousClock.now

  init(total: UInt64) { self.total = total }

  mutating func add(_ report: SeedReport) {
    seeds += 1
    events += report.events
    simulated += Double(report.simulated) / 1e9
    if report.gaveUp { undecided += 1 }
    if report.isSigned { signed += 1 }
  }

  var seconds: Double { max(began.duration(to: .now) / .seconds(1), 1e-9) }
  var rate: Double { Double(seeds) / seconds }

  var line: String {
    let left = rate > 0 ? Self.clock(Double(total - min(seeds, total)) / rate) : "?"
    return "\(seeds)/\(total) seeds, \(Self.one(rate)) a second, \(Self.clock(simulated)) simulated "
      + "(\(Int(simulated / seconds)) times real time), \(left) left"
  }

  var summary: String {
    var text =
      "\(seeds) seeds in \(Self.one(seconds)) s: \(Self.one(rate)) seeds a second; \(Self.clock(simulated)) simulated, "
      + "\(Int(simulated / seconds)) times real time; \(events) events; \(signed) with real signatures"
    if undecided > 0 { text += "; \(undecided) histories too entangled to decide" }
    return text
  }

  private static func one(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return whole < 3600
      ? "\(whole / 60):\(two(whole % 60))" : "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}

/// Shows how far a search is: a bar on a terminal, else a line now and then.
struct SearchProgress {
  private static let width = 24
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var shown = ContinuousClock.now
  private var wait: Duration = .milliseconds(500)

  mutating func show(_ tally: SearchTally) {
    guard shown.duration(to: .now) > wait else { return }
    shown = .now
    guard isTerminal else {
      wait = .seconds(5)
      StandardError.write(tally.line + "\n")
      return
    }
    wait = .milliseconds(100)
    let filled = tally.total == 0 ? 0 : Int(UInt64(Self.width) * min(tally.seeds, tally.total) / tally.total)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    StandardError.write("\r\u{1B}[K[\(bar)] \(tally.line)")
  }

  func end(_ tally: SearchTally) {
    if isTerminal { StandardError.write("\r\u{1B}[K") }
  }
}
