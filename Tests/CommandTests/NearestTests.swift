import Consensus
import Testing

@testable import Command

@Suite struct NearestTests {
  private func distance(_ left: String, _ right: String, limit: Int = 99) -> Int? {
    editDistance(Array(left.unicodeScalars), Array(right.unicodeScalars), limit: limit)
  }

  @Test(arguments: [
    ("", "", 0), ("", "ab", 2), ("kill", "kill", 0), ("kil", "kill", 1), ("klil", "kill", 1),
    ("kxll", "kill", 1),
    ("ca", "abc", 3), ("kitten", "sitting", 3), ("小明", "小红", 1),
  ]) func distances(left: String, right: String, expected: Int) {
    #expect(distance(left, right) == expected)
    #expect(distance(right, left) == expected)
  }

  /// The definition of the restricted distance, written down as it stands.
  private func obvious(_ left: ArraySlice<Unicode.Scalar>, _ right: ArraySlice<Unicode.Scalar>) -> Int {
    guard let a = left.last, let b = right.last else { return left.count + right.count }
    var best = min(
      obvious(left.dropLast(), right) + 1, obvious(left, right.dropLast()) + 1,
      obvious(left.dropLast(), right.dropLast()) + (a == b ? 0 : 1))
    if left.count > 1, right.count > 1, left.dropLast().last == b, right.dropLast().last == a {
      best = min(best, obvious(left.dropLast(2), right.dropLast(2)) + 1)
    }
    return best
  }

  @Test func theSameAsTheObviousTwin() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let words = (0..<2).map { _ in
        (0..<generator.below(5)).map { _ in generator.below(2) == 0 ? Unicode.Scalar("a") : "b" }
      }
      let expected = obvious(words[0][...], words[1][...])
      #expect(editDistance(words[0], words[1], limit: 9) == expected)
      #expect(editDistance(words[0], words[1], limit: 1) == (expected <= 1 ? expected : nil))
    }
  }

  @Test(arguments: [
    ("kil", "kill"), ("KILL", "kill"), ("trasnfer", "transfer"), ("part", "partition"), ("rseume", "resume"),
    ("slowdisk", "slow-disk"),
  ]) func verbs(word: String, expected: String) {
    #expect(nearest(to: word, in: VerbTable.names) == expected)
  }

  @Test(arguments: ["frobnicate", "q1z", "", "k"]) func nothingIsNear(word: String) {
    #expect(nearest(to: word, in: VerbTable.names) == nil)
  }
}
