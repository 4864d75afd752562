import ArgumentParser
import Case
import Evidence
import Foundation
import Scope

/// `open`: creates the case directory.
struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Create a case: window, indicators, population.",
    discussion: """
      EXAMPLE
        exhibit open INC-2026-0042 --from 2026-03-02T00:00Z --to 2026-03-09T00:00Z \\
          --indicator ip:203.0.113.77 --population users.json

      Everything can also be written in case.yaml afterwards.
      """)

  @Argument(help: "The directory to create.") var directory: String
  @Option(help: "Beginning of the window (RFC 3339).") var from: String
  @Option(help: "End of the window, not included (RFC 3339).") var to: String
  @Option(
    help: ArgumentHelp("kind:value[@from[/to]], such as ip:192.0.2.1.", valueName: "KIND:VALUE"))
  var indicator: [String] = []
  @Option(
    help: ArgumentHelp("An address of your own that is not the actor's.", valueName: "IP=REASON"))
  var exclude: [String] = []
  @Option(help: ArgumentHelp("A directory export (Graph users), or a number.", valueName: "FILE|N"))
  var population: String?
  @Option(help: "When the population was counted (a date, or RFC 3339).") var populationAsOf:
    String?
  @Option(help: "Where the number comes from.") var populationSource: String?
  @Option(help: "The case's id; the directory's name when left out.") var id: String?
  @Option(help: "What the case is about.") var title: String?
  @Option(help: "The organisation that the documents speak for.") var organisation: String?
  @Option(help: "A domain of the tenant.") var domain: [String] = []
  @Option(help: ArgumentHelp("A federated domain, or none.", valueName: "DOMAIN|none"))
  var federatedDomain: [String] = []
  @Flag(help: "Print the whole result as one JSON document.") var json = false
  @Flag(help: .hidden) var drill = false

  func run() async throws {
    let console = Console(json: json)
    let root = URL(fileURLWithPath: directory).standardizedFileURL
    let clock = try Program.clock()
    let file = try caseFile(root, opened: clock.now())
    let case_ = try CaseDirectory.create(
      at: root, file, header: OpenCommand.header, clock: clock, version: Program.version)
    console.line("opened \(case_.file.case.id) in \(root.path)")
    console.line(
      "window [\(file.window.from), \(file.window.to)), \(file.indicators?.count ?? 0) indicators")
    if let path = file.population?.file {
      let outcomes = try CaseWork(case_, console: console).importPaths([path])
      ImportCommand.show(outcomes, console)
      if outcomes.allSatisfy({ $0.records["user"] == nil && $0.outcome != .duplicateFile }) {
        console.note("\(path) holds no user record: the population is not known from it")
      }
      if populationAsOf == nil {
        console.note(
          "the population has no date; --population-as-of DATE, or population.asOf in case.yaml, states it"
        )
      }
    }
    console.line("next: exhibit import PATH… --case \(directory)")
    try console.result(["case": case_.file.case.id, "directory": root.path])
  }

  private func caseFile(_ root: URL, opened: Instant) throws -> CaseFile {
    let window = try TimeWindow(
      from: CaseFile.instant(from, "--from"), to: CaseFile.instant(to, "--to"))
    var file = CaseFile(
      case: .init(
        id: id ?? root.lastPathComponent, title: title, organisation: organisation,
        opened: opened.text, drill: drill ? true : nil),
      window: .init(from: window.from.text, to: window.to.text))
    for text in indicator {
      let parsed = try Indicator(text)
      try Matching.check(parsed)
      if let doubt = Matching.doubt(parsed) { Console(json: json).note(doubt) }
    }
    file.indicators = indicator.map { IndicatorEntry($0, source: "given to exhibit open") }
    file.exclusions = try exclude.map(OpenCommand.exclusion)
    file.population = try populationEntry()
    if !domain.isEmpty || !federatedDomain.isEmpty {
      var tenant = CaseFile.Tenant()
      tenant.domains = domain.isEmpty ? nil : domain
      tenant.federatedDomains =
        federatedDomain.isEmpty ? nil : federatedDomain == ["none"] ? [] : federatedDomain
      file.tenant = tenant
    }
    return file
  }

  private static func exclusion(_ text: String) throws -> CaseFile.Exclusion {
    guard let equals = text.firstIndex(of: "="), text.index(after: equals) < text.endIndex else {
      throw CommandError.flagsDisagree(
        reason: "--exclude \(text): an exclusion needs its reason, such as 198.51.100.7=our VPN")
    }
    return .init(
      address: String(text[..<equals]), reason: String(text[text.index(after: equals)...]))
  }

  private func populationEntry() throws -> CaseFile.Population? {
    guard let population else {
      guard populationAsOf == nil, populationSource == nil else {
        throw CommandError.flagsDisagree(
          reason: "--population is missing beside its date or source")
      }
      return nil
    }
    if let asOf = populationAsOf { try CaseFile.checkDate(asOf, "--population-as-of") }
    if let count = Int(population) {
      guard let asOf = populationAsOf, let source = populationSource else {
        throw CommandError.flagsDisagree(
          reason: "a population given as a number needs --population-as-of and --population-source")
      }
      return .init(count: count, asOf: asOf, source: source)
    }
    let path = URL(fileURLWithPath: population).standardizedFileURL.path
    guard Files.exists(URL(fileURLWithPath: path)) else {
      throw EvidenceError.noSuchPath(path: population)
    }
    return .init(
      file: path, asOf: populationAsOf,
      source: populationSource ?? (path as NSString).lastPathComponent)
  }

  private static let header = """
    # The case, edited by hand. exhibit journals every change with its difference.
    # Keys: case, window, tenant, people, sources, indicators, exclusions, containment, population,
    # trust, timestamping, clocks, names, audiences, promotions (docs/spec/case-directory.md).

    """
}
