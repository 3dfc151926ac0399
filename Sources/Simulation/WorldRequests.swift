import Command
import Consensus
import Host
import Ledger
import Session

/// Clients' requests at the nodes.
extension World {
  /// A node takes a request in, where it was not lost on the way.
  mutating func read(_ request: SessionRequest, of client: Int, isLost: Bool, cause: UInt64) {
    let position = request.to.number - 1
    begin(.request, UInt64(client) << 8 | UInt64(request.to.number), request.operation)
    hash.absorb(bytes: LedgerCommand.withoutSignature(request.payload))
    if isLost {
      record(.internalStep, node: request.to, cause: cause)
      return
    }
    let asker = Asker(client: client, operation: request.operation)
    if request.isStale {
      respond(position, to: asker, .staleBalances(AccountStates(group.nodes[position].ledger)))
    } else if group.broken.contains(R.Rule.staleLeaderRead), request.signed == nil,
      group.nodes[position].leads()
    {
      // A rule broken on purpose: nobody is asked whether this node still leads.
      answerRead(position, asker, index: group.nodes[position].ledger.applied)
    } else if let signed = request.signed, group.nodes[position].leads(),
      let refusal = check(signed, publicKey: request.publicKey, at: position)
    {
      respond(position, to: asker, .refusedAtDoor(refusal, signed.id))
    } else {
      let token = asker.token(attempt: request.attempt)
      let isRead = request.signed == nil && group.configuration.reads != .log
      step(position, isRead ? .read(token: token) : .propose(token: token, command: request.payload))
    }
    record(.nodeAsked(operation: request.operation), node: request.to, cause: cause)
  }

  /// Form and signature are checked where a transfer enters the cluster, at the leader; all else only when it is
  /// applied. A wallet of this world keeps the signature it made; only one that differs from it is computed again.
  private mutating func check(_ signed: SignedTransaction, publicKey: [UInt8], at position: Int) -> Refusal? {
    if let refusal = signed.transaction.formRefusal { return refusal }
    if clients.hasSigned(signed) { return nil }
    return group.nodes[position].ledger.check(signed, publicKey: publicKey)
  }

  mutating func proposalAnswered(_ position: Int, _ reply: RequestReply) {
    guard reply.token & Self.requestToken == 0 else {
      group.requestOutcome = reply.outcome
      return
    }
    let asker = Asker(token: reply.token)
    switch reply.outcome {
    case .accepted(let entry) where entry.index <= group.nodes[position].replica.lastApplied:
      answerAgain(position, asker, entry)
    case .accepted(let entry):
      group.nodes[position].willAnswer(asker, at: entry)
      if clients.all[asker.client].session.current?.number == asker.operation {
        clients.all[asker.client].update(asker.operation) { $0.stored = entry }
      }
    case .notLeader(let hint):
      respond(position, to: asker, .redirected(hint: hint, attempt: Asker.attempt(ofToken: reply.token)))
    case .readable(let index, _): answerRead(position, asker, index: index)
    case .refused(.anotherChosen):
      guard let signed = clients.all[asker.client].session.current?.signed else { break }
      respond(position, to: asker, .refusedAtDoor(.anotherChosen, signed.id))
    case .readThroughLog, .transferring, .refused: break
    }
  }

  /// What it asked for has been applied here before it asked, or in this very step: a ledger that is asked once more
  /// gives the same receipt.
  private mutating func answerAgain(_ position: Int, _ asker: Asker, _ entry: LogPosition) {
    var ledger = group.nodes[position].ledger
    let payload = group.nodes[position].replica.log.entry(at: entry.index)?.payload ?? []
    let receipt = ledger.apply(payload, at: entry.index)
    respond(position, to: asker, .receipt(receipt, entry, state: .none))
  }

  mutating func respond(_ position: Int, to asker: Asker, _ content: consuming SessionAnswer.Content) {
    let from = NodeID(position + 1)
    let answer = SessionAnswer(operation: asker.operation, from: from, content: content)
    call(.answer(answer), of: asker.client, on: Link(from: .node(from), to: .clients))
  }

  /// The leader has said that this read may be served: from its own ledger, which has applied what the read must
  /// see (dissertation §6.4).
  private mutating func answerRead(_ position: Int, _ asker: Asker, index: LogIndex) {
    let ledger = group.nodes[position].ledger
    let states = AccountStates(ledger)
    respond(
      position, to: asker,
      .receipt(
        Receipt(index: ledger.applied, transaction: nil, outcome: .balances(states.balances)),
        group.nodes[position].replica.log.position(at: index), state: states
      ))
  }
}

/// Who waits for an answer.
struct Asker: Sendable {
  let client: Int
  let operation: UInt64

  init(client: Int, operation: UInt64) {
    self.client = client
    self.operation = operation
  }

  /// From the lowest bit: 33 bits the operation, 8 the attempt's last ones, 22 the client; the highest bit marks
  /// requests of verbs (`World.requestToken`).
  func token(attempt: Int) -> UInt64 {
    UInt64(client) << 41 | UInt64(UInt8(truncatingIfNeeded: attempt)) << 33 | operation
  }

  init(token: UInt64) {
    client = Int(token >> 41)
    operation = token & 0x1_FFFF_FFFF
  }

  static func attempt(ofToken token: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: token >> 33) }
}
