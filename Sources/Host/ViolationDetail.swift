import Consensus

/// How a rule broke: which nodes, entries and numbers. Each rule names its own; people read of it in their language,
/// by its name and fields.
public struct ViolationDetail: Explained, CustomStringConvertible {
  private let what: Explanation
  /// In English, for traces and for `raftcoin run`.
  public let description: String

  /// - Parameter variants: Names of the texts that fit, the most fitting first.
  public init(
    _ name: String, _ fields: KeyValuePairs<String, any FieldValue>, variants: [String?] = [],
    _ description: String
  ) {
    what = Explanation(
      name: name, fields: fields.map { Field($0.key, $0.value.fieldValue) },
      variants: variants.compactMap(\.self))
    self.description = description
  }

  public func explanation(_ tell: Explanation.Teller) -> Explanation { what }
}

extension ViolationDetail: ExpressibleByStringInterpolation {
  /// Of hosts that know no more than a text.
  public init(stringLiteral text: String) { self.init("other", ["text": text], text) }
}
