import Case
import Drill
import Foundation
import TestSupport
import Testing

/// What goes wrong has a name: the cause in the service's own words, what to do, and an outcome in the
/// ledger that lasts until the next run mends it.
@Suite struct CollectRefusalTests {
  private static func collect(
    _ tenant: TenantCase, _ sources: [String] = ["entra-signins"],
    environment: [String: String] = [:]
  ) async throws -> Binary.Answer {
    try await Binary.run(
      ["collect", "--case", "c"] + sources, in: tenant.folder.url,
      environment: tenant.environment.merging(environment) { $1 })
  }

  @Test func `a wrong secret, an expired one, a wrong tenant`() async throws {
    for (secret, code) in [("wrong-secret-wrong-secret", "7000215"), ("expired", "7000222")] {
      let tenant = try TenantCase()
      try await tenant.open(
        "c",
        signIn: "{ method: secret, clientId: \(tenant.context.client.id), secret: \"env:SECRET\" }")
      let value = secret == "expired" ? tenant.context.client.expiredSecret : secret
      let answer = try await Self.collect(tenant, environment: ["SECRET": value])
      #expect(answer.status == 2, "\(answer.error)")
      #expect(answer.output.contains("AADSTS\(code)"), "\(answer.output)")
      #expect(answer.output.contains("notPermitted"))
      #expect(!answer.output.contains(value) && !answer.error.contains(value))
      let coverage = try await tenant.run("coverage", in: "c")
      #expect(coverage.output.contains("AADSTS\(code)"), "\(coverage.output)")
    }
    let tenant = try TenantCase()
    try await tenant.open("c")
    try Self.edit(tenant, tenant.context.tenant, "11111111-2222-3333-4444-555555555555")
    let answer = try await Self.collect(tenant)
    #expect(answer.output.contains("AADSTS90002"), "\(answer.output)")
  }

  private static func edit(_ tenant: TenantCase, _ old: String, _ new: String) throws {
    let file = tenant.folder.file("c/case.yaml")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
  }

  @Test func `no licence, and auditing switched off`() async throws {
    let tenant = try TenantCase {
      $0.licence = .free
      $0.auditing = false
    }
    try await tenant.open("c")
    let answer = try await Self.collect(
      tenant, ["entra-signins", "entra-audit", "unified-audit", "directory"])
    #expect(answer.status == 2)
    #expect(answer.output.contains("notLicensed"), "\(answer.output)")
    let coverage = try await tenant.run("coverage", in: "c")
    let mailbox = coverage.output.split(separator: "\n").first {
      $0.hasPrefix("unified-audit-mailbox")
    }
    #expect(mailbox?.contains("auditing may be switched off") ?? false, "\(coverage.output)")
  }

  @Test func `a certificate that is not trusted, a name that is not found, nobody there`()
    async throws
  {
    let tenant = try TenantCase(encrypted: true)
    try await tenant.open("c")
    try Self.edit(tenant, "  certificateAuthority: ", "  x-authority: ")
    let untrusted = try await Self.collect(tenant)
    #expect(untrusted.status == 2, "\(untrusted.error)")
    #expect(untrusted.output.contains("certificate"), "\(untrusted.output)")
    let closed = try TenantCase()
    try await closed.open("c")
    closed.server.stop()
    let nobody = try await Self.collect(closed)
    #expect(nobody.status == 2, "\(nobody.error)")
    #expect(nobody.output.contains("failed"), "\(nobody.output)")
    try Self.edit(closed, closed.server.base, "https://no-such-host.invalid")
    let unknown = try await Self.collect(closed)
    #expect(unknown.output.contains("resolve host"), "\(unknown.output)")
  }

  @Test func `settings that do not say enough`() async throws {
    let tenant = try TenantCase()
    for (change, words) in [
      (
        "signIn: { method: secret, clientId: a, secret: hunter2hunter2 }",
        "a secret itself is never"
      ),
      ("signIn: { method: password }", "none of secret, certificate"),
      ("signIn: { method: secret, clientId: a, secret: \"env:NOT_SET_AT_ALL\" }", "not set"),
      ("signIn: { method: secret, clientId: a, secret: \"file:/etc/hostname\" }", "read by others"),
      ("hosts: { graph: \"http://192.0.2.1\" }", "not an https address"),
    ] {
      let folder = try TemporaryFolder()
      _ = try await Binary.run(
        ["open", "c", "--from", "2026-03-02T00:00Z", "--to", "2026-03-09T00:00Z"], in: folder.url)
      let file = folder.file("c/case.yaml")
      var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      let isSignIn = change.hasPrefix("signIn")
      text += "\ntenant: { id: \(tenant.context.tenant), cloud: global }\nsources:\n  \(change)\n"
      if !isSignIn { text += "  signIn: { method: managedIdentity }\n" }
      try Data(text.utf8).write(to: file)
      let answer = try await Binary.run(
        ["collect", "entra-audit", "--case", "c"], in: folder.url)
      #expect(answer.status == 64, "\(change): \(answer.output)\(answer.error)")
      #expect(answer.error.contains(words), "\(answer.error)")
      #expect(!answer.error.contains("hunter2"))
    }
  }

  @Test func `an older or newer ledger is not guessed at`() async throws {
    let tenant = try TenantCase()
    try await tenant.open("c")
    let directory = try CaseDirectory(
      opening: tenant.folder.file("c"), clock: .fixed(tenant.context.settings.now), version: "9.9")
    try directory.note("collect.slice", ["v": 9, "source": "entra-signins"])
    withExtendedLifetime(directory) {}
    _ = consume directory
    let answer = try await Self.collect(tenant)
    #expect(answer.status == 1, "\(answer.output)")
    #expect(answer.error.contains("does not understand"), "\(answer.error)")
  }

  @Test func `a full disk stops the run, and the next one goes on`() async throws {
    let tenant = try TenantCase(records: 6000)
    try await tenant.open("c")
    let full = try await Binary.shell(
      "ulimit -f 2000; trap '' XFSZ; exhibit collect entra-signins --case c", in: tenant.folder.url,
      environment: tenant.environment)
    #expect(full.status == 1, "\(full.status) \(full.error)\(full.output)")
    #expect(full.error.contains("cannot write"), "\(full.error)")
    let again = try await Self.collect(tenant)
    #expect(again.status == 0, "\(again.error)\(again.output)")
  }

  @Test func `records that come late are found when they have settled`() async throws {
    let tenant = try TenantCase { settings in
      settings.faults = .init(seed: 5, permille: 0)
      settings.now = settings.windowStart.adding(seconds: Int64(settings.days) * 86_400 + 3600)
    }
    try await tenant.open("c")
    let early = try await Self.collect(tenant, ["entra-signins", "entra-audit"])
    #expect(early.status == 2, "\(early.output)")
    #expect(early.output.contains("could still arrive"), "\(early.output)")
    tenant.context.clock.advance(seconds: 3 * 86_400)
    let late = try await Self.collect(
      tenant, ["entra-signins", "entra-audit"],
      environment: [
        "EXHIBIT_TEST_CLOCK": tenant.context.settings.now.adding(seconds: 3 * 86_400).text
      ])
    #expect(late.status == 0, "\(late.output)")
  }

  @Test func `a clock of ours that is ahead does not make the future empty`() async throws {
    let tenant = try TenantCase { settings in
      settings.now = settings.windowStart.adding(seconds: 2 * 86_400)
    }
    try await tenant.open("c")
    let ahead = tenant.context.settings.windowStart.adding(seconds: 30 * 86_400)
    let answer = try await Self.collect(
      tenant, ["entra-signins", "unified-audit"], environment: ["EXHIBIT_TEST_CLOCK": ahead.text])
    #expect(answer.status == 2, "\(answer.output)")
    #expect(answer.output.contains("could still arrive"), "\(answer.output)")
  }

  @Test func `a service without a host stops nobody else`() async throws {
    let tenant = try TenantCase()
    try await tenant.open("c")
    try Self.edit(tenant, "    management: ", "    x-management: ")
    let wrong = try await Self.collect(tenant, ["entra-audit", "management-activity"])
    #expect(wrong.status == 64, "\(wrong.error)")
    try Self.edit(tenant, "    x-management: \(tenant.server.base)/management\n", "")
    let answer = try await Self.collect(tenant, ["entra-audit", "management-activity"])
    #expect(answer.status == 2, "\(answer.error)")
    #expect(answer.output.contains("sources.hosts.management"), "\(answer.output)")
    #expect(answer.output.contains("entra-audit"), "\(answer.output)")
  }
}
