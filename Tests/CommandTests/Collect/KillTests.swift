import Case
import Drill
import Evidence
import Foundation
import TestSupport
import Testing

/// Kill it at any moment: the same command goes on, and comes to what an undisturbed run comes to.
@Suite struct CollectKillTests {
  private static let kills =
    ProcessInfo.processInfo.environment["COLLECT_KILLS"].flatMap { Int($0) } ?? 3

  @Test func `a collector that is killed at random moments comes to the same`() async throws {
    let seed = UInt64(Date().timeIntervalSince1970)
    var random = SystemRandomNumberGenerator()
    let tenant = try TenantCase(accounts: 100, records: 1500, seed: 11) { $0.pageLimit = 25 }
    let sources = "entra-signins entra-audit unified-audit directory"
    try await tenant.open("whole")
    let whole = try await Binary.shell(
      "exhibit collect --case whole \(sources)", in: tenant.folder.url,
      environment: tenant.environment)
    try #require(whole.status == 0, "\(whole.error)\(whole.output)")
    let expected = try await Self.outcome(tenant, "whole")
    for run in 1...Self.kills {
      let name = "killed-\(run)"
      try await tenant.open(name)
      var killed = 0
      while true {
        // The first kills come soon, later ones leave more and more time, so that it ends.
        let milliseconds = Int.random(in: 20...(400 + 200 * killed), using: &random)
        let answer = try await Binary.shell(
          "timeout -s KILL \(Double(milliseconds) / 1000) exhibit collect --case \(name) \(sources)",
          in: tenant.folder.url, environment: tenant.environment)
        if answer.status == 0 { break }
        killed += 1
        #expect(
          answer.status == 137, "run \(run) of \(seed), \(milliseconds) ms: \(answer.error)")
        guard answer.status == 137 else { break }
      }
      #expect(
        try await Self.outcome(tenant, name) == expected,
        "run \(run) of \(seed), killed \(killed) times")
      let check = try await tenant.run("custody", "verify", in: name)
      #expect(check.status == 0, "run \(run): \(check.error)")
    }
  }

  /// Records with their hashes, the ledger, and the answer: all but how the pages were split.
  private static func outcome(_ tenant: TenantCase, _ name: String) async throws -> [String] {
    let records = try await tenant.run(
      "query",
      "SELECT type, record_id, hex(content) AS content, count(*) AS n FROM record GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
      "--json", in: name)
    try #require(records.status == 0, "\(records.error)")
    let coverage = try await tenant.run("coverage", "--json", in: name)
    try #require(coverage.status == 0, "\(coverage.error)")
    var answer = try await tenant.scope(name)
    answer.inputs.evidence = ""
    let accounts = try JSONEncoder.sorted.encode(answer.accounts.map(\.account))
    return [records.output, coverage.output, String(decoding: accounts, as: UTF8.self)]
  }
}

extension JSONEncoder {
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return encoder
  }
}
