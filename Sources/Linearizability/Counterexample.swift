/// The smallest set of operations found that cannot be ordered.
public struct Counterexample: Sendable, Equatable {
  /// What the accounts held before: what this read saw, or at the start of the history.
  public let anchor: Operation?
  public let start: [Holding]
  /// In order of invocation: no order of these explains their answers, whatever became of all others.
  public let operations: [Operation]
  /// How many operations of the history before the last of these are not needed to show it.
  public let others: Int

  /// In English, a sentence a line.
  public var lines: [String] {
    let count = operations.count
    var lines = [
      count == 1
        ? "Not linearizable: one operation cannot be explained."
        : "Not linearizable: \(count) operations cannot be put in any order."
    ]
    if let anchor {
      lines.append("  " + anchor.sentence)
    } else {
      lines.append("  At the start: \(Self.text(start)).")
    }
    lines += operations.map { "  " + $0.sentence }
    lines.append("  " + conclusion)
    return lines
  }

  private var conclusion: String {
    let rest =
      others == 0
      ? ""
      : others == 1
        ? ", whatever became of the other operation before it"
        : ", whatever became of the \(others) other operations before it"
    let answered = operations.filter { $0.outcome != .unknown }
    guard let last = answered.max(by: { $0.end < $1.end }) else { return "" }
    switch last.outcome {
    case .balances:
      return "No order of these shows the balances that process \(last.process) read\(rest)."
    case .insufficientFunds:
      return "In every order of these the payer of process \(last.process) has enough\(rest)."
    case .done, .noEffect, .unknown:
      return "In every order of these the payer of process \(last.process) has too little\(rest)."
    }
  }

  static func text(_ holdings: [Holding]) -> String {
    holdings.map { "\($0.name) \($0.coins)" }.joined(separator: ", ")
  }
}

extension Operation {
  /// "Process 3, from 1.2 s to 1.25 s: transfer of 30 from alice to bob, done."
  public var sentence: String {
    let span =
      returned.map { "from \(Self.text($0 < invoked ? $0 : invoked)) to \(Self.text($0))" }
      ?? "from \(Self.text(invoked)) on"
    let what: String
    switch action {
    case .transfer(let from, let to, let amount): what = "transfer of \(amount) from \(from) to \(to)"
    case .open(let name, let amount): what = "opening of \(name) with \(amount)"
    case .read: what = "read of all balances"
    }
    let result: String
    switch outcome {
    case .done: result = ", done"
    case .balances(let seen): result = ", saw \(Counterexample.text(seen))"
    case .insufficientFunds: result = ", refused: insufficient funds"
    case .noEffect: result = ", refused"
    case .unknown:
      result = ", outcome unknown" + (settled == .max ? "" : "; its serial number was used up later")
    }
    return "Process \(process), \(span): \(what)\(result)."
  }

  /// Nanoseconds as seconds, to the microsecond.
  private static func text(_ time: UInt64) -> String {
    var digits = String(time / 1_000 % 1_000_000 + 1_000_000).dropFirst()
    while digits.count > 1, digits.hasSuffix("0") { digits = digits.dropLast() }
    return "\(time / 1_000_000_000).\(digits) s"
  }
}
