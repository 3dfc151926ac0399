// The standard library composes text to compare it, but offers that to itself alone. Asking it costs nothing,
// where Foundation would bring its own Unicode tables into the program; on Apple's systems, which keep the
// standard library's private parts to themselves, Foundation is part of the system.
#if canImport(Darwin)
  import Foundation
#else
  @_spi(_Unicode) import Swift
#endif

extension String {
  /// The same text with each letter and its marks in one character where there is one (NFC, Unicode Standard
  /// Annex #15): macOS writes 한글 as six parts of letters, and no terminal draws them as two.
  ///
  /// Text is composed once, where it is read, so that a name has one spelling from there on: the ledger and the
  /// files that are written compare bytes.
  public var composed: String {
    // Below U+0300, whose UTF-8 begins with 0xCC, there is nothing to compose.
    guard utf8.contains(where: { $0 >= 0xCC }) else { return self }
    #if canImport(Darwin)
      return precomposedStringWithCanonicalMapping
    #else
      var scalars = UnicodeScalarView()
      for scalar in _nfc { scalars.append(scalar) }
      return String(scalars)
    #endif
  }
}
