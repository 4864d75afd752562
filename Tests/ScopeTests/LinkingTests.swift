import Case
@testable import Scope
import Testing

/// Identity, witnesses and handles of scope.md, on small logs.
@Suite struct LinkingTests {
  static let user = "ada@example.com"

  @Test func `one event from three routes is counted once`() throws {
    let test = try ScopeCase()
    let id = "66ea54eb-6301-4ee5-be62-ff5a759b0100"
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00.1234567Z", id: id),
      .audit(
        "ADA@example.com", "UserLoggedIn", at: "2026-03-03T12:00:01", id: id, type: 15,
        more: #""IntraSystemId":"\#(id.uppercased())""#),
    ])
    let csv =
      "Id,CreatedDateTime [UTC],UserPrincipalName,UserId,IPAddress,ResultType,AppDisplayName,Type\r\n"
      + "\(id),\"3/3/2026, 12:00:00.123 PM\",\(Self.user),\(Record.objectId(of: Self.user)),203.0.113.9,0,App,SigninLogs\r\n"
    try test.take([test.folder.write(.init(csv.utf8), to: "SigninLogs.csv").path])
    let account = try #require(try test.account(Self.user))
    #expect(account.successes == 1)
    #expect(account.reasons.first == "accessed by Graph signIns, SigninLogs, unified audit log")
    #expect(try test.answer().disagreements == 0)
  }

  @Test func `witnesses that disagree are reported and the higher rung stands`() throws {
    let test = try ScopeCase()
    let id = "66ea54eb-6301-4ee5-be62-ff5a759b0100"
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 50126, id: id),
      .audit(
        Self.user, "UserLoggedIn", at: "2026-03-03T12:00:01", id: id, type: 15,
        more: #""IntraSystemId":"\#(id)""#),
    ])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.rung) == [.accessed])
    #expect(answer.accounts.map(\.successes) == [1])
    #expect(answer.accounts.map(\.failures) == [0])
    #expect(answer.disagreements == 1)
  }

  @Test func `the same id of two people is two events`() throws {
    let test = try ScopeCase()
    let zero = "00000000-0000-0000-0000-000000000000"
    let outcome = try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: zero),
      .signIn("eve@example.com", at: "2026-03-03T12:00:00Z", id: zero),
      .signIn(Self.user, at: "2026-03-04T12:00:00Z", id: zero),
    ])
    #expect(outcome.map(\.conflicts) == [2])
    #expect(try test.answer().accounts.map(\.successes) == [2, 1])
  }

  @Test func `a name without an object id joins the one that carried it`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .audit("ADA@Example.com", "FileAccessed", at: "2026-03-03T13:00:00"),
    ])
    #expect(try test.answer().accounts.map(\.account) == [Self.user])
    try test.take(
      [
        .signIn(
          Self.user, at: "2026-03-03T12:00:00Z", from: "192.0.2.1",
          objectId: "0b0b0b0b-0000-4000-8000-000000000001")
      ],
      as: "second.jsonl")
    let accounts = try test.answer().accounts
    #expect(accounts.count == 2)
    #expect(accounts.first { $0.id == nil }?.flags.contains("ambiguous") == true)
  }

  @Test func `a session that the actor opened is followed to addresses that nobody named`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", session: "S1"),
      .signIn(
        Self.user, at: "2026-03-03T13:00:00Z", from: "198.18.0.1", session: "S1", interactive: false
      ),
      .signIn("eve@example.com", at: "2026-03-03T13:00:00Z", from: "198.18.0.1", session: "S1"),
    ])
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.map(\.account) == [Self.user])
    #expect(answer.accounts.map(\.successes) == [2])
    #expect(answer.accounts.map(\.addresses) == [["198.18.0.1", "203.0.113.9"]])
    #expect(answer.accounts.map(\.qualifier) == [.exact])
  }

  @Test
  func `a session of the owner's, stolen, adds at most, and the owner's places are set apart`()
    throws
  {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-01T08:00:00Z", from: "192.0.2.1", session: "S1"),
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 50126, session: "S1"),
      .signIn(Self.user, at: "2026-03-03T13:00:00Z", from: "198.18.0.1", session: "S1"),
      .signIn(Self.user, at: "2026-03-03T14:00:00Z", from: "192.0.2.1", session: "S1"),
    ])
    try test.declareAll()
    let account = try #require(try test.account(Self.user))
    #expect(account.rung == .accessed)
    #expect(account.qualifier == .atMost)
    #expect(account.successes == 1)
    #expect(account.addresses == ["198.18.0.1", "203.0.113.9"])
  }

  @Test func `what rests on an account alone is at most`() throws {
    let test = try ScopeCase(indicators: ["account:\(Self.user)"])
    try test.take([.signIn(Self.user, at: "2026-03-03T12:00:00Z", from: "192.0.2.1")])
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.map(\.qualifier) == [.atMost])
    #expect(answer.counts.accounts["accessed"] == .init(value: 1, qualifier: .atMost, ceiling: 1))
  }

  @Test func `indicators that are tied have to hold together`() throws {
    let test = try ScopeCase(indicators: [])
    var tied = IndicatorEntry("")
    tied.indicator = nil
    tied.allOf = ["ip:203.0.113.0/24", "app:app-2"]
    test.file.indicators = [tied]
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .signIn("eve@example.com", at: "2026-03-03T12:00:00Z", app: "APP-2"),
      .signIn("joe@example.com", at: "2026-03-03T12:00:00Z", from: "192.0.2.1", app: "app-2"),
    ])
    #expect(try test.answer().accounts.map(\.account) == ["eve@example.com"])
  }

  @Test func `an indicator holds within its own times`() throws {
    let test = try ScopeCase(
      indicators: ["ip:203.0.113.9@2026-03-03T00:00Z/2026-03-04T00:00Z"])
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .signIn("eve@example.com", at: "2026-03-05T12:00:00Z"),
    ])
    #expect(try test.answer().accounts.map(\.account) == [Self.user])
  }

  @Test func `a new address is a candidate until a named person promotes it`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-01T12:00:00Z", from: "192.0.2.1"),
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .signIn(Self.user, at: "2026-03-03T12:10:00Z", from: "192.0.2.1"),
      .audit(Self.user, "FileDownloaded", at: "2026-03-03T12:20:00", from: "198.18.0.1"),
    ])
    try test.declareAll()
    var answer = try test.answer()
    #expect(answer.candidates.map(\.value) == ["198.18.0.1"])
    #expect(answer.candidates.map(\.wouldProve) == [.taken])
    #expect(answer.accounts.map(\.ceiling) == [.taken])
    #expect(answer.accounts.map(\.qualifier) == [.atLeast])
    test.file.exclusions = [.init(address: "198.18.0.0/16", reason: "our proxy")]
    #expect(try test.answer().candidates == [])
    test.file.exclusions = nil
    test.journal.append([
      "act": "scope.promote",
      "detail": ["indicator": "ip:198.18.0.1", "by": "Ada", "because": "same tool"],
    ])
    answer = try test.answer()
    #expect(answer.accounts.map(\.rung) == [.taken])
    #expect(answer.candidates == [])
    #expect(
      answer.inputs.decisions
        == [.init(decision: "promote", subject: "ip:198.18.0.1", by: "Ada", because: "same tool")])
  }
}
