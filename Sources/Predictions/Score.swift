import Command
import Consensus
import Host

/// What somebody who is asked has known and not known.
public struct Score: Sendable {
  /// Of one template.
  public struct Tally: Sendable, Equatable {
    public var asked = 0
    public var right = 0
    /// How often somebody was sure and wrong.
    public var misled = 0
  }

  /// A missed template comes back after so many questions, and once more after so many.
  static let returns = [3, 10]

  public private(set) var points = 0
  public private(set) var asked = 0
  public private(set) var right = 0
  public private(set) var tallies: [Prediction.Name: Tally] = [:]
  /// Which come back, and as which question.
  private var due: [(name: Prediction.Name, question: Int)] = []
  private var last: Prediction.Name?

  public init() {}

  /// Counts an answer: of who was sure 2 if it is right and -1 if not, of who guessed 1 or 0.
  /// - Returns: what it brings.
  public mutating func note(_ answer: GivenAnswer) -> Int {
    note(answer.template, isRight: answer.isRight, isSure: answer.isSure)
  }

  mutating func note(_ name: Prediction.Name, isRight: Bool, isSure: Bool) -> Int {
    let brought = isRight ? (isSure ? 2 : 1) : (isSure ? -1 : 0)
    points += brought
    asked += 1
    right += isRight ? 1 : 0
    last = name
    var tally = tallies[name] ?? Tally()
    tally.asked += 1
    tally.right += isRight ? 1 : 0
    tally.misled += !isRight && isSure ? 1 : 0
    tallies[name] = tally
    if !isRight {
      due.removeAll { $0.name == name }
      due += Self.returns.map { (name, asked + $0) }
    }
    return brought
  }

  /// The templates of which one is to be asked next, the first that fits: what comes back, and then the others in an
  /// order that is drawn, those asked least often first.
  public func next(of templates: [Prediction], using generator: inout SeededGenerator) -> [Prediction] {
    let drawn = templates.shuffled(using: &generator).enumerated().sorted { one, other in
      (tallies[one.element.name]?.asked ?? 0, one.offset) < (
        tallies[other.element.name]?.asked ?? 0, other.offset
      )
    }.map(\.element)
    let back = due.filter { $0.question <= asked + 1 }.map(\.name)
    let returning = back.compactMap { name in templates.first { $0.name == name } }
    return returning + drawn.filter { $0.name != last }
  }

  /// The question that is asked next.
  /// - Parameter verb: What a person is about to do; nil: nothing, so that it is about now, and where links are cut about
  ///   healing them.
  /// - Returns: nil where none fits.
  public mutating func ask(
    about verb: Verb?, in picture: ClusterSnapshot, _ future: any ClusterFuture
  ) -> (Question, Occasion)? {
    let verbs = verb == nil && !picture.cutLinks.isEmpty ? [.heal, nil] : [verb]
    var order = SeededGenerator(seed: picture.seed, stream: picture.eventCount)
    for template in next(of: Prediction.all, using: &order) {
      for verb in verbs {
        let occasion = Occasion(picture, verb: verb)
        guard let question = template.question(on: occasion, in: future) else { continue }
        begin(template.name)
        return (question, occasion)
      }
    }
    return nil
  }

  /// A question of this template was asked: it is due no more.
  public mutating func begin(_ name: Prediction.Name) {
    if let place = due.firstIndex(where: { $0.name == name && $0.question <= asked + 1 }) {
      due.remove(at: place)
    }
  }

  /// The templates of which somebody was sure and wrong, the most often first.
  public var misled: [Prediction] {
    Prediction.all.filter { tallies[$0.name]?.misled ?? 0 > 0 }.sorted {
      tallies[$0.name]?.misled ?? 0 > tallies[$1.name]?.misled ?? 0
    }
  }
}

/// What somebody answered to a question: what is kept of it.
public struct GivenAnswer: Sendable {
  public let template: Prediction.Name
  /// Of the run.
  public let seed: UInt64
  /// In English, in the order in which they stood.
  public let choices: [String]
  /// Places among the choices.
  public let picked: Int
  public let right: Int
  public let isSure: Bool
  /// How long it took.
  public let milliseconds: UInt64

  public var isRight: Bool { picked == right }

  /// - Parameter nanoseconds: How long it took.
  public init(to question: Question, seed: UInt64, picked: Int, isSure: Bool, after nanoseconds: UInt64) {
    template = question.template.name
    self.seed = seed
    choices = question.choices.map(\.text.english)
    self.picked = picked
    right = question.right
    self.isSure = isSure
    milliseconds = nanoseconds / 1_000_000
  }
}
