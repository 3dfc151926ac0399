import Command
import Consensus
import Explanation
import Host
import Words

/// The console without a screen and without keys: news as lines, in the order in which they happen. It always ends.
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

  private var lastNews: Nanoseconds = 0
  private var scriptEnd: Nanoseconds?

  /// Why nothing more is told.
  package enum End: Sendable, Equatable {
    /// Nothing will ever happen again, a rule broke, or the scenario has told its story.
    case told
    /// No line is left of the scenario, and for so long there were only heartbeats.
    case quiet(Nanoseconds)
    /// So long after the scenario's last line.
    case bound(Nanoseconds)
  }

  private static let longestQuiet: Nanoseconds = 2_000_000_000
  private static let longestRest: Nanoseconds = 60_000_000_000

  /// nil: there is more to come.
  package private(set) var end: End?

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
    guard end == nil else { return }
    let goal = host.now.addingSaturated(clock.virtual(wall: elapsed, thousandths: speed))
    let start = workClock()
    func hasTime() -> Bool { workClock().since(start) < ConsoleController.longestWork }
    repeat {
      let next = min(goal, host.now.addingSaturated(ConsoleController.slice))
      host.advance(to: next, untilNote: false, while: hasTime)
      tell()
      if host.now < next { break }
    } while host.now < goal && hasTime()
    end = findEnd(host.snapshot())
  }

  private func findEnd(_ snapshot: ClusterSnapshot) -> End? {
    if host.nextEventTime == nil || snapshot.violation != nil { return .told }
    guard snapshot.script?.isOver ?? true else { return nil }
    if snapshot.script?.tellsStory == true { return .told }
    let began = scriptEnd ?? snapshot.time
    scriptEnd = began
    if snapshot.time.since(began) >= Self.longestRest { return .bound(Self.longestRest) }
    let isQuiet = snapshot.loadMilliRate == nil && snapshot.operations.allSatisfy { $0.ended != nil }
    return isQuiet && snapshot.time.since(lastNews) >= Self.longestQuiet ? .quiet(Self.longestQuiet) : nil
  }

  /// Wall time of the next tick wanted; nil: the run is over.
  package var nextWake: UInt64? {
    end != nil ? nil : (lastWall ?? 0).addingSaturated(ConsoleController.frameSpan)
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
      lastNews = record.time
      write(line)
    }
  }
}
