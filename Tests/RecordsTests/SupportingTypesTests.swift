import Case
import Foundation
import Testing

@testable import Records

/// Alerts, message traces, the Activity Log, Graph activity, Identity Protection, users.
@Suite struct SupportingTypesTests {
  private static let ada = "bbbbbbbb-0000-4000-8000-000000000001"
  private static let service = "cccccccc-0000-4000-8000-00000000000"

  private func line(_ record: EvidenceRecord) -> String {
    [
      record.type.rawValue, record.source, record.stream,
      record.id.hasPrefix("sha256:") ? "content" : record.id, record.time?.text ?? "no time",
      record.actorName ?? "-", record.actorId ?? "-", record.actorKind,
      record.addresses.joined(separator: " "), record.values[.operation] ?? "-",
    ].joined(separator: "|")
  }

  private func lines(_ name: String) throws -> [String] {
    let reading = try Reading(fixture(name))
    #expect(reading.outcomes.count == reading.records.count)
    return reading.records.map(line)
  }

  @Test func `Alerts and incidents`() throws {
    let who = "ada@example.com|\(SupportingTypesTests.ada)|person|203.0.113.7"
    #expect(
      try lines("alerts.jsonl") == [
        "alert|Graph alerts_v2|security-alerts|ad1|2026-03-01T08:00:00.619Z|\(who)|"
          + "Unfamiliar sign-in properties",
        "alert|Graph incidents|security-alerts|28|2026-03-01T08:10:00Z|-|-|unknown||Initial access",
        "alert|Graph alerts (legacy)|security-alerts|l1|2026-03-01T08:00:00Z|\(who)|Atypical travel",
        "alert|SecurityAlert|security-alerts|s1|2026-03-01T08:00:00Z|\(who)|Password spray",
        "alert|AlertEvidence|security-alerts|content|2026-03-01T08:00:00Z|\(who)|Unfamiliar",
      ])
  }

  @Test func `A message to two recipients is two records of a sender who is no account`() throws {
    let common = "2026-03-01T08:00:00.500Z|ada@example.com|-|sender|203.0.113.7|-"
    let id = "cccccccc-0000-4000-8000-000000000001"
    #expect(
      try lines("message-trace.json") == [
        "messageTrace|message trace|message-trace|\(id) bob@example.com|\(common)",
        "messageTrace|message trace|message-trace|\(id) eve@example.net|\(common)",
      ])
    #expect(
      try lines("message-trace-report.csv") == [
        "messageTrace|message trace report|message-trace|n-1|2026-03-01T08:00:00Z|ada@example.com|"
          + "-|sender|203.0.113.7|-"
      ])
  }

  @Test func `A trace that PowerShell exported has dates in the order of its exporter`() throws {
    func csv(_ dates: [String]) -> String {
      "MessageTraceId,Received,SenderAddress,RecipientAddress,FromIP\n"
        + dates.map { "m,\($0),ada@example.com,bob@example.com,203.0.113.7\n" }.joined()
    }
    let german = try Reading(csv(["03/02/2026 08:00:00", "28/02/2026 08:00:00"]))
    #expect(
      german.records.map { $0.time?.text } == ["2026-02-03T08:00:00Z", "2026-02-28T08:00:00Z"])
    #expect(try Reading(csv(["03/02/2026 08:00:00"])).records.map { $0.time?.text } == [nil])
  }

  @Test func `The Activity Log of Azure`() throws {
    let ada = SupportingTypesTests.ada
    let service = SupportingTypesTests.service + "2"
    #expect(
      try lines("azure-activity.jsonl") == [
        "activityLog|Azure Activity Log|azure-activity|e-1|2026-03-01T08:00:00.100Z|"
          + "ada@example.com|\(ada)|person|203.0.113.7|microsoft.aadiam/diagnosticSettings/delete",
        "activityLog|Azure Activity Log|azure-activity|e-2|2026-03-01T08:01:00Z|\(service)|"
          + "\(service)|servicePrincipal|203.0.113.7|Microsoft.Compute/disks/delete",
        "activityLog|Azure Activity Log (diagnostic)|azure-activity|content|2026-03-01T08:02:00Z|"
          + "ada@example.com|\(ada)|person|203.0.113.7|MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/WRITE",
        "activityLog|AzureActivity|azure-activity|e-4|2026-03-01T08:03:00Z|ada@example.com|-|person|"
          + "203.0.113.7|MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION",
      ])
    #expect(
      try lines("azure-activity-portal.csv") == [
        "activityLog|Azure Activity Log (portal)|azure-activity|content|2026-03-01T08:04:00Z|"
          + "ada@example.com|-|person||Create or update diagnostic setting"
      ])
  }

  @Test func `Requests to Graph carry the token and session of their sign-in`() throws {
    let service = SupportingTypesTests.service + "3"
    #expect(
      try lines("graph-activity.jsonl") == [
        "graphActivity|MicrosoftGraphActivityLogs (diagnostic)|graph-activity|r-1|"
          + "2026-03-01T08:00:01.500Z|-|\(SupportingTypesTests.ada)|person|203.0.113.7|GET",
        "graphActivity|MicrosoftGraphActivityLogs|graph-activity|r-2|2026-03-01T08:00:03Z|\(service)|"
          + "\(service)|servicePrincipal|203.0.113.7|GET",
      ])
    let first = try #require(try Reading(fixture("graph-activity.jsonl")).records.first)
    #expect(first.values[.tokenId] == "t-1")
    #expect(first.values[.sessionId] == "s-1")
    #expect(first.values[.objectAddress] == "https://graph.microsoft.com/v1.0/me/messages")
  }

  @Test func `A risky application is no person; the history of a user has no ids of its own`()
    throws
  {
    let service = SupportingTypesTests.service + "3"
    let ada = SupportingTypesTests.ada
    #expect(
      try lines("identity-protection.jsonl") == [
        "riskDetection|Graph riskDetections|entra-risk|rd-1|2026-03-01T07:59:00Z|"
          + "Backup|\(service)|servicePrincipal|203.0.113.7|suspiciousSignins",
        "riskDetection|UserRiskEvents (diagnostic)|entra-risk|rd-2|2026-03-01T08:00:00Z|"
          + "\(service)|\(service)|servicePrincipal||leakedCredentials",
        "riskyUser|Graph riskyServicePrincipals|entra-risk|\(service)|2026-03-01T08:00:00Z|Backup|"
          + "\(service)|servicePrincipal||-",
        "riskyUser|Graph riskyUsers history|entra-risk|content|2026-03-01T08:00:00Z|ada@example.com|"
          + "\(ada)|person||userPerformedSecuredPasswordReset",
      ])
  }

  @Test func `Users as the portals export them`() throws {
    let reading = try Reading(fixture("portal-users.csv"))
    #expect(reading.records.map(\.type) == [.user, .user])
    #expect(
      reading.records.map(\.actorId) == [
        SupportingTypesTests.ada, "bbbbbbbb-0000-4000-8000-000000000002",
      ])
    #expect(reading.records.map { $0.values[.userType] } == ["Member", "Guest"])
    #expect(reading.records.map { $0.values[.accountEnabled] } == ["True", "False"])
    let admin = try Reading(fixture("admin-center-users.csv"))
    #expect(admin.records.map(\.actorName) == ["ada@example.com"])
  }

  @Test func `Rows of AzureActivity are not taken for diagnostic records`() throws {
    guard let data = shared("wazuh/log_analytics_events") else { return }
    let records = try Reading(data).records
    #expect(records.map(\.source) == ["AzureActivity", "AzureActivity"])
    #expect(records.allSatisfy { $0.time != nil && $0.values[.operation] != nil })
  }

  @Test(arguments: [
    ("plaso/azure_activity_log.jsonl", "activityLog", 4),
    ("criblpacks/cribl-microsoft-graph-rest-io_5THhyq.json", "alert", 1),
    ("criblpacks/cribl-microsoft-graph-rest-io_hVaE3o.json", "user", 1),
    ("criblpacks/cribl-o365-rest_bxGVkT.json", "messageTrace", 50),
    ("microsoft-graph-docs/v1.0__api__riskyuser-list-history__ex1.json", "riskyUser", 1),
    (
      "microsoft-graph-docs/v1.0__api__riskyuser-get-riskyuserhistoryitem__ex1.json", "riskyUser", 1
    ),
  ])
  func `Public records`(name: String, type: String, count: Int) throws {
    guard let data = shared(name) else { return }
    let reading = try Reading(data)
    #expect(reading.records.map(\.type.rawValue) == Array(repeating: type, count: count))
    #expect(reading.outcomes.count == count)
  }
}
