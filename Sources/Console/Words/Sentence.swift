import Consensus
import Host

/// One sentence in every language of the catalogue. Places stand in braces, as `{node}`, and each language
/// holds the same ones.
struct Texts: Sendable, Equatable {
  let english: String
  let chinese: String

  init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  subscript(language: Language) -> String {
    switch language {
    case .english: english
    case .chinese: chinese
    }
  }
}

/// The whole sentences of one topic. The compiler proves that none lacks a language.
protocol Sentence: RawRepresentable<String>, CaseIterable, Sendable {
  var texts: Texts { get }
}

/// What a place in a sentence is called.
enum Place: String, CaseIterable, Sendable {
  case account, act, client, coins, count, current, detail, down, first, index, last, left, less, message
  case learners, needed, next, node, nodes, number, old, operation, other, outgoing, own, previous, range,
    reason, rule
  case section, sides, size, sizeWord, span, tally, term, text, theirs, time, voted, waited
}

/// What can stand in a place. How it is written depends on the language.
enum Value: Sendable, Equatable {
  case node(NodeID)
  case nodes(NodeSet)
  /// Nodes that cannot reach each other, side by side.
  case sides([NodeSet])
  case number(UInt64)
  case count(Int)
  /// A number of nodes as a word that begins a sentence.
  case word(Int)
  case duration(Nanoseconds)
  /// A range of durations.
  case span(ClosedRange<Nanoseconds>)
  /// A moment since the start.
  case time(Nanoseconds)
  case entries(LogIndex, LogIndex)
  case position(LogPosition)
  /// Votes by candidate.
  case tally([Tally])
  case client(OperationSnapshot.Kind)
  case operation(OperationSnapshot.Kind)
  case message(MessageKind)
  case text(String)
}

/// How many votes a candidate has.
struct Tally: Sendable, Equatable {
  var node: NodeID
  var votes: Int
}
