import Consensus
import Host
import Words

extension Catalogue {
  /// A decision's numbers by name, as people read them: "term 4, waited 172 ms, last entry 3 of term 1".
  func text(of fields: [Field]) -> String {
    fields.map { name(of: $0) + " " + value(of: $0) }.joined(separator: language.text(Formats.comma))
  }

  /// The paper's names stay; the others are words.
  private func name(of field: Field) -> String {
    FieldWords(rawValue: field.name).map { language.text($0) } ?? field.name
  }

  private func value(of field: Field) -> String {
    switch field.value {
    case .time(let time): say(PartSentences.seconds, [.number: .text(seconds(time))])
    case .duration(let span): duration(span)
    case .number(let number): String(number)
    case .count(let count): String(count)
    case .reason(let reason): reason.name
    case .flag(let flag): say(flag ? PartSentences.yes : .no)
    case .text(let text): text
    case .node(let node): node.description
    case .nodes(let nodes): nodes.isEmpty ? "–" : nodes.description
    case .position(let position): position.description
    case .numbers(let numbers): numbers.map(String.init).joined(separator: " ")
    case .none: "–"
    }
  }
}

/// The names of those numbers.
enum FieldWords: String, TextKey {
  case term, currentTerm
  case waited = "waited_ns"
  case ago = "ago_ns"
  case atLeast = "atLeast_ns"
  case until = "until_ns"
  case leader, last, candidate, from,
    by, to, votes, needed, of, heard, match, successor, own, candidateLast, entry, index, node, voters,
    outgoing, learners, readIndex, round, rule, count, applied, entries, snapshot, through, follower, needs,
    bytes, offset, total, kept, committed, old, new, next
}
