import Case
import Foundation

/// Microsoft Graph (reference 0, 2 to 6), apart from audit log queries.
final class GraphService: WireService {
  let prefix = "graph"

  private let context: TenantContext
  private let logs: EntraLogService
  private let protection: IdentityProtection
  private let alerts: SecurityAlerts
  private let directory: DirectoryService

  init(_ context: TenantContext) {
    self.context = context
    let pager = GraphPager(context)
    let traces = IncidentTraces(context)
    logs = EntraLogService(context, pager)
    protection = IdentityProtection(context, pager, traces)
    alerts = SecurityAlerts(context, pager, traces)
    directory = DirectoryService(context, pager)
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    var parts = request.path.split(separator: "/").map { WireRequest.decoded($0) }
    guard let version = parts.first, version == "v1.0" || version == "beta" else {
      return .graphError(400, "BadRequest", "Invalid version.", request)
    }
    if let refusal = context.tokens.check(request, audience: .graph) { return refusal }
    guard request.method == "GET" else {
      return .graphError(
        405, "Request_BadRequest", "Specified HTTP method is not allowed.", request)
    }
    parts.removeFirst()
    let call = GraphCall(request: request, isBeta: version == "beta", path: parts)
    switch parts.first?.lowercased() {
    case "auditlogs": return logs.answer(call)
    case "identityprotection": return protection.answer(call)
    case "security": return alerts.answer(call)
    default: return directory.answer(call)
    }
  }

  /// Listings have pages; only a page that is not the first has a continuation that can expire.
  func makes(_ fault: TenantFault, _ request: WireRequest) -> Bool {
    request.parameter("$skiptoken") != nil
  }
}

/// A request to Graph, taken apart.
struct GraphCall {
  let request: WireRequest
  let isBeta: Bool
  /// Without the version, decoded.
  let path: [String]

  /// The names of the path in lower case, joined: what a route is compared with.
  var route: String { path.map { $0.lowercased() }.joined(separator: "/") }

  /// The members that `$select` names.
  var selected: Set<String>? {
    request.parameter("$select").map { text in
      Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
  }

  /// The filter; `nil` when there is none.
  func filter() throws(ODataError) -> ODataFilter? {
    guard let text = request.parameter("$filter"), !text.isEmpty else { return nil }
    return try ODataParser.parse(text)
  }

  /// Graph says no more than this about a filter that it does not take (reference 2.4).
  var invalidFilter: WireAnswer {
    .graphError(400, "Request_UnsupportedQuery", "Invalid filter clause", request)
  }

  var unknownSegment: WireAnswer {
    .graphError(
      400, "BadRequest",
      "Resource not found for the segment '\(path.first ?? "")'.", request)
  }

  var notFound: WireAnswer {
    .graphError(
      404, "Request_ResourceNotFound",
      "Resource '\(path.last ?? "")' does not exist or one of its queried reference-property "
        + "objects are not present.", request)
  }
}

/// Rows that were made once and are listed with a filter that may name any of their members.
struct GraphRows: Sendable {
  /// Newest first where they have a time.
  let rows: [[UInt8]]

  func matching(_ filter: ODataFilter?) -> [[UInt8]] {
    guard let filter else { return rows }
    return rows.filter { row in
      guard let members = GraphRows.members(row) else { return false }
      return filter.matches(members)
    }
  }

  /// The members of a row; every row was written by this module, so that it always parses.
  static func members(_ row: [UInt8]) -> [String: Any]? {
    do {
      return try JSONSerialization.jsonObject(with: Data(row)) as? [String: Any]
    } catch {
      return nil
    }
  }
}
