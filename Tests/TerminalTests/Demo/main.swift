// A small program on the terminal, for the tests to drive in a pseudo-terminal: it shows what it received
// and ends in as many ways as there are.

import Canvas
import Terminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

func complain(_ text: String) {
  let bytes = Array(text.utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

func describe(_ event: InputEvent) -> String {
  switch event {
  case .key(let key): "key \(key)"
  case .paste(let text): "paste \(text.utf8.count) \(text.prefix(20).debugDescription)"
  case .mouse(let mouse): "mouse \(mouse.action) \(mouse.at.x),\(mouse.at.y)"
  case .resize(let size): "resize \(size.width)x\(size.height)"
  case .terminate: "terminate"
  case .redraw: "redraw"
  case .ambiguousIsWide: "ambiguous is wide"
  }
}

func draw(_ screen: TerminalScreen, _ lines: [String]) -> Canvas {
  var canvas = Canvas(size: screen.size)
  let area = canvas.bounds
  canvas.fill(Rect(x: 0, y: 0, width: area.width, height: 1), style: Style(attributes: .reverse))
  canvas.put(
    "demo \(screen.size.width)x\(screen.size.height) colours \(screen.colourDepth) "
      + "unicode \(screen.unicode) mouse \(screen.mouse) \(screen.termDescription)",
    x: 0, y: 0, style: Style(attributes: [.reverse, .bold]))
  canvas.put(screen.unicode ? "┌ ★ ● ▲ ✗ ■ □ ┐ 任期 3" : "+ * o ^ x # _ +", x: 0, y: 1)
  for (index, colour) in [69, 226, 175, 42, 189, 202].enumerated() {
    canvas.put(
      " \(index + 1) ", x: 30 + index * 4, y: 1, style: Style(foreground: 0, background: Int16(colour)))
  }
  for (index, line) in lines.suffix(max(0, area.height - 3)).enumerated() {
    canvas.put(line, x: 0, y: index + 2, width: area.width)
  }
  canvas.put(
    "end of \(lines.count)", x: max(0, area.width - 12), y: area.height - 1, style: Style(attributes: .dim))
  return canvas
}

@inline(never) func overflow(_ depth: Int) -> Int {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { memory in
    memory[0] = depth
    return overflow(depth + 1) &+ memory[0]
  }
}

func fall(_ way: Unicode.Scalar) {
  var none: [Int] = []
  switch way {
  case "F": fatalError("the demo fell on purpose")
  case "I": print(none.removeLast())
  case "S": kill(getpid(), SIGSEGV)
  case "A": abort()
  case "O": print(overflow(0))
  case "N": UnsafeMutablePointer<Int>(bitPattern: 16)?.pointee = 1
  case "E": exit(7)
  case "U": kill(getpid(), SIGUSR1)
  case "L": while true { usleep(1000) }
  default: break
  }
}

/// Falls in a thread of its own.
func fallElsewhere(_ way: Unicode.Scalar) {
  let box = UnsafeMutablePointer<Unicode.Scalar>.allocate(capacity: 1)
  box.initialize(to: way)
  #if canImport(Darwin)
    var thread: pthread_t?
    let start: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { way in
      fall(way.load(as: Unicode.Scalar.self))
      return nil
    }
  #else
    var thread = pthread_t()
    let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { way in
      if let way { fall(way.load(as: Unicode.Scalar.self)) }
      return nil
    }
  #endif
  pthread_create(&thread, nil, start, box)
}

func run() -> Int32 {
  let screen: TerminalScreen
  do {
    screen = try TerminalScreen.open()
  } catch {
    complain("demo: \(error)\n")
    return 2
  }
  screen.settle()
  var lines: [String] = []
  var text: String?
  while true {
    screen.present(draw(screen, lines), cursor: text == nil ? nil : Point(x: 3, y: 2))
    for event in screen.poll(timeoutNanoseconds: nil) {
      lines.append(describe(event))
      switch event {
      case .key(.character("q")), .key(.control("c")):
        screen.close()
        return 0
      case .key(.character("M")): screen.setMouse(!screen.mouse)
      case .key(.character("C")): text = text == nil ? "" : nil
      case .key(.character("W")): complain("a warning\n")
      case .key(.character(let scalar)) where ("a"..."z").contains(scalar):
        if let capital = scalar.properties.uppercaseMapping.unicodeScalars.first { fallElsewhere(capital) }
      case .key(.character(let scalar)): fall(scalar)
      case .terminate:
        screen.close()
        if let signal = screen.terminationSignal {
          raise(signal)
        }
        return 1
      default: break
      }
    }
  }
}

exit(run())
