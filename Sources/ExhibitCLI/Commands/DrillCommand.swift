import ArgumentParser
import Case
import Drill
import Foundation

/// `drill`: a simulated incident, end to end, scored against the truth.
struct DrillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "A simulated incident, end to end, scored against the truth.",
    discussion: """
      Makes a tenant with an incident of known truth, writes its logs as exports, and runs the playbook
      compromised-accounts on them. Keys are throw-away and say so. Exit 3 when the answer differs.

      With --write only the exports are written, and the truth beside them: no case, no seal. Memory does
      not grow with --records.

      With --serve a live tenant answers on the loopback interface as Microsoft's services do, until it is
      interrupted; DIR holds what a case needs to collect from it, and the truth.

      Shapes: \(Shape.allCases.map(\.rawValue).joined(separator: ", ")). Each that is named writes every
      record that it has a place for; what none of them takes is written in the standard mixture.
      """)

  @Option(help: "Accounts in the tenant.") var accounts = 2000
  @Option(help: "Log records in the exports.") var records = 100_000
  @Option(help: "The same seed gives the same exports.") var seed: UInt64 = 1
  @Option(help: "compromised-accounts or quiet.") var incident: String = "compromised-accounts"
  @Option(
    help: ArgumentHelp("The directory to create. (default: exhibit-drill)", valueName: "DIR"))
  var out: String?
  @Option(
    help: ArgumentHelp("Write the exports and the truth here, and do no more.", valueName: "DIR"))
  var write: String?
  @Option(
    help: ArgumentHelp("Shapes of the exports, separated by commas.", valueName: "LIST"))
  var shape: String?
  @Option(help: "utf8, utf8-bom or utf16.") var encoding: String = "utf8"
  @Flag(help: "Print the whole result as one JSON document.") var json = false
  @OptionGroup(title: "A live tenant") var service: DrillServeOptions

  func run() async throws {
    guard let incident = IncidentName(rawValue: incident) else {
      let known = IncidentName.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError.flagsDisagree(reason: "--incident \(incident): it is one of \(known)")
    }
    let console = Console(json: json)
    let form = try DrillForm(shapes: shape, encoding: encoding)
    let settings = DrillSettings(
      accounts: accounts, records: records, seed: seed, incident: incident)
    if let serve = service.serve {
      guard out == nil, write == nil else {
        throw CommandError.flagsDisagree(
          reason: "--serve, --write and --out each name a directory: give one of them")
      }
      return try await DrillServe(
        settings: try service.settings(settings),
        folder: URL(fileURLWithPath: serve).standardizedFileURL, encrypted: !service.plain,
        untilStdinCloses: service.untilStdinCloses
      ).run()
    }
    if let write {
      guard out == nil else {
        throw CommandError.flagsDisagree(reason: "--write and --out both name a directory")
      }
      let folder = URL(fileURLWithPath: write).standardizedFileURL
      return try DrillExports(settings: settings, form: form, folder: folder, console: console)
        .run()
    }
    let folder = URL(fileURLWithPath: out ?? "exhibit-drill").standardizedFileURL
    let outcome = try await DrillWork(
      settings: settings, form: form, folder: folder, console: console
    ).run()
    show(outcome, console)
    try console.result(outcome)
    if !outcome.score.agrees { throw ExitCode(3) }
  }

  private func show(_ outcome: DrillWork.Outcome, _ console: Console) {
    console.line("\nThe answer beside the truth (attempts only are summed up):")
    let few = outcome.score.lines.filter { !$0.agrees || !$0.truth.hasPrefix("attempted,") }
    console.table(
      ["account or store", "truth", "answer", ""],
      few.map { [$0.account, $0.truth, $0.answer, $0.agrees ? "=" : "DIFFERS"] })
    let tried = outcome.score.lines.count - few.count
    if tried > 0 {
      console.line("and \(tried) accounts that were only attempted, in truth and answer alike")
    }
    console.line(
      outcome.score.agrees ? "The answer is the truth." : "The answer DIFFERS from the truth.")
    console.line("\nThe bundle:    \(outcome.bundle)")
    for document in outcome.documents { console.line("A document:    \(document)") }
    console.line("\nCheck the bundle without exhibit:")
    for line in stockCommands(outcome) { console.line("  " + line) }
  }

  private func stockCommands(_ outcome: DrillWork.Outcome) -> [String] {
    let bundle = URL(fileURLWithPath: outcome.bundle)
    let name = bundle.deletingPathExtension().lastPathComponent
    return [
      "cd $(mktemp -d) && unzip -q \(outcome.bundle) && cd \(name)",
      "sha512sum --strict --quiet -c tagmanifest-sha512.txt && sha512sum --strict --quiet -c manifest-sha512.txt",
      "openssl cms -verify -binary -cades -inform DER -in signatures/tagmanifest.p7s "
        + "-content tagmanifest-sha512.txt -CAfile \(outcome.signerRoot) -no-CApath -no-CAstore -out /dev/null",
      "openssl ts -verify -data tagmanifest-sha512.txt -in signatures/tagmanifest.tsr -CAfile \(outcome.tsaRoot)",
    ]
  }
}
