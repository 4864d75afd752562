import Case
import Foundation
import Testing

@testable import Drill

@Suite struct TenantDirectoryTests {
  @Test func `directory audits come by time and by target`() throws {
    let bench = try TenantBench()
    let path = "/v1.0/auditLogs/directoryAudits"
    let all = try bench.all(path).rows
    #expect(all.count == bench.context.logs.records(.directoryAudit).count)
    let consent = try bench.all("\(path)?$filter=activityDisplayName eq 'Consent to application'")
    let row = try #require(consent.rows.first)
    let target = try #require((row["targetResources"] as? [[String: Any]])?.first?["id"] as? String)
    #expect(
      try bench.all("\(path)?$filter=targetResources/any(t: t/id eq '\(target)')").rows.count == 1)
    let id = try #require(row["id"] as? String)
    #expect(try bench.graph("\(path)/\(id)").json["id"] as? String == id)
    #expect(try bench.graph("\(path)?$filter=operationType eq 'Add'").status == 400)
  }

  @Test func `a free tenant keeps seven days of audits`() throws {
    let bench = try TenantBench {
      $0.licence = .free
      $0.now = DrillSettings.defaultStart.adding(seconds: 10 * 86_400)
    }
    let rows = try bench.all("/v1.0/auditLogs/directoryAudits").rows
    let oldest = try #require(rows.last?["activityDateTime"] as? String)
    #expect(oldest >= "2026-03-05")
  }

  @Test func `detections name the sign-ins that they are raised for`() throws {
    let bench = try TenantBench()
    let (rows, _) = try bench.all("/v1.0/identityProtection/riskDetections")
    #expect(rows.count > 3)
    let signIns = Set(
      [RecordKind.interactive, .nonInteractive].flatMap { bench.context.logs.records($0) }
        .compactMap { GraphRows.members($0.json)?["id"] as? String })
    for row in rows {
      #expect(signIns.contains(try #require(row["requestId"] as? String)))
      let more = try #require(row["additionalInfo"] as? String)
      #expect(try JSONSerialization.jsonObject(with: Data(more.utf8)) is [[String: String]])
    }
    let names = try #require(rows.first?.keys)
    for name in [
      "id", "correlationId", "riskEventType", "riskState", "riskLevel", "riskDetail", "source",
      "detectionTimingType", "activity", "tokenIssuerType", "ipAddress", "location",
      "activityDateTime", "detectedDateTime", "lastUpdatedDateTime", "userId", "userDisplayName",
      "userPrincipalName",
    ] { #expect(names.contains(name), "\(name)") }
  }

  @Test func `a licence decides what a detection shows`() throws {
    let p1 = try TenantBench { $0.licence = .p1 }
    let types = Set(
      try p1.all("/v1.0/identityProtection/riskDetections").rows
        .compactMap { $0["riskEventType"] as? String })
    #expect(types.contains("generic"))
    #expect(!types.contains("unfamiliarFeatures"))
    let free = try TenantBench { $0.licence = .free }
    #expect(try free.graph("/v1.0/identityProtection/riskDetections").code == "Forbidden")
    #expect(
      try p1.graph("/v1.0/identityProtection/servicePrincipalRiskDetections").status == 403)
    let quiet = try TenantBench { $0.incident = .quiet }
    #expect(try quiet.all("/v1.0/identityProtection/riskDetections").rows.isEmpty)
  }

  @Test func `risky users have a history`() throws {
    let bench = try TenantBench()
    let users = try bench.all("/v1.0/identityProtection/riskyUsers?$top=500").rows
    let id = try #require(users.first?["id"] as? String)
    #expect(try !bench.all("/v1.0/identityProtection/riskyUsers/\(id)/history").rows.isEmpty)
    #expect(try bench.graph("/v1.0/identityProtection/riskyUsers/none/history").status == 404)
  }

  @Test func `identity protection takes one request a second and gives no advice`() throws {
    let bench = try TenantBench { $0.enforcesBudgets = true }
    #expect(try bench.graph("/v1.0/identityProtection/riskyUsers").status == 200)
    let refused = try bench.graph("/v1.0/identityProtection/riskDetections")
    #expect(refused.status == 429)
    #expect(refused.header("Retry-After") == nil)
    bench.clock.advance(seconds: 1)
    #expect(try bench.graph("/v1.0/identityProtection/riskDetections").status == 200)
  }

  @Test func `alerts belong to an incident`() throws {
    let bench = try TenantBench()
    let alerts = try bench.all("/v1.0/security/alerts_v2?$top=3").rows
    #expect(alerts.count > 3)
    let times = alerts.compactMap { $0["createdDateTime"] as? String }
    #expect(times == times.sorted(by: >))
    let some = try bench.all(
      "/v1.0/security/alerts_v2?$filter=createdDateTime ge \(times[1])"
    ).rows
    #expect(some.count == 2)
    let incident = try #require(
      try bench.graph("/v1.0/security/incidents?$expand=alerts").rows.first)
    #expect((incident["alerts"] as? [Any])?.count == alerts.count)
    #expect(incident["id"] as? String == alerts.first?["incidentId"] as? String)
    #expect(try bench.graph("/v1.0/security/incidents").rows.first?["alerts"] == nil)
    let counted = try bench.graph("/v1.0/security/alerts_v2?$count=true&$top=1&$skip=1")
    #expect(counted.ids == [alerts[1]["id"] as? String])
  }

  @Test func `users are those of the population`() throws {
    let bench = try TenantBench { $0.pageLimit = 40 }
    let population = bench.context.truth.population
    let (rows, pages) = try bench.all(
      "/v1.0/users?$select=id,mail,onPremisesSamAccountName&$top=999")
    #expect(rows.count == population.count)
    #expect(pages >= 3)
    #expect(rows.allSatisfy { $0.keys.sorted() == ["id", "mail", "onPremisesSamAccountName"] })
  }

  @Test func `counting needs the consistency header, on every page`() throws {
    let bench = try TenantBench()
    let header = ["consistencylevel": "eventual"]
    #expect(try bench.graph("/v1.0/users/$count").status == 400)
    let answer = try bench.graph("/v1.0/users/$count", headers: header)
    #expect(answer.header("Content-Type") == "text/plain")
    #expect(answer.answer.body.starts(with: [0xEF, 0xBB, 0xBF]))
    let count = bench.context.truth.population.count
    #expect(answer.answer.body.dropFirst(3) == Data("\(count)".utf8))
    let page = try bench.graph(
      "/v1.0/users?$count=true&$filter=accountEnabled eq true and userType eq 'Member'&$top=2",
      headers: header)
    let enabled = bench.context.truth.population.kinds["member"]
    #expect(page.json["@odata.count"] as? Int == enabled)
    let link = try #require(page.json["@odata.nextLink"] as? String)
    #expect(try bench.graph(link).status == 400)
    let second = try bench.graph(link, headers: header)
    #expect(second.rows.count == 2)
    #expect(second.json["@odata.count"] == nil)
  }

  @Test(arguments: [
    "organization", "domains", "subscribedSkus", "directoryRoles?$expand=members",
    "roleManagement/directory/roleAssignments?$expand=principal", "servicePrincipals",
    "oauth2PermissionGrants", "directory/deletedItems/microsoft.graph.user",
  ])
  func `facts of the tenant are there`(path: String) throws {
    let bench = try TenantBench()
    #expect(try !bench.all("/v1.0/\(path)").rows.isEmpty)
    let forbidden = try TenantBench { $0.forbidden = [.directory] }
    let answer = try forbidden.graph("/v1.0/\(path)")
    #expect(answer.status == 403)
    #expect(answer.code == "Authorization_RequestDenied")
  }

  @Test func `the licence can be read from the service plans`() throws {
    func plans(_ licence: TenantSettings.Licence) throws -> [String] {
      let row = try TenantBench { $0.licence = licence }.graph("/v1.0/subscribedSkus").rows.first
      return (row?["servicePlans"] as? [[String: Any]] ?? [])
        .compactMap { $0["servicePlanName"] as? String }
    }
    #expect(try plans(.p2).contains("AAD_PREMIUM_P2"))
    #expect(try plans(.p1).contains("AAD_PREMIUM") && !plans(.p1).contains("AAD_PREMIUM_P2"))
    #expect(try !plans(.free).contains("AAD_PREMIUM"))
  }

  @Test func `applications have roles and grants`() throws {
    let bench = try TenantBench()
    let grant = try #require(try bench.all("/v1.0/oauth2PermissionGrants").rows.first)
    let principals = try bench.all("/v1.0/servicePrincipals").rows.compactMap {
      $0["id"] as? String
    }
    #expect(principals.contains(try #require(grant["clientId"] as? String)))
    let roles = try bench.all("/v1.0/servicePrincipals/\(principals[0])/appRoleAssignments").rows
    #expect(roles.count == 1)
    #expect(try bench.graph("/v1.0/servicePrincipals/none/appRoleAssignments").status == 404)
  }

  @Test func `what nobody serves is said so`() throws {
    let bench = try TenantBench()
    #expect(try bench.graph("/v1.0/nothing").status == 400)
    #expect(try bench.graph("/v2.0/users").status == 400)
    #expect(try bench.send("GET", "/graph/v1.0/users").status == 401)
  }
}
