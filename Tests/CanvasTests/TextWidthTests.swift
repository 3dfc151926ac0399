import Canvas
import Testing

@Suite struct TextWidthTests {
  /// East Asian Width (UAX #11), and the general categories that take no column.
  @Test(
    arguments: [
      ("a", 1), (" ", 1), ("~", 1), ("é", 1), ("ÿ", 1), ("│", 1), ("╔", 1), ("█", 1), ("░", 1), ("★", 1),
      ("●", 1),
      ("▲", 1), ("✗", 1), ("✓", 1), ("■", 1), ("□", 1), ("→", 1), ("≠", 1), ("–", 1), ("…", 1), ("§", 1),
      ("·", 1),
      ("任", 2), ("期", 2), ("，", 2), ("。", 2), ("：", 2), ("　", 2), ("（", 2), ("Ａ", 2), ("ｱ", 1), ("あ", 2),
      ("ア", 2), ("한", 2), ("㐀", 2), ("\u{20000}", 2), ("\u{3FFFD}", 2), ("😀", 2), ("⌚", 2), ("▶", 1),
      ("♥", 1),
      ("◽", 2), ("⭐", 2), ("\u{303F}", 1), ("\u{115F}", 2),
      ("\u{301}", 0), ("\u{200B}", 0), ("\u{200D}", 0), ("\u{FE0F}", 0), ("\u{20DD}", 0), ("\u{2028}", 0),
      ("\u{0}", 0), ("\n", 0), ("\u{1B}", 0), ("\u{7F}", 0), ("\u{9B}", 0), ("\u{302A}", 0),
    ] as [(Unicode.Scalar, Int)])
  func scalar(scalar: Unicode.Scalar, width: Int) {
    #expect(TextWidth.of(scalar) == width)
  }

  /// The first and last of a range, and their neighbours.
  @Test(
    arguments: [
      (0x2190...0x2319, 1), (0x2500...0x25FC, 1), (0x4E00...0x9FFF, 2), (0xAC00...0xD7A3, 2),
      (0x3041...0x3096, 2),
      (0x1F300...0x1F320, 2), (0x1F321...0x1F32C, 1), (0xFF01...0xFF60, 2), (0xFF61...0xFFDC, 1),
    ] as [(ClosedRange<UInt32>, Int)])
  func range(values: ClosedRange<UInt32>, width: Int) {
    for value in values {
      guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else {
        continue
      }
      #expect(TextWidth.of(scalar) == width, "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [("", 0), ("abc", 3), ("任期 3", 6), ("e\u{301}", 1), ("→58 ★", 5)])
  func text(text: String, width: Int) {
    #expect(TextWidth.of(text) == width)
  }

  @Test(arguments: [
    ("任期", 0, ""), ("任期", 1, ""), ("任期", 2, "任"), ("任期", 3, "任"), ("任期", 4, "任期"), ("任期", 9, "任期"),
    ("a任b", 2, "a"), ("a任b", 3, "a任"), ("e\u{301}x", 1, "e\u{301}"), ("abc", -1, ""),
  ])
  func prefix(text: String, width: Int, kept: String) {
    #expect(TextWidth.prefix(text, width: width) == kept)
  }

  @Test(arguments: [
    ("任期", 5, false, "任期 "), ("任期", 5, true, " 任期"), ("任期", 3, false, "任 "), ("任期", 3, true, " 任"),
    ("ab", 2, false, "ab"), ("", 2, true, "  "), ("ab", 0, false, ""), ("ab", -3, true, ""),
  ])
  func fit(text: String, width: Int, alignRight: Bool, shown: String) {
    #expect(TextWidth.fit(text, width: width, alignRight: alignRight) == shown)
    #expect(TextWidth.of(TextWidth.fit(text, width: width, alignRight: alignRight)) == max(0, width))
  }
}
