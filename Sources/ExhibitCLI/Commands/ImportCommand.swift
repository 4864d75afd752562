import ArgumentParser
import Catalog
import Foundation

/// `import`: takes in what somebody already exported.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in exported logs: files, folders, archives.",
    discussion: """
      Every file ends in one outcome: read, readInPart, notARecordType, unreadable, refused, empty or
      duplicateFile. Files are recognised by their content.

      EXIT STATUS
        0 everything was taken in   2 something could not be read (it is named)   64 no such path
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "Files and folders.") var paths: [String]

  private struct Result: Encodable { var files: [FileOutcome] }

  func run() async throws {
    let work = try options.open()
    let outcomes = try work.importPaths(paths)
    ImportCommand.show(outcomes, work.console)
    try work.showWindow()
    try work.console.result(Result(files: outcomes))
    if outcomes.contains(where: \.isGap) { throw ExitCode(2) }
  }

  /// The outcomes for people: what every file was, and what could not be read.
  static func show(_ outcomes: [FileOutcome], _ console: Console) {
    let rows = outcomes.map { file in
      [
        file.outcome.rawValue, String(file.ingested), String(file.duplicates),
        String(file.unreadable), types(file), file.path,
      ]
    }
    console.table(["outcome", "new", "duplicates", "unreadable", "records", "file"], rows)
    for file in outcomes {
      if !file.looksLike.isEmpty {
        console.line("  \(file.path) looks like: \(file.looksLike.joined(separator: "; "))")
      }
      for problem in file.problems {
        console.line("  \(file.path), byte \(problem.offset): \(problem.reason)")
      }
      for mending in file.mendings {
        console.line("  \(file.path), byte \(mending.offset): read, but \(mending.reason)")
      }
      if file.mended > file.mendings.count {
        console.line(
          "  \(file.path): \(file.mended - file.mendings.count) more records were mended like this")
      }
      if file.unreadable > file.problems.count {
        console.line(
          "  \(file.path): \(file.unreadable - file.problems.count) more are in the catalog (table problem)"
        )
      }
      if let reason = file.reason { console.line("  \(file.path): \(reason)") }
      if file.noTime > 0 {
        console.line(
          "  \(file.path): \(file.noTime) records carry no time; they lie outside every window")
      }
      if file.noResult > 0 {
        console.line(
          "  \(file.path): \(file.noResult) sign-ins do not say whether they succeeded (an export that flattens objects loses it: ConvertTo-Json -Depth 10)"
        )
      }
      if file.versions + file.conflicts > 0 {
        console.line(
          "  \(file.path): \(file.versions) records differ from an earlier copy, \(file.conflicts) share an id with another event"
        )
      }
    }
  }

  private static func types(_ file: FileOutcome) -> String {
    let read = file.records.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let rest = file.notARecordType > 0 ? ["\(file.notARecordType) of no type we read"] : []
    return (read + rest).isEmpty ? "–" : (read + rest).joined(separator: ", ")
  }
}
