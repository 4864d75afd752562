import ArgumentParser
import Catalog
import Foundation

/// `index`: builds the catalog again from the vault.
struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "Build the catalog again from the vault.",
    discussion:
      "Every stored file is checked against its hash on the way. Exit 3 when one is damaged.")

  @OptionGroup var options: CaseOptions

  private struct Result: Encodable { var files: [FileOutcome] }

  func run() async throws {
    let work = try options.open()
    let outcomes = try work.rebuildIndex()
    ImportCommand.show(outcomes, work.console)
    try work.console.result(Result(files: outcomes))
  }
}
