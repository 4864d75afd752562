import ArgumentParser
import Case
import Evidence
import Foundation
import Scope

/// `coverage`: the ledger, and `coverage declare`.
struct CoverageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "What was looked at, and what could not be.",
    subcommands: [Show.self, Declare.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "The ledger, source by source (default).")

    @OptionGroup var options: CaseOptions

    private struct Result: Encodable {
      var coverage: [CoverageEntry]
      var sha256: String
    }

    func run() async throws {
      let work = try options.open()
      let ledger = try work.ledger()
      CoverageCommand.show(ledger, work.console)
      try work.console.result(Result(coverage: ledger.entries, sha256: ledger.sha256))
    }
  }

  struct Declare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "declare",
      abstract: "State, as a named person, what an imported export covers.",
      discussion:
        "Without a declaration an import proves what it holds, and never that nothing else happened."
    )

    @OptionGroup var options: CaseOptions
    @Option(help: "A source: entra-signins, unified-audit, entra-audit, or one stream of them.")
    var source: [String]
    @Option(help: "Beginning (RFC 3339).") var from: String
    @Option(help: "End, not included (RFC 3339).") var to: String
    @Option(name: .customLong("as"), help: "Who states it.") var by: String

    func run() async throws {
      try CommandError.checkName(by, flag: "--as")
      let work = try options.open()
      let window = try TimeWindow(
        from: CaseFile.instant(from, "--from"), to: CaseFile.instant(to, "--to"))
      let streams = try StreamTable.embedded()
      for source in source { _ = try streams.streams(named: source) }
      for source in source { try work.declare(source, window, by: by) }
      let ledger = try work.ledger()
      CoverageCommand.show(ledger, work.console)
      let empty = ledger.entries.filter { $0.status == .declared && $0.records == 0 }
      if !empty.isEmpty {
        work.console.line(
          "Declared with no record at all: \(empty.map(\.stream).joined(separator: ", ")). This states "
            + "that these logs were exported for the whole time and held nothing.")
      }
      work.console.line("next: exhibit scope")
      try work.console.result(["coverage": ledger.entries])
    }
  }

  static func show(_ ledger: Ledger, _ console: Console) {
    console.table(
      ["source", "from", "to", "status", "records", "because"],
      ledger.entries.map {
        [
          $0.stream, $0.from, $0.to, $0.status.rawValue, String($0.records),
          ([$0.because] + $0.flags).joined(separator: "; "),
        ]
      })
    if ledger.leavesSomethingOpen {
      console.line(
        "What is not complete or declared cannot be excluded: exhibit coverage declare, by a named person."
      )
    }
  }
}

extension CaseWork {
  /// Journals a named person's statement of coverage.
  func declare(_ source: String, _ window: TimeWindow, by: String) throws {
    try directory.note(
      "coverage.declare",
      [
        "source": .string(source), "from": .string(window.from.text), "to": .string(window.to.text),
        "by": .string(by), "signature": "declared",
      ])
  }
}
