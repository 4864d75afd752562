import ArgumentParser
import Case
import Foundation
import Scope
import Timeline

/// `timeline`: what was done, of all accounts and stores, in the order of time.
struct TimelineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract:
      "One merged timeline of what matched, or of every record; for people or for programs.",
    discussion: """
      FORMATS
        table             for people; the default
        csv, jsonl        all columns; no cell is a formula
        timesketch-csv, timesketch-jsonl
                          what Timesketch imports
      """)

  @OptionGroup var options: CaseOptions
  @Flag(help: "Every record of the window, not only what matched (without details of the vault).")
  var all = false
  @Option(help: "Only this account: its name or object id.") var account: String?
  @Option(help: "Not before this time (RFC 3339); else the window of the case.") var from: String?
  @Option(help: "Before this time.") var to: String?
  @Option(help: "table, csv, jsonl, timesketch-csv or timesketch-jsonl.") var format:
    TimelineFormat = .table
  @Option(
    name: .customLong("out"),
    help: ArgumentHelp("Write to a file (mode 0600, whole or not at all).", valueName: "FILE"))
  var output: String?

  func validate() throws {
    guard !options.json || (output == nil && format == .table) else {
      throw ValidationError("--json prints one document: leave out --format and --out")
    }
  }

  func run() async throws {
    let work = try options.open()
    let window = try window(work)
    let view = try TimelineView(
      work.console, format, to: try output.map { try work.outside($0) },
      quiet: try work.quietChanges())
    let remarks =
      all
      ? try everything(work, window, view) : try matched(work, window, view)
    try view.end(remarks)
  }

  private func window(_ work: CaseWork) throws -> TimeWindow {
    let own = try work.directory.file.timeWindow()
    return try TimeWindow(
      from: try from.map { try CaseFile.instant($0, "--from") } ?? own.from,
      to: try to.map { try CaseFile.instant($0, "--to") } ?? own.to)
  }

  private func everything(
    _ work: CaseWork, _ window: TimeWindow, _ view: TimelineView
  ) throws -> Journey.Remarks {
    let timeline = try CatalogTimeline(try work.wholeCatalog())
    if let account, try !timeline.knows(account) { throw ScopeError.noSuchAccount(name: account) }
    return try timeline.events(window, account: account, view.show)
  }

  private func matched(
    _ work: CaseWork, _ window: TimeWindow, _ view: TimelineView
  ) throws -> Journey.Remarks {
    let outside = Counter()
    let remarks = try work.journey { matches in
      var number: Int?
      if let account {
        number = matches.number(of: account)
        guard number != nil else { throw ScopeError.noSuchAccount(name: account) }
      }
      return { record in
        if let number, !matches.concerns(record, account: number) { return false }
        // What has no time is counted by those who put events in order.
        guard let time = record.time, !window.contains(time) else { return true }
        outside.count += 1
        return false
      }
    } _: {
      try view.show($0)
    }
    if outside.count > 0 {
      work.console.note(
        "matching records outside [\(window.from.text), \(window.to.text)), which are not shown (--from and --to): \(outside.count)"
      )
    }
    return remarks
  }

  private final class Counter { var count = 0 }
}

extension TimelineFormat: ExpressibleByArgument {}
