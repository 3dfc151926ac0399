import Consensus
import Ledger
import Words

extension NodeSelector {
  /// The nodes that an argument of this kind can name by what they are.
  static func roles(for kind: Argument.Kind) -> [NodeSelector] {
    switch kind {
    case .nodeNumber: []
    case .nodes: [.leader, .follower, .random, .all]
    default: [.leader, .follower, .random]
    }
  }
}

extension Argument.Kind {
  /// What should stand there, for messages. `nodes` is the size of the cluster, `kinds` are those of its messages.
  func expected(nodes: Int, kinds: [String] = []) -> Phrase {
    switch self {
    case .newAccount, .person: AccountName.expected
    case .answer: Phrase.list(Verb.Answer.allCases.map { "`\($0.rawValue)`" }, by: .or)
    case .amount: Phrase(Expected.amount, ["highest": UInt64.max])
    case .nodes, .node: node(to: nodes)
    case .nodeNumber: Phrase(Expected.nodeNumber, ["highest": NodeID.highest])
    case .numberOrRole: node(to: NodeID.highest)
    case .onOff: Phrase.list(["`on`", "`off`"], by: .or)
    case .count: Phrase(Expected.numberFromTo, ["high": Self.highestCount, "low": 1])
    case .message: Phrase(Expected.message, ["kinds": kinds.joined(separator: ", ")])
    case .predicate: PredicateWord.expected
    default: Phrase(Expected(rawValue: rawValue) ?? .text)
    }
  }

  private func node(to highest: Int) -> Phrase {
    let words = NodeSelector.roles(for: self).map(\.description)
    return Phrase(
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
