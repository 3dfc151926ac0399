import Consensus
import Host
import Words

/// What a place in a sentence is called.
enum Place: String, CaseIterable, Sendable {
  case account, act, client, coins, count, current, detail, first, index, last, left, message, needed,
    node, nodes, number, operation, other, reason, rule, section, sides, size,
    sizeWord, span, term, text, theirs, time, voted, waited
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
  /// A kind of message.
  case message(Explanation)
  case flag(Bool)
  /// Why somebody refuses something.
  case reason(Explanation)
  case text(String)
}

/// How many votes a candidate has.
struct Tally: Sendable, Equatable {
  var node: NodeID
  var votes: Int
}
