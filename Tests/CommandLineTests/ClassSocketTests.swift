import Canvas
import Command
import Foundation
import Joining
import Posix
import SimulationHost
import Testing

@testable import Console
@testable import raftcoin

/// A class with its terminals at the other ends of real sockets, in one process.
@Suite(.serialized) struct ClassSocketTests {
  /// A terminal without a screen.
  private final class Terminal {
    let file: Int32
    private var lines = LineBuffer(most: Joining.longestLine)
    private(set) var picture = JoinedPicture()
    private(set) var isOver = false

    init(_ file: Int32) {
      self.file = file
      LocalSocket.stopBlocking(file)
    }

    deinit { close(file) }

    func send(_ text: String) { _ = text.withCString { write(file, $0, strlen($0)) } }
    func say(_ text: String) { send(TerminalMessage.say(text, seeing: picture.number).line + "\n") }

    func join(_ part: Part, _ name: String) {
      let who = Introduction(
        part: part, name: name, size: Size(width: 80, height: 24), colours: 256, ascii: false, theme: "dark")
      send(TerminalMessage.join(who).line + "\n")
    }

    func read() throws {
      var bytes = [UInt8](repeating: 0, count: 1 << 18)
      let count = Posix.read(file, &bytes, bytes.count)
      if count == 0 { isOver = true }
      guard count > 0 else { return }
      for line in try lines.take(bytes[..<count]) where try picture.take(line) {
        send(TerminalMessage.seen(picture.number).line + "\n")
      }
    }
  }

  private final class Hall {
    let socket: ClassSocket
    let console: ConsoleController
    var terminals: [Terminal] = []
    var wall: UInt64 = 1_000_000_000

    init(_ path: String) throws {
      socket = try ClassSocket(path)
      console = ConsoleController(
        host: try SimulationHost(scenario: Scenario(), seed: 7),
        options: ConsoleOptions(size: Size(width: 80, height: 24), speedThousandths: 1000, workClock: { 0 }))
      console.openClassroom(path: path)
    }

    func newTerminal() throws -> Terminal {
      let terminal = Terminal(try LocalSocket.connect(to: socket.path))
      terminals.append(terminal)
      return terminal
    }

    func run(milliseconds: Int) throws {
      for _ in 0..<(milliseconds / 50) {
        wall += 50_000_000
        var ready = socket.descriptors
        _ = poll(&ready, nfds_t(ready.count), 0)
        _ = socket.serve(ready, console, wall: wall)
        console.tick(wall: wall)
        socket.share(console, wall: wall)
        for terminal in terminals { try terminal.read() }
      }
    }
  }

  @Test func threeTerminalsJoinPayAreLostAndTalkNonsense() throws {
    try Program.inFolder { folder in
      let path = folder.path + "/s"
      let hall = try Hall(path)
      let (wei, ada, noise) = (try hall.newTerminal(), try hall.newTerminal(), try hall.newTerminal())
      wei.join(.wallet("wei"), "wei")
      ada.join(.watcher, "ada")
      try hall.run(milliseconds: 4000)
      #expect(wei.picture.own.hasPrefix("wei 10 coins") && wei.picture.canvas.text.contains("need 3"))
      #expect(ada.picture.canvas == wei.picture.canvas)
      wei.say("pay alice 2")
      ada.say("kill 1")
      noise.send("\u{1}\u{2} garbage")
      noise.send("\n")
      try hall.run(milliseconds: 6000)
      #expect(wei.picture.own.contains("alice 2: paid"))
      #expect(noise.picture.farewell?.contains("no such line") == true && noise.isOver)
      #expect(hall.console.classroom?.refused == 1 && hall.console.classroom?.count == 2)
      // One is lost, one reads no more: the third sees all of it go on.
      hall.terminals = [ada]
      shutdown(wei.file, Int32(SHUT_RDWR))
      let stopped = try hall.newTerminal()
      stopped.join(.node(3), "bea")
      hall.terminals = [ada]
      try hall.run(milliseconds: 2000)
      #expect(hall.console.model.snapshot.hand?.name == "bea")
      try hall.run(milliseconds: 10_000)
      #expect(hall.console.model.snapshot.hand == nil && hall.console.classroom?.count == 1)
      #expect(hall.console.model.snapshot.balances["wei"] == 8)
      hall.socket.close(.english)
      try ada.read()
      #expect(ada.picture.farewell == "the class is over")
      #expect(access(path, F_OK) != 0)
    }
  }

  @Test(arguments: ["size 80 24\n", "seen 1\n", "join 9 x\n", "say 0 1\n", "\u{FF}"])
  func whoDoesNotIntroduceItselfIsEnded(text: String) throws {
    try Program.inFolder { folder in
      let hall = try Hall(folder.path + "/s")
      let terminal = try hall.newTerminal()
      terminal.send(text)
      try hall.run(milliseconds: 200)
      // Half a line may still become one; it is waited for a while.
      if text.hasSuffix("\n") { #expect(terminal.picture.farewell != nil) }
      try hall.run(milliseconds: 11_000)
      #expect(terminal.isOver && hall.console.classroom?.count == 0)
    }
  }

  @Test func thirtyVoteAtOnceWithoutAQueue() throws {
    try Program.inFolder { folder in
      let hall = try Hall(folder.path + "/s")
      for number in 1...30 { try hall.newTerminal().join(.watcher, "s\(number)") }
      try hall.run(milliseconds: 1000)
      #expect(hall.console.classroom?.count == 30)
      for terminal in hall.terminals { terminal.say("1") }
      try hall.run(milliseconds: 500)
      #expect(hall.terminals.allSatisfy { $0.picture.own == "No vote is open." })
      #expect(Set(hall.terminals.map(\.picture.canvas.text)).count == 1)
    }
  }

  @Test func aDeadSocketGivesWayAndNothingElse() throws {
    try Program.inFolder { folder in
      let path = folder.path + "/s"
      do {
        let file = try LocalSocket.listen(at: path)
        #expect(throws: (any Error).self) { try ClassSocket(path) }
        close(file)
      }
      let socket = try ClassSocket(path)
      var there = stat()
      #expect(lstat(path, &there) == 0 && there.st_mode & 0o777 & ~0o660 == 0)
      socket.close(nil)
      #expect(access(path, F_OK) != 0)
      try Data().write(to: folder.appendingPathComponent("s"))
      #expect(throws: (any Error).self) { try ClassSocket(path) }
      #expect(access(path, F_OK) == 0)
      #expect(throws: (any Error).self) {
        try ClassSocket(folder.path + "/" + String(repeating: "x", count: 200))
      }
    }
  }
}
