import Canvas

/// Turns canvases into a terminal's bytes with no terminal behind it: to measure what a frame costs. One at a
/// time per process, and none beside a `TerminalScreen`, since ncurses keeps its state in globals.
public final class FrameEncoder {
  private let renderer: FrameRenderer

  /// Nil if terminfo knows no such terminal.
  public init?(terminal: String, size: Size) {
    guard let renderer = FrameRenderer(terminal: terminal, size: size, unicode: true, colours: true) else {
      return nil
    }
    self.renderer = renderer
  }

  /// The bytes that bring the screen from the last canvas to this one; valid until the next call.
  public func bytes(for canvas: Canvas, cursor: Point?) -> ArraySlice<UInt8> {
    renderer.render(canvas, cursor: cursor)
  }
}
