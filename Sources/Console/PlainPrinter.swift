import Command
import Consensus
import Explanation
import Host
import Words

/// The console without a screen, for screen readers and pipes: news as lines, in the order in which they
/// happen.
package final class PlainPrinter {
  private let host: any ClusterHost
  private let explainer: Explainer
  private let write: (String) -> Void
  private let workClock: () -> UInt64
  private let speed: UInt64
  private var clock = VirtualClock()
  private var lastWall: UInt64?
  private var lastRecord: UInt64 = 0
  private var lastLine = ""

  /// Nothing will ever happen again, a rule broke, or the scenario is over.
  package private(set) var isOver = false

  /// - Parameters:
  ///   - speedThousandths: of real time; nil is the normal pace of the console, a quarter.
  ///   - write: Takes each line, without its end.
  package init(
    host: any ClusterHost, language: Language, speedThousandths: UInt64? = nil,
    workClock: @escaping () -> UInt64 = WorkClock.since(.now), write: @escaping (String) -> Void
  ) {
    self.host = host
    let snapshot = host.snapshot()
    explainer = Explainer(language: language, voice: .scenario, consensus: snapshot.consensus)
    speed = min(max(1, speedThousandths ?? PaceMaker.normal), 100_000)
    self.workClock = workClock
    self.write = write
    write("\(Quantities.secondsText(snapshot.time)) \(explainer.opening(snapshot).text)")
  }

  /// Runs on by the wall time since the last tick, and writes what was news.
  package func tick(wall: UInt64) {
    let elapsed = min(wall.since(lastWall ?? wall), ConsoleController.longestTick)
    lastWall = wall
    guard !isOver else { return }
    let goal = host.now.addingSaturated(clock.virtual(wall: elapsed, thousandths: speed))
    let start = workClock()
    func hasTime() -> Bool { workClock().since(start) < ConsoleController.longestWork }
    repeat {
      let next = min(goal, host.now.addingSaturated(ConsoleController.slice))
      host.advance(to: next, untilNote: false, while: hasTime)
      tell()
      if host.now < next { break }
    } while host.now < goal && hasTime()
    let snapshot = host.snapshot()
    let isTold = snapshot.script.map { $0.isOver && $0.tellsStory } ?? false
    isOver = host.nextEventTime == nil || snapshot.violation != nil || isTold
  }

  /// Wall time of the next tick wanted; nil: the run is over.
  package var nextWake: UInt64? {
    isOver ? nil : (lastWall ?? 0).addingSaturated(ConsoleController.frameSpan)
  }

  private func tell() {
    let records = host.records(after: lastRecord)
    guard let last = records.last else { return }
    lastRecord = last.number
    let snapshot = host.snapshot()
    for record in records {
      guard let line = explainer.plainLine(of: Scene(record, in: snapshot, host)), line != lastLine else {
        continue
      }
      lastLine = line
      write(line)
    }
  }
}
