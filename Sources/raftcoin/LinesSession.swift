import Canvas
import Command
import Console
import Lessons
import Posix
import SimulationHost
import Words

/// The console as question and answer, from a terminal or a pipe alike.
struct LinesSession {
  /// What of a line is read; the rest of a longer one is left out.
  private static let longestLine = 4096

  private let opening: Opening
  private let lesson: Lesson?
  private let challenge: Challenge?

  /// - Parameters:
  ///   - lesson: Which lesson it opens with.
  ///   - challenge: Which challenge it opens with.
  init(_ opening: Opening, lesson: Lesson? = nil, challenge: Challenge? = nil) {
    self.opening = opening
    self.lesson = lesson
    self.challenge = challenge
  }

  func run() throws {
    let seed = opening.seed
    var options = ConsoleOptions(size: Size(width: 80, height: 24))
    options.language = opening.language
    options.connect(opening, lesson: lesson, challenge: challenge)
    var prompt = LinePrompt(host: try makeHost(opening.scenario, seed: seed), options: options)
    if lesson == nil, challenge == nil, !StandardOutput.write("seed \(seed)") { return }
    guard prompt.takeLines().allSatisfy(StandardOutput.write) else { return }
    while !prompt.wantsQuit, let line = try Self.read(after: prompt.mark) {
      guard prompt.answer(line).allSatisfy(StandardOutput.write) else { return }
    }
    try prompt.host.requireMotion()
  }

  /// A line; nil: there is none any more. What a terminal shows while it is typed stands in other output too.
  private static func read(after mark: String) throws -> String? {
    let isTerminal = isatty(STDIN_FILENO) != 0
    if isTerminal {
      print(mark, terminator: "")
      StandardOutput.flush()
    }
    var bytes: [UInt8] = []
    errno = 0
    var byte = getchar()
    let isEnd = byte == EOF
    while byte != EOF, byte != 0x0A {
      if bytes.count < longestLine { bytes.append(UInt8(truncatingIfNeeded: byte)) }
      byte = getchar()
    }
    if isEnd {
      let number = errno
      if number != 0 {
        throw ScenarioFile.wrong("raftcoin: standard input cannot be read: \(SystemProblem(number))\n")
      }
      if isTerminal { print() }
      return nil
    }
    let line = String(decoding: bytes, as: UTF8.self)
    if !isTerminal, !StandardOutput.write(mark + LinePrompt.clean(line)) { return nil }
    return line
  }
}
