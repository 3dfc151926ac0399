/// The ledger's answer to one applied entry.
public struct Receipt: Sendable, Equatable {
  /// What the entry did to the ledger.
  public enum Outcome: Sendable, Equatable {
    /// The coins moved, or the account was opened.
    case done
    /// Nothing moved.
    case refused(Refusal)
    /// The answer to a read: all balances, in the order of `LedgerState.accounts`.
    case balances([UInt64])
  }

  /// The index of the entry at which this was decided; of a repeat, where it was *first* applied.
  public let index: UInt64
  /// nil for reads and for bytes that are no command.
  public let transaction: TransactionID?
  public let outcome: Outcome
  /// Whether the transaction had been applied before and this is its first receipt again (dissertation
  /// §6.3).
  public let isRepeat: Bool
  /// Whether this holds for every copy of the transaction that is applied later. A refusal is not final where the
  /// sender's account is not open, or where serial numbers before the transaction's are still to come.
  public let isFinal: Bool

  public init(
    index: UInt64, transaction: TransactionID?, outcome: Outcome, isRepeat: Bool = false, isFinal: Bool = true
  ) {
    self.index = index
    self.transaction = transaction
    self.outcome = outcome
    self.isRepeat = isRepeat
    self.isFinal = isFinal
  }

  /// Why it was refused, if it was.
  public var refusal: Refusal? {
    if case .refused(let refusal) = outcome { refusal } else { nil }
  }
}
