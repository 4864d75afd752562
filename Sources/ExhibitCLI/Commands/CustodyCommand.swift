import ArgumentParser
import Case
import Foundation

/// `custody`: shows and verifies the journal.
struct CustodyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "custody", abstract: "The chain of custody: show it, verify it.",
    subcommands: [Show.self, Verify.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Every entry, one a line (default).")

    @OptionGroup var options: CaseOptions

    func run() async throws {
      let work = try options.open()
      let entries = try work.directory.journal.entries()
      work.console.table(
        ["seq", "time", "who", "act", "detail"],
        entries.map { entry in
          [
            "\(entry["seq"]?.integer ?? 0)", entry["ts"]?.string ?? "",
            entry["actor"]?["account"]?.string ?? "", entry["act"]?.string ?? "",
            String((entry["detail"]?.canonical ?? "").prefix(120)),
          ]
        })
      try work.console.result(["entries": entries])
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check every link of the journal.",
      discussion:
        "With --against a head that was kept outside (COUNT:sha256:HASH, as in bag-info.txt), truncation is detected too."
    )

    @OptionGroup var options: CaseOptions
    @Option(help: ArgumentHelp("A head kept outside.", valueName: "COUNT:sha256:HASH")) var against:
      String?

    private struct Result: Encodable {
      var entries: Int
      var head: String
      var matchesHead: Bool?
    }

    func run() async throws {
      let work = try options.open()
      let journal = work.directory.journal
      let data = try Files.read(journal.url)
      let (entries, head) = try Journal.check(data, genesis: journal.genesis)
      let matches = try against.map { try holds($0, data, journal, entries.count) }
      work.console.line(
        "journal.jsonl: \(entries.count) entries, every link holds; head \(head.count):sha256:\(head.sha256)"
      )
      switch matches {
      case nil:
        work.console.line(
          "truncation cannot be excluded: no head from outside was given (--against)")
      case true?:
        work.console.line(
          "it holds the head that was given: nothing up to there was cut off or changed")
      case false?:
        work.console.line("it does NOT hold the head that was given: it was cut off or rewritten")
      }
      try work.console.result(
        Result(
          entries: entries.count, head: "\(head.count):sha256:\(head.sha256)", matchesHead: matches)
      )
      if matches == false { throw ExitCode(3) }
    }

    private func holds(_ text: String, _ data: Data, _ journal: Journal, _ count: Int) throws
      -> Bool
    {
      let parts = text.split(separator: ":").map(String.init)
      guard parts.count == 3, let wanted = Int(parts[0]), parts[1] == "sha256", wanted > 0 else {
        throw CommandError.flagsDisagree(reason: "--against \(text): it is COUNT:sha256:HASH")
      }
      guard wanted <= count else { return false }
      let lines = data.split(separator: 0x0A, omittingEmptySubsequences: true)
      return digestHex(Data(lines[wanted - 1]) + Data([0x0A])) == parts[2]
    }
  }
}
