import Consensus
import Words

@testable import Panels

/// A lesson at each kind of step, over the waiting entry.
enum LessonMoments: String, CaseIterable, Sendable {
  case go, act, wait, question, answered, hinted, over

  func model(_ language: Language) -> LessonModel {
    func say(_ english: String, _ chinese: String) -> String { language == .english ? english : chinese }
    var lesson = LessonModel(
      number: 3, title: say("How does a payment reach every node?", "一笔付款怎样到达每个节点？"), step: 2, steps: 9,
      caption: say(
        "To the leader only. n2 wrote it as line 58 of its own log. Now it sends a copy to each follower: →58.",
        "只去领导者。n2 把它写成自己日志的第 58 条。现在给每个跟随者发一份：→58。"), task: .goOn)
    lesson.earlier = [say("Alice pays bob 10.", "alice 付给 bob 10。")]
    switch self {
    case .go: lesson.spotlight = [.thing(.node(NodeID(2)))]
    case .act, .hinted: lesson.task = .act("t Enter   transfer alice bob 10")
    case .wait: lesson.task = .wait(say("watch: time runs by itself", "看：时间自己走"))
    case .question: lesson.task = .question(say("Has alice paid?", "alice 付了吗？"), choices: choices(language))
    case .answered:
      lesson.answer = LessonModel.Answer(
        isRight: false,
        text: say(
          "Not so. Right is 2, not yet. Line 58 is on 2 of 5, and 3 are needed (§5.3).",
          "不对。正确的是 2：还没有。第 58 条在 5 个中的 2 个上，需要 3 个（§5.3）。"))
    case .over: lesson.task = .over
    }
    if self == .hinted { lesson.hint = say("Press t, then Enter.", "按 t，再按 Enter。") }
    return lesson
  }

  private func choices(_ language: Language) -> [String] {
    language == .english
      ? ["yes", "not yet", "only on n2", "nobody can know"] : ["付了", "还没有", "只在 n2 上付了", "没人知道"]
  }
}
