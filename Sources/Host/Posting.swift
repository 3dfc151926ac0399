import Consensus

/// An entry that was applied, as the first ledger that did so decided it: a line of the accounts' statements.
public struct Posting: Sendable, Equatable {
  public var position: LogPosition
  /// When it was first applied, in nanoseconds since the start: until then no node can have known more.
  public var time: Nanoseconds
  /// What it holds; nil: nobody can read it.
  public var entry: EntryDescription?
  public var outcome: EventRecord.Applied.Outcome
  /// The whole coins on both accounts after it; nil where there is no such account.
  public var payerCoins: UInt64?
  public var payeeCoins: UInt64?
  public init(
    _ position: LogPosition, at time: Nanoseconds, _ entry: EntryDescription?,
    _ outcome: EventRecord.Applied.Outcome, payerCoins: UInt64? = nil, payeeCoins: UInt64? = nil
  ) {
    self.position = position
    self.time = time
    self.entry = entry
    self.outcome = outcome
    self.payerCoins = payerCoins
    self.payeeCoins = payeeCoins
  }

  /// The coins on this account after it; nil: the entry does not name it.
  public func coins(of account: String) -> UInt64? {
    switch entry {
    case .transfer(account, _, _, _): payerCoins
    case .transfer(_, account, _, _), .open(account, _): payeeCoins
    default: nil
    }
  }
}

/// An account and the whole coins on it.
public struct Balance: Sendable, Equatable {
  public var account: String
  public var coins: UInt64
  public init(account: String, coins: UInt64) {
    self.account = account
    self.coins = coins
  }
}

/// What a read told its client.
public struct ReadAnswer: Sendable, Equatable {
  /// In the order of the ledger that answered.
  public var balances: [Balance]
  /// The last entry that this ledger had applied; 0: none.
  public var through: LogIndex
  /// How many entries more than these some node knew as committed when the client was told.
  public var behind: UInt64
  public init(balances: [Balance], through: LogIndex, behind: UInt64) {
    self.balances = balances
    self.through = through
    self.behind = behind
  }

  /// nil: that ledger knew no such account.
  public func coins(of account: String) -> UInt64? {
    balances.first { $0.account == account }?.coins
  }
}
