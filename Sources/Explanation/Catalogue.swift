import Command
import Consensus
import Host
import Words

/// Everything the console says, in one language: whole sentences with named places, never glued from parts.
package struct Catalogue: Sendable {
  package let language: Language

  package init(language: Language) { self.language = language }

  /// The topics of this room.
  package static let topics: [any TextKey.Type] = [
    Paragraph.self, WorldSentences.self, ClientSentences.self, RuleSentences.self, NumberSentences.self,
    OtherwiseSentences.self, NodeSentences.self, SelectionSentences.self, HintSentences.self,
    ReasonSentences.self, BranchSentences.self, GallerySentences.self, PartSentences.self, FieldWords.self,
    InvariantNames.self,
  ]

  /// A sentence with its places filled. A place without a value keeps its braces.
  func say(_ sentence: some TextKey, _ values: [Place: Value] = [:]) -> String {
    Template.fill(language.text(sentence)) { name in
      Place(rawValue: String(name)).flatMap { values[$0] }.map(write)
    }
  }

  /// A span of time in milliseconds, rounded as far as the eye needs: "172 ms", "4.5 ms", "0.05 ms"; from
  /// one second on in seconds: "1.5 s".
  package func duration(_ span: Nanoseconds) -> String {
    if span >= 999_500_000 {
      // In two steps the sum cannot overflow.
      let tenths = span / 100_000_000 + (span % 100_000_000 >= 50_000_000 ? 1 : 0)
      return say(PartSentences.seconds, [.number: .text(Quantities.decimalText(tenths, scale: 10))])
    }
    let number =
      span >= 9_950_000
      ? String((span + 500_000) / 1_000_000)
      : span >= 95_000 || span == 0
        ? Quantities.decimalText((span + 50_000) / 100_000, scale: 10)
        : Quantities.decimalText(max(1, (span + 5_000) / 10_000), scale: 100)
    return say(PartSentences.milliseconds, [.number: .text(number)])
  }

  /// What a kind of message is called: the paper's name, with what it carries.
  package func name(ofMessage kind: Explanation) -> String { text(.name, of: kind) ?? kind.name }

  /// How a message is drawn: in words, or in a few signs.
  package func chip(ofMessage kind: Explanation, inWords: Bool) -> String {
    text(inWords ? .chip : .mark, of: kind) ?? kind.name
  }

  /// An invariant's name as people say it.
  package func name(ofInvariant name: String) -> String {
    language.textIfAny(InvariantNames(rawValue: name)) ?? name.replacing("-", with: " ")
  }

  /// What happens when this rule is broken on purpose.
  package func text(ofRule name: String) -> String {
    language.textIfAny(GallerySentences(rawValue: name)) ?? ""
  }

  /// An operation in short: "alice→dave 15", "open erin 50", "balances".
  package func name(of operation: OperationSnapshot.Kind) -> String {
    switch operation {
    case .transfer(let from, let to, let amount): "\(from)→\(to) \(amount)"
    case .open(let name, let amount): "open \(name) \(amount)"
    case .balances: "balances"
    }
  }

  /// What an entry holds, in the same form as an operation; nil for the empty entry.
  func contents(of entry: EntryDescription) -> String? {
    switch entry {
    case .noOp: nil
    case .transfer(let from, let to, let amount, _):
      name(of: .transfer(from: from, to: to, amount: amount))
    case .open(let account, let amount): name(of: .open(name: account, amount: amount))
    case .balances: name(of: .balances)
    case .configuration(let membership): text(of: membership)
    }
  }

  func list(_ nodes: NodeSet) -> String {
    let names = nodes.map(\.description)
    guard let last = names.last else { return say(PartSentences.noNode) }
    guard names.count > 1 else { return last }
    return names.dropLast().joined(separator: language.text(Formats.listComma))
      + language.text(Formats.listEnd) + last
  }
}

extension Catalogue {
  func write(_ value: Value) -> String {
    switch value {
    case .node(let node): node.description
    case .nodes(let nodes): list(nodes)
    case .sides(let sides): sides.map(\.description).joined(separator: " | ")
    case .number(let number): String(number)
    case .count(let count): String(count)
    case .word(let count): word(count)
    case .duration(let span): duration(span)
    case .span(let range): span(range)
    case .time(let time): say(PartSentences.seconds, [.number: .text(Quantities.secondsText(time))])
    case .entries(let first, let last): first >= last ? String(last) : "\(first)-\(last)"
    case .position(let position): name(of: position)
    case .tally(let tally): write(tally)
    case .client(let operation): client(of: operation)
    case .operation(let operation): name(of: operation)
    case .message(let kind): name(ofMessage: kind)
    case .flag(let flag): say(flag ? PartSentences.yes : .no)
    case .reason(let reason): text(.says, of: reason) ?? reason.name
    case .text(let text): text
    }
  }

  private func name(of position: LogPosition) -> String {
    position.index == 0
      ? say(PartSentences.noEntry)
      : say(PartSentences.entryOfTerm, [.index: .number(position.index), .term: .number(position.term)])
  }

  private func span(_ range: ClosedRange<Nanoseconds>) -> String {
    let (low, high) = (duration(range.lowerBound), duration(range.upperBound))
    guard low != high else { return high }
    // The unit is written once where both have the same.
    let (lowParts, highParts) = (low.split(separator: " "), high.split(separator: " "))
    guard let number = lowParts.first, lowParts.last == highParts.last else { return "\(low)–\(high)" }
    return "\(number)–\(high)"
  }

  private func client(of operation: OperationSnapshot.Kind) -> String {
    switch operation {
    case .transfer(let from, _, _): say(PartSentences.client, [.account: .text(from)])
    case .open: say(PartSentences.treasuryClient)
    case .balances: say(PartSentences.readingClient)
    }
  }

  private func write(_ tally: [Tally]) -> String {
    tally.enumerated().map { place, entry in
      let sentence: PartSentences = place > 0 ? .nextVotes : entry.votes == 1 ? .vote : .votes
      return say(sentence, [.count: .count(entry.votes), .node: .node(entry.node)])
    }.joined(separator: language.text(Formats.comma))
  }

  private func word(_ count: Int) -> String {
    let words = say(PartSentences.countWords).split(separator: " ")
    return words.indices.contains(count) ? String(words[count]) : String(count)
  }

}
