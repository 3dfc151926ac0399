import Foundation

// Writes the Swift file that holds the texts: `embed-texts OUTPUT FILE…`, each file `…/LANGUAGE/TOPIC.strings`.
// Texts stand in it as string literals, which compile at once, where arrays of bytes take minutes.
var code = """
  enum EmbeddedTexts {
    static let files: [(language: String, topic: String, text: StaticString)] = [

  """
for path in CommandLine.arguments.dropFirst(2) {
  let file = URL(fileURLWithPath: path)
  let language = file.deletingLastPathComponent().lastPathComponent
  let topic = file.deletingPathExtension().lastPathComponent
  let text = try String(contentsOf: file, encoding: .utf8)
  code += "(\"\(language)\", \"\(topic)\", ####\"\"\"\n\(text)\n\"\"\"####),\n"
}
code += "  ]\n}\n"
try code.write(toFile: CommandLine.arguments[1], atomically: true, encoding: .utf8)
