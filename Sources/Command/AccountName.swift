import Ledger
import Words

// The rules for a name that a person gives: letters, digits, `-` and `_` of any script; first a letter or `_`; at
// most 24 columns wide; and not the treasury's.
extension AccountName {
  /// In columns, of which a wide letter (a Chinese one) takes two.
  private static let widest = 24

  /// What is wrong with a name; nil when nothing is.
  static func fault(in name: String) -> Phrase? {
    let shown = quoted(name)
    guard let first = name.unicodeScalars.first else { return Phrase(Problem.nameEmpty) }
    if name == treasury {
      return Phrase(Problem.nameTreasury, ["word": shown])
    }
    if isDigit(first) {
      return Phrase(Problem.nameDigit, ["word": shown])
    }
    if let wrong = name.unicodeScalars.first(where: { !isAllowed($0) }) {
      return Phrase(Problem.nameLetter, ["word": shown, "letter": quoted(String(wrong))])
    }
    if !isLetter(first), first != "_" {
      return Phrase(Problem.nameBegins, ["word": shown])
    }
    // Marks take no column, so they are counted for themselves.
    if columns(of: name) > widest || name.unicodeScalars.count > 2 * widest {
      return Phrase(Problem.nameWide, ["word": shown, "columns": widest])
    }
    return nil
  }

  static let expected = Phrase(Expected.newAccount)

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "-" || scalar == "_" || isLetter(scalar) || isDigit(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: return true
    default: return false
    }
  }

  private static func columns(of name: String) -> Int {
    name.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark: sum
      default: sum + (isWide(scalar.value) ? 2 : 1)
      }
    }
  }

  // Unicode 15, East Asian Width W and F, of letters and digits only.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFF00...0xFF60, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
