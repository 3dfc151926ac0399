import Command
import Consensus
import Host
import Words

/// A question as it is asked, its answer known.
public struct Question: Sendable {
  public let template: Prediction
  public let text: Phrase
  /// At most nine.
  public let choices: [Choice]
  /// The place of the right one.
  public let right: Int
  /// Why that is right: with numbers, and the section of the rule.
  public let because: Phrase
  /// What comes here, where nobody can know.
  let came: Phrase?
  /// What is to be done in the run before it shows, at these times.
  public let acts: [TimedVerb]
  /// When it has shown, in nanoseconds since the run's start, and the event in which it does, if there is one.
  public let decided: Nanoseconds
  public let event: UInt64?

  /// What to say of an answer: why the right one is right, and what is not so if another was chosen.
  public func comments(on place: Int) -> [Phrase] {
    [because] + (came.map { [.common("unknowable.came", ["it": $0])] } ?? [])
      + (place == right ? [] : [choices[place].mistake])
  }
}

extension Prediction {
  /// A question of this kind, asked now; nil: it does not fit, or no choice can be called right.
  /// - Parameter future: Of the run that the occasion shows.
  public func question(on occasion: Occasion, in future: any ClusterFuture) -> Question? {
    guard occasion.isUsual, Self.all(of: occasion.snapshot.consensus).contains(where: { $0.name == name })
    else {
      return nil
    }
    var occasion = occasion
    guard var draft = draft(&occasion), draft.choices.count > 1 else { return nil }
    var own = Rehearsal(future)
    guard var outcome = draft.outcome(after: &own) else { return nil }
    let tally = ground == .sure ? [outcome.answer: 1] : tally(draft, outcome.answer, occasion, future)
    guard let tally else { return nil }
    if draft.mayBeUnknowable { draft.choices.append(.unknowable) }
    let came = tally.count > 1 ? draft.choices.first { $0.answer == outcome.answer }?.text : nil
    if tally.count > 1 { outcome = draft.settleUnknowable(tally) }
    guard draft.choices.count <= Self.mostChoices else { return nil }
    let choices = draft.isOrdered ? draft.choices : draft.shuffled(using: &occasion.generator)
    guard let right = choices.firstIndex(where: { $0.answer == outcome.answer }) else { return nil }
    return Question(
      template: self, text: draft.text, choices: choices, right: right, because: outcome.because, came: came,
      acts: own.acts, decided: own.future.now, event: own.found?.number)
  }

  /// How many futures bring which answer; nil: too few agree for one to be right, and too many for none to be.
  private func tally(
    _ draft: Draft, _ own: Answer, _ occasion: Occasion, _ future: any ClusterFuture
  ) -> [Answer: Int]? {
    var tally = [own: 1]
    for number in 1...Self.futuresDrawnAnew {
      guard let answer = draft.answer(in: future, seed: occasion.seed(number)) else { return nil }
      tally[answer, default: 0] += 1
      if tally.count > 1, !draft.mayBeUnknowable { return nil }
    }
    let most = tally.values.max() ?? 0
    return tally.count == 1 || Self.futuresDrawnAnew + 1 - most >= Self.fewestOthers ? tally : nil
  }

  /// What comes true of the same question in this future, or in one that is drawn anew; nil: nothing that can be
  /// chosen. For who checks the answers.
  func answer(on occasion: Occasion, in future: any ClusterFuture, seed: UInt64? = nil) -> Answer? {
    var occasion = occasion
    guard let draft = draft(&occasion) else { return nil }
    if let seed { return draft.answer(in: future, seed: seed) }
    var rehearsal = Rehearsal(future)
    return draft.outcome(after: &rehearsal)?.answer
  }
}

extension Occasion {
  /// Of one of the futures.
  fileprivate func seed(_ number: Int) -> UInt64 {
    var generator = SeededGenerator(seed: snapshot.seed &+ snapshot.eventCount, stream: UInt64(number))
    return generator.next()
  }
}

extension Draft {
  /// The act, and then what has come true; only what can be chosen counts.
  fileprivate func outcome(after rehearsal: inout Rehearsal) -> Outcome? {
    if let act, !rehearsal.perform(act) { return nil }
    guard let outcome = outcome(&rehearsal), choices.contains(where: { $0.answer == outcome.answer })
    else { return nil }
    return outcome
  }

  fileprivate func answer(in future: any ClusterFuture, seed: UInt64) -> Answer? {
    var rehearsal = Rehearsal(future).drawnAnew(seed)
    return outcome(after: &rehearsal)?.answer
  }

  /// Chance decides: each choice is told how often it comes.
  fileprivate mutating func settleUnknowable(_ tally: [Answer: Int]) -> Outcome {
    let all = tally.values.reduce(0, +)
    for place in choices.indices where choices[place].answer != .unknowable {
      let count = tally[choices[place].answer] ?? 0
      choices[place].mistake = .common(
        count > 0 ? "unknowable.it" : "unknowable.none", ["count": count, "all": all])
    }
    let most = choices.max { tally[$0.answer] ?? 0 < tally[$1.answer] ?? 0 }
    return Outcome(
      .unknowable,
      .common(
        "unknowable.because",
        ["count": most.flatMap { tally[$0.answer] } ?? 0, "it": most?.text ?? "", "all": all]))
  }

  /// In an order that is drawn, but for "nobody can know", which stands last.
  fileprivate func shuffled(using generator: inout SeededGenerator) -> [Choice] {
    choices.filter { $0.answer != .unknowable }.shuffled(using: &generator)
      + choices.filter { $0.answer == .unknowable }
  }
}

extension Choice {
  fileprivate static var unknowable: Choice {
    Choice(
      answer: .unknowable, text: .common("unknowable"),
      mistake: .common("unknowable.not", ["all": Prediction.futuresDrawnAnew + 1]))
  }
}

extension Phrase {
  /// A text, as a protocol has it: what stands under `PROTOCOL.KEY`, else under the key.
  static func common(_ key: String, _ values: Places = [:], by consensus: ConsensusProtocol = .raft) -> Phrase
  {
    let own = PredictionWords(rawValue: "\(consensus.rawValue).\(key)")
    return Phrase(Language.english.textIfAny(own) == nil ? PredictionWords(rawValue: key) : own, values)
  }
}
