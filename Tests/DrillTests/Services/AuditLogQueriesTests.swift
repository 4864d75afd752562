import Case
import Foundation
import Testing

@testable import Drill

/// `security/auditLog/queries`, held to section 5.2 of the reference.
@Suite struct AuditLogQueriesTests {
  private static let path = "/beta/security/auditLog/queries"

  private func service(_ bench: ServiceBench, _ behaviour: AuditLogQueries.Behaviour = .init())
    -> AuditLogQueries
  {
    AuditLogQueries(bench.logs, bench.settings, bench.tokens, behaviour)
  }

  /// Posts a query and polls it until it is over; the object at the end and the statuses seen.
  private func run(
    _ service: AuditLogQueries, _ bench: ServiceBench, _ body: String
  ) throws -> (object: [String: Any], statuses: [String]) {
    let posted = service.answer(bench.request("POST", Self.path, body: body))
    #expect(posted.status == 201)
    let id = try #require(try posted.object["id"] as? String)
    var statuses = [try #require(try posted.object["status"] as? String)]
    for _ in 0..<20 {
      let object = try service.answer(bench.request("GET", "\(Self.path)/\(id)")).object
      statuses.append(object["status"] as? String ?? "")
      guard ["notStarted", "running"].contains(statuses.last) else { return (object, statuses) }
    }
    return ([:], statuses)
  }

  private func pages(
    _ service: AuditLogQueries, _ bench: ServiceBench, _ id: String, query: String = ""
  ) throws -> [[[String: Any]]] {
    var request = bench.request("GET", "\(Self.path)/\(id)/records", query: query)
    var pages: [[[String: Any]]] = []
    while true {
      let answer = service.answer(request)
      #expect(answer.status == 200)
      pages.append(try answer.values)
      guard let next = try answer.object["@odata.nextLink"] as? String else { return pages }
      request = bench.follow(next)
    }
  }

  @Test func `a query runs, succeeds and gives every record once`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    let (object, statuses) = try run(
      service, bench,
      #"{"displayName":"all","filterStartDateTime":"2026-02-28T00:00:00Z","filterEndDateTime":"2026-03-10T00:00:00Z"}"#
    )
    #expect(statuses.first == "notStarted")
    #expect(statuses.contains("running"))
    #expect(statuses.last == "succeeded")
    #expect(object["displayName"] as? String == "all")
    let all = bench.logs.unifiedIDs
    #expect(object["approximateReturnedRecordCount"] as? Int == all.count)
    #expect(object["isRecordCountLimitExceeded"] as? Bool == false)
    let id = try #require(object["id"] as? String)
    let pages = try pages(service, bench, id, query: "$top=500")
    #expect(pages.allSatisfy { $0.count <= 500 })
    let ids = pages.joined().compactMap { $0["id"] as? String }
    #expect(ids.count == all.count)
    #expect(Set(ids) == Set(all.keys))
    #expect(try self.pages(service, bench, id).dropLast().allSatisfy { $0.count == 150 })
  }

  @Test func `a record wraps the bytes of the log`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    let (object, _) = try run(
      service, bench,
      #"{"recordTypeFilters":["exchangeAdmin"],"operationFilters":["New-InboxRule"]}"#)
    let id = try #require(object["id"] as? String)
    let answer = service.answer(bench.request("GET", "\(Self.path)/\(id)/records"))
    let record = try #require(try answer.values.first)
    #expect(record["@odata.type"] as? String == "#microsoft.graph.security.auditLogRecord")
    #expect(record["auditLogRecordType"] as? String == "exchangeAdmin")
    let known = try #require(bench.logs.unifiedIDs[record["id"] as? String ?? ""])
    #expect(answer.body.range(of: Data(known.json)) != nil)
    for record in try answer.values {
      let data = try #require(record["auditData"] as? [String: Any])
      #expect(data["Operation"] as? String == "New-InboxRule")
    }
  }

  @Test func `filters of time and person are kept, the end exclusive`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    let record = try #require(bench.logs.records(.unifiedExchange).dropFirst(40).first)
    let start = record.time.wholeSecond
    let user = record.text("UserId")
    func count(_ from: Ticks, _ to: Ticks) throws -> Int {
      let (object, _) = try run(
        service, bench,
        """
        {"filterStartDateTime":"\(from.text(fraction: 0))","filterEndDateTime":"\(to.text(fraction: 7))",\
        "userPrincipalNameFilters":["\(user.uppercased().replacing("\\", with: "\\\\"))"]}
        """)
      return object["approximateReturnedRecordCount"] as? Int ?? -1
    }
    #expect(try count(start, start.adding(seconds: 1)) >= 1)
    #expect(try count(start.adding(seconds: -1), start) == 0)
  }

  @Test func `over the limit it succeeds, says so and keeps the limit`() throws {
    let bench = try ServiceBench(.graph) {
      $0.recordLimit = 100
      $0.pageLimit = 30
    }
    let service = service(bench)
    let (object, statuses) = try run(service, bench, "{}")
    #expect(statuses.last == "succeeded")
    #expect(object["isRecordCountLimitExceeded"] as? Bool == true)
    #expect(object["recordCountLimit"] as? Int == 100)
    #expect(object["approximateReturnedRecordCount"] as? Int == 100)
    let pages = try pages(service, bench, object["id"] as? String ?? "", query: "$top=500")
    #expect(pages.map(\.count) == [30, 30, 30, 10])
  }

  @Test func `v1 may not know the segment, and beta does`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench, .init(isInV1: false))
    let path = "/v1.0/security/auditLog/queries"
    let answer = service.answer(bench.request("POST", path, body: "{}"))
    #expect(answer.status == 400)
    #expect(try answer.message?.contains("Resource not found for the segment") == true)
    #expect(service.answer(bench.request("POST", Self.path, body: "{}")).status == 201)
    let present = self.service(bench)
    #expect(present.answer(bench.request("POST", path, body: "{}")).status == 201)
  }

  @Test func `queries fail and are cancelled where they are told to`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench, .init(endings: [0: .failed, 1: .cancelled]))
    for ending in ["failed", "cancelled", "succeeded"] {
      let (object, statuses) = try run(service, bench, "{}")
      #expect(statuses.last == ending)
      let id = object["id"] as? String ?? ""
      let records = service.answer(bench.request("GET", "\(Self.path)/\(id)/records"))
      #expect(records.status == (ending == "succeeded" ? 200 : 400))
    }
    #expect(try service.answer(bench.request("GET", Self.path)).values.count == 3)
  }

  @Test func `a tenant without auditing finds nothing, one without the right is refused`() throws {
    let silent = try ServiceBench(.graph) { $0.auditing = false }
    let (object, statuses) = try run(service(silent), silent, "{}")
    #expect(statuses.last == "succeeded")
    #expect(object["approximateReturnedRecordCount"] as? Int == 0)
    let closed = try ServiceBench(.graph) { $0.forbidden = [.unifiedAudit] }
    let refused = service(closed).answer(closed.request("POST", Self.path, body: "{}"))
    #expect(refused.status == 403)
    let none = closed.request("GET", Self.path, headers: ["authorization": "Bearer x"])
    #expect(service(closed).answer(none).status == 401)
  }

  @Test func `fifty at once and 200 a day are taken, more are refused`() throws {
    let bench = try ServiceBench(.graph) { $0.enforcesBudgets = true }
    let service = service(bench)
    for _ in 0..<50 {
      #expect(service.answer(bench.request("POST", Self.path, body: "{}")).status == 201)
    }
    let refused = service.answer(bench.request("POST", Self.path, body: "{}"))
    #expect(refused.status == 429)
    #expect(try refused.code == "TooManyRequests")
  }

  @Test func `a continuation is bound to its query and grows old`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    let first = try run(service, bench, "{}").object["id"] as? String ?? ""
    let second = try run(service, bench, "{}").object["id"] as? String ?? ""
    let page = service.answer(bench.request("GET", "\(Self.path)/\(first)/records"))
    let next = try #require(try page.object["@odata.nextLink"] as? String)
    #expect(service.answer(bench.follow(next.replacing(first, with: second))).status == 400)
    #expect(service.answer(bench.follow(next, now: bench.now.adding(seconds: 601))).status == 400)
    #expect(service.answer(bench.follow(next)).status == 200)
    var empty = bench.follow(next)
    empty.fault = .emptyPage
    let answer = service.answer(empty)
    #expect(try answer.values.isEmpty)
    #expect(try answer.object["@odata.nextLink"] != nil)
  }

  @Test func `where readings differ the second has what the first misses`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench, .init(readsDiffer: true))
    let (object, _) = try run(service, bench, "{}")
    let id = object["id"] as? String ?? ""
    let count = try #require(object["approximateReturnedRecordCount"] as? Int)
    #expect(try pages(service, bench, id).joined().count == count - 1)
    #expect(try pages(service, bench, id).joined().count == count)
  }

  @Test func `an address is found with and without its port`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    let (object, _) = try run(service, bench, #"{"ipAddressFilters":["203.0.113.140"]}"#)
    let records = try pages(service, bench, object["id"] as? String ?? "").joined()
    let addresses = Set(records.compactMap { $0["clientIp"] as? String })
    #expect(addresses.contains("203.0.113.140"))
    #expect(addresses.contains { $0.hasPrefix("203.0.113.140:") })
    #expect(addresses.allSatisfy { $0.hasPrefix("203.0.113.140") })
  }

  @Test func `what is no query is refused`() throws {
    let bench = try ServiceBench(.graph)
    let service = service(bench)
    for body in [
      "", "[]", #"{"filterStartDateTime":"yesterday"}"#, #"{"recordTypeFilters":"all"}"#,
      #"{"filterStartDateTime":"2026-03-02T00:00:00Z","filterEndDateTime":"2026-03-02T00:00:00Z"}"#,
    ] { #expect(service.answer(bench.request("POST", Self.path, body: body)).status == 400) }
    #expect(service.answer(bench.request("GET", Self.path + "/none")).status == 404)
    #expect(service.answer(bench.request("GET", "/beta/security/auditLog/nothing")).status == 400)
  }
}
