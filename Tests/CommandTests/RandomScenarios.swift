import Consensus
import Ledger

@testable import Command

/// Draws values that can be written, for the round trip.
struct RandomScenarios {
  var generator: SeededGenerator
  var nodes = 5
  var accounts = ["alice", "bob", "小明", "zoë_2", "treasury"]

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func below(_ bound: Int) -> Int { Int(generator.below(UInt64(bound))) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  mutating func flip() -> Bool { below(2) == 0 }

  mutating func time() -> Nanoseconds {
    let scale: UInt64 = pick([1, 1000, 1_000_000, 100_000_000, 1_000_000_000, 60_000_000_000])
    return min(generator.below(5000) * scale + (flip() ? 0 : generator.below(1000)), Quantities.longestTime)
  }

  mutating func range() -> ClosedRange<Nanoseconds> {
    let (one, two) = (time(), time())
    return min(one, two)...max(one, two)
  }

  mutating func number() -> UInt64 {
    pick([0, 1, .max, generator.below(1000), generator.next()])
  }

  mutating func id() -> NodeID { NodeID(1 + below(nodes)) }

  mutating func node() -> NodeSelector {
    pick([.node(id()), .node(id()), .leader, .follower, .random])
  }

  mutating func nodeList() -> [NodeSelector] {
    if below(6) == 0 { return [.all] }
    var list: [NodeSelector] = []
    for _ in 0...below(3) {
      let next = node()
      if !list.contains(next) { list.append(next) }
    }
    return list
  }

  mutating func link() -> Link {
    let from = id()
    var to = id()
    while to == from { to = id() }
    return Link(from: from, to: to)
  }

  mutating func linkOfClients() -> Link {
    flip() ? Link(from: .clients, to: .node(id())) : Link(from: .node(id()), to: .clients)
  }

  mutating func message() -> MessageSelector {
    flip()
      ? .number(generator.draw(1, .max)) : .kind(pick(Vocabulary.sample.messageKinds), optionalLink())
  }

  mutating func optionalLink() -> Link? { flip() ? link() : nil }

  mutating func groups() -> [[NodeSelector]] {
    var all = (1...nodes).map { NodeSelector.node(NodeID($0)) }
    all.shuffle(using: &generator)
    let cut = 1 + below(nodes - 1)
    return [Array(all[..<cut]), Array(all[cut...])]
  }

  mutating func text() -> String {
    pick(["hello", "a#b", "第 58 条在等", "two  blanks, and: signs | > = ..", "x", "kill 1", "100%"])
  }

  mutating func predicate(_ depth: Int = 0) -> Predicate {
    let sign = pick([Comparison.equal, .atLeast, .atMost])
    switch below(depth < 3 ? 26 : 24) {
    case 0: return .leader(nil)
    case 1: return .leader(node())
    case 2: return .term(sign, term())
    case 3: return .committed(sign, number())
    case 4: return .balance(name: pick(accounts), sign, number(), on: flip() ? node() : nil)
    case 5: return .alive(sign, number())
    case 6: return pick([.converged, .joint, .joining, .damaged, .handingOver, .unanswered])
    case 7: return .safe
    case 8: return .violated(pick(["election-safety", "supply"]))
    case 9: return .refused(pick(Refusal.allCases))
    case 10: return .inFlight(pick(Vocabulary.sample.messageKinds), optionalLink())
    case 11: return .leads(flip() ? node() : nil, for: time())
    case 12: return .node(node(), fact())
    case 13: return .progress(pick([.next, .match]), link(), sign, number())
    case 14: return .equalLogs(node(), node(), to: flip() ? number() : nil)
    case 15: return .copies(entry(), sign, number())
    case 16: return flip() ? .copiesBy(entry(), nodeSet()) : .vanished(entry())
    case 17: return .operation(flip() ? generator.draw(1, 99) : nil, fate())
    case 18: return .read(name: pick(accounts), sign, number())
    case 19: return .members(nodeSet())
    case 20: return .leaders(sign, number(), for: flip() ? time() : nil)
    case 21:
      let span = time()
      return pick([.elections(sign, 7, within: span), .grew(sign, 7, within: span), .paid(within: span)])
    case 22:
      let event = Predicate.event("became-leader", flip() ? node() : nil)
      return pick([
        .available(sign, parts(), over: time()), .gap(sign, time()), .latency(sign, time()), event,
      ])
    case 23: return .chosen(slot: flip() ? generator.draw(1, 99) : nil, flip() ? value() : nil)
    case 24 where depth == 0:
      let list = (0...below(3)).map { _ in predicate(1) }
      return flip() ? .all(list) : .any(list)
    default: return .not(predicate(depth + 1))
    }
  }

  mutating func nodeSet() -> NodeSet { NodeSet((0...below(3)).map { _ in id() }) }

  mutating func entry() -> EntryName {
    EntryName(generator.draw(1, 99), term: flip() ? TermName(generator.draw(0, 9)) : nil)
  }

  mutating func term() -> TermName { TermName(number()) }

  mutating func fact() -> NodeFact {
    let sign = pick([Comparison.equal, .atLeast, .atMost])
    let numbers: [NodeFact] = [
      .term(sign, term()), .knowsCommitted(sign, number()), .snapshot(sign, number()),
      .logEnds(in: term()), .timer(sign, time()),
    ]
    let terms = (0..<below(4)).map { _ in flip() ? nil : term() }
    return pick(
      numbers + [
        .promised(ballot()), .accepted(ballot(), flip() ? value() : nil), .leads, .stands, .follows,
        .voted(for: node()), .hasFirstTimer, .learns, .log(terms),
      ])
  }

  mutating func fate() -> OperationFate {
    let sign = pick([Comparison.equal, .atLeast, .atMost])
    return pick([.asked, .answered, .unanswered, .unknown, .stored(sign, number()), .retried(sign, number())])
  }

  mutating func when() -> When? {
    switch below(4) {
    case 0: nil
    case 1: .at(time())
    case 2: .after(time())
    default: .when(predicate(), within: flip() ? When.usualPatience : time())
    }
  }

  mutating func ballot() -> Ballot { Ballot(round: generator.draw(1, 1000), node: id()) }

  mutating func value() -> TransferValue {
    TransferValue(from: pick(accounts), to: pick(accounts), amount: number())
  }

  mutating func parts() -> UInt32 { UInt32(generator.draw(0, 1_000_000)) }

  /// A line of this form, as it is printed.
  mutating func line(_ form: VerbForm) -> String {
    var words = [form.name]
    for argument in form.arguments where !argument.isOptional || flip() {
      words += [argument.keyword, text(argument.kind)].compactMap(\.self)
    }
    return words.joined(separator: " ")
  }

  /// Any verb of this form.
  mutating func verb(_ form: VerbForm) -> Verb {
    let line = line(form)
    do { return try VerbParser.parse(syntax: line) } catch { fatalError("\(line): \(error)") }
  }

  private mutating func text(_ kind: Argument.Kind) -> String? {
    switch kind {
    case .flag: nil
    case .account: pick(accounts)
    case .newAccount: pick(["erin", "小红", "_x-1"])
    case .person: pick(["ann", "小明", "nobody"])
    case .answer: pick(Verb.Answer.allCases).rawValue
    case .amount: "\(number())"
    case .rate: Shape.rate.text(flip() ? nil : generator.draw(1, Quantities.highestMilliRate))
    case .speed: Shape.speed.text(flip() ? nil : generator.draw(1, Quantities.highestSpeed))
    case .percent: Shape.percent.text(parts())
    case .signedPercent: Shape.signedPercent.text((flip() ? 1 : -1) * Int64(generator.below(1_000_000)))
    case .timeRange: Shape.times.text(range())
    case .time: Shape.time.text(time())
    case .nodes: Shape.nodes.text(nodeList())
    case .node: node().description
    case .nodeNumber: NodeID(1 + below(9)).description
    case .numberOrRole: below(4) == 0 ? "leader" : NodeID(1 + below(9)).description
    case .groups: Shape.groups.text(groups())
    case .link: (below(3) == 0 ? linkOfClients() : link()).description
    case .nodeLink: link().description
    case .onOff: flip() ? "on" : "off"
    case .count: "\(generator.draw(2, 1_000_000))"
    case .index: "\(generator.draw(1, 1_000_000))"
    case .storedPart: pick([.entry(generator.draw(1, .max)), StoredPart.snapshot, .termAndVote]).description
    case .ballot: ballot().cell
    case .value: value().description
    case .message: message().description
    case .bug: pick(Vocabulary.sample.brokenRules)
    case .invariant: "log-matching"
    case .decision: "became-leader"
    case .view, .theme: "logs"
    case .language: "zh"
    case .scenario: pick(["first-election", "a file.raft", "../x,y"])
    case .predicate: predicate().description
    case .text: text()
    }
  }

  mutating func header() -> Header {
    var header = Header()
    header.breaks = pick([[], ["supply"], ["election-safety", "log-matching"]])
    header.seed = flip() ? nil : generator.next()
    header.nodes = 2 + below(8)
    nodes = header.nodes
    header.accounts = accounts.filter { $0 != "treasury" }.map {
      OpeningBalance(name: $0, coins: generator.below(1 << 40))
    }
    header.treasury = generator.below(1 << 60)
    let low = 1 + time()
    header.electionTimeout = low...(low + time())
    if header.electionTimeout.upperBound > Quantities.longestTime { header.electionTimeout = low...low }
    header.heartbeat = 1 + generator.below(max(1, low - 1))
    if header.heartbeat >= low {
      header.electionTimeout = 2...2
      header.heartbeat = 1
    }
    header.latency = range()
    header.disk = range()
    header.appendLimit = 1 + below(4096)
    header.noOp = flip()
    header.signatures = pick(SignatureScheme.allCases)
    header.preVote = flip()
    header.checkQuorum = flip()
    header.reads = pick(header.checkQuorum ? ReadRule.allCases : [.log, .index])
    header.clockBoundPartsPerMillion = UInt32(below(1_000_001))
    header.snapshotAfter = flip() ? 0 : 1 + below(1_000_000)
    header.snapshotChunk = flip() ? 4096 : 1 + below(1 << 20)
    header.window = 1 + below(1024)
    header.jointChanges = flip()
    return header
  }

  /// A scenario that a file can hold: only verbs of files, times that do not descend.
  mutating func scenario() -> Scenario {
    let header = header()
    let forms = VerbTable.forms.filter { $0.scope != .console }
    var latest: Nanoseconds = 0
    let steps = (0..<below(12)).map { _ in
      var step = Step(when: when(), verb: verb(pick(forms)))
      if case .at(let time) = step.when {
        latest = max(latest, time)
        step.when = .at(latest)
      }
      if step.when != nil, below(8) == 0 { step.verb = nil }
      return step
    }
    return Scenario(header: header, steps: steps)
  }
}

extension Scenario {
  /// Without line numbers, which printing does not keep.
  var withoutLines: Scenario {
    Scenario(header: header, steps: steps.map { Step(when: $0.when, verb: $0.verb) })
  }
}
