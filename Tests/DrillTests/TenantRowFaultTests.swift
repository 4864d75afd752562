import Case
import Foundation
import Testing

@testable import Drill

@Suite struct TenantRowFaultTests {
  private static let path = "/beta/auditLogs/signIns?$top=1000"

  @Test func `late rows come within two days, and changed risk too`() throws {
    let bench = try TenantBench { settings in
      settings.faults = .init(seed: 3, permille: 900)
      settings.now = settings.windowStart.adding(seconds: Int64(settings.days) * 86_400)
    }
    let first = try bench.all(TenantRowFaultTests.path).rows
    let late = Set(
      bench.context.faults.entries.filter { $0.fault == .lateRecord }.compactMap(\.record))
    bench.context.clock.advance(seconds: 48 * 3600)
    let second = try bench.all(TenantRowFaultTests.path).rows
    #expect(second.count == bench.context.logs.records(.interactive).count)
    #expect(first.count == second.count - late.count)
    #expect(!late.isEmpty)
    let shown = Set(first.compactMap { $0["id"] as? String })
    #expect(late.isDisjoint(with: shown))
    let changed = Set(
      bench.context.faults.entries.filter { $0.fault == .republishedRecord }.compactMap(\.record))
    #expect(!changed.isEmpty)
    for row in second where changed.contains(row["id"] as? String ?? "") {
      #expect(row["riskState"] as? String == "atRisk")
    }
  }

  @Test func `a fault of a service is made where it is asked for`() throws {
    let bench = try TenantBench { $0.pageLimit = 10 }
    let first = try bench.graph(TenantRowFaultTests.path)
    let link = try #require(first.json["@odata.nextLink"] as? String)
    let service = GraphService(bench.context)
    func ask(_ link: String, _ fault: TenantFault?) throws -> BenchAnswer {
      let rest = link.replacingOccurrences(of: "\(TenantBench.root)/graph", with: "")
      let parts = rest.split(separator: "?", maxSplits: 1)
      var request = WireRequest(
        "GET", String(parts[0]), query: String(parts[1]),
        headers: ["authorization": "Bearer \(bench.token)"], now: bench.clock.now,
        base: "\(TenantBench.root)/graph")
      request.fault = fault
      return BenchAnswer(service.answer(request))
    }
    let start = try ask(String(TenantRowFaultTests.path), nil)
    #expect(start.ids == first.ids)
    let next = try #require(start.json["@odata.nextLink"] as? String)
    #expect(next != link || !link.isEmpty)
    let twice = try ask(next, .duplicateAcrossPages)
    #expect(twice.ids.first == start.ids.last)
    #expect(twice.ids.count == 11)
    let empty = try ask(next, .emptyPage)
    #expect(empty.rows.isEmpty)
    let after = try #require(empty.json["@odata.nextLink"] as? String)
    #expect(try ask(after, nil).ids == Array(twice.ids.dropFirst()))
    #expect(try ask(next, .expiredSkipToken).status == 400)
    #expect(try ask(next, nil).message == "Token not found: token is either invalid or expired")
  }

  @Test func `the plan follows from the seed`() {
    let plan = FaultPlan(faults: .init(seed: 5, permille: 100))
    let drawn = (1...5000).map { plan.fault("/graph/x", number: $0) { _ in true } }
    let count = drawn.compactMap { $0 }.count
    #expect((400...600).contains(count), "\(count) of 5000")
    #expect(Set(drawn.compactMap { $0 }).count == TenantFault.allCases.count - 2)
    #expect(drawn == (1...5000).map { plan.fault("/graph/x", number: $0) { _ in true } })
  }
}
