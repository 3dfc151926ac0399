import Posix

/// Ctrl-C and the like, held back until a good moment. Nothing handles them: they stay pending, can be asked for,
/// and do what they always do once they are let through.
enum Interruption {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  /// Does some work during which no signal ends the program; one that came does so after that. Where the work
  /// throws they stay held back until `letThrough()`, so that its end can be told first.
  static func heldBack<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
    var before = sigset_t()
    var held = set
    sigprocmask(SIG_BLOCK, &held, &before)
    let value = try work()
    sigprocmask(SIG_SETMASK, &before, nil)
    return value
  }

  /// Whether one has come and waits that will end the program. What whoever started it had it ignore (`nohup`)
  /// may wait, too, and means nothing.
  static var isPending: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return numbers.contains { sigismember(&pending, $0) == 1 && !isIgnored($0) }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    // There is no way to ask but to set it. It is blocked meanwhile, so nothing is missed.
    let before = signal(number, SIG_DFL)
    signal(number, before)
    return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Lets those through that wait: the program ends as by the signal.
  static func letThrough() {
    var held = set
    sigprocmask(SIG_UNBLOCK, &held, nil)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
