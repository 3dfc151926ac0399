import Command
import Consensus
import Host
import Words

/// Tells in one language what happens in a cluster, and why: whole sentences with named places, never glued from
/// parts. It keeps nothing: the same record and the same snapshot give the same words.
package struct Explainer: Sendable {
  /// Who is taken to have acted.
  package enum Voice: Sendable {
    /// The person at the keyboard.
    case person
    /// A scenario file.
    case scenario
  }

  /// In which it tells.
  let language: Language
  var voice: Voice
  /// Whose words it uses where a sentence speaks of elections or cites sections.
  let consensus: ConsensusProtocol

  /// The decision by which a server begins to lead, if it can.
  var beginsElections: String { consensus == .raft ? "started-election" : "prepared" }

  package init(language: Language, voice: Voice = .person, consensus: ConsensusProtocol = .raft) {
    self.language = language
    self.voice = voice
    self.consensus = consensus
  }

  /// The topics of this room.
  static let topics: [any TextKey.Type] = [
    Paragraph.self, WorldSentences.self, ClientSentences.self, RuleSentences.self, NumberSentences.self,
    OtherwiseSentences.self, NodeSentences.self, SelectionSentences.self, HintSentences.self,
    BranchSentences.self, GallerySentences.self, PartSentences.self, FieldWords.self, StorySentences.self,
    KnowledgeSentences.self, InvariantNames.self, Section.self, PlainWord.self, Gloss.self,
    HandSentences.self, ComparisonWords.self, BreakSentences.self, BreakPartSentences.self,
    CureSentences.self, PaperName.self,
  ]

  /// A sentence with its places filled: the protocol's own, `PROTOCOL.KEY`, where the file has one. A place without a
  /// value keeps its braces.
  /// - Parameter snapshot: says how many voters are up, of how many, and how many are needed, where no value does.
  func say(_ sentence: some TextKey, _ values: [Place: Value] = [:], in snapshot: ClusterSnapshot? = nil)
    -> String
  {
    Template.fill(language.text(sentence, of: consensus.families)) { name in
      Place(rawValue: String(name)).flatMap { place in
        (values[place] ?? snapshot?.number(in: place)).map {
          Self.termPlaces.contains(place) ? asTerm($0) : $0
        }
      }.map(write)
    }
  }

  /// The places of sentences in which a term stands.
  private static let termPlaces: Set<Place> = [.term, .current, .theirs]

  /// A term as its protocol writes it.
  func asTerm(_ value: Value) -> Value {
    guard consensus != .raft, case .number(let term) = value else { return value }
    return .text(consensus.name(ofTerm: term))
  }
}

extension ClusterSnapshot {
  fileprivate func number(in place: Place) -> Value? {
    switch place {
    case .count: .count(upCount)
    case .size: .count(voterCount)
    case .needed: .count(neededToCommit)
    default: nil
    }
  }
}

// How values are written.
extension Explainer {
  func write(_ value: Value) -> String {
    switch value {
    case .node(let node): node.description
    case .nodes(let nodes): list(nodes)
    case .number(let number): String(number)
    case .numbers(let numbers): numbers.map(String.init).joined(separator: " ")
    case .count(let count): String(count)
    case .duration(let span): duration(span)
    case .time(let time): say(PartSentences.seconds, [.number: .text(Quantities.secondsText(time))])
    case .position(let position): name(of: position)
    case .flag(let flag): say(flag ? PartSentences.yes : .no)
    case .reason(let reason): text(.says, of: reason) ?? reason.name
    case .text(let text): text
    case .none: "–"
    }
  }

  /// A span of time in milliseconds, rounded as far as the eye needs: "172 ms", "4.5 ms", "0.05 ms"; from
  /// one second on in seconds: "1.5 s".
  package func duration(_ span: Nanoseconds) -> String {
    if span >= 999_500_000 {
      // In two steps the sum cannot overflow.
      let tenths = span / 100_000_000 + (span % 100_000_000 >= 50_000_000 ? 1 : 0)
      return say(PartSentences.seconds, [.number: .text(Quantities.decimalText(tenths, scale: 10))])
    }
    let number =
      span >= 9_950_000
      ? String((span + 500_000) / 1_000_000)
      : span >= 95_000 || span == 0
        ? Quantities.decimalText((span + 50_000) / 100_000, scale: 10)
        : Quantities.decimalText(max(1, (span + 5_000) / 10_000), scale: 100)
    return say(PartSentences.milliseconds, [.number: .text(number)])
  }

  /// A range of durations; the unit is written once where both have the same.
  func span(_ range: ClosedRange<Nanoseconds>) -> Value {
    let (low, high) = (duration(range.lowerBound), duration(range.upperBound))
    guard low != high else { return .text(high) }
    let (lowParts, highParts) = (low.split(separator: " "), high.split(separator: " "))
    guard let number = lowParts.first, lowParts.last == highParts.last else { return .text("\(low)–\(high)") }
    return .text("\(number)–\(high)")
  }

  func list(_ nodes: NodeSet) -> String {
    let names = nodes.map(\.description)
    guard let last = names.last else { return say(PartSentences.noNode) }
    guard names.count > 1 else { return last }
    return names.dropLast().joined(separator: language.text(Formats.listComma))
      + language.text(Formats.listEnd) + last
  }

  /// A number of nodes as a word that begins a sentence.
  func word(_ count: Int) -> Value {
    let words = say(PartSentences.countWords).split(separator: " ")
    return words.indices.contains(count) ? .text(String(words[count])) : .count(count)
  }

  /// Votes by candidate.
  func tally(_ votes: [(node: NodeID, count: Int)]) -> Value {
    let parts = votes.enumerated().map { place, entry in
      let sentence: PartSentences = place > 0 ? .nextVotes : entry.count == 1 ? .vote : .votes
      return say(sentence, [.count: .count(entry.count), .node: .node(entry.node)])
    }
    return .text(parts.joined(separator: language.text(Formats.comma)))
  }

  /// A decision's numbers by name, as people read them: "term 4, waited 172 ms, last entry 3 of term 1". The
  /// paper's names stay.
  func text(of fields: [Field]) -> String {
    fields.map { field in
      let value =
        switch field.value {
        case .nodes(let nodes): nodes.isEmpty ? "–" : nodes.description
        case .position(let position): position.description
        default: write(field.value)
        }
      return (language.textIfAny(FieldWords(rawValue: field.name)) ?? field.name) + " " + value
    }.joined(separator: language.text(Formats.comma))
  }
}

// What things are called.
extension Explainer {
  private func name(of position: LogPosition) -> String {
    position.index == 0
      ? say(PartSentences.noEntry)
      : say(PartSentences.entryOfTerm, [.index: .number(position.index), .term: .number(position.term)])
  }

  /// What a kind of message is called: the paper's name, with what it carries.
  func message(_ kind: Explanation) -> Value { .text(name(ofMessage: kind)) }

  /// The same as text.
  package func name(ofMessage kind: Explanation) -> String { text(.name, of: kind) ?? kind.name }

  /// How a message is drawn: in words, or in a few signs.
  package func chip(ofMessage kind: Explanation, inWords: Bool) -> String {
    text(inWords ? .chip : .mark, of: kind) ?? kind.name
  }

  /// An invariant's name as people say it.
  package func name(ofInvariant name: String) -> String {
    language.textIfAny(InvariantNames(rawValue: name)) ?? name.replacing("-", with: " ")
  }

  /// What happens when this rule is broken on purpose.
  package func text(ofRule name: String) -> String {
    let own = GallerySentences(rawValue: "\(consensus.rawValue).\(name)")
    return language.textIfAny(own) ?? language.textIfAny(GallerySentences(rawValue: name)) ?? ""
  }

  /// The same, and where it happened in real software, or which paper warns of it, and what to watch for.
  package func account(ofRule name: String) -> String {
    ["", ".seen", ".watch"].map { text(ofRule: name + $0) }.joined(separator: " ")
  }

  /// An operation in short: "alice→dave 15", "open erin 50", "balances".
  func operation(_ kind: OperationSnapshot.Kind) -> Value {
    switch kind {
    case .transfer(let from, let to, let amount): .text("\(from)→\(to) \(amount)")
    case .open(let name, let amount): .text("open \(name) \(amount)")
    case .balances: .text("balances")
    }
  }

  /// The same with whose balance is read: "balance bob".
  func operation(_ operation: OperationSnapshot) -> Value {
    guard operation.kind == .balances, let account = operation.account else {
      return self.operation(operation.kind)
    }
    return .text("balance \(account)")
  }

  /// What an entry holds, in the same form as an operation; nil for the empty entry.
  func contents(of entry: EntryDescription) -> Value? {
    switch entry {
    case .noOp: nil
    case .transfer(let from, let to, let amount, _): operation(.transfer(from: from, to: to, amount: amount))
    case .open(let account, let amount): operation(.open(name: account, amount: amount))
    case .balances: operation(.balances)
    case .configuration(let membership): .text(text(of: membership))
    }
  }

  /// The same as text.
  package func text(of entry: EntryDescription) -> String? { contents(of: entry).map(write) }

  /// Who asks for this.
  func client(_ kind: OperationSnapshot.Kind) -> Value {
    switch kind {
    case .transfer(let from, _, _): .text(say(PartSentences.client, [.account: .text(from)]))
    case .open: .text(say(PartSentences.treasuryClient))
    case .balances: .text(say(PartSentences.readingClient))
    }
  }
}
