import Case
import Foundation

/// Users and facts of the tenant (reference 6).
final class DirectoryService: Sendable {
  private let context: TenantContext
  private let pager: GraphPager
  private let facts: TenantFacts

  init(_ context: TenantContext, _ pager: GraphPager) {
    self.context = context
    self.pager = pager
    facts = TenantFacts(context)
  }

  func answer(_ call: GraphCall) -> WireAnswer {
    if let refusal = context.refusal(of: .directory, call.request) { return refusal }
    do {
      switch call.route {
      case "users": return try users(call)
      case "users/$count": return try count(call)
      case "directory/deleteditems/microsoft.graph.user":
        return try list(call, "directoryObjects/microsoft.graph.user", facts.deletedUsers)
      case "organization": return try list(call, "organization", [facts.organization])
      case "domains": return try list(call, "domains", facts.domains)
      case "subscribedskus": return try list(call, "subscribedSkus", facts.subscriptions)
      case "directoryroles":
        let expanded = call.request.parameter("$expand") == "members"
        return try list(call, "directoryRoles", facts.roles(expanded: expanded))
      case "rolemanagement/directory/roleassignments":
        let expanded = call.request.parameter("$expand") == "principal"
        return try list(
          call, "roleManagement/directory/roleAssignments", facts.assignments(expanded: expanded))
      case "rolemanagement/directory/roleeligibilityscheduleinstances":
        return try eligible(call)
      case "serviceprincipals": return try list(call, "servicePrincipals", facts.principals)
      case "oauth2permissiongrants":
        return try list(call, "oauth2PermissionGrants", facts.grants)
      default: return try inside(call)
      }
    } catch {
      return call.invalidFilter
    }
  }

  private func inside(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    let names = call.path.map { $0.lowercased() }
    guard names.count == 3 else { return call.unknownSegment }
    switch (names[0], names[2]) {
    case ("domains", "federationconfiguration"):
      guard TenantContext.domains.contains(names[1]) else { return call.notFound }
      // Every domain is managed: there is no configuration to list.
      return try list(call, "domains('\(names[1])')/federationConfiguration", [])
    case ("serviceprincipals", "approleassignments"):
      guard let assignments = facts.appRoles(of: names[1]) else { return call.notFound }
      return try list(call, "servicePrincipals('\(names[1])')/appRoleAssignments", assignments)
    default: return call.unknownSegment
    }
  }

  private func list(
    _ call: GraphCall, _ name: String, _ rows: [[UInt8]]
  ) throws(ODataError) -> WireAnswer {
    var listing = GraphListing(context: name, defaultTop: 100, mostTop: 999)
    listing.members = call.selected
    listing.fillsMissing = true
    let filter = try call.filter()
    return pager.page(call.request, listing) { _ in GraphRows(rows: rows).matching(filter) }
  }

  private func eligible(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    guard context.settings.licence == .p2 else {
      return .graphError(
        400, "AadPremiumLicenseRequired",
        "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
        call.request)
    }
    return try list(call, "roleManagement/directory/roleEligibilityScheduleInstances", [])
  }

  // MARK: Users

  private func users(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    let counts = call.request.parameter("$count") == "true"
    if counts, !isEventual(call.request) { return needsConsistency(call) }
    return try list(call, "users", context.logs.records(.user).map(\.json))
  }

  /// A bare number; a byte order mark may stand before it (reference 6).
  private func count(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    guard isEventual(call.request) else { return needsConsistency(call) }
    let filter = try call.filter()
    let rows = GraphRows(rows: context.logs.records(.user).map(\.json))
    return WireAnswer(
      200, headers: [("Content-Type", "text/plain")],
      body: Data([0xEF, 0xBB, 0xBF]) + Data("\(rows.matching(filter).count)".utf8))
  }

  /// The header is not kept in a continuation: it has to come with every page (reference 0).
  private func isEventual(_ request: WireRequest) -> Bool {
    request.headers["consistencylevel"]?.lowercased() == "eventual"
  }

  private func needsConsistency(_ call: GraphCall) -> WireAnswer {
    .graphError(
      400, "Request_BadRequest",
      "$count is not currently supported without the header ConsistencyLevel: eventual.",
      call.request)
  }
}
