import Consensus
import Testing

@Suite("NodeSet, positions, majorities, randomness")
struct ValueTests {
  @Test("a set iterates in node order, whatever the order of insertion")
  func order() {
    let set: NodeSet = [NodeID(9), NodeID(2), NodeID(5), NodeID(2)]
    #expect(set.map(\.number) == [2, 5, 9])
    #expect(set.count == 3)
    #expect(set.description == "n2 n5 n9")
  }

  @Test("set algebra agrees with Set, for all pairs of subsets of five nodes")
  func algebra() {
    func subset(_ bits: Int) -> Set<NodeID> {
      Set((1...5).filter { bits & (1 << ($0 - 1)) != 0 }.map { NodeID($0) })
    }
    for left in 0..<32 {
      for right in 0..<32 {
        let (a, b) = (subset(left), subset(right))
        #expect(NodeSet(a).union(NodeSet(b)) == NodeSet(a.union(b)))
        #expect(NodeSet(a).intersection(NodeSet(b)) == NodeSet(a.intersection(b)))
        #expect(NodeSet(a).subtracting(NodeSet(b)) == NodeSet(a.subtracting(b)))
      }
    }
  }

  @Test("insert, remove, contains")
  func membership() {
    var set = NodeSet()
    #expect(set.isEmpty)
    set.insert(NodeID(3))
    #expect(set.contains(NodeID(3)) && !set.contains(NodeID(4)))
    set.remove(NodeID(3))
    #expect(set.isEmpty)
    #expect(NodeSet(bits: 1).isEmpty, "there is no node 0")
  }

  @Test("majorities", arguments: [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (8, 5), (9, 5)])
  func majorities(size: Int, needed: Int) {
    #expect(majority(of: size) == needed)
  }

  @Test("SplitMix64, known answers")
  func splitMix() {
    // The reference implementation's first outputs for the seeds 1234567 and 0.
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
    var zero = SeededGenerator(seed: 0)
    #expect(zero.next() == 0xE220_A839_7B1D_CDAF)
  }

  @Test("draws stay in their range and reach both ends")
  func draws() {
    var generator = SeededGenerator(seed: 5)
    var seen: Set<UInt64> = []
    for _ in 0..<500 { seen.insert(generator.draw(10, 14)) }
    #expect(seen == [10, 11, 12, 13, 14])
    #expect(generator.draw(7, 7) == 7)
    #expect(generator.below(0) == 0)
    _ = generator.draw(0, .max)
  }

  @Test("chances: never, always, and about as often as said")
  func chances() {
    var generator = SeededGenerator(seed: 6)
    #expect((0..<100).allSatisfy { _ in !generator.chance(partsPerMillion: 0) })
    #expect((0..<100).allSatisfy { _ in generator.chance(partsPerMillion: 1_000_000) })
    let hits = (0..<10_000).count { _ in generator.chance(partsPerMillion: 200_000) }
    #expect((1_800...2_200).contains(hits))
  }

  @Test("streams of one seed differ, and each is the same every time")
  func streams() {
    var first = SeededGenerator(seed: 1, stream: 1)
    var same = SeededGenerator(seed: 1, stream: 1)
    var other = SeededGenerator(seed: 1, stream: 2)
    let draws = (0..<4).map { _ in first.next() }
    #expect(draws == (0..<4).map { _ in same.next() })
    #expect(draws != (0..<4).map { _ in other.next() })
  }
}
