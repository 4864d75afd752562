import Case
import Foundation
import Testing

@testable import Records

@Suite struct DialectTests {
  private func line(_ record: EvidenceRecord) -> String {
    [
      record.type.rawValue, record.source, record.stream, record.id, record.eventKey,
      record.time?.text ?? "no time", record.timeText ?? "-", record.actorName ?? "-",
      record.actorId ?? "-", record.actorKind, record.addresses.joined(separator: " "),
    ].joined(separator: "|")
  }

  private func values(_ record: EvidenceRecord, _ fields: [Field]) -> [String] {
    fields.map { record.values.all($0).joined(separator: " ") }
  }

  private static let a = "aaaaaaaa-0000-4000-8000-00000000000"
  private static let ada = "bbbbbbbb-0000-4000-8000-000000000001"

  @Test func `Graph sign-ins`() throws {
    let reading = try Reading(fixture("graph-sign-ins.json"))
    let a = DialectTests.a
    let ada = DialectTests.ada
    #expect(
      reading.records.map(line) == [
        "signIn|Graph signIns|entra-signins-interactive|\(a)1|signIn:\(a)1|"
          + "2026-03-01T08:00:00.123456Z|2026-03-01T08:00:00.1234567Z|Ada@Example.com|\(ada)|person|"
          + "192.0.2.7",
        "signIn|Graph signIns|entra-signins-noninteractive|\(a)2|signIn:\(a)2|"
          + "2026-03-01T06:01:00Z|-|ada@example.com|\(ada)|person|192.0.2.7 2001:db8::1",
        "signIn|Graph signIns|entra-signins-serviceprincipal|\(a)3|signIn:\(a)3|"
          + "2026-03-01T08:02:00Z|-|Backup|cccccccc-0000-4000-8000-000000000001|servicePrincipal|"
          + "sanitized",
      ])
    #expect(reading.outcomes.count == 3)
    let fields: [Field] = [.resultCode, .sessionId, .tokenId, .deviceId, .correlationId]
    #expect(values(reading.records[0], fields) == ["0", "s-1", "t-1", "d-1", "c-1"])
    #expect(values(reading.records[1], fields) == ["50126", "", "", "", ""])
    #expect(values(reading.records[2], fields) == ["", "", "", "", ""])
  }

  @Test func `Unified audit, with the names of its fields in any case`() throws {
    let reading = try Reading(fixture("unified-audit.jsonl"))
    let id = "11111111-0000-4000-8000-00000000000"
    #expect(
      reading.records.map(line) == [
        "unifiedAudit|unified audit log|unified-audit-logons|\(id)a|signIn:\(DialectTests.a)1|"
          + "2026-03-01T08:00:00Z|-|Ada@example.com|\(DialectTests.ada)|person|192.0.2.7",
        "unifiedAudit|unified audit log|unified-audit-mailbox|\(id)b|audit:\(id)b|"
          + "2026-03-01T08:05:00Z|-|ada@example.com|-|person|2001:db8::7",
        "unifiedAudit|unified audit log|unified-audit-sharepoint|\(id)c|audit:\(id)c|"
          + "2026-03-01T08:06:00Z|-|SHAREPOINT\\system|-|microsoft|192.0.2.7",
      ])
    #expect(
      values(reading.records[0], [.userAgent, .requestType, .sessionId, .resultCode])
        == ["Mozilla/5.0", "OAuth2:Authorize", "s-1", "0"])
    #expect(
      values(
        reading.records[1], [.mailAccessType, .isThrottled, .messageId, .mailboxOwner, .folder])
        == ["Bind", "False", "<1@example.com> <2@example.com>", "ada@example.com", "\\Inbox"])
  }

  @Test func `Log Analytics sign-ins as the portal exports them`() throws {
    let reading = try Reading(fixture("log-analytics-sign-ins.csv"))
    let id = "aaaaaaaa-0000-4000-8000-00000000001"
    let common = "ada@example.com|\(DialectTests.ada)|person|192.0.2.7"
    #expect(
      reading.records.map(line) == [
        "signIn|SigninLogs|entra-signins-interactive|\(id)1|signIn:\(id)1|"
          + "2026-03-01T14:08:45.221Z|-|\(common)",
        "signIn|SigninLogs|entra-signins-noninteractive|\(id)2|signIn:\(id)2|"
          + "2026-03-01T00:00:01Z|-|\(common)",
      ])
    #expect(
      values(reading.records[0], [.resultCode, .deviceId, .userAgent])
        == ["0", "d-1", "Mozilla/5.0\r\n(line two)"])
    #expect(
      values(reading.records[1], [.resultCode, .deviceId, .userAgent]) == ["50126", "", "x"])
  }

  @Test func `Office activity, separated by semicolons`() throws {
    let reading = try Reading(fixture("office-activity.csv"))
    let id = "22222222-0000-4000-8000-00000000000"
    #expect(
      reading.records.map(line) == [
        "unifiedAudit|OfficeActivity|unified-audit-sharepoint|\(id)1|audit:\(id)1|"
          + "2026-03-01T08:06:00Z|-|Ada@Example.com|-|person|192.0.2.7",
        "unifiedAudit|OfficeActivity|unified-audit-mailbox|\(id)2|audit:\(id)2|"
          + "2026-03-01T08:07:00Z|-|app@sharepoint|-|microsoft|2001:db8::7",
      ])
    #expect(reading.records.map(\.auditRecordType) == [6, 2])
  }

  @Test func `Directory audits of Graph and of Log Analytics`() throws {
    let graph = try Reading(fixture("graph-directory-audits.json"))
    let log = try Reading(fixture("log-analytics-audit.json"))
    let common = "directoryAudit|Graph directoryAudits|entra-audit|Directory_c-9_X_"
    #expect(
      (graph.records + log.records).map(line) == [
        "\(common)1|directoryAudit:Directory_c-9_X_1|2026-03-01T09:00:00Z|-|ada@example.com|"
          + "\(DialectTests.ada)|person|192.0.2.7",
        "\(common)2|directoryAudit:Directory_c-9_X_2|2026-03-01T09:01:00Z|-|Backup|"
          + "cccccccc-0000-4000-8000-000000000001|servicePrincipal|",
        "directoryAudit|AuditLogs|entra-audit|Directory_c-9_X_3|directoryAudit:Directory_c-9_X_3|"
          + "2026-03-01T09:00:00.500Z|-|ada@example.com|-|person|192.0.2.7",
      ])
    #expect(
      values(graph.records[0], [.userAgent, .targetName, .targetId]) == [
        "curl", "Evil {app}", "t-1",
      ])
  }

  @Test func `Users of a directory`() throws {
    let reading = try Reading(fixture("graph-users.json"))
    #expect(reading.records.map(\.type) == [.user, .user])
    #expect(
      reading.records.map { values($0, [.userType, .accountEnabled]) } == [
        ["Member", "true"], ["Guest", "false"],
      ])
  }

  @Test(arguments: [
    "graph-sign-ins.json", "unified-audit.jsonl", "log-analytics-sign-ins.csv",
    "office-activity.csv", "graph-directory-audits.json", "log-analytics-audit.json",
    "graph-users.json",
  ])
  func `Chunks of any size give the same records at the same places`(name: String) throws {
    let data = try fixture(name)
    let whole = try Reading(data).places
    for size in [1, 2, 3, 7, 4096] {
      #expect(try Reading(data, chunk: size).places == whole, "chunks of \(size)")
    }
  }

  @Test(arguments: [
    "graph-sign-ins.json", "unified-audit.jsonl", "log-analytics-sign-ins.csv",
    "office-activity.csv", "graph-directory-audits.json",
  ])
  func `A file cut at any byte loses no record before the cut, and names the rest`(
    name: String
  ) throws {
    let data = try fixture(name)
    let whole = try Reading(data).records
    let reader = try RecordReader(dialects: .embedded())
    for cut in 0..<data.count {
      let reading = try Reading(Data(data.prefix(cut)), with: reader)
      let complete = whole.filter { $0.offset + $0.length <= cut }
      let found = reading.records.map(\.offset)
      let lost = complete.filter { !found.contains($0.offset) }
      if !lost.isEmpty { Issue.record("cut at \(cut) loses \(lost.map(\.id))") }
      if reading.records.count > complete.count + 1 {
        Issue.record("cut at \(cut) invents records")
      }
    }
  }
}
