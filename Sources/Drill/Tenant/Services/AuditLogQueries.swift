import Case
import Foundation
import Synchronization

/// `security/auditLog/queries`: unified audit through Graph, by searches that take their time
/// (reference 5.2).
final class AuditLogQueries: WireService {
  /// What a tenant may do beside the ordinary.
  struct Behaviour: Sendable {
    /// Without it only beta knows the segment.
    var isInV1 = true
    /// Queries by number, from 0, that do not succeed.
    var endings: [Int: AuditQuery.Status] = [:]
  }

  let prefix = "graph/auditLogQueries"
  private let logs: TenantLogs
  let settings: TenantSettings
  private let tokens: TokenRegistry
  private let behaviour: Behaviour
  private let queries = Mutex<[AuditQuery]>([])

  init(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry,
    _ behaviour: Behaviour = Behaviour()
  ) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    self.behaviour = behaviour
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    if let refusal = tokens.check(request, audience: .graph) { return refusal }
    if settings.forbidden.contains(.unifiedAudit) {
      return .graphError(
        403, "Forbidden", "Insufficient privileges to complete the operation.", request)
    }
    let parts = request.parts
    guard parts.count >= 4, Array(parts[1...3]) == ["security", "auditLog", "queries"] else {
      return noSegment(parts.dropFirst().first ?? "", request)
    }
    if parts[0] == "v1.0", !behaviour.isInV1 { return noSegment("auditLog", request) }
    switch (request.method, parts.count) {
    case ("POST", 4): return post(request)
    case ("GET", 4): return list(request, version: parts[0])
    case ("GET", 5): return status(parts[4], request)
    case ("GET", 6) where parts[5] == "records": return records(parts[4], parts[0], request)
    default: return noSegment(parts.last ?? "", request)
    }
  }

  /// Those of its pages of records.
  func makes(_ fault: TenantFault, _ request: WireRequest) -> Bool {
    guard request.parts.last == "records" else { return false }
    let isContinued = request.parameter("$skiptoken") != nil
    return isContinued && [.expiredSkipToken, .emptyPage, .duplicateAcrossPages].contains(fault)
  }

  private func noSegment(_ segment: String, _ request: WireRequest) -> WireAnswer {
    .graphError(
      400, "BadRequest", "Resource not found for the segment '\(segment)'.", request)
  }

  private func post(_ request: WireRequest) -> WireAnswer {
    guard let asked = request.object else {
      return .graphError(400, "BadRequest", "The body is no JSON object.", request)
    }
    let search: UnifiedSearch
    do { search = try UnifiedSearch(query: asked) } catch {
      return .graphError(400, "BadRequest", error.text, request)
    }
    return queries.withLock { queries in
      if let refusal = overLimits(queries, request) { return refusal }
      var random = SplitMix64.derived(logs.settings.seed, 40, UInt64(queries.count))
      let query = AuditQuery(
        id: random.guid().text, submitted: request.now, asked: asked, search: search,
        ending: behaviour.endings[queries.count] ?? .succeeded, random: &random)
      queries.append(query)
      return .json(201, query.object(limit: settings.recordLimit).canonical)
    }
  }

  private func list(_ request: WireRequest, version: String) -> WireAnswer {
    let all = queries.withLock { $0.map { $0.object(limit: settings.recordLimit) } }
    let context = "\(request.base)/\(version)/$metadata#security/auditLog/queries"
    return .json(
      200, JSONValue.object(["@odata.context": .string(context), "value": .array(all)]).canonical)
  }

  private func status(_ id: String, _ request: WireRequest) -> WireAnswer {
    queries.withLock { queries in
      guard let index = queries.firstIndex(where: { $0.id == id.lowercased() }) else {
        return notFound(id, request)
      }
      queries[index].poll(limit: settings.recordLimit) {
        settings.auditing ? $0.records(in: logs, at: request.ticks) : []
      }
      return .json(200, queries[index].object(limit: settings.recordLimit).canonical)
    }
  }

  func query(_ id: String) -> AuditQuery? {
    queries.withLock { $0.first { $0.id == id.lowercased() } }
  }

  func notFound(_ id: String, _ request: WireRequest) -> WireAnswer {
    .graphError(404, "ResourceNotFound", "The query '\(id)' does not exist.", request)
  }
}
