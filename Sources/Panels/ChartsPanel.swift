import Canvas
import Consensus
import Host

extension View {
  static let charts = View("charts")
}

/// Throughput and latency as bars, terms as coloured numbers; time runs to the right.
struct ChartsPanel: Panel {
  let view = View.charts
  let needs = PanelNeeds(size: Size(width: 24, height: 5), allSeeing: true, protocols: [.raft, .paxos])

  func draw(in area: Rect, with painter: inout Painter) { painter.drawCharts(area) }
}

extension Painter {
  fileprivate mutating func drawCharts(_ area: Rect) {
    let samples = Array(model.samples.suffix(area.width - 11))
    guard let first = samples.first, let last = samples.last else {
      text(say(.noSamples), x: area.x + 1, y: area.y, style: theme.dim, width: area.width - 1)
      return
    }
    // Two charts with a heading each, then the terms with theirs, and the times.
    let height = max(1, (area.height - 5) / 2)
    var y = area.y
    let rates = samples.indices.map {
      commitsPerSecond(samples[$0], interval: sampleInterval(samples, at: $0))
    }
    let highest = rates.max() ?? 0
    text(say(.throughput), x: area.x + 1, y: y, style: theme.strong, width: area.width - 1)
    drawBars(
      rates, Rect(x: area.x, y: y + 1, width: area.width, height: height),
      scale: say(.perSecond, compact(highest, width: 5)))
    y += height + 1
    text(say(.latencyChart), x: area.x + 1, y: y, style: theme.strong, width: area.width - 1)
    let latencies = samples.map { $0.latency ?? 0 }
    drawBars(
      latencies, Rect(x: area.x, y: y + 1, width: area.width, height: height),
      scale: span(latencies.max() ?? 0))
    y += height + 1
    guard y + 1 < area.bottom else { return }
    text(say(.terms), x: area.x + 1, y: y, style: theme.strong, width: 9)
    drawTerms(samples, x: area.x + 10, y: y)
    text(say(.secondsUnit, seconds(first.time)), x: area.x + 10, y: y + 1, style: theme.dim)
    if samples.count > 24 {
      textRight(
        say(.secondsUnit, seconds(last.time)), right: area.x + 10 + samples.count, y: y + 1,
        style: theme.dim, width: 14)
    }
  }

  /// From the point before it; of the first, to the next.
  private func sampleInterval(_ samples: [ChartSample], at place: Int) -> Nanoseconds {
    guard samples.count > 1 else { return 1_000_000_000 }
    let later = max(1, place)
    let interval = samples[later].time.since(samples[later - 1].time)
    return interval > 0 ? interval : 1_000_000_000
  }

  private func commitsPerSecond(_ sample: ChartSample, interval: Nanoseconds) -> UInt64 {
    UInt64(clamping: UInt128(sample.commits) * 1_000_000_000 / UInt128(interval))
  }

  private mutating func drawBars(_ values: [UInt64], _ area: Rect, scale: String) {
    guard let highest = values.max(), area.height > 0 else { return }
    textRight(scale, right: area.x + 9, y: area.y, style: theme.dim, width: 8)
    if area.height > 1 { textRight("0", right: area.x + 9, y: area.bottom - 1, style: theme.dim, width: 8) }
    guard highest > 0 else { return }
    for (column, value) in values.enumerated() where value > 0 {
      var eighths = max(1, share(value, of: highest, cells: area.height * 8))
      var y = area.bottom - 1
      while eighths > 0, y >= area.y {
        mark(glyphs.bars[min(eighths, 8) - 1], x: area.x + 10 + column, y: y)
        eighths -= 8
        y -= 1
      }
    }
  }

  /// Each term's number at its beginning, its colour behind all of it.
  private mutating func drawTerms(_ samples: [ChartSample], x: Int, y: Int) {
    var column = 0
    while column < samples.count {
      let term = samples[column].term
      var end = column
      while end < samples.count, samples[end].term == term { end += 1 }
      let digits = TextWidth.fit(snapshot.consensus.cell(term), width: end - column)
      text(digits, x: x + column, y: y, style: theme.term(term, filled: true))
      column = end
    }
  }
}
