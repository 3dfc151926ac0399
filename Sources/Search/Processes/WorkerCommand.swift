import Posix
import SimulationHost

#if canImport(Glibc)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The program that runs seeds, and what it is told on its command line: usually this one. It reads a seed a line
/// and answers each with a `SeedReport`.
public struct WorkerCommand: Sendable {
  /// The path of its file.
  public let program: String
  public let arguments: [String]

  public init(_ program: String, _ arguments: [String] = []) {
    self.program = program
    self.arguments = arguments
  }

  /// The file of the program that asks; nil where the system does not tell.
  public static var ownProgram: String? {
    #if os(Linux)
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #else
      Bundle.main.executablePath
    #endif
  }

  /// Runs it to its end with further arguments.
  /// - Returns: What it said, and how it died; nil when it ended well.
  func run(_ extra: [String] = []) throws(SystemProblem) -> (output: String, death: String?) {
    // A file, as of two pipes that are read one after the other the second may fill up. It has no name.
    guard let words = tmpfile() else { throw SystemProblem(errno) }
    defer { fclose(words) }
    let pipe = try Pipe()
    let process = try start(extra, input: nil, output: pipe.writing, errors: fileno(words))
    pipe.closeWriting()
    let output = (try? SystemFile.read(from: pipe.reading)) ?? []
    // Only now, so that it lives until it is read.
    pipe.closeReading()
    var death = process.death()
    if let how = death, let said = Self.lastWords(in: fileno(words)) { death = "\(how): \(said)" }
    return (String(decoding: output, as: UTF8.self), death)
  }

  func start(_ extra: [String] = [], input: Int32?, output: Int32?, errors: Int32?) throws(SystemProblem)
    -> ChildProcess
  {
    var environment = ProcessInfo.processInfo.environment
    // To print where it died takes a process seconds, and nobody reads it.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    return try ChildProcess(
      program, arguments + extra, environment: environment, input: input, output: output, errors: errors)
  }

  /// The line of a dying program that says why.
  private static func lastWords(in file: Int32) -> String? {
    lseek(file, 0, SEEK_SET)
    let data = (try? SystemFile.read(from: file, most: 1 << 16)) ?? []
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.contains("atal error") }) ?? lines.first else { return nil }
    // It becomes a part of one line of a scenario.
    let clean = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return String(String(clean).prefix(160))
  }
}
