import Consensus
import Host

/// Everything the console says, in one language: whole sentences with named places, never glued from parts.
public struct Catalogue: Sendable {
  public let language: Language

  public init(language: Language) { self.language = language }

  /// The topics, for tests that read every sentence.
  static var topics: [any Sentence.Type] {
    [
      ElectionSentences.self, LogSentences.self, WorldSentences.self, ClientSentences.self,
      RuleSentences.self, NumberSentences.self, OtherwiseSentences.self, NodeSentences.self,
      SelectionSentences.self, HintSentences.self, LegendSentences.self, ReasonSentences.self,
      BranchSentences.self, GallerySentences.self, InvariantSentences.self, LeadershipSentences.self,
      MembershipSentences.self, SnapshotSentences.self, StandingSentences.self,
    ]
  }

  /// A sentence with its places filled. A place without a value keeps its braces.
  func say(_ sentence: some Sentence, _ values: [Place: Value] = [:]) -> String {
    let template = sentence.texts[language]
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let name = rest[rest.index(after: open)..<close]
      if let place = Place(rawValue: String(name)), let value = values[place] {
        result += write(value)
      } else {
        result += rest[open...close]
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// A span of time in milliseconds, rounded as far as the eye needs: "172 ms", "4.5 ms", "0.05 ms"; from
  /// one second on in seconds: "1.5 s".
  public func duration(_ span: Nanoseconds) -> String {
    let second = language == .english ? "s" : "秒"
    if span >= 999_500_000 {
      // In two steps the sum cannot overflow.
      let tenths = span / 100_000_000 + (span % 100_000_000 >= 50_000_000 ? 1 : 0)
      return "\(decimal(tenths, places: 1)) \(second)"
    }
    if span >= 9_950_000 { return "\((span + 500_000) / 1_000_000) ms" }
    if span >= 95_000 || span == 0 { return "\(decimal((span + 50_000) / 100_000, places: 1)) ms" }
    return "\(decimal(max(1, (span + 5_000) / 10_000), places: 2)) ms"
  }

  /// A moment since the start in seconds with three decimals, without a unit: "12.437".
  public func seconds(_ time: Nanoseconds) -> String {
    let milliseconds = time / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// What a kind of message is called: the paper's name, with what it carries.
  public func name(of kind: MessageKind) -> String {
    switch (kind, language) {
    case (.voteRequest, _): "RequestVote"
    case (.voteReply(true), .english): "the answer yes to RequestVote"
    case (.voteReply(false), .english): "the answer no to RequestVote"
    case (.voteReply(true), .chinese): "RequestVote 答复（投票）"
    case (.voteReply(false), .chinese): "RequestVote 答复（不投票）"
    case (.append(let first, let last), .english): "AppendEntries (\(entries(first, last)))"
    case (.append(let first, let last), .chinese): "AppendEntries（\(entries(first, last))）"
    case (.heartbeat, .english): "AppendEntries (heartbeat)"
    case (.heartbeat, .chinese): "AppendEntries（心跳）"
    case (.appendReply(true, let match), .english): "the answer to AppendEntries (stored through \(match))"
    case (.appendReply(true, let match), .chinese): "AppendEntries 答复（已保存到 \(match)）"
    case (.appendReply(false, _), .english): "the answer to AppendEntries (refused)"
    case (.appendReply(false, _), .chinese): "AppendEntries 答复（拒绝）"
    case (.preVoteRequest, _): "PreVote"
    case (.preVoteReply(true), .english): "the answer yes to PreVote"
    case (.preVoteReply(false), .english): "the answer no to PreVote"
    case (.preVoteReply(true), .chinese): "PreVote 答复（会投票）"
    case (.preVoteReply(false), .chinese): "PreVote 答复（不会投票）"
    case (.timeoutNow, _): "TimeoutNow"
    case (.installSnapshot(let last, _, let end, let total), .english):
      "InstallSnapshot (of entry \(last), \(end) of \(total) bytes)"
    case (.installSnapshot(let last, _, let end, let total), .chinese):
      "InstallSnapshot（第 \(last) 条的快照，\(total) 字节中的 \(end) 字节）"
    case (.installReply(true, let through), .english):
      "the answer to InstallSnapshot (has \(through) bytes)"
    case (.installReply(true, let through), .chinese): "InstallSnapshot 答复（已有 \(through) 字节）"
    case (.installReply(false, _), .english): "the answer to InstallSnapshot (refused)"
    case (.installReply(false, _), .chinese): "InstallSnapshot 答复（拒绝）"
    }
  }

  /// An operation in short: "alice→dave 15", "open erin 50", "balances".
  public func name(of operation: OperationSnapshot.Kind) -> String {
    switch operation {
    case .transfer(let from, let to, let amount): "\(from)→\(to) \(amount)"
    case .open(let name, let amount): "open \(name) \(amount)"
    case .balances: "balances"
    }
  }

  /// What an entry holds, in the same form as an operation; nil for the empty entry.
  func contents(of entry: EntryDescription) -> String? {
    switch entry {
    case .noOp: nil
    case .transfer(let from, let to, let amount, _):
      name(of: .transfer(from: from, to: to, amount: amount))
    case .open(let account, let amount): name(of: .open(name: account, amount: amount))
    case .balances: name(of: .balances)
    case .configuration(let membership): text(of: membership)
    }
  }

  func list(_ nodes: NodeSet) -> String {
    let names = nodes.map(\.description)
    guard let last = names.last else { return language == .english ? "no node" : "没有节点" }
    switch language {
    case .chinese: return names.joined(separator: "、")
    case .english:
      return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
    }
  }
}

extension Catalogue {
  private func write(_ value: Value) -> String {
    switch value {
    case .node(let node): node.description
    case .nodes(let nodes): list(nodes)
    case .sides(let sides): sides.map(\.description).joined(separator: " | ")
    case .number(let number): String(number)
    case .count(let count): String(count)
    case .word(let count): word(count)
    case .duration(let span): duration(span)
    case .span(let range): span(range)
    case .time(let time): seconds(time) + (language == .english ? " s" : " 秒")
    case .entries(let first, let last): first >= last ? String(last) : "\(first)-\(last)"
    case .position(let position): name(of: position)
    case .tally(let tally): write(tally)
    case .client(let operation): client(of: operation)
    case .operation(let operation): name(of: operation)
    case .message(let kind): name(of: kind)
    case .text(let text): text
    }
  }

  private func entries(_ first: LogIndex, _ last: LogIndex) -> String {
    switch language {
    case .english: first >= last ? "entry \(last)" : "entries \(first)-\(last)"
    case .chinese: first >= last ? "第 \(last) 条" : "第 \(first)-\(last) 条"
    }
  }

  private func name(of position: LogPosition) -> String {
    switch language {
    case .english: position.index == 0 ? "none" : "entry \(position.index) of term \(position.term)"
    case .chinese: position.index == 0 ? "无" : "任期 \(position.term) 的第 \(position.index) 条"
    }
  }

  private func span(_ range: ClosedRange<Nanoseconds>) -> String {
    let (low, high) = (duration(range.lowerBound), duration(range.upperBound))
    guard low != high else { return high }
    // The unit is written once where both have the same.
    let (lowParts, highParts) = (low.split(separator: " "), high.split(separator: " "))
    guard let number = lowParts.first, lowParts.last == highParts.last else { return "\(low)–\(high)" }
    return "\(number)–\(high)"
  }

  private func client(of operation: OperationSnapshot.Kind) -> String {
    switch (operation, language) {
    case (.transfer(let from, _, _), .english): "\(from)'s client"
    case (.transfer(let from, _, _), .chinese): "\(from) 客户端"
    case (.open, .english): "the treasury's client"
    case (.open, .chinese): "国库客户端"
    case (.balances, .english): "the reading client"
    case (.balances, .chinese): "查询余额的客户端"
    }
  }

  private func write(_ tally: [Tally]) -> String {
    tally.enumerated().map { place, entry in
      switch language {
      case .chinese: "\(entry.node) 得 \(entry.votes) 票"
      case .english:
        place > 0
          ? "\(entry.votes) for \(entry.node)"
          : "\(entry.votes) \(entry.votes == 1 ? "vote" : "votes") for \(entry.node)"
      }
    }.joined(separator: language == .english ? ", " : "，")
  }

  private func word(_ count: Int) -> String {
    let words: [String] =
      switch language {
      case .english: ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
      case .chinese: ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九"]
      }
    return words.indices.contains(count) ? words[count] : String(count)
  }

  /// A number of tenths or hundredths, without a needless ".0".
  private func decimal(_ value: UInt64, places: Int) -> String {
    let unit: UInt64 = places == 1 ? 10 : 100
    guard value % unit != 0 else { return String(value / unit) }
    let rest = String(value % unit)
    return "\(value / unit)." + String(repeating: "0", count: places - rest.count) + rest
  }
}

extension Catalogue {
  /// The same text for a terminal that shows ASCII alone; letters of other scripts stay as they are.
  public static func ascii(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "§": result += "sec "
      case "–": result += "-"
      case "→": result += "->"
      case "…": result += "..."
      default: result.append(character)
      }
    }
    return result
  }
}
