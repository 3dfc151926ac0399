import Consensus
import Host
import Words

/// What a node knows, and where the world is otherwise.
enum KnowledgeSentences: String, TextKey {
  case eyesTitle, limits, dead, nothingWrong, earlierTerm, ledByAnother, ledByNobody, leadsItself, behind,
    goneCopies
}

extension Explainer {
  /// What a node believes wrongly, why it cannot know better, and what would tell it.
  /// - Parameter snapshot: As that node knows it.
  package func knowledgeCard(_ snapshot: ClusterSnapshot) -> WhyCard? {
    guard let knowledge = snapshot.knowledge, let own = snapshot.node(knowledge.node) else { return nil }
    var values: [Place: Value] = [.node: .node(own.id), .term: .number(own.view.term)]
    values[.other] = snapshot.leader.map { .node($0) }
    let mistakes = knowledge.mistakes.map { mistake in
      var values = values
      let sentence: KnowledgeSentences
      switch mistake {
      case .term(let term):
        sentence = .earlierTerm
        values[.current] = .number(term)
      case .leader(let leader):
        sentence = leader == nil ? .ledByNobody : snapshot.leader == own.id ? .leadsItself : .ledByAnother
        values[.theirs] = leader.map { .node($0) }
      case .committed(let index):
        sentence = .behind
        values[.number] = .number(own.view.committed)
        values[.index] = .number(index)
      case .copies(let holder):
        sentence = .goneCopies
        values[.other] = .node(holder)
      }
      return say(sentence, values)
    }
    let told = own.condition == .down ? [say(KnowledgeSentences.dead, values)] : mistakes
    return WhyCard(
      title: say(KnowledgeSentences.eyesTitle, values),
      sentences: (told.isEmpty ? [say(KnowledgeSentences.nothingWrong, values)] : told)
        + [say(KnowledgeSentences.limits, values)], isKnowledge: true)
  }
}
