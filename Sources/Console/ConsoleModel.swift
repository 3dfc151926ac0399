import Canvas
import Command
import Consensus
import Host
import Words

/// Everything that decides what the console draws. Drawing is a pure function of it.
public struct ConsoleModel: Sendable {
  public var snapshot: ClusterSnapshot
  /// The newest event records, oldest first (some hundreds), for the sequence view and lost messages.
  public var recent: [EventRecord] = []
  /// Samples for the charts, oldest first.
  public var samples: [ChartSample] = []

  /// The branches and the playhead; nil: the host keeps no past.
  public var timeline: TimelineSnapshot?
  /// Two branches side by side, where that view is shown.
  public var comparison: BranchComparison?
  /// The person has let the run go on after a rule broke.
  public var violationPassed = false

  public var size: Size
  public var look: Look
  public var language: Language
  public var view: View = .cluster
  /// Words instead of symbols, hashes hidden: for the wall.
  public var big = false
  public var selection: Selection?

  public var playing = true
  public var pace: Pace = .auto
  /// The speed at this moment, in thousandths of real time.
  public var speedThousandths: UInt64 = 250

  /// Newest last; the why panel shows the last that fit.
  public var news: [NewsLine] = []
  /// The opened why card; nil shows the selection's short card, or only news.
  public var card: WhyCard?
  public var hint: Hint?
  /// The rows that say which keys apply to a model: one, or two on a desk.
  public var keyRows: @Sendable (ConsoleModel) -> [String] = { _ in [] }
  /// Replaces the last row.
  public var prompt: PromptModel?
  public var overlay: Overlay?
  /// What a key could not do, for two seconds, in the last row.
  public var notice: String?
  public var showsHints = true

  public init(snapshot: ClusterSnapshot, size: Size, look: Look, language: Language) {
    self.snapshot = snapshot
    self.size = size
    self.look = look
    self.language = language
  }
}

/// How things are drawn: which glyphs, which colours.
public struct Look: Sendable, Equatable {
  public enum ThemeName: String, Sendable, CaseIterable {
    case dark, light, contrast, mono

    /// Round and round.
    var next: ThemeName {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
  }
  public enum ColourDepth: Int, Sendable, Comparable {
    case none = 0
    case eight = 8
    case sixteen = 16
    case palette = 256
    public static func < (left: ColourDepth, right: ColourDepth) -> Bool { left.rawValue < right.rawValue }
  }
  public var theme: ThemeName
  public var colours: ColourDepth
  /// ASCII only.
  public var ascii: Bool
  public init(theme: ThemeName = .dark, colours: ColourDepth = .palette, ascii: Bool = false) {
    self.theme = theme
    self.colours = colours
    self.ascii = ascii
  }
}

public enum Pace: Sendable, Equatable {
  case auto
  case fixed
}

public enum Selection: Sendable, Equatable {
  case node(NodeID)
  case message(UInt64)
  /// An entry as it is on one node.
  case entry(LogPosition, on: NodeID)
  case account(String)
  case landmark(event: UInt64)
}

public struct NewsLine: Sendable, Equatable {
  public var time: Nanoseconds
  public var text: String
  /// The event it tells of.
  public var event: UInt64
  public var alarm = false
  public init(time: Nanoseconds, text: String, event: UInt64, alarm: Bool = false) {
    self.time = time
    self.text = text
    self.event = event
    self.alarm = alarm
  }
}

/// What happened · the rule · the numbers that decided · what would have changed it.
public struct WhyCard: Sendable, Equatable {
  public var title: String
  /// Whole sentences, wrapped by the panel.
  public var sentences: [String]
  /// What the next `w` explains: the cause.
  public var cause: UInt64?
  public init(title: String, sentences: [String], cause: UInt64?) {
    self.title = title
    self.sentences = sentences
    self.cause = cause
  }
}

/// One experiment that fits the moment, as a question.
public struct Hint: Sendable, Equatable {
  /// The keys, as "k Enter".
  public var keys: String
  public var text: String
  public init(keys: String, text: String) {
    self.keys = keys
    self.text = text
  }
}

public struct PromptModel: Sendable, Equatable {
  /// "kill ▸".
  public var label: String
  public var text: String
  /// In characters.
  public var cursor: Int
  /// Shown in grey behind the text: the offer that Enter takes, or a completion.
  public var ghost: String
  /// Choices and what Enter does.
  public var help: String
  /// What is wrong with the text; the cursor stands at the fault.
  public var error: String?
  public init(
    label: String, text: String = "", cursor: Int = 0, ghost: String = "", help: String = "",
    error: String? = nil
  ) {
    self.label = label
    self.text = text
    self.cursor = cursor
    self.ghost = ghost
    self.help = help
    self.error = error
  }
}

public enum Overlay: Sendable, Equatable {
  case help(ListModel)
  case inspector(NodeID, scroll: Int)
  /// A card about a message, an entry or an account: what it is and what can be done to it.
  case card(title: String, lines: [String])
  case views(ListModel)
  case scenarios(ListModel)
}

/// A list with a filter and a marked row.
public struct ListModel: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public var left: String
    public var right: String
    /// A heading, which cannot be marked.
    public var heading: Bool
    public init(left: String, right: String, heading: Bool = false) {
      self.left = left
      self.right = right
      self.heading = heading
    }
  }
  public var title: String
  public var filter: String
  /// Those that match the filter.
  public var rows: [Row]
  public var marked: Int
  public init(title: String, filter: String = "", rows: [Row], marked: Int = 0) {
    self.title = title
    self.filter = filter
    self.rows = rows
    self.marked = marked
  }
}

/// One point of the charts, a fixed virtual time apart.
public struct ChartSample: Sendable, Equatable {
  public var time: Nanoseconds
  /// Committed entries since the last sample.
  public var commits: UInt64
  /// Mean latency of the operations that ended since the last sample; nil: none did.
  public var latency: Nanoseconds?
  public var term: Term
  public init(time: Nanoseconds, commits: UInt64, latency: Nanoseconds?, term: Term) {
    self.time = time
    self.commits = commits
    self.latency = latency
    self.term = term
  }
}

/// A frame: what to show, where the cursor stands, and what a click on a place selects.
public struct Frame: Sendable {
  public enum Target: Sendable, Equatable {
    case select(Selection)
    case view(View)
    /// A place on the event bar.
    case time(Nanoseconds)
    case branch(BranchID)
    case listRow(Int)
    /// A line of news, by the event that it tells of.
    case news(event: UInt64)
  }
  public var canvas: Canvas
  public var cursor: Point?
  /// Later ones lie on top.
  public var targets: [(area: Rect, target: Target)]
  public init(canvas: Canvas, cursor: Point? = nil, targets: [(area: Rect, target: Target)] = []) {
    self.canvas = canvas
    self.cursor = cursor
    self.targets = targets
  }

  /// What lies at a place.
  public func target(at point: Point) -> Target? {
    targets.last { $0.area.contains(point) }?.target
  }
}
