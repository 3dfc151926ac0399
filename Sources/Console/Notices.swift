import Command
import Explanation
import Host
import Words

/// What the last row says for two seconds: why a key did nothing, what has changed.
enum Notices: String, TextKey {
  case theme, noEntryYet, noSuchNode, noMessage, firstCause, causeForgotten, unboundKey, switchInput,
    capsLock, noScenarios, nothingToUndo, selectMessage, you, nothingMore, stepsTookLong, noLandmark, notYet,
    ruleBroke, unknownNode, noLeaderToIsolate, noNodeDown, noLeaderNow, mouseOn, mouseOff,
    timeStandsStill, autoPace, nobodyLeads, isLive
  // In lessons
  case lessonLeft, lessonBegins, lessonWaits, timeInLesson, escLeaves, noSuchChoice, pasteAnswersNothing,
    noHintLeft, noQuestion,
    noPoll, noSuchHands
  // Of questions
  case noFuture, nothingToPredict, chooseFirst
}

/// Lists, menus and the cards of a selection: headings, rows, what its keys do.
enum Menus: String, TextKey {
  case actionsWhy, actionsMessage, actionsEntry, actionsAccount, actionsLandmark, actionsRule, inspect, why,
    cut,
    transferFrom, goThere, drop, double, hold, restart, kill, wake, stall, isolate, lead, compact, cutFrom,
    shareLine, shared, branches, rulesToBreak, ruleIsBroken, keys, views, lessons, challenges, stories,
    onScreen, wordsToKnow, figure, turnsLists, listKeys, startKeys, itsStory, breakRule, keepRule
}

/// The start screen: its head and foot, and each entry with what is there.
enum StartWords: String, TextKey {
  case head, foot, lessons, lessonsText, watch, watchText, predict, predictText, challenges, challengesText,
    stories, storiesText, rules, rulesText, classes, classesText, allDone
}

/// What a lesson says besides its own texts.
enum LessonWords: String, TextKey {
  case right, wrong, wrongRightIs, watch, held, watchActs, aside, failed, offer, then
}

/// What a challenge says besides its goal.
enum ChallengeWords: String, TextKey {
  case title, acts, parExact, parBest, keys, heldKeys, over, won, wonWithHints, better, lost, notAllowed,
    onlyNodes, again, another, act, needless
}

/// What stands before and behind the text of a prompt.
enum Prompts: String, TextKey {
  case kill, restart, stall, transfer, partition, cut, palette, transferHelp, cutHelp, cutHelpEnds,
    nodeHelpFires, nodeHelp, partitionHelpFires, partitionHelp, partitionHelpOffer, paletteHelp,
    nodeHelpOffer, nodeHelpLeader, nodeHelpWakes
}

/// How to come back to a run that was left.
package enum SavingWords: String, TextKey {
  case openAgain, otherBranches, moreBranches, notSaved, noHomeFolder, lessonAgain
}

/// Something that is said in whichever language is spoken when it is shown.
enum Saying: Sendable, Equatable {
  case phrase(Phrase)
  case diagnostic(Diagnostic)
  case refusal(ActionRefusal)

  func text(in language: Language) -> String {
    switch self {
    case .phrase(let phrase): phrase.text(in: language)
    case .diagnostic(let diagnostic): diagnostic.text(in: language)
    case .refusal(let refusal): Explainer(language: language).text(of: refusal)
    }
  }
}
