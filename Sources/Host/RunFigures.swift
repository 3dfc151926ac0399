import Consensus

/// What a run has cost so far, in words that every protocol shares. Times are nanoseconds.
public struct RunFigures: Sendable, Equatable {
  /// Between members, those that were lost on the way included; a copy that the network made is none.
  public private(set) var messages: UInt64 = 0
  /// Of these, those that ask for leadership or answer who does.
  public private(set) var electionMessages: UInt64 = 0
  /// Of all messages, each as the record that it is on a wire.
  public private(set) var bytes: UInt64 = 0
  /// Entries in the messages of elections.
  public private(set) var electionEntries: UInt64 = 0
  /// Writes of a disk that have ended.
  public private(set) var writes: UInt64 = 0
  /// Transfers of which a client has learned that they are done.
  public private(set) var payments: UInt64 = 0
  /// How many operations took so many tenths of a millisecond from being asked for to their answer.
  private var latencies: [UInt64: Int] = [:]
  /// Since when nobody leads; a run begins so. nil: somebody does.
  private var leaderlessSince: Nanoseconds? = 0
  private var leaderlessBefore: Nanoseconds = 0
  /// How often nobody led, the time before the first leader included.
  public private(set) var leaderlessCount = 1

  public init() {}

  // MARK: What happens

  public mutating func sent(_ message: some ReplicaMessage) {
    messages += 1
    bytes += UInt64(message.encoded().count)
    guard message.isOfElection else { return }
    electionMessages += 1
    electionEntries += UInt64(message.entryCount)
  }

  public mutating func wrote() { writes += 1 }

  public mutating func paid() { payments += 1 }

  public mutating func answered(after span: Nanoseconds) {
    latencies[(span + 50_000) / 100_000, default: 0] += 1
  }

  /// So many lead from now on.
  public mutating func leading(_ count: UInt64, at now: Nanoseconds) {
    if count > 0, let since = leaderlessSince {
      leaderlessBefore += now - since
      leaderlessSince = nil
    } else if count == 0, leaderlessSince == nil {
      leaderlessSince = now
      leaderlessCount += 1
    }
  }

  // MARK: What is told

  /// How long nobody led, up to now.
  public func leaderless(at now: Nanoseconds) -> Nanoseconds {
    leaderlessBefore + (leaderlessSince.map { now.since($0) } ?? 0)
  }

  public var answers: Int { latencies.values.reduce(0, +) }

  /// So many percent of the answers took at most this long, to a tenth of a millisecond; nil: there was no answer.
  public func latency(percent: Int) -> Nanoseconds? {
    var rest = (answers * percent + 99) / 100
    for (tenths, count) in latencies.sorted(by: { $0.key < $1.key }) {
      rest -= count
      if rest <= 0 { return tenths * 100_000 }
    }
    return nil
  }

  /// Messages for each payment, in tenths; nil: nobody has paid.
  public var messageTenthsAPayment: UInt64? {
    payments == 0 ? nil : (messages * 10 + payments / 2) / payments
  }
}
