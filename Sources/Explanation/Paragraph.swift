import Consensus
import Host
import Words

/// A text of a value that explains itself, a decision first of all: `NAME.PART`, and `NAME.VARIANT.PART` where
/// it says something else for some of its values. Its places are the names of the value's fields.
struct Paragraph: NamedTextKey {
  enum Part: String, CaseIterable {
    /// The sentence of the news, or the part of it that says why.
    case says
    /// What a message is called.
    case name
    /// How a message is drawn: in words, and in a few signs.
    case chip, mark
    /// The rule that decided.
    case rule
    /// The values that decided.
    case numbers
    /// What would have changed it.
    case otherwise
    /// What it says of a message that has not arrived yet; of a decision without it `says` serves there too.
    case would
    /// What a person is asked who decides for the receiver of a message.
    case asks
    /// What may come of it: of how a rule broke, where nothing is lost yet.
    case harm
  }

  static let topic = "Explanations"
  let rawValue: String
}

/// A value that explains itself, and what only the scene adds to it.
struct Telling {
  var what: Explanation
  /// Further values by name; `self` is who decided.
  var more: [(name: String, value: Value)] = []

  /// Chooses a variant that fits better than the others.
  mutating func fits(_ variant: String) { what.variants.insert(variant, at: 0) }

  /// Why it refuses something, where it does.
  fileprivate var reason: Telling? {
    for field in what.fields {
      if case .reason(let reason) = field.value { return Telling(what: reason) }
    }
    return nil
  }

  subscript(name: String) -> Value? {
    what[name] ?? more.first { $0.name == name }?.value
      ?? (name == "section" ? .text(what.section) : nil)
  }
}

extension Explainer {
  /// One part of what a value says of itself; nil where it has none.
  func text(_ part: Paragraph.Part, of told: Telling) -> String? {
    template(part, of: told.what).map { template in
      Template.fill(template) { value(of: $0, in: told).map(write) }
    }
  }

  func text(_ part: Paragraph.Part, of what: Explanation) -> String? { text(part, of: Telling(what: what)) }

  /// A part that has no places, by the name of its value.
  func text(_ part: Paragraph.Part, of name: String) -> String {
    text(part, of: Explanation(name: name, fields: [])) ?? name
  }

  /// Why a member does not do what it is asked to.
  func text(of refusal: RequestRefusal) -> String {
    text(.says, of: refusal.explanation()) ?? refusal.name
  }

  /// Why an act was impossible.
  package func text(of refusal: ActionRefusal) -> String {
    switch refusal {
    case .request(let refusal): text(of: refusal)
    case .ruleSaysNo(let rule, let node, let canOverrule):
      ActionRefusal.noOfRule(
        node, Phrase(verbatim: says(rule, at: node) ?? rule.name), canOverrule: canOverrule
      ).text(in: language)
    case .several(let refusals):
      refusals.map { text(of: $0) }.joined(separator: language.text(Formats.semicolon))
    default: refusal.phrase.text(in: language)
    }
  }

  /// How a rule broke: which nodes, entries and numbers.
  package func text(of detail: ViolationDetail) -> String {
    text(.says, of: detail.explanation()) ?? detail.name
  }

  /// A configuration in words.
  package func text(of membership: Membership) -> String { configuration(membership.fields) }

  /// Rule, numbers and what would have changed it. Of a refusal its reason's, in which the numbers stand
  /// already.
  func reasons(of told: Telling) -> [String] {
    if let reason = told.reason {
      return [text(.rule, of: reason), text(.otherwise, of: reason)].compactMap(\.self)
    }
    let fields = told.what.fields.filter { $0.name != "reason" }
    return [
      text(.rule, of: told),
      text(.numbers, of: told) ?? say(NumberSentences.fields, [.detail: .text(text(of: fields))]),
      text(.otherwise, of: told),
    ].compactMap(\.self)
  }

  private func template(_ part: Paragraph.Part, of what: Explanation) -> String? {
    for variant in what.variants {
      if let text = template("\(what.name).\(variant).\(part.rawValue)") { return text }
    }
    return template("\(what.name).\(part.rawValue)")
  }

  private func template(_ key: String) -> String? {
    // A protocol's own paragraph comes first; those of Raft have no prefix.
    let own = consensus.families.lazy.compactMap { language.textIfAny(Paragraph(rawValue: "\($0).\(key)")) }
      .first
    guard let text = own ?? language.textIfAny(Paragraph(rawValue: key)) else { return nil }
    return text.utf8.first == UInt8(ascii: "@") ? template(String(text.dropFirst())) : text
  }

  private func configuration(_ fields: [Field]) -> String {
    let present = ["outgoing", "learners"].filter { name in fields.contains { $0.name == name } }
    let what = Explanation(
      name: "configuration", fields: fields, variants: present.isEmpty ? [] : [present.joined(separator: "-")]
    )
    return text(.says, of: what) ?? ""
  }

  // MARK: Places

  /// What stands in a place: a field by its name, or what is made of fields. `votes.count` is how many nodes,
  /// `own.index` and `own.term` are parts of an entry's position, `next+1` and `needed-1` are neighbours of a
  /// number, `first..last` is a range of entries.
  private func value(of place: Substring, in told: Telling) -> Value? {
    let name = String(place)
    if let value = told[name] { return name == "term" || name.hasSuffix("Term") ? asTerm(value) : value }
    if name == "configuration" { return .text(configuration(told.what.fields)) }
    if let range = name.firstRange(of: "..") {
      guard let first = number(name[..<range.lowerBound], in: told),
        let last = number(name[range.upperBound...], in: told)
      else { return nil }
      return .text(first >= last ? String(last) : "\(first)-\(last)")
    }
    return number(place, in: told).map { place.hasSuffix(".term") ? asTerm(.number($0)) : .number($0) }
  }

  private func number(_ place: Substring, in told: Telling) -> UInt64? {
    if place.hasSuffix("+1") { return number(place.dropLast(2), in: told).map { $0 &+ 1 } }
    if place.hasSuffix("-1") { return number(place.dropLast(2), in: told).map { max($0, 1) - 1 } }
    let parts = place.split(separator: ".", maxSplits: 1)
    switch (told[String(parts[0])], parts.dropFirst().first) {
    case (.nodes(let nodes), "count"): return UInt64(nodes.count)
    case (.position(let position), "index"): return position.index
    case (.position(let position), "term"): return position.term
    case (.number(let number), nil): return number
    case (.count(let count), nil): return UInt64(clamping: count)
    default: return nil
    }
  }
}
