import Case
import Drill
import Foundation
import TestSupport
import Testing

/// Kill it at any moment: the next run goes on, nothing is lost and nothing is counted twice.
@Suite struct ResumeTests {
  private static func tenant(_ folder: TemporaryFolder) throws -> DrillTruth {
    try SimulatedTenant(DrillSettings(accounts: 120, records: 2500, seed: 5))
      .write(to: folder.file("tenant"))
  }

  private static func open(_ truth: DrillTruth, _ folder: TemporaryFolder, _ name: String)
    async throws
  {
    var arguments = ["open", name, "--from", truth.window.from, "--to", truth.window.to]
    for indicator in truth.indicators { arguments += ["--indicator", indicator] }
    let answer = try await Binary.run(arguments, in: folder.url)
    try #require(answer.status == 0, "\(answer.error)")
  }

  private static func scope(_ folder: TemporaryFolder, _ name: String) async throws -> Data {
    let answer = try await Binary.run(["scope", "--case", name, "--json"], in: folder.url)
    try #require(answer.status == 0, "\(answer.error)")
    return Data(answer.output.utf8)
  }

  @Test func `an import that is killed is finished by the same command, with the same answer`()
    async throws
  {
    let folder = try TemporaryFolder()
    let truth = try Self.tenant(folder)
    try await Self.open(truth, folder, "whole")
    let whole = try await Binary.run(
      ["import", "tenant/exports", "--case", "whole"], in: folder.url)
    #expect(whole.status == 0)
    let expected = try await Self.scope(folder, "whole")
    for milliseconds in [20, 60, 120, 250, 500, 900] {
      let name = "killed-\(milliseconds)"
      try await Self.open(truth, folder, name)
      _ = try await Binary.shell(
        "timeout -s KILL 0.\(String(format: "%03d", milliseconds)) exhibit import tenant/exports --case \(name)",
        in: folder.url)
      let again = try await Binary.run(
        ["import", "tenant/exports", "--case", name], in: folder.url)
      #expect(again.status == 0, "killed after \(milliseconds) ms: \(again.error)")
      #expect(try await Self.scope(folder, name) == expected, "killed after \(milliseconds) ms")
      let check = try await Binary.run(["custody", "verify", "--case", name], in: folder.url)
      #expect(check.status == 0, "killed after \(milliseconds) ms: \(check.error)")
    }
  }

  @Test func `importing twice changes nothing but the journal, and the index can be built anew`()
    async throws
  {
    let folder = try TemporaryFolder()
    try await Self.open(try Self.tenant(folder), folder, "c")
    _ = try await Binary.run(["import", "tenant/exports", "--case", "c"], in: folder.url)
    let first = try await Self.scope(folder, "c")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.file("c/evidence").path)
    let again = try await Binary.run(
      ["import", "tenant/exports", "--case", "c", "--json"], in: folder.url)
    #expect(again.status == 0)
    #expect(!again.output.contains("\"outcome\" : \"read\""))
    #expect(try await Self.scope(folder, "c") == first)
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.file("c/evidence").path) == files)
    let index = try await Binary.run(["index", "--case", "c"], in: folder.url)
    #expect(index.status == 0, "\(index.error)")
    #expect(try await Self.scope(folder, "c") == first)
  }

  @Test func `a playbook that waits for a person goes on where it stood`() async throws {
    let folder = try TemporaryFolder()
    try await Self.open(try Self.tenant(folder), folder, "c")
    let now = try #require(Instant(rfc3339: "2026-11-24T10:00:00Z"))
    let authority = try DrillAuthority(
      from: now.adding(seconds: -86_400), to: now.adding(seconds: 86_400 * 365), clock: { now })
    let files = try authority.write(to: folder.url)
    let arguments = [
      "run", "compromised-accounts", "--case", "c", "--import", "tenant/exports", "--key",
      files.signerKey.path, "--cert", files.signerCertificate.path, "--trust",
      files.signerRoot.path,
    ]
    let waits = try await Binary.run(arguments, in: folder.url)
    #expect(waits.status == 130)
    #expect(waits.error.contains("waits for the approval of a lead"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("c/reports/facts.json").path))
    let goesOn = try await Binary.run(arguments + ["--approve-as", "Ada Lovelace"], in: folder.url)
    // 2: without a time-stamping authority the time of the bundle cannot be checked.
    #expect(goesOn.status == 2, "\(goesOn.error)")
    #expect(goesOn.output.contains("goes on after: import, coverage, scope"))
    #expect(!goesOn.output.contains("Take in what was exported"))
    #expect(goesOn.output.contains("approved by Ada Lovelace (declared"))
    let journal = try String(contentsOf: folder.file("c/journal.jsonl"), encoding: .utf8)
    #expect(journal.contains(#""approval":{"by":"Ada Lovelace""#))
    let statement = try String(
      contentsOf: folder.file("c/reports/public-relations/holding-statement.md"), encoding: .utf8)
    #expect(!statement.contains("@contoso"))
  }
}
