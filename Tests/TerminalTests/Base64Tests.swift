import Testing

@testable import Terminal

/// The vectors of RFC 4648 §10.
@Suite struct Base64Tests {
  static let vectors: [(String, String)] = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors) func encodes(text: String, expected: String) {
    #expect(String(decoding: Base64.encoded(text.utf8), as: UTF8.self) == expected)
  }
}
