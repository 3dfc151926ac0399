/// A rule of a protocol that can be broken on purpose, so that a class sees the harm and the checks prove that they
/// see it. Each switches exactly one rule, in one place.
///
/// Most break in the replica. The rules named here break around it, in what keeps its disk and its state machine, and
/// so every protocol has them.
public protocol BreakableRule: RawRepresentable<UInt8>, CaseIterable, Hashable, Sendable {
  /// The name in `bug NAME on` and in `raftcoin bugs`.
  var name: String { get }

  /// What was acknowledged as durable is lost from the log's end when its node crashes.
  static var loseLogTail: Self { get }
  /// A retried transfer is applied again.
  static var applyRetryTwice: Self { get }
  /// A leader answers reads without asking whether it still leads.
  static var staleLeaderRead: Self { get }

  /// The line of a header without which breaking it changes nothing, where the configuration lacks that; nil: it
  /// lacks nothing.
  func missing(in configuration: ReplicaConfiguration) -> String?
}

extension BreakableRule {
  public func missing(in configuration: ReplicaConfiguration) -> String? { nil }

  public init?(name: String) {
    guard let rule = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = rule
  }
}

/// A set of rules of one protocol, broken at the same time. It does not say of which, so that what carries it needs
/// no type of its own for each protocol.
public struct BrokenRules: Hashable, Sendable {
  @usableFromInline var bits: UInt32 = 0

  public init() {}
  public init(_ rules: some Sequence<some BreakableRule>) {
    for rule in rules { insert(rule) }
  }

  /// Whether this rule is broken.
  @inlinable @inline(__always)
  public func contains(_ rule: some BreakableRule) -> Bool { bits & Self.bit(rule) != 0 }
  /// From now on this rule is broken.
  @inlinable public mutating func insert(_ rule: some BreakableRule) { bits |= Self.bit(rule) }
  /// From now on this rule is kept.
  @inlinable public mutating func remove(_ rule: some BreakableRule) { bits &= ~Self.bit(rule) }

  @inlinable @inline(__always)
  static func bit(_ rule: some BreakableRule) -> UInt32 { 1 &<< UInt32(rule.rawValue) }
}
