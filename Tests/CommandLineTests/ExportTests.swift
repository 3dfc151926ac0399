import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("raftcoin export", .enabled(if: Program.path != nil))
struct ExportTests {
  /// What a file holds that the lines of a shell have written.
  private func written(_ name: String, _ lines: String) throws -> (run: Program, data: Data) {
    try Program.inFolder { folder in
      let run = try Program(shell: lines, in: folder)
      return (run, (try? Data(contentsOf: folder.appendingPathComponent(name))) ?? Data())
    }
  }

  private func isWellFormed(_ data: Data) -> Bool { XMLParser(data: data).parse() }

  @Test("a sequence diagram is SVG, shows what happens, and is the same twice")
  func sequence() throws {
    let lines =
      "$R export first-election --lang en --sequence a.svg; $R export first-election --lang en --sequence b.svg"
    let (run, data) = try written("a.svg", lines + "; cmp a.svg b.svg && echo same")
    #expect(run.output == "same\n", "\(run.errors)")
    #expect(isWellFormed(data))
    let text = String(decoding: data, as: UTF8.self)
    for word in ["vote for me?", "LEADER term 1", "committed 1", "first-election, seed 11"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test("a step of a lesson is a stretch of its run")
  func step() throws {
    let (run, data) = try written("a.svg", "$R export election --lang en --sequence a.svg --step kill")
    #expect(run.status == 0 && isWellFormed(data), "\(run.errors)")
    #expect(String(decoding: data, as: UTF8.self).contains(">▸ kill n"))
  }

  @Test("a cast is a header and events in order, with a marker at each step, and is the same twice")
  func cast() throws {
    let lines = "$R export election --lang zh --cast a.cast; $R export election --lang zh --cast b.cast"
    let (run, data) = try written("a.cast", lines + "; cmp a.cast b.cast && echo same")
    #expect(run.output == "same\n", "\(run.errors)")
    let rows = try data.split(separator: 0x0A).map { try JSONSerialization.jsonObject(with: $0) }
    let header = try #require(rows.first as? [String: Any])
    #expect(header["version"] as? Int == 2 && header["width"] as? Int == 80 && header["height"] as? Int == 24)
    let events = rows.dropFirst().compactMap { $0 as? [Any] }
    let times = events.compactMap { $0.first as? Double }
    #expect(times.count == rows.count - 1 && times == times.sorted())
    let markers = events.filter { $0[1] as? String == "m" }.compactMap { $0[2] as? String }
    #expect(markers.starts(with: ["timers", "candidate", "votes", "leader", "heartbeats", "kill"]))
  }

  @Test("a picture of each note, with wide characters at their cells")
  func frames() throws {
    let lines = "$R export first-election --lang zh --frames d && ls d | wc -l"
    let (run, data) = try written("d/01.svg", lines)
    #expect(run.output.trimmingCharacters(in: .whitespacesAndNewlines) == "6", "\(run.output)\(run.errors)")
    #expect(isWellFormed(data))
  }

  @Test(
    "what cannot be exported is said, and writes nothing",
    arguments: [
      ("first-election", "expected --sequence FILE"),
      ("nosuch --sequence a.svg", "nosuch: there is no file"),
      ("election --sequence a.svg --step nosuch", "has no such step"),
      ("first-election --sequence a.svg --from 2s --to 1s", "expected a time after --from"),
      ("first-election --sequence a.svg --to 10h", "more than 1000 messages"),
      ("first-election --cast a.svg --size 10x10", "60x16 to 400x200"),
      ("first-election --sequence nosuch/a.svg", "nosuch/a.svg was not saved"),
    ])
  func refusals(arguments: String, message: String) throws {
    let (run, data) = try written("a.svg", "echo old >a.svg; $R export \(arguments)")
    #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
    #expect(data == Data("old\n".utf8))
  }
}
