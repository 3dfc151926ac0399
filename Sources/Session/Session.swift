import Consensus
import Ledger

/// A client of the cluster as a value: one wallet, one operation at a time, others wait in line (dissertation
/// §6.3). It looks for the leader, asks again what went unanswered, and ends each operation with an outcome that
/// it knows, or with the word that it does not know it.
///
/// It reads no clock and sends nothing: time comes in with each input, and what it wants done goes out as
/// effects. So a simulation and a host with a real network run the same client.
///
/// ## When an outcome is known
/// - An answer counts only for the transaction whose id it names. After an operation was signed anew, late answers
///   to its first signature say nothing of the second.
/// - A transaction is refused for good only where its serial number is used up, or where it is wrong in every
///   state. The refusal of a sender that the ledger does not know *yet* is none: a copy of the same transaction
///   may be applied once the account is open, so the client goes on asking.
/// - An operation that asks for the very transaction that was given up before it is not told what became of that one,
///   whether it is done or refused: that may have been decided before it was asked, and by what was true then.
/// - An operation is signed again under a new serial number only once its first signature can never be applied:
///   two that could both be applied would pay twice.
public struct Session: Sendable {
  /// How long the client waits.
  public struct Patience: Sendable {
    /// The first wait for an answer; it doubles with each attempt, three times at most.
    public var first: Nanoseconds
    /// The wait before the next node is asked, after one that knows no leader.
    public var pause: Nanoseconds
    /// After so long an operation that does not persist is given up.
    public var whole: Nanoseconds

    public init(first: Nanoseconds, pause: Nanoseconds, whole: Nanoseconds) {
      self.first = first
      self.pause = pause
      self.whole = whole
    }
  }

  /// The owner of the account.
  public let name: String
  public let keys: KeyPair
  /// The ledger that its transactions are signed for.
  let chain: ChainName
  /// Names this client among all that read.
  let reader: UInt64
  let patience: Patience
  /// How many servers there are to ask; they are numbered from 1.
  public var servers: Int

  /// The serial number of the next transaction, as far as the client knows (dissertation §6.3).
  public private(set) var nextNonce: UInt64 = 1 {
    didSet { if nextNonce != oldValue { givenUp.removeAll() } }
  }
  /// Transactions of unknown outcome under the next serial number.
  private var givenUp: [TransactionID] = []
  /// Whether the account's state is read before anything else, because the client does not know its serial number.
  public private(set) var mustRead = false
  public private(set) var believedLeader: NodeID?
  public private(set) var current: SessionOperation?
  public private(set) var queue: [SessionOperation] = []
  /// When the client wants `.wake`; meaningless while nothing is under way.
  public private(set) var nextWake: Nanoseconds = .max

  public init(name: String, keys: KeyPair, chain: ChainName, reader: UInt64, servers: Int, patience: Patience)
  {
    self.name = name
    self.keys = keys
    self.chain = chain
    self.reader = reader
    self.servers = servers
    self.patience = patience
  }

  /// What can happen to a client.
  public enum Input: Sendable {
    case submit(SessionOperation)
    case answer(SessionAnswer)
    /// The time that `nextWake` names has come.
    case wake
    /// Whoever asked for what is under way does not want to wait any longer.
    case abandon
  }

  /// Whether nothing is under way and nothing waits.
  @inlinable public var isFree: Bool { current == nil && queue.isEmpty }

  /// Handles one input and appends what it wants done to `effects`, in the order in which it is to be done.
  public mutating func step(_ input: consuming Input, now: Nanoseconds, effects: inout SessionEffects) {
    switch consume input {
    case .submit(let operation):
      queue.append(operation)
      if current == nil { beginNext(now: now, effects: &effects) }
    case .answer(let answer): receive(answer, now: now, effects: &effects)
    case .wake: wake(now: now, effects: &effects)
    case .abandon: giveUp(now: now, effects: &effects)
    }
  }

  /// Whether this is the transaction under way with the signature that the wallet gave it; `mutating` so that it
  /// works in place.
  public mutating func hasSigned(_ signed: SignedTransaction) -> Bool {
    current?.signed?.id == signed.id && current?.signed?.signature == signed.signature
  }

  // MARK: Asking

  private mutating func beginNext(now: Nanoseconds, effects: inout SessionEffects) {
    if queue.isEmpty { return }
    var operation: SessionOperation
    if mustRead, !queue[0].isStale {
      operation = SessionOperation(number: effects.takeOperationNumber(), request: .balances)
      operation.isRecovery = true
    } else {
      operation = queue.remove(at: 0)
    }
    prepare(&operation, effects: &effects)
    let isLimited = operation.onlyNode != nil || operation.asksOnce
    if isLimited, operation.deadline == nil { operation.deadline = now + patience.whole }
    if !operation.isBegun { effects.list.append(.began(operation: operation.number)) }
    operation.isBegun = true
    current = consume operation
    ask(now: now, effects: &effects)
  }

  /// Signs a transaction under the wallet's next serial number, or numbers a read.
  private func prepare(_ operation: inout SessionOperation, effects: inout SessionEffects) {
    let body: Transaction.Body
    switch operation.request {
    case .balances:
      operation.payload =
        LedgerCommand.readBalances(reader: reader, serial: effects.takeReadSerial()).encoded()
      return
    case .transfer(let to, let amount): body = .transfer(to: to, amount: amount)
    case .open(let name, let publicKey, let amount):
      body = .open(name: name, publicKey: publicKey, amount: amount)
    }
    operation.signed = sign(body)
    operation.payload = operation.signed.map { LedgerCommand.transaction($0).encoded() } ?? []
  }

  private func sign(_ body: Transaction.Body) -> SignedTransaction {
    keys.sign(Transaction(from: keys.account, nonce: nextNonce, body: body), on: chain)
  }

  /// What it would send now to have this done; nothing of it is under way.
  public func signed(_ body: Transaction.Body) -> [UInt8] { LedgerCommand.transaction(sign(body)).encoded() }

  /// Sends the current operation.
  private mutating func ask(now: Nanoseconds, effects: inout SessionEffects) {
    let asked = current?.ask(believedLeader: believedLeader, of: servers, publicKey: keys.publicKey)
    guard let asked else { return }
    let isOnly = current?.asksOnce == true
    let span = isOnly ? patience.whole : patience.first << UInt64(min(asked.attempt - 1, 3))
    effects.list.append(.send(asked))
    wait(span, now: now, effects: &effects)
  }

  private mutating func wait(_ span: Nanoseconds, now: Nanoseconds, effects: inout SessionEffects) {
    nextWake = min(now + span, max(current?.deadline ?? .max, now))
    effects.list.append(.wake(at: nextWake))
  }

  private mutating func wake(now: Nanoseconds, effects: inout SessionEffects) {
    guard let number = current?.number, now >= nextWake else { return effects.list.append(.nothing) }
    if let deadline = current?.deadline, now >= deadline { return giveUp(now: now, effects: &effects) }
    if current?.asksOnce == true { return wait(patience.whole, now: now, effects: &effects) }
    believedLeader = nil
    let asked = current?.asked
    if current?.awaitsNode == true, let asked { current?.silences.append(asked) }
    effects.list.append(.retries(operation: number, .timedOut, asked: asked))
    ask(now: now, effects: &effects)
  }

  /// The outcome of what is under way stays unknown: it may still happen, so the next serial number must be read first.
  private mutating func giveUp(now: Nanoseconds, effects: inout SessionEffects) {
    guard let given = current else { return effects.list.append(.nothing) }
    mustRead = true
    if let signed = given.signed { givenUp.append(signed.id) }
    end(.unknown, now: now, effects: &effects)
  }

  // MARK: Answers

  private mutating func receive(
    _ answer: consuming SessionAnswer, now: Nanoseconds, effects: inout SessionEffects
  ) {
    guard current?.number == answer.operation else { return effects.list.append(.nothing) }
    switch answer.content {
    case .redirected(let hint, let attempt):
      guard current?.awaitsAnswer(to: attempt) == true else { return effects.list.append(.nothing) }
      redirected(answer.operation, by: answer.from, hint: hint, now: now, effects: &effects)
    case .refusedAtDoor(let refusal, let transaction):
      guard transaction == current?.signed?.id else { return effects.list.append(.nothing) }
      end(.refused(refusal, nil), now: now, effects: &effects)
    case .staleBalances(let states):
      end(.balances(states, nil), now: now, effects: &effects)
    case .receipt(let receipt, let position, let states):
      guard receipt.transaction == current?.signed?.id else { return effects.list.append(.nothing) }
      believedLeader = answer.from
      received(receipt, position, states, now: now, effects: &effects)
    }
  }

  private mutating func redirected(
    _ operation: UInt64, by node: NodeID, hint: NodeID?, now: Nanoseconds, effects: inout SessionEffects
  ) {
    if current?.onlyNode != nil || current?.asksOnce == true {
      // Nobody else was to be asked.
      return end(.turnedAway(by: node, leader: hint), now: now, effects: &effects)
    }
    effects.list.append(.retries(operation: operation, .redirected(to: hint), asked: node))
    current?.awaitsNode = false
    if hint == nil {
      current?.ignorances.append(node)
    } else {
      current?.denials.append(node)
    }
    if let hint, hint != node, current?.follows(hintTo: hint) == true {
      believedLeader = hint
      ask(now: now, effects: &effects)
    } else {
      believedLeader = nil
      wait(patience.pause, now: now, effects: &effects)
    }
  }

  private mutating func received(
    _ receipt: Receipt, _ position: LogPosition, _ states: AccountStates, now: Nanoseconds,
    effects: inout SessionEffects
  ) {
    guard let number = current?.number else { return }
    let nonce = current?.signed?.transaction.nonce ?? 0
    switch receipt.outcome {
    case .balances:
      // An account that is not there has used no number.
      let used = states.nonce(of: name) ?? 0
      nextNonce = used + 1
      mustRead = false
      effects.list.append(.settled(through: used))
      end(.balances(states, position), now: now, effects: &effects)
    case .done where isOfOneGivenUp(receipt), .refused where receipt.isFinal && isOfOneGivenUp(receipt):
      numberIsUsed(position, now: now, effects: &effects)
    case .done:
      nextNonce = nonce + 1
      effects.list.append(.settled(through: nonce))
      end(.done(position), now: now, effects: &effects)
    case .refused where !receipt.isFinal:
      // A copy of this very transaction may be applied later, so nothing else may be signed in its place.
      effects.list.append(.retries(operation: number, .undecided, asked: current?.asked))
      current?.awaitsNode = false
      if current?.deadline == nil { current?.deadline = now + patience.whole }
      wait(patience.first, now: now, effects: &effects)
    case .refused(.wrongNonce): numberIsUsed(position, now: now, effects: &effects)
    case .refused(let refusal):
      nextNonce = nonce + 1
      end(.refused(refusal, position), now: now, effects: &effects)
    }
  }

  /// Whether what was decided is the fate of an earlier operation that was given up.
  private func isOfOneGivenUp(_ receipt: Receipt) -> Bool {
    givenUp.contains { $0 == receipt.transaction }
  }

  /// An earlier transaction of unknown outcome has used the operation's number up. So this one surely had no effect, and
  /// never will, and can be signed again under the next number.
  private mutating func numberIsUsed(
    _ position: LogPosition, now: Nanoseconds, effects: inout SessionEffects
  ) {
    mustRead = true
    guard current?.persists == true, let operation = current.take() else {
      return end(.refused(.wrongNonce, position), now: now, effects: &effects)
    }
    queue.insert(operation, at: 0)
    effects.list.append(.signsAnew(operation: operation.number))
    beginNext(now: now, effects: &effects)
  }

  private mutating func end(_ outcome: SessionOutcome, now: Nanoseconds, effects: inout SessionEffects) {
    guard let operation = current.take() else { return }
    nextWake = .max
    effects.list.append(.ended(operation, outcome))
    beginNext(now: now, effects: &effects)
  }
}
