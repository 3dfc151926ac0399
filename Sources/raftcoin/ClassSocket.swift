import Canvas
import Console
import Joining
import Posix
import SimulationHost
import Words

/// Where terminals join a class: takes their connections, hands what they ask for to the console, and sends each what
/// it is to show. It never waits: what a terminal does not take now it gets when it can.
final class ClassSocket {
  /// At most so many frames go out in a second, in nanoseconds between two.
  private static let frameSpan: UInt64 = 125_000_000
  private static let mostConnections = 120

  /// A connection.
  private struct Link {
    let file: Int32
    let user: UInt32?
    let began: UInt64
    var lines = LineBuffer(most: Joining.longestRequest)
    var feed = Feed()
    /// What the terminal has not taken yet: a frame at most.
    var output: ArraySlice<UInt8> = []
    var hasJoined = false
    /// Why it is ended as soon as it has taken that.
    var isEnding = false
  }

  let path: String
  private var listener: Int32
  private let identity: (dev_t, ino_t)
  private var links: [Int: Link] = [:]
  private var nextID = 1
  private var lastShare: UInt64 = 0
  /// Something may have changed since.
  private var owesFrames = false

  /// Makes the socket. One that nobody listens on gives way; whatever else stands there does not.
  init(_ path: String) throws {
    func wrong(_ text: String) -> any Error { ScenarioFile.wrong("class --socket \(path): \(text)\n") }
    var there = stat()
    if lstat(path, &there) == 0 {
      guard there.st_mode & S_IFMT == S_IFSOCK else {
        throw wrong("something else stands there; expected a path where nothing is")
      }
      do {
        Posix.close(try LocalSocket.connect(to: path))
        throw wrong("a class is held there already; expected another path")
      } catch let problem as SystemProblem {
        guard problem.number == ECONNREFUSED else { throw wrong("\(problem)") }
      }
      guard unlink(path) == 0 else { throw wrong("\(SystemProblem(errno))") }
    }
    do { listener = try LocalSocket.listen(at: path) } catch {
      let most = LocalSocket.longestPath
      throw wrong(
        "\(error); expected a path of at most \(most) bytes, in a folder that exists and you can write in")
    }
    self.path = path
    LocalSocket.stopBlocking(listener)
    guard lstat(path, &there) == 0 else { throw wrong("\(SystemProblem(errno))") }
    identity = (there.st_dev, there.st_ino)
  }

  deinit { close(nil) }

  /// Tells all terminals that the class is over, and takes the socket away if it still is this one.
  func close(_ language: Language?) {
    guard listener >= 0 else { return }
    for id in links.keys.sorted() {
      if let language { end(id, language.text(JoinWords.over)) }
      if let file = links[id]?.file { Posix.close(file) }
    }
    links = [:]
    Posix.close(listener)
    listener = -1
    var there = stat()
    if lstat(path, &there) == 0, (there.st_dev, there.st_ino) == identity { unlink(path) }
  }

  // MARK: Waiting

  /// What to wait for.
  var descriptors: [pollfd] {
    var all = [
      pollfd(fd: links.count < Self.mostConnections ? listener : -1, events: Int16(POLLIN), revents: 0)
    ]
    for (_, link) in links.sorted(by: { $0.key < $1.key }) {
      let events = POLLIN | (link.output.isEmpty ? 0 : POLLOUT)
      all.append(pollfd(fd: link.file, events: Int16(events), revents: 0))
    }
    return all
  }

  /// Wall time at which something is due.
  var nextWake: UInt64? {
    var wakes = links.values.compactMap { $0.hasJoined ? $0.feed.deadline : $0.began &+ Feed.patience }
    if owesFrames, links.values.contains(where: { $0.hasJoined && $0.feed.isReady }) {
      wakes.append(lastShare &+ Self.frameSpan)
    }
    return wakes.min()
  }

  // MARK: Serving

  /// Takes what came.
  /// - Parameter ready: The descriptors, with what can be done.
  /// - Returns: whether the console may look otherwise now.
  func serve(_ ready: [pollfd], _ controller: ConsoleController, wall: UInt64) -> Bool {
    var isNew = false
    for (id, link) in links.sorted(by: { $0.key < $1.key }) {
      let found = ready.first { $0.fd == link.file }?.revents ?? 0
      if found & Int16(POLLOUT) != 0 { flush(id) }
      if found & Int16(POLLIN | POLLHUP | POLLERR) != 0 { isNew = receive(id, controller, wall) || isNew }
      if let link = links[id],
        let deadline = link.hasJoined ? link.feed.deadline : link.began &+ Feed.patience,
        wall >= deadline
      {
        drop(id, controller.say(link.hasJoined ? .slow : .silent), controller)
        isNew = true
      }
    }
    if let first = ready.first, first.revents != 0 { accept(wall) }
    if isNew { owesFrames = true }
    return isNew
  }

  private func accept(_ wall: UInt64) {
    while links.count < Self.mostConnections, let file = LocalSocket.accept(listener) {
      adopt(file, wall: wall)
    }
  }

  /// Takes a connection.
  func adopt(_ file: Int32, wall: UInt64) {
    LocalSocket.stopBlocking(file)
    links[nextID] = Link(file: file, user: LocalSocket.user(of: file), began: wall)
    send(nextID, ClassMessage.version.line + "\n")
    nextID += 1
  }

  /// - Returns: whether it asked for something, came or went.
  private func receive(_ id: Int, _ controller: ConsoleController, _ wall: UInt64) -> Bool {
    guard let file = links[id]?.file else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return false }
    guard count > 0 else {
      drop(id, nil, controller)
      return true
    }
    var isNew = false
    do {
      for line in try links[id]?.lines.take(bytes[..<count]) ?? [] {
        isNew = try take(TerminalMessage(line), line, id, controller, wall) || isNew
      }
    } catch {
      drop(id, "\(error)", controller)
      return true
    }
    return isNew
  }

  private func take(
    _ message: TerminalMessage, _ line: String, _ id: Int, _ controller: ConsoleController, _ wall: UInt64
  ) throws(ProtocolFault) -> Bool {
    guard let link = links[id] else { return false }
    if case .join(let who) = message {
      guard !link.hasJoined else { throw .outOfOrder(line) }
      let isOwner = link.user.map { $0 == geteuid() } ?? false
      if let reason = controller.join(id, who, user: link.user ?? .max, isOwner: isOwner) {
        drop(id, reason, controller)
      } else {
        links[id]?.hasJoined = true
      }
      return true
    }
    guard link.hasJoined else { throw .outOfOrder(line) }
    switch message {
    case .join: break
    case .size(let size): controller.resize(id, to: size)
    case .seen(let frame):
      try links[id]?.feed.seen(frame)
      // A change that came meanwhile is sent by the next wake.
      return false
    case .say(let text, let frame):
      controller.take(text, from: id, seeing: link.feed.context(of: frame), wall: wall)
    }
    return true
  }

  /// Ends a connection.
  private func drop(_ id: Int, _ reason: String?, _ controller: ConsoleController) {
    if let reason { end(id, reason) }
    if let file = links[id]?.file { Posix.close(file) }
    links[id] = nil
    controller.leave(id)
  }

  // MARK: Sending

  /// Sends what has changed, if that is due.
  func share(_ controller: ConsoleController, wall: UInt64) {
    guard wall >= lastShare &+ Self.frameSpan else {
      owesFrames = true
      return
    }
    (lastShare, owesFrames) = (wall, false)
    guard links.values.contains(where: \.hasJoined) else { return }
    var changes = PictureChanges()
    for (id, picture, own, context) in controller.joinedPictures(wall: wall) {
      guard let link = links[id] else { continue }
      guard link.feed.isReady else {
        owesFrames = true
        continue
      }
      let lines = links[id]?.feed.frame(picture, own: own, context: context, wall: wall, &changes)
      if let lines { send(id, lines) }
    }
  }

  private func end(_ id: Int, _ reason: String) {
    // Behind half a frame the line would be part of it; the terminal learns of the end all the same.
    guard links[id]?.output.isEmpty == true else { return }
    send(id, ClassMessage.end(reason.replacing("\n", with: " ")).line + "\n")
  }

  private func send(_ id: Int, _ text: String) {
    links[id]?.output.append(contentsOf: text.utf8)
    flush(id)
  }

  /// Writes as much as is taken. Who is gone shows when it is read.
  private func flush(_ id: Int) {
    while let link = links[id], !link.output.isEmpty {
      let count = link.output.withUnsafeBytes { write(link.file, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      links[id]?.output.removeFirst(count)
    }
  }
}
