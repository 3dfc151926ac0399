/// `raftcoin bench console`: what a frame costs. Who draws and who encodes is the caller's business, so that
/// this room knows no terminal.
public struct FrameBench: Sendable {
  /// How many frames are drawn, and of which size.
  public struct Options: Sendable, Equatable {
    public var frames: Int
    /// In columns and rows.
    public var width: Int
    public var height: Int

    public init(frames: Int = 1200, width: Int = 120, height: Int = 36) {
      self.frames = frames
      self.width = width
      self.height = height
    }

    /// What is wrong with them and what was expected; nil when they can be run.
    public var problem: String? {
      Bounds.problem("frames", frames, 1...1_000_000) ?? Bounds.problem("width", width, 20...1000)
        ?? Bounds.problem("height", height, 8...500)
    }
  }

  /// What was measured.
  public struct Result: Sendable {
    let options: Options
    /// Letting the cluster run on, drawing, and turning what changed into bytes.
    let running: Spent
    let drawing: Spent
    let encoding: Spent
    let bytes: Int

    public var report: Report {
      func each(_ spent: Spent) -> Report.Value {
        .measure(spent.processorEach(options.frames) / 1000, decimals: 1)
      }
      let all = Spent(
        wall: running.wall + drawing.wall + encoding.wall,
        processor: running.processor + drawing.processor + encoding.processor)
      var report = Report()
      report.add("peer", .text("raftcoin"), "the console, played at 60 frames a second of virtual wall time")
      report.add("mode", .text("console"), "one thread, no terminal behind it")
      report.add("width", .number(UInt64(options.width)), "columns")
      report.add("height", .number(UInt64(options.height)), "rows")
      report.add("n", .number(UInt64(options.frames)), "frames")
      report.add("frames_per_s", .measure(all.perSecond(options.frames), decimals: 0), "frames a second")
      report.add("cpu_us_per_frame", each(all), "processor µs for a frame")
      report.add("run_us", each(running), "of them to let the cluster run on")
      report.add("draw_us", each(drawing), "of them to draw")
      report.add("encode_us", each(encoding), "of them to turn what changed into bytes")
      report.add(
        "bytes_per_frame", .measure(Double(bytes) / Double(options.frames), decimals: 0), "bytes for a frame")
      return report
    }
  }

  /// - Parameters:
  ///   - advance: lets the cluster run on to this wall time, in nanoseconds.
  ///   - draw: draws the console as it stands.
  ///   - encode: gives the number of bytes that bring the terminal from the last picture to this one.
  public static func run<Picture>(
    _ options: Options, advance: (UInt64) -> Void, draw: () -> Picture, encode: (Picture) -> Int
  ) throws(BenchProblem) -> Result {
    if let problem = options.problem { throw BenchProblem(problem) }
    var running = Spent(wall: 0, processor: 0)
    var drawing = running
    var encoding = running
    var bytes = 0
    for frame in 1...options.frames {
      running.add(Meter.measure { advance(UInt64(frame) * 16_666_667) })
      var picture: Picture?
      drawing.add(Meter.measure { picture = draw() })
      if let picture { encoding.add(Meter.measure { bytes += encode(picture) }) }
    }
    return Result(options: options, running: running, drawing: drawing, encoding: encoding, bytes: bytes)
  }
}
