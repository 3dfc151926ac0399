import Command
import Words

/// Reads lesson files.
public enum LessonParser {
  /// Reads a whole file; every error in it comes at once.
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - file: Its name, for messages.
  ///   - vocabulary: The names of the protocol that a world's header asks for.
  public static func parse(
    bytes: [UInt8], file: String, vocabulary: (ConsensusProtocol) -> Vocabulary = { _ in Vocabulary() }
  ) -> Result<Lesson, ScenarioErrors> {
    .failure(ScenarioErrors([]))
  }
}
