import Command
import Consensus
import Host
import Ledger
import Session

/// The clients: the world hands their sessions what happens, and does what they want done.
extension World {
  /// After so long a demo client gives up, its operation's outcome unknown.
  static var demoPatience: Nanoseconds { 5_000_000_000 }
  private static var endedOperationsKept: Int { 32 }

  // MARK: Operations

  /// Hands an operation to a client; it waits in line while another is under way.
  mutating func enqueue(
    _ kind: OperationSnapshot.Kind, client: Int, own: Bool, onlyNode: NodeID? = nil, stale: Bool = false
  ) {
    var operation = SessionOperation(
      number: sessionEffects.takeOperationNumber(), request: request(for: kind))
    operation.persists = own
    operation.onlyNode = onlyNode
    operation.isStale = stale
    if own { ownOperations.append(operation.number) } else { operation.deadline = now + Self.demoPatience }
    clients[client].known.append(
      Client.KnownOperation(
        number: operation.number, kind: kind, own: own, isStale: stale, begun: now, cause: currentRecord))
    step(client, .submit(operation), cause: 0)
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
    for place in clients.indices where clients[place].isOwned(by: name) { return clients[place].session.keys }
    return nil
  }

  private func wallet(named name: String) -> KeyPair {
    KeyPair(seed: seed, name: name, scheme: header.signatures)
  }

  /// The wallet of an account that is being opened; made at the first attempt and kept.
  private mutating func openingWallet(named name: String) -> KeyPair {
    if let keys = keysInUse(of: name) { return keys }
    let keys = wallet(named: name)
    addClient(named: name, keys)
    return keys
  }

  mutating func addClient(named name: String, _ keys: KeyPair) {
    let session = Session(
      name: name, keys: keys, chain: genesis.chain, reader: UInt64(clients.count), servers: nodes.count,
      patience: Session.Patience(
        first: header.electionTimeout.upperBound, pause: header.heartbeat, whole: Self.demoPatience))
    clients.append(Client(session: session, process: takeProcess()))
  }

  // MARK: What a session wants done

  private mutating func step(_ client: Int, _ input: Session.Input, cause: UInt64) {
    clients[client].session.step(input, now: now, effects: &sessionEffects)
    // The list is taken out and put back, not copied: so it keeps its memory.
    var wanted: [SessionEffects.Effect] = []
    swap(&wanted, &sessionEffects.list)
    for effect in wanted { perform(effect, client, cause: cause) }
    wanted.removeEach()
    swap(&wanted, &sessionEffects.list)
  }

  private mutating func perform(_ effect: SessionEffects.Effect, _ client: Int, cause: UInt64) {
    switch effect {
    case .began(let operation): began(client, operation)
    case .send(let request): send(request, client)
    case .wake(let time):
      clients[client].timerSerial += 1
      queue.push(.client, at: time, index: client, stamp: clients[client].timerSerial)
    case .retries(let operation, let reason, let asked):
      record(
        .clientRetries(operation: operation, because: retryReason(client, operation, reason)), node: asked,
        cause: cause)
    case .settled(let nonce): settle(client, through: nonce)
    case .ended(let operation, let outcome): ended(client, operation, outcome, cause: cause)
    case .signsAnew, .nothing: record(.internalStep, node: nil, cause: cause)
    }
  }

  private mutating func began(_ client: Int, _ operation: UInt64) {
    if !clients[client].known.contains(where: { $0.number == operation }) {
      // A read that the client makes for itself.
      clients[client].known.append(
        Client.KnownOperation(
          number: operation, kind: .balances, own: false, isStale: false, begun: now, cause: 0))
    }
    guard let known = clients[client].known.first(where: { $0.number == operation }), !known.isStale else {
      return
    }
    // A process has one operation at a time: what is read before a transaction is signed anew has its own.
    let isBusy = clients[client].known.contains { $0.process != nil }
    let process = isBusy ? takeProcess() : clients[client].process
    clients[client].update(operation) { $0.process = process }
    tell(.invoke, known.kind, process: process)
  }

  private mutating func send(_ request: SessionRequest, _ client: Int) {
    clients[client].update(request.operation) { $0.stored = nil }
    let fate = network.fate(from: 0, to: request.to.number, now: now)
    for (arrives, isLost) in fate.arrivals {
      let slot = requests.insert(
        Request(client: client, content: request, isLost: isLost, cause: currentRecord))
      queue.push(.request, at: arrives, index: slot)
    }
    extraRecord(.clientAsked(operation: request.operation, attempt: request.attempt), node: request.to)
  }

  private func retryReason(
    _ client: Int, _ operation: UInt64, _ reason: SessionEffects.RetryReason
  ) -> EventRecord.RetryReason {
    switch reason {
    case .timedOut:
      .timedOut(after: now - (clients[client].known.first { $0.number == operation }?.begun ?? now))
    case .redirected(let hint): .redirected(to: hint)
    case .undecided: .undecided
    }
  }

  mutating func clientTimer(_ client: Int, serial: UInt64) -> Bool {
    guard clients[client].timerSerial == serial, let operation = clients[client].session.current else {
      return false
    }
    begin(.client, UInt64(client), operation.number)
    let cause = clients[client].known.first { $0.number == operation.number }?.cause ?? 0
    step(client, .wake, cause: cause)
    return true
  }

  mutating func responseArrives(_ slot: Int) -> Bool {
    guard let response = responses.take(slot), isLetThrough(response, in: slot) else { return false }
    let client = response.client
    begin(
      .response, UInt64(client) << 8 | UInt64(response.answer.from.number), response.answer.operation)
    if isLost(response) {
      record(.internalStep, node: nil, cause: response.cause)
    } else {
      step(client, .answer(response.answer), cause: response.cause)
    }
    return true
  }

  // MARK: Outcomes

  private mutating func ended(
    _ client: Int, _ operation: SessionOperation, _ outcome: SessionOutcome, cause: UInt64
  ) {
    guard let place = clients[client].known.firstIndex(where: { $0.number == operation.number }) else {
      return
    }
    if var snapshot = clients[client].snapshot(of: operation, state: { _ in outcome.state }) {
      snapshot.ended = now
      endedOperations.append(snapshot)
    }
    let known = clients[client].known.remove(at: place)
    clients[client].timerSerial += 1
    if endedOperations.count > Self.endedOperationsKept { endedOperations.removeFirst() }
    hash.absorb(operation.number)
    let process = known.process
    if known.own { lastOwnRefusal = nil }
    switch outcome {
    case .done: tell(.ok, known.kind, process: process)
    case .balances(let states, _): tell(.ok, known.kind, process: process, value: states)
    case .refused(let refusal, _):
      hash.absorb(refusal.rawValue)
      if known.own { lastOwnRefusal = refusal }
      tell(.fail, known.kind, process: process, error: refusal.rawValue)
    case .turnedAway(let node, let leader):
      hash.absorb(UInt64(node.number) << 8 | UInt64(leader?.number ?? 0))
      tell(
        .fail, known.kind, process: process,
        error: "\(node) does not lead; it \(leader.map { "names \($0)" } ?? "knows no leader")")
    case .unknown:
      tell(.info, known.kind, process: process, error: "no answer within 5 s: outcome unknown")
      if monitor != nil, let process, let nonce = operation.signed?.transaction.nonce {
        clients[client].unsettled.append((process, nonce))
      }
      clients[client].process = takeProcess()
    }
    record(.clientEnded(operation: operation.number), node: nil, cause: cause)
  }

  /// The account's nonce has come to `nonce`: no transaction with that number or a lower one is applied any more
  /// (dissertation §6.3).
  private mutating func settle(_ client: Int, through nonce: UInt64) {
    guard !clients[client].unsettled.isEmpty else { return }
    for item in clients[client].unsettled where item.nonce <= nonce { monitor?.settle(process: item.process) }
    clients[client].unsettled.removeAll { $0.nonce <= nonce }
  }

  /// - Parameter process: nil for what is no part of the history, as reads that may be old are.
  private mutating func tell(
    _ kind: HistoryEvent.Kind, _ operation: OperationSnapshot.Kind, process: Int?,
    value: AccountStates? = nil, error: String? = nil
  ) {
    guard let process, observers.contains(.history) || monitor != nil else { return }
    let event = HistoryEvent(
      process: process, kind: kind, operation: operation,
      value: value.map { Array(zip($0.names, $0.balances)).map { (name: $0.0, balance: $0.1) } },
      error: error, time: now)
    if observers.contains(.history) { history.append(event) }
    if monitor != nil { invariants?.historyChecked() }
    guard let found = monitor?.add(event), !violatedNames.contains(InvariantName.linearizability.rawValue)
    else {
      return
    }
    counterexample = found
    broke(
      Breach(
        invariant: .linearizability, nodes: [],
        detail: .notOrdered(operations: found.operations.count, process: event.process)))
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
