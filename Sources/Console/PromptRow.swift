import Command
import Consensus
import Host
import Panels
import Words

// How a prompt looks in the last row.
extension Prompt {
  func model(_ scene: PromptScene) -> PromptModel {
    let completion = completion(scene)
    return PromptModel(
      label: Prompts(rawValue: kind.rawValue).map { scene.context.language.text($0) } ?? "", text: field.text,
      cursor: field.cursor,
      ghost: ghost(scene, completion), help: help(scene, completion),
      error: fault?.text(in: scene.context.language))
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
      case .transfer(_, _, let amount, _, _)? = try? VerbParser.transfer(field.text, context: scene.context)
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
    case .transfer: phrase = Phrase(Prompts.transferHelp)
    case .partition: phrase = partitionHelp(scene)
    case .cut:
      let isComplete = (try? VerbParser.link(field.text, context: scene.context)) != nil
      phrase = Phrase(isComplete ? Prompts.cutHelp : .cutHelpEnds, ["range": Prompt.range(scene)])
    case .palette: return paletteHelp(scene, completion)
    }
    return phrase.text(in: scene.context.language)
  }

  private func nodeHelp(_ scene: PromptScene) -> Phrase {
    guard field.isEmpty else { return Phrase(Prompts.nodeHelpFires) }
    let range = Prompt.range(scene)
    guard let node = offer(scene) else { return Phrase(Prompts.nodeHelp, ["range": range]) }
    let leads = scene.snapshot.leader == node
    let wakes = scene.snapshot.node(node)?.condition == .stalled && kind == .stall
    let key: Prompts = leads ? .nodeHelpLeader : wakes ? .nodeHelpWakes : .nodeHelpOffer
    return Phrase(key, ["range": range, "node": node])
  }

  private func partitionHelp(_ scene: PromptScene) -> Phrase {
    guard field.isEmpty else { return Phrase(Prompts.partitionHelpFires) }
    return scene.snapshot.leader.map { Phrase(Prompts.partitionHelpOffer, ["leader": $0]) }
      ?? Phrase(Prompts.partitionHelp)
  }

  private func paletteHelp(_ scene: PromptScene, _ completion: Completion?) -> String {
    if field.isEmpty { return scene.context.language.text(Prompts.paletteHelp) }
    guard let completion else { return "" }
    if let only = completion.candidates.first, completion.candidates.count == 1 { return only.summary }
    if completion.candidates.isEmpty { return completion.hint ?? "" }
    return completion.candidates.prefix(8).map(\.text).joined(separator: " ")
  }
}
