import Command
import Consensus
import Host
import Ledger

/// The clients (dissertation §6.3): they look for the leader, retry what went unanswered, and learn each
/// outcome or record that they did not.
extension World {
  /// The first wait for an answer; it doubles with each attempt, three times at most.
  private var firstPatience: Nanoseconds { header.electionTimeout.upperBound }
  /// After so long a demo client gives up, its operation's outcome unknown.
  private static var demoPatience: Nanoseconds { 5_000_000_000 }
  private static var endedOperationsKept: Int { 32 }
  /// Wallets that demo load may use, the treasury's excluded.
  static var loadClients: Int { 8 }

  // MARK: Operations

  /// Hands an operation to a client; it waits in line while another is under way.
  mutating func enqueue(
    _ kind: OperationSnapshot.Kind, client: Int, own: Bool, onlyNode: NodeID? = nil, stale: Bool = false
  ) {
    var operation = Client.Operation(
      number: nextOperation, kind: kind, own: own, state: .queued, begun: now)
    if own { ownOperations.append(nextOperation) }
    nextOperation += 1
    operation.onlyNode = onlyNode
    operation.stale = stale
    if !own { operation.deadline = now + Self.demoPatience }
    operation.cause = currentRecord
    clients[client].queue.append(operation)
    beginNext(client)
  }

  private mutating func beginNext(_ client: Int) {
    guard clients[client].current == nil, !clients[client].queue.isEmpty else { return }
    var operation: Client.Operation
    if clients[client].mustRead, !clients[client].queue[0].stale {
      operation = Client.Operation(
        number: nextOperation, kind: .balances, own: false, state: .queued, begun: now)
      nextOperation += 1
      operation.isRecovery = true
    } else {
      operation = clients[client].queue.removeFirst()
    }
    prepare(&operation, client: client)
    if !operation.isInvoked, !operation.stale {
      operation.isInvoked = true
      tell(client, .invoke, operation)
    }
    clients[client].current = operation
    ask(client)
  }

  /// Signs a transaction under the wallet's next serial number, or numbers a read.
  private mutating func prepare(_ operation: inout Client.Operation, client: Int) {
    let wallet = clients[client]
    let body: Transaction.Body
    switch operation.kind {
    case .balances:
      operation.payload = LedgerCommand.readBalances(reader: UInt64(client), serial: nextReadSerial).encoded()
      nextReadSerial += 1
      return
    case .transfer(_, let to, let amount):
      body = .transfer(to: accountID(named: to), amount: amount)
    case .open(let name, let amount):
      body = .open(name: name, publicKey: newClient(named: name).keys.publicKey, amount: amount)
    }
    let signed = wallet.keys.sign(
      Transaction(from: wallet.keys.account, nonce: wallet.nextNonce, body: body))
    operation.signed = signed
    operation.payload = LedgerCommand.transaction(signed).encoded()
  }

  /// The storage key of an account by its owner's name; of a name that nobody has, the key that it would
  /// have.
  private func accountID(named name: String) -> AccountID {
    clients.first { $0.name == name }?.keys.account ?? wallet(named: name).account
  }

  private func wallet(named name: String) -> KeyPair {
    KeyPair(seed: seed, name: name, scheme: header.signatures)
  }

  /// The wallet of an account that is being opened; made at the first attempt and kept.
  private mutating func newClient(named name: String) -> Client {
    if let known = clients.first(where: { $0.name == name }) { return known }
    let client = Client(name: name, keys: wallet(named: name), process: takeProcess())
    clients.append(client)
    return client
  }

  /// Sends the current operation to the node that is believed to lead, else to the next in order.
  private mutating func ask(_ client: Int) {
    guard var operation = clients[client].current else { return }
    let next = NodeID((operation.asked?.number ?? 0) % nodes.count + 1)
    let to = operation.onlyNode ?? clients[client].believedLeader ?? next
    operation.attempts += 1
    operation.asked = to
    operation.awaitsNode = true
    // Once all others were asked in turn, a node that was silent or denied leading has another chance.
    if !operation.follows(hintTo: to) { operation.forgive(to) }
    operation.state = .asking(to)
    clients[client].current = operation
    let fate = network.fate(from: 0, to: to.number, now: now)
    for (arrives, isLost) in fate.arrivals {
      let slot = requests.insert(
        Request(
          client: client, operation: operation.number, to: to, payload: operation.payload,
          signed: operation.signed, stale: operation.stale, isLost: isLost, cause: currentRecord))
      queue.push(.request, at: arrives, index: slot)
    }
    extraRecord(.clientAsked(operation: operation.number, attempt: operation.attempts), node: to)
    let patience = firstPatience << UInt64(min(operation.attempts - 1, 3))
    setTimer(client, at: now + patience)
  }

  private mutating func setTimer(_ client: Int, at time: Nanoseconds) {
    clients[client].timerSerial += 1
    let deadline = clients[client].current?.deadline ?? .max
    queue.push(.client, at: min(time, max(deadline, now)), index: client, stamp: clients[client].timerSerial)
  }

  mutating func clientTimer(_ client: Int, serial: UInt64) -> Bool {
    guard clients[client].timerSerial == serial, let operation = clients[client].current else { return false }
    begin(.client, UInt64(client), operation.number)
    if let deadline = operation.deadline, now >= deadline {
      end(client, .unknown, cause: operation.cause)
      return true
    }
    clients[client].believedLeader = nil
    noteSilence(client, operation)
    let waited = now - operation.begun
    record(
      .clientRetries(operation: operation.number, because: .timedOut(after: waited)),
      node: operation.asked, cause: operation.cause)
    ask(client)
    return true
  }

  private mutating func noteSilence(_ client: Int, _ operation: Client.Operation) {
    guard operation.awaitsNode, let asked = operation.asked else { return }
    clients[client].current?.silences.append(asked)
  }

  // MARK: At the node

  mutating func requestArrives(_ slot: Int) -> Bool {
    guard let request = requests.take(slot), isLetThrough(request, in: slot) else { return false }
    read(request, isLost: isLost(request))
    return true
  }

  /// A node takes a request in, where it was not lost on the way.
  mutating func read(_ request: Request, isLost: Bool) {
    let position = request.to.number - 1
    begin(.request, UInt64(request.client) << 8 | UInt64(request.to.number), request.operation)
    hash.absorb(bytes: LedgerCommand.withoutSignature(request.payload))
    if isLost {
      record(.internalStep, node: request.to, cause: request.cause)
      return
    }
    if request.stale {
      respond(
        position, client: request.client, operation: request.operation,
        .staleBalances(AccountStates(nodes[position].ledger)))
    } else if broken.contains(.staleLeaderRead), request.signed == nil,
      nodes[position].replica.role == .leader
    {
      // A rule broken on purpose: nobody is asked whether this node still leads.
      let applied = nodes[position].ledger.applied
      respond(
        position, client: request.client, operation: request.operation,
        .receipt(
          Receipt(index: applied, transaction: nil, outcome: .balances([])),
          LogPosition(index: applied, term: nodes[position].replica.log.term(at: applied) ?? 0),
          state: AccountStates(nodes[position].ledger)))
    } else if let content = turnAway(request, at: position) {
      respond(position, client: request.client, operation: request.operation, content)
    } else {
      let token = UInt64(request.client) << 40 | request.operation
      let isRead = request.signed == nil && configuration.reads != .log
      step(position, isRead ? .read(token: token) : .propose(token: token, command: request.payload))
    }
    record(.nodeAsked(operation: request.operation), node: request.to, cause: request.cause)
  }

  /// Form and signature are checked where a transfer enters the cluster, at the leader; funds and nonce only
  /// when it is applied.
  private func turnAway(_ request: Request, at position: Int) -> Response.Content? {
    guard nodes[position].replica.role == .leader, let signed = request.signed,
      let refusal = check(signed, at: position)
    else { return nil }
    // A leader that has not yet applied all it holds may not know an account that exists.
    if refusal == .unknownAccount, nodes[position].ledger.applied < nodes[position].replica.log.lastIndex {
      return .redirected(hint: nil)
    }
    return .refusedAtDoor(refusal)
  }

  /// A wallet of this world keeps the signature it made; only one that differs from it is computed again.
  private func check(_ signed: SignedTransaction, at position: Int) -> Refusal? {
    if let refusal = signed.transaction.formRefusal { return refusal }
    let ledger = nodes[position].ledger
    guard let sender = ledger.account(signed.transaction.from) else { return .unknownAccount }
    let owner = clients.first { $0.keys.account == sender.id }
    if let made = owner?.current?.signed, made.id == signed.id, made.signature == signed.signature {
      return nil
    }
    return ledger.check(signed)
  }

  mutating func proposalAnswered(_ position: Int, _ reply: ProposalReply) {
    guard reply.token & Self.requestToken == 0 else {
      requestOutcome = reply.outcome
      return
    }
    let client = Int(reply.token >> 40)
    let operation = reply.token & 0xFF_FFFF_FFFF
    switch reply.outcome {
    case .accepted(let entry):
      nodes[position].pendingAnswers.append(.init(position: entry, client: client, operation: operation))
      if clients[client].current?.number == operation { clients[client].current?.state = .stored(entry) }
    case .notLeader(let hint):
      respond(position, client: client, operation: operation, .redirected(hint: hint))
    case .readable(let index, _): answerRead(position, client: client, operation: operation, index: index)
    case .readThroughLog, .transferring, .refused: break
    }
  }

  mutating func respond(_ position: Int, client: Int, operation: UInt64, _ content: Response.Content) {
    let from = nodes[position].id
    let fate = network.fate(from: from.number, to: 0, now: now)
    for (arrives, isLost) in fate.arrivals {
      let slot = responses.insert(
        Response(
          client: client, operation: operation, from: from, content: content, isLost: isLost,
          cause: currentRecord))
      queue.push(.response, at: arrives, index: slot)
    }
  }

  // MARK: Back at the client

  mutating func responseArrives(_ slot: Int) -> Bool {
    guard let response = responses.take(slot), isLetThrough(response, in: slot) else { return false }
    let client = response.client
    begin(.response, UInt64(client) << 8 | UInt64(response.from.number), response.operation)
    guard !isLost(response), let operation = clients[client].current, operation.number == response.operation
    else {
      record(.internalStep, node: nil, cause: response.cause)
      return true
    }
    switch response.content {
    case .redirected(let hint):
      redirected(client, operation, by: response.from, hint: hint, cause: response.cause)
    case .refusedAtDoor(let refusal):
      end(client, .refused(reason: refusal.rawValue, nil), cause: response.cause)
    case .staleBalances(let states):
      end(client, .answered(nil), value: states, cause: response.cause)
    case .receipt(let receipt, let position, let states):
      clients[client].believedLeader = response.from
      received(receipt, position, states, client: client, operation, cause: response.cause)
    }
    return true
  }

  private mutating func redirected(
    _ client: Int, _ operation: Client.Operation, by node: NodeID, hint: NodeID?, cause: UInt64
  ) {
    guard operation.asked == node else {
      record(.internalStep, node: nil, cause: cause)
      return
    }
    record(
      .clientRetries(operation: operation.number, because: .redirected(to: hint)), node: node, cause: cause)
    clients[client].current?.awaitsNode = false
    if hint == nil {
      clients[client].current?.ignorances.append(node)
    } else {
      clients[client].current?.denials.append(node)
    }
    if let hint, hint != node, operation.follows(hintTo: hint) {
      clients[client].believedLeader = hint
      ask(client)
    } else {
      clients[client].believedLeader = nil
      setTimer(client, at: now + header.heartbeat)
    }
  }

  private mutating func received(
    _ receipt: Receipt, _ position: LogPosition, _ states: AccountStates, client: Int,
    _ operation: Client.Operation, cause: UInt64
  ) {
    switch receipt.outcome {
    case .balances:
      if let place = states.names.firstIndex(of: clients[client].name) {
        clients[client].nextNonce = states.nonces[place] + 1
        settle(client, through: states.nonces[place])
        clients[client].mustRead = false
      }
      end(client, .answered(position), value: states, cause: cause)
    case .done:
      settle(client, through: clients[client].nextNonce)
      clients[client].nextNonce += 1
      end(client, .answered(position), cause: cause)
    case .refused(.wrongNonce):
      clients[client].mustRead = true
      if operation.own {
        // An earlier transfer of unknown outcome has used the number up. This one surely had no effect, and
        // never will, so it can be signed again under the next number.
        var again = operation
        again.state = .queued
        clients[client].current = nil
        clients[client].queue.insert(again, at: 0)
        record(.internalStep, node: nil, cause: cause)
        beginNext(client)
      } else {
        end(client, .refused(reason: Refusal.wrongNonce.rawValue, position), cause: cause)
      }
    case .refused(let refusal):
      clients[client].nextNonce += 1
      end(client, .refused(reason: refusal.rawValue, position), cause: cause)
    }
  }

  private mutating func end(
    _ client: Int, _ state: OperationSnapshot.State, value: AccountStates? = nil, cause: UInt64
  ) {
    guard let operation = clients[client].current else { return }
    clients[client].current = nil
    clients[client].timerSerial += 1
    var ended = operation.snapshot
    ended.state = state
    ended.ended = now
    endedOperations.append(ended)
    if endedOperations.count > Self.endedOperationsKept { endedOperations.removeFirst() }
    hash.absorb(operation.number)
    switch state {
    case .refused(let reason, _):
      hash.absorb(reason)
      if operation.own { lastOwnRefusal = Refusal(rawValue: reason) }
      tell(client, .fail, operation, error: reason)
    case .unknown:
      tell(client, .info, operation, error: "no answer within 5 s: outcome unknown")
      if monitor != nil, let nonce = operation.signed?.transaction.nonce {
        clients[client].unsettled.append((clients[client].process, nonce))
      }
      clients[client].process = takeProcess()
      clients[client].mustRead = true
    default:
      if operation.own { lastOwnRefusal = nil }
      if !operation.stale { tell(client, .ok, operation, value: value) }
    }
    record(.clientEnded(operation: operation.number), node: nil, cause: cause)
    beginNext(client)
  }

  /// The account's nonce has come to `nonce`: no transaction with that number or a lower one is applied any more
  /// (dissertation §6.3).
  private mutating func settle(_ client: Int, through nonce: UInt64) {
    guard !clients[client].unsettled.isEmpty else { return }
    for item in clients[client].unsettled where item.nonce <= nonce { monitor?.settle(process: item.process) }
    clients[client].unsettled.removeAll { $0.nonce <= nonce }
  }

  private mutating func tell(
    _ client: Int, _ kind: HistoryEvent.Kind, _ operation: Client.Operation, value: AccountStates? = nil,
    error: String? = nil
  ) {
    guard observers.contains(.history) || monitor != nil else { return }
    let event = HistoryEvent(
      process: clients[client].process, kind: kind, operation: operation.kind,
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

  // MARK: Demo load

  mutating func setLoad(milliRate: UInt64?) {
    load.milliRate = milliRate
    load.serial += 1
    scheduleLoad()
  }

  private mutating func scheduleLoad() {
    guard let rate = load.milliRate, rate > 0 else { return }
    // Anything from nothing to twice the mean gap: uneven, and on the average the rate asked for.
    let gap = load.stream.draw(0, 2_000_000_000_000 / rate)
    queue.push(.load, at: now + gap, index: 0, stamp: load.serial)
  }

  /// One demo operation is due: three transfers to one read. All draws are made whether or not a wallet is
  /// free.
  mutating func loadTick(serial: UInt64) -> Bool {
    guard serial == load.serial, load.milliRate != nil else { return false }
    begin(.load, load.operations, 0)
    let who = load.stream.next()
    let whom = load.stream.next()
    let amount = load.stream.draw(1, 10)
    let accounts = genesis.names.count - 1
    let free = (1..<max(1, min(accounts, Self.loadClients) + 1)).filter {
      $0 <= accounts && clients[$0].current == nil && clients[$0].queue.isEmpty
    }
    record(.internalStep, node: nil, cause: 0)
    if !free.isEmpty {
      let client = free[Int(who % UInt64(free.count))]
      load.operations += 1
      let others = (accounts > 1 ? 1...accounts : 0...0).filter { $0 != client }
      if load.operations % 4 == 0 || others.isEmpty {
        enqueue(.balances, client: client, own: false)
      } else {
        let to = others[Int(whom % UInt64(others.count))]
        enqueue(
          .transfer(from: clients[client].name, to: clients[to].name, amount: amount), client: client,
          own: false)
      }
    }
    scheduleLoad()
    return true
  }
}
