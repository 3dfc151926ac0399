import Foundation

/// One child process that runs seeds.
final class WorkerProcess {
  private let process: Process
  private let input = Pipe()
  private let result = Pipe()
  private var buffer: [UInt8] = []
  /// Seeds it was given and has not answered, in order.
  var outstanding: [UInt64] = []
  private(set) var hasEnded = false

  init(_ command: WorkerCommand) throws {
    process = command.process()
    process.standardInput = input
    process.standardOutput = result
    // A crash's own words would tear the progress line; they are told when the seed is run again.
    process.standardError = FileHandle.nullDevice
    try process.run()
    try? result.fileHandleForWriting.close()
    try? input.fileHandleForReading.close()
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

  /// Waits until it is gone.
  func death() -> String {
    process.waitUntilExit()
    return WorkerCommand.death(of: process) ?? "it ended too early"
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}
