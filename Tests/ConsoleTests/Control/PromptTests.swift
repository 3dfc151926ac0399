import Canvas
import Command
import Consensus
import Host
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

@Suite struct PromptTests {
  /// Keys, and the verbs that reach the cluster.
  static let paths: [(keys: String, verbs: [String])] = [
    ("k 3", ["kill n3"]),
    ("k Enter", ["kill n2"]),
    ("4 k Enter", ["kill n4"]),
    ("k k", []),
    ("k k Enter", []),
    ("k leader Enter", ["kill leader"]),
    ("k l Tab Enter", ["kill leader"]),
    ("k 7", []),
    ("k 7 BSpace Del 3", ["kill n3"]),
    ("k x BSpace 3", ["kill n3"]),
    ("k Esc 3", []),
    ("k Esc Enter", []),
    ("k x1 Enter", []),
    ("k a1,2 Home Del Enter", ["kill n1,n2"]),
    ("k ３", ["kill n3"]),
    ("r Enter", []),
    ("k 3 r Enter", ["kill n3", "restart n3"]),
    ("k 3 k 4 r Enter r 3", ["kill n3", "kill n4", "restart n3", "restart n3"]),
    ("s 1 s 1", ["pause n1", "resume n1"]),
    ("s Enter", ["pause n2"]),
    ("s 4 4 s Enter", ["pause n4", "resume n4"]),
    ("t Enter", ["transfer alice bob 10"]),
    ("t Esc Enter", []),
    ("t Tab Enter", ["transfer alice bob 10"]),
    ("p Enter", ["isolate n2"]),
    ("p 1 2 Enter", ["partition 1,2 | 3,4,5"]),
    ("p 12345 Enter", []),
    ("p Esc", []),
    ("p leader Enter", ["isolate leader"]),
    ("x 1 2 Enter", ["cut 1>2"]),
    ("x 1 2 b", ["cut 1>2", "cut 2>1"]),
    ("x 1 > 2 Enter", ["cut 1>2"]),
    ("x 1 b", []),
    ("x 1 Enter", []),
    ("x 1 1 Enter", []),
    ("x Esc 1 2 Enter", []),
    ("h", ["heal"]),
    ("l", ["load off"]),
    ("l l", ["load off", "load 2"]),
    (": Enter", []),
    (": heal Enter", ["heal"]),
    (": hea Tab Enter", ["heal"]),
    (": heal Esc", []),
    (": heal Enter : Up Enter", ["heal", "heal"]),
    ("： heal Enter", ["heal"]),
    (": xheal Home Del Enter", ["heal"]),
    (": zzheal C-a Del Del C-e Enter", ["heal"]),
    (": nonsense C-u heal Enter", ["heal"]),
    (": wrong C-w heal Enter", ["heal"]),
    (": healx Left Del Enter", ["heal"]),
  ]

  @Test(arguments: paths) func keysGiveVerbs(keys: String, verbs: [String]) {
    let desk = Desk()
    desk.press(keys)
    #expect(desk.verbs == verbs)
  }

  static let transfers: [(text: String, verb: String?)] = [
    ("a b 25", "transfer alice bob 25"),
    ("a b", "transfer alice bob 10"),
    ("alice bob 1", "transfer alice bob 1"),
    ("c d 007", "transfer carol dave 7"),
    ("a", nil),
    ("z b 1", nil),
    ("a b x", nil),
    ("a b 5 6", nil),
    ("a a 5", "transfer alice alice 5"),
  ]

  @Test(arguments: transfers) func transferPrompt(text: String, verb: String?) {
    let desk = Desk()
    desk.press("t")
    desk.type(text)
    desk.press("Enter")
    #expect(desk.verbs == (verb.map { [$0] } ?? []))
    if verb == nil {
      #expect(desk.model.prompt?.text == text)
      #expect(desk.model.prompt?.error != nil)
    }
  }

  @Test func anAmbiguousBeginningIsRefused() {
    let desk = Desk(FakeHost(accounts: ["bob", "betty", "al"]))
    desk.press("t")
    desk.type("b al 5")
    desk.press("Enter")
    #expect(desk.verbs == [])
    #expect(desk.model.prompt?.error?.contains("bob") == true)
    #expect(desk.model.prompt?.cursor == 0)
  }

  @Test func theLastTransferIsOfferedAgain() {
    let desk = Desk()
    desk.press("t")
    #expect(desk.model.prompt?.ghost == "alice bob 10")
    desk.type("c d 7")
    desk.press("Enter t")
    #expect(desk.model.prompt?.ghost == "carol dave 7")
    desk.press("Enter")
    #expect(desk.verbs == ["transfer carol dave 7", "transfer carol dave 7"])
  }

  @Test func earlierTransfersComeBackWithUp() {
    let desk = Desk()
    for text in ["a b 1", "c d 2"] {
      desk.press("t")
      desk.type(text)
      desk.press("Enter")
    }
    desk.press("t Up Up")
    #expect(desk.model.prompt?.text == "alice bob 1")
    desk.press("Down")
    #expect(desk.model.prompt?.text == "carol dave 2")
    desk.press("Down")
    #expect(desk.model.prompt?.text == "")
  }

  @Test func ghostsShowWhatIsMeant() {
    let desk = Desk()
    desk.press("t al")
    #expect(desk.model.prompt?.ghost == "ice")
    desk.type("ice bob")
    #expect(desk.model.prompt?.ghost == " 10")
    desk.press("Esc p 1 2")
    #expect(desk.model.prompt?.ghost == " | 3,4,5")
  }

  @Test func anErrorKeepsTheTextAndPointsAtTheFault() {
    let desk = Desk()
    desk.press(":")
    desk.type("kill n8")
    desk.press("Enter")
    #expect(desk.model.prompt?.text == "kill n8")
    #expect(desk.model.prompt?.cursor == 5)
    #expect(desk.model.prompt?.error != nil)
    desk.press("Del Del")
    desk.type("n3")
    #expect(desk.model.prompt?.error == nil)
    desk.press("Enter")
    #expect(desk.verbs == ["kill n3"])
  }

  @Test func anUnavailableVerbStaysInThePalette() {
    let host = FakeHost()
    host.unavailable = ["heal"]
    let desk = Desk(host)
    desk.press(": heal Enter")
    #expect(desk.verbs == [])
    #expect(desk.model.prompt?.error?.contains("not available yet") == true)
  }

  @Test func whatChangesNothingIsSaid() {
    let host = FakeHost()
    host.refusesActs = .downAlready(NodeID(3))
    let desk = Desk(host)
    desk.press("k 3")
    #expect(desk.model.notice == "n3 is down already")
    #expect(desk.model.news.contains { $0.text.contains("n3 is down already") })
  }

  @Test func theSentVerbIsNews() {
    for records in [true, false] {
      let host = FakeHost()
      host.recordsActs = records
      let desk = Desk(host)
      desk.press("k 3")
      #expect(desk.model.news.count { $0.text == "you: kill n3" } == 1)
    }
  }

  @Test func pastedTextNeverActs() {
    let desk = Desk()
    desk.paste("kill n2\nh\n")
    #expect(desk.model.prompt?.label == ":")
    #expect(desk.model.prompt?.text == "kill n2 h ")
    #expect(desk.verbs == [])
    desk.press("Esc k")
    desk.paste("2")
    #expect(desk.verbs == [])
    #expect(desk.model.prompt?.text == "2")
    desk.press("Enter")
    #expect(desk.verbs == ["kill n2"])
    desk.paste("heal")
    desk.press("Enter")
    #expect(desk.verbs == ["kill n2", "heal"])
  }

  @Test func pastedControlsAndFloodsAreTamed() {
    let desk = Desk()
    desk.paste("\u{1B}[31mnote\u{7}\t" + String(repeating: "x", count: 10_000))
    let text = desk.model.prompt?.text ?? ""
    #expect(text.hasPrefix("[31mnote x"))
    #expect(text.count == TextField.longest)
  }

  @Test func aPasteIntoAListFilters() {
    let desk = Desk()
    desk.press("?")
    desk.paste("isolates")
    #expect(desk.listRows == ["p"])
    #expect(desk.model.prompt == nil)
  }

  @Test func everyScriptIsWelcomeInPrompts() {
    let desk = Desk(FakeHost(accounts: ["小明", "小红"]))
    desk.press("t")
    desk.type("小明　小红　２５")
    desk.press("Enter")
    #expect(desk.verbs == ["transfer 小明 小红 25"])
  }

  @Test func notesKeepTheirPunctuation() {
    let desk = Desk()
    desk.press(":")
    desk.type("note 看，领导者：n2。")
    desk.press("Enter")
    #expect(desk.verbs == ["note 看，领导者：n2。"])
  }

  @Test func controlCQuitsFromAPromptAndQDoesNot() {
    let desk = Desk()
    desk.press("k q")
    #expect(!desk.console.wantsQuit)
    #expect(desk.model.prompt?.text == "q")
    desk.press("C-c")
    #expect(desk.console.wantsQuit)
  }

  @Test func paletteVerbsOfTheConsole() {
    let desk = Desk()
    desk.press(":")
    desk.type("speed 0.5")
    desk.press("Enter")
    #expect(!desk.model.paceIsAutomatic)
    #expect(desk.model.speedThousandths == 500)
    for line in ["view ledger", "theme light", "language zh", "big", "pause"] {
      desk.press(":")
      desk.type(line)
      desk.press("Enter")
      #expect(desk.model.prompt == nil, "\(line)")
    }
    #expect(desk.model.view == .ledger)
    #expect(desk.model.look.theme == .light)
    #expect(desk.model.language == .chinese)
    #expect(desk.model.big)
    #expect(!desk.model.playing)
    desk.press(": play Enter")
    #expect(desk.model.playing)
    desk.press(": why Enter")
    #expect(desk.model.card != nil)
    desk.press(": quit Enter")
    #expect(desk.console.wantsQuit)
    #expect(desk.verbs == [])
  }
}
