import Canvas
import Command
import Consensus
import Host
import Testing

@testable import Console
@testable import Explanation
@testable import Panels

/// What a person tried in vain is what `w` explains next; a click explains a line of news.
@Suite struct VainActTests {
  private func refused() -> Desk {
    let host = FakeHost(heartbeat: 10_000_000)
    host.refusesActs = .downAlready(NodeID(4))
    let desk = Desk(host)
    desk.press("k 4")
    return desk
  }

  @Test func wExplainsWhatWasRefused() {
    let desk = refused()
    desk.press("w")
    #expect(desk.model.card?.sentences.first?.contains("n4 is down already") == true)
  }

  @Test func aSelectionComesFirst() {
    let desk = refused()
    desk.press("3 w")
    #expect(desk.model.card?.title.contains("n3") == true)
  }

  @Test func afterAWhileThePresentIsMoreImportant() {
    let desk = refused()
    for _ in 0..<110 { desk.wait(milliseconds: 100) }
    desk.press("w")
    #expect(desk.model.card?.sentences.contains { $0.contains("n4 is down already") } == false)
  }

  @Test func aClickExplainsALineOfNews() {
    let desk = refused()
    #expect(desk.click(.news(event: desk.host.picture.eventCount)))
    #expect(desk.model.card?.sentences.first?.contains("n4 is down already") == true)
    #expect(!desk.model.playing)
  }

  @Test func aBrokenRuleOffersNothingButToLook() {
    let chooser = HintChooser(language: .english)
    #expect(chooser.frozenHint(cardIsOpen: false)?.keys == "w")
    #expect(chooser.frozenHint(cardIsOpen: true) == nil)
    var withPast = chooser
    withPast.hasPast = true
    #expect(withPast.frozenHint(cardIsOpen: true)?.keys == ",")
  }
}
