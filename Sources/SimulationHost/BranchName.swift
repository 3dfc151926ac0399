import Command
import Consensus

/// What branches are called.
enum BranchName {
  /// In seconds with three decimals, cut: "8.210 s".
  static func text(of time: Nanoseconds) -> String { Quantities.secondsText(time) + " s" }

  /// The name, with a number where it is taken.
  static func unique(_ name: String, among names: [String]) -> String {
    guard names.contains(name) else { return name }
    var number = 2
    while names.contains("\(name) (\(number))") { number += 1 }
    return "\(name) (\(number))"
  }
}
