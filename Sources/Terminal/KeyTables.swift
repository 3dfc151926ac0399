import Canvas

/// Which key a byte or a sequence stands for.
extension InputDecoder {
  /// C0 controls and DEL. Nil for those that no keyboard means.
  static func controlEvent(_ byte: UInt8) -> InputEvent? {
    switch byte {
    case 0x09: .key(.tab)
    case 0x0A, 0x0D: .key(.enter)
    case 0x08, 0x7F: .key(.backspace)
    case 0x0C: .redraw
    case 0x01...0x1A: .key(.control(Unicode.Scalar(byte + 0x60)))
    case 0x00, 0x1C...0x1F: .key(.control(Unicode.Scalar(byte + 0x40)))
    default: nil
    }
  }

  /// CSI number ~, and rxvt's ends $ ^ @.
  static func numberedKey(_ number: Int) -> InputEvent.Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...24: .function(number - 12)
    default: nil
    }
  }

  /// CSI letter, with or without modifiers. Focus events (I, O) are no keys.
  static func letteredKey(_ letter: UInt8) -> InputEvent.Key? {
    switch letter {
    case 0x41, 0x61: .up
    case 0x42, 0x62: .down
    case 0x43, 0x63: .right
    case 0x44, 0x64: .left
    case 0x46: .end
    case 0x48: .home
    case 0x50: .function(1)
    case 0x51: .function(2)
    case 0x53: .function(4)
    case 0x5A: .backTab
    default: nil
    }
  }

  /// ESC O letter: cursor keys in application mode, F1…F4, and the keypad.
  static func singleShiftKey(_ letter: UInt8) -> InputEvent.Key? {
    switch letter {
    case 0x52: .function(3)
    case 0x4D: .enter
    case 0x49: .tab
    case 0x20: .character(" ")
    case 0x58: .character("=")
    // j … y stand for * + , - . / 0 … 9
    case 0x6A...0x79: .character(Unicode.Scalar(letter - 0x40))
    default: letteredKey(letter)
    }
  }
}
