import Canvas
import Command

/// What a key does, whichever key that is.
enum KeyAct: Sendable, Equatable, CaseIterable {
  case playPause, stepOn, stepBack, nextLandmark, previousLandmark
  case slower, faster, autoPace, start, live
  case selectNode, selectMessage, selectEntry, selectAccount, moveSelection, escape
  case why, inspect, help
  case transfer, kill, restart, stall, partition, cut, heal, load
  case drop, duplicate, hold, undo
  case scenarios, palette, nextView, previousView, views, big, theme, language, mouse, copyLine
  case quit, suspend, redraw
}

/// One row of the key table.
public struct KeyBinding: Sendable, Equatable {
  public enum Group: Sendable, Equatable, CaseIterable {
    case time, selection, why, cluster, screen

    var title: Phrase {
      switch self {
      case .time: Phrase("Time", "时间")
      case .selection: Phrase("Selection", "选择")
      case .why: Phrase("Why", "为什么")
      case .cluster: Phrase("The cluster", "集群")
      case .screen: Phrase("The screen", "屏幕")
      }
    }
  }

  /// As it is written in the help: `Space`, `- + =`.
  public let label: String
  public let keys: [InputEvent.Key]
  let act: KeyAct
  public let group: Group
  /// The verb it is short for; empty where there is none.
  public let verb: String
  public let text: Phrase
  /// What the keys row calls it; nil: the row never shows it.
  public let word: Phrase?
  /// How the keys row writes the key, where that is not the label: one word may stand for several keys.
  public let rowLabel: Phrase?
}

extension Phrase {
  func text(_ language: Language) -> String {
    language == .english ? english : chinese
  }
}
