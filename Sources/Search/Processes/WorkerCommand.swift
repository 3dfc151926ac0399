import Foundation

/// The program that runs seeds, and what it is told on its command line: usually this one. It reads a seed a line
/// and answers each with a `SeedReport`.
public struct WorkerCommand: Sendable {
  public let executable: URL
  public let arguments: [String]

  public init(_ executable: URL, _ arguments: [String] = []) {
    self.executable = executable
    self.arguments = arguments
  }

  /// What came of one run of the program.
  public struct Ending: Sendable {
    public let output: String
    /// How it died; nil when it ended well.
    public let death: String?
  }

  /// Runs it to its end with further arguments.
  public func run(_ extra: [String] = []) throws -> Ending {
    let process = process(extra)
    let pipe = Pipe()
    let words = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    // A file, as of two pipes that are read one after the other the second may fill up.
    _ = FileManager.default.createFile(atPath: words.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: words) }
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: words)
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var death = Self.death(of: process)
    if let how = death, let said = Self.lastWords(in: words) { death = "\(how): \(said)" }
    return Ending(output: String(decoding: data, as: UTF8.self), death: death)
  }

  func process(_ extra: [String] = []) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments + extra
    var environment = ProcessInfo.processInfo.environment
    // To print where it died takes a process seconds, and nobody reads it.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    return process
  }

  /// How an ended process died; nil when it ended well.
  static func death(of process: Process) -> String? {
    let status = process.terminationStatus
    if process.terminationReason == .exit { return status == 0 ? nil : "exit status \(status)" }
    return "signal \(status)" + (signalNames[status].map { " (\($0))" } ?? "")
  }

  private static let signalNames: [Int32: String] = [
    SIGILL: "illegal instruction", SIGTRAP: "trap", SIGABRT: "abort", SIGBUS: "bus error",
    SIGFPE: "arithmetic error", SIGKILL: "killed", SIGSEGV: "segmentation fault",
    SIGXCPU: "too much processor time",
  ]

  /// The line of a dying program that says why.
  private static func lastWords(in file: URL) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    let data = (try? handle.read(upToCount: 1 << 16)) ?? nil
    let lines = String(decoding: data ?? Data(), as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.contains("atal error") }) ?? lines.first else { return nil }
    // It becomes a part of one line of a scenario.
    let clean = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return String(String(clean).prefix(160))
  }
}
