extension Canvas {
  /// What makes a terminal that shows another canvas show this one, as the control sequences of ECMA-48.
  /// - Parameter old: What it shows; nil, or of another size: anything.
  public func ansi(after old: Canvas?) -> String {
    let old = old?.size == size ? old : nil
    var text = old == nil ? "\u{1B}[0m\u{1B}[2J" : ""
    for y in 0..<size.height {
      guard let changed = changedColumns(y, old) else { continue }
      text += "\u{1B}[\(y + 1);\(changed.lowerBound + 1)H"
      for run in runs(ofRow: y) {
        let columns = run.columns.clamped(to: changed)
        guard !columns.isEmpty else { continue }
        text += run.style.ansi
        for x in columns {
          if let scalar = Unicode.Scalar(cells[y * size.width + x].scalar), scalar.value != 0 {
            text.unicodeScalars.append(scalar)
          }
        }
      }
    }
    return text
  }

  /// From the first cell of a row that differs to the last, with whole wide characters; nil: none does.
  /// - Parameter old: A canvas of this size; nil: everything differs.
  public func changedColumns(_ y: Int, _ old: Canvas?) -> Range<Int>? {
    guard size.width > 0 else { return nil }
    guard let old else { return 0..<size.width }
    let row = y * size.width
    let columns = 0..<size.width
    guard let first = columns.first(where: { cells[row + $0] != old.cells[row + $0] }),
      let last = columns.last(where: { cells[row + $0] != old.cells[row + $0] })
    else { return nil }
    let start = cells[row + first].scalar == 0 && first > 0 ? first - 1 : first
    let end = last + 1 < size.width && cells[row + last + 1].scalar == 0 ? last + 2 : last + 1
    return start..<end
  }
}

extension Style {
  /// Sets this style, whatever was set before.
  fileprivate var ansi: String {
    var codes = ["0"]
    for (attribute, code) in [(Attributes.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7")]
    where attributes.contains(attribute) {
      codes.append(code)
    }
    if foreground >= 0 { codes.append("38;5;\(foreground)") }
    if background >= 0 { codes.append("48;5;\(background)") }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
