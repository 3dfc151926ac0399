import Canvas
import Command
import Consensus
import Explanation
import Host
import Joining
import Lessons
import Panels
import Words

// Terminals that have joined: what each shows, and what each may do. Whatever one does in the cluster is a verb at its
// time, as the person at the console does it, so that a recording holds all of it.
extension ConsoleController {
  /// From now on terminals can join.
  package func openClassroom(path: String) {
    classroom = Classroom(path: path)
    refresh()
  }

  /// - Parameters:
  ///   - id: Of the connection.
  ///   - isOwner: The user behind it holds the class.
  /// - Returns: why it cannot join.
  package func join(_ id: Int, _ who: Introduction, user: UInt32, isOwner: Bool) -> String? {
    defer { refresh() }
    return classroom?.seat(id, who, user: user, isOwner: isOwner)?.text(in: model.language)
  }

  /// The terminal is gone: its node goes back to the rules, its vote and its wallet stay.
  package func leave(_ id: Int) {
    classroom?.seats[id] = nil
    refresh()
  }

  package func resize(_ id: Int, to size: Size) { classroom?.seats[id]?.screen.size = size }

  package func say(_ text: JoinWords) -> String { model.language.text(text) }

  /// Does what a terminal asks for, if it may.
  /// - Parameter context: What could be answered in the frame that its person saw.
  package func take(_ text: String, from id: Int, seeing context: String?, wall: UInt64) {
    self.wall = max(self.wall, wall)
    guard let seat = classroom?.seats[id] else { return }
    let request = JoinedRequest(text)
    guard seat.part.may(request) else {
      classroom?.refuse()
      return tell(id, .notAllowed)
    }
    let isCurrent = context == self.context
    switch request {
    case .vote(let choice):
      guard let poll = lesson?.poll, poll.stage != .counted else { return tell(id, .noVote) }
      guard isCurrent else { return tell(id, .changed) }
      if lesson?.poll?.vote(choice, by: seat.name) != true { return tell(id, .noChoice) }
      classroom?.seats[id]?.notice = nil
    case .pay(let rest): pay(rest, from: id, seat)
    case .answer(let answer):
      guard isCurrent else { return tell(id, .changed) }
      self.answer(answer, from: id, seat)
    case .page(let forward):
      prompt = nil
      press(forward ? .pageDown : .pageUp)
    case .poll: openPoll()
    case .hands(let counts): count(counts)
    case .other: break
    }
    refresh()
  }

  private func tell(_ id: Int, _ text: JoinWords) { tell(id, say(text)) }

  private func tell(_ id: Int, _ text: String) {
    classroom?.seats[id]?.notice = (text, wall.addingSaturated(Classroom.noticeSpan))
  }

  // MARK: In the cluster

  /// Why nobody but whoever holds the class may act in the cluster now; nil: they may.
  private var othersWait: JoinWords? {
    if waitsForKey { return .notBegun }
    // A lesson and a question want the world as their own acts make it.
    if lesson != nil || prediction != nil { return .lessonIsOn }
    return isPast ? .past : nil
  }

  private func performJoined(_ verb: Verb) -> ActionOutcome {
    guard finishInstant() else { return .nothing(.because(Phrase(Notices.timeStandsStill))) }
    takeRecords()
    let branch = model.timeline?.currentID
    let hand = model.snapshot.hand
    let outcome = host.perform(verb)
    options.noteDecision(verb, of: hand, outcome, now: host.snapshot().hand)
    takeRecords(byPerson: true)
    noteBranch(before: branch)
    return outcome
  }

  private func pay(_ rest: String, from id: Int, _ seat: Classroom.Seat) {
    guard case .wallet(let account) = seat.part else { return }
    if let reason = othersWait { return tell(id, reason) }
    if let payment = seat.payment, payment.ended == nil { return tell(id, .onePayment) }
    do {
      let verb = try VerbParser.parse(line: "transfer \(account) \(rest)", context: paletteContext)
      if case .nothing(let reason) = performJoined(verb) { return tell(id, explainer.text(of: reason)) }
      classroom?.seats[id]?.notice = nil
    } catch {
      tell(id, error.text(in: model.language))
    }
  }

  private func answer(_ answer: Verb.Answer, from id: Int, _ seat: Classroom.Seat) {
    guard let hand = model.snapshot.hand, let question = hand.question, hand.name == seat.name,
      hand.node == seat.screen.eyes
    else { return tell(id, .changed) }
    if let reason = othersWait { return tell(id, reason) }
    let isAnyway = answer == .yes && seat.refusedYes?.question == question.number
    let outcome = performJoined(.answer(.node(hand.node), isAnyway ? .anyway : answer))
    classroom?.seats[id]?.notice = nil
    if case .nothing(let reason) = outcome {
      let why = inWords(explainer.refusedYes(reason))
      guard case .ruleSaysNo(_, of: _, canOverrule: true) = reason else { return tell(id, why) }
      classroom?.seats[id]?.refusedYes = (question.number, why)
      return
    }
    if model.snapshot.hand?.question?.number != question.number, goesOnWithAnswer { play() }
  }

  /// Wallets are opened and nodes handed over where that can be, and given back.
  private func settle() {
    guard othersWait == nil, let classroom else { return }
    if let hand = model.snapshot.hand, classroom.handed.contains(hand.name),
      !classroom.seats.values.contains(where: { $0.screen.eyes == hand.node && $0.name == hand.name })
    {
      _ = performJoined(.hand(.node(hand.node), to: nil))
      if goesOnWithAnswer { play() }
    }
    for (id, seat) in classroom.seats.sorted(by: { $0.key < $1.key }) {
      switch seat.part {
      case .wallet(let account): open(account)
      case .node:
        guard model.snapshot.hand == nil, let node = seat.screen.eyes, model.snapshot.node(node) != nil else {
          continue
        }
        if performJoined(.hand(.node(node), to: seat.name)).isDone {
          self.classroom?.handed.insert(seat.name)
        }
      case .watcher, .teacher: break
      }
      notePayment(of: id, seat)
    }
  }

  /// Opens an account that is neither there nor being opened: with coins where the treasury has some left.
  private func open(_ account: String) {
    let snapshot = model.snapshot
    guard !snapshot.accounts.contains(account) else { return }
    var promised = Classroom.startSum
    for operation in snapshot.operations where operation.ended == nil {
      guard case .open(let name, let amount) = operation.kind else { continue }
      if name == account { return }
      promised += amount
    }
    let treasury = snapshot.accounts.first.flatMap { snapshot.balances[$0] } ?? 0
    _ = performJoined(.open(name: account, amount: treasury >= promised ? Classroom.startSum : nil))
  }

  private func notePayment(of id: Int, _ seat: Classroom.Seat) {
    guard case .wallet(let account) = seat.part else { return }
    let newest = model.snapshot.operations.last { operation in
      if case .transfer(let from, _, _) = operation.kind {
        operation.isByPerson && from == account
      } else {
        false
      }
    }
    if let newest { classroom?.seats[id]?.payment = newest }
  }

  // MARK: What they see

  /// What can be answered now: the vote that is open, the question to a node.
  private var context: String {
    let poll = lesson?.poll.map { "\(lesson?.name ?? "") \($0.question.name) \($0.votes.count)" } ?? ""
    return poll + "/" + (model.snapshot.hand?.question.map { "\($0.number)" } ?? "")
  }

  /// What each terminal is to show now, in the order in which they came.
  package func joinedPictures(wall: UInt64)
    -> [(id: Int, picture: Picture, own: String, context: String)]
  {
    self.wall = max(self.wall, wall)
    settle()
    var canvases: [Classroom.Screen: Canvas] = [:]
    for screen in classroom?.screens ?? [] { canvases[screen] = Panels.frame(for: model(for: screen)).canvas }
    let pictures = classroom?.show(canvases) ?? [:]
    let seats = (classroom?.seats ?? [:]).sorted { $0.key < $1.key }
    return seats.compactMap { id, seat in
      pictures[seat.screen].map { (id, $0, seat.screen.look.spell(ownLine(seat)), context) }
    }
  }

  private func model(for screen: Classroom.Screen) -> ConsoleModel {
    var model = model
    (model.size, model.look, model.big) = (screen.size, screen.look, false)
    (model.prompt, model.notice, model.hint, model.keyRows) = (nil, nil, nil, [])
    if screen.isTeacher {
      model.card = nil
      model.overlay = .page(title: say(.page), lines: teachersPage)
      return model
    }
    if case .list = model.overlay { model.overlay = nil }
    if let eyes = screen.eyes {
      (model.eyes, model.card, model.selection) = (eyes, nil, nil)
      if case .poll = model.overlay {} else { model.overlay = nil }
    }
    model.lesson?.hint = nil
    switch model.lesson?.task {
    case .goOn, .act, .over, .wait: model.lesson?.task = .wait(say(.watch))
    case .question, nil: break
    }
    if lesson == nil, let hand = model.snapshot.hand { tell(hand, on: screen, in: &model) }
    if let poll = lesson?.poll, case .poll(var shown) = model.overlay {
      shown.foot = say(.voteFoot)
      switch poll.stage {
      case .raise: shown.note = say(.voteAlone)
      case .talk(let until):
        shown.note = until > wall ? poll.note(model.language, wall: wall) : say(.voteAgain)
      case .counted: shown.note = say(.voteCounted)
      }
      model.overlay = .poll(shown)
    }
    return model
  }

  /// What is told of a node in somebody's hands names keys of the wall, and there is nothing to press but at its own
  /// terminal.
  private func tell(_ hand: HandSnapshot, on screen: Classroom.Screen, in model: inout ConsoleModel) {
    guard let question = hand.question else {
      model.lesson?.task = .wait(say(.handIdle))
      return
    }
    guard let seat = classroom?.seats.values.first(where: { $0.screen == screen && $0.name == hand.name })
    else {
      model.lesson?.task = .wait(model.language.text(JoinWords.handWaits, ["name": hand.name]))
      return
    }
    model.lesson?.task = .act(say(.nodeKeys))
    guard let refused = seat.refusedYes, refused.question == question.number else { return }
    model.lesson?.answer = LessonModel.Answer(isRight: false, text: refused.why)
    model.lesson?.task = .act(say(.nodeAnyway))
  }

  /// The wall says of an open vote how many terminals have voted, not what, and how they are counted.
  func withTerminals(_ poll: Poll, _ shown: PollModel) -> PollModel {
    guard let classroom, classroom.count > 0 else { return shown }
    var shown = shown
    if poll.stage != .counted {
      shown.note +=
        " "
        + model.language.text(
          JoinWords.voted, ["voted": poll.ballots.count, "joined": classroom.count])
      shown.foot = say(.pollKeys)
    }
    return shown
  }

  /// How many have joined, and by which line.
  var joinedLine: String? {
    classroom.map {
      model.language.text(
        JoinWords.joined, ["joined": $0.count, "refused": $0.refused, "path": $0.path])
    }
  }

  /// The note of the lesson, how the class stands, and what comes next.
  private var teachersPage: [String] {
    var lines: [String] = []
    if let note = lesson?.player.run.tell?.text(in: model.language) {
      lines += [model.language.text(JoinWords.note, ["text": note]), ""]
    }
    if let poll = lesson?.poll, let classroom, poll.stage != .counted {
      let values = ["voted": poll.ballots.count, "joined": classroom.count]
      lines.append(model.language.text(JoinWords.voted, values))
    }
    lines += [joinedLine].compactMap(\.self)
    guard let plan = classSession else { return lines }
    lines += plan.head(model.language, wall: wall) + [""]
    let rows = plan.lines(model.language, wall: wall).map(\.row)
    for row in rows[(plan.next(wall: wall) ?? rows.count)...] where !row.isDone {
      lines.append("\(row.left)  \(row.right)")
    }
    return lines
  }

  // MARK: A terminal's own line

  private func ownLine(_ seat: Classroom.Seat) -> String {
    if let notice = seat.notice, wall < notice.until { return notice.text }
    func say(_ text: JoinWords, _ values: [String: any Sayable] = [:]) -> String {
      model.language.text(text, values.merging(["name": seat.name]) { value, _ in value })
    }
    if let poll = lesson?.poll, seat.part != .teacher {
      if poll.stage == .counted { return say(.counted) }
      return poll.ballots[seat.name].map { say(.chosen, ["number": $0 + 1]) } ?? say(.vote)
    }
    switch seat.part {
    case .watcher: return say(.watcher)
    case .teacher: return say(.teacherKeys)
    case .wallet(let account):
      guard let coins = model.snapshot.balances[account] else {
        return othersWait.map { say(.walletWaits, ["name": account, "reason": self.say($0)]) }
          ?? say(.walletOpens, ["name": account])
      }
      let values: [String: any Sayable] = ["name": account, "coins": coins]
      guard let payment = seat.payment else { return say(.wallet, values) }
      return say(.walletTold, values.merging(["told": told(payment)]) { value, _ in value })
    case .node: return nodeLine(seat, say)
    }
  }

  private func nodeLine(_ seat: Classroom.Seat, _ say: (JoinWords, [String: any Sayable]) -> String) -> String
  {
    guard let node = seat.screen.eyes, model.snapshot.node(node) != nil else { return say(.nodeMissing, [:]) }
    let values: [String: any Sayable] = ["node": node.description]
    guard let hand = model.snapshot.hand, hand.node == node, hand.name == seat.name else {
      if let other = model.snapshot.hand {
        return explainer.text(of: .handedAlready(other.node, to: other.name))
      }
      let reason = othersWait.map { self.say($0) } ?? ""
      return say(.nodeWaits, ["node": node.description, "reason": reason])
    }
    guard let question = hand.question else { return say(.nodeIdle, values) }
    let keys: JoinWords = seat.refusedYes?.question == question.number ? .nodeAnyway : .nodeKeys
    return "\(seat.name) · " + say(keys, values)
  }

  /// What a wallet's client knows of its payment.
  private func told(_ payment: OperationSnapshot) -> String {
    guard case .transfer(_, let to, let amount) = payment.kind else { return "" }
    var values: [String: any Sayable] = ["account": to, "amount": amount]
    let text: JoinWords
    switch payment.state {
    case .queued, .asking: text = .pending
    case .stored: text = .stored
    case .committed: text = .committed
    case .answered: text = .paid
    case .refused(let reason, _): (text, values["reason"]) = (.refused, reason)
    case .turnedAway, .unknown: text = .unknown
    }
    return model.language.text(text, values)
  }
}
