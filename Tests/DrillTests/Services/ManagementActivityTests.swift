import Case
import Foundation
import Testing

@testable import Drill

/// The Management Activity API, held to section 7.1 of the reference.
@Suite struct ManagementActivityTests {
  private struct Feed {
    var bench: ServiceBench
    let service: ManagementActivity
    /// One day after the window: everything but its first day can still be had.
    static let now = DrillSettings.defaultStart.adding(seconds: 7 * 86_400)

    init(subscribed: Bool = true, _ change: (inout TenantSettings) -> Void = { _ in }) throws {
      bench = try ServiceBench(.management, change)
      bench.now = Feed.now
      service = ManagementActivity(
        bench.logs, bench.settings, bench.tokens, subscribed: subscribed)
    }

    func call(
      _ call: String, _ query: String = "", method: String = "GET", tenant: String? = nil,
      now: Instant? = nil
    ) -> WireAnswer {
      service.answer(
        bench.request(
          method, "/api/v1.0/\(tenant ?? bench.tenant)/activity/feed/\(call)", query: query,
          now: now))
    }

    func content(_ type: String, _ from: String, _ to: String) throws -> [[String: Any]] {
      var answer = call(
        "subscriptions/content", "contentType=\(type)&startTime=\(from)&endTime=\(to)")
      #expect(answer.status == 200)
      var entries = try answer.list
      while let next = answer.header("NextPageUri") {
        answer = service.answer(bench.follow(next))
        #expect(answer.status == 200)
        entries += try answer.list
      }
      return entries
    }
  }

  private static let days = (2...8).map { "2026-03-0\($0)" }
  private static let types = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint"]

  @Test(arguments: types) func `every record is in a blob, some in two`(type: String) throws {
    let feed = try Feed { $0.pageLimit = 7 }
    var found: [String: [(record: [String: Any], created: Ticks)]] = [:]
    var isInOrder = true
    for day in Self.days {
      for entry in try feed.content(type, day + "T00:00:00", day + "T23:59:59") {
        let created = try #require(Ticks(dateTime: entry["contentCreated"] as? String ?? ""))
        let expires = try #require(Ticks(dateTime: entry["contentExpiration"] as? String ?? ""))
        #expect(expires == created.adding(seconds: 7 * 86_400))
        #expect((entry["contentId"] as? String)?.contains("$") == true)
        let uri = try #require(entry["contentUri"] as? String)
        let records = try feed.service.answer(feed.bench.follow(uri)).list
        #expect(!records.isEmpty)
        let times = records.compactMap { $0["CreationTime"] as? String }
        if times != times.sorted() { isInOrder = false }
        for record in records {
          found[record["Id"] as? String ?? "", default: []].append((record, created))
        }
      }
    }
    #expect(!isInOrder)
    let kind = try #require(ContentBlobs.types.first { $0.name == type }?.kind)
    try delivered(found, feed.bench.logs.records(kind))
  }

  private func delivered(
    _ found: [String: [(record: [String: Any], created: Ticks)]], _ records: [TenantRecord]
  ) throws {
    // What was delivered before the window of blobs cannot be there, and what comes after it.
    let first = Ticks(DrillSettings.defaultStart)
    var late = 0
    for record in records
    where record.time >= first && record.time < first.adding(seconds: 5 * 86_400) {
      let places = try #require(found[record.text("Id")], "a record is in no blob")
      #expect(places[0].record["Operation"] as? String == record.text("Operation"))
      let delay = try #require(places.map { $0.created.value - record.time.value }.min())
      #expect(delay >= 60 * 60 * Ticks.second)
      #expect(delay <= 24 * 3600 * Ticks.second)
      if delay > 90 * 60 * Ticks.second { late += 1 }
    }
    let again = found.values.count { $0.count > 1 }
    #expect(again > 0 && again < records.count / 10)
    #expect(late < records.count / 10)
  }

  @Test func `the start is inclusive, the end is not, and both are of the making`() throws {
    let feed = try Feed()
    let all = try feed.content("Audit.Exchange", "2026-03-05", "2026-03-06")
    let round = try #require(
      all.compactMap { $0["contentCreated"] as? String }.first { $0.hasSuffix(":00.000Z") })
    let time = String(round.prefix(19))
    #expect(
      try feed.content("Audit.Exchange", time, "2026-03-06").contains {
        $0["contentCreated"] as? String == round
      })
    #expect(
      try !feed.content("Audit.Exchange", "2026-03-05", time).contains {
        $0["contentCreated"] as? String == round
      })
  }

  @Test func `pages hold each blob once`() throws {
    let whole = try Feed().content("Audit.SharePoint", "2026-03-05", "2026-03-06")
    let paged = try Feed { $0.pageLimit = 3 }.content(
      "Audit.SharePoint", "2026-03-05", "2026-03-06")
    #expect(whole.count > 3)
    #expect(whole.map { $0["contentId"] as? String } == paged.map { $0["contentId"] as? String })
    let bad = "contentType=Audit.SharePoint&startTime=2026-03-05&endTime=2026-03-06&nextPage=7"
    #expect(try Feed().call("subscriptions/content", bad).code == "AF20031")
  }

  @Test(arguments: [
    ("contentType=Audit.Exchange&startTime=2026-03-05", "AF20030"),
    ("contentType=Audit.Exchange&endTime=2026-03-05", "AF20030"),
    ("contentType=Audit.Exchange&startTime=2026-03-05&endTime=2026-03-06T00:01", "AF20030"),
    ("contentType=Audit.Exchange&startTime=2026-03-01T23:59:59&endTime=2026-03-02", "AF20030"),
    ("contentType=Audit.Exchange&startTime=2026-03-05&endTime=2026-03-05", "AF20055"),
    ("contentType=Audit.Exchange&startTime=5+March&endTime=2026-03-05", "AF20002"),
    ("contentType=Audit.Everything", "AF20020"), ("", "AF20001"),
    ("contentType=DLP.All", "AF10001"),
  ]) func `a bad listing has its code`(query: String, code: String) throws {
    let answer = try Feed().call("subscriptions/content", query)
    #expect(answer.status == (code == "AF10001" ? 403 : 400))
    #expect(try answer.code == code)
  }

  @Test func `without bounds it is the last day, and the next page keeps them`() throws {
    let feed = try Feed { $0.pageLimit = 2 }
    let answer = feed.call(
      "subscriptions/content",
      "contentType=Audit.SharePoint&PublisherIdentifier=\(feed.bench.tenant)")
    #expect(answer.status == 200)
    let next = try #require(answer.header("nextpageuri"))
    #expect(next.contains("startTime=2026-03-08T00:00:00&endTime=2026-03-09T00:00:00"))
    #expect(next.contains("PublisherIdentifier=\(feed.bench.tenant)"))
    #expect(try feed.call("subscriptions/content", "contentType=Audit.General").list.isEmpty)
  }

  @Test func `a tenant in the path must be that of the token`() throws {
    let feed = try Feed()
    let other = "41463f53-8812-40f4-890f-865bf6e35190"
    #expect(try feed.call("subscriptions/list", tenant: other).code == "AF20010")
    #expect(try feed.call("subscriptions/list", tenant: "contoso.com").code == "AF20013")
    #expect(feed.call("subscriptions/list", tenant: feed.bench.tenant.uppercased()).status == 200)
  }

  @Test func `content is there from the start of a subscription on`() throws {
    let feed = try Feed(subscribed: false)
    let query = "contentType=Audit.Exchange"
    #expect(try feed.call("subscriptions/list").list.isEmpty)
    #expect(try feed.call("subscriptions/content", query).code == "AF20022")
    let start = DrillSettings.defaultStart.adding(seconds: 3 * 86_400)
    let started = feed.call("subscriptions/start", query, method: "POST", now: start)
    #expect(started.status == 200)
    #expect(try started.object["status"] as? String == "enabled")
    #expect(try started.object["webhook"] is NSNull)
    let soon = feed.call("subscriptions/content", query, now: start.adding(seconds: 899))
    #expect(try soon.code == "AF20022")
    #expect(try feed.call("subscriptions/list").list.count == 1)
    let entries = try feed.content("Audit.Exchange", "2026-03-05", "2026-03-06")
    #expect(!entries.isEmpty)
    #expect(try feed.content("Audit.Exchange", "2026-03-04", "2026-03-05").isEmpty)
    #expect(feed.call("subscriptions/stop", query, method: "POST").status == 200)
    #expect(try feed.call("subscriptions/content", query).code == "AF20022")
  }

  @Test func `a blob is unknown, expired or not an id`() throws {
    let feed = try Feed()
    let entry = try #require(try feed.content("Audit.Exchange", "2026-03-05", "2026-03-06").first)
    let id = try #require(entry["contentId"] as? String)
    #expect(feed.call("audit/\(id)").status == 200)
    #expect(feed.call("audit/\(id.replacing("$", with: "%24"))").status == 200)
    let later = Feed.now.adding(seconds: 5 * 86_400)
    #expect(try feed.call("audit/\(id)", now: later).code == "AF20051")
    let other = feed.call("audit/\(id.replacing("exo", with: "spo"))")
    #expect(other.status == 404)
    #expect(try other.code == "AF20050")
    #expect(try feed.call("audit/1234").code == "AF20052")
  }

  @Test func `a missing right, a silent tenant and a crowd have their errors`() throws {
    let closed = try Feed { $0.forbidden = [.managementActivity] }.call("subscriptions/list")
    #expect(closed.status == 403)
    #expect(try closed.code == "AF10001")
    let silent = try Feed { $0.auditing = false }
    let answer = silent.call("subscriptions/start", "contentType=Audit.Exchange", method: "POST")
    #expect(try answer.message?.contains("Tenant \(silent.bench.tenant) does not exist") == true)
    let crowd = try Feed { $0.enforcesBudgets = true }
    for _ in 0..<2000 { #expect(crowd.call("subscriptions/list").status == 200) }
    let throttled = crowd.call("subscriptions/list")
    #expect(throttled.status == 403)
    #expect(try throttled.code == "AF429")
    #expect(throttled.header("Retry-After") == nil)
    #expect(crowd.call("subscriptions/list", "PublisherIdentifier=x").status == 200)
  }
}
