import Canvas

/// Where each panel lies. Designed for 80×24 (the wall) and 120×36 (the desk), interpolated between and
/// beyond; at 180×40 and more the inspector is docked and the checks stand beside the ring.
package struct Layout {
  /// The smallest screen that shows a picture.
  static let minimum = Size(width: 60, height: 16)

  /// Whether a screen of this size shows a picture, rather than one line that says what is needed.
  package static func showsPicture(_ size: Size) -> Bool {
    size.width >= minimum.width && size.height >= minimum.height
  }

  var status = 0
  /// What says that a rule broke, under the status row.
  var alarm: Int?
  /// Where the notes of a scenario stand.
  var stage: Rect?
  /// The frame of the current panel, borders included.
  var main = Rect(x: 0, y: 0, width: 0, height: 0)
  /// Beside the main frame, on a desk: where logs and ledger stand, and an inspector that is opened.
  var side: Rect?
  var besideRing: [(view: View, area: Rect)] = []
  /// Where an inspector always stands.
  var inspector: Rect?
  /// Rows of their own, where the ledger panel does not carry them.
  var underWay: Rect?
  var why = Rect(x: 0, y: 0, width: 0, height: 0)
  /// Where an opened card lies: over the lower part of the picture, in its frame, or in the place of the news.
  var card: Rect?
  var whyBoxed = false
  var hint: Int?
  var bar: Rect?
  var keys = Rect(x: 0, y: 0, width: 0, height: 0)
  // On the wall for nine metres:
  var messages: Rect?
  var counter: Rect?
  var balances: Int?
  var digits = BigDigits(scale: 1)

  /// What the layout must know of the model.
  struct Needs {
    var nodes: Int
    var big: Bool
    /// A card is open.
    var card: Bool
    /// It takes the place of the picture.
    var story: Bool
    /// Rows of the notes, or of the lesson.
    var stage: Int
    /// A lesson is on: it says all, and no news.
    var lesson: Bool
    /// A rule broke, and the run stands there.
    var alarm: Bool
    /// More than one branch was seen.
    var branches: Bool
    /// How many invariants are checked.
    var checks: Int

    /// - Parameter stage: nil: as many as a short note takes.
    init(_ model: ConsoleModel, stage: Int? = nil) {
      nodes = model.snapshot.nodes.count
      big = model.big
      card = model.card != nil && (model.overlay == nil || model.size.width >= 110)
      story = card && model.card?.fillsPicture == true && model.overlay == nil
      lesson = model.lesson != nil
      self.stage = stage ?? (lesson ? 5 : (model.snapshot.script?.noteCount ?? 0) > 0 ? 3 : 0)
      alarm = model.standsAtBreak
      branches = (model.timeline?.branches.count ?? 0) > 1
      checks = model.snapshot.invariants.count
    }

    /// Rows between the status row and the picture.
    var above: Int { stage + (alarm ? 1 : 0) }
    /// The same on a desk, where a lesson stands in the place of the news.
    var aboveDesk: Int { lesson ? above - stage : above }
  }

  /// Whether logs and ledger stand beside the ring.
  package static func isDesk(_ model: ConsoleModel) -> Bool { !model.big && isDesk(model.size, Needs(model)) }

  /// How many lines of news are seen at once: in most places at least three, below a stage one.
  package static func newsRows(of model: ConsoleModel) -> Int {
    let layout = make(model.size, Needs(model))
    return clamp(layout.whyBoxed ? layout.why.height - 2 : layout.why.height, 1, 3)
  }

  static func isDesk(_ size: Size, _ needs: Needs) -> Bool {
    size.width >= 110 && size.height >= 30 && deskTop(size, needs) >= needs.nodes + 13
  }

  /// Height of the upper panels of a desk.
  private static func deskTop(_ size: Size, _ needs: Needs) -> Int {
    size.height - 1 - needs.aboveDesk - (deskWhy(size, needs) + 2) - 1 - deskBar(size, needs) - 2
  }

  /// Rows of news: 4 at 30 rows, 7 at 36, 12 from 50 on; fewer where the stage leaves the picture too little.
  private static func deskWhy(_ size: Size, _ needs: Needs) -> Int {
    let height = min(size.height, 50)
    let rows = height >= 36 ? 7 + (height - 36) * 5 / 14 : 7 - (36 - height + 1) / 2
    let picture = size.height - needs.aboveDesk - rows - 6 - deskBar(size, needs)
    // A card takes the lesson's place.
    if needs.lesson { return max(5, needs.stage - 2) }
    return max(min(rows, 3), rows - max(0, needs.nodes + 16 - picture))
  }

  private static func deskBar(_ size: Size, _ needs: Needs) -> Int {
    size.height >= 44 ? needs.branches ? 3 : 2 : 1
  }

  static func make(_ size: Size, _ needs: Needs) -> Layout {
    needs.big ? big(size, needs) : isDesk(size, needs) ? newsroom(size, needs) : wall(size, needs)
  }

  /// The wall for nine metres: the nodes side by side, what flies below them, the notes or the news in the middle, the
  /// counter, the balances.
  private static func big(_ size: Size, _ needs: Needs) -> Layout {
    var layout = Layout()
    layout.digits = BigDigits(scale: size.width >= 110 && size.height >= 32 ? 2 : 1)
    let digits = layout.digits.height
    func rows(_ y: Int, _ height: Int) -> Rect { Rect(x: 0, y: y, width: size.width, height: height) }
    // Row by row, what is left over goes to the boxes, to what flies, and to the gaps.
    let top = needs.alarm ? 2 : 1
    let least = top + (digits + 2) + 1 + digits + 1 + 1
    let middle = min(needs.stage > 0 ? needs.stage : 2, max(2, size.height - least))
    var spare = size.height - least - middle
    func take(_ most: Int) -> Int {
      let taken = clamp(spare, 0, most)
      spare -= taken
      return taken
    }
    let box = digits + 2 + take(1)
    let flying = 1 + take(3)
    let roomy = take(2)
    let gaps = (0..<3).map { _ in take(1) }
    let more = take(spare)
    if needs.alarm { layout.alarm = 1 }
    layout.main = Rect(x: 1, y: top, width: size.width - 2, height: box + roomy)
    layout.messages = rows(layout.main.bottom, flying + more)
    let y = layout.main.bottom + flying + more + gaps[0]
    if needs.stage > 0 { layout.stage = rows(y, middle) }
    layout.why = rows(y, needs.stage > 0 ? 0 : middle)
    layout.counter = rows(y + middle + gaps[1], digits)
    layout.balances = y + middle + gaps[1] + digits + gaps[2]
    layout.keys = rows(size.height - 1, 1)
    guard needs.card else { return layout }
    // A card lies over all that is below the boxes, but for the notes.
    (layout.messages, layout.counter, layout.balances) = (nil, nil, nil)
    layout.stage?.y = layout.main.bottom
    let below = layout.stage?.bottom ?? layout.main.bottom
    layout.whyBoxed = true
    layout.why = rows(below, layout.keys.y - below)
    layout.card = layout.why.inset(1)
    return layout
  }

  /// The main frame without its tabs, and a line under them.
  private var insidePicture: Rect {
    Rect(x: main.x + 1, y: main.y + 2, width: main.width - 2, height: main.height - 3)
  }

  /// Whether an opened card lies in the place of the news.
  var cardIsInWhy: Bool { whyBoxed && card.map { $0.y >= why.y } ?? false }

  /// Places what lies between the status row and the picture.
  /// - Returns: the first row of the picture.
  private mutating func placeAbove(_ size: Size, _ needs: Needs, rows: Int) -> Int {
    let first = needs.alarm ? 2 : 1
    if needs.alarm { alarm = 1 }
    if 1 + rows > first { stage = Rect(x: 0, y: first, width: size.width, height: 1 + rows - first) }
    return 1 + rows
  }

  private static func newsroom(_ size: Size, _ needs: Needs) -> Layout {
    var layout = Layout()
    let top = deskTop(size, needs)
    let docked = size.width >= 180 && size.height >= 40
    let left = clamp(62 + (size.width - 120) * 18 / 80, 58, 100)
    let third = docked ? 32 : 0
    let middle = size.width - left - third
    let y = layout.placeAbove(size, needs, rows: needs.aboveDesk)
    layout.main = Rect(x: 0, y: y, width: left, height: top)
    let logsHeight = needs.nodes + 4
    layout.side = Rect(x: left, y: y, width: middle, height: top)
    // Where there is room for it, what was sent stands below.
    let rest = top - logsHeight
    let sequence = docked && rest >= 26 ? rest / 2 : 0
    layout.besideRing = [
      (.logs, Rect(x: left, y: y, width: middle, height: logsHeight)),
      (.ledger, Rect(x: left, y: y + logsHeight, width: middle, height: rest - sequence)),
    ]
    if sequence > 0 {
      layout.besideRing.append(
        (.sequence, Rect(x: left, y: y + top - sequence, width: middle, height: sequence)))
    }
    if docked {
      let checksHeight = min(max(8, needs.checks + 2), 12, top / 3)
      layout.inspector = Rect(x: left + middle, y: y, width: third, height: top - checksHeight)
      let checks = Rect(x: left + middle, y: y + top - checksHeight, width: third, height: checksHeight)
      layout.besideRing.append((.checks, checks))
    }
    layout.whyBoxed = true
    layout.why = Rect(x: 0, y: y + top, width: size.width, height: deskWhy(size, needs) + 2)
    layout.hint = layout.why.bottom
    layout.bar = Rect(x: 0, y: layout.why.bottom + 1, width: size.width, height: deskBar(size, needs))
    if needs.card { layout.card = needs.story ? layout.insidePicture : layout.why.inset(1) }
    if needs.lesson, !layout.cardIsInWhy {
      layout.stage = layout.why
      layout.whyBoxed = false
      layout.why.height = 0
    }
    layout.keys = Rect(x: 0, y: size.height - 2, width: size.width, height: 2)
    return layout
  }

  private static func wall(_ size: Size, _ needs: Needs) -> Layout {
    let spare = max(0, size.height - 24)
    // The notes take the place of the news, of which one line stays, in the place of the hint.
    let news = min(12, 3 + spare / 3)
    var why = needs.lesson ? 0 : needs.stage > 0 ? max(0, news - 3) : news
    var underWay = min(3, 1 + spare / 8)
    var bar = 1
    var hint = needs.lesson ? 0 : 1
    let keys = size.height >= 30 && size.width >= 110 ? 2 : 1
    // The picture needs a row a node and the meter.
    let picture = max(7, needs.nodes + 1)
    func content() -> Int { size.height - 3 - needs.above - keys - why - underWay - bar - hint }
    if content() < picture, why > 2 { why = 2 }
    if content() < picture { bar = 0 }
    if content() < picture { underWay = 0 }
    if content() < picture { why = min(why, 1) }
    if content() < picture, why > 0 { hint = 0 }
    var layout = Layout()
    let top = layout.placeAbove(size, needs, rows: needs.above)
    layout.main = Rect(x: 0, y: top, width: size.width, height: content() + 2)
    if needs.story {
      layout.card = layout.insidePicture
    } else if needs.card {
      // As high each time; what is left of the frame shows all nodes where that is possible.
      let height = clamp(content() - 1 - picture, min(5, content() - 1), 8 + spare / 3)
      layout.card = Rect(
        x: 1, y: layout.main.bottom - 1 - height, width: size.width - 2, height: height)
    }
    var y = layout.main.bottom
    if underWay > 0 { layout.underWay = Rect(x: 0, y: y, width: size.width, height: underWay) }
    y += underWay
    layout.why = Rect(x: 0, y: y, width: size.width, height: why)
    y += why
    if hint > 0 { layout.hint = y }
    y += hint
    if bar > 0 { layout.bar = Rect(x: 0, y: y, width: size.width, height: 1) }
    layout.keys = Rect(x: 0, y: size.height - keys, width: size.width, height: keys)
    return layout
  }
}
