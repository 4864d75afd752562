import Foundation
import Testing

@testable import Records

/// The unified audit log in what carries it, and records that an exporter cut.
@Suite struct CutRecordTests {
  private static let audit = WrapperTests.audit
  private static func cell(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
  private static func quoted(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
  }

  @Test(arguments: [
    // Graph security/auditLog/queries/{id}/records
    ##"{"value":[{"@odata.type":"#microsoft.graph.security.auditLogRecord","id":"x","createdDateTime":"2026-03-03T08:00:00Z","auditLogRecordType":"sharePointFileOperation","operation":"FileAccessed","organizationId":"o","userType":"regular","userId":"k","service":"OneDrive","objectId":"","userPrincipalName":"ada@example.com","clientIp":"203.0.113.9","administrativeUnits":[""],"auditData":\##(audit)}]}"##,
    // Search-UnifiedAuditLog | ConvertTo-Json
    #"[{"PSComputerName":"outlook.office365.com","RunspaceId":"r","PSShowComputerName":false,"RecordType":"SharePointFileOperation","CreationDate":"\/Date(1772524800000)\/","UserIds":"ada@example.com","Operations":"FileAccessed","AuditData":"\#(quoted(audit))","ResultIndex":1,"ResultCount":1,"Identity":"i","IsValid":true,"ObjectState":"Unchanged"}]"#,
    // Search-UnifiedAuditLog | Export-Csv
    "#TYPE Deserialized.Microsoft.Exchange.Data.ApplicationLogic.UnifiedAuditLogEvent\r\n\"PSComputerName\",\"RecordType\",\"CreationDate\",\"UserIds\",\"Operations\",\"AuditData\",\"ResultIndex\"\r\n\"outlook\",\"SharePointFileOperation\",\"3/3/2026 8:00:00 AM\",\"ada@example.com\",\"FileAccessed\",\(cell(audit)),\"1\"\r\n",
    // … for Excel in a country of semicolons
    "sep=;\r\n\"RecordType\";\"Operations\";\"AuditData\"\r\n\"6\";\"FileAccessed\";\(cell(audit))\r\n",
    // Purview
    "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames\r\n1,2026-03-03T08:00:00.0000000Z ,6,FileAccessed,ada@example.com,\(cell(audit)),,\r\n",
    // a Splunk search as CSV, with the fields that Splunk found beside the event
    "CreationTime,Id,Operation,RecordType,UserId,Workload,_raw,_time,host\n\"2026-03-03T08:00:00\",x,\"FileAccessed\nFileAccessed\",6,ada@example.com,OneDrive,\(cell(audit)),1772524800,h\n",
    // … of a CSV that Splunk had indexed: `_raw` is the line
    "AuditData,Operations,_raw\n,FileAccessed,\(cell("outlook,SharePointFileOperation," + cell(audit) + ",1"))\n",
  ])
  func `Whatever carries it, it is the same record`(text: String) throws {
    let plain = try #require(try Reading(Self.audit).records.first)
    let reading = try Reading(text)
    #expect(reading.story == [plain.id])
    #expect(reading.records.first?.content == plain.content)
    #expect(reading.records.first?.stream == "unified-audit-sharepoint")
  }

  /// A record of the length at which Splunk cuts a line.
  private static let long: String = {
    let folders = Array(repeating: #"{"Id":"x"}"#, count: 2000).joined(separator: ",")
    return String(audit.dropLast()) + #","Folders":[\#(folders)]}"#
  }()

  @Test func `A record that Splunk cut is read as far as it goes, and the cut is named`() throws {
    let line = "outlook,SharePointFileOperation," + Self.cell(Self.long)
    let cut = String(line.prefix(10_000))
    let csv = "AuditData,Operations,_raw\n,FileAccessed,\(Self.cell(cut))\n"
    let reading = try Reading(csv)
    #expect(reading.records.map(\.id) == ["aaaaaaaa-0000-4000-8000-000000000001"])
    #expect(reading.records.first?.addresses == ["203.0.113.9"])
    #expect(
      reading.story.last
        == "unreadable: the record in its cell is not JSON: Splunk keeps 10,000 bytes of a line (TRUNCATE); read as far as it goes, what stood after the cut is lost"
    )
  }

  @Test func `The same in a payload of QRadar and in a line of Splunk's JSON`() throws {
    let cut = String(Self.long.prefix(4096))
    let reading = try Reading(#"{"events":[{"payload":"\#(Self.quoted(cut))","eventcount":1}]}"#)
    #expect(reading.records.map(\.id) == ["aaaaaaaa-0000-4000-8000-000000000001"])
    #expect(reading.story.last?.contains("QRadar keeps 4,096 bytes") == true)
    let line = try Reading(
      #"{"result":{"_raw":"\#(Self.quoted(String(Self.long.prefix(5000))))"}}"#)
    #expect(line.story.count == 2)
  }

  @Test func `A head that does not say who did what when is no record`() throws {
    for length in [20, 60, 100] {
      let cut = Self.quoted(String(Self.audit.prefix(length)))
      let reading = try Reading(#"{"_raw":"\#(cut)","host":"h"}"#)
      #expect(
        reading.story == [
          "unreadable: the record in its cell is not JSON: it may have been cut by the exporter"
        ], "\(length) bytes")
    }
  }

  @Test func `Text that only looks a little like JSON is no cut record`() throws {
    for text in [
      "{not json", "{", "[{", "plain {braces} in text", #"code {\"x\":1} and more"#, #"{\"x\":1}}"#,
    ] {
      let reading = try Reading(#"{"_raw":"\#(text)","host":"h"}"#)
      #expect(reading.story == ["not: JSON object with _raw, host"], "\(text)")
    }
  }

  @Test func `Salvage cut at any byte invents nothing`() throws {
    let reader = try RecordReader(dialects: .embedded())
    let whole = try #require(try Reading(Self.audit, with: reader).records.first)
    for cut in 1..<Self.audit.utf8.count {
      let text = Self.quoted(String(Self.audit.prefix(cut)))
      let reading = try Reading(#"{"_raw":"\#(text)"}"#, with: reader)
      for record in reading.records where record.id != whole.id || record.time != whole.time {
        Issue.record("cut at \(cut): \(record.id)")
      }
      if !reading.records.isEmpty, reading.outcomes.count != 2 {
        Issue.record("cut at \(cut) is not named")
      }
    }
  }
}
