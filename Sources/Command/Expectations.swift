import Consensus
import Words

extension NodeSelector {
  static let highestNumber = NodeID.highest
  /// Nodes that are named by what they are.
  static let roles = ["leader", "follower", "random"]
}

extension Argument.Kind {
  /// What should stand there, for messages. `nodes` is the size of the cluster, `kinds` are those of its messages.
  func expected(nodes: Int, kinds: [String] = []) -> Phrase {
    switch self {
    case .flag: Phrase(Expected.flag)
    case .bug: Phrase(Expected.bug)
    case .invariant: Phrase(Expected.invariant)
    case .account: Phrase(Expected.account)
    case .newAccount: AccountName.expected
    case .amount: Phrase(Expected.amount, ["highest": UInt64.max])
    case .rate: Phrase(Expected.rate)
    case .speed: Phrase(Expected.speed)
    case .percent: Phrase(Expected.percent)
    case .signedPercent: Phrase(Expected.signedPercent)
    case .timeRange: Phrase(Expected.timeRange)
    case .time: Phrase(Expected.time)
    case .nodes: Self.node(to: nodes, NodeSelector.roles + ["all"])
    case .node: Self.node(to: nodes, NodeSelector.roles)
    case .nodeNumber: Phrase(Expected.nodeNumber, ["highest": NodeID.highest])
    case .numberOrRole: Self.node(to: NodeID.highest, NodeSelector.roles)
    case .groups: Phrase(Expected.groups)
    case .link: Phrase(Expected.link)
    case .nodeLink: Phrase(Expected.nodeLink)
    case .onOff: Phrase.list(["`on`", "`off`"], by: .or)
    case .count: Phrase(Expected.numberFromTo, ["high": Self.highestCount, "low": 1])
    case .index: Phrase(Expected.index)
    case .storedPart: Phrase(Expected.storedPart)
    case .message: Phrase(Expected.message, ["kinds": kinds.joined(separator: ", ")])
    case .view: Phrase(Expected.view)
    case .theme: Phrase(Expected.theme)
    case .language: Phrase(Expected.language)
    case .scenario: Phrase(Expected.scenario)
    case .predicate: PredicateWord.expected
    case .text: Phrase(Expected.text)
    }
  }

  private static func node(to highest: Int, _ words: [String]) -> Phrase {
    Phrase(
      Expected.node,
      ["nodes": highest, "words": Phrase.list(words.dropLast()), "last": words.last ?? ""])
  }

  /// Of `step` and `back`.
  static let highestCount = 1_000_000

  /// "is not …".
  var noun: Phrase {
    switch self {
    case .amount: Phrase(Expected.anAmount)
    case .rate: Phrase(Expected.aRate)
    case .speed: Phrase(Expected.aSpeed)
    case .percent, .signedPercent: Phrase(Expected.aPercentage)
    case .timeRange, .time: Phrase(Expected.aTime)
    default: Phrase(Expected.aNumber)
    }
  }
}

extension Quantities.Fault {
  func problem(with word: String, as noun: Phrase) -> Phrase {
    let word = quoted(word)
    return switch self {
    case .notANumber: Phrase(Problem.isNot, ["word": word, "noun": noun])
    case .tooLarge: Phrase(Problem.tooLarge, ["word": word])
    case .tooFine: Phrase(Problem.tooFine, ["word": word])
    case .noUnit: Phrase(Problem.noUnit, ["word": word])
    case .unknownUnit(let unit): Phrase(Problem.unknownUnit, ["word": word, "unit": quoted(unit)])
    case .signed: Phrase(Problem.signed, ["word": word])
    }
  }
}
