import Canvas
import Command
import Consensus
import Host
import Words

@testable import Console
@testable import Explanation
@testable import Panels

/// A console with somebody at its keyboard.
final class Desk {
  let host: FakeHost
  let console: ConsoleController
  var wall: UInt64 = 1_000_000_000

  init(
    _ host: FakeHost = FakeHost(), size: Size = Size(width: 80, height: 24), language: Language = .english,
    speed: UInt64? = nil, scenarios: [ScenarioEntry] = [],
    open: @escaping (String) -> Result<any ClusterHost, ScenarioProblem> = { _ in .success(FakeHost()) },
    workClock: @escaping () -> UInt64 = { 0 }
  ) {
    self.host = host
    console = ConsoleController(
      host: host,
      options: ConsoleOptions(
        size: size, language: language, speedThousandths: speed, scenarios: scenarios,
        onOpenScenario: open, workClock: workClock))
    console.tick(wall: wall)
  }

  var model: ConsoleModel { console.model }
  /// The verbs that reached the cluster, as their lines.
  var verbs: [String] { host.performed.map(\.description) }

  /// Presses keys: names as `Enter`, `C-c`, `PgDn`; anything else is typed letter by letter.
  func press(_ keys: String) {
    for word in keys.split(separator: " ") {
      for key in Self.keys(String(word)) { console.handle(.key(key), wall: wall) }
    }
  }

  func type(_ text: String) {
    for scalar in text.unicodeScalars { console.handle(.key(.character(scalar)), wall: wall) }
  }

  func paste(_ text: String) { console.handle(.paste(text), wall: wall) }

  /// Lets wall time pass, a frame at a time.
  func wait(milliseconds: UInt64) {
    let end = wall + milliseconds * 1_000_000
    while wall < end {
      wall = min(end, wall + 16_000_000)
      console.tick(wall: wall)
    }
  }

  /// Clicks the first place that the frame gives this target.
  @discardableResult
  func click(_ target: Frame.Target, _ action: InputEvent.Mouse.Action = .click) -> Bool {
    let frame = console.frame()
    for y in 0..<frame.canvas.size.height {
      for x in 0..<frame.canvas.size.width where frame.target(at: Point(x: x, y: y)) == target {
        console.handle(.mouse(InputEvent.Mouse(action: action, at: Point(x: x, y: y))), wall: wall)
        return true
      }
    }
    return false
  }

  var listRows: [String] {
    switch model.overlay {
    case .list(let list): list.rows.map(\.left)
    default: []
    }
  }

  static func keys(_ word: String) -> [InputEvent.Key] {
    switch word {
    case "Space": return [.character(" ")]
    case "Enter": return [.enter]
    case "Esc": return [.escape]
    case "Tab": return [.tab]
    case "Shift-Tab": return [.backTab]
    case "BSpace": return [.backspace]
    case "Del": return [.delete]
    case "Up": return [.up]
    case "Down": return [.down]
    case "Left": return [.left]
    case "Right": return [.right]
    case "Home": return [.home]
    case "End": return [.end]
    case "PgUp": return [.pageUp]
    case "PgDn": return [.pageDown]
    case "F1": return [.function(1)]
    case "F5": return [.function(5)]
    default:
      let scalars = Array(word.unicodeScalars)
      if scalars.count == 3, word.hasPrefix("C-") { return [.control(scalars[2])] }
      return scalars.map { .character($0) }
    }
  }
}
