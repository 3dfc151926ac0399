import Canvas
import Consensus
import Host
import Testing
import Words

@testable import Console
@testable import Explanation
@testable import Panels

private let wall = Size(width: 80, height: 24)

/// The picture in a node's eyes: what it knows, what it cannot know, and what it believes wrongly.
@Suite struct KnowledgeTests {
  private func n(_ number: Int) -> NodeID { NodeID(number) }

  @Test func aLeaderKnowsWhatOthersHaveConfirmed() throws {
    let known = Story.waitingSnapshot.asKnown(by: n(2))
    #expect(known.node(n(2)) == Story.waitingSnapshot.node(n(2)))
    let confirmed = try #require(known.node(n(1)))
    #expect(confirmed.condition == .unknown && confirmed.lastIndex == 58 && confirmed.view.timer == nil)
    #expect(confirmed.term(at: 58) == 3 && confirmed.balances.isEmpty)
    #expect(try #require(known.node(n(5))).terms.isEmpty)
    #expect(known.messages.isEmpty && known.invariants.isEmpty)
    #expect(known.holders(of: LogPosition(index: 58, term: 3)).subtracting([n(1), n(2)]).isEmpty)
  }

  @Test func aFollowerKnowsOnlyWhomItFollows() throws {
    let known = Story.waitingSnapshot.asKnown(by: n(3))
    #expect(known.leader == n(2) && known.committed == 56)
    #expect(known.knowledge?.mistakes == [.committed(57)])
    for other in [1, 4, 5] {
      let node = try #require(known.node(n(other)))
      #expect(node.condition == .unknown && node.view.term == 0 && node.lastIndex == 0)
    }
  }

  /// n1 is cut off with n2, and leads a term that is over.
  @Test func whatIsBelievedWronglyIsNamed() throws {
    let known = Story.partitionSnapshot.asKnown(by: n(1))
    #expect(known.leader == n(1) && known.cutLinks.isEmpty)
    #expect(known.knowledge?.mistakes == [.term(5), .leader(n(3)), .committed(67)])
  }

  @Test func confirmedCopiesThatAreGoneAreNamed() throws {
    var snapshot = Story.waitingSnapshot
    snapshot.nodes[0].terms = []
    snapshot.nodes[0].view.durable = 0
    snapshot.nodes[0].firstShown = 1
    #expect(snapshot.asKnown(by: n(2)).knowledge?.mistakes == [.copies(on: n(1))])
  }

  @Test(arguments: Language.allCases, [Size(width: 60, height: 16), wall, Size(width: 120, height: 36)])
  func theFrameSaysWhoseEyesTheseAre(_ language: Language, size: Size) {
    for (ascii, differs) in [(false, "≠"), (true, "!=")] {
      var model = Story.partition.model(size, language, ascii: ascii)
      model.eyes = n(1)
      let text = Panels.frame(withKeysFor: model).canvas.text
      let caption = Label.eyes.text(language, ["n1"])
      #expect(text.components(separatedBy: caption).count == 3, "\(text)")
      #expect(text.contains("\(differs) " + Label.termNumber.text(language, ["5"])), "\(text)")
    }
  }

  @Test(arguments: View.allCases) func everyViewIsDrawnInANodesEyes(_ view: View) {
    for story in Story.allCases {
      for node in story.snapshot.nodes.map(\.id) {
        var model = story.model(wall, view: view)
        model.eyes = node
        #expect(!Panels.frame(withKeysFor: model).canvas.text.isEmpty)
      }
    }
  }

  /// Of the leader's log a follower knows nothing, and yet it has entries itself.
  @Test func whatIsNotKnownIsNotDenied() {
    var model = Story.waiting.model(wall)
    model.selection = nil
    model.eyes = n(3)
    #expect(!Panels.frame(withKeysFor: model).canvas.text.contains(Label.noEntry.text(.english)))
  }

  /// News and cards tell all that is, and say so where the picture does not.
  @Test(arguments: Language.allCases) func whatTellsAllSaysSo(_ language: Language) {
    var model = Story.partition.model(Size(width: 120, height: 36), language)
    let title = Label.whyAllSeeing.text(language)
    #expect(!Panels.frame(withKeysFor: model).canvas.text.contains(title))
    model.eyes = n(1)
    #expect(Panels.frame(withKeysFor: model).canvas.text.contains(title))
    model.card = Explainer(language: language).knowledgeCard(model.snapshot.asKnown(by: n(1)))
    #expect(!Panels.frame(withKeysFor: model).canvas.text.contains(title))
  }

  @Test func iGoesRoundTheEyes() {
    let desk = Desk()
    desk.press("i")
    let leader = desk.model.snapshot.leader
    #expect(desk.model.eyes == leader)
    desk.press("i")
    #expect(desk.model.eyes == nil)
    desk.press("3 i")
    #expect(desk.model.eyes == n(3))
    desk.press("Esc Esc")
    #expect(desk.model.eyes == nil && desk.model.selection == nil)
  }
}

/// The headline states nothing that one node alone believes, and never gives up the clock.
@Suite struct HeadlineTests {
  private func row(_ model: ConsoleModel) -> String { Panels.frame(withKeysFor: model).canvas.row(0) }

  @Test func aPartitionIsToldSideBySide() {
    let full = row(Story.partition.model(Size(width: 120, height: 36)))
    #expect(full.contains("term 5"))
    #expect(full.contains("n1 n2: n1 believes it leads t4 | n3 n4 n5: ★ n3"))
    #expect(row(Story.partition.model(wall)).contains("n1 believes it leads t4 | n3"))
    let narrow = row(Story.partition.model(Size(width: 60, height: 16)))
    #expect(narrow.contains("★? n1 n2 | ★ n3 n4 n5"))
  }

  /// The others have gone on to a later term, and nobody has told n2.
  @Test func aLeaderLeftBehindIsToldAsItsBelief() {
    var model = Story.waiting.model(Size(width: 120, height: 36))
    for index in [0, 2, 3] { model.snapshot.nodes[index].view.term = 4 }
    model.snapshot.nodes[2].view.role = .candidate
    #expect(row(model).contains("term 4 n2 believes it leads t3 | n3 stands"))
  }

  @Test(arguments: Language.allCases) func theClockStays(_ language: Language) {
    for story in Story.allCases where story != .violation {
      for size in [Size(width: 60, height: 16), wall] {
        var model = story.model(size, language)
        model.snapshot.committed = 12_345
        let clock = Label.secondsUnit.text(language, [seconds(model.snapshot.time)])
        #expect(row(model).contains(clock), "\(row(model))")
      }
    }
  }

  @Test(arguments: Language.allCases) func copiesAreCountedOfAll(_ language: Language) {
    var model = Story.waiting.model(wall, language)
    model.selection = nil
    let text = Panels.frame(withKeysFor: model).canvas.text
    #expect(text.contains(language == .english ? "stored n1 n2, 1 more" : "已保存 n1 n2，还差 1 个"))
  }
}

/// What no node stands at, and what has room.
@Suite struct RoomTests {
  @Test func nineNodesAreWholeOnADesk() {
    let text = Panels.frame(withKeysFor: Story.nineNodes.model(Size(width: 120, height: 36))).canvas.text
    let rows = text.split(separator: "\n").map(String.init)
    let heads = rows.first { $0.contains(Label.account.text(.english)) }
    #expect(heads?.contains("n9") ?? false, "\(text)")
    for account in ["alice", "bob", "carol", "dave"] {
      #expect(rows.contains { $0.contains("││ \(account) ") || $0.contains("│ \(account) ") }, "\(text)")
    }
  }

  /// A lost message is named, and its mark stands in no node's column.
  @Test func whatIsLostEndsOnItsWay() throws {
    for (from, to) in [(2, 3), (2, 5), (4, 1), (1, 2)] {
      var model = Story.partition.model(wall, view: View.sequence)
      let lost = Story.message(
        9, from, to, .append(first: 60, last: 60), term: 5, sent: 0, arrives: model.snapshot.time)
      model.recent = [
        EventRecord(
          number: 1, time: model.snapshot.time, node: lost.to, what: .lost(lost, .cut),
          cause: nil)
      ]
      let rows = Panels.frame(withKeysFor: model).canvas.text.split(separator: "\n").map { Array($0) }
      let row = try #require(rows.dropFirst().first { $0.contains("×") })
      let place = try #require(row.firstIndex(of: "×"))
      #expect(String(row).contains("60"))
      #expect(
        rows[rows.count - 9][place] != "│" && row[place - 1] != "│" && row[place + 1] != "│", "\(String(row))"
      )
    }
  }
}

/// What is seen of a partition, and of who knows of how many copies.
@Suite struct RingMarkTests {
  @Test(arguments: [(false, "▒"), (true, "#")]) func aPartitionIsAWall(_ ascii: Bool, wallMark: Character) {
    func count(_ story: Story, _ size: Size) -> Int {
      var model = story.model(size, ascii: ascii)
      model.selection = nil
      let rows = Panels.frame(withKeysFor: model).canvas.text.split(separator: "\n").dropFirst(2).prefix(
        size.height - 6)
      return rows.reduce(0) { $0 + $1.count { $0 == wallMark } }
    }
    for size in [wall, Size(width: 120, height: 36)] {
      #expect(count(.partition, size) > count(.waiting, size) + 12)
    }
  }

  @Test func theLeadersCountStandsBesideTheTruth() {
    var model = Story.waiting.model(wall)
    model.selection = nil
    model.snapshot.nodes[1].view.progress = []
    let text = Panels.frame(withKeysFor: model).canvas.text
    #expect(text.contains("2 of 5, need 3") && text.contains("n2 knows of"), "\(text)")
  }

  @Test(arguments: [wall, Size(width: 100, height: 26), Size(width: 120, height: 36)])
  func labelsNeverTouch(_ size: Size) {
    for story in Story.allCases {
      let frame = Panels.frame(withKeysFor: story.model(size))
      for (area, target) in frame.targets {
        guard case .select(.message) = target else { continue }
        let row = Array(frame.canvas.row(area.y))
        for x in [area.x - 1, area.right] where row.indices.contains(x) {
          #expect(!row[x].isLetter && !row[x].isNumber, "\(frame.canvas.row(area.y))")
        }
      }
    }
  }
}

/// `w` on what waits, and on what was refused.
@Suite struct WaitingCardTests {
  private func card(_ story: Story, _ state: OperationSnapshot.State) -> String {
    var snapshot = story.snapshot
    var operation = OperationSnapshot(
      1, .transfer(from: "alice", to: "bob", amount: 900), isByPerson: true, begun: 0)
    operation.state = state
    if case .refused = state { operation.ended = snapshot.time }
    snapshot.operations = [operation]
    let card = Explainer(language: .english).card(for: nil, in: snapshot, Shelf())
    return card.sentences.joined(separator: "\n")
  }

  @Test func aTransferThatWaitsInAPartitionNamesIt() {
    let text = card(.partition, .stored(LogPosition(index: 66, term: 4)))
    #expect(text.contains("The network is split: n1 n2 | n3 n4 n5. Only n3, n4 and n5 can elect"), "\(text)")
    #expect(text.hasPrefix("alice→bob 900"))
  }

  @Test func aRefusalIsExplainedAsOne() {
    let text = card(.waiting, .refused(reason: "insufficient funds", nil))
    #expect(text.hasPrefix("alice→bob 900 is refused: insufficient funds"), "\(text)")
  }
}
