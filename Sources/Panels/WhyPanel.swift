import Canvas
import Consensus
import Explanation
import Host

extension Painter {
  /// A line of the why panel, already of the right width.
  struct WhyLine {
    var text: String
    /// Columns at its start that are set apart: the time, or a title.
    var lead = 0
    var alarm = false
    /// The event that it tells of, in news.
    var event: UInt64?
  }

  /// The opened card's lines; empty when none is open.
  func cardLines(width: Int) -> [WhyLine] {
    guard let card = model.card else { return [] }
    return wrap(spell(card.title), width: width - 2).map { WhyLine(text: $0, lead: TextWidth.of($0)) }
      + (card.history.map { historyLines($0, width: width - 2) } ?? [])
      + card.sentences.flatMap { wrap(spell($0), width: width - 2) }.map { WhyLine(text: $0) }
  }

  /// "[entry 58]  alice → dave …": sentences beside what they are about.
  private func lines(
    _ head: String, _ sentences: [String], width: Int, alarm: Bool = false, event: UInt64? = nil
  ) -> [WhyLine] {
    let lead = TextWidth.of(head)
    let lines = sentences.flatMap { wrap(spell($0), width: max(8, width - lead)) }
    return lines.enumerated().map { row, line in
      WhyLine(
        text: (row == 0 ? head : String(repeating: " ", count: lead)) + line, lead: row == 0 ? lead : 0,
        alarm: alarm, event: event)
    }
  }

  /// The first lines; the last of them shows that more follow.
  private func cut(_ lines: [WhyLine], height: Int, width: Int) -> [WhyLine] {
    guard lines.count > height, height > 0 else { return lines }
    var cut = Array(lines.prefix(height))
    cut[height - 1].text = TextWidth.prefix(cut[height - 1].text, width: width) + glyphs.ellipsis
    return cut
  }

  /// The newest news that fit, whole ones only; the newest is cut rather than left out.
  private func newsLines(width: Int, height: Int, gap: String) -> [WhyLine] {
    var result: [WhyLine] = []
    for news in model.news.reversed() {
      let told = lines(
        seconds(news.time) + gap, [news.text], width: width, alarm: news.alarm, event: news.event)
      if result.isEmpty {
        result = cut(told, height: height, width: width - 3)
      } else if result.count + told.count <= height {
        result = told + result
      } else {
        break
      }
    }
    return result
  }

  mutating func drawWhy(_ layout: Layout) {
    var area = layout.why
    if layout.whyBoxed {
      // Over the news it would promise what only the card does.
      box(area, title: whyTitle, right: layout.cardIsInWhy ? whyAgain : "")
      area = area.inset(1)
    }
    if let card = layout.card {
      drawCard(card, layout)
      if layout.cardIsInWhy { return }
    }
    guard area.height > 0 else { return }
    let width = area.width - 2
    var below: [WhyLine] = []
    if area.height >= 6, let short = shortCard, width > TextWidth.of(short.name) + 12 {
      below = Array(lines(short.name + "  ", short.sentences, width: width).prefix(area.height / 2))
    }
    let room = area.height - (below.isEmpty ? 0 : below.count + 1)
    let news = newsLines(width: width, height: room, gap: layout.whyBoxed ? "  " : " ")
    drawWhyLines(news, area)
    let y = area.y + news.count + (news.isEmpty ? 0 : 1)
    drawWhyLines(below, Rect(x: area.x, y: y, width: area.width, height: below.count))
  }

  /// In another's eyes news and cards still tell all that is, but the card of those eyes.
  private var whyTitle: String {
    model.eyes == nil || model.card?.isKnowledge == true ? say(.why) : say(.whyAllSeeing)
  }

  /// What `w` does next, where a card has a cause to tell.
  private var whyAgain: String { model.card?.cause == nil ? "" : keys(.whyAgain) ?? "" }

  /// The card's rows from the one to which it is scrolled; where they are not all, which they are.
  private mutating func drawCard(_ area: Rect, _ layout: Layout) {
    let lines = cardLines(width: area.width)
    let first = clamp(model.cardScroll, 0, max(0, lines.count - area.height))
    let last = min(lines.count, first + area.height)
    canvas.fill(area, style: theme.base)
    drawWhyLines(Array(lines[first..<last]), area)
    let inWhy = layout.cardIsInWhy
    let frame = inWhy ? layout.why : layout.main
    let y = inWhy ? frame.bottom - 1 : area.y - 1
    if !inWhy {
      // A line across the frame, which is its lower border for what lies above.
      mark(glyphs.barStart, x: frame.x, y: y, style: theme.dim)
      for x in (frame.x + 1)..<(frame.right - 1) {
        mark(glyphs.single.horizontal, x: x, y: y, style: theme.dim)
      }
      mark(glyphs.barEnd, x: frame.right - 1, y: y, style: theme.dim)
      text(" " + whyTitle + " ", x: frame.x + 1, y: y, style: theme.strong)
    }
    let rows =
      lines.count > area.height
      ? "\(glyphs.up)\(glyphs.downwards) " + say(.cardRows, first + 1, last, lines.count) : ""
    let caption = inWhy ? rows : rows.isEmpty ? whyAgain : rows
    guard !caption.isEmpty else { return }
    text(
      " " + spell(caption) + " ", x: frame.right - 3 - TextWidth.of(caption), y: y,
      style: rows.isEmpty ? theme.base : theme.strong)
  }

  /// The newest news, in one row.
  mutating func drawLatest(y: Int) {
    // That a rule broke has a row of its own.
    if model.news.isEmpty || model.standsAtBreak && model.news.last?.alarm == true { return drawHint(y: y) }
    let width = canvas.size.width - 2
    drawWhyLines(
      newsLines(width: width, height: 1, gap: model.eyes == nil ? " " : " " + say(.allSeeing) + " "),
      Rect(x: 0, y: y, width: canvas.size.width, height: 1))
  }

  private mutating func drawWhyLines(_ lines: [WhyLine], _ area: Rect) {
    for (row, line) in lines.prefix(area.height).enumerated() {
      let style = line.alarm ? theme.alarm : theme.base
      text(line.text, x: area.x + 1, y: area.y + row, style: style, width: area.width - 1)
      if let event = line.event {
        target(Rect(x: area.x, y: area.y + row, width: area.width, height: 1), .news(event: event))
      }
      if line.lead > 0 {
        let strong = line.alarm ? theme.alarm : theme.strong
        canvas.restyle(Rect(x: area.x + 1, y: area.y + row, width: line.lead, height: 1)) { $0 = strong }
      }
    }
  }

  // MARK: The selection in short

  /// What the selection is, from the snapshot alone.
  private var shortCard: (name: String, sentences: [String])? {
    guard let selection = model.selection, let name = selectionName else { return nil }
    let sentences: [String]
    switch selection {
    case .node(let id):
      guard let node = snapshot.node(id) else { return nil }
      sentences = nodeSentences(node)
    case .entry(let position, _): sentences = entrySentences(position)
    case .message(let number):
      guard let message = snapshot.messages.first(where: { $0.number == number }) else { return nil }
      let left = span(message.arrives.since(snapshot.time))
      sentences = [
        say(
          .cardMessage, message.summary.kind.name + " " + kindText(message.summary), message.summary.term,
          message.from, message.to),
        message.isHeld
          ? say(.cardHeld, seconds(message.sent)) : say(.cardArrives, seconds(message.sent), left),
      ]
    case .account(let account):
      guard let node = snapshot.reference, let coins = snapshot.coins(of: account) else { return nil }
      sentences = [say(.cardAccount, spell(account), coins, node.id, node.view.applied)]
    case .landmark(let event):
      guard let landmark = snapshot.landmarks.first(where: { $0.event == event }) else { return nil }
      sentences = [say(.cardLandmark, say(.landmark(landmark.kind)), seconds(landmark.time))]
    case .rule(let name): sentences = [explainer.standing(ofRule: name, in: snapshot)]
    }
    return (name, sentences)
  }

  private func nodeSentences(_ node: NodeSnapshot) -> [String] {
    let view = node.view
    if let knower = snapshot.knowledge?.node, node.condition == .unknown {
      return [say(.cardUnknown, node.id, knower), hearsay(node)]
    }
    let role = node.condition == .up ? Label.role(of: view) : standing(of: node).word
    let what = say(
      .cardNode, node.id, say(role), snapshot.consensus.name(ofTerm: view.term),
      snapshot.consensus.cell(node.last), view.committed)
    return [what] + (view.votedFor.map { [say(.cardNodeVote, view.term, $0)] } ?? [])
  }

  private func entrySentences(_ position: LogPosition) -> [String] {
    let holders = holders(of: position)
    let copies = say(
      .cardEntryCopies, position.index, snapshot.consensus.name(ofTerm: position.term), names(holders),
      holders.count, snapshot.voterCount,
      copiesNeededText)
    // Committed is what some node knows to be so, not what a count suggests (§5.4.2).
    let committed = snapshot.nodes.contains {
      $0.view.committed >= position.index && $0.term(at: position.index) == position.term
    }
    return [copies, say(committed ? .cardEntryDone : .cardEntryWaits)]
  }
}
