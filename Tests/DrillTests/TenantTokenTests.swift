import Case
import Foundation
import Testing

@testable import Drill

@Suite struct TenantTokenTests {
  private let now = Instant(microseconds: 1_772_409_600_000_000)
  private let tokens = TokenRegistry(seed: 1, tenant: "11111111-1111-4111-8111-111111111111")

  private func request(_ authorization: String?, after seconds: Int64 = 0) -> WireRequest {
    WireRequest(
      "GET", "/v1.0/users", headers: authorization.map { ["authorization": $0] } ?? [:],
      now: now.adding(seconds: seconds), base: "https://127.0.0.1/graph")
  }

  @Test func `a token opens its own resource until it expires`() {
    let token = tokens.issue(to: "client", for: .graph, at: now, lifetime: 60)
    #expect(token.hasPrefix("eyJ"))
    #expect(token.split(separator: ".").count == 3)
    #expect(tokens.check(request("Bearer \(token)"), audience: .graph) == nil)
    #expect(tokens.check(request("bearer \(token)", after: 59), audience: .graph) == nil)
    let late = tokens.check(request("Bearer \(token)", after: 60), audience: .graph)
    #expect(late?.status == 401)
    #expect(
      late.map { String(decoding: $0.body, as: UTF8.self) }?.contains(
        #""code":"InvalidAuthenticationToken""#) == true)
  }

  @Test func `a token for another resource opens nothing`() {
    let token = tokens.issue(to: "client", for: .graph, at: now, lifetime: 60)
    #expect(tokens.check(request("Bearer \(token)"), audience: .management)?.status == 401)
    #expect(tokens.check(request("Bearer \(token)"), audience: .logAnalytics)?.status == 403)
  }

  @Test(arguments: [nil, "", "Bearer", "Bearer eyJ.e30.x", "Basic YTpi"])
  func `what is no token of ours is refused`(authorization: String?) {
    #expect(tokens.check(request(authorization), audience: .graph)?.status == 401)
  }

  @Test func `a budget counts requests that come too early`() {
    let budget = Budget(5, per: 10)
    for second in 0..<5 {
      #expect(budget.take("app", at: now.adding(seconds: Int64(second))) == .granted)
    }
    #expect(budget.take("app", at: now.adding(seconds: 5)) == .refused(retryAfter: 6))
    #expect(budget.take("other", at: now.adding(seconds: 5)) == .granted)
    #expect(budget.take("app", at: now.adding(seconds: 10)) == .refused(retryAfter: 2))
    #expect(budget.take("app", at: now.adding(seconds: 20)) == .granted)
  }

  @Test func `the workspace of a case is the one that the tables name`() throws {
    let bench = try TenantBench()
    #expect(try WorkspaceTables(bench.context.logs).workspace == TenantContext.workspace)
  }

  @Test func `settings survive being written down`() throws {
    var settings = TenantSettings(.tiny())
    settings.forbidden = [.audit, .risk]
    settings.faults = .init(seed: 4, permille: 20)
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(TenantSettings.self, from: data) == settings)
  }
}
