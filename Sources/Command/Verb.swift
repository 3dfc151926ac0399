import Consensus

/// What can be said to a cluster or to the console: one language for keys, the palette, scenario files and
/// recordings. Times are nanoseconds, percentages parts per million, rates and speeds thousandths: no
/// floating point.
public enum Verb: Equatable, Sendable {
  // Clients
  case transfer(from: String, to: String, amount: UInt64)
  case balance(name: String, from: NodeSelector?, stale: Bool)
  case open(name: String, amount: UInt64?)
  /// Operations a second, in thousandths; nil is off.
  case load(milliRate: UInt64?)
  // Nodes
  case kill([NodeSelector])
  case restart([NodeSelector])
  /// `queued`: what arrives meanwhile is not lost but read when it is resumed.
  case pause([NodeSelector], queued: Bool = false)
  case resume([NodeSelector])
  case wipe([NodeSelector])
  /// nil: the last entry.
  case corrupt([NodeSelector], StoredPart?)
  case slowDisk([NodeSelector], ClosedRange<Nanoseconds>)
  case skew([NodeSelector], partsPerMillion: Int64)
  case timeout([NodeSelector])
  case align
  case spread
  // Network
  case partition([[NodeSelector]])
  case isolate([NodeSelector])
  case cut(Link)
  case heal
  case latency(ClosedRange<Nanoseconds>, Link?)
  case loss(partsPerMillion: UInt32, Link?)
  case duplicate(partsPerMillion: UInt32, Link?)
  case reorder(Bool)
  /// One message more like this one.
  case duplicateMessage(MessageSelector)
  case drop(MessageSelector)
  case hold(Link)
  case holdMessage(MessageSelector)
  case release(Link)
  case releaseMessage(MessageSelector)
  case releaseAll
  // Membership
  case add(NodeID, learner: Bool)
  case promote(NodeSelector)
  case remove(NodeSelector)
  case lead(NodeSelector)
  case snapshot([NodeSelector])
  // Broken rules
  case bug(name: String, on: Bool)
  // Time
  /// Thousandths of real time; nil is `auto`.
  case speed(thousandths: UInt64?)
  case pauseClock
  case play
  case step(Int)
  case back(Int)
  case goto(Nanoseconds)
  case fork
  // The console's own
  case view(String)
  case big
  case theme(String)
  case language(String)
  case why
  case scenario(String?)
  case quit
  // Files
  case expect(Predicate)
  case note(String)
}

extension Verb {
  /// One of each, in the order of the table. What stands for the arguments does not matter.
  static let blanks: [Verb] = [
    .transfer(from: "", to: "", amount: 0), .balance(name: "", from: nil, stale: false),
    .open(name: "", amount: nil), .load(milliRate: nil),
    .kill([]), .restart([]), .pause([]), .resume([]),
    .partition([]), .isolate([]), .cut(.blank), .heal,
    .latency(0...0, nil), .loss(partsPerMillion: 0, nil), .duplicate(partsPerMillion: 0, nil),
    .duplicateMessage(.number(0)), .reorder(false),
    .timeout([]), .align, .spread, .slowDisk([], 0...0),
    .wipe([]), .corrupt([], nil), .skew([], partsPerMillion: 0), .drop(.number(0)),
    .hold(.blank), .holdMessage(.number(0)),
    .release(.blank), .releaseMessage(.number(0)), .releaseAll,
    .add(NodeID(1), learner: false), .promote(.leader), .remove(.leader), .lead(.leader), .snapshot([]),
    .bug(name: "", on: false),
    .speed(thousandths: nil), .pauseClock, .play, .step(1), .back(1), .goto(0), .fork,
    .view(""), .big, .theme(""), .language(""), .why, .scenario(nil), .quit,
    .expect(.safe), .note(""),
  ]

  /// How each verb is written: its name, its arguments with what they are in this verb, and the verb that such
  /// arguments make. The reader, the printer, the completer and the help all come from here. A verb without a row
  /// does not compile; it is read once it stands among the blanks.
  public var form: VerbForm {
    switch self {
    case .transfer(let from, let to, let amount):
      VerbForm("transfer", .account("FROM", from), .account("TO", to), .number("AMOUNT", .amount, amount)) {
        .transfer(from: $0.name(0), to: $0.name(1), amount: $0.number(2))
      }
    case .balance(let name, let node, let stale):
      VerbForm(
        "balance", .account("NAME", name),
        Argument("NODE", .node, Value(node), keyword: "from", optional: true), .flag("stale", stale)
      ) { .balance(name: $0.name(0), from: $0.optionalNode(1), stale: $0.isOn(2)) }
    case .open(let name, let amount):
      VerbForm(
        "open", .name("NAME", .newAccount, name), Argument("AMOUNT", .amount, Value(amount), optional: true)
      ) { .open(name: $0.name(0), amount: $0.optionalNumber(1)) }
    case .load(let rate):
      VerbForm("load", Argument("RATE|off", .rate, rate.map { .number($0) } ?? .off)) {
        .load(milliRate: $0.optionalNumber(0))
      }

    case .kill(let nodes): VerbForm("kill", .nodes(nodes)) { .kill($0.nodes(0)) }
    case .restart(let nodes): VerbForm("restart", .nodes(nodes)) { .restart($0.nodes(0)) }
    case .pause(let nodes, let queued):
      VerbForm("pause", .nodes(nodes), .flag("queued", queued)) { .pause($0.nodes(0), queued: $0.isOn(1)) }
    case .resume(let nodes): VerbForm("resume", .nodes(nodes)) { .resume($0.nodes(0)) }
    case .wipe(let nodes): VerbForm("wipe", .nodes(nodes)) { .wipe($0.nodes(0)) }
    case .corrupt(let nodes, let part):
      VerbForm(
        "corrupt", .nodes(nodes),
        Argument("INDEX|snapshot|record", .storedPart, part.map { .part($0) } ?? .absent, optional: true)
      ) { .corrupt($0.nodes(0), $0.optionalPart(1)) }
    case .slowDisk(let nodes, let range):
      VerbForm("slow-disk", key: "slowDisk", .nodes(nodes), .range(range)) {
        .slowDisk($0.nodes(0), $0.range(1))
      }
    case .skew(let nodes, let parts):
      VerbForm("skew", .nodes(nodes), Argument("±PERCENT", .signedPercent, .signed(parts))) {
        .skew($0.nodes(0), partsPerMillion: $0.signed(1))
      }
    case .timeout(let nodes): VerbForm("timeout", .nodes(nodes)) { .timeout($0.nodes(0)) }
    case .align: VerbForm("align") { _ in .align }
    case .spread: VerbForm("spread") { _ in .spread }

    case .partition(let groups):
      VerbForm("partition", Argument("1,2 | 3,4,5", .groups, .groups(groups))) { .partition($0.groups(0)) }
    case .isolate(let nodes): VerbForm("isolate", .nodes(nodes)) { .isolate($0.nodes(0)) }
    case .cut(let link): VerbForm("cut", .link(link)) { .cut($0.link(0)) }
    case .heal: VerbForm("heal") { _ in .heal }
    case .latency(let range, let link):
      VerbForm("latency", .range(range), .oneLink(link)) { .latency($0.range(0), $0.optionalLink(1)) }
    case .loss(let parts, let link):
      VerbForm("loss", .percent(parts), .oneLink(link)) {
        .loss(partsPerMillion: $0.parts(0), $0.optionalLink(1))
      }
    case .duplicate(let parts, let link):
      VerbForm("duplicate", .percent(parts), .oneLink(link)) {
        .duplicate(partsPerMillion: $0.parts(0), $0.optionalLink(1))
      }
    case .reorder(let on): VerbForm("reorder", .onOff(on)) { .reorder($0.isOn(0)) }
    case .duplicateMessage(let message):
      VerbForm("duplicate", key: "duplicateMessage", .message(message)) { .duplicateMessage($0.message(0)) }
    case .drop(let message):
      VerbForm("drop", Argument("MESSAGE", .message, .message(message))) { .drop($0.message(0)) }
    case .hold(let link): VerbForm("hold", .link(link)) { .hold($0.link(0)) }
    case .holdMessage(let message):
      VerbForm("hold", key: "holdMessage", .message(message)) { .holdMessage($0.message(0)) }
    case .release(let link): VerbForm("release", .link(link)) { .release($0.link(0)) }
    case .releaseMessage(let message):
      VerbForm("release", key: "releaseMessage", .message(message)) { .releaseMessage($0.message(0)) }
    case .releaseAll:
      VerbForm("release", key: "releaseAll", Argument("", .flag, .flag, keyword: "all")) { _ in .releaseAll }

    case .add(let node, let learner):
      VerbForm("add", .node(.node(node), .nodeNumber), .flag("learner", learner)) {
        .add($0.number(ofNode: 0), learner: $0.isOn(1))
      }
    case .promote(let node): VerbForm("promote", .node(node, .numberOrRole)) { .promote($0.node(0)) }
    case .remove(let node): VerbForm("remove", .node(node, .numberOrRole)) { .remove($0.node(0)) }
    case .lead(let node): VerbForm("lead", .node(node, .node)) { .lead($0.node(0)) }
    case .snapshot(let nodes): VerbForm("snapshot", .nodes(nodes)) { .snapshot($0.nodes(0)) }
    case .bug(let name, let on):
      VerbForm("bug", .name("NAME", .bug, name), .onOff(on)) { .bug(name: $0.name(0), on: $0.isOn(1)) }

    case .speed(let thousandths):
      VerbForm("speed", Argument("X|auto", .speed, thousandths.map { .number($0) } ?? .off), scope: .clock) {
        .speed(thousandths: $0.optionalNumber(0))
      }
    case .pauseClock: VerbForm("pause", key: "pauseClock", scope: .clock) { _ in .pauseClock }
    case .play: VerbForm("play", scope: .clock) { _ in .play }
    case .step(let count): VerbForm("step", .count(count), scope: .clock) { .step($0.count(0)) }
    case .back(let count): VerbForm("back", .count(count), scope: .clock) { .back($0.count(0)) }
    case .goto(let time):
      VerbForm("goto", .number("TIME", .time, time), scope: .clock) { .goto($0.number(0)) }
    case .fork: VerbForm("fork", scope: .clock) { _ in .fork }

    case .view(let name): VerbForm("view", .name("NAME", .view, name), scope: .console) { .view($0.name(0)) }
    case .big: VerbForm("big", scope: .console) { _ in .big }
    case .theme(let name):
      VerbForm("theme", .name("NAME", .theme, name), scope: .console) { .theme($0.name(0)) }
    case .language(let name):
      VerbForm("language", .name("NAME", .language, name), scope: .console) { .language($0.name(0)) }
    case .why: VerbForm("why", scope: .console) { _ in .why }
    case .scenario(let name):
      VerbForm(
        "scenario", Argument("NAME", .scenario, name.map { .name($0) } ?? .absent, optional: true),
        scope: .console
      ) { .scenario($0.optionalName(0)) }
    case .quit: VerbForm("quit", scope: .console) { _ in .quit }

    case .expect(let predicate):
      VerbForm("expect", Argument("PREDICATE", .predicate, .predicate(predicate)), scope: .file) {
        .expect($0.predicate(0))
      }
    case .note(let text): VerbForm("note", .name("TEXT", .text, text), scope: .file) { .note($0.name(0)) }
    }
  }
}

extension Verb: CustomStringConvertible {
  /// The line that this verb is read from: `transfer alice bob 10`.
  public var description: String { text(on: []) }

  /// The same with the nodes that its roles came to: `kill n2` of `kill leader`.
  public func text(on nodes: NodeSet) -> String {
    let form = form
    var words = [form.name]
    for argument in form.arguments where argument.value != .absent {
      if let keyword = argument.keyword { words.append(keyword) }
      if let text = argument.value.resolved(to: nodes).text(as: argument.kind) { words.append(text) }
    }
    return words.joined(separator: " ")
  }
}

extension Link {
  fileprivate static let blank = Link(from: NodeID(1), to: NodeID(2))
}
