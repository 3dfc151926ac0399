import Posix

/// What a search found first, and the seed of the run.
public struct SeedFinding: Sendable, Equatable {
  public let seed: UInt64
  /// Of which kind it is, without details, unless the child process died: then with which signal or status.
  public let finding: Finding
}

/// Runs seeds in child processes. A seed that kills its process is a finding; the others go on.
///
/// The answer does not depend on the number of jobs: of several findings the one with the lowest seed is told.
public struct SearchPool {
  /// So many seeds wait in a child's pipe, so that it never idles.
  private static let ahead = 4

  private let command: WorkerCommand
  private var waiting: [UInt64] = []
  private var next: UInt64
  private let end: UInt64
  private var workers: [WorkerProcess] = []
  private let jobs: Int
  private var found: SeedFinding?
  /// What the seeds that were run came to so far.
  public private(set) var tally: SearchTally

  /// - Parameter jobs: How many processes run at a time, at least 1.
  public init(seeds: Range<UInt64>, jobs: Int, command: WorkerCommand) {
    self.command = command
    next = seeds.lowerBound
    end = seeds.upperBound
    self.jobs = max(1, min(jobs, Int(clamping: seeds.upperBound - seeds.lowerBound)))
    tally = SearchTally(total: seeds.upperBound - seeds.lowerBound)
  }

  /// - Parameter progress: Is told the state of the search now and then.
  /// - Returns: The finding with the lowest seed, if any.
  /// - Throws: When no process can be started.
  public mutating func run(progress: (SearchTally) -> Void = { _ in }) throws -> SeedFinding? {
    // To write to a child that has just died must not end this process.
    signal(SIGPIPE, SIG_IGN)
    defer { for worker in workers { worker.stop() } }
    for _ in 0..<jobs { workers.append(try WorkerProcess(command)) }
    for place in workers.indices { feed(place) }
    while workers.contains(where: { !$0.outstanding.isEmpty }) {
      for place in readable() { try read(place) }
      for place in workers.indices { feed(place) }
      progress(tally)
    }
    return found
  }

  private func isBeforeFound(_ seed: UInt64) -> Bool { found.map { seed < $0.seed } ?? true }

  /// Gives a worker seeds, as long as they lie before what was found.
  private mutating func feed(_ place: Int) {
    while workers[place].outstanding.count < Self.ahead {
      let seed: UInt64
      if let again = waiting.popLast() {
        seed = again
      } else {
        guard next < end, isBeforeFound(next) else { return }
        seed = next
        next += 1
      }
      if isBeforeFound(seed) { workers[place].send(seed) }
    }
  }

  /// The workers that have something to say, or have died.
  private func readable() -> [Int] {
    var list = workers.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    guard poll(&list, nfds_t(list.count), 200) > 0 else { return [] }
    return list.indices.filter { list[$0].revents != 0 }
  }

  private mutating func read(_ place: Int) throws {
    for line in workers[place].read() {
      guard let report = SeedReport(line: line), workers[place].outstanding.contains(report.seed) else {
        continue
      }
      workers[place].outstanding.removeAll { $0 == report.seed }
      tally.add(report)
      if let finding = report.finding { note(SeedFinding(seed: report.seed, finding: finding)) }
    }
    guard workers[place].hasEnded else { return }
    let death = workers[place].death()
    // It answers in order: the first of those that are left is the one that killed it.
    if let culprit = workers[place].outstanding.first {
      note(SeedFinding(seed: culprit, finding: .crashed(death)))
      tally.addCrash()
      waiting += workers[place].outstanding.dropFirst()
    }
    workers[place] = try WorkerProcess(command)
  }

  private mutating func note(_ new: SeedFinding) {
    if isBeforeFound(new.seed) { found = new }
  }
}
