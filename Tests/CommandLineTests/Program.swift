import Foundation

/// The built program, run as a person runs it.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  static var path: URL? {
    for argument in CommandLine.arguments {
      guard let bundle = argument.range(of: ".xctest") else { continue }
      let folder = URL(fileURLWithPath: String(argument[..<bundle.upperBound])).deletingLastPathComponent()
      let file = folder.appendingPathComponent("raftcoin")
      if FileManager.default.isExecutableFile(atPath: file.path) { return file }
    }
    return nil
  }

  init(_ arguments: [String], in folder: URL) throws {
    try self.init(Program.path, arguments, in: folder)
  }

  /// Lines of a shell, for which `$R` is the program.
  init(shell lines: String, in folder: URL) throws {
    try self.init(URL(fileURLWithPath: "/bin/sh"), ["-c", lines], in: folder)
  }

  private init(_ program: URL?, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["R"] = Program.path?.path
    // Where it dies is not told, which takes seconds.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    let output = Pipe()
    let errors = folder.appendingPathComponent("errors.txt")
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    self.output = String(decoding: data, as: UTF8.self)
    self.errors = try String(contentsOf: errors, encoding: .utf8)
  }

  /// A folder of its own for a test, removed behind it.
  static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
