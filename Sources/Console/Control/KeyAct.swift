import Canvas
import Command
import Words

/// What a key does, whichever key that is.
enum KeyAct: String, TextKey {
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
  public enum Group: String, TextKey {
    case time, selection, why, cluster, screen

    public static var topic: String { "KeyGroups" }
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

/// What the row of keys calls keys, and how it sets them apart.
enum KeyWords: String, TextKey {
  case playPause, stepOn, stepBack, nextLandmark, slower, live, selectNode, selectMessage, selectEntry,
    selectAccount, why, inspect, help, transfer, kill, restart, stall, partition, cut, heal, load, drop,
    duplicate, hold, undo, scenarios, palette, nextView, big, quit, arrows, keyGap, hintGap
}
