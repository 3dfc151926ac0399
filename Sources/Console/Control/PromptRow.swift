import Command
import Consensus
import Host

// How a prompt looks in the last row.
extension Prompt {
  func model(_ scene: PromptScene) -> PromptModel {
    let completion = completion(scene)
    return PromptModel(
      label: label.text(scene.language), text: field.text, cursor: field.cursor,
      ghost: ghost(scene, completion), help: help(scene, completion), error: error(scene))
  }

  private var label: Phrase {
    switch kind {
    case .kill: Phrase("kill ▸", "宕机 kill ▸")
    case .restart: Phrase("restart ▸", "重启 restart ▸")
    case .stall: Phrase("stall ▸", "停顿 stall ▸")
    case .transfer: Phrase("transfer ▸", "转账 transfer ▸")
    case .partition: Phrase("partition ▸", "分区 partition ▸")
    case .cut: Phrase("cut ▸", "断开 cut ▸")
    case .palette: Phrase(":", ":")
    }
  }

  private func error(_ scene: PromptScene) -> String? {
    switch fault {
    case nil: nil
    case .phrase(let phrase): phrase.text(scene.language)
    case .diagnostic(let diagnostic): diagnostic.text(in: scene.context.language)
    }
  }

  private func ghost(_ scene: PromptScene, _ completion: Completion?) -> String {
    guard field.cursor == field.characters.count else { return "" }
    if field.isEmpty { return kind == .transfer ? scene.transferOffer : "" }
    if let completion, completion.candidates.count == 1, !completion.replaced.isEmpty {
      let word = completion.replacement.filter { $0 != " " }
      let typed = completion.replaced.count
      if word.count > typed { return String(word.dropFirst(typed)) }
    }
    if kind == .transfer, field.text.split(separator: " ").count == 2,
      case .transfer(_, _, let amount)? = try? VerbParser.transfer(field.text, context: scene.context)
    {
      return (field.text.last == " " ? "" : " ") + "\(amount)"
    }
    if kind == .partition,
      case .partition(let sides)? = try? VerbParser.partition(oneSide: field.text, context: scene.context),
      let others = sides.last
    {
      let digits = others.compactMap { if case .node(let id) = $0 { String(id.number) } else { nil } }
      return " | " + digits.joined(separator: ",")
    }
    return ""
  }

  private func help(_ scene: PromptScene, _ completion: Completion?) -> String {
    let phrase: Phrase
    switch kind {
    case .kill, .restart, .stall: phrase = nodeHelp(scene)
    case .transfer:
      phrase = Phrase("Enter sends · Tab completes · ↑ earlier ones", "Enter 发送 · Tab 补全 · ↑ 以前的")
    case .partition: phrase = partitionHelp(scene)
    case .cut:
      let complete = (try? VerbParser.link(field.text, context: scene.context)) != nil
      phrase =
        complete
        ? Phrase("Enter one way · b both ways · Esc", "Enter 单向 · b 双向 · Esc")
        : Phrase("two of \(Prompt.range(scene)): from, to · Esc", "两个数字（\(Prompt.range(scene))）：从、到 · Esc")
    case .palette: return paletteHelp(scene, completion)
    }
    return phrase.text(scene.language)
  }

  private func nodeHelp(_ scene: PromptScene) -> Phrase {
    guard field.isEmpty else { return Phrase("Enter fires · Tab completes · Esc", "Enter 执行 · Tab 补全 · Esc") }
    let range = Prompt.range(scene)
    guard let node = offer(scene) else {
      return Phrase("\(range) · or type a verb's argument · Esc", "\(range) · 或输入命令的参数 · Esc")
    }
    let leads = scene.snapshot.leader == node
    let wakes = scene.snapshot.node(node)?.condition == .stalled && kind == .stall
    let english = leads ? ", the leader" : wakes ? " wakes" : ""
    let chinese = leads ? "（领导者）" : wakes ? " 唤醒" : ""
    return Phrase(
      "\(range) · Enter: \(node)\(english) · or type a verb's argument · Esc",
      "\(range) · Enter：\(node)\(chinese) · 或输入命令的参数 · Esc")
  }

  private func partitionHelp(_ scene: PromptScene) -> Phrase {
    guard field.isEmpty else { return Phrase("Enter splits the network · Esc", "Enter 分开网络 · Esc") }
    guard let leader = scene.snapshot.leader else {
      return Phrase("digits of one side, Enter · Esc", "一侧的数字，Enter · Esc")
    }
    return Phrase(
      "digits of one side · Enter: isolates \(leader), the leader · Esc",
      "一侧的数字 · Enter：隔离 \(leader)（领导者） · Esc")
  }

  private func paletteHelp(_ scene: PromptScene, _ completion: Completion?) -> String {
    if field.isEmpty {
      return Phrase("a verb · Tab completes · ↑ earlier ones · Esc", "命令 · Tab 补全 · ↑ 以前的 · Esc")
        .text(scene.language)
    }
    guard let completion else { return "" }
    if let only = completion.candidates.first, completion.candidates.count == 1 {
      return only.summary
    }
    if completion.candidates.isEmpty { return completion.hint ?? "" }
    return completion.candidates.prefix(8).map(\.text).joined(separator: " ")
  }
}
