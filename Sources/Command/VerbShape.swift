import Consensus

// A verb is its definition's key and the values of its arguments. The two functions here are each other's
// inverse and both exhaustive: a new verb does not compile until it can be read and written.

extension Verb {
  /// The definition this verb was read from.
  var key: VerbTable.Key { shape.key }

  var shape: (key: VerbTable.Key, values: [Value]) {
    switch self {
    case .transfer(let from, let to, let amount): (.transfer, [.name(from), .name(to), .number(amount)])
    case .balance(let name, let node, let stale):
      (.balance, [.name(name), node.map { .nodes([$0]) } ?? .absent, stale ? .flag : .absent])
    case .open(let name, let amount): (.open, [.name(name), Value(amount)])
    case .load(let rate): (.load, [rate.map { .number($0) } ?? .off])
    case .kill(let nodes): (.kill, [.nodes(nodes)])
    case .restart(let nodes): (.restart, [.nodes(nodes)])
    case .pause(let nodes, let queued): (.pause, [.nodes(nodes), queued ? .flag : .absent])
    case .resume(let nodes): (.resume, [.nodes(nodes)])
    case .wipe(let nodes): (.wipe, [.nodes(nodes)])
    case .corrupt(let nodes, let part): (.corrupt, [.nodes(nodes), part.map { .part($0) } ?? .absent])
    case .slowDisk(let nodes, let range): (.slowDisk, [.nodes(nodes), .range(range)])
    case .skew(let nodes, let parts): (.skew, [.nodes(nodes), .signed(parts)])
    case .timeout(let nodes): (.timeout, [.nodes(nodes)])
    case .align: (.align, [])
    case .spread: (.spread, [])
    case .partition(let groups): (.partition, [.groups(groups)])
    case .isolate(let nodes): (.isolate, [.nodes(nodes)])
    case .cut(let link): (.cut, [.link(link)])
    case .heal: (.heal, [])
    case .latency(let range, let link): (.latency, [.range(range), Value(link)])
    case .loss(let parts, let link): (.loss, [.number(UInt64(parts)), Value(link)])
    case .duplicate(let parts, let link): (.duplicate, [.number(UInt64(parts)), Value(link)])
    case .reorder(let on): (.reorder, [.onOff(on)])
    case .duplicateMessage(let message): (.duplicateMessage, [.message(message)])
    case .drop(let message): (.drop, [.message(message)])
    case .hold(let link): (.hold, [.link(link)])
    case .holdMessage(let message): (.holdMessage, [.message(message)])
    case .release(let link): (.release, [.link(link)])
    case .releaseMessage(let message): (.releaseMessage, [.message(message)])
    case .releaseAll: (.releaseAll, [.flag])
    case .add(let node, let learner): (.add, [.nodes([.node(node)]), learner ? .flag : .absent])
    case .promote(let node): (.promote, [.nodes([node])])
    case .remove(let node): (.remove, [.nodes([node])])
    case .lead(let node): (.lead, [.nodes([node])])
    case .snapshot(let nodes): (.snapshot, [.nodes(nodes)])
    case .bug(let name, let on): (.bug, [.name(name), .onOff(on)])
    case .speed(let thousandths): (.speed, [thousandths.map { .number($0) } ?? .off])
    case .pauseClock: (.pauseClock, [])
    case .play: (.play, [])
    case .step(let count): (.step, [count == 1 ? .absent : .number(UInt64(clamping: count))])
    case .back(let count): (.back, [count == 1 ? .absent : .number(UInt64(clamping: count))])
    case .goto(let time): (.goto, [.number(time)])
    case .fork: (.fork, [])
    case .view(let name): (.view, [.name(name)])
    case .big: (.big, [])
    case .theme(let name): (.theme, [.name(name)])
    case .language(let name): (.language, [.name(name)])
    case .why: (.why, [])
    case .scenario(let name): (.scenario, [name.map { .name($0) } ?? .absent])
    case .quit: (.quit, [])
    case .expect(let predicate): (.expect, [.predicate(predicate)])
    case .note(let text): (.note, [.name(text)])
    }
  }

  init(_ key: VerbTable.Key, _ values: Values) {
    self =
      switch key {
      case .transfer: .transfer(from: values.name(0), to: values.name(1), amount: values.number(2))
      case .balance: .balance(name: values.name(0), from: values.optionalNode(1), stale: values.isOn(2))
      case .open: .open(name: values.name(0), amount: values.optionalNumber(1))
      case .load: .load(milliRate: values.optionalNumber(0))
      case .kill: .kill(values.nodes(0))
      case .restart: .restart(values.nodes(0))
      case .pause: .pause(values.nodes(0), queued: values.isOn(1))
      case .resume: .resume(values.nodes(0))
      case .wipe: .wipe(values.nodes(0))
      case .corrupt: .corrupt(values.nodes(0), values.optionalPart(1))
      case .slowDisk: .slowDisk(values.nodes(0), values.range(1))
      case .skew: .skew(values.nodes(0), partsPerMillion: values.signed(1))
      case .timeout: .timeout(values.nodes(0))
      case .align: .align
      case .spread: .spread
      case .partition: .partition(values.groups(0))
      case .isolate: .isolate(values.nodes(0))
      case .cut: .cut(values.link(0))
      case .heal: .heal
      case .latency: .latency(values.range(0), values.optionalLink(1))
      case .loss: .loss(partsPerMillion: UInt32(clamping: values.number(0)), values.optionalLink(1))
      case .duplicate: .duplicate(partsPerMillion: UInt32(clamping: values.number(0)), values.optionalLink(1))
      case .reorder: .reorder(values.isOn(0))
      case .duplicateMessage: .duplicateMessage(values.message(0))
      case .drop: .drop(values.message(0))
      case .hold: .hold(values.link(0))
      case .holdMessage: .holdMessage(values.message(0))
      case .release: .release(values.link(0))
      case .releaseMessage: .releaseMessage(values.message(0))
      case .releaseAll: .releaseAll
      case .add: .add(values.node(0), learner: values.isOn(1))
      case .promote: .promote(values.optionalNode(0) ?? .leader)
      case .remove: .remove(values.optionalNode(0) ?? .leader)
      case .lead: .lead(values.optionalNode(0) ?? .leader)
      case .snapshot: .snapshot(values.nodes(0))
      case .bug: .bug(name: values.name(0), on: values.isOn(1))
      case .speed: .speed(thousandths: values.optionalNumber(0))
      case .pauseClock: .pauseClock
      case .play: .play
      case .step: .step(Int(clamping: values.optionalNumber(0) ?? 1))
      case .back: .back(Int(clamping: values.optionalNumber(0) ?? 1))
      case .goto: .goto(values.number(0))
      case .fork: .fork
      case .view: .view(values.name(0))
      case .big: .big
      case .theme: .theme(values.name(0))
      case .language: .language(values.name(0))
      case .why: .why
      case .scenario: .scenario(values.optionalName(0))
      case .quit: .quit
      case .expect: .expect(values.predicate(0))
      case .note: .note(values.name(0))
      }
  }
}

extension Value {
  init(_ number: UInt64?) { self = number.map { .number($0) } ?? .absent }
  init(_ link: Link?) { self = link.map { .link($0) } ?? .absent }
}
