import Consensus
import Host
import Words

// The story of a broken rule: who was told what, what is true, which rule was off, and where the right program would
// have said no.
extension Explainer {
  /// - Parameters:
  ///   - snapshot: The cluster where the rule broke.
  ///   - divergence: Where the same with the rule kept would have gone another way.
  ///   - history: The operations that no order explains, where that is what broke.
  ///   - now: The cluster as it is now, which may be later.
  package func story(
    of violation: ViolationSnapshot, in snapshot: ClusterSnapshot, _ source: any RecordSource,
    divergence: Divergence?, history: UnorderedHistory?, now: ClusterSnapshot
  ) -> WhyCard {
    let title = say(
      BreakSentences.brokenTitle,
      [
        .rule: .text(name(ofInvariant: violation.invariant)), .time: .time(violation.time),
        .detail: .text(text(of: violation.detail)),
      ])
    let clients = history.map { told(in: $0) } ?? told(of: violation, in: snapshot, source)
    let concerned =
      endangered(in: snapshot).last?.position ?? violation.detail.explanation().position("entry")
    let parting = divergence.map { story(of: $0, about: concerned, source) }
    var card = WhyCard(
      title: title,
      sentences: moment(snapshot, now) + clients + since(snapshot, now)
        + (parting ?? snapshot.brokenRules.map { off($0) }) + rules(of: violation).prefix(1)
        + (divergence.map { [beside($0)] } ?? []) + [say(BreakSentences.papers)],
      cause: divergence?.made?.record.number ?? violation.event)
    card.fillsPicture = true
    card.history = history
    return card
  }

  // MARK: Who was told what

  /// Which moment the story tells of, where that is over.
  private func moment(_ then: ClusterSnapshot, _ now: ClusterSnapshot) -> [String] {
    guard now.time > then.time else { return [] }
    return [say(BreakSentences.moment, [.time: .time(then.time), .current: .time(now.time)])]
  }

  /// Who waited then and was told since that it is done.
  private func since(_ then: ClusterSnapshot, _ now: ClusterSnapshot) -> [String] {
    let told = now.operations.filter { operation in
      operation.kind != .balances && operation.isAnswered && operation.begun <= then.time
        && operation.ended ?? 0 > then.time
    }
    return told.suffix(2).map { operation in
      var values: [Place: Value] = [
        .client: client(operation.kind), .operation: self.operation(operation.kind),
        .node: operation.asked.fieldValue,
      ]
      values[.time] = operation.ended.map { .time($0) }
      return say(BreakSentences.toldSince, values)
    }
  }

  private func told(of violation: ViolationSnapshot, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> [String]
  {
    let detail = violation.detail.explanation()
    if let twice = paidTwice(detail, in: snapshot, source) { return [twice] }
    let endangered = endangered(in: snapshot)
    if endangered.count > 2, let last = endangered.last {
      let coins = endangered.reduce(0) { $0 + ($1.payment?.coins ?? 0) }
      let values: [Place: Value] = [.count: .count(endangered.count), .coins: .number(coins)]
      return toldAndTrue(last, in: snapshot) + [say(BreakSentences.more, values)]
    }
    if !endangered.isEmpty { return endangered.flatMap { toldAndTrue($0, in: snapshot) } }
    if let harm = harm(of: detail, in: snapshot, source) { return ledgers(in: snapshot) + [harm] }
    let concerned = done(in: snapshot).last { operation in
      operation.position.map { $0 == detail.position("entry") || $0 == detail.position("otherEntry") }
        ?? false
    }
    return [concerned.map { told($0, in: snapshot) } ?? say(BreakSentences.nobodyTold)]
      + ledgers(in: snapshot)
  }

  /// What clients were told is done, or somebody takes for committed.
  private func done(in snapshot: ClusterSnapshot) -> [OperationSnapshot] {
    snapshot.operations.filter { operation in
      operation.kind != .balances && operation.position != nil
        && (operation.isAnswered || !snapshot.believers(in: operation).isEmpty)
    }
  }

  /// Those of them that may be lost.
  private func endangered(in snapshot: ClusterSnapshot) -> [OperationSnapshot] {
    done(in: snapshot).filter(snapshot.isEndangered)
  }

  /// What a client was told, or who takes its payment for committed.
  private func told(_ operation: OperationSnapshot, in snapshot: ClusterSnapshot) -> String {
    var values: [Place: Value] = [
      .client: client(operation.kind), .operation: self.operation(operation.kind),
      .node: operation.asked.fieldValue, .nodes: .nodes(snapshot.believers(in: operation)),
    ]
    values[.time] = operation.ended.map { .time($0) }
    return say(operation.isAnswered ? BreakSentences.told : .notTold, values)
  }

  /// The same, and what became of it.
  private func toldAndTrue(_ operation: OperationSnapshot, in snapshot: ClusterSnapshot) -> [String] {
    guard let position = operation.position, let (account, coins) = operation.payment else { return [] }
    let holders = snapshot.holders(of: operation).intersection(snapshot.voters)
    var values: [Place: Value] = [
      .index: .number(position.index), .term: .number(position.term), .nodes: .nodes(holders),
      .count: .count(holders.count), .account: .text(account), .coins: .number(coins),
    ]
    let truth: BreakSentences
    if let leader = snapshot.leaderLacking(operation) {
      values[.other] = .node(leader.id)
      values[.theirs] = .number(leader.view.term)
      truth = snapshot.leads(leader.view.term, with: operation) ? .goneThere : .gone
    } else {
      truth = holders.isEmpty ? .onNoDisk : .atRisk
    }
    return [told(operation, in: snapshot), say(truth, values, in: snapshot)]
  }

  /// What may come of it where nothing was lost yet.
  private func harm(of detail: Explanation, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> String?
  {
    var told = Telling(what: detail)
    if let other = detail.node("other"), let position = detail.position("entry"),
      let term = snapshot.node(other)?.term(at: position.index), term != position.term,
      let contents = source.describe(LogPosition(index: position.index, term: term)).flatMap({
        contents(of: $0)
      })
    {
      told.more.append(("operation", contents))
      told.fits("another")
    }
    return text(.harm, of: told)
  }

  /// One request that moved its coins again.
  private func paidTwice(_ detail: Explanation, in snapshot: ClusterSnapshot, _ source: any RecordSource)
    -> String?
  {
    guard let node = detail.node("node"), let index = detail.number("index") ?? detail.number("second"),
      let term = snapshot.node(node)?.term(at: index),
      case .transfer(let from, let to, let amount, let nonce) = source.describe(
        LogPosition(index: index, term: term)), detail.number("nonce") == nonce
    else { return nil }
    let kind = OperationSnapshot.Kind.transfer(from: from, to: to, amount: amount)
    return say(
      BreakSentences.paidTwice,
      [
        .client: client(kind), .operation: operation(kind), .node: .node(node), .index: .number(index),
        .account: .text(from), .other: .text(to), .coins: .number(amount),
      ])
  }

  /// Where ledgers that have come equally far differ: "bob: 130 on n1, 100 on n2 and n3".
  private func ledgers(in snapshot: ClusterSnapshot) -> [String] {
    let living = snapshot.nodes.filter { $0.condition != .down }
    let differing = snapshot.accounts.indices.dropFirst().compactMap { place -> String? in
      let alike = Dictionary(grouping: living) { $0.view.applied }.values.max {
        ($0.count, $0[0].view.applied) < ($1.count, $1[0].view.applied)
      }
      let known = (alike ?? []).filter { $0.balances.indices.contains(place) && $0.balances[place] != nil }
      let groups = Dictionary(grouping: known) { $0.balances[place] ?? 0 }
      guard groups.count > 1 else { return nil }
      let parts = groups.sorted { $0.value[0].id < $1.value[0].id }.map { coins, nodes in
        say(
          BreakPartSentences.coinsOn,
          [.coins: .number(coins), .nodes: .nodes(NodeSet(nodes.map(\.id)))])
      }
      let text = parts.joined(separator: language.text(Formats.comma))
      return say(BreakPartSentences.holding, [.account: .text(snapshot.accounts[place]), .text: .text(text)])
    }
    guard !differing.isEmpty else { return [] }
    let text = differing.joined(separator: language.text(Formats.semicolon))
    return [say(BreakSentences.ledgers, [.text: .text(text)])]
  }

  // MARK: A history without order

  private func told(in history: UnorderedHistory) -> [String] {
    // The bars tell the others.
    let impossible = history.operations.filter(\.isImpossible)
    let operations = (impossible.isEmpty ? history.operations : impossible).map { operation in
      var values: [Place: Value] = [
        .client: client(of: operation), .operation: self.operation(operation.kind),
        .node: operation.node.fieldValue, .first: .time(operation.begun),
        .text: .text(answer(of: operation, in: history, withAsker: true)),
      ]
      values[.time] = operation.ended.map { .time($0) }
      return say(operation.answer == .unknown ? BreakSentences.unheard : .heard, values)
    }
    return operations + [conclusion(of: history)]
  }

  private func conclusion(of history: UnorderedHistory) -> String {
    guard let impossible = history.operations.first(where: \.isImpossible),
      case .balances(let seen) = impossible.answer
    else { return say(BreakSentences.noOrder) }
    let truth = history.truth
    let wrong = seen.filter { shown in
      truth.contains { $0.account == shown.account && $0.coins != shown.coins }
    }
    guard !wrong.isEmpty else { return say(BreakSentences.noOrder) }
    let parts = wrong.map { shown in
      say(
        BreakPartSentences.shown,
        [
          .account: .text(shown.account), .coins: .number(shown.coins),
          .number: .number(truth.first { $0.account == shown.account }?.coins ?? 0),
        ])
    }
    let text = parts.joined(separator: language.text(Formats.semicolon))
    return say(BreakSentences.untrue, [.client: client(of: impossible), .text: .text(text)])
  }

  /// Whose client it is, where that is known.
  private func client(of operation: UnorderedHistory.Operation) -> Value {
    if let name = operation.client { return .text(say(PartSentences.client, [.account: .text(name)])) }
    return client(operation.kind)
  }

  /// What is written beside an operation's bar.
  package func label(of operation: UnorderedHistory.Operation) -> String {
    let what = write(self.operation(operation.kind))
    guard operation.kind == .balances, let client = operation.client else { return what }
    return client + " " + what
  }

  /// What was answered; of balances those of accounts that the others speak of.
  /// - Parameter withAsker: Also of whose client asks.
  package func answer(
    of operation: UnorderedHistory.Operation, in history: UnorderedHistory, withAsker: Bool = false
  ) -> String {
    switch operation.answer {
    case .done: return say(BreakPartSentences.answerDone)
    case .tooLittle: return say(BreakPartSentences.answerTooLittle)
    case .refused: return say(BreakPartSentences.answerRefused)
    case .unknown: return say(BreakPartSentences.answerNone)
    case .balances(let seen):
      let named = Set(
        history.operations.flatMap { operation -> [String] in
          if case .transfer(let from, let to, _) = operation.kind { [from, to] } else { [] }
        } + (withAsker ? [operation.client].compactMap { $0 } : []))
      let told = seen.filter { named.contains($0.account) }
      return (told.isEmpty ? seen : told).map { "\($0.account) \($0.coins)" }
        .joined(separator: language.text(Formats.listComma))
    }
  }

  // MARK: Where the right program says no

  private func off(_ rule: String) -> String {
    say(BreakPartSentences.off, [.rule: .text(rule), .text: .text(text(ofRule: rule))])
  }

  private func story(
    of divergence: Divergence, about concerned: LogPosition? = nil, _ source: any RecordSource
  ) -> [String] {
    let (made, instead) = texts(of: divergence, source)
    var sentences: [String] = []
    if let record = divergence.record {
      let values: [Place: Value] = [
        .time: .time(record.time), .number: .number(record.number), .text: .text(made ?? ""),
      ]
      sentences.append(say(divergence.made == nil ? BreakSentences.partsThere : .parts, values))
    }
    let right = instead.flatMap { $0 == made ? nil : $0 } ?? sameThere(divergence, about: concerned)
    let why = cure(divergence, source)
    return sentences + [
      say(BreakPartSentences.right, [.text: .text(right), .reason: .text(why)]), off(divergence.rule),
    ]
  }

  /// What the right program does where it decides nothing else.
  private func sameThere(_ divergence: Divergence, about concerned: LogPosition?) -> String {
    guard let made = divergence.made, let instead = divergence.instead else {
      // What arrived was sent where the right program would not have sent it yet.
      guard case .delivered(let message) = divergence.made?.record.what else {
        return say(BreakPartSentences.thereNothing)
      }
      return say(BreakPartSentences.thereNotSent, [.other: .node(message.from), .first: .time(message.sent)])
    }
    guard let position = concerned else {
      return say(BreakPartSentences.thereSame)
    }
    let (here, there) = (made.snapshot.holders(of: position), instead.snapshot.holders(of: position))
    let values: [Place: Value] = [
      .index: .number(position.index), .term: .number(position.term), .nodes: .nodes(there),
    ]
    return say(here.count < there.count ? BreakPartSentences.thereKept : .thereSame, values)
  }

  /// Why it protects to keep the rule, with the numbers of this run.
  private func cure(_ divergence: Divergence, _ source: any RecordSource) -> String {
    let sentence = CureSentences(rawValue: divergence.rule)
    guard let happening = divergence.made ?? divergence.instead, language.textIfAny(sentence) != nil else {
      return ""
    }
    let scene = Scene(happening.record, in: happening.snapshot, source)
    let node: Value = (scene.decider ?? happening.record.actor).fieldValue
    return say(sentence, [.node: node], in: happening.snapshot)
  }

  /// The end of a scenario in which a rule was off and only disturbed: who waited, and where the right program says no.
  package func end(
    _ card: WhyCard, with divergence: Divergence, in snapshot: ClusterSnapshot, _ source: any RecordSource
  ) -> WhyCard {
    var card = card
    card.sentences.insert(contentsOf: waited(in: snapshot) + story(of: divergence, source), at: 0)
    card.sentences.append(beside(divergence))
    card.cause = divergence.made?.record.number
    card.fillsPicture = true
    return card
  }

  /// Where to look at both: `w` opens the event, where there is one here.
  private func beside(_ divergence: Divergence) -> String {
    say(divergence.made == nil ? BreakSentences.besideAlone : .beside)
  }

  /// Who had to wait longest for an answer.
  private func waited(in snapshot: ClusterSnapshot) -> [String] {
    func wait(_ operation: OperationSnapshot) -> Nanoseconds {
      (operation.ended ?? snapshot.time).since(operation.begun)
    }
    guard let slowest = snapshot.operations.filter(\.isByPerson).max(by: { wait($0) < wait($1) }) else {
      return []
    }
    let values: [Place: Value] = [
      .client: client(slowest.kind), .operation: operation(slowest), .first: .time(slowest.begun),
      .span: .duration(wait(slowest)),
    ]
    return [say(slowest.ended == nil ? BreakSentences.waits : .waited, values)]
  }

  /// What was decided, and what would have been, each by what the other has not.
  private func texts(of divergence: Divergence, _ source: any RecordSource) -> (
    made: String?, instead: String?
  ) {
    let (made, instead) = (divergence.made, divergence.instead)
    let none = BreakPartSentences.decidesNothing
    return (
      made.map { text(of: $0, besides: instead, else: none, source) },
      instead.map { text(of: $0, besides: made, else: .decidesNothingMore, source) }
    )
  }

  private func text(
    of happening: Divergence.Happening, besides other: Divergence.Happening?, else none: BreakPartSentences,
    _ source: any RecordSource
  ) -> String {
    let scene = Scene(happening.record, in: happening.snapshot, source)
    let record = happening.record
    guard let other, let node = scene.decider ?? record.actor else { return stepText(of: scene) }
    let own = record.decisions.filter { !other.record.decisions.contains($0) }
    let told = own.map { telling($0, at: node, in: scene) }.max { $0.what.rank < $1.what.rank }
    if let text = told.flatMap({ text(.says, of: $0) }) { return text }
    if record.decisions != other.record.decisions {
      return none == .decidesNothing ? unchecked(by: node, in: scene) : say(none, [.node: .node(node)])
    }
    let (mine, theirs) = (record.applied, other.record.applied)
    guard mine != theirs else { return stepText(of: scene) }
    guard let own = mine.last(where: { !theirs.contains($0) }) else {
      return applied(theirs.last { !mine.contains($0) }, on: node, in: scene, .leavesOut)
    }
    return application(of: own, in: scene)?.text ?? applied(own, on: node, in: scene, .applies)
  }

  /// What a node did without a decision.
  private func unchecked(by node: NodeID, in scene: Scene) -> String {
    var values: [Place: Value] = [.node: .node(node)]
    switch scene.record.what {
    case .delivered(let message):
      values[.other] = .node(message.from)
      values[.message] = self.message(message.summary.kind)
      return say(BreakPartSentences.takesUnchecked, values)
    case .nodeAsked(let number):
      guard let read = scene.operation(number), read.kind == .balances else { break }
      values[.client] =
        read.account.map { .text(say(PartSentences.client, [.account: .text($0)])) } ?? client(read.kind)
      return say(BreakPartSentences.servesUnchecked, values)
    default: break
    }
    return say(BreakPartSentences.decidesNothing, values)
  }

  /// What a node did to its ledger, or left out of it.
  private func applied(
    _ applied: EventRecord.Applied?, on node: NodeID, in scene: Scene, _ sentence: BreakPartSentences
  ) -> String {
    guard let position = applied?.position else { return stepText(of: scene) }
    let contents = scene.source.describe(position).flatMap { self.contents(of: $0) }
    return say(
      sentence, [.node: .node(node), .index: .number(position.index), .text: contents ?? .none])
  }
}

extension EventRecord {
  /// The one node to which an act was done.
  fileprivate var actor: NodeID? {
    guard case .action(_, .done(let nodes)) = what, nodes.count == 1 else { return nil }
    return nodes.first { _ in true }
  }
}

extension OperationSnapshot {
  fileprivate var isAnswered: Bool { if case .answered = state { true } else { false } }

  /// Who was paid, and how much.
  fileprivate var payment: (account: String, coins: UInt64)? {
    switch kind {
    case .transfer(_, let to, let amount): (to, amount)
    case .open(let name, let amount): (name, amount)
    case .balances: nil
    }
  }
}

extension ClusterSnapshot {
  /// A live leader of the highest term that has no such entry.
  fileprivate func leaderLacking(_ operation: OperationSnapshot) -> NodeSnapshot? {
    let leaders = nodes.filter { $0.condition != .down && $0.view.role == .leader }
    let term = leaders.map(\.view.term).max()
    return leaders.first { leader in
      leader.view.term == term && operation.position.map { $0.index >= leader.firstShown } ?? false
        && !has(operation, in: leader)
    }
  }

  /// Whether a live leader of this term has such an entry.
  fileprivate func leads(_ term: Term, with operation: OperationSnapshot) -> Bool {
    nodes.contains {
      $0.condition != .down && $0.view.role == .leader && $0.view.term == term && has(operation, in: $0)
    }
  }

  /// Whether an entry that a client was told of may be lost, as far as the shown part of the logs tells.
  fileprivate func isEndangered(_ operation: OperationSnapshot) -> Bool {
    guard let index = operation.position?.index, nodes.allSatisfy({ index >= $0.firstShown }) else {
      return false
    }
    return holders(of: operation).intersection(voters).count < neededToCommit
      || leaderLacking(operation) != nil
  }

  /// Who takes it for committed.
  fileprivate func believers(in operation: OperationSnapshot) -> NodeSet {
    guard let index = operation.position?.index else { return [] }
    return NodeSet(nodes.filter { $0.view.committed >= index && has(operation, in: $0) }.map(\.id))
  }
}
