import CNcurses
import Canvas

/// The colours of the terminal, and ncurses' pairs of them, given out on demand.
final class ColourPairs {
  /// How many colours: 0, 8, 16 or 256.
  let depth: Int
  private let hasDefaults: Bool
  private let limit: Int32
  private var pairs: [Int32: Int32] = [:]
  /// A frame found no pair left; the next one must start anew.
  private(set) var overflowed = false
  /// A frame that overflows by itself must not do so again and again.
  private var resetInLastFrame = false

  /// ncurses must have been started.
  init(enabled: Bool) {
    let colours = enabled && has_colors() ? Int(curses_number("colors")) : 0
    depth = colours >= 256 ? 256 : colours >= 16 ? 16 : colours >= 8 ? 8 : 0
    if depth > 0 { start_color() }
    hasDefaults = depth > 0 && use_default_colors() == OK
    limit = depth > 0 ? curses_pair_limit() : 0
  }

  func beginFrame() {
    if resetInLastFrame { overflowed = false }
    resetInLastFrame = false
  }

  /// Forgets all pairs.
  func reset() {
    curses_forget_pairs()
    pairs.removeAll(keepingCapacity: true)
    overflowed = false
    resetInLastFrame = true
  }

  func rendition(of style: Style) -> (attributes: attr_t, pair: Int32) {
    var attributes: attr_t = 0
    if style.attributes.contains(.bold) { attributes |= curses_bold }
    if style.attributes.contains(.reverse) { attributes |= curses_reverse }
    if style.attributes.contains(.underline) { attributes |= curses_underline }
    if style.attributes.contains(.dim) { attributes |= curses_dim }
    guard depth > 0 else { return (attributes, 0) }
    // The bright half of sixteen is bold where there are eight.
    if depth == 8, (8..<16).contains(style.foreground) { attributes |= curses_bold }
    return (attributes, pair(colour(style.foreground), colour(style.background)))
  }

  /// A colour that this terminal has.
  private func colour(_ index: Int16) -> Int32 {
    if index < 0 || index > 255 { return -1 }
    if index < depth { return Int32(index) }
    return index < 16 ? Int32(index) - 8 : -1
  }

  private func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
    if foreground < 0, background < 0 { return 0 }
    let key = (foreground + 1) << 16 | (background + 1)
    if let known = pairs[key] { return known }
    let next = Int32(pairs.count) + 1
    guard next < limit else {
      overflowed = true
      return 0
    }
    // Without default colours, white on black stand for them, as in ncurses' own pair 0.
    let ink = foreground < 0 && !hasDefaults ? 7 : foreground
    let paper = background < 0 && !hasDefaults ? 0 : background
    guard curses_define_pair(next, ink, paper) == OK else { return 0 }
    pairs[key] = next
    return next
  }
}
