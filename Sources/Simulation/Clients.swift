import Command
import Consensus
import Host
import Ledger
import Session

/// The clients of a world, in order: the owners of the first accounts, then of those that were opened. What they
/// want done is the world's to do.
struct Clients: Sendable {
  /// After so long a demo client gives up, its operation's outcome unknown.
  private static var demoPatience: Nanoseconds { 5_000_000_000 }
  private static var endedKept: Int { 32 }

  var all: [Client] = []
  /// What a session's step wants done.
  var effects = SessionEffects()
  private var nextProcess = 0
  /// The operations that ended, oldest first: at least the latest `endedKept`, at most twice as many.
  private var endedOperations: [OperationSnapshot] = []
  private var latestEnded: ArraySlice<OperationSnapshot> { endedOperations.suffix(Self.endedKept) }
  /// All that were typed by a person or written in a file, in order: the number of each, and how it ended.
  private var own: [(number: UInt64, ended: OperationSnapshot?)] = []
  /// Of the last of those that ended.
  private(set) var lastOwnRefusal: Refusal?
  /// What the last of their reads returned.
  private(set) var lastOwnRead: ReadAnswer?
  var load: DemoLoad
  /// How many servers there are to ask.
  var servers = 0 {
    didSet { for client in all.indices { all[client].session.servers = servers } }
  }
  private let seed: UInt64
  private let scheme: SignatureScheme
  private let chain: ChainName
  private let patience: Session.Patience

  /// The owners of the first accounts.
  init(header: Header, seed: UInt64, genesis: Genesis, servers: Int) {
    self.seed = seed
    self.servers = servers
    scheme = header.signatures
    chain = genesis.chain
    patience = Session.Patience(
      first: header.electionTimeout.upperBound, pause: header.heartbeat, whole: Self.demoPatience)
    load = DemoLoad(seed: seed, accounts: genesis.names.count - 1)
    for (name, keys) in zip(genesis.names, genesis.keys) { add(name, keys) }
  }

  private mutating func add(_ name: String, _ keys: KeyPair) {
    let session = Session(
      name: name, keys: keys, chain: chain, reader: UInt64(all.count), servers: servers, patience: patience)
    all.append(Client(session: session, process: takeProcess()))
  }

  private mutating func takeProcess() -> Int {
    defer { nextProcess += 1 }
    return nextProcess
  }

  // MARK: Operations

  /// How an operation is asked for: whom first, or whom only; whether an answer that may be old will do; whether once
  /// only.
  struct Asking {
    var first: NodeID?
    var only: NodeID?
    var stale = false
    var once = false
  }

  /// A new operation, known from now on; its client is still to be told.
  /// - Parameter cause: The record of the event that asks for it.
  mutating func newOperation(
    _ kind: OperationSnapshot.Kind, of client: Int, isByPerson: Bool, asking: Asking, now: Nanoseconds,
    cause: UInt64
  ) -> SessionOperation {
    var operation = SessionOperation(number: effects.takeOperationNumber(), request: request(for: kind))
    operation.persists = isByPerson && !asking.once
    operation.onlyNode = asking.only
    operation.firstNode = asking.first
    operation.asksOnce = asking.once
    operation.isStale = asking.stale
    if isByPerson {
      own.append((operation.number, nil))
    } else {
      operation.deadline = now + Self.demoPatience
    }
    know(
      operation.number, kind, of: client, isByPerson: isByPerson, isStale: asking.stale, now: now,
      cause: cause)
    return operation
  }

  private mutating func know(
    _ number: UInt64, _ kind: OperationSnapshot.Kind, of client: Int, isByPerson: Bool = false,
    isStale: Bool = false, now: Nanoseconds, cause: UInt64 = 0
  ) {
    var shown = OperationSnapshot(number, kind, isByPerson: isByPerson, begun: now)
    shown.account = all[client].session.name
    all[client].known.append(Client.KnownOperation(shown: shown, isStale: isStale, cause: cause))
  }

  private mutating func request(for kind: OperationSnapshot.Kind) -> SessionOperation.Request {
    switch kind {
    case .balances: .balances
    case .transfer(_, let to, let amount): .transfer(to: accountID(named: to), amount: amount)
    case .open(let name, let amount):
      .open(name: name, publicKey: openingWallet(named: name).publicKey, amount: amount)
    }
  }

  /// The storage key of an account by its owner's name; of a name that nobody has, the key that it would
  /// have.
  private mutating func accountID(named name: String) -> AccountID {
    keysInUse(of: name)?.account ?? wallet(named: name).account
  }

  private mutating func keysInUse(of name: String) -> KeyPair? {
    for place in all.indices where all[place].session.name == name { return all[place].session.keys }
    return nil
  }

  /// A transfer as the wallet of who pays would sign it now; nil: there is no such wallet.
  mutating func signed(_ value: TransferValue) -> [UInt8]? {
    guard let payer = owner(named: value.from) else { return nil }
    return all[payer].session.signed(.transfer(to: accountID(named: value.to), amount: value.amount))
  }

  /// This client if it is free, or another that has the same wallet, as a person's second telephone has.
  mutating func freeWallet(like client: Int) -> Int {
    let (name, keys) = (all[client].session.name, all[client].session.keys)
    for place in all.indices where all[place].session.name == name && all[place].isFree() { return place }
    add(name, keys)
    return all.count - 1
  }

  private func wallet(named name: String) -> KeyPair { KeyPair(seed: seed, name: name, scheme: scheme) }

  /// The wallet of an account that is being opened; made at the first attempt and kept.
  private mutating func openingWallet(named name: String) -> KeyPair {
    if let keys = keysInUse(of: name) { return keys }
    let keys = wallet(named: name)
    add(name, keys)
    return keys
  }

  // MARK: Steps

  /// A client has begun an operation.
  /// - Returns: what the history says of it; nil: nothing, since a read that may be old is no part of it.
  mutating func began(
    _ client: Int, _ operation: UInt64, now: Nanoseconds
  ) -> (kind: OperationSnapshot.Kind, process: Int)? {
    if !all[client].known.contains(where: { $0.shown.number == operation }) {
      // A read that the client makes for itself.
      know(operation, .balances, of: client, now: now)
    }
    guard let known = all[client].known.first(where: { $0.shown.number == operation }), !known.isStale else {
      return nil
    }
    // A process has one operation at a time: what is read before a transaction is signed anew has its own.
    let isBusy = all[client].known.contains { $0.process != nil }
    let process = isBusy ? takeProcess() : all[client].process
    all[client].update(operation) { $0.process = process }
    return (known.shown.kind, process)
  }

  /// An operation has ended; a client that does not know the outcome goes on as another process.
  /// - Parameter committed: The highest commitIndex by then, for how old the answer to a read is.
  /// - Returns: what was known of it; nil: nothing, it had ended before.
  mutating func ended(
    _ client: Int, _ operation: SessionOperation, _ outcome: SessionOutcome, committed: LogIndex,
    now: Nanoseconds
  ) -> Client.KnownOperation? {
    guard let place = all[client].known.firstIndex(where: { $0.shown.number == operation.number }) else {
      return nil
    }
    if var snapshot = all[client].snapshot(of: operation, state: { _ in outcome.state }) {
      snapshot.ended = now
      if case .balances(let states, _) = outcome {
        snapshot.answer = ReadAnswer(
          balances: zip(states.names, states.balances).map { Balance(account: $0, coins: $1) },
          through: states.applied,
          behind: committed - min(committed, states.applied))
      }
      endedOperations.append(snapshot)
      if let last = own.lastIndex(where: { $0.number == operation.number }) {
        own[last].ended = snapshot
        lastOwnRead = snapshot.answer ?? lastOwnRead
      }
    }
    if endedOperations.count == 2 * Self.endedKept { endedOperations.removeFirst(Self.endedKept) }
    let known = all[client].known.remove(at: place)
    all[client].timerSerial += 1
    if known.shown.isByPerson {
      lastOwnRefusal = if case .refused(let refusal, _) = outcome { refusal } else { nil }
    }
    if case .unknown = outcome {
      if let process = known.process, let nonce = operation.signed?.transaction.nonce {
        all[client].unsettled.append((process, nonce))
      }
      all[client].process = takeProcess()
    }
    return known
  }

  /// The account's nonce has come to `nonce`: no transaction with that number or a lower one is applied any more
  /// (dissertation §6.3).
  /// - Returns: the processes that sent those.
  mutating func settle(_ client: Int, through nonce: UInt64) -> [Int] {
    guard !all[client].unsettled.isEmpty else { return [] }
    defer { all[client].unsettled.removeAll { $0.nonce <= nonce } }
    return all[client].unsettled.filter { $0.nonce <= nonce }.map(\.process)
  }

  /// The next demo operation, and the client that is free for it: three transfers to one read. All draws are made
  /// whether or not one is free.
  mutating func nextOfLoad() -> (client: Int, kind: OperationSnapshot.Kind)? {
    let draws = load.draw()
    var free: [Int] = []
    free.reserveCapacity(load.clients.count)
    for client in load.clients where all[client].isFree() { free.append(client) }
    guard !free.isEmpty else { return nil }
    let client = free[Int(draws.who % UInt64(free.count))]
    guard load.isTransfer() else { return (client, .balances) }
    let (from, to) = (all[client].session.name, all[load.receiver(draws.whom, from: client)].session.name)
    return (client, .transfer(from: from, to: to, amount: draws.amount))
  }

  // MARK: Looking

  /// How long the operation has waited for its answer that has waited longest.
  func longestWait(at now: Nanoseconds) -> Nanoseconds {
    now - (all.lazy.flatMap(\.known).map(\.shown.begun).min() ?? now)
  }

  /// Whether this is what one of their wallets has signed last.
  mutating func hasSigned(_ signed: SignedTransaction) -> Bool {
    for place in all.indices where all[place].session.hasSigned(signed) { return true }
    return false
  }

  /// Which client has this account.
  func owner(named name: String) -> Int? { all.firstIndex { $0.session.name == name } }

  func name(of account: AccountID) -> String {
    all.first { $0.session.keys.account == account }?.session.name ?? "?"
  }

  /// Whose client has this number in the history now; nil: it gave up, and has another.
  func name(ofProcess process: Int) -> String? { all.first { $0.process == process }?.session.name }

  /// In words, the first operation of a person that has no answer.
  mutating func unanswered() -> String? {
    for place in all.indices {
      for operation in all[place].known where operation.shown.isByPerson {
        return "\(all[place].session.name) has no answer to operation \(operation.shown.number)"
      }
    }
    return nil
  }

  /// The operations under way and the latest that ended, by number.
  var operations: [OperationSnapshot] {
    (latestEnded + all.flatMap { [$0.currentSnapshot].compactMap(\.self) + $0.queuedSnapshots })
      .sorted { $0.number < $1.number }
  }

  /// Whether the operation with this number was typed by a person or written in a file.
  func isOwn(operation number: UInt64) -> Bool { own.contains { $0.number == number } }

  /// The `place`th of these operations, from 1, or the last; nil: there is none.
  func ownOperation(_ place: UInt64?) -> OperationSnapshot? {
    guard let last = own.indices.last else { return nil }
    let place = place.map { $0 > own.count ? -1 : Int($0) - 1 } ?? last
    guard place >= 0 else { return nil }
    if let ended = own[place].ended { return ended }
    for client in all where client.known.contains(where: { $0.shown.number == own[place].number }) {
      let shown = [client.currentSnapshot].compactMap(\.self) + client.queuedSnapshots
      return shown.first { $0.number == own[place].number }
    }
    return nil
  }
}

extension SessionOutcome {
  /// As it may be shown.
  fileprivate var state: OperationSnapshot.State {
    switch self {
    case .done(let position), .balances(_, let position): .answered(position)
    case .refused(let refusal, let position): .refused(reason: refusal.rawValue, position)
    case .turnedAway(let node, let leader): .turnedAway(by: node, leader: leader)
    case .unknown: .unknown
    }
  }
}
