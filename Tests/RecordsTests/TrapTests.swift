import Foundation
import Testing

@testable import Records

/// The traps of fixtures/README.md section 3 that no other suite here holds.
///
/// 1: IdentityTests. 3: TimeTests. 4: AddressTests. 6: FieldTests. 7: CensusTests.
@Suite struct TrapTests {
  @Test func `3: the time is that of the event, not of its emission`() throws {
    let diagnostic =
      #"{"time":"3/24/2022 2:42:35 PM","category":"SignInLogs","properties":{"id":"a","createdDateTime":"2022-03-24T9:00:00.1234567+00:00","userPrincipalName":"ada@example.com"}}"#
    let record = try #require(try Reading(diagnostic).records.first)
    #expect(record.time?.text == "2022-03-24T09:00:00.123456Z")
    let without = diagnostic.replacingOccurrences(
      of: #""createdDateTime":"2022-03-24T9:00:00.1234567+00:00","#, with: "")
    #expect(try Reading(without).records.first?.time?.text == "2022-03-24T14:42:35Z")
  }

  @Test(arguments: [
    (
      #"{"CreationTime":"2026-03-03T08:00:00","Operation":"MailItemsAccessed","RecordType":50,"ClientIPAddress":"2001:db8::7","ClientIP":""}"#,
      ["2001:db8::7"]
    ),
    (
      #"{"CreationTime":"2026-03-03T08:00:00","Operation":"x","RecordType":15,"ClientIP":"[::ffff:192.0.2.7]:80","ActorIpAddress":"192.0.2.7"}"#,
      ["192.0.2.7"]
    ),
    (
      #"{"Type":"OfficeActivity","Operation":"x","ClientIP":"<null>","Client_IPAddress":"192.0.2.7:1","ActorIpAddress":"sanitized"}"#,
      ["192.0.2.7", "sanitized"]
    ),
    (
      #"{"category":"SignInLogs","callerIpAddress":"192.0.2.8","properties":{"ipAddress":"123.456.7.89"}}"#,
      ["123.456.7.89", "192.0.2.8"]
    ),
  ])
  func `4: every column of addresses is read, and text that is none stays text`(
    text: String, addresses: [String]
  ) throws {
    #expect(try Reading(text).records.first?.addresses == addresses)
  }

  @Test(arguments: [
    (#""0""#, "0"), ("0", "0"), (#""Success""#, "0"), (#""50126""#, "50126"),
    (#""Failure""#, "Failure"),
  ])
  func `2: a diagnostic result is its code, a word for success is code 0, other words stay`(
    written: String, code: String
  ) throws {
    let text = #"{"category":"SignInLogs","resultType":\#(written),"properties":{"id":"a"}}"#
    #expect(try Reading(text).records.first?.values[.resultCode] == code)
    // The record's own code goes before the word of its envelope.
    let both =
      #"{"category":"SignInLogs","resultType":\#(written),"properties":{"status":{"errorCode":50140}}}"#
    #expect(try Reading(both).records.first?.values[.resultCode] == "50140")
  }

  @Test func `8: no dialect reads a place`() throws {
    for dialect in try Dialects.embedded().all {
      for path in dialect.columns.flatMap(\.1) {
        for step in path.steps {
          guard case .name(let name) = step else { continue }
          let text = String(decoding: name.bytes, as: UTF8.self)
          #expect(!text.contains("location") && !text.contains("country"), "\(dialect.name)")
        }
      }
    }
  }

  @Test func `A category of its own in the envelope does not hide a directory audit`() throws {
    let text =
      #"{"log":{"category":"Policy","operationName":"Authentication Methods Policy Update","properties":{"activityDisplayName":"Update policy","activityDateTime":"2025-01-15T14:20:35Z","initiatedBy":{"user":{"userPrincipalName":"ada@example.com"}}}},"test":"t"}"#
    let record = try #require(try Reading(text).records.first)
    #expect(record.type == .directoryAudit)
    #expect(record.values[.operation] == "Update policy")
    let activity = text.replacingOccurrences(of: "activityDisplayName", with: "statusCode")
    #expect(try Reading(activity).records.isEmpty)
  }

  @Test(arguments: [
    (
      #"{"category":"ServicePrincipalRiskEvents","time":"3/24/2022 2:42:35 PM","properties":{"id":"r","riskEventType":"suspiciousSignins","detectedDateTime":"2022-03-24T14:00:00Z","servicePrincipalId":"p-1","servicePrincipalDisplayName":"Backup"}}"#,
      "riskDetection"
    ),
    (
      #"{"category":"RiskyServicePrincipals","properties":{"id":"p-1","displayName":"Backup","riskState":"atRisk","riskLastUpdatedDateTime":"2022-03-24T14:00:00Z"}}"#,
      "riskyUser"
    ),
    (
      #"{"id":"p-1","displayName":"Backup","servicePrincipalType":"Application","riskState":"atRisk","riskLevel":"low","riskLastUpdatedDateTime":"2022-03-24T14:00:00Z"}"#,
      "riskyUser"
    ),
  ])
  func `What is at risk may be a service principal, which is no person`(
    text: String, type: String
  ) throws {
    let record = try #require(try Reading(text).records.first)
    #expect(
      [record.type.rawValue, record.actorKind, record.actorId] == [type, "servicePrincipal", "p-1"])
  }
}
