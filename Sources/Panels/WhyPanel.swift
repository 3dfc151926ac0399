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
    /// The landmark or news that it belongs to: true for the first line of one.
    var starts = false
    /// The event that it tells of, in news.
    var event: UInt64?
  }

  /// The opened card's lines; empty when none is open.
  func whyContent(width: Int) -> [WhyLine] {
    guard let card = model.card else { return [] }
    return cardLines(title: card.title, sentences: card.sentences, width: width - 2)
  }

  private func cardLines(title: String, sentences: [String], width: Int) -> [WhyLine] {
    var lines: [WhyLine] = []
    for line in wrap(spell(title), width: width) {
      lines.append(WhyLine(text: line, lead: TextWidth.of(line), starts: lines.isEmpty))
    }
    for sentence in sentences {
      for line in wrap(spell(sentence), width: width) { lines.append(WhyLine(text: line)) }
    }
    return lines
  }

  /// "[entry 58]  alice → dave …": a short card has its name in front, its sentences beside it.
  private func shortCardLines(_ card: (name: String, sentences: [String]), width: Int) -> [WhyLine] {
    let lead = TextWidth.of(card.name) + 2
    guard width > lead + 10 else { return [] }
    var lines: [WhyLine] = []
    for sentence in card.sentences {
      for line in wrap(sentence, width: width - lead) {
        let head = lines.isEmpty ? card.name + "  " : String(repeating: " ", count: lead)
        lines.append(WhyLine(text: head + line, lead: lines.isEmpty ? lead : 0, starts: lines.isEmpty))
      }
    }
    return lines
  }

  /// The newest news that fit, whole ones only; the newest is cut rather than left out.
  private func newsLines(width: Int, height: Int, gap: Int) -> [WhyLine] {
    var result: [WhyLine] = []
    for news in model.news.reversed() {
      let time = seconds(news.time)
      let lead = time.utf8.count + gap
      var lines: [WhyLine] = []
      for line in wrap(spell(news.text), width: max(8, width - lead)) {
        let head =
          lines.isEmpty ? time + String(repeating: " ", count: gap) : String(repeating: " ", count: lead)
        lines.append(
          WhyLine(
            text: head + line, lead: lines.isEmpty ? lead : 0, alarm: news.alarm, starts: lines.isEmpty,
            event: news.event))
      }
      if result.isEmpty, lines.count > height {
        result = Array(lines.prefix(height))
        result[result.count - 1].text =
          TextWidth.prefix(result[result.count - 1].text, width: width - 3) + glyphs.ellipsis
        break
      }
      if result.count + lines.count > height { break }
      result = lines + result
    }
    return result
  }

  mutating func drawWhy(_ layout: Layout, _ card: [WhyLine]) {
    var area = layout.why
    if layout.whyBoxed {
      box(area, title: say(.why), right: say(.whyAgain))
      area = area.inset(1)
    }
    guard area.height > 0 else { return }
    let width = area.width - 2
    if !card.isEmpty {
      drawWhyLines(cutCard(card, height: area.height), area)
      return
    }
    let gap = layout.whyBoxed ? 2 : 1
    var below: [WhyLine] = []
    if area.height >= 6, let short = shortCard { below = shortCardLines(short, width: width) }
    if below.count > area.height / 2 { below = Array(below.prefix(area.height / 2)) }
    let room = area.height - (below.isEmpty ? 0 : below.count + 1)
    let news = newsLines(width: width, height: room, gap: gap)
    drawWhyLines(news, area)
    let y = area.y + news.count + (news.isEmpty ? 0 : 1)
    drawWhyLines(below, Rect(x: area.x, y: y, width: area.width, height: below.count))
  }

  private func cutCard(_ lines: [WhyLine], height: Int) -> [WhyLine] {
    guard lines.count > height, height > 0 else { return lines }
    var cut = Array(lines.prefix(height))
    let last = cut[height - 1].text
    let room = canvas.size.width - 4 - TextWidth.of(glyphs.ellipsis)
    cut[height - 1].text = TextWidth.prefix(last, width: room) + glyphs.ellipsis
    return cut
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
  var shortCard: (name: String, sentences: [String])? {
    guard let selection = model.selection, let name = selectionName else { return nil }
    let sentences: [String]
    switch selection {
    case .node(let id):
      guard let node = snapshot.node(id) else { return nil }
      sentences = nodeSentences(node)
    case .entry(let position, _): sentences = entrySentences(position)
    case .message(let number):
      guard let message = snapshot.messages.first(where: { $0.number == number }) else { return nil }
      let left = message.arrives > snapshot.time ? message.arrives - snapshot.time : 0
      sentences = [
        say(
          .cardMessage, message.summary.kind.name + " " + kindText(message.summary),
          String(message.summary.term), message.from.description, message.to.description),
        message.isHeld
          ? say(.cardHeld, seconds(message.sent)) : say(.cardArrives, seconds(message.sent), span(left)),
      ]
    case .account(let account):
      guard let node = reference, let index = snapshot.accounts.firstIndex(of: account),
        index < node.balances.count, let coins = node.balances[index]
      else { return nil }
      sentences = [
        say(
          .cardAccount, spell(account), String(coins), node.id.description, String(node.view.applied))
      ]
    case .landmark(let event):
      guard let landmark = snapshot.landmarks.first(where: { $0.event == event }) else { return nil }
      sentences = [say(.cardLandmark, say(.landmark(landmark.kind)), seconds(landmark.time))]
    }
    return (name, sentences)
  }

  private func nodeSentences(_ node: NodeSnapshot) -> [String] {
    let last = LogPosition(index: node.lastIndex, term: node.term(at: node.lastIndex) ?? 0)
    let role = node.condition == .up ? say(.role(node.view.role)) : roleWords(node).word
    var sentences = [
      say(
        .cardNode, node.id.description, role, String(node.view.term), last.description,
        String(node.view.committed))
    ]
    if let vote = node.view.votedFor {
      sentences.append(say(.cardNodeVote, String(node.view.term), vote.description))
    }
    return sentences
  }

  private func entrySentences(_ position: LogPosition) -> [String] {
    let holders = holders(of: position)
    let names = holders.isEmpty ? glyphs.none : holders.map(\.description).joined(separator: " ")
    let copies = say(
      .cardEntryCopies, String(position.index), String(position.term), names, String(holders.count),
      String(snapshot.voterCount), neededText)
    // Committed is what some node knows to be so, not what a count suggests (§5.4.2).
    let committed = snapshot.nodes.contains {
      $0.view.committed >= position.index && $0.term(at: position.index) == position.term
    }
    return [copies, say(committed ? .cardEntryDone : .cardEntryWaits)]
  }
}
