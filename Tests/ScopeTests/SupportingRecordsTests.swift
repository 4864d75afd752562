import Case
import Foundation
@testable import Scope
import TestSupport
import Testing

/// AD FS events prove the credential and no more; alerts, traces, the Activity Log and Identity
/// Protection prove nothing by themselves.
@Suite struct SupportingRecordsTests {
  static let user = "ada@example.com"
  static let noon = "2026-03-03T12:00:00Z"
  static let address = "203.0.113.9"

  static func event(
    _ number: Int, user: String = Self.user, result: String = "Failure", failure: String = "None",
    error: String? = nil, at time: String = Self.noon, from address: String = Self.address,
    activity: String = UUID().uuidString.lowercased()
  ) throws -> Record {
    let audit =
      "<AuditBase><AuditResult>\(result)</AuditResult><FailureType>\(failure)</FailureType>"
      + "<ContextComponents><UserId>\(user)</UserId><IpAddress>\(address)</IpAddress>"
      + "</ContextComponents></AuditBase>"
    let text =
      error.map {
        "Activity ID: \(activity)\r\nClient IP: \r\n\(address)\r\nError message: \r\n\(user)-\($0)\r\n"
      }
      ?? (number > 1000
        ? "Activity ID: \(activity)\r\nXML: \(audit)"
        : "Activity ID: \(activity)\r\nUser: \r\n\(user)\r\nClient IP: \r\n\(address)")
    return Record(
      json: JSONValue.object([
        "SourceName": "AD FS Auditing", "EventID": .integer(Int64(number)),
        "TimeCreated": .string(time),
        "Message": .string(text),
      ]).canonical)
  }

  @Test(
    arguments: [
      (1203, "Failure", "CredentialValidationError", nil, Rung.attempted, Rung.attempted),
      (1201, "Failure", "CredentialValidationError", nil, .attempted, .attempted),
      (1201, "Failure", "AuthorizationError", nil, .credentialKnown, .credentialKnown),
      (1202, "Success", "None", nil, .credentialKnown, .credentialKnown),
      (1200, "Success", "None", nil, .credentialKnown, .credentialKnown),
      (1210, "Failure", "ExtranetLockoutError", nil, .attempted, .credentialKnown),
      (515, "", "", nil, .credentialKnown, .credentialKnown),
      (516, "", "", nil, .attempted, .credentialKnown),
      (411, "", "", "The user name or password is incorrect", .attempted, .attempted),
      (411, "", "", "The user's password must be changed", .credentialKnown, .credentialKnown),
      (4999, "Success", "None", nil, .none, .credentialKnown),
    ] as [(Int, String, String, String?, Rung, Rung)])
  func `an event of AD FS proves its rung and leaves its ceiling`(
    number: Int, result: String, failure: String, error: String?, rung: Rung, ceiling: Rung
  ) throws {
    let test = try ScopeCase()
    try test.take([try Self.event(number, result: result, failure: failure, error: error)])
    try test.declareAll()
    let account = try #require(try test.account(Self.user))
    #expect(account.rung == rung)
    #expect(account.ceiling == ceiling)
    #expect(account.successes == 0)
  }

  @Test func `the events of one refusal are one failure`() throws {
    let test = try ScopeCase()
    let activity = "aaaaaaaa-1111-4000-8000-000000000001"
    let wrong = "CredentialValidationError"
    try test.take([
      try Self.event(1203, failure: wrong, activity: activity),
      try Self.event(411, error: "The user name or password is incorrect", activity: activity),
      try Self.event(1201, failure: wrong, activity: activity),
      try Self.event(1203, failure: wrong),
    ])
    #expect(try test.account(Self.user)?.failures == 2)
  }

  @Test func `a request that tells of no credential proves nothing`() throws {
    let test = try ScopeCase()
    try test.take([try Self.event(403), try Self.event(1206, result: "Success")])
    try test.declareAll()
    #expect(try test.answer().accounts.isEmpty)
  }

  @Test func `the account of a domain is no account, and is listed`() throws {
    let test = try ScopeCase()
    try test.take([try Self.event(1202, user: "EXAMPLE\\ada", result: "Success")])
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.isEmpty)
    #expect(answer.notPeople.map(\.identity) == ["example\\ada"])
    #expect(answer.notPeople.map(\.kind) == ["onPremises"])
  }

  @Test func `an event without a zone is outside every window, and counted`() throws {
    let test = try ScopeCase()
    let event = try Self.event(1203, at: "2026-03-03 12:00:00")
    try test.take([event])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.rung) == [.none])
    #expect(answer.noTime == 1)
  }

  /// A record of each type that proves nothing, of the user, from the address, with the handles.
  private static var supporting: [Record] {
    let id = Record.objectId(of: user)
    return [
      """
      {"id":"a1","severity":"high","serviceSource":"x","title":"t","createdDateTime":"\(noon)",
      "evidence":[{"userAccount":{"userPrincipalName":"\(user)","azureAdUserId":"\(id)"}},
      {"ipAddress":"\(address)"}]}
      """,
      """
      {"MessageTraceId":"m1","Received":"2026-03-03T12:00:00","SenderAddress":"\(user)",
      "RecipientAddress":"bob@example.com","FromIP":"\(address)"}
      """,
      """
      {"eventTimestamp":"\(noon)","operationName":{"value":"x/write"},"caller":"\(user)",
      "eventDataId":"e1","claims":{"ipaddr":"\(address)","uti":"t-1"}}
      """,
      """
      {"id":"d1","riskEventType":"x","detectedDateTime":"\(noon)","userPrincipalName":"\(user)",
      "userId":"\(id)","ipAddress":"\(address)","riskState":"atRisk","riskLevel":"high"}
      """,
    ].map { Record(json: $0.replacingOccurrences(of: "\n", with: "")) }
  }

  @Test(arguments: ["ip:203.0.113.9", "account:ada@example.com", "token:t-1", "session:s-1"])
  func `what proves nothing by itself makes no account accessed`(indicator: String) throws {
    let test = try ScopeCase(indicators: [indicator])
    let outcomes = try test.take(Self.supporting)
    #expect(outcomes.first?.records.values.reduce(0, +) == 4)
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.isEmpty)
    #expect(answer.stores.isEmpty)
    #expect(answer.candidates.isEmpty)
  }

  @Test func `what proves nothing by itself changes nothing beside what does`() throws {
    let records: [Record] = [
      .signIn(Self.user, at: "2026-03-04T12:00:00Z", session: "s-1"),
      .signIn(Self.user, at: "2026-03-04T13:00:00Z", from: "198.51.100.2", session: "s-2"),
      .signIn(Self.user, at: "2026-03-01T12:00:00Z", from: "198.51.100.1", session: "s-1"),
    ]
    let without = try ScopeCase()
    try without.take(records)
    try without.declareAll()
    let with = try ScopeCase()
    try with.take(records)
    // Earlier and later than the incident, from an address that is to stay a candidate.
    try with.take(
      Self.supporting
        + Self.supporting.map {
          Record(
            json: $0.json.replacingOccurrences(of: "2026-03-03", with: "2026-03-02")
              .replacingOccurrences(of: Self.address, with: "198.51.100.2")
              .replacingOccurrences(of: "\"s-1\"", with: "\"s-2\""))
        }, as: "supporting.jsonl")
    try with.declareAll()
    let (a, b) = (try without.answer(), try with.answer())
    #expect(b.accounts.map(\.rung) == [.accessed])
    #expect(a.accounts.map(\.rung) == b.accounts.map(\.rung))
    #expect(a.accounts.map(\.qualifier) == b.accounts.map(\.qualifier))
    #expect(a.accounts.map(\.addresses) == b.accounts.map(\.addresses))
    #expect(a.candidates.map(\.value) == ["198.51.100.2"])
    #expect(a.candidates.map(\.value) == b.candidates.map(\.value))
  }

  @Test func `the absence of what only supports leaves nothing open`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    let streams = try StreamTable.embedded()
    for stream in streams.streams where stream.role != .support {
      test.declare(stream.stream, test.file.window.from, test.file.window.to)
    }
    #expect(streams.streams.filter { $0.role == .support }.count == 4)
    #expect(try test.account(Self.user)?.qualifier == .exact)
  }
}
