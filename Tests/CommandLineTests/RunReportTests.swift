import Command
import SimulationHost
import Testing

@testable import Simulation
@testable import raftcoin

@Test("a bar of progress is full only once all is done, and of nothing to do empty until then")
func bar() {
  for (done, total, filled) in [
    (0, 8, 0), (1, 8, 3), (7, 8, 21), (999, 1000, 23), (8, 8, 24), (9, 8, 24), (0, 0, 0),
  ] {
    let bar = StandardError.bar(done: done, of: total)
    #expect(bar == String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled))
  }
}

@Suite("What is told of a run")
struct RunReportTests {
  @Test("of an instant without end, where it is, which line was last and what to do")
  func standstill() throws {
    let header = "raftcoin 1\nseed 1\nnodes 3\nlatency 0s..0s\ndisk 0s..0s\n"
    let text = header + "at 1ms\nwhen leader within 9s note there\nafter 1s\n"
    let scenario = try ScenarioParser.parse(text: text, file: "f").get()
    var world = try makeWorld(header: scenario.header, seed: 1, observers: [])
    world.mostInOneInstant = 8
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    runner.runToEnd(limit: nil)
    let report = RunReport(runner: runner, name: "f", quiet: true)
    let time = Quantities.timeText(runner.world.now)
    #expect(
      report.standstill
        == "f:6: at \(time) there were 8 events and no end, and none of them takes time; the last line was "
        + "`at 1ms`; expected an instant that ends, as with a `latency` above 0")
    let ended = RunReport(runner: ScenarioRunner(world: world, steps: []), name: "f", quiet: true)
    #expect(ended.standstill == nil)
  }
}
