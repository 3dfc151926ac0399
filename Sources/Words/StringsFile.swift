/// Apple's format of texts, which every tool for translators reads: `"key" = "text";`, with comments between
/// `/*` and `*/` or after `//`. In a text `\"`, `\\` and `\n` are escapes.
public enum StringsFile {
  /// A text and its key, with the escapes undone.
  public struct Entry: Equatable, Sendable {
    public let key: String
    public let text: String
  }

  /// A place at which a file is not in the format.
  public struct Fault: Error, Equatable, CustomStringConvertible {
    /// From 1.
    public let line: Int
    public let expected: String

    public init(line: Int, expected: String) {
      self.line = line
      self.expected = expected
    }

    public var description: String { "line \(line): expected \(expected)" }
  }

  /// All entries in the order of the file.
  public static func entries(of text: String) throws(Fault) -> [Entry] {
    var reader = Reader(bytes: Array(text.utf8))
    var entries: [Entry] = []
    while try reader.skipBlanksAndComments() {
      let key = try reader.quoted("a key in quotes")
      try reader.take("=")
      let text = try reader.quoted("a text in quotes")
      try reader.take(";")
      entries.append(Entry(key: key, text: text))
    }
    return entries
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    func fault(_ expected: String) -> Fault {
      Fault(line: 1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }, expected: expected)
    }

    func stands(_ text: StaticString) -> Bool {
      bytes[position...].starts(
        with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// - Returns: whether something follows.
    mutating func skipBlanksAndComments() throws(Fault) -> Bool {
      while position < bytes.count {
        if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
          position += 1
        } else if stands("//") {
          position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        } else if stands("/*") {
          let start = position
          while !stands("*/") {
            position += 1
            guard position < bytes.count else {
              position = start
              throw fault("the end of the comment, */")
            }
          }
          position += 2
        } else {
          return true
        }
      }
      return false
    }

    mutating func take(_ sign: Character) throws(Fault) {
      guard try skipBlanksAndComments(), bytes[position] == sign.asciiValue else { throw fault("\(sign)") }
      position += 1
    }

    mutating func quoted(_ what: String) throws(Fault) -> String {
      guard try skipBlanksAndComments(), bytes[position] == UInt8(ascii: "\"") else { throw fault(what) }
      position += 1
      var text: [UInt8] = []
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        var byte = bytes[position]
        if byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
          position += 1
          byte = bytes[position] == UInt8(ascii: "n") ? 0x0A : bytes[position]
        }
        text.append(byte)
        position += 1
      }
      guard position < bytes.count else { throw fault("the end of the text, a quote") }
      position += 1
      return String(decoding: text, as: UTF8.self)
    }
  }
}
