import Consensus
import Testing

@testable import Paxos

@Suite("Storms")
struct StormTests {
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func nothingBreaks(damages: Bool, snapshots: Bool) {
    var chosen = 0
    var reads = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      var storm = Storm(
        seed: seed, size: [3, 5, 4, 2, 1][Int(seed % 5)],
        Storm.Options(damages: damages, snapshots: snapshots))
      storm.run(2000)
      #expect(storm.fault == nil, "seed \(seed)")
      chosen += storm.chosenCount
      reads += storm.servedReads
    }
    #expect(chosen > 200 && reads > 50)
  }

  /// Which seed of a storm shows the harm of each rule.
  @Test(
    arguments: [
      (BrokenPaxosRule.ownValue, 3), (.anyAccepted, 21), (.forgetAccepted, 1), (.learnByNumber, 14),
      (.executeOverHole, 11), (.ackOverHole, 4), (.acceptDespitePromise, 154),
    ] as [(BrokenPaxosRule, UInt64)])
  func eachBrokenRuleDoesHarm(rule: BrokenPaxosRule, seed: UInt64) {
    var storm = Storm(seed: seed, size: [3, 3, 5, 4, 2, 1, 7][Int(seed % 7)], Storm.Options(broken: [rule]))
    storm.run(3000)
    #expect(storm.fault != nil)
  }
}
