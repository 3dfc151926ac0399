import Command
import Consensus
import Foundation
import Host
import Simulation
import SimulationHost
import Testing

/// The trace tells of each message where it was sent and where it ended, and of each disk what it holds.
struct TraceTests {
  static let lines = """
    raftcoin 1
    seed 7
    nodes 3
    load 20
    at 1s cut 1>2
    at 2s kill leader
    at 3s heal
    restart all
    at 3500ms partition 1 | 2,3
    at 4s wipe 3
    duplicate 50%
    loss 10%
    at 5s
    """

  static func play(_ observers: Observers) throws -> (lines: [[String: Any]], world: AnyWorld) {
    let scenario = try ScenarioParser.parse(text: lines, file: "t").get()
    let world = try makeWorld(header: scenario.header, seed: 7, observers: observers)
    var runner = ScenarioRunner(world: world, steps: scenario.steps)
    var tracer = TraceWriter()
    var lines: [[String: Any]] = []
    runner.runToEnd(limit: nil) { world in
      for line in tracer.lines(of: &world) {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        lines.append(object as? [String: Any] ?? [:])
      }
    }
    return (lines, runner.world)
  }

  @Test func everyMessageIsSentOnceBeforeItEnds() throws {
    let (lines, _) = try Self.play([.records, .sends])
    var sent: [Int: String] = [:]
    var ended: Set<Int> = []
    for line in lines {
      guard let message = line["message"] as? [String: Any], let number = message["number"] as? Int else {
        continue
      }
      let text =
        "\(message["kind"] ?? "") \(message["from"] ?? "") \(message["to"] ?? "") \(message["sent_ns"] ?? "")"
      if line["event"] as? String == "send" {
        #expect(sent.updateValue(text, forKey: number) == nil, "message \(number) is sent twice")
      } else {
        #expect(sent[number] == text, "message \(number) ends as another one than was sent")
        #expect(ended.insert(number).inserted)
      }
    }
    #expect(sent.count > 300 && ended.count > 300)
    // None is left out.
    #expect(sent.keys.sorted() == Array(1...sent.count))
  }

  @Test func causesComeBeforeWhatTheyCause() throws {
    let (lines, _) = try Self.play([.records, .sends])
    var newest = 0
    for line in lines {
      if let number = line["number"] as? Int {
        #expect(number == newest + 1)
        newest = number
      }
      if let cause = line["cause"] as? Int { #expect(cause <= newest) }
    }
    #expect(newest > 1000)
  }

  @Test func theLastLineOfADiskIsWhatItHolds() throws {
    let (lines, world) = try Self.play([.records, .sends])
    var disks: [Int: [String: Any]] = [:]
    for line in lines where line["event"] as? String == "disk" {
      disks[try #require(line["node"] as? Int)] = line["disk"] as? [String: Any]
    }
    for node in 1...3 {
      let disk = world.disk(of: NodeID(node))
      let told = try #require(disks[node])
      #expect(told["term"] as? Term == disk.term)
      #expect(told["votedFor"] as? Int == disk.vote?.number)
      #expect(told["lastIndex"] as? LogIndex == disk.last.index)
      #expect(told["lastTerm"] as? Term == disk.last.term)
      #expect(told["firstIndex"] as? LogIndex == disk.firstIndex)
    }
    #expect(disks[3]?["standing"] as? String == "wiped")
  }

  @Test func toTraceChangesNothing() throws {
    #expect(try Self.play([.records, .sends]).world.hashText == Self.play([]).world.hashText)
  }
}
