import Case
@testable import Drill
import Evidence
import Foundation
import TestSupport
import Testing

/// Whatever goes wrong on the way: a record is in the case, or the ledger says that its slice is not
/// complete.
///
/// No third case.
@Suite struct FaultTests {
  /// How many seeds: a few here, 300 in `make soak`.
  private static let seeds: ClosedRange<UInt64> =
    1...(ProcessInfo.processInfo.environment["COLLECT_SEEDS"].flatMap { UInt64($0) } ?? 4)

  private struct Ledger: Decodable { var coverage: [CoverageEntry] }

  @Test(arguments: seeds) func `every record is there or missed by name`(_ seed: UInt64)
    async throws
  {
    var random = SplitMix64.derived(seed, 991)
    let permille = [15, 60, 150, 300, 600, 850][random.below(6)]
    let tenant = try TenantCase(accounts: 100, records: 1500, seed: 1000 + seed % 7) { settings in
      settings.faults = .init(seed: seed, permille: permille)
      settings.pageLimit = 50
    }
    try await tenant.open("c")
    let sources = ["entra-signins", "entra-audit", "unified-audit", "management-activity"]
    let answer = try await Binary.run(
      ["collect", "--case", "c"] + sources, in: tenant.folder.url, environment: tenant.environment)
    if ProcessInfo.processInfo.environment["COLLECT_SHOW"] != nil {
      print(
        "seed \(seed) permille \(permille)\n\(answer.output)\n\(tenant.context.faults.entries.count) faults"
      )
    }
    #expect([0, 2].contains(answer.status), "seed \(seed): \(answer.error)")
    let found = try await FaultTests.records(tenant)
    let printed = try await tenant.run("coverage", "--json", in: "c")
    let ledger = try JSONDecoder().decode(Ledger.self, from: Data(printed.output.utf8)).coverage
    for (kind, streams) in FaultTests.kinds {
      let window = try TimeWindow(
        from: CaseFile.instant(tenant.context.truth.window.from, ""),
        to: CaseFile.instant(tenant.context.truth.window.to, ""))
      for record in tenant.context.logs.records(
        kind, from: Ticks(window.from), to: Ticks(window.to))
      where !found.contains(FaultTests.id(record.json)) {
        let time = record.time.instant
        let entries = ledger.filter { entry in
          streams.contains(entry.stream) && entry.from <= time.text && time.text < entry.to
        }
        #expect(
          entries.contains { !$0.status.isComplete },
          "seed \(seed): \(kind) of \(time.text) is missing, and no slice of \(streams) says so")
      }
    }
    try await FaultTests.checkUntouched(tenant, seed)
  }

  /// "Everything is partial" would be easy: what no fault touched is complete.
  private static func checkUntouched(_ tenant: TenantCase, _ seed: UInt64) async throws {
    let touched = Set(tenant.context.faults.entries.map { FaultTests.source(of: $0.path) })
    let journal = String(
      decoding: try Data(contentsOf: tenant.folder.file("c/journal.jsonl")), as: UTF8.self)
    for line in journal.split(separator: "\n") {
      let entry = try JSONValue(parsing: Data(line.utf8))
      guard entry["act"]?.string == CollectedSlice.act, let detail = entry["detail"],
        let slice = CollectedSlice(detail: detail)
      else { continue }
      let isWhole = [.complete, .empty].contains(slice.status)
      // The tenant draws by its seed how a query ends, and it never grants ReadDlp.
      let isTouched =
        !touched.isDisjoint(with: [slice.source, "login"]) || slice.unit == "DLP.All"
        || slice.because.hasPrefix("the query ended as")
      #expect(
        isWhole || isTouched || slice.status == .beyondRetention,
        "seed \(seed): \(slice.source) \(slice.unit) is \(slice.status): \(slice.because)")
    }
  }

  private static func source(of path: String) -> String {
    if path.hasPrefix("/login") { return "login" }
    if path.hasPrefix("/management") { return "management-activity" }
    if path.contains("auditLog/queries") { return "unified-audit" }
    return path.contains("directoryAudits") ? "entra-audit" : "entra-signins"
  }

  private static let kinds: [(RecordKind, [String])] = [
    (.interactive, ["entra-signins-interactive"]),
    (.nonInteractive, ["entra-signins-noninteractive"]),
    (.servicePrincipal, ["entra-signins-serviceprincipal"]),
    (.managedIdentity, ["entra-signins-managedidentity"]), (.directoryAudit, ["entra-audit"]),
    (.unifiedEntra, ["unified-audit-logons", "unified-audit-directory"]),
    (.unifiedExchange, ["unified-audit-mailbox", "unified-audit-exchange-admin"]),
    (.unifiedSharePoint, ["unified-audit-sharepoint"]),
  ]

  private static func records(_ tenant: TenantCase) async throws -> Set<String> {
    let answer = try await tenant.run(
      "query", "SELECT DISTINCT record_id AS id FROM record", "--json", in: "c")
    try #require(answer.status == 0, "\(answer.error)")
    return Set(
      answer.output.split(separator: "\"").map { $0.lowercased() })
  }

  /// The record's own id: `id` of Graph, `Id` of unified audit.
  private static func id(_ json: [UInt8]) -> String {
    let text = String(decoding: json, as: UTF8.self)
    for key in ["\"id\":\"", "\"Id\":\""] {
      if let range = text.range(of: key) {
        return text[range.upperBound...].prefix { $0 != "\"" }.lowercased()
      }
    }
    return ""
  }
}
