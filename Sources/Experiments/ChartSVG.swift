extension Chart {
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999",
  ]
  private static let width = 760.0
  private static let height = 460.0
  private static let left = 60.0
  private static let bottom = 60.0
  private static let top = 40.0

  /// The chart as an SVG document: lines are what was simulated, circles what was published.
  var svg: String { Self.document([self]) }

  /// Several charts, one above the other.
  static func document(_ charts: [Chart]) -> String {
    let total = charts.reduce(0.0) { $0 + $1.blockHeight }
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(width))\" height=\"\(number(total))\" "
      + "viewBox=\"0 0 \(number(width)) \(number(total))\" font-family=\"sans-serif\" font-size=\"12\">\n"
      + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    var offset = 0.0
    for chart in charts {
      text += "<g transform=\"translate(0 \(number(offset)))\">\n" + chart.block + "</g>\n"
      offset += chart.blockHeight
    }
    return text + "</svg>\n"
  }

  private var blockHeight: Double { Self.height + Double(curves.count) * 16 }

  private var block: String {
    let plotWidth = Self.width - Self.left - 20
    let plotHeight = Self.height - Self.top - Self.bottom
    func x(_ value: Double) -> String {
      Self.number(Self.left + min(max(place(x: value), 0), 1) * plotWidth)
    }
    func y(_ value: Double) -> String { Self.number(Self.top + (1 - place(y: value)) * plotHeight) }
    let low = Self.number(Self.top + plotHeight)
    var text =
      "<text x=\"\(Self.number(Self.left))\" y=\"22\" font-size=\"15\">\(Self.escaped(title))</text>\n"
    for tick in xTicks {
      text +=
        "<path d=\"M\(x(tick)) \(Self.number(Self.top))V\(low)\" stroke=\"#dddddd\"/>"
        + "<text x=\"\(x(tick))\" y=\"\(Self.number(Self.top + plotHeight + 18))\" text-anchor=\"middle\">"
        + "\(Self.short(tick))</text>\n"
    }
    for quarter in 0...4 {
      let value = yRange.upperBound * Double(quarter) / 4
      text +=
        "<path d=\"M\(Self.number(Self.left)) \(y(value))h\(Self.number(plotWidth))\" stroke=\"#dddddd\"/>"
        + "<text x=\"\(Self.number(Self.left - 6))\" y=\"\(y(value))\" text-anchor=\"end\">"
        + "\(Self.percent(value))</text>\n"
    }
    text +=
      "<text x=\"\(Self.number(Self.left + plotWidth / 2))\" y=\"\(Self.number(Self.top + plotHeight + 38))\" "
      + "text-anchor=\"middle\">\(Self.escaped(xLabel))</text>\n"
      + "<text x=\"16\" y=\"\(Self.number(Self.top + plotHeight / 2))\" text-anchor=\"middle\" "
      + "transform=\"rotate(-90 16 \(Self.number(Self.top + plotHeight / 2)))\">\(Self.escaped(yLabel))</text>\n"
    for (position, curve) in curves.enumerated() {
      let colour = Self.colours[curve.colour % Self.colours.count]
      let points = curve.points.map { "\(x($0.x)),\(y($0.y))" }
      let legend = Self.number(Self.height + Double(position) * 16)
      switch curve.mark {
      case .line:
        text +=
          "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.6\" points=\""
          + points.joined(separator: " ") + "\"/>\n"
          + "<path d=\"M\(Self.number(Self.left)) \(legend)h24\" stroke=\"\(colour)\" stroke-width=\"1.6\"/>"
      case .points:
        for point in curve.points {
          text +=
            "<circle cx=\"\(x(point.x))\" cy=\"\(y(point.y))\" r=\"3.5\" fill=\"none\" stroke=\"\(colour)\"/>\n"
        }
        text +=
          "<circle cx=\"\(Self.number(Self.left + 12))\" cy=\"\(legend)\" r=\"3.5\" fill=\"none\" "
          + "stroke=\"\(colour)\"/>"
      }
      text +=
        "<text x=\"\(Self.number(Self.left + 32))\" y=\"\(legend)\" dy=\"4\">\(Self.escaped(curve.name))</text>\n"
    }
    return text
  }

  private static func number(_ value: Double) -> String { Table.fixed(value, decimals: 1) }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }
}
