import Case
import Drill
import Foundation
import Scope
import TestSupport
import Testing

/// A case that collects from a simulated tenant on this machine.
struct TenantCase {
  let folder: TemporaryFolder
  let server: TenantServer
  var context: TenantContext { server.context }

  /// - Parameter change: what of the tenant is other than usual.
  init(
    accounts: Int = 120, records: Int = 2500, seed: UInt64 = 5, encrypted: Bool = false,
    _ change: (inout TenantSettings) -> Void = { _ in }
  ) throws {
    folder = try TemporaryFolder()
    var settings = TenantSettings(DrillSettings(accounts: accounts, records: records, seed: seed))
    change(&settings)
    server = try TenantServer(
      TenantContext(settings, clock: TenantClock(from: settings.now, runs: false)),
      encrypted: encrypted)
    try server.start()
    try folder.write(Data(context.client.secret.utf8), to: "client-secret")
    try folder.write(try context.client.certificatePEM, to: "client.pem")
    try folder.write(try context.client.keyPEM, to: "client-key.pem")
    if let authority = try server.certificateAuthority { try folder.write(authority, to: "ca.pem") }
    for name in ["client-secret", "client-key.pem"] {
      chmod(folder.file(name).path, 0o600)
    }
  }

  /// Opens a case whose file names the tenant; `signIn` and `more` are YAML.
  func open(
    _ name: String, signIn: String? = nil, pace: String = "0", more: String = ""
  ) async throws {
    let truth = context.truth
    var arguments = ["open", name, "--from", truth.window.from, "--to", truth.window.to]
    for indicator in truth.indicators { arguments += ["--indicator", indicator] }
    let answer = try await Binary.run(arguments, in: folder.url)
    try #require(answer.status == 0, "\(answer.error)")
    let file = folder.file("\(name)/case.yaml")
    var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let base = server.base
    let secret =
      "{ method: secret, clientId: \(context.client.id), secret: \"file:\(folder.file("client-secret").path)\" }"
    text += """

      tenant: { id: \(context.tenant), cloud: custom }
      sources:
        signIn: \(signIn ?? secret)
        pace: \(pace)
        hosts:
          login: \(base)/login
          graph: \(base)/graph
          management: \(base)/management
          logAnalytics: \(base)/loganalytics
          resourceManager: \(base)/arm
          exchange: \(base)/exchange
          instanceMetadata: \(base)/imds

      """
    if base.hasPrefix("https") {
      text += "  certificateAuthority: \(folder.file("ca.pem").path)\n"
    }
    text += more
    try Data(text.utf8).write(to: file)
  }

  var environment: [String: String] { ["EXHIBIT_TEST_CLOCK": context.settings.now.text] }

  func run(_ arguments: String..., in name: String) async throws -> Binary.Answer {
    try await Binary.run(
      arguments + ["--case", name], in: folder.url, environment: environment)
  }

  func scope(_ name: String) async throws -> ScopeAnswer {
    let answer = try await run("scope", "--json", in: name)
    try #require(answer.status == 0, "\(answer.error)")
    return try JSONDecoder().decode(ScopeAnswer.self, from: Data(answer.output.utf8))
  }
}
