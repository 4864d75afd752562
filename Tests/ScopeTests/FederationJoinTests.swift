import Case
import Foundation
import Testing

@testable import Scope

/// AD FS events beside the sign-ins at Entra that they led to (scope.md, "Federated sign-ins").
@Suite struct FederationJoinTests {
  private static let user = "ada@fed.example.com"

  private static func signIn(
    at time: String = "2026-03-03T12:00:00Z", from address: String = "198.51.100.4",
    correlation: String = "", token: String = "none", interactive: Bool = true,
    user: String = Self.user, step: String? = nil
  ) -> Record {
    let details =
      step.map {
        #""authenticationDetails":[{"authenticationMethod":"\#($0)","authenticationMethodDetail":"Federated"}],"#
      } ?? ""
    return Record(
      json: """
        {"id":"\(UUID().uuidString)","createdDateTime":"\(time)","userPrincipalName":"\(user)",\
        "userId":"\(Record.objectId(of: user))","ipAddress":"\(address)","clientAppUsed":"Browser",\
        "correlationId":"\(correlation)","incomingTokenType":"\(token)",\(details)\
        "isInteractive":\(interactive),"status":{"errorCode":0}}
        """)
  }

  private func scope(_ records: [Record], declaring: Bool = true) throws -> ScopeCase {
    let scope = try ScopeCase()
    scope.file.tenant?.federatedDomains = ["fed.example.com"]
    try scope.take(records)
    if declaring { try scope.declareAll() }
    return scope
  }

  private func flags(_ scope: ScopeCase) throws -> [String] {
    try scope.account(Self.user)?.flags ?? []
  }

  @Test func `a federated sign-in that no server tells of may rest on a forged token`() throws {
    let scope = try scope([Self.signIn()])
    let account = try #require(try scope.account(Self.user))
    #expect(account.flags == ["noTokenEvent"])
    #expect(account.rung == .none && account.ceiling == .accessed)
    #expect(account.flagBasis.map(\.rung) == ["noTokenEvent"])
  }

  @Test func `the activity id, or the account about that time, joins the event of AD FS`() throws {
    let activity = "aaaaaaaa-1111-4000-8000-000000000001"
    let byId = try SupportingRecordsTests.event(
      1200, user: "FED\\ada", result: "Success", at: "2026-03-03T11:58:10Z", from: "10.0.0.1",
      activity: activity)
    #expect(try flags(scope([Self.signIn(correlation: activity), byId])) == [])
    let byName = try SupportingRecordsTests.event(
      1202, user: Self.user, result: "Success", at: "2026-03-03T11:59:10Z", from: "10.0.0.1")
    #expect(try flags(scope([Self.signIn(), byName])) == [])
    let byAccount = try SupportingRecordsTests.event(
      1202, user: "FED\\ada", result: "Success", at: "2026-03-03T11:59:10Z", from: "10.0.0.1")
    #expect(try flags(scope([Self.signIn(), byAccount])) == [])
    let ofAnother = try SupportingRecordsTests.event(
      1202, user: "FED\\bob", result: "Success", at: "2026-03-03T11:59:10Z")
    #expect(try flags(scope([Self.signIn(), ofAnother])) == ["noTokenEvent"])
    let refused = try SupportingRecordsTests.event(
      1202, user: Self.user, result: "Failure", at: "2026-03-03T11:59:10Z", from: "10.0.0.1")
    #expect(try flags(scope([Self.signIn(), refused])) == ["noTokenEvent"])
  }

  @Test func `only sign-ins that consumed an assertion can lack its event`() throws {
    #expect(try flags(scope([Self.signIn(token: "primaryRefreshToken")])) == [])
    #expect(try flags(scope([Self.signIn(interactive: false)])) == [])
    #expect(try flags(scope([Self.signIn(step: "Previously satisfied")])) == [])
    #expect(
      try flags(scope([Self.signIn(token: "saml20", interactive: false)])) == ["noTokenEvent"])
    #expect(
      try flags(scope([Self.signIn(interactive: false, step: "Password")])) == ["noTokenEvent"])
    #expect(try flags(scope([Self.signIn(user: "ada@example.com")])) == [])
  }

  @Test func `nothing is said while the farm's logs are not complete, or in staged roll-out`()
    throws
  {
    let blind = try scope([Self.signIn()])
    blind.journal.removeAll { $0["detail"]?["source"]?.string == "adfs-audit" }
    #expect(try flags(blind) == [])
    let staged = try scope([Self.signIn()])
    staged.file.tenant?.stagedRollout = ["fed.example.com"]
    #expect(try flags(staged) == [])
  }

  @Test func `what was never looked at is unknown`() throws {
    let scope = try scope([Self.signIn(from: "203.0.113.9")])
    scope.journal.removeAll { $0["detail"]?["source"]?.string == "adfs-audit" }
    #expect(try scope.account(Self.user)?.unknownFlags.contains("noTokenEvent") == true)
  }

  @Test func `an event from the actor's address leads to the sign-in that it opened`() throws {
    let activity = "aaaaaaaa-1111-4000-8000-000000000001"
    let event = try SupportingRecordsTests.event(
      1202, user: Self.user, result: "Success", at: "2026-03-03T11:59:10Z", activity: activity)
    let scope = try scope([event, Self.signIn(from: "52.96.0.1", correlation: activity)])
    let account = try #require(try scope.account(Self.user))
    #expect(account.rung == .accessed)
    #expect(account.successes == 1)
    #expect(account.basis.contains { $0.why.contains("same correlation") })
  }

  @Test func `a credential that AD FS proves opens nothing that Entra's sign-ins have closed`()
    throws
  {
    let event = try SupportingRecordsTests.event(1202, user: Self.user, result: "Success")
    let scope = try scope([event])
    #expect(try scope.account(Self.user)?.qualifier == .exact)
    scope.journal.removeAll {
      $0["detail"]?["source"]?.string?.hasPrefix("entra-signins") ?? false
    }
    #expect(try scope.account(Self.user)?.ceiling == .accessed)
  }
}

/// What an application or session read through Microsoft Graph.
@Suite struct GraphActivityTests {
  private static func request(
    _ method: String, _ uri: String, status: Int = 200, from address: String = "203.0.113.9",
    token: String = "", application: Bool = false
  ) -> Record {
    let who =
      application
      ? #""ServicePrincipalId":"99999999-0000-4000-8000-000000000001","UserId":"""#
      : #""UserId":"\#(Record.objectId(of: "ann@example.com"))""#
    return Record(
      json: """
        {"TimeGenerated":"2026-03-03T12:00:00Z","RequestId":"\(UUID().uuidString)",\
        "RequestMethod":"\(method)","RequestUri":"https://graph.microsoft.com/v1.0\(uri)",\
        "ResponseStatusCode":\(status),\(who),"IPAddress":"\(address)","SignInActivityId":"\(token)",\
        "AppId":"app-1"}
        """)
  }

  /// So that the object id has a name.
  private static let name = Record.signIn(
    "ann@example.com", at: "2026-02-01T10:00:00Z", from: "198.51.100.4")

  private func answer(_ records: [Record]) throws -> ScopeAnswer {
    let scope = try ScopeCase()
    try scope.take([Self.name] + records)
    return try scope.answer()
  }

  @Test func `reading one's messages views that mailbox`() throws {
    let answer = try answer([Self.request("GET", "/me/messages/AAMk=?$select=subject")])
    #expect(answer.accounts.first { $0.account == "ann@example.com" }?.rung == .viewed)
    #expect(answer.stores.map(\.store) == ["ann@example.com"])
    #expect(answer.stores.map(\.rung) == [.viewed])
  }

  @Test func `an application that reads a mailbox makes a store and no account`() throws {
    let id = Record.objectId(of: "ann@example.com").uppercased()
    let answer = try answer([
      Self.request("GET", "/users/\(id)/mailFolders('inbox')/messages", application: true)
    ])
    #expect(answer.accounts.allSatisfy { $0.rung == .none })
    #expect(answer.stores.map(\.store) == ["ann@example.com"])
    #expect(answer.notPeople.map(\.kind) == ["servicePrincipal"])
  }

  @Test func `a download is taken, and its drive is that of the audit log`() throws {
    let site = "https://x-my.sharepoint.com/personal/ann_example_com"
    let answer = try answer([
      Self.request("GET", "/me/drive/items/01ABC/content"),
      .audit(
        "ann@example.com", "FileAccessed", at: "2026-03-03T12:01:00",
        more: #""SiteUrl":"\#(site)/","ObjectId":"\#(site)/Documents/a.docx""#),
    ])
    #expect(answer.stores.map(\.store) == [site])
    #expect(answer.stores.map(\.rung) == [.taken])
    #expect(answer.stores.first?.basis.count == 2)
  }

  @Test func `what was refused shows the session and no content`() throws {
    let answer = try answer([Self.request("GET", "/me/messages", status: 403)])
    #expect(answer.accounts.first { $0.account == "ann@example.com" }?.rung == .accessed)
    #expect(answer.stores.isEmpty)
  }

  @Test func `a request is tied to the sign-in that issued its token`() throws {
    let answer = try answer([
      Record(
        json: """
          {"id":"s1","createdDateTime":"2026-03-03T11:00:00Z","userPrincipalName":"ann@example.com",\
          "userId":"\(Record.objectId(of: "ann@example.com"))","ipAddress":"203.0.113.9",\
          "clientAppUsed":"Browser","isInteractive":true,"uniqueTokenIdentifier":"TOK-1",\
          "status":{"errorCode":0}}
          """),
      Self.request("GET", "/me/messages", from: "52.96.0.1", token: "TOK-1"),
    ])
    #expect(answer.accounts.first { $0.account == "ann@example.com" }?.rung == .viewed)
  }

  @Test func `paths are read in the forms that Graph writes`() {
    #expect(
      GraphRequests.segments("https://graph.microsoft.com/beta/users('A-1')/messages?$top=5")
        == ["users", "a-1", "messages"])
    #expect(GraphRequests.segments("/v1.0/me/messages") == ["me", "messages"])
  }
}
