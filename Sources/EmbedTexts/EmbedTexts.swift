import Foundation
import PackagePlugin

/// Puts the texts of `Assets/Words`, a folder for each language, into the target that uses this plugin.
@main struct EmbedTexts: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let words = context.package.directoryURL.appending(path: "Assets/Words")
    let files = try FileManager.default.subpathsOfDirectory(atPath: words.path()).sorted()
      .filter { $0.hasSuffix(".strings") }.map { words.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedTexts.swift")
    return [
      .buildCommand(
        displayName: "Embedding the texts of Assets/Words",
        executable: try context.tool(named: "embed-texts").url,
        arguments: [output.path()] + files.map { $0.path() }, inputFiles: files, outputFiles: [output])
    ]
  }
}
