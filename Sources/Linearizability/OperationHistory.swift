/// An account and its coins.
public struct Holding: Sendable, Equatable {
  public var name: String
  public var coins: UInt64
  public init(_ name: String, _ coins: UInt64) {
    self.name = name
    self.coins = coins
  }
}

/// What a client asked, what it learned, and when: one operation of a history (Herlihy and Wing,
/// *Linearizability: A Correctness Condition for Concurrent Objects*, 1990).
public struct Operation: Sendable, Equatable {
  /// What the client asked for. Amounts are whole coins.
  public enum Action: Sendable, Equatable {
    case transfer(from: String, to: String, amount: UInt64)
    /// A new account, paid from the treasury.
    case open(name: String, amount: UInt64)
    /// All balances at once.
    case read
  }

  /// What the client learned.
  public enum Outcome: Sendable, Equatable {
    /// It took effect once, between its invocation and its answer.
    case done
    /// What a read saw at one moment between its invocation and its answer: every account there was.
    case balances([Holding])
    /// A claim about the state: at one moment in between the payer had too little.
    case insufficientFunds
    /// Refused in a way that says nothing of the balances: it had no effect and never will.
    case noEffect
    /// The client never learned it: the operation may take effect at any later time, or never.
    case unknown
  }

  /// Who asked. A process has one operation at a time.
  public var process: Int
  public var action: Action
  public var outcome: Outcome
  /// When it was asked, in nanoseconds; only shown.
  public var invoked: UInt64
  /// When the answer came; nil while there is none.
  public var returned: UInt64?
  /// Places of the invocation and of the answer in the order of the history, which decides what came before
  /// what. `.max`: no answer.
  var begin: Int
  var end: Int
  /// Whether it may be part of what the history starts from: its effect then happens no more, and what it saw
  /// counts for nothing.
  var isFree = false
  /// Of an unknown outcome: the place in the order of the history from which on it can no longer take effect.
  var settled = Int.max
}

/// The invocations and answers of all clients in the order in which they happened.
public struct OperationHistory: Sendable {
  /// Every account at the start; the first one pays for accounts that are opened.
  public let opening: [Holding]
  /// The read that saw `opening`, where what came before it was let go.
  private(set) var anchor: Operation?
  public private(set) var operations: [Operation] = []
  /// The operation that each process waits for.
  private var current: [Int: Int] = [:]
  private var length = 0

  public init(opening: [Holding]) { self.opening = opening }

  /// A process asks. One that already waits for an answer leaves that operation's outcome unknown.
  public mutating func invoke(process: Int, _ action: Operation.Action, at time: UInt64) {
    current[process] = operations.count
    operations.append(
      Operation(
        process: process, action: action, outcome: .unknown, invoked: time, returned: nil, begin: length,
        end: .max))
    length += 1
  }

  /// The answer to what the process asked last.
  /// - Returns: The operation's place in `operations`; nil where the process waits for none.
  @discardableResult
  public mutating func complete(process: Int, _ outcome: Operation.Outcome, at time: UInt64) -> Int? {
    guard let index = current.removeValue(forKey: process) else { return nil }
    operations[index].outcome = outcome
    if outcome != .unknown {
      operations[index].returned = time
      operations[index].end = length
    }
    length += 1
    return index
  }

  /// What this process gave up took effect before now, or never will: its serial number is used up
  /// (dissertation §6.3). Whether it did stays unknown.
  mutating func settle(process: Int) {
    guard current[process] == nil,
      let index = operations.lastIndex(where: { $0.process == process && $0.outcome == .unknown })
    else { return }
    operations[index].settled = length
    length += 1
  }

  /// Whether the operation still waits for its answer.
  func isOpen(_ place: Int) -> Bool { current[operations[place].process] == place }

  /// Where the first read was asked for that still waits for its answer; `.max`: none does.
  var firstOpenRead: Int {
    current.values.filter { operations[$0].action == .read }.map { operations[$0].begin }.min() ?? .max
  }

  /// Only what was asked before `place`; answers that came later are not known yet.
  func prefix(through place: Int) -> OperationHistory {
    var result = self
    result.operations = operations.filter { $0.begin <= place }.map { operation in
      var operation = operation
      if operation.end > place {
        operation.outcome = .unknown
        operation.returned = nil
        operation.end = .max
      }
      if operation.settled > place { operation.settled = .max }
      return operation
    }
    return result
  }

  /// The history from what a read saw on: operations that ended before it are part of what it saw; of those that
  /// overlap it, nobody knows whether they are.
  ///
  /// Every order of the whole history gives one of this part, so this part has none only if the whole has none.
  /// Of a read that overlaps the one from which this part already starts there is none: it may have seen a state
  /// from before that.
  func suffix(after read: Operation) -> OperationHistory? {
    guard !read.isFree, case .balances(let seen) = read.outcome else { return nil }
    var result = OperationHistory(opening: seen)
    result.anchor = read
    result.length = length
    for (place, operation) in operations.enumerated() {
      guard let kept = operation.after(read) else { continue }
      if isOpen(place) { result.current[operation.process] = result.operations.count }
      result.operations.append(kept)
    }
    return result
  }
}

extension Operation {
  /// What the operation still claims when a history starts from what `read` saw: nothing if it ended before;
  /// of an effect that overlaps the read nobody knows whether it is part of what was seen.
  func after(_ read: Operation) -> Operation? {
    if end < read.begin || settled < read.begin || self == read { return nil }
    guard begin < read.end else { return self }
    // What an overlapping read or refusal saw may lie before.
    guard outcome == .done || end == .max else { return nil }
    var operation = self
    operation.isFree = true
    return operation
  }
}
