import Foundation
import Testing

/// Plays under the names by which the interaction scripts of etcd's raft and of toyDB are known, each with
/// what it prints. `RAFTCOIN_REGENERATE=1 swift test --filter ScriptTests` writes them anew; read the diff.
struct ScriptTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts")

  static let names: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []

  @Test("each play prints what stands below its commands", arguments: names)
  func told(name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let retold = try Play.retold(text)
    if ProcessInfo.processInfo.environment["RAFTCOIN_REGENERATE"] == "1" {
      try retold.write(to: file, atomically: true, encoding: .utf8)
    }
    for (told, now) in zip(text.split(separator: "\n"), retold.split(separator: "\n")) where told != now {
      Issue.record("\(name) says: \(told)\nit prints: \(now)")
      return
    }
    #expect(text.count == retold.count, "\(name) ends otherwise")
  }

  @Test("all of them are there")
  func complete() { #expect(Self.names.count >= 60) }

  @Test("what is no command is named")
  func mistakes() {
    for text in ["> nods 3", "> nodes x", "> nodes 3\n> campaign 4", "> nodes 3\n> drop 1", ">"] {
      #expect(throws: Play.Mistake.self) { try Play.retold(text) }
    }
  }
}
