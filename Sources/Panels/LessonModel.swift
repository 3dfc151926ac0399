import Consensus
import Explanation

/// What a lesson shows now; all that the panels know of lessons.
package struct LessonModel: Sendable, Equatable {
  /// What the person is to do.
  package enum Task: Sendable, Equatable {
    /// To go on when it has been read.
    case goOn
    /// To act, as the words say.
    case act(String)
    /// To watch, until this has happened.
    case wait(String)
    case question(String, choices: [String])
    /// The lesson is over.
    case over
  }

  /// What the light falls on.
  package enum Spot: Sendable, Equatable {
    case thing(Selection)
    case panel(View)
    case meter, status, bar, keys
  }

  /// Of the question that was answered last.
  package struct Answer: Sendable, Equatable {
    package var isRight: Bool
    package var text: String
    package init(isRight: Bool, text: String) {
      self.isRight = isRight
      self.text = text
    }
  }

  /// The place of the lesson in the course; 0: it is none of it.
  package var number: Int
  package var title: String
  /// From 1.
  package var step: Int
  package var steps: Int
  /// Of the step, from 1.
  package var part = 1
  package var parts = 1
  package var caption: String
  /// The captions before, oldest first; drawn where there is room to spare.
  package var earlier: [String] = []
  package var task: Task
  package var answer: Answer?
  package var hint: String?
  /// Whether another lesson follows.
  package var hasNext = true
  /// Nothing else is lit; empty: everything is.
  package var spotlight: [Spot] = []

  package init(number: Int, title: String, step: Int, steps: Int, caption: String, task: Task) {
    self.number = number
    self.title = title
    self.step = step
    self.steps = steps
    self.caption = caption
    self.task = task
  }
}
