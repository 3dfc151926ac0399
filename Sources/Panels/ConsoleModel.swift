import Canvas
import Consensus
import Explanation
import Host
import Words

/// Everything that is drawn, as a value: a frame is a pure function of it.
package struct ConsoleModel: Sendable {
  /// The cluster at the time that is shown.
  package var snapshot: ClusterSnapshot
  /// The newest event records, oldest first (some hundreds), for the sequence view and lost messages.
  package var recent: [EventRecord] = []
  /// Samples for the charts, oldest first.
  package var samples: [ChartSample] = []

  /// The branches and the playhead; nil: the host keeps no past.
  package var timeline: TimelineSnapshot?
  /// Two branches side by side, where that view is shown.
  package var comparison: BranchComparison?
  /// The person has let the run go on after a rule broke.
  package var violationPassed = false

  /// Of the screen, in cells.
  package var size: Size
  package var look: Look
  package var language: Language
  /// The panel in the frame.
  package var view: View = .cluster
  /// The picture for nine metres in the place of all panels.
  package var big = false
  /// In whose eyes the picture is drawn; nil: it shows all that is.
  package var eyes: NodeID?
  /// By how much balances have just changed, by account; marked there.
  package var changedBalances: [String: Int64] = [:]
  /// What is pointed at: it stands in brackets.
  package var selection: Selection?

  /// Whether time goes on by itself.
  package var playing = true
  /// Whether the speed follows what happens.
  package var paceIsAutomatic = true
  /// The speed at this moment, in thousandths of real time.
  package var speedThousandths: UInt64 = 250

  /// The lesson that is on.
  package var lesson: LessonModel?
  /// Newest last; the why panel shows the last that fit.
  package var news: [NewsLine] = []
  /// The opened why card; nil shows the selection's short card, or only news.
  package var card: WhyCard?
  /// Rows of the card above those that are shown.
  package var cardScroll = 0
  /// What to try.
  package var hint: Hint?
  /// The rows that say which keys apply: one, or two on a desk.
  package var keyRows: [String] = []
  /// Replaces the last row.
  package var prompt: PromptModel?
  /// What lies over the picture.
  package var overlay: Overlay?
  /// What a key could not do, for two seconds, in the last row.
  package var notice: String?

  /// Whether the run stands where a rule broke.
  var standsAtBreak: Bool { snapshot.violation != nil && !violationPassed }

  package init(snapshot: ClusterSnapshot, size: Size, look: Look, language: Language) {
    self.snapshot = snapshot
    self.size = size
    self.look = look
    self.language = language
  }
}

/// How things are drawn: which glyphs, which colours.
package struct Look: Sendable, Hashable {
  /// Colours for a dark or a bright room, the strongest ones, or none.
  package enum ThemeName: String, Sendable, CaseIterable {
    case dark, light, contrast, mono

    /// Round and round.
    package var next: ThemeName {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
  }
  /// How many colours the terminal has.
  package enum ColourDepth: Int, Sendable {
    case none = 0
    case eight = 8
    case sixteen = 16
    case palette = 256
  }
  package var theme: ThemeName
  package var colours: ColourDepth
  /// ASCII only.
  package var ascii: Bool
  package init(theme: ThemeName = .dark, colours: ColourDepth = .palette, ascii: Bool = false) {
    self.theme = theme
    self.colours = colours
    self.ascii = ascii
  }
}

/// A line of news, with the time of its event.
package struct NewsLine: Sendable, Equatable {
  /// Of the simulated clock.
  package var time: Nanoseconds
  package var text: String
  /// The event it tells of.
  package var event: UInt64
  package var alarm = false
  package init(time: Nanoseconds, text: String, event: UInt64, alarm: Bool = false) {
    self.time = time
    self.text = text
    self.event = event
    self.alarm = alarm
  }
}

/// A prompt in the last row.
package struct PromptModel: Sendable, Equatable {
  /// "kill ▸".
  package var label: String
  package var text: String
  /// In characters.
  package var cursor: Int
  /// Shown in grey behind the text: the offer that Enter takes, or a completion.
  package var ghost: String
  /// Choices and what Enter does.
  package var help: String
  /// What is wrong with the text; the cursor stands at the fault.
  package var error: String?
  package init(
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

/// What lies over the picture.
package enum Overlay: Sendable, Equatable {
  /// Help, views, scenarios, a menu.
  case list(ListModel)
  case inspector(NodeID, scroll: Int)
  /// A card about a message, an entry or an account: what it is and what can be done to it.
  case card(title: String, lines: [String])
  /// A question to the room.
  case poll(PollModel)
  /// What stays in the place of the picture: nothing closes it.
  case page(title: String, lines: [String])
}

/// A list with a filter and a marked row.
package struct ListModel: Sendable, Equatable {
  /// What is to be chosen, and what it means.
  package struct Row: Sendable, Equatable {
    package var left: String
    package var right: String
    /// A heading, which cannot be marked.
    package var heading: Bool
    /// It was done already.
    package var isDone: Bool
    package init(left: String, right: String, heading: Bool = false, isDone: Bool = false) {
      self.left = left
      self.right = right
      self.heading = heading
      self.isDone = isDone
    }
  }
  package var title: String
  /// What the list is about, above its rows; without it the filter stands there.
  package var head: [String] = []
  /// Which keys apply, in its lower border.
  package var foot = ""
  /// What stands in the row of keys; nil: the usual of lists.
  package var keys: String?
  package var filter: String
  /// Those that match the filter.
  package var rows: [Row]
  package var marked: Int
  package init(title: String, filter: String = "", rows: [Row], marked: Int = 0) {
    self.title = title
    self.filter = filter
    self.rows = rows
    self.marked = marked
  }
}

/// One point of the charts, a fixed virtual time apart.
package struct ChartSample: Sendable, Equatable {
  package var time: Nanoseconds
  /// Committed entries since the last sample.
  package var commits: UInt64
  /// Mean latency of the operations that ended since the last sample; nil: none did.
  package var latency: Nanoseconds?
  package var term: Term
  package init(time: Nanoseconds, commits: UInt64, latency: Nanoseconds?, term: Term) {
    self.time = time
    self.commits = commits
    self.latency = latency
    self.term = term
  }
}

/// A frame: what to show, where the cursor stands, and what a click on a place selects.
package struct Frame: Sendable {
  /// What a click selects.
  package enum Target: Sendable, Equatable {
    case select(Selection)
    case view(View)
    /// A place on the event bar.
    case time(Nanoseconds)
    case branch(BranchID)
    case listRow(Int)
    /// A line of news, by the event that it tells of.
    case news(event: UInt64)
  }
  package var canvas: Canvas
  package var cursor: Point?
  /// Later ones lie on top.
  package var targets: [(area: Rect, target: Target)]

  /// What lies at a place.
  package func target(at point: Point) -> Target? {
    targets.last { $0.area.contains(point) }?.target
  }
}
