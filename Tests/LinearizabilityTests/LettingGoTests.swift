import Testing

@testable import Linearizability

@Suite("What a monitor has let go of")
struct LettingGoTests {
  /// A read asked for first and answered last, after others were started from anew.
  @Test("a read that overlaps the one started from is no place to start from")
  func overlappingRead() {
    let script = Script(
      """
      1 read
      2 transfer alice bob 30
      2 ok
      3 read
      3 sees 70 130
      4 transfer alice bob 1
      4 ok
      4 transfer alice bob 1
      4 ok
      4 transfer alice bob 1
      4 ok
      1 sees 100 100
      3 read
      3 sees 67 133
      """)
    #expect(script.monitored(window: 1) == nil)
  }

  /// The read of process 3 starts anew while transfers of the others are under way.
  private static func afterStart(_ rest: String, seen: String = "100 100") -> Counterexample? {
    Script(
      """
      1 transfer alice bob 30
      2 transfer alice bob 5
      3 read
      3 sees \(seen)
      \(rest)
      """
    ).monitored(window: 1)
  }

  @Test("what was under way may be part of what was seen, or happens before its answer")
  func underWay() {
    #expect(Self.afterStart("1 ok\n3 read\n3 sees 70 130", seen: "70 130") == nil)
    #expect(Self.afterStart("1 ok\n3 read\n3 sees 70 130") == nil)
    #expect(Self.afterStart("1 ok\n3 read\n3 sees 100 100\n3 read\n3 sees 70 130") != nil)
  }

  @Test("what was under way and is refused does not happen")
  func refused() {
    #expect(Self.afterStart("1 refused\n3 read\n3 sees 100 100") == nil)
    #expect(Self.afterStart("1 refused\n3 read\n3 sees 70 130") != nil)
    #expect(Self.afterStart("4 read\n4 sees 70 130\n1 refused") != nil)
  }

  @Test("what was under way, is given up and settled does not happen later")
  func settled() {
    #expect(Self.afterStart("1 info\n3 read\n3 sees 100 100\n3 read\n3 sees 70 130") == nil)
    #expect(Self.afterStart("1 info\n1 settled\n3 read\n3 sees 70 130") == nil)
    #expect(Self.afterStart("1 info\n1 settled\n3 read\n3 sees 100 100\n3 read\n3 sees 70 130") != nil)
  }

  @Test("what is told of a history started anew names the read that it starts from")
  func anchor() throws {
    let found = try #require(Self.afterStart("1 refused\n3 read\n3 sees 70 130"))
    #expect(found.anchor?.process == 3)
    #expect(found.operations.map(\.process) == [3])
  }
}
