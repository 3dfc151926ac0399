/// Why the ledger refuses a transaction. The raw value is how the verbs, the history, the trace and the
/// screen spell it.
public enum Refusal: String, Error, Sendable, CaseIterable {
  case unknownAccount = "unknown account"
  case insufficientFunds = "insufficient funds"
  case badSignature = "bad signature"
  case wrongNonce = "wrong nonce"
  case zeroAmount = "zero amount"
  case toItself = "to itself"
  case accountExists = "account exists"
  /// The bytes are not a transaction.
  case malformed = "malformed"
  /// Single-decree Paxos chose another value, so this one is never applied. The ledger has not seen it.
  case anotherChosen = "another value chosen"
}
