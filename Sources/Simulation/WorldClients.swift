import Command
import Consensus
import Host
import Ledger
import Linearizability
import Session

/// The clients: the world hands their sessions what happens, and does what they want done.
extension World {
  /// Hands an operation to a client; it waits in line while another is under way.
  mutating func enqueue(
    _ kind: OperationSnapshot.Kind, client: Int, isByPerson: Bool, asking: Clients.Asking = Clients.Asking()
  ) {
    let operation = clients.newOperation(
      kind, of: client, isByPerson: isByPerson, asking: asking, now: now, cause: recorder.current)
    step(client, .submit(operation), cause: 0)
  }

  mutating func abandon(_ name: String) -> ActionOutcome {
    guard let client = clients.owner(named: name) else { return .nothing(.noAccount(name)) }
    // A read that the client makes for itself is nobody's to give up.
    guard clients.all[client].session.current?.isRecovery == false else {
      return .nothing(.nothingToAbandon(name))
    }
    step(client, .abandon, cause: recorder.current)
    return .done()
  }

  // MARK: What a session wants done

  private mutating func step(_ client: Int, _ input: consuming Session.Input, cause: UInt64) {
    clients.all[client].session.step(input, now: now, effects: &clients.effects)
    // The list is taken out and put back, so that it keeps its memory; and emptied from its end, so that what is
    // wanted is moved, not copied.
    var wanted: [SessionEffects.Effect] = []
    swap(&wanted, &clients.effects.list)
    wanted.withUnsafeMutableBufferPointer { $0.reverse() }
    while let effect = wanted.popLast() { perform(effect, client, cause: cause) }
    swap(&wanted, &clients.effects.list)
  }

  @inline(__always)
  private mutating func perform(_ effect: consuming SessionEffects.Effect, _ client: Int, cause: UInt64) {
    switch consume effect {
    case .began(let operation):
      if let begun = clients.began(client, operation, now: now) {
        tell(.invoke, begun.kind, process: begun.process)
      }
    case .send(let request): send(request, client)
    case .wake(let time):
      clients.all[client].timerSerial += 1
      queue.push(.client, at: time, index: client, stamp: clients.all[client].timerSerial)
    case .retries(let operation, let reason, let asked):
      record(
        .clientRetries(operation: operation, because: retryReason(client, operation, reason)), node: asked,
        cause: cause)
    case .settled(let nonce):
      for process in clients.settle(client, through: nonce) { watch.settle(process: process) }
    case .ended(let operation, let outcome): ended(client, operation, outcome, cause: cause)
    case .signsAnew, .nothing: record(.internalStep, node: nil, cause: cause)
    }
  }

  private mutating func send(_ request: SessionRequest, _ client: Int) {
    clients.all[client].update(request.operation) { $0.stored = nil }
    call(.request(request), of: client, on: Link(from: .clients, to: .node(request.to)))
    recorder.add(
      .clientAsked(operation: request.operation, attempt: request.attempt), node: request.to, at: now)
  }

  private func retryReason(
    _ client: Int, _ operation: UInt64, _ reason: SessionEffects.RetryReason
  ) -> EventRecord.RetryReason {
    switch reason {
    case .timedOut:
      .timedOut(
        after: now - (clients.all[client].known.first { $0.shown.number == operation }?.shown.begun ?? now))
    case .redirected(let hint): .redirected(to: hint)
    case .undecided: .undecided
    }
  }

  mutating func clientTimer(_ client: Int, serial: UInt64) -> Bool {
    guard clients.all[client].timerSerial == serial, let operation = clients.all[client].session.current
    else {
      return false
    }
    begin(.client, UInt64(client), operation.number)
    let cause = clients.all[client].known.first { $0.shown.number == operation.number }?.cause ?? 0
    step(client, .wake, cause: cause)
    return true
  }

  mutating func hear(_ answer: consuming SessionAnswer, _ client: Int, isLost: Bool, cause: UInt64) {
    begin(.response, UInt64(client) << 8 | UInt64(answer.from.number), answer.operation)
    if isLost {
      record(.internalStep, node: nil, cause: cause)
    } else {
      step(client, .answer(answer), cause: cause)
    }
  }

  // MARK: Demo load

  mutating func setLoad(milliRate: UInt64?) {
    clients.load.set(milliRate)
    scheduleLoad()
  }

  private mutating func scheduleLoad() {
    guard let gap = clients.load.gap() else { return }
    queue.push(.load, at: now + gap, index: 0, stamp: clients.load.serial)
  }

  mutating func loadTick(serial: UInt64) -> Bool {
    guard serial == clients.load.serial, clients.load.milliRate != nil else { return false }
    begin(.load, clients.load.operations, 0)
    record(.internalStep, node: nil, cause: 0)
    if let (client, kind) = clients.nextOfLoad() { enqueue(kind, client: client, isByPerson: false) }
    scheduleLoad()
    return true
  }

  // MARK: Outcomes

  private mutating func ended(
    _ client: Int, _ operation: SessionOperation, _ outcome: SessionOutcome, cause: UInt64
  ) {
    guard
      let known = clients.ended(client, operation, outcome, committed: group.committed, now: now)
    else { return }
    hash.absorb(operation.number)
    if outcome.isAnswer {
      past.answered(at: now, begun: known.shown.begun)
      recorder.figures?.answered(after: now - known.shown.begun)
    }
    let (kind, process) = (known.shown.kind, known.process)
    switch outcome {
    case .done:
      if case .transfer = kind {
        past.paid(at: now)
        recorder.figures?.paid()
      }
      tell(.ok, kind, process: process)
    case .balances(let states, _): tell(.ok, kind, process: process, value: states)
    case .refused(let refusal, _):
      hash.absorb(refusal.rawValue)
      tell(.fail, kind, process: process, error: refusal.rawValue)
    case .turnedAway(let node, let leader):
      hash.absorb(UInt64(node.number) << 8 | UInt64(leader?.number ?? 0))
      tell(
        .fail, kind, process: process,
        error: "\(node) does not lead; it \(leader.map { "names \($0)" } ?? "knows no leader")")
    case .unknown:
      tell(.info, kind, process: process, error: "given up without an answer: outcome unknown")
    }
    record(.clientEnded(operation: operation.number), node: nil, cause: cause)
  }

  /// - Parameter process: nil for what is no part of the history, as reads that may be old are.
  private mutating func tell(
    _ kind: HistoryEvent.Kind, _ operation: OperationSnapshot.Kind, process: Int?,
    value: AccountStates? = nil, error: String? = nil
  ) {
    guard let process, recorder.keepsHistory || watch.monitor != nil else { return }
    let event = HistoryEvent(
      process: process, kind: kind, operation: operation,
      value: value.map { zip($0.names, $0.balances).map { Holding($0, $1) } },
      error: error, time: now)
    if recorder.keepsHistory { recorder.history.append(event) }
    watch.heard(event)
  }
}

extension SessionOutcome {
  /// Whether the cluster has decided, and the client knows what.
  fileprivate var isAnswer: Bool {
    switch self {
    case .done, .balances, .refused: true
    case .turnedAway, .unknown: false
    }
  }
}
