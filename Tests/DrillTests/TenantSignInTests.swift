import Case
import Foundation
import Testing

@testable import Drill

@Suite struct TenantSignInTests {
  private static let beta = "/beta/auditLogs/signIns"

  private func typed(_ type: String) -> String {
    "\(TenantSignInTests.beta)?$filter=signInEventTypes/any(t: t eq '\(type)')"
  }

  @Test(arguments: [
    ("interactiveUser", RecordKind.interactive), ("nonInteractiveUser", .nonInteractive),
    ("servicePrincipal", .servicePrincipal), ("managedIdentity", .managedIdentity),
  ])
  func `each kind comes whole, newest first, byte for byte`(
    type: String, kind: RecordKind
  ) throws {
    let bench = try TenantBench { $0.pageLimit = 37 }
    let stored = bench.context.logs.records(kind)
    let (rows, pages) = try bench.all(typed(type) + "&$top=1000")
    #expect(rows.count == stored.count)
    #expect(pages >= (stored.count + 36) / 37)
    #expect(
      rows.compactMap { $0["id"] as? String }
        == stored.reversed().compactMap { GraphRows.members($0.json)?["id"] as? String })
    let page = try bench.graph(typed(type))
    #expect(page.answer.body.range(of: Data(stored[stored.count - 1].json)) != nil)
  }

  @Test func `without a type it is interactive only`() throws {
    let bench = try TenantBench()
    let count = bench.context.logs.records(.interactive).count
    #expect(try bench.all(TenantSignInTests.beta).rows.count == count)
    #expect(try bench.all("/v1.0/auditLogs/signIns").rows.count == count)
  }

  @Test func `v1 has the members of v1`() throws {
    let bench = try TenantBench()
    let row = try #require(try bench.graph("/v1.0/auditLogs/signIns?$top=1").rows.first)
    #expect(row["status"] != nil)
    #expect(row["uniqueTokenIdentifier"] == nil)
    let refused = try bench.graph(
      "/v1.0/auditLogs/signIns?$filter=signInEventTypes/any(t: t eq 'servicePrincipal')")
    #expect(refused.status == 400)
  }

  @Test func `two types in one any are merged by time`() throws {
    let bench = try TenantBench()
    let (rows, _) = try bench.all(
      "\(TenantSignInTests.beta)?$filter=signInEventTypes/any(t: t eq 'interactiveUser' or t eq "
        + "'nonInteractiveUser')&$top=50")
    let logs = bench.context.logs
    #expect(
      rows.count == logs.records(.interactive).count + logs.records(.nonInteractive).count)
    let times = rows.compactMap { $0["createdDateTime"] as? String }
    #expect(times == times.sorted(by: >))
  }

  @Test func `a slice is half open and slices add up`() throws {
    let bench = try TenantBench()
    let all = try bench.all(TenantSignInTests.beta).rows.count
    let middle = "2026-03-04T10:00:00Z"
    let before = try bench.all("\(TenantSignInTests.beta)?$filter=createdDateTime lt \(middle)")
    let after = try bench.all("\(TenantSignInTests.beta)?$filter=createdDateTime ge \(middle)")
    #expect(before.rows.count > 0 && after.rows.count > 0)
    #expect(before.rows.count + after.rows.count == all)
  }

  @Test func `orderby turns the order`() throws {
    let bench = try TenantBench()
    let up = try bench.all("\(TenantSignInTests.beta)?$orderby=createdDateTime asc").rows
    let down = try bench.all("\(TenantSignInTests.beta)?$orderby=createdDateTime desc").rows
    #expect(up.map { $0["id"] as? String } == down.reversed().map { $0["id"] as? String })
  }

  @Test func `one identity is found by its name`() throws {
    let bench = try TenantBench()
    let name = try #require(bench.context.truth.accounts.first { $0.successes > 0 }).account
      .replacingOccurrences(of: "'", with: "''")
    let (rows, _) = try bench.all(
      "\(TenantSignInTests.beta)?$filter=userPrincipalName eq '\(name)' and status/errorCode eq 0")
    #expect(!rows.isEmpty)
  }

  @Test(arguments: [
    "$filter=nothing eq 'x'", "$filter=userId startswith 'x'", "$filter=createdDateTime ne 2026",
    "$filter=startswith(userId,'x')", "$skip=4", "$count=true", "$orderby=userId", "$top=0",
    "$top=x",
  ])
  func `what the service does not take is 400`(query: String) throws {
    let answer = try TenantBench().graph("\(TenantSignInTests.beta)?\(query)")
    #expect(answer.status == 400)
    #expect(answer.code == "Request_UnsupportedQuery" || answer.code == "BadRequest")
  }

  @Test func `a continuation is bound to its query and grows old`() throws {
    let bench = try TenantBench { $0.skipTokenLifetime = 60 }
    let first = try bench.graph("\(TenantSignInTests.beta)?$top=5")
    let link = try #require(first.json["@odata.nextLink"] as? String)
    #expect(link.contains("/graph/beta/auditLogs/signIns?$top=5&$skiptoken="))
    #expect(try bench.graph(link).status == 200)
    for changed in [
      link.replacingOccurrences(of: "$top=5", with: "$top=6"),
      link.replacingOccurrences(of: "/beta/", with: "/v1.0/"),
    ] {
      let answer = try bench.graph(changed)
      #expect(answer.status == 400)
      #expect(answer.message == "Token not found: token is either invalid or expired")
    }
    let empty = try bench.graph("\(TenantSignInTests.beta)?$top=5&$skiptoken=")
    #expect(empty.message == "Invalid Skip Token, skip token is null")
    bench.clock.advance(seconds: 60)
    #expect(try bench.graph(link).message == "Token not found: token is either invalid or expired")
  }

  @Test func `some page is empty and has a continuation`() throws {
    let bench = try TenantBench { $0.pageLimit = 3 }
    var next: String? = TenantSignInTests.beta
    var empty = 0
    while let link = next {
      let answer = try bench.graph(link)
      next = answer.json["@odata.nextLink"] as? String
      if answer.rows.isEmpty, next != nil { empty += 1 }
    }
    #expect(empty > 0)
  }

  @Test func `rows older than thirty days are gone, and rows of tomorrow not there yet`() throws {
    let start = DrillSettings.defaultStart
    let late = try TenantBench { $0.now = start.adding(seconds: 33 * 86_400) }
    let (rows, _) = try late.all(TenantSignInTests.beta)
    let oldest = try #require(rows.last?["createdDateTime"] as? String)
    #expect(oldest >= "2026-03-05")
    let early = try TenantBench { $0.now = start }
    let newest = try early.graph(TenantSignInTests.beta).rows.first?["createdDateTime"] as? String
    #expect(try #require(newest) < "2026-03-02")
  }

  @Test func `a free tenant is refused, with the documented code`() throws {
    let answer = try TenantBench { $0.licence = .free }.graph(TenantSignInTests.beta)
    #expect(answer.status == 403)
    #expect(answer.code == "Authentication_RequestFromNonPremiumTenantOrB2CTenant")
  }

  @Test func `a kind that is forbidden is refused alone`() throws {
    let bench = try TenantBench { $0.forbidden = [.nonInteractive] }
    #expect(try bench.graph(typed("interactiveUser")).status == 200)
    let answer = try bench.graph(typed("nonInteractiveUser"))
    #expect(answer.status == 403)
    #expect(answer.code == "Authentication_MSGraphPermissionMissing")
    let inner = (answer.json["error"] as? [String: Any])?["innerError"] as? [String: Any]
    #expect((inner?["date"] as? String)?.hasSuffix("Z") == false)
  }

  @Test func `without P2 the risk is hidden, without Policy Read the policies are`() throws {
    let bench = try TenantBench {
      $0.licence = .p1
      $0.readsPolicies = false
    }
    let row = try #require(try bench.graph(TenantSignInTests.beta).rows.first)
    #expect(row["riskLevelDuringSignIn"] as? String == "hidden")
    #expect(row["riskState"] as? String == "none")
    #expect((row["appliedConditionalAccessPolicies"] as? [Any])?.isEmpty == true)
  }

  @Test func `one sign-in is found by its id`() throws {
    let bench = try TenantBench()
    let id = try #require(try bench.graph(TenantSignInTests.beta).ids.first)
    #expect(try bench.graph("\(TenantSignInTests.beta)/\(id)").json["id"] as? String == id)
    #expect(try bench.graph("\(TenantSignInTests.beta)/none").status == 404)
  }

  @Test func `select keeps what it names`() throws {
    let row = try TenantBench().graph("\(TenantSignInTests.beta)?$select=id,status&$top=1").rows
      .first
    #expect(row?.keys.sorted() == ["id", "status"])
  }

  @Test func `five requests in ten seconds, in one pool with the directory audits`() throws {
    let bench = try TenantBench { $0.enforcesBudgets = true }
    let token = bench.token
    for number in 0..<5 {
      let path = number % 2 == 0 ? TenantSignInTests.beta : "/v1.0/auditLogs/directoryAudits"
      #expect(try bench.graph(path, token: token).status == 200)
    }
    let refused = try bench.graph(TenantSignInTests.beta, token: token)
    #expect(refused.status == 429)
    #expect(refused.code == "TooManyRequests")
    if let wait = refused.header("Retry-After") { #expect(Double(wait) != nil) }
    bench.clock.advance(seconds: 10)
    #expect(try bench.graph(TenantSignInTests.beta, token: token).status == 200)
  }
}
