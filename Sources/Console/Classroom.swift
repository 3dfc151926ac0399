import Canvas
import Command
import Consensus
import Host
import Joining
import Panels
import Words

/// What joined terminals are told, and a class of them.
package enum JoinWords: String, TextKey {
  // To the class
  case joined, voted, pollKeys, page, note
  // Why somebody cannot join, or is there no more
  case notTeacher, nameTaken, nameOwned, walletTaken, nodeTaken, full, silent, slow, over, gone, noAnswer,
    noUnicode
  // In sight of everybody who has joined
  case watch, handWaits, handIdle, voteAlone, voteAgain, voteCounted, voteFoot
  // To one of them
  case watcher, vote, chosen, counted, teacherKeys
  case wallet, walletTold, walletOpens, walletWaits, pending, stored, committed, paid, refused, unknown
  case nodeIdle, nodeMissing, nodeWaits, nodeKeys, nodeAnyway
  // Why a request did nothing
  case notAllowed, changed, noVote, noChoice, onePayment, lessonIsOn, notBegun, past
}

/// What somebody at a joined terminal asks for.
enum JoinedRequest: Equatable {
  case vote(Int)
  /// To whom, and how much, as it was typed.
  case pay(String)
  case answer(Verb.Answer)
  case page(forward: Bool)
  case poll
  case hands([Int])
  /// Whatever else there may be.
  case other

  /// Reads what was typed; signs of an input method for Chinese are taken for what was meant.
  init(_ text: String) {
    let line = String(String.UnicodeScalarView(text.unicodeScalars.map(FullWidth.twinOutsideNotes)))
    let words = line.split(separator: " ").map(String.init)
    switch (words.first, words.dropFirst()) {
    case (let word?, []) where word.count == 1 && ("1"..."9").contains(word):
      self = .vote((Int(word) ?? 0) - 1)
    case ("y", []), ("yes", []): self = .answer(.yes)
    case ("n", []), ("no", []): self = .answer(.no)
    case ("next", []): self = .page(forward: true)
    case ("back", []): self = .page(forward: false)
    case ("poll", []): self = .poll
    case ("pay", let rest): self = .pay(rest.joined(separator: " "))
    case ("hands", _):
      if case .hands(let counts)? = try? VerbParser.parse(syntax: line) {
        self = .hands(counts)
      } else {
        self = .other
      }
    default: self = .other
    }
  }
}

extension Part {
  /// Who may do what. Whatever is not here is refused, and counted.
  func may(_ request: JoinedRequest) -> Bool {
    switch (self, request) {
    case (.watcher, .vote), (.wallet, .vote), (.node, .vote): true
    case (.wallet, .pay): true
    case (.node, .answer): true
    case (.teacher, .page), (.teacher, .poll), (.teacher, .hands): true
    default: false
    }
  }
}

/// The terminals that have joined a class: who sits there, and what was asked for.
package struct Classroom {
  /// Somebody at a joined terminal.
  struct Seat {
    let part: Part
    let name: String
    var screen: Screen
    /// The newest payment, as far as its client knows.
    var payment: OperationSnapshot?
    /// The message about which the rule said no to a yes, and why.
    var refusedYes: (question: UInt64, why: String)?
    var notice: (text: String, until: UInt64)?
  }

  /// Terminals that show the same: what is drawn for one is drawn for all.
  struct Screen: Hashable {
    var size: Size
    var look: Look
    /// In whose eyes; nil: as the wall shows it.
    var eyes: NodeID?
    var isTeacher: Bool
  }

  static let noticeSpan: UInt64 = 6_000_000_000
  /// What a wallet that does not exist is opened with, in coins, where the treasury has them.
  static let startSum: UInt64 = 10
  private static let mostSeats = 100

  /// Of the socket.
  let path: String
  var seats: [Int: Seat] = [:]
  /// Requests that were none of those allowed.
  private(set) var refused = 0
  /// Which user of the machine a name or a wallet belongs to for this class.
  private var users: [String: UInt32] = [:]
  /// Names to which nodes were handed.
  var handed: Set<String> = []
  private var pictures: [Screen: Picture] = [:]
  private var drawn = 0

  init(path: String) { self.path = path }

  /// All but the teachers.
  var count: Int { seats.values.count { $0.part != .teacher } }

  /// When a notice goes.
  func nextTick(wall: UInt64) -> UInt64? {
    seats.values.compactMap { $0.notice?.until }.filter { $0 > wall }.min()
  }

  /// Lets somebody in, or says why not.
  /// - Parameters:
  ///   - user: By number, as the system knows the other end of the connection.
  ///   - isOwner: That user holds the class.
  mutating func seat(_ id: Int, _ who: Introduction, user: UInt32, isOwner: Bool) -> Phrase? {
    guard seats.count < Self.mostSeats else { return Phrase(JoinWords.full) }
    var names = [who.name]
    switch who.part {
    case .teacher:
      guard isOwner else { return Phrase(JoinWords.notTeacher) }
      names = []
    case .wallet(let account):
      if let holder = seats.values.first(where: { $0.part == who.part }) {
        return Phrase(JoinWords.walletTaken, ["account": account, "name": holder.name])
      }
      names.append(account)
    case .node(let number):
      if let holder = seats.values.first(where: { $0.part == who.part }) {
        return Phrase(JoinWords.nodeTaken, ["node": "n\(number)", "name": holder.name])
      }
    case .watcher: break
    }
    for name in names {
      do {
        // An account's name is what can be opened.
        _ = try VerbParser.parse(syntax: "open \(name)")
      } catch { return Phrase(verbatim: error.text(in: .english)) }
    }
    if let other = names.first(where: { users[$0].map { $0 != user } ?? false }) {
      return Phrase(JoinWords.nameOwned, ["name": other])
    }
    // `hand NODE nobody` gives a node back.
    let isTaken = seats.values.contains { $0.part != .teacher && $0.name == who.name } || who.name == "nobody"
    if who.part != .teacher, isTaken {
      return Phrase(JoinWords.nameTaken, ["name": who.name])
    }
    for name in names { users[name] = user }
    var eyes: NodeID?
    if case .node(let number) = who.part { eyes = NodeID(number) }
    let look = Look(
      theme: Look.ThemeName(rawValue: who.theme) ?? .dark,
      colours: Look.ColourDepth(rawValue: who.colours) ?? .none, ascii: who.ascii)
    seats[id] = Seat(
      part: who.part, name: who.name,
      screen: Screen(size: who.size, look: look, eyes: eyes, isTeacher: who.part == .teacher))
    return nil
  }

  mutating func refuse() { refused += 1 }

  var screens: Set<Screen> { Set(seats.values.map(\.screen)) }

  /// Takes what each screen shows now.
  mutating func show(_ canvases: [Screen: Canvas]) -> [Screen: Picture] {
    var now: [Screen: Picture] = [:]
    for (screen, canvas) in canvases {
      if let picture = pictures[screen], picture.canvas == canvas {
        now[screen] = picture
      } else {
        drawn += 1
        now[screen] = Picture(canvas, number: drawn)
      }
    }
    pictures = now
    return now
  }
}
