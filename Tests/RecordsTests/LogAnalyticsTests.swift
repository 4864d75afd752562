import Foundation
import Testing

@testable import Records

/// The tables of Log Analytics, as JSON rows, as CSV of the portal and as projections.
@Suite struct LogAnalyticsTests {
  private static let common =
    #""TimeGenerated":"2026-03-01T08:00:05Z","Id":"aaaaaaaa-0000-4000-8000-000000000001","ResultType":"0","IPAddress":"192.0.2.7","AppDisplayName":"Office""#
  private static let user = common + #","UserPrincipalName":"ada@example.com","UserId":"u-1""#
  private static let principal =
    #""TimeGenerated":"2026-03-01T08:00:05Z","Id":"a","ResultType":"0","ServicePrincipalId":"p-1","ServicePrincipalName":"Backup""#

  @Test(arguments: [
    (#"{\#(user),"Type":"SigninLogs"}"#, "SigninLogs", "entra-signins-interactive"),
    (#"{\#(user),"Category":"SignInLogs"}"#, "SigninLogs", "entra-signins-interactive"),
    (#"{\#(user)}"#, "SigninLogs", "entra-signins-interactive"),
    (#"{\#(user),"IsInteractive":false}"#, "SigninLogs", "entra-signins-noninteractive"),
    (
      #"{\#(user),"Type":"AADNonInteractiveUserSignInLogs","IsInteractive":false}"#,
      "AADNonInteractiveUserSignInLogs", "entra-signins-noninteractive"
    ),
    (
      #"{\#(user),"$table":"AADNonInteractiveUserSignInLogs"}"#, "AADNonInteractiveUserSignInLogs",
      "entra-signins-noninteractive"
    ),
    (
      #"{\#(user),"Category":"NonInteractiveUserSignInLogs"}"#, "AADNonInteractiveUserSignInLogs",
      "entra-signins-noninteractive"
    ),
    (
      #"{\#(principal),"Type":"AADServicePrincipalSignInLogs"}"#, "AADServicePrincipalSignInLogs",
      "entra-signins-serviceprincipal"
    ),
    (#"{\#(principal)}"#, "AADServicePrincipalSignInLogs", "entra-signins-serviceprincipal"),
    (
      #"{\#(principal),"Type":"AADManagedIdentitySignInLogs"}"#, "AADManagedIdentitySignInLogs",
      "entra-signins-managedidentity"
    ),
    (
      #"{\#(principal),"Category":"ManagedIdentitySignInLogs"}"#, "AADManagedIdentitySignInLogs",
      "entra-signins-managedidentity"
    ),
    (#"{\#(user),"Type":"ADFSSignInLogs"}"#, "ADFSSignInLogs", "entra-signins-adfs"),
  ])
  func `A sign-in belongs to the stream of its table`(
    text: String, source: String, stream: String
  ) throws {
    let record = try #require(try Reading(text).records.first)
    #expect(record.type == .signIn)
    #expect(record.source == source)
    #expect(record.stream == stream)
    #expect(record.values[.resultCode] == "0")
    #expect(record.time != nil)
    #expect(record.actorKind == (text.contains("Backup") ? "servicePrincipal" : "person"))
    let csv = try #require(try Reading(LogAnalyticsTests.csv([text])).records.first)
    #expect([csv.source, csv.stream, csv.id] == [source, stream, record.id])
  }

  /// JSON rows as the portal writes them in CSV: all columns of all rows.
  private static func csv(_ rows: [String]) throws -> String {
    let objects = try rows.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let names = Set(objects.flatMap(\.keys)).sorted()
    func cell(_ value: Any?) -> String {
      let isFalse = (value as? Bool) == false
      let text = isFalse ? "FALSE" : value.map { "\($0)" } ?? ""
      return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
    let lines = objects.map { object in names.map { cell(object[$0]) }.joined(separator: ",") }
    let header = names.map { $0 == "TimeGenerated" ? "TimeGenerated [UTC]" : $0 }
    return "\u{FEFF}" + ([header.joined(separator: ",")] + lines).joined(separator: "\r\n")
  }

  @Test func `In a file that joins tables every row is of its own table`() throws {
    let audit =
      #"{"TimeGenerated":"2026-03-01T08:00:05Z","Type":"AuditLogs","OperationName":"Add user","InitiatedBy":"{}","TargetResources":"[]","Id":"d"}"#
    let activity =
      #"{"TimeGenerated":"2026-03-01T08:00:05Z","Type":"OfficeActivity","Operation":"FileAccessed","OfficeWorkload":"OneDrive","OfficeId":"o"}"#
    let rows = [
      #"{\#(Self.user),"Type":"SigninLogs"}"#,
      #"{\#(Self.user),"Type":"AADNonInteractiveUserSignInLogs"}"#,
      #"{\#(Self.principal),"Type":"AADServicePrincipalSignInLogs"}"#, audit, activity,
      #"{"TimeGenerated":"x","Type":"Heartbeat"}"#,
    ]
    let expected = [
      "SigninLogs", "AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs",
      "AuditLogs", "OfficeActivity",
    ]
    for text in [rows.joined(separator: "\n"), try Self.csv(rows)] {
      let reading = try Reading(text)
      #expect(reading.records.map(\.source) == expected)
      #expect(reading.outcomes.count == 6)
    }
  }

  @Test func `Risk tables say what they are, of users and of service principals`() throws {
    let detection =
      #""TimeGenerated":"2026-03-01T08:00:05Z","Id":"1","DetectedDateTime":"2026-03-01T08:00:00Z","ActivityDateTime":"2026-03-01T07:00:00Z","RiskEventType":"anonymizedIPAddress","RiskState":"atRisk","IpAddress":"192.0.2.7""#
    let risky =
      #""TimeGenerated":"2026-03-01T08:00:05Z","Id":"u-1","RiskState":"atRisk","RiskLevel":"high","RiskLastUpdatedDateTime":"2026-03-01T08:00:00Z""#
    let rows = [
      #"{\#(detection),"UserPrincipalName":"ada@example.com","UserId":"u-1","Type":"AADUserRiskEvents"}"#,
      #"{\#(detection),"UserPrincipalName":"ada@example.com","UserId":"u-1"}"#,
      #"{\#(detection),"ServicePrincipalId":"p-1","ServicePrincipalDisplayName":"Backup","Type":"AADServicePrincipalRiskEvents"}"#,
      #"{\#(risky),"UserPrincipalName":"ada@example.com","Type":"AADRiskyUsers"}"#,
    ]
    let reading = try Reading(rows.joined(separator: "\n"))
    #expect(
      reading.records.map(\.source) == [
        "AADUserRiskEvents", "AADUserRiskEvents", "AADServicePrincipalRiskEvents", "AADRiskyUsers",
      ])
    #expect(
      reading.records.map(\.actorKind) == ["person", "person", "servicePrincipal", "person"])
    #expect(reading.records.map(\.actorId) == ["u-1", "u-1", "p-1", "u-1"])
    #expect(reading.records[0].time?.text == "2026-03-01T07:00:00Z")
    #expect(reading.records[0].addresses == ["192.0.2.7"])
  }

  @Test func `OfficeActivity is read from a projection of five columns`() throws {
    let csv = """
      TimeGenerated,UserId,ClientIP,Operation,Parameters\r
      2020-04-18T04:50:30Z,,,Set-ConditionalAccessPolicy,"[{""Name"": ""Identity"", ""Value"": ""x""}]"\r
      2020-04-18T04:50:31Z,Ada@example.com,[2001:db8::7]:4711,New-InboxRule,"[{""Name"": ""ForwardTo"", ""Value"": ""evil@example.net""}]"\r

      """
    let records = try Reading(csv).records
    #expect(records.map(\.type) == [.unifiedAudit, .unifiedAudit])
    #expect(records.map(\.source) == ["OfficeActivity", "OfficeActivity"])
    #expect(records[0].actorKind == "unknown")
    #expect(records[1].addresses == ["2001:db8::7"])
    #expect(records[1].values.all(.forwardingTarget) == ["evil@example.net"])
    #expect(records[1].id.hasPrefix("sha256:"))
    // A row that names another table is of that table.
    let other =
      #"{"TimeGenerated":"2026-03-01T08:00:00Z","UserId":"ada@example.com","ClientIP":"192.0.2.7","Operation":"x","Type":"Dynamics365Activity"}"#
    #expect(try Reading(other).records.isEmpty)
  }
}
