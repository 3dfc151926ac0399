import Consensus

/// What can be said to a cluster or to the console: one language for keys, the palette, scenario files and
/// recordings. Times are nanoseconds, percentages parts per million, rates and speeds thousandths: no
/// floating point.
public enum Verb: Equatable, Sendable {
  // Clients
  /// `via`: whom the client asks first. `once`: it asks once only, and may never know the outcome.
  case transfer(from: String, to: String, amount: UInt64, via: NodeSelector? = nil, once: Bool = false)
  case balance(name: String, from: NodeSelector?, stale: Bool)
  case open(name: String, amount: UInt64?)
  /// This client gives up what it has under way, whose outcome it does not know then.
  case abandon(name: String)
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
  /// Election timers fire now.
  case timeout([NodeSelector])
  /// All election timers are set to fire at once.
  case align
  /// They are set to fire one after another, in equal steps.
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
  /// A leader's memory is damaged: what it knows of this follower. A wrong matchIndex breaks a rule: a copy counts
  /// that does not exist (Figure 2; §5.3).
  case setIndex(FollowerIndex, Link, LogIndex)
  // Paxos by hand (Paxos Made Simple §2.2)
  /// Phase 1a. `to`: those acceptors only.
  case prepare(NodeSelector, Ballot, to: [NodeSelector]?)
  /// Phase 2a. Without a value it proposes what it has to take over.
  case accept(NodeSelector, Ballot, TransferValue?, to: [NodeSelector]?, slot: LogIndex?)
  // A person in a node's place
  /// This person decides for the node; nil: its rules do again.
  case hand(NodeSelector, to: String?)
  case answer(NodeSelector, Answer)
  // Broken rules
  case bug(name: String, on: Bool)
  // Time
  /// Thousandths of real time; nil is `auto`.
  case speed(thousandths: UInt64?)
  case pauseClock
  case play
  case step(Int)
  /// On to the first moment at which this holds.
  case runUntil(Predicate)
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
  /// Opens the question at hand to the room.
  case poll
  /// How many hands were raised for each choice.
  case hands([Int])
  case quit
  // Files
  case expect(Predicate)
  case note(Note)
}

extension Verb {
  /// What a person decides in a node's place.
  public enum Answer: String, CaseIterable, Sendable {
    case yes, no
    /// Yes, although the rule says no.
    case anyway
  }

  /// One of each, in the order of the table. What stands for the arguments does not matter.
  static let blanks: [Verb] = [
    .transfer(from: "", to: "", amount: 0), .balance(name: "", from: nil, stale: false),
    .open(name: "", amount: nil), .abandon(name: ""), .load(milliRate: nil),
    .kill([]), .restart([]), .pause([]), .resume([]),
    .partition([]), .isolate([]), .cut(.blank), .heal,
    .latency(0...0, nil), .loss(partsPerMillion: 0, nil), .duplicate(partsPerMillion: 0, nil),
    .duplicateMessage(.number(0)), .reorder(false),
    .timeout([]), .align, .spread, .slowDisk([], 0...0),
    .wipe([]), .corrupt([], nil), .skew([], partsPerMillion: 0), .drop(.number(0)),
    .hold(.blank), .holdMessage(.number(0)),
    .release(.blank), .releaseMessage(.number(0)), .releaseAll,
    .add(NodeID(1), learner: false), .promote(.leader), .remove(.leader), .lead(.leader), .snapshot([]),
    .setIndex(.next, .blank, 1), .setIndex(.match, .blank, 1),
    .prepare(.leader, .blank, to: nil), .accept(.leader, .blank, nil, to: nil, slot: nil),
    .hand(.leader, to: nil), .answer(.leader, .yes),
    .bug(name: "", on: false),
    .speed(thousandths: nil), .pauseClock, .play, .step(1), .runUntil(.safe), .back(1), .goto(0), .fork,
    .view(""), .big, .theme(""), .language(""), .why, .scenario(nil), .poll, .hands([0]), .quit,
    .expect(.safe), .note(Note("")),
  ]

  /// How each verb is written: its name, its arguments with what they are in this verb, and the verb that such
  /// arguments make. The reader, the printer, the completer and the help all come from here. A verb without a row
  /// does not compile; it is read once it stands among the blanks.
  public var form: VerbForm {
    switch self {
    case .transfer(let from, let to, let amount, let node, let once):
      VerbForm(
        "transfer", .account("FROM", from), .account("TO", to), Slot(.amount, amount),
        .optional(.node(.node), node, keyword: "via"), .flag("once", once), verb: Verb.transfer)
    case .balance(let name, let node, let stale):
      VerbForm(
        "balance", .account("NAME", name), .optional(.node(.node), node, keyword: "from"),
        .flag("stale", stale), verb: Verb.balance)
    case .open(let name, let amount):
      VerbForm("open", Slot(.newAccount, name), .optional(.amount, amount), verb: Verb.open)
    case .abandon(let name): VerbForm("abandon", .account("NAME", name), verb: Verb.abandon)
    case .load(let rate): VerbForm("load", Slot(.rate, rate), verb: Verb.load)

    case .kill(let nodes): VerbForm("kill", .nodes(nodes), verb: Verb.kill)
    case .restart(let nodes): VerbForm("restart", .nodes(nodes), verb: Verb.restart)
    case .pause(let nodes, let queued):
      VerbForm("pause", .nodes(nodes), .flag("queued", queued), verb: Verb.pause)
    case .resume(let nodes): VerbForm("resume", .nodes(nodes), verb: Verb.resume)
    case .wipe(let nodes): VerbForm("wipe", .nodes(nodes), verb: Verb.wipe)
    case .corrupt(let nodes, let part):
      VerbForm("corrupt", .nodes(nodes), .optional(.storedPart, part), verb: Verb.corrupt)
    case .slowDisk(let nodes, let range):
      VerbForm("slow-disk", key: "slowDisk", .nodes(nodes), Slot(.times, range), verb: Verb.slowDisk)
    case .skew(let nodes, let parts):
      VerbForm("skew", .nodes(nodes), Slot(.signedPercent, parts), verb: Verb.skew)
    case .timeout(let nodes): VerbForm("timeout", .nodes(nodes), verb: Verb.timeout)
    case .align: VerbForm("align") { .align }
    case .spread: VerbForm("spread") { .spread }

    case .partition(let groups): VerbForm("partition", Slot(.groups, groups), verb: Verb.partition)
    case .isolate(let nodes): VerbForm("isolate", .nodes(nodes), verb: Verb.isolate)
    case .cut(let link): VerbForm("cut", Slot(.link, link), verb: Verb.cut)
    case .heal: VerbForm("heal") { .heal }
    case .latency(let range, let link):
      VerbForm("latency", Slot(.times, range), .link(link), verb: Verb.latency)
    case .loss(let parts, let link): VerbForm("loss", Slot(.percent, parts), .link(link), verb: Verb.loss)
    case .duplicate(let parts, let link):
      VerbForm("duplicate", Slot(.percent, parts), .link(link), verb: Verb.duplicate)
    case .reorder(let on): VerbForm("reorder", Slot(.onOff, on), verb: Verb.reorder)
    case .duplicateMessage(let message):
      VerbForm("duplicate", key: "duplicateMessage", .message(message), verb: Verb.duplicateMessage)
    case .drop(let message): VerbForm("drop", Slot(.message, message), verb: Verb.drop)
    case .hold(let link): VerbForm("hold", Slot(.link, link), verb: Verb.hold)
    case .holdMessage(let message):
      VerbForm("hold", key: "holdMessage", .message(message), verb: Verb.holdMessage)
    case .release(let link): VerbForm("release", Slot(.link, link), verb: Verb.release)
    case .releaseMessage(let message):
      VerbForm("release", key: "releaseMessage", .message(message), verb: Verb.releaseMessage)
    case .releaseAll: VerbForm("release", key: "releaseAll", .word("all")) { _ in .releaseAll }

    case .add(let node, let learner):
      VerbForm("add", Slot(.nodeNumber, node), .flag("learner", learner), verb: Verb.add)
    case .promote(let node): VerbForm("promote", Slot(.node(.numberOrRole), node), verb: Verb.promote)
    case .remove(let node): VerbForm("remove", Slot(.node(.numberOrRole), node), verb: Verb.remove)
    case .lead(let node): VerbForm("lead", Slot(.node(.node), node), verb: Verb.lead)
    case .snapshot(let nodes): VerbForm("snapshot", .nodes(nodes), verb: Verb.snapshot)
    case .setIndex(let which, let link, let index):
      VerbForm(which.rawValue, Slot(.nodeLink, link), Slot(.index, index)) { .setIndex(which, $0, $1) }
    case .prepare(let node, let ballot, let nodes):
      VerbForm(
        "prepare", Slot(.node(.node), node), Slot(.ballot, ballot), .optional(.nodes, nodes, keyword: "to"),
        verb: Verb.prepare)
    case .accept(let node, let ballot, let value, let nodes, let slot):
      VerbForm(
        "accept", Slot(.node(.node), node), Slot(.ballot, ballot), .value(value, before: ["to", "slot"]),
        .optional(.nodes, nodes, keyword: "to"), .optional(.index, slot, keyword: "slot"), verb: Verb.accept)
    case .hand(let node, let person):
      VerbForm("hand", Slot(.node(.node), node), Slot(.person, person), verb: Verb.hand)
    case .answer(let node, let answer):
      VerbForm("answer", Slot(.node(.node), node), Slot(.answer, answer), verb: Verb.answer)
    case .bug(let name, let on): VerbForm("bug", Slot(.name(.bug), name), Slot(.onOff, on), verb: Verb.bug)

    case .speed(let speed): VerbForm("speed", Slot(.speed, speed), scope: .clock, verb: Verb.speed)
    case .pauseClock: VerbForm("pause", key: "pauseClock", scope: .clock) { .pauseClock }
    case .play: VerbForm("play", scope: .clock) { .play }
    case .step(let count): VerbForm("step", .count(count), scope: .clock, verb: Verb.step)
    case .runUntil(let predicate):
      VerbForm(
        "run", key: "runUntil", Slot(.predicate, predicate, keyword: "until"), scope: .clock,
        verb: Verb.runUntil)
    case .back(let count): VerbForm("back", .count(count), scope: .clock, verb: Verb.back)
    case .goto(let time): VerbForm("goto", Slot(.time, time), scope: .clock, verb: Verb.goto)
    case .fork: VerbForm("fork", scope: .clock) { .fork }

    case .view(let name): VerbForm("view", Slot(.name(.view), name), scope: .console, verb: Verb.view)
    case .big: VerbForm("big", scope: .console) { .big }
    case .theme(let name): VerbForm("theme", Slot(.name(.theme), name), scope: .console, verb: Verb.theme)
    case .language(let name):
      VerbForm("language", Slot(.name(.language), name), scope: .console, verb: Verb.language)
    case .why: VerbForm("why", scope: .console) { .why }
    case .scenario(let name):
      VerbForm("scenario", .optional(.scenario, name), scope: .console, verb: Verb.scenario)
    case .poll: VerbForm("poll", scope: .console) { .poll }
    case .hands(let counts): VerbForm("hands", Slot(.counts, counts), scope: .console, verb: Verb.hands)
    case .quit: VerbForm("quit", scope: .console) { .quit }

    case .expect(let predicate):
      VerbForm("expect", Slot(.predicate, predicate), scope: .file, verb: Verb.expect)
    case .note(let note): VerbForm("note", Slot(.note, note), scope: .file, verb: Verb.note)
    }
  }
}

extension Verb {
  /// The nodes that its arguments name, in their order.
  public var selectors: [NodeSelector] { form.arguments.flatMap(\.nodes) }
}

extension Verb: CustomStringConvertible {
  /// The line that this verb is read from: `transfer alice bob 10`.
  public var description: String { text(on: []) }

  /// The same with the nodes that its roles came to: `kill n2` of `kill leader`.
  public func text(on nodes: NodeSet) -> String {
    let form = form
    return ([form.name] + form.arguments.flatMap { $0.words(on: nodes) }).joined(separator: " ")
  }
}

extension Ballot {
  fileprivate static let blank = Ballot(round: 1, node: NodeID(1))
}

extension Link {
  fileprivate static let blank = Link(from: NodeID(1), to: NodeID(2))
}
