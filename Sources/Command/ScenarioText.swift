import Words

/// A line of a file before it is understood.
struct TextLine {
  /// From 1.
  var number: Int
  /// What cannot be read at all comes as a diagnostic without file and line.
  var content: Result<SourceLine, Diagnostic>
}

/// Cuts the bytes of a file into lines. LF, CR LF and CR end a line; a byte order mark is passed over.
enum ScenarioText {
  /// nil with a diagnostic where the file is in another encoding altogether.
  static func lines(of bytes: [UInt8]) -> Result<[TextLine], Diagnostic> {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return .failure(
        Diagnostic(column: 1, problem: Phrase(Problem.utf16), expected: utf8))
    }
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var lines: [TextLine] = []
    while !rest.isEmpty {
      let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      lines.append(TextLine(number: lines.count + 1, content: line(rest[..<end])))
      guard end < rest.endIndex else { break }
      let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
      rest = rest[(end + (isPair ? 2 : 1))...]
    }
    return .success(lines)
  }

  private static let utf8 = Phrase(Expected.utf8)

  private static func line(_ bytes: ArraySlice<UInt8>) -> Result<SourceLine, Diagnostic> {
    guard bytes.count <= 4 * SourceLine.longest else { return .failure(tooLong) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let column = validPrefix(of: bytes).count + 1
      return .failure(
        Diagnostic(
          column: column, problem: Phrase(Problem.notUTF8), expected: utf8))
    }
    let characters = Array(text)
    if let diagnostic = fault(in: characters) { return .failure(diagnostic) }
    return .success(SourceLine(characters))
  }

  /// What makes a line unreadable: its length, or a control character other than a tab.
  static func fault(in characters: [Character]) -> Diagnostic? {
    guard characters.count <= SourceLine.longest else { return tooLong }
    let wrong = characters.firstIndex { character in
      character != "\t"
        && character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    guard let wrong else { return nil }
    let scalar = characters[wrong].unicodeScalars.first { $0.properties.generalCategory == .control }
    let hex = String(scalar?.value ?? 0, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    return Diagnostic(
      column: wrong + 1, problem: Phrase(Problem.control, ["code": code]),
      expected: Phrase(Expected.plainText))
  }

  private static let tooLong = Diagnostic(
    column: SourceLine.longest + 1, problem: Phrase(Problem.lineTooLong),
    expected: Phrase(Expected.shorterLine, ["most": SourceLine.longest]))

  private static func validPrefix(of bytes: ArraySlice<UInt8>) -> String {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var prefix = ""
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      prefix.unicodeScalars.append(scalar)
    }
    return prefix
  }
}
