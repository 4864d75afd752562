import ArgumentParser
import Case
import Foundation

/// What every command on a case takes.
struct CaseOptions: ParsableArguments {
  @Option(name: .customLong("case"), help: ArgumentHelp("The case directory.", valueName: "DIR"))
  var directory: String = "."

  @Flag(help: "Print the whole result as one JSON document.")
  var json = false

  var console: Console { Console(json: json) }

  /// Opens the case, with its lock.
  func open() throws -> CaseWork {
    let root = URL(fileURLWithPath: directory).standardizedFileURL
    let directory = try CaseDirectory(
      opening: root, clock: try Program.clock(), version: Program.version)
    return CaseWork(directory, console: console)
  }
}
