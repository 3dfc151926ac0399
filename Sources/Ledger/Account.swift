/// One account: who it is, what it holds, and the one receipt that answers its owner's retries.
public struct Account: Sendable, Equatable {
  /// What never changes, shared by all copies, so that copying a ledger's state stays cheap.
  private final class Owner: Sendable {
    let name: String
    let publicKey: [UInt8]
    init(name: String, publicKey: [UInt8]) {
      self.name = name
      self.publicKey = publicKey
    }
  }

  /// The storage key.
  public let id: AccountID
  private let owner: Owner
  /// In whole coins.
  public internal(set) var balance: UInt64
  /// Of the last transaction that was decided, done or refused; 0: none yet.
  public internal(set) var nonce: UInt64 = 0
  // The last receipt, in parts: plain words that cost nothing to store and to copy.
  var lastTransaction = TransactionID(high: 0, low: 0)
  var lastIndex: UInt64 = 0
  var lastRefusal: Refusal?

  init(name: String, publicKey: [UInt8], balance: UInt64) {
    id = AccountID(publicKey: publicKey)
    owner = Owner(name: name, publicKey: publicKey)
    self.balance = balance
  }

  /// Unique in its ledger, byte for byte.
  public var name: String { owner.name }

  /// Whether this is its name, byte for byte. Names of the same bytes are the same text too, and most are not.
  func hasName(_ other: String) -> Bool { owner.name == other && owner.name.utf8.elementsEqual(other.utf8) }

  /// 32 bytes.
  public var publicKey: [UInt8] { owner.publicKey }

  public static func == (left: Account, right: Account) -> Bool {
    left.id == right.id && left.balance == right.balance && left.nonce == right.nonce
      && left.lastTransaction == right.lastTransaction && left.lastIndex == right.lastIndex
      && left.lastRefusal == right.lastRefusal
      && (left.owner === right.owner
        || (left.hasName(right.name) && left.publicKey == right.publicKey))
  }
}
