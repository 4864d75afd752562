import Case
import Drill
@testable import ExhibitCLI
import Foundation
import Scope
import TestSupport
import Testing

/// `collect` against the simulated tenant: what a responder relies on.
@Suite struct CollectTests {
  @Test func `what was collected gives the truth`() async throws {
    let tenant = try TenantCase()
    try await tenant.open("c")
    let answer = try await tenant.run(
      "collect", "entra-signins", "entra-audit", "unified-audit", "directory", in: "c")
    #expect(answer.status == 0, "\(answer.error)\n\(answer.output)")
    let score = DrillScore(answer: try await tenant.scope("c"), truth: tenant.context.truth)
    for line in score.lines where !line.agrees {
      Issue.record("\(line.account): truth \(line.truth), answer \(line.answer)")
    }
  }

  @Test func `every source of a whole tenant is read, over TLS, by certificate`() async throws {
    let tenant = try TenantCase(encrypted: true)
    let signIn =
      "{ method: certificate, clientId: \(tenant.context.client.id), certificate: \(tenant.folder.file("client.pem").path), key: \"file:\(tenant.folder.file("client-key.pem").path)\" }"
    try await tenant.open(
      "c", signIn: signIn,
      more: "  logAnalytics: { workspaces: [\(TenantContext.workspace)] }\n")
    let answer = try await tenant.run("collect", "--json", in: "c")
    let result = try JSONDecoder().decode(Collected.self, from: Data(answer.output.utf8))
    let open = result.units.filter { unit in
      unit.coverage.contains { !["complete", "empty"].contains($0.status) }
    }
    // Seven days are all that the Management Activity API has, ten those of message trace, and some
    // tables are empty.
    #expect(
      Set(open.map(\.source)) == ["management-activity", "log-analytics", "exchange"],
      "\(open.map { "\($0.source) \($0.unit): \($0.coverage)" }.joined(separator: "\n"))")
    #expect(answer.status == 2)
    let score = DrillScore(answer: try await tenant.scope("c"), truth: tenant.context.truth)
    for line in score.lines where !line.agrees {
      Issue.record("\(line.account): truth \(line.truth), answer \(line.answer)")
    }
  }

  @Test func `a playbook collects, counts, seals and tells`() async throws {
    let tenant = try TenantCase()
    try await tenant.open(
      "c", more: "  collect: [entra-signins, entra-audit, unified-audit, directory]\n")
    let now = tenant.context.settings.now
    let authority = try DrillAuthority(
      from: now.adding(seconds: -86_400), to: now.adding(seconds: 86_400 * 365), clock: { now })
    let files = try authority.write(to: tenant.folder.url)
    let answer = try await tenant.run(
      "run", "collect-and-tell", "--key", files.signerKey.path, "--cert",
      files.signerCertificate.path, "--trust", files.signerRoot.path, "--approve-as",
      "Ada Lovelace", in: "c")
    #expect(answer.status == 2, "without a time-stamp: \(answer.error)\(answer.output)")
    #expect(answer.output.contains("All of the window was read"))
    let reports = try FileManager.default.contentsOfDirectory(
      atPath: tenant.folder.file("c/reports").path)
    #expect(!reports.isEmpty)
  }

  struct Collected: Decodable {
    struct Unit: Decodable {
      struct Part: Decodable {
        var from: String
        var to: String
        var status: String
        var because: String
      }
      var source: String
      var unit: String
      var coverage: [Part]
      var rows: Int
      var new: Int
    }
    var units: [Unit]
  }
}
