import Canvas
import Posix

/// Curves over one pair of axes; drawn in a terminal or written as SVG.
struct Chart: Sendable, Equatable {
  enum Mark: Sendable, Equatable {
    /// A line through the points: what was simulated, or follows from a formula.
    case line
    /// The points alone: what it is compared with.
    case points
  }

  struct Curve: Sendable, Equatable {
    let name: String
    let mark: Mark
    /// Curves of one position belong together: they have one colour and one letter.
    let position: Int
    let points: [Distribution.Point]

    /// What stands for it in the terminal: small for what was simulated, capital for what was published.
    var letter: Character { .letter(position, isCapital: mark == .points) }
  }

  let title: String
  var xLabel = "ms"
  var yLabel = "elections that took no longer"
  /// A logarithmic x axis.
  var isLogarithmic = false
  let curves: [Curve]

  // MARK: Axes

  /// The smallest and largest x, a little apart.
  var xRange: ClosedRange<Double> {
    let all = curves.flatMap { $0.points.map(\.x) }
    guard let low = all.min(), let high = all.max() else { return 0...1 }
    if isLogarithmic {
      let low = max(low, 1e-3)
      return low...max(high, low * 1.01)
    }
    return low...max(high, low + max(abs(low), 1) * 0.01)
  }

  var yRange: ClosedRange<Double> {
    let high = curves.flatMap { $0.points.map(\.y) }.max() ?? 1
    return 0...(high > 0.5 ? max(1, high) : max(high, 0.01))
  }

  /// Where a value lies on the x axis, 0…1.
  func place(x: Double) -> Double {
    let range = xRange
    guard isLogarithmic else { return (x - range.lowerBound) / (range.upperBound - range.lowerBound) }
    return log(max(x, range.lowerBound) / range.lowerBound) / log(range.upperBound / range.lowerBound)
  }

  func place(y: Double) -> Double { y / yRange.upperBound }

  /// Round values along the x axis.
  var xTicks: [Double] {
    let range = xRange
    if isLogarithmic {
      return Self.roundNumbers(from: 1e-3, through: range.upperBound).filter(range.contains)
    }
    let sixth = (range.upperBound - range.lowerBound) / 6
    let step = Self.roundNumbers(from: 1e-6, through: 1e12).first { $0 >= sixth } ?? 1e12
    var tick = (range.lowerBound / step).rounded(.up) * step
    var ticks: [Double] = []
    while tick <= range.upperBound {
      ticks.append(tick)
      tick += step
    }
    return ticks
  }

  /// 1, 2 and 5 times powers of ten, ascending.
  private static func roundNumbers(from first: Double, through last: Double) -> [Double] {
    sequence(first: first) { $0 * 10 }.prefix { $0 <= last }.flatMap { decade in
      [1.0, 2, 5].map { decade * $0 }
    }
  }

  // MARK: The terminal

  /// The chart as lines of text: small letters are what was simulated, capitals what was published.
  func text(width: Int, height: Int) -> String {
    let width = max(30, width)
    let height = max(8, height)
    var canvas = Canvas(size: Size(width: width, height: height))
    let left = 6
    let area = Rect(x: left, y: 1, width: width - left - 1, height: height - 3)
    canvas.put(title, x: 0, y: 0, width: width)
    drawAxes(on: &canvas, area)
    for curve in curves { draw(curve, on: &canvas, area) }
    return canvas.text
  }

  private func drawAxes(on canvas: inout Canvas, _ area: Rect) {
    for row in 0..<area.height { canvas.put("│", x: area.x - 1, y: area.y + row) }
    for column in 0..<area.width { canvas.put("─", x: area.x + column, y: area.bottom) }
    canvas.put("└", x: area.x - 1, y: area.bottom)
    for quarter in 0...4 {
      let share = Double(quarter) / 4
      let label = Self.percent(share * yRange.upperBound)
      let row = area.bottom - 1 - Int((share * Double(area.height - 1)).rounded())
      canvas.put(TextWidth.fit(label, width: 4, alignRight: true), x: 0, y: row)
    }
    var free = area.x
    canvas.put(xLabel, x: 0, y: area.bottom + 1, width: area.x - 1)
    for tick in xTicks {
      let label = Self.short(tick)
      let column = area.x + Int((place(x: tick) * Double(area.width - 1)).rounded())
      let start = max(area.x, min(column - label.count / 2, area.right - label.count))
      guard start >= free else { continue }
      canvas.put("┴", x: column, y: area.bottom)
      canvas.put(label, x: start, y: area.bottom + 1)
      free = start + label.count + 1
    }
  }

  private func draw(_ curve: Curve, on canvas: inout Canvas, _ area: Rect) {
    func cell(_ point: Distribution.Point) -> (x: Int, y: Int) {
      let x = min(max(place(x: point.x), 0), 1)
      let y = min(max(place(y: point.y), 0), 1)
      return (
        area.x + Int((x * Double(area.width - 1)).rounded()),
        area.bottom - 1 - Int((y * Double(area.height - 1)).rounded())
      )
    }
    let mark = curve.letter.unicodeScalars.first ?? "?"
    var last: (x: Int, y: Int)?
    for point in curve.points {
      let next = cell(point)
      if curve.mark == .line, let last {
        // A curve that rises steeply leaves no row out.
        for row in stride(from: last.y, to: next.y, by: next.y > last.y ? 1 : -1) where row != last.y {
          canvas.put(mark, x: next.x, y: row)
        }
      }
      canvas.put(mark, x: next.x, y: next.y)
      last = next
    }
  }

  static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  /// A number for an axis.
  static func short(_ value: Double) -> String {
    if value >= 1000, value.truncatingRemainder(dividingBy: 1000) == 0 { return "\(Int(value / 1000))k" }
    return value >= 10 || value == value.rounded()
      ? "\(Int(value.rounded()))" : Table.fixed(value, decimals: 2)
  }
}
