import Canvas
import Command
import Consensus
import Host
import Words

/// A picture for the frame in the middle: `Tab` turns to it, `view NAME` opens it. A new panel is a file with a
/// value of this kind, its line in `Panels.all`, and its texts in `Tabs` and `Views`.
protocol Panel: Sendable {
  var view: View { get }
  var needs: PanelNeeds { get }
  /// On a desk all of it stands beside the ring, so there it has no tab.
  var standsBesideRing: Bool { get }
  /// What its tab says.
  func title(onDesk: Bool, _ language: Language) -> String
  /// Whether the panel shows which thing is selected; else the frame's caption names it.
  func marksSelection(_ painter: Painter) -> Bool
  func draw(in area: Rect, with painter: inout Painter)
  /// The same beside the ring, in a box of its own.
  func drawBesideRing(in area: Rect, with painter: inout Painter)
}

/// What a panel needs to show anything.
struct PanelNeeds: Sendable {
  /// The smallest inside of its frame.
  var size = Size(width: 0, height: 0)
  /// How many branches the run must have; a host without a past has none.
  var branches = 0
  /// Whether no node could ever know it.
  var allSeeing = false
  /// The protocols of which it shows something.
  var protocols = ConsensusProtocol.allCases
}

extension Panel {
  var needs: PanelNeeds { PanelNeeds() }
  var standsBesideRing: Bool { false }
  func title(onDesk: Bool, _ language: Language) -> String { language.text(TabName(view)) }
  func marksSelection(_ painter: Painter) -> Bool { false }
  func drawBesideRing(in area: Rect, with painter: inout Painter) {
    painter.box(area, title: painter.title(of: self))
    painter.draw(self, in: area.inset(1))
  }
}

/// The name of a panel.
package struct View: TextKey, CustomStringConvertible {
  package static let topic = "Views"
  package static var allCases: [View] { Panels.all.map(\.view) }

  package let rawValue: String

  init(_ name: String) { rawValue = name }

  /// nil: no panel has this name.
  package init?(rawValue: String) {
    guard let view = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = view
  }

  package var description: String { rawValue }

  /// Whether it shows two branches side by side.
  package var comparesBranches: Bool { panel.needs.branches > 1 }

  /// Whether a desk shows all of it beside the ring.
  package var isBesideRing: Bool { panel.standsBesideRing }

  var panel: any Panel { Panels.all.first { $0.view == self } ?? Panels.all[0] }

  /// Those that have something to show.
  package static func available(
    _ timeline: TimelineSnapshot?, onDesk: Bool = false, of consensus: ConsensusProtocol
  ) -> [View] {
    Panels.all.filter {
      $0.needs.branches <= timeline?.branches.count ?? 0 && !(onDesk && $0.standsBesideRing)
        && $0.needs.protocols.contains(consensus)
    }.map(\.view)
  }
}

/// What is written on a panel's tab.
struct TabName: TextKey {
  static let topic = "Tabs"
  static var allCases: [TabName] { View.allCases.map { TabName($0) } }

  let rawValue: String

  init(_ view: View) { rawValue = view.rawValue }

  init?(rawValue: String) {
    guard let view = View(rawValue: rawValue) else { return nil }
    self.init(view)
  }
}

extension Painter {
  func title(of panel: any Panel, onDesk: Bool = false) -> String {
    spell(panel.title(onDesk: onDesk, model.language))
  }

  /// Draws a panel where it has the room that it needs.
  mutating func draw(_ panel: any Panel, in area: Rect) {
    let least = panel.needs.size
    guard area.width >= least.width, area.height >= least.height else { return }
    if panel.needs.allSeeing, let knower = snapshot.knowledge?.node {
      for (row, line) in wrap(say(.onlyAllSeeing, knower), width: area.width - 2).prefix(area.height)
        .enumerated()
      {
        text(line, x: area.x + 1, y: area.y + row, style: theme.dim)
      }
      return
    }
    panel.draw(in: area, with: &self)
  }
}
