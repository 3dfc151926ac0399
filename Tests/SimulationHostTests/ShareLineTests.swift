import Assets
import Command
import Consensus
import Host
import Simulation
import Testing

@testable import SimulationHost

struct ShareLineTests {
  static func scenario(_ text: String) throws -> Scenario {
    try ScenarioParser.parse(text: text, file: "test").get()
  }
  static let sample = """
    raftcoin 1
    seed 42

    at 1.234567891s kill leader
    at 2.5s transfer alice bob 10
    at 4s restart all
    at 6.000000001s
    """

  /// The line of version 1 for this scenario: what was sent to somebody stays readable. If this test
  /// fails, the dictionary or the format changed, and that needs a version 2.
  static let known =
    "raftcoin1:eCdlYEMPMxOjoe45Qz0jYxNTM3MLS8NiBeSUCJQzAvpYAXuaBcqaFCsgp0KgiJmeARQYFnMBAA"

  @Test(arguments: ShippedScenarios.all.map(\.name)) func shippedScenariosComeBack(name: String) throws {
    let scenario = try TranscriptTests.scenario(name)
    let line = try ShareLine.encode(scenario)
    #expect(try ShareLine.decode(line).text == scenario.text)
    #expect(!line.contains { $0.isWhitespace })
  }

  @Test func aKnownLineIsReadForEver() throws {
    let scenario = try Self.scenario(Self.sample)
    #expect(try ShareLine.decode(Self.known).text == scenario.text)
  }

  @Test func aLineIsShort() throws {
    let line = try ShareLine.encode(try Self.scenario(Self.sample))
    #expect(line.count < 110, "\(line)")
  }

  @Test(arguments: [
    " %\n", "\"%\"", "“%”", "'%'", "`%`", "<%>", "\t> %\r\n", "(%).", "%,", "\u{FEFF}%\u{200B}", "「%」",
  ]) func aChatsWrappingIsPassedOver(wrapping: String) throws {
    let text = wrapping.replacing("%", with: Self.known)
    #expect(ShareLine.isMeant(by: text))
    #expect(try ShareLine.decode(text).text == Self.scenario(Self.sample).text)
  }

  @Test func aLineMayBeBrokenAnywhere() throws {
    let expected = try Self.scenario(Self.sample).text
    for place in 0...Self.known.count {
      for blank in ["\n", " ", "\r\n> ", "\u{00AD}"] {
        var text = Self.known
        text.insert(contentsOf: blank, at: text.index(text.startIndex, offsetBy: place))
        #expect(try ShareLine.decode(text).text == expected)
      }
    }
  }

  @Test func hyphensThatBecameADash() throws {
    // Any line with two hyphens in a row will do.
    for seed in 0..<UInt64(20_000) {
      var scenario = Scenario()
      scenario.header.seed = seed
      let line = try ShareLine.encode(scenario)
      guard line.contains("--") else { continue }
      #expect(try ShareLine.decode(line.replacing("--", with: "—")) == ShareLine.decode(line))
      return
    }
    Issue.record("no line with two hyphens")
  }

  @Test func aCapitalLetterAtTheBeginning() throws {
    #expect(try ShareLine.decode("R" + Self.known.dropFirst()).text == Self.scenario(Self.sample).text)
  }

  @Test(arguments: [
    ("", ShareLineError.notAShareLine), ("raftcoin", .notAShareLine), ("raftcoin:abc", .notAShareLine),
    ("https://raftcoin1:abc", .notAShareLine), ("raftcoin 1\nseed 4\n", .notAShareLine),
    ("raftcoin2:AAAA", .laterVersion("2")),
    ("raftcoin12345678901234567890:A", .laterVersion("12345678901234567890")),
    ("raftcoin123456789012345678901:A", .laterVersion("123456789012345678901")),
    ("raftcoin0:AAAA", .noSuchVersion("0")), ("raftcoin01:AAAA", .noSuchVersion("01")),
    ("raftcoin1:", .truncated), ("raftcoin1:AAAA", .truncated), ("raftcoin1:A", .truncated),
    ("raftcoin1:AA+A", .foreignCharacter("+", position: 13)),
    ("raftcoin1:AAé", .foreignCharacter("é", position: 13)),
  ]) func whatIsWrongIsSaid(text: String, error: ShareLineError) {
    #expect(throws: error) { try ShareLine.decode(text) }
  }

  @Test func everyLineThatIsCutOffIsRefused() {
    for count in 0..<Self.known.count {
      #expect(throws: ShareLineError.self) { try ShareLine.decode(String(Self.known.prefix(count))) }
    }
  }

  /// But for bits of the last byte that say nothing.
  @Test func everyChangedLetterIsNoticed() throws {
    let whole = try ShareLine.decode(text: Self.known)
    var letters = Array(Self.known)
    var same = 0
    for place in ShareLine.prefix.count..<letters.count {
      let letter = letters[place]
      for other in "Az09-_" where other != letter {
        letters[place] = other
        guard let text = try? ShareLine.decode(text: String(letters)) else { continue }
        #expect(text == whole)
        same += 1
      }
      letters[place] = letter
    }
    #expect(same < 10)
  }

  @Test func whatIsTooLongIsNotShared() throws {
    let note = Step(when: .at(0), verb: .note(Note(String(repeating: "a", count: 500))))
    let long = Scenario(steps: Array(repeating: note, count: 4000))
    #expect(throws: ShareLineError.tooLong) { try ShareLine.encode(long) }
  }

  /// 4 MB of one letter pack into a few kilobytes; they are never unpacked.
  @Test func aBombIsRefused() throws {
    let line = try ShareLine.pack([UInt8](repeating: 0x61, count: 4 << 20))
    #expect(line.count < 10_000)
    #expect(throws: ShareLineError.tooLong) { try ShareLine.decode(line) }
    // As much as is allowed is unpacked, and turns out to be no scenario.
    let largest = try ShareLine.pack([UInt8](repeating: 0x61, count: ShareLine.longest))
    #expect(try ShareLine.decode(text: largest).count == ShareLine.longest)
    #expect(throws: ShareLineError.self) { try ShareLine.decode(largest) }
  }

  @Test(arguments: ["", "raftcoin 1\nkill nobody\n", "seed 4\n", "raftcoin 2\n"])
  func aTextThatIsNoScenarioIsRefused(text: String) throws {
    let line = try ShareLine.pack(Array(text.utf8))
    #expect(throws: ShareLineError.self) { try ShareLine.decode(line) }
  }
}
