import Consensus

/// Operations of clients whose answers no order explains: the fewest that were found. Times are nanoseconds since the
/// start, amounts whole coins.
public struct UnorderedHistory: Sendable, Equatable {
  /// What a client asked, and what it was told.
  public struct Operation: Sendable, Equatable {
    /// What a client was told.
    public enum Answer: Sendable, Equatable {
      case done
      case balances([Balance])
      /// The payer had too little.
      case tooLittle
      case refused
      /// Nothing.
      case unknown
    }
    public var kind: OperationSnapshot.Kind
    /// Whose client asked; nil: nobody knows any more.
    public var client: String?
    /// The node that was asked last, which answered.
    public var node: NodeID?
    public var begun: Nanoseconds
    /// When the answer came; nil: none did.
    public var ended: Nanoseconds?
    public var answer: Answer
    /// Whether this is the answer that showed it.
    public var isImpossible: Bool
    public init(
      kind: OperationSnapshot.Kind, client: String?, node: NodeID?, begun: Nanoseconds, ended: Nanoseconds?,
      answer: Answer, isImpossible: Bool
    ) {
      self.kind = kind
      self.client = client
      self.node = node
      self.begun = begun
      self.ended = ended
      self.answer = answer
      self.isImpossible = isImpossible
    }
  }

  /// What the accounts held before, the treasury first.
  public var start: [Balance]
  /// In the order in which they were asked.
  public var operations: [Operation]

  public init(start: [Balance], operations: [Operation]) {
    self.start = start
    self.operations = operations
  }

  /// What the accounts held when the impossible answer was asked for: after all that was done before.
  public var truth: [Balance] {
    guard let impossible = operations.first(where: \.isImpossible) else { return start }
    var truth = start
    func add(_ coins: UInt64, to account: String) {
      if let place = truth.firstIndex(where: { $0.account == account }) {
        truth[place].coins += coins
      } else {
        truth.append(Balance(account: account, coins: coins))
      }
    }
    func take(_ coins: UInt64, from place: Int?) {
      guard let place, truth[place].coins >= coins else { return }
      truth[place].coins -= coins
    }
    for operation in operations where operation.answer == .done && operation.ended ?? .max <= impossible.begun
    {
      switch operation.kind {
      case .transfer(let from, let to, let amount):
        take(amount, from: truth.firstIndex { $0.account == from })
        add(amount, to: to)
      case .open(let name, let amount):
        take(amount, from: truth.indices.first)
        add(amount, to: name)
      case .balances: break
      }
    }
    return truth
  }
}
