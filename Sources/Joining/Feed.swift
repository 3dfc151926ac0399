import Canvas

/// A picture that some terminals show, and its number, by which it is told from others.
public struct Picture: Sendable {
  public let canvas: Canvas
  public let number: Int

  public init(_ canvas: Canvas, number: Int) {
    self.canvas = canvas
    self.number = number
  }
}

/// What differs between pictures, written once for all terminals that need the same.
public struct PictureChanges {
  private struct Key: Hashable {
    let old: Int?
    let new: Int
  }
  private var written: [Key: String] = [:]

  public init() {}

  /// The lines that make a terminal that shows one picture show another.
  mutating func lines(from old: Picture?, to new: Picture) -> String {
    let key = Key(old: old?.number, new: new.number)
    if let lines = written[key] { return lines }
    let lines = Self.lines(from: old?.canvas.size == new.canvas.size ? old?.canvas : nil, to: new.canvas)
    written[key] = lines
    return lines
  }

  private static func lines(from old: Canvas?, to new: Canvas) -> String {
    var lines = ClassMessage.frame(new.size).line + "\n"
    for y in 0..<new.size.height {
      guard let changed = new.changedColumns(y, old) else { continue }
      for run in new.runs(ofRow: y) {
        let columns = run.columns.clamped(to: changed)
        guard !columns.isEmpty else { continue }
        var text = String.UnicodeScalarView()
        for x in columns {
          if let value = new[x, y]?.scalar, value != 0, let scalar = Unicode.Scalar(value) {
            text.append(scalar)
          }
        }
        lines += ClassMessage.run(Point(x: columns.lowerBound, y: y), run.style, String(text)).line + "\n"
      }
    }
    return lines
  }
}

/// What one terminal was sent, and how far it has come with it: one frame at a time is on its way.
public struct Feed: Sendable {
  /// A terminal that does not say for so long that it has drawn a frame is given up, in nanoseconds.
  public static let patience: UInt64 = 10_000_000_000

  private var shown: Picture?
  private var own = ""
  /// The newest two frames with what could be answered in them: a terminal sees one of these.
  private var contexts: [(number: Int, context: String)] = []
  private var number = 0
  private var sentAt: UInt64?

  public init() {}

  /// When it is to be given up; nil: it owes nothing.
  public var deadline: UInt64? { sentAt.map { $0 &+ Self.patience } }

  public var isReady: Bool { sentAt == nil }

  /// The next frame, where the terminal has drawn the last and something is new.
  /// - Parameters:
  ///   - own: What is for this terminal alone.
  ///   - context: What can be answered there now.
  public mutating func frame(
    _ picture: Picture, own: String, context: String, wall: UInt64, _ changes: inout PictureChanges
  ) -> String? {
    guard isReady, picture.number != shown?.number || own != self.own || context != contexts.last?.context
    else { return nil }
    let lines = changes.lines(from: shown, to: picture)
    number += 1
    (shown, self.own, sentAt) = (picture, own, wall)
    contexts = contexts.suffix(1) + [(number, context)]
    return lines + ClassMessage.own(own).line + "\n" + ClassMessage.show(number).line + "\n"
  }

  /// The terminal has drawn this frame.
  public mutating func seen(_ frame: Int) throws(ProtocolFault) {
    guard frame == number, sentAt != nil else { throw .outOfOrder(TerminalMessage.seen(frame).line) }
    sentAt = nil
  }

  /// What could be answered in this frame; nil: it is too old.
  public func context(of frame: Int) -> String? { contexts.last { $0.number == frame }?.context }
}
