import ArgumentParser
import Case
import Dispatch
import Drill
import Foundation
import Glibc

/// What `drill --serve` can be told about its tenant.
struct DrillServeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Make this directory and serve a tenant over HTTPS on the loopback interface until stopped.",
      valueName: "DIR"))
  var serve: String?
  @Flag(help: "With --serve: stop when standard input ends.") var untilStdinCloses = false
  @Option(help: "With --serve: free, p1 or p2.") var licence: String = "p2"
  @Option(
    help: ArgumentHelp(
      "With --serve: sources to refuse, separated by commas.", valueName: "LIST"))
  var forbid: String?
  @Flag(help: "With --serve: throttle as documented.") var budgets = false
  @Option(help: "With --serve: the same seed makes the same faults.") var faultSeed: UInt64?
  @Option(help: "With --serve: of a thousand requests, how many meet a fault.") var faultRate = 20
  @Option(help: "With --serve: the most records on a page.") var pageLimit: Int?
  @Option(help: "With --serve: seconds that an access token lives.") var tokenLifetime = 3599
  @Option(help: "With --serve: seconds that a continuation is good for.") var skipTokenLifetime =
    600
  @Option(help: "With --serve: how a device code ends: success, declined or expired.")
  var deviceCode: String = "success"
  @Option(help: "With --serve: the most records of an audit log query.") var recordLimit = 1_000_000
  @Option(help: "With --serve: the most rows of a Log Analytics query.") var rowLimit = 500_000
  @Option(
    help: ArgumentHelp(
      "With --serve: what the tenant's clock shows at first. (default: five days after the window)",
      valueName: "TIME"))
  var now: String?
  @Flag(name: .customLong("no-tls"), help: "With --serve: plain HTTP.") var plain = false
  @Flag(help: "With --serve: send every secret back, in headers, bodies and a redirect.")
  var echoSecrets = false
  @Flag(help: "With --serve: unified audit is switched off.") var withoutAuditing = false
  @Flag(help: "With --serve: conditional access policies are not shown.")
  var withoutPolicyRead = false

  func settings(_ drill: DrillSettings) throws -> TenantSettings {
    var settings = TenantSettings(drill)
    settings.licence = try choice(licence, "--licence")
    settings.deviceCodeEnd = try choice(deviceCode, "--device-code")
    for name in (forbid ?? "").split(separator: ",") {
      settings.forbidden.insert(try choice(String(name), "--forbid"))
    }
    settings.enforcesBudgets = budgets
    settings.faults = faultSeed.map { .init(seed: $0, permille: faultRate) }
    settings.pageLimit = try pageLimit.map { try positive($0, "--page-limit") }
    settings.tokenLifetime = try positive(tokenLifetime, "--token-lifetime")
    settings.skipTokenLifetime = try positive(skipTokenLifetime, "--skip-token-lifetime")
    settings.recordLimit = try positive(recordLimit, "--record-limit")
    settings.rowLimit = try positive(rowLimit, "--row-limit")
    if let now { settings.now = try CaseFile.instant(now, "--now") }
    settings.echoesSecrets = echoSecrets
    settings.auditing = !withoutAuditing
    settings.readsPolicies = !withoutPolicyRead
    return settings
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: String, _ flag: String
  ) throws -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError.flagsDisagree(reason: "\(flag) \(text): it is one of \(known)")
    }
    return choice
  }

  private func positive(_ number: Int, _ flag: String) throws -> Int {
    guard number > 0 else {
      throw CommandError.flagsDisagree(reason: "\(flag) \(number): it must be above zero")
    }
    return number
  }
}

/// `drill --serve`: a live tenant to collect from, with everything that a case needs to know of it.
struct DrillServe {
  let settings: TenantSettings
  let folder: URL
  let encrypted: Bool
  let untilStdinCloses: Bool

  /// The line that says it listens.
  struct Listening: Encodable {
    var base: String
    var caseFile: String
    var tenant: String
  }

  func run() async throws {
    guard !Files.exists(folder) else { throw DrillError.destinationExists(path: folder.path) }
    let (ends, signals) = stops()
    defer { for source in signals { source.cancel() } }
    let context = try TenantContext(settings)
    let server = try TenantServer(context, encrypted: encrypted)
    try Files.makeDirectory(folder)
    let base = try server.start()
    try write(server, base)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Listening(
      base: base, caseFile: path("case.yaml.part"), tenant: context.tenant)
    Console.write(
      String(decoding: try encoder.encode(line), as: UTF8.self) + "\n", to: STDOUT_FILENO)
    for await _ in ends { break }
    server.stop()
    try Files.write(try prettyJSON(context.faults.entries), to: url("faults.json"))
  }

  private func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
  private func path(_ name: String) -> String { url(name).path }

  private func write(_ server: TenantServer, _ base: String) throws {
    let client = server.context.client
    try Files.write(try prettyJSON(server.context.truth), to: url("truth.json"))
    try Files.write(try prettyJSON(settings), to: url("settings.json"))
    try Files.write(Data(client.secret.utf8), to: url("client-secret"))
    try Files.write(try client.certificatePEM, to: url("client.pem"))
    try Files.write(try client.keyPEM, to: url("client-key.pem"))
    let authority = try server.certificateAuthority
    if let authority { try Files.write(authority, to: url("ca.pem")) }
    let part = casePart(server.context, base, hasAuthority: authority != nil)
    try Files.write(Data(part.utf8), to: url("case.yaml.part"))
  }

  /// What to paste into case.yaml; JSON strings are YAML strings.
  private func casePart(_ context: TenantContext, _ base: String, hasAuthority: Bool) -> String {
    func quoted(_ text: String) -> String { JSONValue.string(text).canonical }
    let hosts = [
      ("login", "login"), ("graph", "graph"), ("management", "management"),
      ("logAnalytics", "loganalytics"), ("resourceManager", "arm"), ("exchange", "exchange"),
      ("instanceMetadata", "imds"),
    ].map { "    \($0.0): \(base)/\($0.1)" }
    var lines = [
      "tenant: { id: \(context.tenant), cloud: custom, domains: "
        + "[\(TenantContext.domains.joined(separator: ", "))] }",
      "sources:",
      "  signIn: { method: secret, clientId: \(context.client.id), "
        + "secret: \(quoted("file:" + path("client-secret"))) }",
      "  hosts:",
    ]
    lines += hosts
    if hasAuthority { lines.append("  certificateAuthority: \(quoted(path("ca.pem")))") }
    lines.append("  logAnalytics: { workspaces: [\(TenantContext.workspace)] }")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Yields when it is time to stop.
  ///
  /// The handler that the program sets for SIGINT ends at once; here there is something to write.
  private func stops() -> (stream: AsyncStream<Void>, signals: [any DispatchSourceSignal]) {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    if untilStdinCloses {
      Thread.detachNewThread {
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) > 0 {}
        continuation.yield()
      }
    }
    return (stream, signals)
  }
}
