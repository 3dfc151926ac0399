import Testing

@testable import Bench

extension Report {
  subscript(name: String) -> Value? { items.first { $0.name == name }?.value }

  func measure(_ name: String) -> Double? {
    if case .measure(let value, _)? = self[name] { value } else { nil }
  }
}

struct LedgerBenchTests {
  @Test func everyLedgerAppliesEveryTransfer() throws {
    let result = try LedgerBench.run(nodes: 3, window: 8, count: 80)
    // 80 transfers of eight wallets in a circle: all balances as before, every nonce at ten. One no-op came first.
    var expected: UInt64 = 81
    for (balance, nonce) in [(0, 0)] + Array(repeating: (1000, 10), count: 8) {
      expected = (expected &* 31 &+ UInt64(balance)) &* 31 &+ UInt64(nonce)
    }
    #expect(result.digest == expected)
    #expect(try #require(result.report.measure("sign_us")) > 0)
    #expect(try #require(result.report.measure("check_us")) > 0)
  }

  @Test func wrongNumbersAreNamed() {
    #expect(throws: BenchProblem("--count 0: expected 1 to 10000000", isUsage: true)) {
      try LedgerBench.run(count: 0)
    }
  }
}

struct SimulationBenchTests {
  @Test func theSameSeedGivesTheSameRun() throws {
    let first = try SimulationBench.run(nodes: 3, seconds: 5, rate: 20)
    let second = try SimulationBench.run(nodes: 3, seconds: 5, rate: 20)
    #expect(first["hash"] == second["hash"])
    #expect(first["n"] == second["n"])
    guard case .number(let events)? = first["n"] else { throw BenchProblem("no events are told") }
    #expect(events > 500)
  }

  @Test func checkingChangesNothing() throws {
    let with = try SimulationBench.run(nodes: 3, seconds: 2, invariants: true)
    let without = try SimulationBench.run(nodes: 3, seconds: 2, invariants: false)
    #expect(with["hash"] == without["hash"])
  }

  @Test func wrongNumbersAreNamed() {
    #expect(throws: BenchProblem("--seconds 0: expected 1 to 1000000", isUsage: true)) {
      try SimulationBench.run(seconds: 0)
    }
  }
}

struct FrameBenchTests {
  @Test func everyFrameIsDrawnOnceAtSixtyASecond() throws {
    var walls: [UInt64] = []
    var drawn = 0
    let result = try FrameBench(frames: 3).run(
      advance: { walls.append($0) },
      draw: {
        drawn += 1
        return drawn
      }, encode: { $0 * 10 })
    #expect(walls == [16_666_667, 33_333_334, 50_000_001])
    #expect(drawn == 3)
    #expect(result.measure("bytes_per_frame") == 20)
  }
}

struct ReportTests {
  @Test func jsonIsOneLine() {
    var report = Report(mode: "test", "who", "how")
    report.add("n", .number(3), "how many")
    report.add("p50_us", .measure(1.5, decimals: 2), "how long")
    report.add("rate", .measure(.infinity, decimals: 2), "how often")
    #expect(report.json == #"{"peer":"raftcoin","mode":"test","n":3,"p50_us":1.50,"rate":0}"#)
    #expect(
      report.text
        == "peer    raftcoin  who\nmode        test  how\nn              3  how many\np50_us      1.50  how long\nrate           0  how often\n"
    )
  }
}

struct LatenciesTests {
  @Test func percentilesAreExactToThreeDigits() {
    let latencies = Latencies((1...1000).map { UInt64($0) * 1000 })
    #expect(abs(Int(latencies.median) - 500_000) <= 500)
    #expect(abs(Int(latencies.percentile99) - 990_000) <= 1000)
  }

  /// Against the samples in order: a percentile is the value that so many samples do not exceed.
  @Test(arguments: [1, 2, 3, 99, 100, 101, 5000], [0, 1, 2])
  func percentilesAreThoseOfTheSortedSamples(count: Int, shape: Int) {
    var state: UInt64 = UInt64(count * 3 + shape)
    let samples: [UInt64] = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let draw = state >> 33
      // Even, over many magnitudes, and in two heaps far apart.
      return switch shape {
      case 0: draw % 1_000_000 + 1
      case 1: UInt64(1) << (draw % 40)
      default: draw % 10 == 0 ? 50_000_000 + draw % 1000 : 400 + draw % 100
      }
    }
    let sorted = samples.sorted()
    let latencies = Latencies(samples)
    for (own, percent) in [(latencies.median, 50), (latencies.percentile99, 99)] {
      let rank = (count * percent + 99) / 100
      let twin = sorted[max(rank, 1) - 1]
      #expect(Double(own) >= Double(twin) * 0.999 && Double(own) <= Double(twin) * 1.001 + 1, "\(percent)")
    }
  }

  @Test func whatIsOutOfRangeIsCounted() {
    let latencies = Latencies([0, 0, .max])
    #expect(latencies.median == 1)
  }
}
