import Case
@testable import Scope
import Testing

/// What an operation does to stores, flags and accounts (scope-tables.md), on small logs.
@Suite struct StoreTests {
  static let user = "ada@example.com"

  @Test func `reading another's mailbox makes the store viewed and its owner no victim`() throws {
    let test = try ScopeCase()
    try test.take([
      .audit(
        Self.user, "MailItemsAccessed", at: "2026-03-03T12:00:00", type: 50,
        more: """
          "MailboxOwnerUPN":"Bob@example.com","OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],\
          "Folders":[{"FolderItems":[{"InternetMessageId":"<1@x>"},{"InternetMessageId":"<1@x>"},{"InternetMessageId":"<2@x>"}]}]
          """)
    ])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.account) == [Self.user])
    #expect(answer.accounts.map(\.messages) == [2])
    #expect(answer.stores.map(\.store) == ["bob@example.com"])
    #expect(answer.stores.map(\.rung) == [.viewed])
    #expect(answer.stores.map(\.by) == [[Self.user]])
  }

  @Test func `a synchronised folder is taken, and a throttled mailbox stays open`() throws {
    let test = try ScopeCase()
    try test.take([
      .audit(
        Self.user, "MailItemsAccessed", at: "2026-03-03T12:00:00", type: 2,
        more:
          #""MailboxOwnerUPN":"ada@example.com","OperationProperties":[{"Name":"MailAccessType","Value":"Sync"}]"#
      ),
      .audit(
        Self.user, "FolderBind", at: "2026-03-03T12:00:00", type: 50,
        more:
          #""MailboxOwnerUPN":"bob@example.com","OperationProperties":[{"Name":"IsThrottled","Value":"True"}]"#
      ),
    ])
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.map(\.rung) == [.taken])
    #expect(answer.stores.map(\.rung) == [.taken, .none])
    #expect(answer.stores.map(\.ceiling) == [.taken, .viewed])
  }

  @Test func `files count once, whatever their case and slash`() throws {
    let test = try ScopeCase()
    let site = #""SiteUrl":"https://x.sharepoint.com/sites/A/""#
    try test.take([
      .audit(
        Self.user, "FileAccessed", at: "2026-03-03T12:00:00",
        more: site + #","ObjectId":"https://x.sharepoint.com/sites/A/f.docx""#),
      .audit(
        Self.user, "FilePreviewed", at: "2026-03-03T12:00:01",
        more: site + #","ObjectId":"https://x.sharepoint.com/sites/a/F.docx/""#),
      .audit(
        Self.user, "FileModified", at: "2026-03-03T12:00:02",
        more: site + #","ObjectId":"https://x.sharepoint.com/sites/A/g.docx""#),
    ])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.files) == [1])
    #expect(answer.accounts.map(\.flags) == [["altered"]])
    #expect(answer.stores.map(\.store) == ["https://x.sharepoint.com/sites/a"])
  }

  @Test func `a link that is removed later leaked from then to then`() throws {
    let test = try ScopeCase()
    let link =
      #""ObjectId":"https://x.sharepoint.com/sites/A/f.docx","SiteUrl":"https://x.sharepoint.com/sites/A""#
    try test.take([
      .audit(Self.user, "AnonymousLinkCreated", at: "2026-03-03T12:00:00", type: 14, more: link)
    ])
    #expect(try test.account(Self.user)?.flags == ["altered", "leaking"])
    try test.take(
      [
        .audit(
          Self.user, "AnonymousLinkRemoved", at: "2026-03-04T12:00:00", from: "192.0.2.1", type: 14,
          more: link)
      ], as: "later.jsonl")
    let account = try #require(try test.account(Self.user))
    #expect(account.flags == ["altered"])
    #expect(
      account.reasons.contains {
        $0.hasPrefix("leaked from 2026-03-03T12:00:00Z to 2026-03-04T12:00:00Z")
      })
  }

  @Test func `a rule leaks only when it forwards, and only when it was made`() throws {
    func rule(_ parameters: String, status: String = "True") throws -> [String]? {
      let test = try ScopeCase()
      try test.take([
        .audit(
          Self.user, "New-InboxRule", at: "2026-03-03T12:00:00", type: 1,
          more: #""ResultStatus":"\#(status)","ObjectId":"ada\\r","Parameters":[\#(parameters)]"#)
      ])
      return try test.account(Self.user)?.flags
    }
    let forward = #"{"Name":"ForwardTo","Value":"x@evil.example"}"#
    #expect(try rule(forward) == ["altered", "leaking"])
    #expect(try rule(#"{"Name":"DeleteMessage","Value":"True"}"#) == ["altered"])
    #expect(try rule(#"{"Name":"ForwardTo","Value":""}"#) == ["altered"])
    #expect(try rule(forward, status: "False") == [])
  }

  @Test func `an account that the actor made is not a victim`() throws {
    let test = try ScopeCase()
    test.file.population = .init(count: 10, asOf: "2026-03-01T00:00Z", source: "HR")
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .audit(
        Self.user, "Add user.", at: "2026-03-03T12:01:00", type: 8,
        more:
          #""ObjectId":"backdoor@example.com","Target":[{"ID":"backdoor@example.com","Type":5}]"#),
      .signIn("backdoor@example.com", at: "2026-03-03T12:02:00Z"),
    ])
    let answer = try test.answer()
    #expect(
      answer.accounts.first { $0.account == "backdoor@example.com" }?.flags == ["actorCreated"])
    #expect(answer.counts.accounts["accessed"]?.value == 1)
    #expect(answer.counts.accounts["actorCreated"]?.value == 1)
    #expect(answer.sentence.contains("accessed at least 1 of 10 accounts"))
  }

  @Test func `an operation that no row names is accessed and listed`() throws {
    let test = try ScopeCase()
    try test.take([.audit(Self.user, "SomethingNew", at: "2026-03-03T12:00:00")])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.rung) == [.accessed])
    #expect(answer.operationsNotClassed == [.init(name: "SomethingNew", count: 1)])
  }

  @Test func `a log-out is not a sign-in`() throws {
    let test = try ScopeCase()
    try test.take([
      .audit(
        Self.user, "UserLoggedIn", at: "2026-03-03T12:00:00", type: 15,
        more: #""ExtendedProperties":[{"Name":"RequestType","Value":"OAuth2:Logout"}]"#)
    ])
    #expect(try test.answer().accounts == [])
  }

  @Test(arguments: [
    "SHAREPOINT\\\\system", "app@sharepoint", "S-1-5-18", "Unknown", "Ada Lovelace",
  ])
  func `what is no person becomes no account`(name: String) throws {
    let test = try ScopeCase()
    try test.take([.audit(name, "FileAccessed", at: "2026-03-03T12:00:00")])
    let answer = try test.answer()
    #expect(answer.accounts == [])
    #expect(answer.notPeople.count == 1)
  }
}

/// What Identity Protection says proves nothing by itself (scope-tables.md).
@Suite struct RiskTests {
  @Test func `a risk detection from a matching address is no access`() throws {
    let test = try ScopeCase()
    let text =
      #"{"id":"1","riskEventType":"passwordSpray","detectedDateTime":"2026-03-03T08:00:00Z","userId":"a","userPrincipalName":"ada@example.com","ipAddress":"203.0.113.9"}"#
    try test.take([test.folder.write(.init(text.utf8), to: "risk.json").path])
    #expect(try test.answer().accounts == [])
  }
}
