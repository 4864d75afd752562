import ArgumentParser
import Case
import Foundation
import Scope

/// `scope items`: the affected items, one row each, for those who have to read them.
struct ScopeItems: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "items",
    abstract: "The affected messages, files and folders, one row each, for counsel's reviewers.",
    discussion: """
      Columns for the reviewers (reviewed by, persons, places, data categories) are there and empty. \
      Items are at least those: services do not log every repeat, and a folder taken whole is one row.
      """)

  @OptionGroup var options: CaseOptions
  @Option(
    name: .customLong("out"),
    help: ArgumentHelp("Write to a file (mode 0600, whole or not at all).", valueName: "FILE"))
  var output: String?
  @Option(help: "csv or jsonl.") var format: ItemFormat = .csv
  @Option(
    help: ArgumentHelp(
      "Only this store: a mailbox by its owner, a drive or site by its address.",
      valueName: "STORE"))
  var store: String?

  func validate() throws {
    guard !options.json || (output == nil && format == .csv) else {
      throw ValidationError("--json prints one document: leave out --format and --out")
    }
  }

  func run() async throws {
    let work = try options.open()
    let target = try output.map { try work.outside($0) }
    let report = try ScopeEngine().items(
      try work.wholeCatalog(), inputs: try work.inputs(), store: store)
    if options.json {
      ItemsView(console: work.console).json(report)
    } else {
      try write(report, to: target, work.console)
    }
    ItemsView(console: work.console).remarks(report, store: store, path: target?.path)
  }

  private func write(_ report: ItemReport, to target: URL?, _ console: Console) throws {
    let file = try target.map { try NewFile($0) }
    func put(_ text: String) throws {
      if let file { try file.append(text) } else { console.raw(text) }
    }
    try put(format.head)
    for item in report.items { try put(format.line(item)) }
    try file?.settle()
  }
}

extension ItemFormat: ExpressibleByArgument {}
