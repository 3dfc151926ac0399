/// Why a ledger cannot begin this way.
public enum GenesisError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not what `AccountName.isValid` allows.
  case invalidName(String)
  /// Two accounts of one name, or one named like the treasury. Names that a reader cannot tell apart, since they
  /// are canonically equivalent, count as one here, before anything is applied.
  case duplicateName(String)
  /// All coins together do not fit in 64 bits.
  case supplyTooLarge

  public var description: String {
    switch self {
    case .invalidName(let name):
      "\(name.debugDescription) cannot name an account: "
        + "1 to \(AccountName.longest) bytes without spaces or control characters"
    case .duplicateName(let name): "there is more than one account named \(name)"
    case .supplyTooLarge: "all coins together must be at most \(UInt64.max)"
    }
  }
}

/// The ledger before its first entry: who holds what. The supply is fixed here for ever.
public struct Genesis: Sendable {
  /// One pair for each account, in the ledger's order: the treasury's first, then as given.
  public let keys: [KeyPair]
  /// In the same order.
  public let names: [String]
  /// In the same order, in whole coins.
  public let coins: [UInt64]
  /// All coins, the treasury's included.
  public let supply: UInt64
  /// How this ledger's wallets sign.
  public let signatures: SignatureScheme
  /// What they sign for.
  public let chain: ChainName

  /// Keys derive from the seed and the names; `coins` and `treasury` are whole coins. Throws the `GenesisError` that
  /// fits when a name is not valid or there twice, or when the supply does not fit in 64 bits: since every balance is
  /// a part of the supply, none can then overflow.
  public init(
    seed: UInt64, accounts: [(name: String, coins: UInt64)], treasury: UInt64,
    signatures: SignatureScheme = .ed25519
  ) throws(GenesisError) {
    let all = [(name: AccountName.treasury, coins: treasury)] + accounts
    var names: Set<String> = []
    var ids: Set<AccountID> = []
    var keys: [KeyPair] = []
    var supply: UInt64 = 0
    for (name, coins) in all {
      guard AccountName.isValid(name) else { throw .invalidName(name) }
      let pair = KeyPair(seed: seed, name: name, scheme: signatures)
      guard names.insert(name).inserted, ids.insert(pair.account).inserted else { throw .duplicateName(name) }
      keys.append(pair)
      let (sum, overflow) = supply.addingReportingOverflow(coins)
      guard !overflow else { throw .supplyTooLarge }
      supply = sum
    }
    self.keys = keys
    self.names = all.map(\.name)
    self.coins = all.map(\.coins)
    self.supply = supply
    self.signatures = signatures
    chain = ChainName(seed: seed, opening: all, signatures: signatures)
  }
}
