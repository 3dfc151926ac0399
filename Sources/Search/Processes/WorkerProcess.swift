import SimulationHost

/// One child process that runs seeds.
final class WorkerProcess {
  private let process: ChildProcess
  private let input: Pipe
  private let result: Pipe
  private var buffer: [UInt8] = []
  /// Seeds it was given and has not answered, in order.
  var outstanding: [UInt64] = []
  private(set) var hasEnded = false

  init(_ command: WorkerCommand) throws(SystemProblem) {
    input = try Pipe()
    result = try Pipe()
    // A crash's own words would tear the progress line; they are told when the seed is run again.
    process = try command.start(input: input.reading, output: result.writing, errors: nil)
    result.closeWriting()
    input.closeReading()
  }

  var output: Int32 { result.reading }

  func send(_ seed: UInt64) {
    outstanding.append(seed)
    // A child that has just died is noticed where it is read from.
    try? SystemFile.write(Array("\(seed)\n".utf8), to: input.writing)
  }

  /// The whole lines that have come.
  func read() -> [String] {
    let chunk = (try? SystemFile.readSome(from: output)) ?? []
    if chunk.isEmpty {
      hasEnded = true
      return []
    }
    buffer += chunk
    var lines: [String] = []
    while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: buffer[..<end], as: UTF8.self))
      buffer.removeSubrange(...end)
    }
    return lines
  }

  /// Waits until it is gone.
  func death() -> String { process.death() ?? "it ended too early" }

  func stop() {
    input.closeWriting()
    process.stop()
  }
}
