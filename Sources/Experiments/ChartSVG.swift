import Canvas

extension Chart {
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999",
  ]
  private static let width = 760.0
  private static let height = 460.0
  private static let left = 60.0
  private static let bottom = 60.0
  private static let top = 40.0

  /// Charts as an SVG document, one above the other: lines are what was simulated, circles what was published.
  static func document(_ charts: [Chart]) -> String {
    var body = ""
    var offset = 0.0
    for chart in charts {
      body += "<g transform=\"translate(0 \(SVG.number(offset)))\">\n" + chart.block + "</g>\n"
      offset += chart.blockHeight
    }
    return SVG.document(
      width: width, height: offset, style: #"font-family="sans-serif" font-size="12""#, body)
  }

  private var blockHeight: Double { Self.height + Double(curves.count) * 16 }

  private var block: String {
    let plotWidth = Self.width - Self.left - 20
    let plotHeight = Self.height - Self.top - Self.bottom
    // From the plot's left and upper edge.
    func right(_ distance: Double) -> String { SVG.number(Self.left + distance) }
    func down(_ distance: Double) -> String { SVG.number(Self.top + distance) }
    func x(_ value: Double) -> String { right(min(max(place(x: value), 0), 1) * plotWidth) }
    func y(_ value: Double) -> String { down((1 - place(y: value)) * plotHeight) }
    var svg = SVG.text(title, right(0), "22", #"font-size="15""#)
    for tick in xTicks {
      svg += Self.rule("M\(x(tick)) \(down(0))V\(down(plotHeight))")
      svg += SVG.text(Self.short(tick), x(tick), down(plotHeight + 18), #"text-anchor="middle""#)
    }
    for quarter in 0...4 {
      let value = yRange.upperBound * Double(quarter) / 4
      svg += Self.rule("M\(right(0)) \(y(value))h\(SVG.number(plotWidth))")
      svg += SVG.text(Self.percent(value), right(-6), y(value), #"text-anchor="end""#)
    }
    let middle = down(plotHeight / 2)
    svg += SVG.text(xLabel, right(plotWidth / 2), down(plotHeight + 38), #"text-anchor="middle""#)
    svg += SVG.text(
      yLabel, "16", middle, #"text-anchor="middle" transform="rotate(-90 16 \#(middle))""#)
    for (position, curve) in curves.enumerated() {
      let colour = Self.colours[curve.position % Self.colours.count]
      let legend = SVG.number(Self.height + Double(position) * 16)
      switch curve.mark {
      case .line:
        let points = curve.points.map { "\(x($0.x)),\(y($0.y))" }.joined(separator: " ")
        let stroke = #"stroke="\#(colour)" stroke-width="1.6""#
        svg += #"<polyline fill="none" \#(stroke) points="\#(points)"/>"# + "\n"
        svg += #"<path d="M\#(right(0)) \#(legend)h24" \#(stroke)/>"#
      case .points:
        for point in curve.points { svg += Self.circle(x(point.x), y(point.y), colour) + "\n" }
        svg += Self.circle(right(12), legend, colour)
      }
      svg += SVG.text(curve.name, right(32), legend, #"dy="4""#)
    }
    return svg
  }

  // MARK: Elements

  private static func rule(_ path: String) -> String { "<path d=\"\(path)\" stroke=\"#dddddd\"/>" }

  private static func circle(_ x: String, _ y: String, _ colour: String) -> String {
    #"<circle cx="\#(x)" cy="\#(y)" r="3.5" fill="none" stroke="\#(colour)"/>"#
  }
}
