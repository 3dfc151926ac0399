import Consensus
import Testing

@testable import Command

/// Whatever comes in, the parsers answer; and what they take, they print and take again.
@Suite struct FuzzTests {
  static let perStream = 50_000

  @Test(arguments: 0..<4) func nothingCrashes(stream: Int) {
    var random = RandomScenarios(seed: UInt64(1000 + stream))
    let context = PaletteContext(accounts: ["alice", "bob", "小明"], views: ["logs"])
    var accepted = 0
    for _ in 0..<Self.perStream {
      let line = random.line()
      switch random.below(10) {
      case 0:
        let completion = Completer.complete(line, cursor: random.below(30), context: context)
        accepted += completion.applied(to: line).line.isEmpty ? 0 : 1
      case 1:
        _ = try? VerbParser.nodes(line, context: context)
        _ = try? VerbParser.link(line, context: context)
        _ = try? VerbParser.transfer(line, context: context)
      case 2:
        let bytes = random.damaged(Array("raftcoin 1\n\(line)\n".utf8))
        if case .failure(let errors) = ScenarioParser.parse(bytes: bytes, file: "f") {
          #expect(
            !errors.diagnostics.isEmpty && errors.diagnostics.allSatisfy { $0.line > 0 && $0.column > 0 })
        }
      default:
        do {
          let verb = try VerbParser.parse(syntax: line)
          accepted += 1
          let again = try? VerbParser.parse(syntax: verb.description)
          if again != verb { Issue.record("\(line) → \(verb) → \(String(describing: again))") }
        } catch {
          if error.column < 1 || error.column > line.count + 1 { Issue.record("\(line): \(error.column)") }
        }
      }
    }
    #expect(accepted > Self.perStream / 20)
  }
}

extension FuzzTests {
  /// Whole files with bytes changed, lines dropped, doubled and swapped.
  @Test func damagedFiles() {
    var random = RandomScenarios(seed: 77)
    var accepted = 0
    for _ in 0..<1500 {
      var lines = random.scenario().text.split(separator: "\n", omittingEmptySubsequences: false)
      let place = random.below(lines.count)
      switch random.below(4) {
      case 0: lines.remove(at: place)
      case 1: lines.insert(lines[random.below(lines.count)], at: place)
      case 2: lines.swapAt(place, random.below(lines.count))
      default: break
      }
      var bytes = Array(lines.joined(separator: "\n").utf8)
      if random.flip() { bytes = random.damaged(bytes) }
      switch ScenarioParser.parse(bytes: bytes, file: "f") {
      case .success(let scenario):
        accepted += 1
        let again = try? ScenarioParser.parse(text: scenario.text, file: "f").get()
        if again?.text != scenario.text { Issue.record("\(scenario.text)") }
      case .failure(let errors):
        let places = errors.diagnostics.map { [$0.line, $0.column] }
        let isOrdered = zip(places, places.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) }
        if places.isEmpty || !isOrdered || places.joined().contains(where: { $0 < 1 }) {
          Issue.record("\(errors)")
        }
      }
    }
    #expect(accepted > 100 && accepted < 1400)
  }
}

extension RandomScenarios {
  private static let pieces = [
    "transfer", "balance", "kill", "partition", "latency", "loss", "expect", "note", "speed", "skew", "when",
    "at", "leader", "all", "1", "n2", "9", "0", "1>2", ",", "|", ">=", "..", "5ms", "2.5s", "10%", "-5%",
    "off",
    "on", "from", "stale", "not", "refused", "insufficient", "funds", "message", "heartbeat", "in", "flight",
    "alice", "小明", "18446744073709551615", "18446744073709551616", "99999999999m", "#", "\u{301}", "\t", "，",
    "👩‍👩‍👧", "\u{FE0F}", "＃", "x", "\u{200D}", "term", "within", "1.", ".5", "..5", "%", "+", "-",
  ]

  /// A verb, or pieces of the language, then mutated.
  fileprivate mutating func line() -> String {
    var text =
      below(2) == 0
      ? verb(pick(VerbTable.forms)).description
      : (0...below(5)).map { _ in pick(Self.pieces) }.joined(separator: flip() ? " " : "")
    guard below(3) > 0 else { return text }
    var scalars = Array(text.unicodeScalars)
    for _ in 0...below(2) where !scalars.isEmpty {
      let place = below(scalars.count)
      switch below(4) {
      case 0: scalars.remove(at: place)
      case 1: scalars.insert(contentsOf: pick(Self.pieces).unicodeScalars, at: place)
      case 2: scalars[place] = Unicode.Scalar(UInt8(below(128)))
      default: scalars.swapAt(place, below(scalars.count))
      }
    }
    text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  fileprivate mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<below(4) { bytes[below(bytes.count)] = UInt8(below(256)) }
    return bytes
  }
}
