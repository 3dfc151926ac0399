/// What tells of itself why it came about: a decision, a refusal, how a rule broke.
///
/// It holds values and no words. Its texts stand by its name in files, one for each language, and their places are
/// the names of its fields: who adds a value of this kind writes its case here and its paragraph in each language.
public protocol Explained: Sendable, Equatable {
  /// What it says of itself: `tell(name, section, rank:, fields)`, called once.
  func explanation(_ tell: Explanation.Teller) -> Explanation
}

extension Explained {
  /// - Parameter node: Who decided.
  public func explanation(at node: NodeID? = nil) -> Explanation {
    explanation(Explanation.Teller(node: node, wantsFields: true))
  }

  fileprivate var outline: Explanation { explanation(Explanation.Teller(node: nil, wantsFields: false)) }

  /// A stable name for files.
  public var name: String { outline.name }
  /// Where the rule stands in the Raft paper (extended version), or with `D` in Ongaro's dissertation.
  public var section: String { outline.section }
  /// The values that decided, by name.
  public var fields: [Field] { explanation().fields }
}

/// A decision of whatever protocol: what everybody may know of it.
public struct AnyDecision: Explained {
  /// As the replica made it, for those who know the protocol.
  public let value: any Explained
  public let name: String
  /// nil: it means nothing of that kind.
  public let sign: Sign?

  public init(_ value: some Explained) {
    self.value = value
    let outline = value.outline
    name = outline.name
    sign = outline.sign
  }

  public func explanation(_ tell: Explanation.Teller) -> Explanation { value.explanation(tell) }

  public static func == (left: AnyDecision, right: AnyDecision) -> Bool { left.value.equals(right.value) }
}

extension Explained {
  fileprivate func equals(_ other: any Explained) -> Bool { other as? Self == self }
}

/// What a decision means to whoever only watches, the same for every protocol: a picture marks it, a pace slows
/// down for it. A decision that means none of these is only told.
public enum Sign: Sendable, Equatable {
  /// It stands for election.
  case stands(in: Term)
  /// Its time to win ran out.
  case electionRanOut
  case leads
  /// It helps this one to lead: by a vote, by a promise.
  case supports(NodeID)
  /// It does not help this one to lead.
  case refuses(NodeID)
  /// It neither leads nor stands any more.
  case stepsDown(from: Role)
  /// The leader takes an entry into its log.
  case appends(LogPosition)
  /// A follower takes the leader's entries.
  case stores
  case deletesEntries
  /// It cannot take the entries of this term's leader: before the two logs agree, they have to be repaired.
  case needsRepair(in: Term)
  case countsCopy(of: LogIndex)
  case commits(in: Term)
  /// Enough copies are counted, and it does not commit.
  case holdsBack
  /// A client is told to ask another.
  case redirects
  /// The configuration of this entry is in use, and not committed.
  case beginsChange(at: LogIndex)
  case endsChange(at: LogIndex)
  case handsOver(to: NodeID)
  case endsHandOver
  case sendsSnapshot(to: NodeID)
  case sentSnapshot(to: NodeID)
  /// The leader does not do what a verb asks it to.
  case declines
}

/// What a value says of itself, the same for every protocol: its name, the section of its rule, and its values.
public struct Explanation: Sendable, Equatable {
  public let name: String
  public let section: String
  /// How much it matters to who watches: 0 hardly, 9 most.
  public var rank: Int
  public let fields: [Field]
  /// Of a decision that means something to whoever only watches.
  public let sign: Sign?
  /// Which of its texts fit, where it says different things depending on its values; the most fitting first.
  public var variants: [String]

  public init(
    name: String, section: String = "", rank: Int = 0, sign: Sign? = nil, fields: [Field],
    variants: [String] = []
  ) {
    self.name = name
    self.section = section
    self.rank = rank
    self.sign = sign
    self.fields = fields
    self.variants = variants
  }

  /// The value of this field; nil where there is no such field.
  public subscript(_ name: String) -> Field.Value? {
    fields.first { $0.name == name }?.value
  }

  /// The number in this field: a count too, or nanoseconds where it is a time; nil where it holds no number.
  public func number(_ name: String) -> UInt64? {
    switch self[name] {
    case .number(let number), .duration(let number), .time(let number): number
    case .count(let count): UInt64(clamping: count)
    default: nil
    }
  }

  /// The node in this field; nil where it holds none.
  public func node(_ name: String) -> NodeID? {
    if case .node(let node) = self[name] { node } else { nil }
  }

  /// The nodes in this field; none where it holds no set.
  public func nodes(_ name: String) -> NodeSet {
    if case .nodes(let nodes) = self[name] { nodes } else { [] }
  }

  /// The place in the log in this field; nil where it holds none.
  public func position(_ name: String) -> LogPosition? {
    if case .position(let position) = self[name] { position } else { nil }
  }

  /// Builds an explanation; its fields only where somebody wants them.
  public struct Teller {
    /// Who decided, where that is known.
    public let node: NodeID?
    let wantsFields: Bool

    /// The explanation with this name, section, rank and these fields.
    /// - Parameters:
    ///   - variants: Names of the texts that fit, the most fitting first; a field `reason` names one more.
    ///   - more: Fields after the others.
    public func callAsFunction(
      _ name: String, _ section: String, rank: Int = 0, sign: Sign? = nil,
      _ fields: @autoclosure () -> KeyValuePairs<String, any FieldValue>,
      more: @autoclosure () -> [Field] = [], variants: @autoclosure () -> [String?] = []
    ) -> Explanation {
      guard wantsFields else {
        return Explanation(name: name, section: section, rank: rank, sign: sign, fields: [])
      }
      var what = Explanation(
        name: name, section: section, rank: rank, sign: sign,
        fields: fields().map { Field($0.key, $0.value.fieldValue) } + more(),
        variants: variants().compactMap(\.self))
      if case .text(let reason) = what["reason"] { what.variants.append(reason) }
      return what
    }
  }
}
