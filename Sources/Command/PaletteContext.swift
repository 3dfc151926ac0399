import Consensus
import Ledger
import Words

/// What a typed line may speak of: the cluster's nodes and accounts, and the console's own names. An empty
/// list of the console's names leaves such names unchecked.
public struct PaletteContext: Equatable, Sendable {
  /// 1…9.
  public var nodes: Int
  /// Without the treasury; in the order in which they are shown.
  public var accounts: [String]
  public var views: [String]
  public var themes: [String]
  public var languages: [String]
  public var scenarios: [String]
  /// Names of invariants for `violated NAME`, written with hyphens.
  public var invariants: [String]
  public var vocabulary: Vocabulary
  /// In which completions are described.
  public var language: Language

  public init(
    nodes: Int = 5, accounts: [String] = [], views: [String] = [], themes: [String] = [],
    languages: [String] = Language.allCases.map(\.rawValue), scenarios: [String] = [],
    invariants: [String] = [], vocabulary: Vocabulary = Vocabulary(), language: Language = .english
  ) {
    self.nodes = nodes
    self.accounts = accounts
    self.views = views
    self.themes = themes
    self.languages = languages
    self.scenarios = scenarios
    self.invariants = invariants
    self.vocabulary = vocabulary
    self.language = language
  }
}

/// What the reader of a line checks names and numbers against.
struct Known {
  /// Where a line stands decides which verbs may.
  enum Place {
    case file
    case palette
    /// Syntax only: names are not checked.
    case anywhere
  }

  var place: Place
  var nodes = NodeID.highest
  /// nil: any well-formed name will do.
  var accounts: AccountBook?
  /// Names of the console, of invariants and of the protocol; empty: unchecked.
  var console = PaletteContext()

  init(_ place: Place) { self.place = place }

  init(_ context: PaletteContext) {
    place = .palette
    nodes = context.nodes
    accounts = AccountBook(context.accounts)
    console = context
  }
}

/// The accounts known at some line, in order.
struct AccountBook {
  private(set) var names: [String] = []
  // Only for membership: its order reaches nothing.
  private var members: Set<String> = [AccountName.treasury]

  init(_ names: [String]) {
    for name in names { insert(name) }
  }

  func contains(_ name: String) -> Bool { members.contains(name) }

  mutating func insert(_ name: String) {
    if members.insert(name).inserted { names.append(name) }
  }
}
