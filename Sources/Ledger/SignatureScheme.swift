/// How wallets sign what they ask for.
public enum SignatureScheme: String, Sendable, CaseIterable {
  /// RFC 8032.
  case ed25519
  /// A keyed hash in the place of Ed25519, which costs more than all else in a simulation together: what is
  /// altered or signed with another key is refused all the same, but whoever knows a public key can sign for
  /// it. For searches over many seeds, which look at agreement and not at forgers.
  case standIn = "stand-in"

  /// In snapshots; never renumbered.
  var code: UInt8 {
    switch self {
    case .ed25519: 1
    case .standIn: 2
    }
  }

  init?(code: UInt8) {
    guard let scheme = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = scheme
  }
}

/// The stand-in's arithmetic: 64 bytes from a key, a ledger's name and a transaction's id.
///
/// The id is the first half of the SHA-256 of the unsigned bytes, so a signature depends on all of them.
enum StandInSignature {
  static func make(publicKey: [UInt8], chain: ChainName, id: TransactionID) -> [UInt8] {
    var state = Hashing.standInTag
    publicKey.withUnsafeBytes { key in
      var offset = 0
      while offset + 8 <= key.count {
        state = mix(state ^ Wire.word(key, at: offset))
        offset += 8
      }
    }
    state = mix(mix(state ^ chain.high) ^ chain.low)
    state = mix(mix(state ^ id.high) ^ id.low)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Wire.signatureLength)
    while bytes.count < Wire.signatureLength {
      state = mix(state &+ 0x9E37_79B9_7F4A_7C15)
      Wire.append(state, to: &bytes)
    }
    return bytes
  }

  /// A bijection of words whose every output bit depends on every input bit (the finaliser of SplitMix64;
  /// Steele, Lea, Flood, OOPSLA 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
