import Case
@testable import Scope
import Testing

/// `scope witnesses`: one event counted once, disagreements shown, routes compared.
@Suite struct WitnessTests {
  static let user = "ada@example.com"
  static let id = "66ea54eb-6301-4ee5-be62-ff5a759b0100"

  private func report(_ test: ScopeCase, _ account: String? = nil) throws -> WitnessReport {
    try ScopeEngine().witnesses(
      test.catalog, inputs: try ScopeInputs(file: test.file, journal: test.journal),
      account: account)
  }

  private static func logon(
    _ at: String, of id: String, from address: String = "203.0.113.9", _ name: String = "ual",
    operation: String = "UserLoggedIn"
  ) -> Record {
    .audit(
      user, operation, at: at, from: address, id: name, type: 15,
      more: #""IntraSystemId":"\#(id)""#)
  }

  @Test func `two witnesses of one event are one event`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: Self.id),
      Self.logon("2026-03-03T12:00:01", of: Self.id),
      .signIn(Self.user, at: "2026-03-03T13:00:00Z", id: "other"),
    ])
    let report = try report(test)
    #expect((report.events, report.severalWitnesses, report.disagreements) == (2, 1, 0))
    #expect(report.witnessed.map(\.differences) == [[]])
    #expect(report.witnessed[0].witnesses.map(\.source) == ["Graph signIns", "unified audit log"])
  }

  @Test func `those that disagree come first and agree with the answer's figure`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T10:00:00Z", id: "fine"),
      Self.logon("2026-03-03T10:00:01", of: "fine", "ual-1"),
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 50126, id: Self.id),
      Self.logon("2026-03-03T12:00:01", of: Self.id, from: "198.18.0.1", "ual-2"),
    ])
    let report = try report(test)
    #expect(report.witnessed.map(\.differences) == [["outcome", "address"], []])
    #expect(report.witnessed[0].witnesses.map(\.outcome) == ["credentialFailure", "success"])
    #expect(report.disagreements == (try test.answer().disagreements))
  }

  @Test func `the same event too far apart is said to be counted twice`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: Self.id),
      Self.logon("2026-03-03T12:06:00", of: Self.id),
    ])
    let report = try report(test)
    #expect((report.events, report.severalWitnesses) == (2, 0))
    #expect(report.witnessed.map(\.differences) == [["time"]])
    #expect(report.witnessed[0].witnesses.count == 2)
  }

  @Test func `without a common complete stretch there is no number`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: "2026-03-03T12:00:00Z", id: Self.id)])
    let pair = try #require(try report(test).routes.first)
    #expect(pair.both == nil && pair.onlyLeft == nil && pair.onlyRight == nil)
    #expect(pair.because.contains("notAttempted"))
    test.declare("entra-signins-interactive", "2026-03-02T00:00Z", "2026-03-05T00:00Z")
    test.declare("unified-audit-logons", "2026-03-05T00:00Z", "2026-03-09T00:00Z")
    #expect(try report(test).routes.first?.both == nil)
  }

  @Test func `what one route lacks is counted over the common stretch alone`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: "both"),
      Self.logon("2026-03-03T12:00:01", of: "both", "ual-both"),
      .signIn(Self.user, at: "2026-03-03T13:00:00Z", id: "only-entra"),
      Self.logon("2026-03-03T14:00:00", of: "only-audit", "ual-only"),
      // The owner's own count too: a missing log is a missing log.
      .signIn(Self.user, at: "2026-03-03T15:00:00Z", from: "192.0.2.1", id: "owner"),
      // Told by the non-interactive sign-ins.
      Self.logon("2026-03-03T16:00:00", of: "silent", "ual-silent"),
      .signIn(Self.user, at: "2026-03-03T16:00:00Z", id: "silent", interactive: false),
      // Outside the common stretch.
      .signIn(Self.user, at: "2026-03-07T13:00:00Z", id: "late"),
    ])
    test.declare("entra-signins-interactive", "2026-03-02T00:00Z", "2026-03-09T00:00Z")
    test.declare("unified-audit-logons", "2026-03-02T00:00Z", "2026-03-05T00:00Z")
    let pair = try #require(try report(test).routes.first)
    #expect(pair.stretches == [.init(from: "2026-03-02T00:05:00Z", to: "2026-03-04T23:55:00Z")])
    #expect(pair.both == 1)
    #expect(pair.onlyLeft?.events == 2)
    #expect(pair.onlyLeft?.examples.map(\.record) == ["only-entra", "owner"])
    #expect(pair.onlyRight?.events == 2)
    #expect(pair.onlyRight?.elsewhere == 1)
  }

  @Test func `directory changes join by correlation and operation`() throws {
    let test = try ScopeCase()
    let graph = { (id: String, correlation: String, at: String) in
      Record(
        json: """
          {"id":"\(id)","activityDateTime":"\(at)Z","activityDisplayName":"Add member to role",\
          "category":"RoleManagement","result":"success","correlationId":"\(correlation)",\
          "loggedByService":"Core Directory","initiatedBy":{"user":{"id":"\(Record.objectId(of: Self.user))",\
          "userPrincipalName":"\(Self.user)","ipAddress":"203.0.113.9"}},"targetResources":[]}
          """)
    }
    let audit = { (id: String, correlation: String, at: String) in
      Record.audit(
        Self.user, "Add member to role.", at: at, id: id, type: 8,
        more: #""InterSystemsId":"\#(correlation)""#)
    }
    try test.take([
      graph("d1", "c1", "2026-03-03T12:00:00"), audit("u1", "c1", "2026-03-03T12:00:20"),
      graph("d2", "c2", "2026-03-03T13:00:00"), audit("u3", "c3", "2026-03-03T14:00:00"),
    ])
    try test.declareAll()
    let report = try report(test)
    #expect(report.severalWitnesses == 1)
    let pair = report.routes[1]
    #expect(pair.both == 1)
    #expect(pair.onlyLeft?.examples.map(\.record) == ["d2"])
    #expect(pair.onlyRight?.examples.map(\.record) == ["u3"])
  }

  @Test func `one account can be asked for and an unknown one is refused`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .signIn("bob@example.com", at: "2026-03-03T12:00:00Z"),
    ])
    #expect(try report(test).events == 2)
    #expect(try report(test, "BOB@example.com").events == 1)
    #expect(throws: ScopeError.noSuchAccount(name: "eve@example.com")) {
      try report(test, "eve@example.com")
    }
  }

  @Test func `what one source of a stream has and another lacks`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T10:00:00Z", id: "a"),
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: "b"),
      .signIn(Self.user, at: "2026-03-03T14:00:00Z", id: "c"),
    ])
    let row = { (id: String, time: String) in
      "\(id),\"3/3/2026, \(time)\",\(Self.user),\(Record.objectId(of: Self.user)),203.0.113.9,0,App,SigninLogs\r\n"
    }
    let csv =
      "Id,CreatedDateTime [UTC],UserPrincipalName,UserId,IPAddress,ResultType,AppDisplayName,Type\r\n"
      + row("a", "10:00:00.000 AM") + row("c", "2:00:00.000 PM")
    try test.take([test.folder.write(.init(csv.utf8), to: "SigninLogs.csv").path])
    try test.declareAll()
    let pair = try #require(try report(test).routes.last)
    #expect([pair.left, pair.right].map { $0.hasSuffix("SigninLogs") } == [false, true])
    #expect(pair.onlyLeft?.examples.map(\.record) == ["b"])
    #expect(pair.onlyRight?.events == 0)
  }
}
