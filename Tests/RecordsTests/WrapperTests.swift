import Foundation
import Testing

@testable import Records

/// Records inside what collectors and SIEMs wrap around them, and diagnostic records.
@Suite struct WrapperTests {
  static let audit =
    #"{"Id":"aaaaaaaa-0000-4000-8000-000000000001","CreationTime":"2026-03-03T08:00:00","Operation":"FileAccessed","RecordType":6,"Workload":"OneDrive","UserId":"ada@example.com","ClientIP":"203.0.113.9:4711"}"#

  private static func quoted(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
  }

  private static func cell(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  @Test(arguments: [
    #"{"_raw":"\#(quoted(audit))","_time":1772524800.1,"host":"h"}"#,
    #"{"integration":"office365","office365":\#(audit)}"#,
    #"{"time":1,"event":{"_raw":"\#(quoted(audit))"}}"#,
    #"{"EVENTPAYLOAD":"\#(quoted(audit))","sourceip":"203.0.113.9"}"#,
    #"{"@odata.context":"x","value":\#(audit)}"#,
  ])
  func `a record is found in its wrapper and is the same record`(text: String) throws {
    let plain = try #require(try Reading(Self.audit).records.first)
    let wrapped = try Reading(text)
    #expect(wrapped.outcomes.count == 1)
    let record = try #require(wrapped.records.first)
    #expect(record.type == .unifiedAudit)
    #expect(record.id == plain.id)
    #expect(record.content == plain.content)
    #expect(record.addresses == ["203.0.113.9"])
    #expect((record.offset, record.length) == (0, text.utf8.count))
  }

  @Test func `AuditData of PowerShell and Purview is read row by row`() throws {
    let cut = String(Self.audit.prefix(80))
    let csv =
      "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n"
      + "1,9/20/2023 4:05:03 AM,6,FileAccessed,ada,\(Self.cell(Self.audit))\r\n"
      + "2,9/20/2023 4:05:03 AM,6,FileAccessed,ada,\r\n"
      + "3,9/20/2023 4:05:03 AM,6,FileAccessed,ada,\(Self.cell(cut))\r\n"
    let reading = try Reading(csv)
    #expect(reading.records.map(\.id) == ["aaaaaaaa-0000-4000-8000-000000000001"])
    let reasons = reading.outcomes.compactMap {
      if case .unreadable(_, _, let reason) = $0 { reason } else { nil }
    }
    #expect(
      reasons == [
        "the cell of the record is empty",
        "the record in its cell is not JSON: it may have been cut by the exporter",
      ])
  }

  @Test func `a wrapper around something else is named, not counted`() throws {
    let reading = try Reading(#"{"_raw":"{\"x\":1}","host":"h"}"#)
    #expect(reading.story == ["not: JSON object with _raw, host"])
  }

  @Test(arguments: [
    ("SignInLogs", "entra-signins-interactive"),
    ("NonInteractiveUserSignInLogs", "entra-signins-noninteractive"),
    ("ServicePrincipalSignInLogs", "entra-signins-serviceprincipal"),
    ("ManagedIdentitySignInLogs", "entra-signins-managedidentity"),
  ])
  func `a diagnostic record is read from its properties, whatever the case of its envelope`(
    category: String, stream: String
  ) throws {
    let text = """
      {"records":[{"time":"2026-03-03T09:00:00Z","Category":"\(category)","calleripaddress":"198.51.100.1",\
      "resulttype":"50126","properties":{"id":"BBBBBBBB-0000-4000-8000-000000000001",\
      "createdDateTime":"2026-03-03T08:00:00.1234567+00:00","userPrincipalName":"ada@example.com",\
      "userId":"cccccccc-0000-4000-8000-000000000001","ipAddress":"203.0.113.9","status":{"errorCode":0}}}]}
      """
    let record = try #require(try Reading(text).records.first)
    #expect(record.type == .signIn)
    #expect(record.stream == stream)
    #expect(record.id == "bbbbbbbb-0000-4000-8000-000000000001")
    #expect(record.time?.text == "2026-03-03T08:00:00.123456Z")
    #expect(record.addresses == ["203.0.113.9", "198.51.100.1"])
    #expect(record.values[.resultCode] == "0")
  }

  @Test func `risk detections and risky users are read, as Graph and as diagnostic records`() throws
  {
    let detection =
      #"{"id":"1","riskEventType":"passwordSpray","detectedDateTime":"2026-03-03T08:00:00Z","userPrincipalName":"ada@example.com","ipAddress":"203.0.113.9"}"#
    let user =
      #"{"id":"2","riskState":"atRisk","riskLevel":"high","riskLastUpdatedDateTime":"2026-03-03T08:00:00Z","userPrincipalName":"ada@example.com"}"#
    let lines = [
      detection, user, #"{"category":"UserRiskEvents","properties":\#(detection)}"#,
      #"{"category":"RiskyUsers","properties":\#(user)}"#,
    ]
    let reading = try Reading(lines.joined(separator: "\n") + "\n")
    #expect(
      reading.records.map(\.type) == [.riskDetection, .riskyUser, .riskDetection, .riskyUser])
  }
}
