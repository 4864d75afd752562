import Case
import Foundation
import Testing

@testable import Drill

/// The query API of Log Analytics, held to section 8 of the reference.
@Suite struct LogAnalyticsTests {
  private struct Workspace {
    /// Its tables are made once.
    static let shared = Result { try Workspace() }
    static let id = "7c759f10-0000-4db8-ad6d-f07d8ae3f8ea"
    let bench: ServiceBench
    let service: LogAnalytics

    init(byteLimit: Int = 104_857_600, _ change: (inout TenantSettings) -> Void = { _ in }) throws {
      bench = try ServiceBench(.logAnalytics, change)
      service = LogAnalytics(bench.logs, bench.settings, bench.tokens, byteLimit: byteLimit)
    }

    func ask(_ query: String, timespan: String? = nil, headers: [String: String] = [:])
      -> WireAnswer
    {
      var body: [String: JSONValue] = ["query": .string(query)]
      body["timespan"] = timespan.map { .string($0) }
      return service.answer(
        bench.request(
          "POST", "/v1/workspaces/\(Workspace.id)/query",
          headers: headers.merging(["content-type": "application/json"]) { first, _ in first },
          body: JSONValue.object(body).canonical))
    }

    func table(_ query: String, timespan: String? = nil) throws -> Table {
      let answer = ask(query, timespan: timespan)
      try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
      return try Table(answer)
    }
  }

  private struct Table {
    let columns: [String]
    let types: [String]
    let rows: [[Any]]

    init(_ answer: WireAnswer) throws {
      let tables = try #require(try answer.object["tables"] as? [[String: Any]])
      let table = try #require(tables.first)
      #expect(table["name"] as? String == "PrimaryResult")
      let described = try #require(table["columns"] as? [[String: String]])
      columns = described.compactMap { $0["name"] }
      types = described.compactMap { $0["type"] }
      rows = try #require(table["rows"] as? [[Any]])
    }

    func texts(_ name: String) throws -> [String] {
      let place = try #require(columns.firstIndex(of: name))
      return rows.map { $0[place] as? String ?? "" }
    }
  }

  @Test func `the rows are those of the shape, byte for byte`() throws {
    let workspace = try Workspace.shared.get()
    let drill = try Written(.small(), shapes: [.logAnalyticsTables])
    for name in [
      "SigninLogs", "AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs",
      "AADManagedIdentitySignInLogs", "AuditLogs", "OfficeActivity",
    ] {
      let answer = workspace.ask(name)
      let folder = drill.exports.appendingPathComponent("loganalytics-tables/\(name)")
      let page = try Data(contentsOf: folder.appendingPathComponent("0001.json"))
      let written = try JSONSerialization.jsonObject(with: page) as? [String: Any]
      let known = try #require((written?["tables"] as? [[String: Any]])?.first)
      let table = try #require((try answer.object["tables"] as? [[String: Any]])?.first)
      #expect(table["columns"] as? NSArray == known["columns"] as? NSArray)
      let rows = try Self.sorted(table["rows"])
      let shape = try Self.sorted(known["rows"])
      #expect(rows == shape, "\(name)")
    }
  }

  /// The rows as texts, in an order that does not hang on that of the answer.
  private static func sorted(_ rows: Any?) throws -> [String] {
    try #require(rows as? [[Any]]).map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
    }.sorted()
  }

  @Test func `slices of time hold each row once, and between both its ends`() throws {
    let workspace = try Workspace.shared.get()
    let all = try workspace.table("SigninLogs")
    var ids: [String] = []
    for day in 27...38 {
      let (from, to) = (Self.day(day), Self.day(day + 1))
      let table = try workspace.table(
        "SigninLogs | where TimeGenerated >= datetime(\(from)) and TimeGenerated < datetime(\(to)T00:00:00Z)"
      )
      ids += try table.texts("Id")
    }
    #expect(ids.count == all.rows.count)
    #expect(try Set(ids) == Set(all.texts("Id")))
    let time = try #require(try all.texts("TimeGenerated").dropFirst(10).first)
    #expect(
      try workspace.table(
        "SigninLogs | where TimeGenerated between (datetime(\(time)) .. datetime(\(time)))"
      )
      .rows.count == 1)
    #expect(try workspace.table("SigninLogs", timespan: "\(time)/\(time)").rows.count == 1)
    #expect(
      try workspace.table(
        "SigninLogs | where TimeGenerated > datetime(\(time)) | where TimeGenerated < datetime(\(time))"
      ).rows.isEmpty)
  }

  private static func day(_ number: Int) -> String {
    let start = Instant(microseconds: 1_769_904_000_000_000)  // 2026-02-01
    return String(start.adding(seconds: Int64(number - 1) * 86_400).text.prefix(10))
  }

  @Test func `a timespan is a duration, two times, or one of each, and cuts with the query`() throws
  {
    let workspace = try Workspace.shared.get()
    let day = try workspace.table(
      "SigninLogs", timespan: "2026-03-04T00:00:00Z/2026-03-05T00:00:00Z"
    ).rows.count
    #expect(day > 0)
    #expect(
      try workspace.table("SigninLogs", timespan: "2026-03-04T00:00:00Z/P1D").rows.count == day)
    #expect(try workspace.table("SigninLogs", timespan: "2026-03-04/PT24H").rows.count == day)
    #expect(try workspace.table("SigninLogs", timespan: "P1D").rows.isEmpty)
    #expect(try workspace.table("SigninLogs", timespan: "P30D").rows.count > day)
    let cut = "SigninLogs | where TimeGenerated < datetime(2026-03-04T12:00:00Z)"
    #expect(try workspace.table(cut, timespan: "2026-03-04/P1D").rows.count < day)
    #expect(workspace.ask("SigninLogs", timespan: "soon").status == 400)
  }

  @Test func `counts, bins and projections agree with the rows`() throws {
    let workspace = try Workspace.shared.get()
    let rows = try workspace.table("OfficeActivity")
    let count = try workspace.table("OfficeActivity | count")
    #expect(count.columns == ["Count"])
    #expect(count.rows[0][0] as? Int == rows.rows.count)
    let hours = try workspace.table(
      "OfficeActivity | summarize count() by bin(TimeGenerated, 1h) | order by TimeGenerated asc")
    #expect(hours.columns == ["TimeGenerated", "count_"])
    #expect(hours.types == ["datetime", "long"])
    #expect(hours.rows.compactMap { $0[1] as? Int }.reduce(0, +) == rows.rows.count)
    let times = try hours.texts("TimeGenerated")
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0.hasSuffix(":00:00.0000000Z") })
    let users = try workspace.table("OfficeActivity | distinct UserId")
    #expect(try Set(users.texts("UserId")) == Set(rows.texts("UserId")))
    let some = try workspace.table(
      "OfficeActivity | where Operation == \"New-InboxRule\" and UserId !contains 'nobody' | project Time = TimeGenerated, OfficeId | take 1"
    )
    #expect(some.columns == ["Time", "OfficeId"])
    #expect(some.rows.count == 1)
    let ends = try workspace.table(
      "OfficeActivity | summarize first=min(TimeGenerated), max(TimeGenerated), n=count()")
    #expect(ends.columns == ["first", "max_TimeGenerated", "n"])
    #expect(try rows.texts("TimeGenerated").min() == ends.texts("first")[0])
  }

  @Test func `rows come in an order that is asked for`() throws {
    let workspace = try Workspace.shared.get()
    let rising = try workspace.table("AuditLogs | order by TimeGenerated asc | take 20")
      .texts("TimeGenerated")
    #expect(rising == rising.sorted())
    let falling = try workspace.table("AuditLogs | top 5 by TimeGenerated").texts("TimeGenerated")
    #expect(falling == falling.sorted(by: >))
    #expect(falling.count == 5)
  }

  @Test func `dynamic columns are strings of JSON`() throws {
    let workspace = try Workspace.shared.get()
    let table = try workspace.table("SigninLogs | take 1")
    let place = try #require(table.columns.firstIndex(of: "Status"))
    #expect(table.types[place] == "dynamic")
    let text = try #require(table.rows[0][place] as? String)
    let status = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(status?["errorCode"] is Int)
  }

  @Test func `over the limit of rows the answer is 200 with an error beside the rows`() throws {
    let workspace = try Workspace { $0.rowLimit = 25 }
    let answer = workspace.ask("SigninLogs")
    #expect(answer.status == 200)
    #expect(try Table(answer).rows.count == 25)
    #expect(try answer.code == "PartialError")
    let error = try #require(try answer.object["error"] as? [String: Any])
    let detail = try #require((error["details"] as? [[String: Any]])?.first)
    #expect(detail["code"] as? String == "EngineError")
    let inner = try #require(detail["innererror"] as? [String: Any])
    #expect((inner["message"] as? String)?.contains("exceed the set limit of 25 records") == true)
    #expect(try workspace.ask("SigninLogs | take 25").object["error"] == nil)
    let small = try Workspace(byteLimit: 40_000).ask("SigninLogs")
    #expect(try small.code == "PartialError")
    #expect(try Table(small).rows.count < 30)
  }

  @Test func `empty tables are there, others are a semantic error`() throws {
    let workspace = try Workspace.shared.get()
    for name in [
      "ADFSSignInLogs", "AADUserRiskEvents", "AADRiskyUsers", "MicrosoftGraphActivityLogs",
    ] {
      let table = try workspace.table("\(name) | where TimeGenerated > ago(90d)")
      #expect(table.rows.isEmpty)
      #expect(table.columns.contains("TimeGenerated"))
    }
    let answer = workspace.ask("DeviceEvents | take 1")
    #expect(answer.status == 400)
    #expect(try answer.code == "BadArgumentError")
    let error = try #require(try answer.object["error"] as? [String: Any])
    let inner = try #require(error["innererror"] as? [String: Any])
    #expect(inner["code"] as? String == "SemanticError")
    let detail = try #require(inner["innererror"] as? [String: Any])
    let named = "Failed to resolve table or column expression named 'DeviceEvents'"
    #expect((detail["message"] as? String)?.contains(named) == true)
  }

  @Test(arguments: [
    "SigninLogs | where", "SigninLogs | where Nothing == 'a'", "SigninLogs where Id == 'a'",
    "SigninLogs | where Id == 'a", "SigninLogs | frobnicate", "| take 1",
    "SigninLogs | where TimeGenerated > 'soon'",
    "SigninLogs | where TimeGenerated > datetime(soon)",
  ]) func `what is no query is refused`(query: String) throws {
    let answer = try Workspace.shared.get().ask(query)
    #expect(answer.status == 400)
    #expect(try answer.code == "BadArgumentError")
  }

  @Test func `the documented errors have their codes`() throws {
    let workspace = try Workspace.shared.get()
    let bench = workspace.bench
    func answer(
      _ path: String, method: String = "GET", query: String = "query=AuditLogs%20%7C%20count"
    ) -> WireAnswer {
      workspace.service.answer(bench.request(method, path, query: query))
    }
    let path = "/v1/workspaces/\(Workspace.id)/query"
    #expect(answer(path).status == 200)
    #expect(try answer("/v1/workspaces/\(bench.tenant)/query").code == "WorkspaceNotFoundError")
    #expect(try answer("/v1/workspace").code == "PathNotFoundError")
    #expect(try answer(path, query: "").code == "BadArgumentError")
    let bare = answer(path, method: "POST")
    #expect(bare.status == 200)
    #expect(bare.body.isEmpty)
    let closed = try Workspace { $0.forbidden = [.logAnalytics] }.ask("AuditLogs")
    #expect(closed.status == 403)
    #expect(try closed.code == "InsufficientAccessError")
    let crowd = try Workspace { $0.enforcesBudgets = true }
    for _ in 0..<200 { #expect(crowd.ask("ADFSSignInLogs").status == 200) }
    let throttled = crowd.ask("ADFSSignInLogs")
    #expect(throttled.status == 429)
    #expect(try throttled.code == "ThrottledError")
    #expect(
      workspace.ask("AuditLogs | count", headers: ["prefer": "wait=600,include-statistics=true"])
        .status == 200)
  }
}
