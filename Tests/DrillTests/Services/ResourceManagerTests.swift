import Case
import Foundation
import Testing

@testable import Drill

/// Resource Manager, held to sections 10.5 and 18 of the reference.
@Suite struct ResourceManagerTests {
  private func get(
    _ bench: ServiceBench, _ path: String, _ query: String = "",
    from service: ResourceManager? = nil
  ) -> WireAnswer {
    (service ?? ResourceManager(bench.logs, bench.settings, bench.tokens))
      .answer(bench.request("GET", path, query: "api-version=2015-04-01" + query))
  }

  private static let log = "/providers/microsoft.insights/eventtypes/management/values"
  private static let filter =
    "&$filter=eventTimestamp%20ge%20'2026-03-01T00:00:00Z'%20and%20eventTimestamp%20le%20'2026-03-10T00:00:00Z'"

  @Test(arguments: [
    (
      "",
      ["microsoft.aadiam/diagnosticSettings/write", "Microsoft.Authorization/elevateAccess/action"]
    ),
    (
      "/subscriptions/\(ResourceManager.subscription)",
      [
        "Microsoft.Insights/diagnosticSettings/write",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.OperationalInsights/workspaces/write",
      ]
    ),
  ]) func `the activity log is paged and holds each event once`(scope: String, wanted: [String])
    throws
  {
    let bench = try ServiceBench(.resourceManager) { $0.pageLimit = 1 }
    let service = ResourceManager(bench.logs, bench.settings, bench.tokens)
    var answer = get(bench, scope + Self.log, Self.filter, from: service)
    #expect(answer.status == 200)
    var events = try answer.values
    while let next = try answer.object["nextLink"] as? String {
      answer = service.answer(bench.follow(next))
      #expect(answer.status == 200)
      events += try answer.values
    }
    let names = events.compactMap { ($0["operationName"] as? [String: Any])?["value"] as? String }
    #expect(names.sorted() == wanted.sorted())
    #expect(Set(events.compactMap { $0["eventDataId"] as? String }).count == wanted.count)
    #expect(events.allSatisfy { $0["eventTimestamp"] is String && $0["caller"] is String })
  }

  @Test func `it wants a window of the last ninety days, and a version`() throws {
    let bench = try ServiceBench(.resourceManager)
    #expect(get(bench, Self.log).status == 400)
    #expect(
      get(bench, Self.log, "&$filter=eventTimestamp%20ge%20'2025-03-01T00:00:00Z'").status == 400)
    let bare = ResourceManager(bench.logs, bench.settings, bench.tokens)
      .answer(bench.request("GET", Self.log))
    #expect(try bare.code == "MissingApiVersionParameter")
    #expect(try get(bench, "/subscriptions").values.count == 1)
    #expect(get(bench, "/subscriptions/none" + Self.log, Self.filter).status == 404)
    let closed = try ServiceBench(.resourceManager) {
      $0.forbidden = [.activityLog, .connectHealth]
    }
    #expect(try get(closed, Self.log, Self.filter).code == "AuthorizationFailed")
    #expect(get(closed, "/providers/Microsoft.ADHybridHealthService/services").status == 403)
  }

  @Test func `the diagnostic settings of Entra name what is sent and where`() throws {
    let bench = try ServiceBench(.resourceManager)
    let answer = get(bench, "/providers/microsoft.aadiam/diagnosticSettings")
    let setting = try #require(try answer.values.first?["properties"] as? [String: Any])
    #expect(setting["workspaceId"] is String)
    let logs = try #require(setting["logs"] as? [[String: Any]])
    #expect(
      logs.contains { $0["category"] as? String == "SignInLogs" && $0["enabled"] as? Bool == true })
  }

  @Test func `Connect Health lists its service and the addresses that try passwords`() throws {
    let bench = try ServiceBench(.resourceManager) { $0.pageLimit = 5 }
    let root = "/providers/Microsoft.ADHybridHealthService/services"
    let services = get(bench, root, "&serviceType=AdFederationService")
    let name = try #require(try services.values.first?["serviceName"] as? String)
    #expect(name == "AdFederationService-sts.contoso.com")
    #expect(try services.object["totalCount"] as? Int == 1)
    let service = ResourceManager(bench.logs, bench.settings, bench.tokens)
    var answer = get(bench, "\(root)/\(name)/ipAddressAggregates", from: service)
    var rows = try answer.values
    while let next = try answer.object["nextLink"] as? String, !next.isEmpty {
      answer = service.answer(bench.follow(next))
      rows += try answer.values
    }
    #expect(rows.count == 12)
    #expect(Set(rows.compactMap { $0["id"] as? String }).count == 12)
    let members = [
      "id", "tenantId", "serviceId", "ipAddress", "timestamp", "firstAuditTimestamp",
      "lastAuditTimestamp", "extranetLockoutErrorCount", "badPasswordErrorCount",
      "uniqueUsernamesAttemptedCount", "attemptCountThresholdIsExceeded", "timeSpan",
      "isWhitelistedIpAddress", "networkLocation", "attemptCountThresholdOnTrigger",
      "attemptThresholdTypeOnTrigger", "geographicLocation",
    ]
    #expect(Set(rows[0].keys) == Set(members))
    #expect(get(bench, "\(root)/\(name)/ipAddressAggregateSettings").status == 200)
    let users = get(bench, "\(root)/\(name)/reports/badpassword/details/user", "&dataSource=x")
    #expect(try users.values.count == 50)
    #expect(get(bench, "\(root)/other/ipAddressAggregates").status == 404)
  }
}
