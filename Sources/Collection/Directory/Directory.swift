import Case
import Evidence
import Foundation

/// The directory as it is now: the population, who signs in where, what is licensed, who holds which role
/// and which application may do what (microsoft-apis.md 6).
package struct Directory: Source {
  package static let name = "directory"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  private static let paths: [(unit: String, path: String)] = [
    (
      "users",
      "users?$count=true&$select=id,userPrincipalName,displayName,userType,accountEnabled,createdDateTime,onPremisesSyncEnabled,onPremisesImmutableId,onPremisesSamAccountName,onPremisesDomainName,onPremisesSecurityIdentifier,mail,proxyAddresses,lastPasswordChangeDateTime,signInSessionsValidFromDateTime,externalUserState&$top=999"
    ),
    ("deleted-users", "directory/deletedItems/microsoft.graph.user"), ("domains", "domains"),
    ("organization", "organization"), ("licences", "subscribedSkus"),
    ("roles", "directoryRoles?$expand=members"),
    ("role-assignments", "roleManagement/directory/roleAssignments?$expand=principal"),
    ("service-principals", "servicePrincipals?$top=999"),
    ("permission-grants", "oauth2PermissionGrants?$top=999"),
  ]

  package func units() throws -> [SourceUnit] {
    let pool = try context.table.entry(Directory.name).pool
    return Directory.paths.map { .snapshot(Directory.name, $0.unit, pool: pool) }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let host = try context.cloud.host(.graph)
    let path = Directory.paths.first { $0.unit == slice.unit.name }?.path ?? ""
    var ask = SliceSession.Ask(.graph, "\(host)/v1.0/\(path)")
    // Not part of a next link: sent with every page (0).
    ask.headers = [(name: "ConsistencyLevel", value: "eventual")]
    ask.holdsRecords = slice.unit.name == "users"
    ask.keepsBody = ["domains", "licences", "service-principals"].contains(slice.unit.name)
    var counted: Int?
    var values: [JSONValue] = []
    let rows = try session.pages(ask) { page in
      counted = counted ?? page.members["@odata.count"].flatMap { Int($0) }
      if ask.keepsBody { values += try Directory.list(page) }
    }
    switch slice.unit.name {
    case "users": return try users(rows, counted)
    case "domains": return try domains(values, rows, session)
    case "licences": return Reading(rows: rows, facts: ["servicePlans": Directory.plans(values)])
    case "service-principals": return Reading(rows: try assignments(values, session) + rows)
    default: return Reading(rows: rows)
    }
  }

  /// The service counts from an index that lags behind: a difference is said, not hidden.
  private func users(_ rows: Int, _ counted: Int?) throws -> Reading {
    let facts: [String: JSONValue] = ["users": .integer(Int64(rows))]
    guard let counted, counted != rows else { return Reading(rows: rows, facts: facts) }
    return Reading(
      rows: rows, note: "the service counts \(counted) users and lists \(rows)", facts: facts)
  }

  private func domains(
    _ values: [JSONValue], _ rows: Int, _ session: SliceSession
  ) throws -> Reading {
    func names(_ type: String) -> [String] {
      values.filter { $0["authenticationType"]?.string?.lowercased() == type }
        .compactMap { $0["id"]?.string }.sorted()
    }
    let host = try context.cloud.host(.graph)
    for domain in names("federated") {
      var ask = SliceSession.Ask(
        .graph, "\(host)/v1.0/domains/\(formEncoded(domain))/federationConfiguration")
      ask.holdsRecords = false
      _ = try session.ask(ask)
    }
    return Reading(
      rows: rows,
      facts: [
        "federatedDomains": .array(names("federated").map { .string($0) }),
        "managedDomains": .array(names("managed").map { .string($0) }),
      ])
  }

  /// What applications may do of their own: one list for each.
  private func assignments(_ values: [JSONValue], _ session: SliceSession) throws -> Int {
    let host = try context.cloud.host(.graph)
    var rows = 0
    for id in values.compactMap({ $0["id"]?.string }).sorted() {
      var ask = SliceSession.Ask(
        .graph, "\(host)/v1.0/servicePrincipals/\(formEncoded(id))/appRoleAssignments")
      ask.holdsRecords = false
      rows += try session.pages(ask)
    }
    return rows
  }

  /// Service plans that are in force (6: capabilityStatus Enabled or Warning, provisioning Success).
  private static func plans(_ values: [JSONValue]) -> JSONValue {
    var plans: Set<String> = []
    for sku in values where ["Enabled", "Warning"].contains(sku["capabilityStatus"]?.string ?? "") {
      for plan in sku["servicePlans"]?.array ?? []
      where plan["provisioningStatus"]?.string == "Success" {
        if let name = plan["servicePlanName"]?.string { plans.insert(name) }
      }
    }
    return .array(plans.sorted().map { .string($0) })
  }

  /// An unread list of domains must not pass for a list without federated ones.
  private static func list(_ page: StoredPage) throws -> [JSONValue] {
    do {
      guard let list = try page.body.flatMap({ try JSONValue(parsing: $0)["value"]?.array }) else {
        throw SliceFault.ended(.partial, "the list is stored, but too long to be looked at")
      }
      return list
    } catch let CaseError.notJSON(reason) {
      throw SliceFault.ended(.partial, "the list is stored, but could not be looked at: \(reason)")
    }
  }
}
