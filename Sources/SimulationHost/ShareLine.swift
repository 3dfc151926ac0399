import CZlib
import Command
import Simulation

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is wrong with a share line, in English.
public enum ShareLineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It does not begin as a share line does.
  case notAShareLine
  /// Of a later version of the program.
  case laterVersion(String)
  /// Of a version that there never was.
  case noSuchVersion(String)
  /// At this character, counted from 1 without blanks and quotes.
  case foreignCharacter(Character, position: Int)
  case truncated
  case damaged
  /// What is said in the line and what is in it are two things.
  case wrongChecksum
  /// More than a scenario may have.
  case tooLong
  /// It decodes to a text that is no scenario.
  case notAScenario(String)
  case noMemory

  public var description: String {
    switch self {
    case .notAShareLine: "not a share line; expected `\(ShareLine.prefix)…`"
    case .laterVersion(let version):
      "a share line of version \(version), which a newer raftcoin wrote; expected a newer raftcoin to open it, or "
        + "version \(ShareLine.version), which this one reads"
    case .noSuchVersion(let version):
      "a share line of version \(version), which no raftcoin ever wrote; expected `\(ShareLine.prefix)…`"
    case .foreignCharacter(let character, let position):
      "`\(character)` at character \(position) does not belong in a share line; expected letters, digits, - and _"
    case .truncated: "the share line is cut off; expected all of it, from `\(ShareLine.prefix)` to its end"
    case .damaged: "the share line is damaged; expected it as `raftcoin share` printed it"
    case .wrongChecksum:
      "the share line's checksum does not match: a part is missing or changed; expected it as `raftcoin share` printed it"
    case .tooLong: "too long to be shared as a line; expected at most \(ShareLine.longest) bytes of scenario"
    case .notAScenario(let problem): "the share line holds no scenario that can run: \(problem)"
    case .noMemory: "there is no memory to read the share line"
    }
  }
}

/// A scenario as one line of text that a chat carries: `raftcoin1:` and, in base64url (RFC 4648 §5, no
/// padding), the CRC-32 of the scenario's text, big end first, and the text itself in raw deflate (RFC 1951)
/// with a preset dictionary.
public enum ShareLine {
  /// The version of the format that is written, and the only one that is read.
  public static let version = 1
  public static let prefix = "raftcoin\(version):"
  /// Bytes of a scenario's text at most. Nothing that a line says makes a reader take more memory than this.
  public static let longest = 1 << 20

  private static let name = "raftcoin"
  /// What most scenarios say, so that a short one packs into few letters: deflate refers to it as if it had come before,
  /// most cheaply to its end. It belongs to this version and never changes: a changed letter makes all lines that were
  /// ever shared unreadable.
  private static let dictionary = PackageResources.share_dictionary_txt

  // MARK: Writing

  /// - Throws: `.tooLong`.
  public static func encode(_ scenario: Scenario) throws(ShareLineError) -> String {
    let text = Array(scenario.text.utf8)
    guard text.count <= longest else { throw .tooLong }
    return try pack(text)
  }

  static func pack(_ text: [UInt8]) throws(ShareLineError) -> String {
    var packed = [UInt8](repeating: 0, count: text.count + 1024)
    let size = zlib_shim_deflate(
      dictionary, dictionary.count, text, text.count, &packed, packed.count)
    guard size >= 0 else { throw .noMemory }
    let checksum = zlib_shim_crc32(text, text.count)
    let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> UInt32($0)) }
    return prefix + Base64URL.encode(head + packed.prefix(size))
  }

  // MARK: Reading

  /// Whether a text is meant as a share line, whatever a chat has done to it and whatever is wrong with it.
  public static func isMeant(by text: String) -> Bool {
    // The beginning is enough, and a text may be long.
    let start = cleaned(text.prefix(256))
    guard start.lowercased().hasPrefix(name), let colon = start.firstIndex(of: ":") else { return false }
    let version = start[start.index(start.startIndex, offsetBy: name.count)..<colon]
    return !version.isEmpty && version.allSatisfy(\.isWholeNumber)
  }

  /// The text of the scenario in a line that may stand among blanks, line ends and quotes.
  public static func decode(text: String) throws(ShareLineError) -> [UInt8] {
    guard text.utf8.count <= 4 * longest else { throw .tooLong }
    guard isMeant(by: text) else { throw .notAShareLine }
    let line = cleaned(text[...])
    guard let colon = line.firstIndex(of: ":") else { throw .notAShareLine }
    let version = line[line.index(line.startIndex, offsetBy: name.count)..<colon]
    guard version == "\(Self.version)" else {
      // Of more digits than fit it is a later one, too.
      let isLater = UInt64(version).map { $0 > Self.version } ?? true
      throw isLater ? .laterVersion(String(version)) : .noSuchVersion(String(version))
    }
    let start = line.index(after: colon)
    let offset = line.distance(from: line.startIndex, to: start)
    let bytes = try Base64URL.decode(line[start...], offset: offset)
    guard bytes.count > 4 else { throw .truncated }
    let checksum = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let scenario = try inflate(Array(bytes.dropFirst(4)))
    guard zlib_shim_crc32(scenario, scenario.count) == checksum else { throw .wrongChecksum }
    return scenario
  }

  /// The scenario in a line.
  public static func decode(_ text: String) throws(ShareLineError) -> Scenario {
    switch ScenarioParser.parse(
      bytes: try decode(text: text), file: "the shared scenario", vocabulary: Vocabulary.of)
    {
    case .success(let scenario): return scenario
    case .failure(let errors): throw .notAScenario(errors.shortened(to: 10))
    }
  }

  private static func inflate(_ packed: [UInt8]) throws(ShareLineError) -> [UInt8] {
    // Most lines are short; the buffer grows only for those that need it, and never past the limit.
    var room = min(longest, 16384)
    while true {
      var text = [UInt8](repeating: 0, count: room)
      let size = zlib_shim_inflate(
        dictionary, dictionary.count, packed, packed.count, &text, room)
      if size >= 0 { return Array(text.prefix(size)) }
      switch size {
      case zlib_shim_too_long:
        guard room < longest else { throw .tooLong }
        room = min(longest, room * 8)
      case zlib_shim_truncated: throw .truncated
      case zlib_shim_failed: throw .noMemory
      default: throw .damaged
      }
    }
  }

  /// Without what chats, mail and shells put around and into a long word. Two hyphens that were made one dash
  /// become two again.
  private static func cleaned(_ text: Substring) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\"", "'", "`", "<", ">", ",", ".", ";", "*", "|": continue
      case "—", "–": result += "--"
      case "‐", "‑", "−": result += "-"
      // The colon of a Chinese keyboard.
      case "\u{FF1A}": result += ":"
      default:
        if character.isWhitespace || character.unicodeScalars.allSatisfy(isNoLetter) { continue }
        result.append(character)
      }
    }
    return result
  }

  /// Quotation marks and brackets of all scripts, and what is not seen.
  private static func isNoLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .control, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation: true
    default: false
    }
  }
}

/// Letters for bytes (RFC 4648 §5), without padding.
enum Base64URL {
  static func encode(_ bytes: [UInt8]) -> String {
    String(
      Data(bytes).base64EncodedString().compactMap { letter in
        switch letter {
        case "+": "-"
        case "/": "_"
        case "=": nil
        default: letter
        }
      })
  }

  /// - Parameter offset: How many characters stand before `text`, for messages.
  static func decode(_ text: Substring, offset: Int) throws(ShareLineError) -> [UInt8] {
    for (place, character) in text.enumerated() where !isLetter(character) {
      throw .foreignCharacter(character, position: offset + place + 1)
    }
    let letters = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    let padding = String(repeating: "=", count: (4 - letters.count % 4) % 4)
    // A single letter left over, or bits that no byte holds: something is missing or changed.
    guard let bytes = Data(base64Encoded: String(letters) + padding).map(Array.init), encode(bytes) == text
    else { throw .truncated }
    return bytes
  }

  private static func isLetter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }
}
