/// `raftcoin bench console`: what a frame costs. Who draws and who encodes is the caller's business, so that
/// this room knows no terminal.
public struct FrameBench: Sendable {
  private let frames: Int
  private let width: Int
  private let height: Int

  /// - Parameters:
  ///   - frames: How many are drawn.
  ///   - width: In columns, as the height in rows.
  /// - Throws: What is wrong with a number.
  public init(frames: Int = 1200, width: Int = 120, height: Int = 36) throws(BenchProblem) {
    try Bounds.check("frames", frames, 1...1_000_000)
    try Bounds.check("width", width, 20...1000)
    try Bounds.check("height", height, 8...500)
    (self.frames, self.width, self.height) = (frames, width, height)
  }

  /// - Parameters:
  ///   - advance: Lets the cluster run on to this wall time, in nanoseconds.
  ///   - draw: Draws the console as it stands.
  ///   - encode: Gives the number of bytes that bring the terminal from the last picture to this one.
  public func run<Picture>(
    advance: (UInt64) -> Void, draw: () -> Picture, encode: (Picture) -> Int
  ) -> Report {
    var running = Spent(wall: 0, processor: 0)
    var drawing = running
    var encoding = running
    var bytes = 0
    for frame in 1...frames {
      running.add(Meter.measure { advance(UInt64(frame) * 16_666_667) })
      var picture: Picture?
      drawing.add(Meter.measure { picture = draw() })
      if let picture { encoding.add(Meter.measure { bytes += encode(picture) }) }
    }
    func each(_ spent: Spent) -> Report.Value { .measure(spent.processorEach(frames) / 1000, decimals: 1) }
    var all = running
    all.add(drawing)
    all.add(encoding)
    var report = Report(
      mode: "console", "the console, played at 60 frames a second of virtual wall time",
      "one thread, no terminal behind it")
    report.add("width", .number(UInt64(width)), "columns")
    report.add("height", .number(UInt64(height)), "rows")
    report.add("n", .number(UInt64(frames)), "frames")
    report.add("frames_per_s", .measure(all.perSecond(frames), decimals: 0), "frames a second")
    report.add("cpu_us_per_frame", each(all), "processor µs for a frame")
    report.add("run_us", each(running), "of them to let the cluster run on")
    report.add("draw_us", each(drawing), "of them to draw")
    report.add("encode_us", each(encoding), "of them to turn what changed into bytes")
    report.add(
      "bytes_per_frame", .measure(Double(bytes) / Double(frames), decimals: 0), "bytes for a frame")
    return report
  }
}
