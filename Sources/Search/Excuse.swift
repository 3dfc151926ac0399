import Consensus

/// Why a cluster need not survive an act, or need not come to what is waited for. Whatever breaks without an
/// excuse is a bug. Who draws a run and who shrinks it ask the same questions, of `FaultBounds` and of `Healing`.
enum Excuse: Equatable {
  // Of acts.
  /// Some server may know of another configuration: whose disks make up a minority is not known.
  case membersUnknown
  /// More disks are harmed than Raft must survive.
  case tooManyHarmed
  /// A change of members beside a harmed disk, other than the return of a lost one.
  case changesBesideHarm
  /// One clock runs faster than another by more than leases allow for (dissertation §6.4.1).
  case clocksBeyondBound
  /// Another rule is broken than the one whose harm is looked for.
  case otherRuleBroken

  // Of waits.
  /// There is less time than a healed cluster may take.
  case tooLittleTime
  /// Broadcast time is not far below the election timeout (§5.6).
  case slowNetwork
  /// A dial of the network is turned, or messages are held.
  case networkNotHealed
  /// No group of servers that hear each other, run and are sound is a majority of every configuration in force.
  case noMajority
  /// A server, or the clients, hear some of the others, or are heard by some, in a way that need not be borne.
  case halfHealed
  /// Nothing makes a leader commit an entry of its own term (§5.4.2).
  case nothingProposed
  /// So much is proposed that all may never be alike for a moment.
  case neverIdle
  /// Nobody has asked for it.
  case notAsked
  /// No rule of this cluster keeps a healthy leader in office (dissertation §9.6, §4.2.3).
  case anybodyMayDepose
  /// A member is cut off and lives, so that not all can become alike.
  case memberAway
}
