import Canvas
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
    if first.properties.generalCategory == .decimalNumber {
      return Phrase(Problem.nameDigit, ["word": shown])
    }
    if let wrong = name.unicodeScalars.first(where: { !isAllowed($0) }) {
      return Phrase(Problem.nameLetter, ["word": shown, "letter": quoted(String(wrong))])
    }
    if !isLetter(first), first != "_" {
      return Phrase(Problem.nameBegins, ["word": shown])
    }
    // Marks take no column, so they are counted for themselves.
    if TextWidth.of(name) > widest || name.unicodeScalars.count > 2 * widest {
      return Phrase(Problem.nameWide, ["word": shown, "columns": widest])
    }
    return nil
  }

  static let expected = Phrase(Expected.newAccount)

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark: true
    default: scalar == "-" || scalar == "_" || isLetter(scalar)
    }
  }
}
