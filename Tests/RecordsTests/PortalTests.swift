import Foundation
import Testing

@testable import Records

/// What the Entra portal exports.
@Suite struct PortalTests {
  /// The header of a sign-in export, with its double column and its blanks (fixtures/README.md 2.1).
  static let header =
    "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,User type,Cross tenant access type,Incoming token type,Authentication Protocol,Unique token identifier,Original transfer method,Client credential type,Token Protection - Sign In Session,Token Protection - Sign In Session StatusCode,Application,Application ID ,App owner tenant ID,Resource,Resource ID ,Resource tenant ID,Resource owner tenant ID,Home tenant ID,Home tenant name,IP address,Location,Status,Sign-in error code,Failure reason,Client app,Device ID,Browser,Operating System,Compliant,Managed,Join Type,Multifactor authentication result,Multifactor authentication auth method,Multifactor authentication auth detail,Authentication requirement,Sign-in identifier,Session ID,IP address (seen by resource),Through Global Secure Access,Global Secure Access IP address,Autonomous system  number,Flagged for review,Token issuer type,Incoming token type,Token issuer name,Latency,Conditional Access,Managed Identity type,Associated Resource Id,Federated Token Id,Federated Token Issuer"

  static func row(_ values: [String: String]) -> String {
    header.split(separator: ",", omittingEmptySubsequences: false).map { name in
      let value = values[name.trimmingCharacters(in: .whitespaces)] ?? ""
      return value.contains(",") ? "\"\(value)\"" : value
    }.joined(separator: ",")
  }

  static func signIn(_ id: String, _ status: String, _ code: String, _ date: String) -> String {
    row([
      "Date (UTC)": date, "Request ID": id, "User ID": "bbbbbbbb-0000-4000-8000-000000000001",
      "User": "Ada Example", "Username": "ada@example.com", "User agent": "Mozilla/5.0",
      "Application": "Office", "Application ID": "app-1", "Resource ID": "res-1",
      "IP address": "192.0.2.7", "Location": "Utrecht, Utrecht, NL", "Status": status,
      "Sign-in error code": code, "Failure reason": status == "Success" ? "Other." : "Bad",
      "Device ID": "d-1", "Session ID": "s-1", "Unique token identifier": "t-1",
      "IP address (seen by resource)": "198.51.100.1", "Incoming token type": "none",
    ])
  }

  @Test func `The header has its 57 names, one of them twice`() {
    let names = Self.header.split(separator: ",")
    #expect(names.count == 57)
    #expect(Set(names).count == 56)
  }

  @Test func `A sign-in export is read, with a code also where it only says Success`() throws {
    let day = "2026-03-01T08:00:00Z"
    let lines = [
      Self.header, Self.signIn("r1", "Success", "", day), Self.signIn("r2", "Success", "None", day),
      Self.signIn("r3", "Failure", "50126", day), Self.signIn("r4", "Interrupted", "50140", day),
      Self.signIn("r5", "Failure", "", day),
    ]
    let reading = try Reading("\u{FEFF}" + lines.joined(separator: "\r\n"))
    #expect(reading.story == ["r1", "r2", "r3", "r4", "r5"])
    #expect(reading.records.map { $0.values[.resultCode] } == ["0", "0", "50126", "50140", nil])
    let record = reading.records[0]
    #expect(record.source == "Entra portal sign-ins")
    #expect(record.stream == "entra-signins-interactive")
    #expect(record.actorName == "ada@example.com")
    #expect(record.actorId == "bbbbbbbb-0000-4000-8000-000000000001")
    #expect(record.time?.text == day)
    #expect(record.addresses == ["192.0.2.7", "198.51.100.1"])
    let fields: [Field] = [
      .applicationId, .resourceId, .deviceId, .sessionId, .tokenId, .userAgent,
    ]
    #expect(
      fields.map { record.values[$0] } == ["app-1", "res-1", "d-1", "s-1", "t-1", "Mozilla/5.0"])
  }

  @Test func `Sign-ins of service principals and managed identities have no user`() throws {
    let principal = """
      Date (UTC),Request ID,Correlation ID,Service principal ID,Service principal name,Resource,Resource ID ,IP address,Location,Status,Sign-in error code,Failure reason
      2026-03-01T08:00:00Z,r1,c1,p-1,Backup,Graph,g-1,192.0.2.7,NL,Success,,
      """
    let record = try #require(try Reading(principal).records.first)
    #expect(record.stream == "entra-signins-serviceprincipal")
    #expect(
      [record.actorName, record.actorId, record.actorKind] == ["Backup", "p-1", "servicePrincipal"])
    let identity = principal.replacingOccurrences(
      of: "IP address", with: "Managed Identity type")
    #expect(try Reading(identity).records.first?.stream == "entra-signins-managedidentity")
  }

  @Test func `An audit export is read, of users and of applications`() throws {
    let csv = """
      Date (UTC),CorrelationId,Service,Category,Activity,Result,ResultReason,ActorType,ActorDisplayName,ActorObjectId,ActorUserPrincipalName,IPAddress,Target1Type,Target1DisplayName,Target1ObjectId,Target1UserPrincipalName,Target2Type,Target2DisplayName,Target2ObjectId,Target2UserPrincipalName
      2026-03-01T08:00:00Z,c1,Core Directory,UserManagement,Reset user password,success,,User,Ada,u-1,ada@example.com,192.0.2.7,User,Bob,u-2,bob@example.com,Role,Admin,r-1,
      2026-03-01T08:00:01Z,c2,Core Directory,UserManagement,Add user,success,,Application,Sync,p-1,,,User,Eve,u-3,eve@example.com,,,,
      """
    let records = try Reading(csv).records
    #expect(records.map(\.type) == [.directoryAudit, .directoryAudit])
    #expect(records.map(\.actorKind) == ["person", "servicePrincipal"])
    #expect(records.map(\.actorId) == ["u-1", "p-1"])
    #expect(records[0].values.all(.targetId) == ["u-2", "r-1"])
    #expect(records[0].values.all(.targetName).contains("bob@example.com"))
    #expect(records[0].values[.operation] == "Reset user password")
    #expect(records.map(\.stream) == ["entra-audit", "entra-audit"])
  }

  // MARK: Dates of an unknown culture

  private static func times(_ dates: [String]) throws -> ([String?], [String]) {
    let lines = dates.enumerated().map { Self.signIn("r\($0)", "Success", "", $1) }
    let reading = try Reading(([Self.header] + lines).joined(separator: "\n"))
    let named = reading.story.filter { $0.hasPrefix("unreadable") }
    return (reading.records.map { $0.time?.text ?? $0.timeText }, named)
  }

  @Test func `One date with a single reading settles the order for its file`() throws {
    let (dayFirst, named) = try Self.times(["3/4/2021 8:00:00", "28/4/2021 9:00:00"])
    #expect(dayFirst == ["2021-04-03T08:00:00Z", "2021-04-28T09:00:00Z"])
    #expect(named.isEmpty)
    let (monthFirst, _) = try Self.times(["3/4/2021, 8:00:00 PM", "4/28/2021, 9:00:00 AM"])
    #expect(monthFirst == ["2021-03-04T20:00:00Z", "2021-04-28T09:00:00Z"])
  }

  @Test func `Where nothing settles it, a date that could be either is kept as text and named`()
    throws
  {
    let (times, named) = try Self.times(["3/4/2021 8:00:00", "5/5/2021 9:00:00"])
    #expect(times == ["3/4/2021 8:00:00", "2021-05-05T09:00:00Z"])
    #expect(named.count == 1)
    let (torn, alsoNamed) = try Self.times([
      "3/4/2021 8:00:00", "28/4/2021 9:00:00", "4/28/2021 9:00:00",
    ])
    #expect(torn == ["3/4/2021 8:00:00", "2021-04-28T09:00:00Z", "2021-04-28T09:00:00Z"])
    #expect(alsoNamed.count == 1)
  }

  @Test func `Log Analytics writes US text, unless the file can only have the day first`() throws {
    func read(_ dates: [String], app: String = "Office") throws -> Reading {
      let rows = dates.enumerated().map { "\"\($1)\",ada@example.com,\(app),0,r\($0)" }
      let header = "TimeGenerated [UTC],UserPrincipalName,AppDisplayName,ResultType,Id"
      return try Reading(([header] + rows).joined(separator: "\n"))
    }
    let us = try read(["3/4/2021, 8:00:00.5 AM", "4/28/2021, 9:00:00.000 AM"])
    #expect(
      us.records.map { $0.time?.text } == ["2021-03-04T08:00:00.500Z", "2021-04-28T09:00:00Z"])
    #expect(us.outcomes.count == 2)
    #expect(try read(["3/4/2021, 8:00:00 AM"]).records[0].time?.text == "2021-03-04T08:00:00Z")
    let british = try read(["3/4/2021, 08:00:00.5", "28/4/2021, 09:00:00.000"])
    #expect(
      british.records.map { $0.time?.text } == ["2021-04-03T08:00:00.500Z", "2021-04-28T09:00:00Z"])
    #expect(british.outcomes.count == 2)
    let us2300 = Array(repeating: "3/4/2021, 8:00:00 AM", count: 2300)
    let far = try read(us2300 + ["28/4/2021, 8:00:00 AM"], app: String(repeating: "x", count: 2000))
    #expect(far.records.count == 2301)
    #expect(far.story.filter { $0.contains("contradicts the order") }.count == 1)
  }

  @Test func `The order is settled in UTF-16 too, and places stay those of the file`() throws {
    let lines =
      [Self.header]
      + ["3/4/2021 8:00", "28/4/2021 9:00"].enumerated().map {
        Self.signIn("r\($0)", "Success", "", $1)
      }
    let text = lines.joined(separator: "\n")
    let data = Data([0xFF, 0xFE]) + (try #require(text.data(using: .utf16LittleEndian)))
    let reading = try Reading(data)
    #expect(
      reading.records.map { $0.time?.text } == ["2021-04-03T08:00:00Z", "2021-04-28T09:00:00Z"])
    #expect(reading.records.first?.offset == 2 + (Self.header.utf16.count + 1) * 2)
    #expect(reading.records.last.map { $0.offset + $0.length } == data.count)
  }

  @Test func `Without a file, slashes are US text and dots put the day first`() {
    #expect(TimeReader.instant("3/4/2021, 8:00:00.5 AM")?.text == "2021-03-04T08:00:00.500Z")
    #expect(TimeReader.instant("28/4/2021 8:00:00") == nil)
    #expect(TimeReader.instant("28.04.2021 08:00:00")?.text == "2021-04-28T08:00:00Z")
    #expect(TimeReader.instant("/Date(1695182703000)/")?.text == "2023-09-20T04:05:03Z")
    #expect(TimeReader.instant("/Date(99999999999999999)/") == nil)
  }
}
