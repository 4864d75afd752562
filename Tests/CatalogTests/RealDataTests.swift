import Catalog
import Evidence
import Foundation
import Testing

/// Public records that nobody in this project wrote (../shared/fixtures).
@Suite(.enabled(if: RealData.isPresent, "../shared/fixtures is absent"))
struct RealDataTests {
  private func outcome(_ path: String) throws -> FileOutcome {
    let outcomes = try Desk().take([RealData.root.appendingPathComponent(path).path])
    try #require(outcomes.count == 1)
    return outcomes[0]
  }

  @Test func `Every file ends in one outcome, alone and with all others`() throws {
    let desk = try Desk()
    for path in RealData.files {
      let outcomes = try desk.take([path])
      #expect(outcomes.count == 1, "\(path)")
      guard let one = outcomes.first else { continue }
      #expect(one.records.values.reduce(0, +) == one.ingested + one.duplicates, "\(path)")
      if ProcessInfo.processInfo.environment["SHOW_OUTCOMES"] != nil { print(RealData.line(one)) }
    }
    let content = try desk.content
    let other = try Desk()
    try other.take(RealData.files.reversed())
    #expect(try other.content == content)
    #expect(try other.places == desk.places)
  }

  /// What fixtures/README.md counts in them.
  @Test(arguments: [
    ("Azure-Sentinel-Training-Lab/sign-in_adelete.csv", "signIn", 56, 0),
    ("Azure-Sentinel-Training-Lab/disable_accounts.csv", "signIn", 4, 0),
    ("Azure-Sentinel-Training-Lab/office_activity.csv", "unifiedAudit", 266, 0),
    ("Azure-Sentinel-Training-Lab/office_activity_inbox_rule.csv", "unifiedAudit", 2, 0),
    ("Azure-Sentinel-Training-Lab/AuditLogs_Hunting.csv", "directoryAudit", 5, 5),
    ("msticpy/derived/aad_logons.jsonl", "signIn", 86, 0),
  ])
  func `Files of shapes that are read give the records that are in them`(
    path: String, type: String, count: Int, noTime: Int
  ) throws {
    let outcome = try outcome(path)
    #expect(outcome.outcome == .read)
    #expect(outcome.records == [type: count])
    #expect(outcome.noTime == noTime)
    #expect(outcome.conflicts == 0)
  }

  @Test(arguments: [
    "Azure-Sentinel-Training-Lab/signinLogs.csv", "Azure-Sentinel-Training-Lab/HighRiskApps.csv",
    "Azure-Sentinel-Training-Lab/PenTestsIPaddresses.csv", "wazuh/office365.ini",
    "msticpy/host_logons.csv",
  ])
  func `Files of another kind are named and not counted as nothing`(path: String) throws {
    let outcome = try outcome(path)
    #expect(outcome.outcome == .notARecordType)
    #expect(!outcome.looksLike.isEmpty)
    #expect(!outcome.isGap)
  }

  @Test func `The sign-ins of the training lab are those that its write-up counts`() throws {
    let desk = try Desk()
    for name in ["sign-in_adelete.csv", "disable_accounts.csv", "office_activity.csv"] {
      try desk.take([
        RealData.root.appendingPathComponent("Azure-Sentinel-Training-Lab/\(name)").path
      ])
    }
    let from = "address = '175.45.176.99'"
    let signIns =
      "SELECT account, count(*), min(time), max(time), count(DISTINCT application) FROM sign_ins WHERE \(from) AND result_code = '0' GROUP BY account"
    #expect(
      try desk.query(signIns) == [
        "adelev@m365x816222.onmicrosoft.com|53|2021-04-28T14:08:45.221000Z|2021-04-28T15:19:08.373000Z|14"
      ])
    let others = "SELECT result_code, count(*) FROM sign_ins WHERE result_code <> '0' GROUP BY 1"
    #expect(try desk.query(others) == ["16000|2", "50057|4", "50058|1"])
    let activity =
      "SELECT account, account_kind, count(*) FROM activity v WHERE \(from) OR EXISTS (SELECT 1 FROM record_address x JOIN address a ON a.id = x.address WHERE x.record = v.id AND a.text = '175.45.176.99') GROUP BY 1, 2"
    #expect(
      try desk.query(activity) == [
        "adelev@m365x816222.onmicrosoft.com|person|135",
        "admin@m365x816222.onmicrosoft.com|person|4",
        "johns@m365x816222.onmicrosoft.com|person|35", "sharepoint\\system|microsoft|2",
      ])
  }
}

enum RealData {
  /// The package's root is two folders above this file's.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/fixtures")

  static let isPresent = FileManager.default.fileExists(atPath: root.path)

  static var files: [String] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
    return paths.sorted().map { root.appendingPathComponent($0).path }.filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  static func line(_ one: FileOutcome) -> String {
    "OUTCOME \(one.path.dropFirst(root.path.count + 1)): \(one.outcome) \(one.records) "
      + "dup \(one.duplicates) ver \(one.versions) conf \(one.conflicts) not \(one.notARecordType) "
      + "unreadable \(one.unreadable) noTime \(one.noTime) \(one.looksLike) "
      + "\(one.problems.prefix(2).map(\.reason)) \(one.reason ?? "")"
  }
}
