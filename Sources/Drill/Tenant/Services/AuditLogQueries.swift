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
    /// Whether the first reading of a query misses a record, as has been seen.
    var readsDiffer = false
  }

  let prefix = "graph/auditLogQueries"
  private let logs: TenantLogs
  let settings: TenantSettings
  private let tokens: TokenRegistry
  let behaviour: Behaviour
  let marks: PageMarks
  private let queries = Mutex<[AuditQuery]>([])
  private let readings = Mutex<[String: Int]>([:])

  init(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry,
    _ behaviour: Behaviour = Behaviour()
  ) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    self.behaviour = behaviour
    marks = PageMarks(lifetime: settings.skipTokenLifetime)
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
        ending: ending(of: queries.count), random: &random)
      queries.append(query)
      return .json(201, query.object(limit: settings.recordLimit).canonical)
    }
  }

  /// As it is told; and where faults are made, now and then not well.
  private func ending(of number: Int) -> AuditQuery.Status {
    if let told = behaviour.endings[number] { return told }
    guard let faults = settings.faults else { return .succeeded }
    var random = SplitMix64.derived(faults.seed, 51, UInt64(number))
    guard random.below(1000) < faults.permille else { return .succeeded }
    return random.chance(50) ? .failed : .cancelled
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

  /// How often the records of a query have been read from the start, this time included.
  func begin(_ id: String) -> Int {
    readings.withLock {
      $0[id, default: 0] += 1
      return $0[id, default: 1]
    }
  }

  func query(_ id: String) -> AuditQuery? {
    queries.withLock { $0.first { $0.id == id.lowercased() } }
  }

  func notFound(_ id: String, _ request: WireRequest) -> WireAnswer {
    .graphError(404, "ResourceNotFound", "The query '\(id)' does not exist.", request)
  }
}
