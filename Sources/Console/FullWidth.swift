import Canvas

/// What an input method sends where an ASCII key was meant.
enum FullWidth {
  /// The ASCII twin of a full-width sign, letter, digit or blank; anything else as it is.
  static func twin(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3000: " "
    case 0x3002: "."
    default: scalar
    }
  }

  static func twin(_ key: InputEvent.Key) -> InputEvent.Key {
    if case .character(let scalar) = key { .character(twin(scalar)) } else { key }
  }

  /// A twin only where free text cannot mean the sign itself: punctuation stays for notes.
  static func twinOutsideNotes(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x3002, 0xFF0C, 0xFF1A, 0xFF1F, 0xFF01, 0xFF1B: scalar
    default: twin(scalar)
    }
  }

  /// Whether a character comes from an input method for Chinese, Japanese or Korean.
  static func isEastAsian(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF5F...0xFFEF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
