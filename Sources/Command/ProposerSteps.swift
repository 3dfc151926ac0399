import Consensus

/// What a proposer is to propose, as steps by hand and predicates name it: a transfer, signed by the wallet of who
/// pays.
public struct TransferValue: Equatable, Sendable, CustomStringConvertible {
  public let from: String
  public let to: String
  public let amount: UInt64

  public init(from: String, to: String, amount: UInt64) {
    self.from = from
    self.to = to
    self.amount = amount
  }

  /// `alice bob 10`
  public var description: String { "\(from) \(to) \(amount)" }
}

extension Shape<Ballot> {
  static var ballot: Shape { Shape(.ballot, "BALLOT", text: \.cell, read: LineReader.ballot) }
}

extension Slot<TransferValue?> {
  /// A transfer, unless the next word is one of these.
  static func value(_ value: TransferValue?, before words: [String]) -> Slot {
    let shape = Shape<TransferValue>(.value, "FROM TO AMOUNT", text: \.description) { reader in
      { need throws(Diagnostic) in try reader.transferValue(need.owner) }
    }
    let slot = Slot.optional(shape, value)
    return Slot(slot.argument, value) { reader, owner throws(Diagnostic) in
      if let next = reader.peek(nil), words.contains(next.text) { return nil }
      return try slot.read(reader, owner)
    }
  }
}

extension LineReader {
  func ballot(_ need: Need) throws(Diagnostic) -> Ballot {
    let token = try word(need)
    guard let term = try? Quantities.ballot(token.text), term > 0 else {
      throw unexpected(token, expected(need.kind))
    }
    return Ballot(term)
  }

  func transferValue(_ owner: String) throws(Diagnostic) -> TransferValue {
    let from = try account(Need(kind: .account, owner: owner, label: "FROM"))
    let to = try account(Need(kind: .account, owner: owner, label: "TO"))
    return TransferValue(from: from, to: to, amount: try amount(owner))
  }

  /// A transfer, where one follows: two words that are no verb's beginning, and a number.
  func optionalTransferValue(_ owner: String) throws(Diagnostic) -> TransferValue? {
    let rest = line.tokens.dropFirst(position).prefix(3)
    guard rest.count == 3, let first = rest.first, let last = rest.last, !first.isSign, last.text.isNatural,
      !VerbTable.names.contains(first.text)
    else { return nil }
    return try transferValue(owner)
  }

  /// The rest of `promised NODE BALLOT`, `accepted NODE BALLOT [FROM TO AMOUNT]`.
  func ballotFact(_ word: PredicateWord) throws(Diagnostic) -> Predicate {
    let node = try node(word)
    let ballot = try ballot(Need(kind: .ballot, owner: word.rawValue, label: "BALLOT"))
    if word == .promised { return .node(node, .promised(ballot)) }
    return .node(node, .accepted(ballot, try optionalTransferValue(word.rawValue)))
  }

  /// The rest of `chosen [SLOT] [FROM TO AMOUNT]`.
  func chosen() throws(Diagnostic) -> Predicate {
    let slot = peek(nil)?.text.isNatural == true ? try number("chosen") : nil
    return .chosen(slot: slot, try optionalTransferValue("chosen"))
  }
}
