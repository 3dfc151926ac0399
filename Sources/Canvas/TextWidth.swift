/// How many columns text takes: one function for measuring, cutting and drawing.
public enum TextWidth {
  /// 0 for combining marks and controls, 2 for East Asian wide and full-width characters, else 1.
  /// Ambiguous characters count 1: where a terminal draws them in two cells, the ASCII set is used.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 || (value >= 0x7F && value < 0xA0) { return 0 }
    if value < 0x300 { return 1 }
    // Arrows, boxes, blocks and shapes, and common Han: most of what is drawn, without a look into Unicode's
    // tables.
    if (0x2190..<0x231A).contains(value) || (0x2500..<0x25FD).contains(value) { return 1 }
    if (0x4E00...0x9FFF).contains(value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    return isWide(value) ? 2 : 1
  }

  /// The columns of all its scalars together.
  public static func of(_ text: some StringProtocol) -> Int {
    if let columns = asciiColumns(text) { return columns }
    var columns = 0
    for scalar in text.unicodeScalars { columns += of(scalar) }
    return columns
  }

  /// The columns of a text of ASCII alone, as most are; nil for others.
  private static func asciiColumns(_ text: some StringProtocol) -> Int? {
    let found = text.utf8.withContiguousStorageIfAvailable { bytes -> Int in
      var columns = 0
      for byte in bytes {
        if byte >= 0x80 { return -1 }
        if byte >= 0x20 && byte != 0x7F { columns += 1 }
      }
      return columns
    }
    return found.flatMap { $0 < 0 ? nil : $0 }
  }

  /// The longest prefix that fits `width` columns.
  public static func prefix(_ text: String, width: Int) -> String {
    if text.utf8.count <= width { return text }
    var taken = 0
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let columns = of(scalar)
      if taken + columns > width { break }
      taken += columns
      result.append(scalar)
    }
    return String(result)
  }

  /// The text in exactly `width` columns: cut, or padded with blanks at its end (or start).
  public static func fit(_ text: String, width: Int, alignRight: Bool = false) -> String {
    let cut = prefix(text, width: max(0, width))
    let blanks = String(repeating: " ", count: max(0, width - of(cut)))
    return alignRight ? blanks + cut : cut + blanks
  }

  // Unicode 15, East Asian Width W and F, in ranges.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0, 0x23F3,
      0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F, 0x2693, 0x26A1, 0x26AA...0x26AB,
      0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE, 0x26D4, 0x26EA, 0x26F2...0x26F3, 0x26F5, 0x26FA, 0x26FD,
      0x2705, 0x270A...0x270B, 0x2728, 0x274C, 0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27B0,
      0x27BF, 0x2B1B...0x2B1C, 0x2B50, 0x2B55, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F004,
      0x1F0CF, 0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
      0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4,
      0x1F3F8...0x1F43E, 0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
      0x1F550...0x1F567, 0x1F57A, 0x1F595...0x1F596, 0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
      0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC,
      0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
      0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return true
    default: return false
    }
  }
}
