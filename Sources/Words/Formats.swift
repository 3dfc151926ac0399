/// What belongs to a language as a whole: its name, and how it joins words.
public enum Formats: String, TextKey {
  case languageName
  /// Between the members of a list.
  case listComma
  /// Before its last member.
  case listEnd
  /// Between the parts of a sentence.
  case comma, semicolon
  /// Between alternatives.
  case or, orTight
}
