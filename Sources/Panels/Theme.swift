import Canvas
import Consensus

/// Styles by what they mean, for one look. Colour only repeats what a word, a shape or a number says.
struct Theme: Sendable, Equatable {
  let base: Style
  let dim: Style
  let strong: Style
  /// A broken rule, an error: always with a word.
  let alarm: Style
  private let depth: Look.ColourDepth

  init(_ look: Look) {
    depth = look.theme == .mono ? .none : look.colours
    let ground = Self.ground(look.theme, depth)
    base = ground.base
    dim = ground.dim
    var strong = ground.base
    strong.attributes.insert(.bold)
    self.strong = strong
    switch depth {
    case .none: alarm = Style(attributes: [.bold, .reverse])
    case .eight: alarm = Style(foreground: 7, background: 1, attributes: .bold)
    case .sixteen: alarm = Style(foreground: 15, background: 1, attributes: .bold)
    case .palette: alarm = Style(foreground: 231, background: 88, attributes: .bold)
    }
  }

  private static func ground(_ theme: Look.ThemeName, _ depth: Look.ColourDepth) -> (base: Style, dim: Style)
  {
    switch (depth, theme) {
    case (.none, .contrast): (Style(attributes: .bold), Style())
    case (.none, _): (Style(), Style(attributes: .dim))
    case (.palette, .light): (Style(foreground: 16, background: 231), Style(foreground: 240, background: 231))
    case (.palette, .contrast):
      (Style(foreground: 231, background: 16, attributes: .bold), Style(foreground: 231, background: 16))
    case (.palette, _): (Style(foreground: 253, background: 16), Style(foreground: 246, background: 16))
    case (.sixteen, .light): (Style(foreground: 0, background: 15), Style(foreground: 8, background: 15))
    case (.sixteen, .contrast):
      (Style(foreground: 15, background: 0, attributes: .bold), Style(foreground: 15, background: 0))
    case (.sixteen, _): (Style(foreground: 7, background: 0), Style(foreground: 8, background: 0))
    case (.eight, .light): (Style(foreground: 0, background: 7), Style(foreground: 0, background: 7))
    case (.eight, .contrast):
      (Style(foreground: 7, background: 0, attributes: .bold), Style(foreground: 7, background: 0))
    case (.eight, _):
      (Style(foreground: 7, background: 0), Style(foreground: 7, background: 0, attributes: .dim))
    }
  }

  /// The colour of a term, always behind its number. There are six; the next six terms are underlined, the six after
  /// them reversed, and then both, so that no two of 24 look alike. No term is term 0. `filled`: a stretch of it, which
  /// without colours is shown in reverse.
  func term(_ term: Term, filled: Bool = false) -> Style {
    guard term > 0 else { return base }
    let round = (term - 1) / 6
    var style = colour(ofTerm: Int(term % 6), filled: filled)
    guard depth != .none else { return style }
    if round % 2 == 1 { style.attributes.insert(.underline) }
    if round / 2 % 2 == 1 { style.attributes.insert(.reverse) }
    return style
  }

  private func colour(ofTerm slot: Int, filled: Bool) -> Style {
    switch depth {
    case .none:
      var style = base
      if filled { style.attributes.insert(.reverse) }
      return style
    case .palette:
      return Style(foreground: 16, background: Self.palette[slot], attributes: filled ? .bold : [])
    case .eight, .sixteen:
      let (back, front) = Self.basic[slot]
      return Style(
        foreground: depth == .sixteen && front == 7 ? 15 : front, background: back,
        attributes: filled ? .bold : [])
    }
  }

  /// The filling of a node's box on the wall, by what it is and does: of the colours of terms, which differ for all
  /// eyes. A mark, a word and the frame say the same.
  func role(_ word: Label) -> Style {
    let slot: Int
    switch word {
    case .leader: slot = 2
    case .candidate, .preVoter: slot = 6
    case .stalled: slot = 5
    case .learner, .outside: slot = 3
    case .down: return dim
    default: slot = 1
    }
    guard depth != .none else { return word == .leader ? Style(attributes: [.bold, .reverse]) : strong }
    return term(Term(slot), filled: true)
  }

  // Chosen to differ for normal, protan, deutan and tritan eyes; index: term mod 6.
  private static let palette: [Int16] = [202, 69, 226, 175, 42, 189]
  private static let basic: [(Int16, Int16)] = [(1, 7), (4, 7), (3, 0), (5, 7), (2, 0), (7, 0)]

  /// What is selected: reverse, always together with brackets.
  func selected(_ style: Style) -> Style {
    var style = style
    style.attributes.formSymmetricDifference(.reverse)
    return style
  }
}
