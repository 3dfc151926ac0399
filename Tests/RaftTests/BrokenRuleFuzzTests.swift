import Consensus
import Testing

@testable import Raft

@Suite("Broken rules under a storm")
struct BrokenRuleFuzzTests {
  @Test("no state that broken rules reach traps, whichever are broken together")
  func nothingTraps() {
    var generator = SeededGenerator(seed: 3)
    var delivered = 0
    for seed in 0..<150 as Range<UInt64> {
      let broken = BrokenRule.allCases.filter { _ in generator.chance(partsPerMillion: 350_000) }
      var storm = Storm(
        seed: seed, size: 2 + Int(seed % 4), Storm.Options(broken: broken, extensions: seed % 2 == 0))
      for _ in 0..<600 { storm.act() }
      delivered += storm.delivered
    }
    #expect(delivered > 30_000)
  }

  @Test("with every rule kept, the same storms are safe and get somewhere")
  func keptRulesAreSafe() {
    var applied = 0
    for seed in 0..<150 as Range<UInt64> {
      var storm = Storm(seed: seed, size: 3 + Int(seed % 3))
      for _ in 0..<600 { storm.act() }
      #expect(storm.isSafe, "seed \(seed)")
      applied += storm.applied.map(\.count).max() ?? 0
    }
    #expect(applied > 200)
  }

  @Test(
    "with every extension, in every mixture, the storms are safe and reads are fresh",
    arguments: [false, true])
  func extensionsAreSafe(damages: Bool) {
    var decided: [String: Int] = [:]
    var served = 0
    for seed in 0..<400 as Range<UInt64> {
      var storm = Storm(
        seed: seed, size: 2 + Int(seed % 4), Storm.Options(damages: damages, extensions: true))
      for _ in 0..<1000 { storm.act() }
      #expect(storm.isSafe, "seed \(seed)")
      served += storm.servedReads
      decided.merge(storm.decided) { $0 + $1 }
    }
    #expect(served > 100)
    for name in [
      "committed-membership", "installed-snapshot", "received-timeout-now", "granted-pre-vote", "lost-quorum",
    ] {
      #expect(decided[name, default: 0] > 5, "\(name)")
    }
  }

  @Test("whatever is damaged or wiped, and however often, nothing unsafe happens")
  func damageIsSafe() {
    var applied = 0
    var damaged = 0
    for seed in 0..<150 as Range<UInt64> {
      var storm = Storm(seed: seed, size: 3 + Int(seed % 3), Storm.Options(damages: true))
      for _ in 0..<600 { storm.act() }
      #expect(storm.isSafe, "seed \(seed)")
      applied += storm.applied.map(\.count).max() ?? 0
      damaged += storm.damaged
    }
    #expect(applied > 200 && damaged > 200)
  }

  @Test(
    "a rule broken alone is seen to do harm by these storms",
    arguments: [
      BrokenRule.forgetVote, .loseLogTail, .livingMajority, .voteAnyLog, .skipPreviousCheck,
      .replyBeforeDurable,
    ])
  func harmIsSeen(rule: BrokenRule) {
    let found = (0..<400 as Range<UInt64>).first { seed in
      var storm = Storm(seed: seed, size: 3 + Int(seed % 3), Storm.Options(broken: [rule]))
      for _ in 0..<1500 {
        storm.act()
      }
      return !storm.isSafe
    }
    #expect(found != nil)
  }
}
