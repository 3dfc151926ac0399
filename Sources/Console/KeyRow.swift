import Canvas
import Explanation
import Panels
import Words

/// The rows that say which keys apply: short on a wall, in full on a desk. They only arrange; keys and words are
/// those of the key table.
enum KeyRow {
  /// What the person is about to do.
  enum Moment: Sendable, Equatable {
    case usual
    /// Something is selected: the row is about what can be done with it.
    case message, node, entry, account, landmark, rule
    /// The past is shown.
    case past
  }

  /// The rows for what is shown now.
  static func lines(for model: ConsoleModel) -> [String] {
    if case .list(let list) = model.overlay { return [list.keys ?? model.language.text(Menus.listKeys)] }
    let isPast = model.timeline?.isPast ?? false
    // What a lesson selects it only shows.
    let moment =
      switch model.lesson == nil ? model.selection : nil {
      case .message: Moment.message
      case .node: Moment.node
      case .entry: Moment.entry
      case .account: Moment.account
      case .landmark: Moment.landmark
      case .rule: Moment.rule
      case nil: isPast ? Moment.past : .usual
      }
    let width = model.size.height >= 30 ? model.size.width : min(model.size.width, 109)
    return lines(
      width: width, language: model.language, big: model.big, moment: moment,
      space: space(for: model),
      canUndo: model.timeline?.lastAct != nil)
  }

  /// What the space bar does: in a lesson it goes on, and back to it from what is tried beside it.
  private static func space(for model: ConsoleModel) -> KeyWords {
    switch model.lesson?.task {
    case .wait, nil: model.playing ? .pauses : .playPause
    case .goOn, .act, .question, .over: .goesOn
    }
  }

  /// One row below 110 columns, else two.
  /// - Parameter space: What the space bar does now.
  static func lines(
    width: Int, language: Language, big: Bool, moment: Moment = .usual, space: KeyWords = .playPause,
    canUndo: Bool = true
  ) -> [String] {
    var wall =
      switch moment {
      case .usual: wallPlaces
      case .message: messagePlaces
      case .node: nodePlaces
      case .entry: entryPlaces
      case .account: accountPlaces
      case .landmark: landmarkPlaces
      case .rule: rulePlaces
      case .past: pastPlaces
      }
    if !canUndo { wall.removeAll { $0.act == .undo } }
    guard width >= 110, !big else { return [fit(wall, width: width, language, space)] }
    // The second row of a desk stays, so that nobody has to look for it.
    let first = moment == .usual ? deskPlaces[0] : wall
    return [first, deskPlaces[1]].map { fit($0, width: width, language, space) }
  }

  /// What stands before a key.
  private enum Gap {
    case blank, double
    /// As wide as the language needs it: words that hold blanks themselves, or none.
    case group
    case bar

    func text(_ language: Language) -> String {
      switch self {
      case .blank: " "
      case .double: "  "
      case .group: language.text(KeyWords.keyGap)
      case .bar: " │ "
      }
    }
  }

  /// A key, and how early it gives way (0: never).
  private struct Place {
    let act: KeyAct
    let yields: Int
    let gap: Gap
    init(_ act: KeyAct, _ yields: Int, _ gap: Gap = .blank) {
      self.act = act
      self.yields = yields
      self.gap = gap
    }
  }

  private static func fit(_ places: [Place], width: Int, _ language: Language, _ space: KeyWords) -> String {
    var items = places.map { place in
      let text = place.gap.text(language) + self.text(place.act, language, space)
      return (text: text, columns: TextWidth.of(text), yields: place.yields)
    }
    var columns = items.reduce(0) { $0 + $1.columns }
    while columns > width, let most = items.map(\.yields).max(), most > 0,
      let index = items.lastIndex(where: { $0.yields == most })
    {
      columns -= items[index].columns
      items.remove(at: index)
    }
    return TextWidth.prefix(items.map(\.text).joined(), width: width)
  }

  /// "k kill"
  private static func text(_ act: KeyAct, _ language: Language, _ space: KeyWords) -> String {
    guard let binding = KeyTable.binding(for: act) else { return "" }
    let key = binding.rowLabel?.text(in: language) ?? binding.label
    let word = act == .playPause ? language.text(space) : binding.word?.text(in: language) ?? ""
    return word.isEmpty ? key : key + " " + word
  }

  private static let wallPlaces = [
    Place(.playPause, 1), Place(.stepOn, 3), Place(.transfer, 2, .group), Place(.kill, 2), Place(.restart, 4),
    Place(.partition, 5), Place(.heal, 6), Place(.why, 0, .group), Place(.help, 0, .group),
  ]
  private static let messagePlaces = [
    Place(.selectMessage, 3), Place(.drop, 1), Place(.duplicate, 2), Place(.hold, 2),
    Place(.inspect, 4, .group), Place(.stepOn, 3), Place(.playPause, 3), Place(.why, 0, .group),
    Place(.help, 0, .group),
  ]
  private static let nodePlaces = [
    Place(.inspect, 1), Place(.kill, 1, .group), Place(.restart, 2), Place(.stall, 3), Place(.partition, 3),
    Place(.cut, 4), Place(.moveSelection, 5, .group), Place(.playPause, 6), Place(.why, 0, .group),
    Place(.help, 0, .group),
  ]
  private static let entryPlaces = [
    Place(.inspect, 1), Place(.moveSelection, 2, .group), Place(.selectEntry, 3), Place(.selectNode, 4),
    Place(.nextView, 4), Place(.stepOn, 5), Place(.playPause, 6), Place(.why, 0, .group),
    Place(.help, 0, .group),
  ]
  private static let accountPlaces = [
    Place(.inspect, 1), Place(.transfer, 1, .group), Place(.selectAccount, 2), Place(.moveSelection, 3),
    Place(.nextView, 4), Place(.playPause, 5), Place(.why, 0, .group), Place(.help, 0, .group),
  ]
  private static let landmarkPlaces = [
    Place(.inspect, 1), Place(.nextLandmark, 1, .group), Place(.moveSelection, 2), Place(.stepBack, 3),
    Place(.stepOn, 3), Place(.live, 4), Place(.playPause, 5), Place(.why, 0, .group), Place(.help, 0, .group),
  ]
  private static let rulePlaces = [
    Place(.inspect, 1), Place(.moveSelection, 1, .group), Place(.scenarios, 2), Place(.nextView, 3),
    Place(.playPause, 4), Place(.why, 0, .group), Place(.help, 0, .group),
  ]
  private static let pastPlaces = [
    Place(.playPause, 1), Place(.stepBack, 2), Place(.stepOn, 2), Place(.nextLandmark, 3), Place(.live, 1),
    Place(.undo, 3, .group), Place(.kill, 4), Place(.transfer, 5), Place(.why, 0, .group),
    Place(.help, 0, .group),
  ]
  private static let deskPlaces = [
    [
      Place(.playPause, 1), Place(.stepOn, 3), Place(.stepBack, 4), Place(.nextLandmark, 4),
      Place(.slower, 4), Place(.selectNode, 5, .bar), Place(.selectMessage, 5), Place(.selectEntry, 5),
      Place(.selectAccount, 5), Place(.moveSelection, 6), Place(.why, 0, .bar), Place(.inspect, 2),
    ],
    [
      Place(.transfer, 2), Place(.kill, 2, .double), Place(.restart, 3, .double), Place(.stall, 5, .double),
      Place(.partition, 4, .double), Place(.cut, 5, .double), Place(.heal, 4, .double),
      Place(.load, 6, .double), Place(.nextView, 3, .bar), Place(.big, 7, .double),
      Place(.palette, 5, .double), Place(.help, 0, .double), Place(.quit, 1, .double),
    ],
  ]
}
