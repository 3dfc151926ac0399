import Words

/// What happens when a rule is broken on purpose: one line for each of the gallery, by the rule's name.
struct GallerySentences: NamedTextKey, Sentence {
  let rawValue: String
}
