import Consensus

/// When a line acts.
public enum When: Equatable, Sendable {
  /// At this time since the start.
  case at(Nanoseconds)
  /// This long after the previous line acted.
  case after(Nanoseconds)
  /// At the first moment at which the predicate holds.
  case when(Predicate, within: Nanoseconds)

  /// How long `when` waits if it does not say: 60 s.
  public static let usualPatience: Nanoseconds = 60_000_000_000
}

/// One line of a scenario: when, what, or both.
public struct Step: Equatable, Sendable {
  public var when: When?
  public var verb: Verb?
  /// Line in the file, from 1; 0: it stands in none.
  public var line: Int
  public init(when: When? = nil, verb: Verb? = nil, line: Int = 0) {
    self.when = when
    self.verb = verb
    self.line = line
  }

  /// What it waits for, and what it expects.
  public var predicates: [Predicate] {
    var found: [Predicate] = []
    if case .when(let predicate, _) = when { found.append(predicate) }
    if case .expect(let predicate) = verb { found.append(predicate) }
    return found
  }
}

/// A scenario file, parsed: a header and lines in order.
public struct Scenario: Equatable, Sendable {
  public var header: Header
  public var steps: [Step]
  /// What somebody who runs it is going to ask besides.
  public var asked: [Predicate] = []
  public init(header: Header = Header(), steps: [Step] = []) {
    self.header = header
    self.steps = steps
  }
}

extension When: CustomStringConvertible {
  /// `at 2.5s`, `after 300ms`, `when leader within 5s`.
  public var description: String {
    switch self {
    case .at(let time): "at \(Quantities.timeText(time))"
    case .after(let time): "after \(Quantities.timeText(time))"
    case .when(let predicate, Self.usualPatience): "when \(predicate)"
    case .when(let predicate, let patience): "when \(predicate) within \(Quantities.timeText(patience))"
    }
  }
}

extension Step: CustomStringConvertible {
  /// `at 2.5s kill leader`.
  public var description: String {
    [when?.description, verb?.description].compactMap { $0 }.joined(separator: " ")
  }
}

extension Scenario {
  /// The file that this scenario is read from, without comments. A scenario whose first line is the bare
  /// verb `latency` gets `after 0s` before it, which means the same and cannot be taken for the header.
  public var text: String {
    var lines = header.lines + [""]
    for (index, step) in steps.enumerated() {
      var step = step
      if index == 0, step.when == nil, case .latency = step.verb { step.when = .after(0) }
      lines.append(step.description)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
