import Explanation
import Panels
import Words

/// What `?` lists: the signs, words, rules and sections that are on the screen, each with its sentence; then the keys,
/// and the words to know. A filter finds in all of it, also what is not on the screen.
struct HelpList: Sendable {
  let shown: OnScreen
  let ascii: Bool

  func lines(filter: String, _ language: Language) -> [ListState.Line] {
    guard filter.isEmpty else {
      let wanted = filter.lowercased()
      let explained =
        lines(ScreenSign.allCases, language) + messages(language) + lines(PlainWord.allCases, language)
        + rules(language) + lines(Section.allCases, language)
      let byKey = KeyTable.bindings.filter { isLabelled($0, filter) }
      let byText = KeyTable.bindings.filter { binding in
        !isLabelled(binding, filter)
          && [binding.label, binding.verb, binding.text.text(in: language), binding.text.english]
            .contains { $0.lowercased().contains(wanted) }
      }
      return (byKey + byText).map { line($0, language) }
        + explained.filter { [$0.row.left, $0.row.right].contains { $0.lowercased().contains(wanted) } }
    }
    let signs = ScreenSign.allCases.filter(shown.signs.contains)
    return [heading(language.text(Menus.onScreen))]
      + lines(signs, language) + messages(language) + lines(shown.words, language) + rules(language)
      + lines(shown.sections, language)
      + KeyBinding.Group.allCases.flatMap { group in
        [heading(language.text(group))]
          + KeyTable.bindings.filter { $0.group == group }.map { line($0, language) }
      }
      + [heading(language.text(Menus.wordsToKnow))] + lines(PlainWord.allCases, language)
  }

  /// What the row of a section says on its left.
  static func name(of section: Section, _ language: Language) -> String {
    section.rawValue.replacing("Figure", with: language.text(Menus.figure))
  }

  private func heading(_ text: String) -> ListState.Line {
    (ListModel.Row(left: text, right: "", heading: true), nil)
  }

  private func isLabelled(_ binding: KeyBinding, _ text: String) -> Bool {
    binding.label.split(separator: " ").contains { $0 == text }
      || (binding.act == .selectNode && ("1"..."9").contains(text))
  }

  private func line(_ binding: KeyBinding, _ language: Language) -> ListState.Line {
    let verb = binding.verb.isEmpty ? "" : "  `\(binding.verb)`"
    let row = ListModel.Row(left: binding.label, right: binding.text.text(in: language) + verb)
    return (row, { $0.perform(act: binding.act) })
  }

  // MARK: What is explained

  /// Enter shows all of it on a card, where the list has no room for that.
  private func line(_ left: String, _ right: String) -> ListState.Line {
    (ListModel.Row(left: left, right: right), { $0.model.overlay = .card(title: left, lines: [right]) })
  }

  private func lines(_ signs: [ScreenSign], _ language: Language) -> [ListState.Line] {
    signs.map { line($0.text(ascii: ascii), language.text($0)) }
  }

  private func lines(_ words: [PlainWord], _ language: Language) -> [ListState.Line] {
    words.map { word in
      let parts = word.parts(language)
      return line(parts.word, parts.meaning)
    }
  }

  private func rules(_ language: Language) -> [ListState.Line] {
    let explainer = Explainer(language: language)
    return shown.rules.map { line(explainer.name(ofInvariant: $0), explainer.rule(ofInvariant: $0)) }
  }

  private func lines(_ sections: [Section], _ language: Language) -> [ListState.Line] {
    sections.map { line(Self.name(of: $0, language), language.text($0)) }
  }

  /// "V?": "vote for me?: RequestVote".
  private func messages(_ language: Language) -> [ListState.Line] {
    let explainer = Explainer(language: language)
    return shown.messages.map { message in
      let mark = explainer.chip(ofMessage: message.kind, inWords: false)
      let words = explainer.chip(ofMessage: message.kind, inWords: true)
      return line(mark, "\(words): " + explainer.name(ofMessage: message.kind))
    }
  }
}
