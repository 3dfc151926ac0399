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
  var whyBoxed = false
  var hint: Int?
  var bar: Rect?
  var keys = Rect(x: 0, y: 0, width: 0, height: 0)

  /// What the layout must know of the model.
  struct Needs {
    var nodes: Int
    var big: Bool
    /// Rows that an opened card would like.
    var card: Int
    /// More than one branch was seen.
    var branches: Bool
    /// How many invariants are checked.
    var checks: Int

    init(_ model: ConsoleModel, card: Int = 0) {
      nodes = model.snapshot.nodes.count
      big = model.big
      self.card = card
      branches = (model.timeline?.branches.count ?? 0) > 1
      checks = model.snapshot.invariants.count
    }
  }

  /// Whether logs and ledger stand beside the ring.
  package static func isDesk(_ model: ConsoleModel) -> Bool { isDesk(model.size, Needs(model)) }

  static func isDesk(_ size: Size, _ needs: Needs) -> Bool {
    !needs.big && size.width >= 110 && size.height >= 30 && deskTop(size, needs) >= needs.nodes + 4 + 9
  }

  /// Height of the upper panels of a desk.
  private static func deskTop(_ size: Size, _ needs: Needs) -> Int {
    size.height - 1 - (deskWhy(size) + 2) - 1 - deskBar(size, needs) - 2
  }

  /// Rows of news: 4 at 30 rows, 7 at 36, 12 at 50.
  private static func deskWhy(_ size: Size) -> Int {
    let height = min(size.height, 60)
    return height >= 36 ? 7 + (height - 36) * 5 / 14 : 7 - (36 - height + 1) / 2
  }

  private static func deskBar(_ size: Size, _ needs: Needs) -> Int {
    size.height >= 44 ? needs.branches ? 3 : 2 : 1
  }

  static func make(_ size: Size, _ needs: Needs) -> Layout {
    isDesk(size, needs) ? newsroom(size, needs) : wall(size, needs)
  }

  private static func newsroom(_ size: Size, _ needs: Needs) -> Layout {
    var layout = Layout()
    let top = deskTop(size, needs)
    let docked = size.width >= 180 && size.height >= 40
    let left = clamp(62 + (size.width - 120) * 18 / 80, 58, 100)
    let third = docked ? 32 : 0
    let middle = size.width - left - third
    layout.main = Rect(x: 0, y: 1, width: left, height: top)
    let logsHeight = needs.nodes + 4
    layout.side = Rect(x: left, y: 1, width: middle, height: top)
    layout.besideRing = [
      (.logs, Rect(x: left, y: 1, width: middle, height: logsHeight)),
      (.ledger, Rect(x: left, y: 1 + logsHeight, width: middle, height: top - logsHeight)),
    ]
    if docked {
      let checksHeight = min(max(8, needs.checks + 2), 12, top / 3)
      layout.inspector = Rect(x: left + middle, y: 1, width: third, height: top - checksHeight)
      let checks = Rect(x: left + middle, y: 1 + top - checksHeight, width: third, height: checksHeight)
      layout.besideRing.append((.checks, checks))
    }
    layout.whyBoxed = true
    layout.why = Rect(x: 0, y: 1 + top, width: size.width, height: deskWhy(size) + 2)
    layout.hint = layout.why.bottom
    layout.bar = Rect(x: 0, y: layout.why.bottom + 1, width: size.width, height: deskBar(size, needs))
    layout.keys = Rect(x: 0, y: size.height - 2, width: size.width, height: 2)
    return layout
  }

  private static func wall(_ size: Size, _ needs: Needs) -> Layout {
    let spare = max(0, size.height - 24)
    var why = needs.big ? 2 : min(12, 3 + spare / 3)
    var underWay = needs.big ? 1 : min(3, 1 + spare / 8)
    var bar = 1
    var hint = 1
    let keys = size.height >= 30 && size.width >= 110 && !needs.big ? 2 : 1
    // The picture needs a row a node and the meter; a card may take what the picture can spare.
    let picture = max(7, needs.nodes + 1)
    func content() -> Int { size.height - 3 - keys - why - underWay - bar - hint }
    if needs.card > why {
      why = max(why, min(needs.card, why + content() - max(10, picture)))
      // What is still too long takes the rows that it makes idle.
      if needs.card > why, underWay > 0 { (underWay, why) = (underWay - 1, why + 1) }
      if needs.card > why, hint > 0 { (hint, why) = (0, why + 1) }
    }
    if content() < picture, why > 2 { why = 2 }
    if content() < picture { bar = 0 }
    if content() < picture { underWay = 0 }
    if content() < picture { why = 1 }
    if content() < picture { hint = 0 }
    var layout = Layout()
    layout.main = Rect(x: 0, y: 1, width: size.width, height: content() + 2)
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
