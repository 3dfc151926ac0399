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
    language.textIfAny(FieldWords(rawValue: field.name)) ?? field.name
  }

  private func value(of field: Field) -> String {
    switch field.value {
    case .nodes(let nodes): nodes.isEmpty ? "–" : nodes.description
    case .position(let position): position.description
    default: write(Value(field.value))
    }
  }
}

/// The names of those numbers.
struct FieldWords: NamedTextKey {
  let rawValue: String
}
