import Canvas
import Consensus
import Explanation
import Host

// Operations that no order explains, as bars on time with their answers.
extension Painter {
  func historyLines(_ history: UnorderedHistory, width: Int) -> [WhyLine] {
    let labels = history.operations.map { spell(explainer.label(of: $0)) }
    let answers = history.operations.map { operation in
      let answer = spell(explainer.answer(of: operation, in: history))
      guard operation.isImpossible else { return answer }
      let marked = "\(glyphs.down) " + answer
      let inWords = marked + ": " + say(.cannotBe)
      return TextWidth.of(inWords) <= width / 2 ? inWords : marked
    }
    let left = min(labels.map { TextWidth.of($0) }.max() ?? 0, width / 3)
    let right = min(answers.map { TextWidth.of($0) }.max() ?? 0, width / 2)
    let track = width - left - right - 2
    guard track >= 8, let first = history.operations.map(\.begun).min() else { return [] }
    let last = max(history.operations.compactMap(\.ended).max() ?? first, first + 1)
    func column(_ time: Nanoseconds) -> Int {
      share(time.since(first), of: last - first, cells: track - 1)
    }
    let rows = zip(history.operations, zip(labels, answers)).map { operation, words in
      let (start, end) = (column(operation.begun), operation.ended.map(column) ?? track - 1)
      let line = String(repeating: String(glyphs.single.horizontal), count: max(0, end - start - 1))
      let bar = start == end ? "\(glyphs.separator)" : "\(glyphs.barStart)\(line)\(glyphs.barEnd)"
      let ahead = String(repeating: " ", count: start)
      return TextWidth.fit(words.0, width: left) + " " + TextWidth.fit(ahead + bar, width: track) + " "
        + cut(words.1, width: right)
    }
    let (from, to) = (seconds(first), say(.secondsUnit, seconds(last)))
    let gap = max(1, track - TextWidth.of(from) - TextWidth.of(to))
    let axis = String(repeating: " ", count: left + 1) + from + String(repeating: " ", count: gap) + to
    return (rows + [axis]).map { WhyLine(text: $0) }
  }
}
