import Canvas
import Consensus
import Host

/// Where the nodes of a ring stand, clockwise from the top, and where the quorum meter stands between them.
package struct Ring: Equatable {
  var boxes: [Rect]
  var meter: Rect

  /// The places of so many nodes; none where their number is too large for a ring.
  package static func places(of count: Int) -> [(x: Int, y: Int)] {
    places.indices.contains(count - 1) ? places[count - 1] : []
  }

  /// Places in thousandths: across from −1000 (left) to 1000, down from 0 (top) to 1000. A wide ellipse,
  /// drawn in so that neighbours do not touch in 78×14 cells.
  private static let places: [[(x: Int, y: Int)]] = [
    [(0, 0)],
    [(-1000, 420), (1000, 420)],
    [(0, 0), (800, 1000), (-800, 1000)],
    [(0, 0), (1000, 420), (0, 1000), (-1000, 420)],
    [(0, 0), (1000, 420), (700, 1000), (-700, 1000), (-1000, 420)],
    [(0, 0), (1000, 250), (1000, 750), (0, 1000), (-1000, 750), (-1000, 250)],
    [(0, 0), (900, 200), (1000, 640), (480, 1000), (-480, 1000), (-1000, 640), (-900, 200)],
    [
      (0, 0), (850, 140), (1000, 500), (850, 860), (0, 1000), (-850, 860), (-1000, 500), (-850, 140),
    ],
    [
      (0, 0), (750, 150), (1000, 430), (950, 760), (480, 1000), (-480, 1000), (-950, 760), (-1000, 430),
      (-750, 150),
    ],
  ]

  /// Box sizes, best first.
  private static let sizes = [
    Size(width: 28, height: 5), Size(width: 28, height: 4), Size(width: 22, height: 4),
    Size(width: 20, height: 4),
    Size(width: 18, height: 3),
  ]

  /// The ring of `count` nodes with the largest boxes that fit, or nil: then a table takes its place.
  static func fitting(_ area: Rect, count: Int, meter: Size) -> Ring? {
    guard !places(of: count).isEmpty else { return nil }
    for size in sizes where size.width < 28 || (area.width >= 78 && area.height >= size.height * 12 - 28) {
      if let ring = ring(area, count: count, size: size, meter: meter) { return ring }
    }
    return nil
  }

  private static func ring(_ area: Rect, count: Int, size: Size, meter: Size) -> Ring? {
    let across = area.width - size.width
    let down = area.height - size.height
    guard across >= 0, down >= 0 else { return nil }
    let boxes = places[count - 1].map { place in
      Rect(
        x: area.x + across / 2 + rounded(place.x * (across / 2)), y: area.y + rounded(place.y * down),
        width: size.width, height: size.height)
    }
    for (index, box) in boxes.enumerated() {
      for other in boxes[(index + 1)...] where box.intersects(other) { return nil }
    }
    guard let meter = meterPlace(area, boxes, meter) else { return nil }
    return Ring(boxes: boxes, meter: meter)
  }

  private static func rounded(_ thousandths: Int) -> Int {
    (thousandths + (thousandths < 0 ? -500 : 500)) / 1000
  }

  /// The free place nearest to the middle.
  private static func meterPlace(_ area: Rect, _ boxes: [Rect], _ size: Size) -> Rect? {
    let (width, height) = (size.width, size.height)
    guard area.width >= width, area.height >= height else { return nil }
    let middle = area.y + rounded(420 * (area.height - height))
    let x = area.x + (area.width - width) / 2
    for distance in 0..<area.height {
      for y in [middle + distance, middle - distance] where y >= area.y && y + height <= area.bottom {
        let place = Rect(x: x, y: y, width: width, height: height)
        // A blank on each side keeps its words apart from the boxes.
        let apart = Rect(x: place.x - 1, y: place.y, width: width + 2, height: height)
        if !boxes.contains(where: { $0.intersects(apart) }) { return place }
      }
    }
    return nil
  }

  /// The cells of the straight line from box `from` to box `to`, without those under any box.
  func path(from: Int, to: Int) -> [Point] {
    let start = Self.middle(boxes[from])
    let end = Self.middle(boxes[to])
    let dx = end.x - start.x
    let dy = end.y - start.y
    let count = max(abs(dx), abs(dy))
    guard count > 0 else { return [] }
    var cells: [Point] = []
    for step in 0...count {
      let point = Point(
        x: start.x + Self.divided(dx * step, count), y: start.y + Self.divided(dy * step, count))
      if !boxes.contains(where: { $0.contains(point) }) { cells.append(point) }
    }
    return cells
  }

  private static func middle(_ box: Rect) -> Point {
    Point(x: box.x + box.width / 2, y: box.y + box.height / 2)
  }

  /// Division rounded to the nearest, the same for both signs.
  private static func divided(_ value: Int, _ by: Int) -> Int {
    value >= 0 ? (2 * value + by) / (2 * by) : -((-2 * value + by) / (2 * by))
  }
}
