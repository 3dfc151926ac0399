/// The names that a cluster's protocol brings into the language. An empty list leaves such names unchecked.
public struct Vocabulary: Equatable, Sendable {
  /// Of the rules that can be broken on purpose, for `bug NAME`.
  public var brokenRules: [String]

  public init(brokenRules: [String] = []) {
    self.brokenRules = brokenRules
  }
}
