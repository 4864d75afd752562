import Case
import Foundation
import Synchronization

/// The query API of Log Analytics over the tables of `WorkspaceTables` (reference 8).
final class LogAnalytics: WireService {
  let prefix = "loganalytics"
  private let logs: TenantLogs
  let settings: TenantSettings
  private let tokens: TokenRegistry
  private let organisation: Organisation
  /// Bytes of rows in one answer.
  let byteLimit: Int
  /// Made when first asked for.
  private let tables = Mutex<WorkspaceTables?>(nil)
  private let budget = Budget(200, per: 30)

  init(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry,
    byteLimit: Int = 104_857_600
  ) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    self.byteLimit = byteLimit
    organisation = Organisation(logs.settings)
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    let parts = request.parts
    guard parts.count == 4, parts[0] == "v1", parts[1] == "workspaces", parts[3] == "query",
      ["GET", "POST"].contains(request.method)
    else { return error(404, "PathNotFoundError", "The requested path does not exist", request) }
    if settings.enforcesBudgets,
      case .refused(let wait) = budget.take(
        request.headers["authorization"] ?? "", at: request.now)
    {
      return throttled(request, retryAfter: Budget.retryAfter(wait, .integer))
    }
    if let refusal = tokens.check(request, audience: .logAnalytics) { return refusal }
    if settings.forbidden.contains(.logAnalytics) {
      return error(
        403, "InsufficientAccessError",
        "The provided credentials have insufficient access to perform the requested operation",
        request)
    }
    return answer(workspace: parts[2], request)
  }

  func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    var answer = error(429, "ThrottledError", "The request was throttled", request)
    if let retryAfter { answer.headers.append(("Retry-After", retryAfter)) }
    return answer
  }

  private func answer(workspace: String, _ request: WireRequest) -> WireAnswer {
    let tables: WorkspaceTables
    do { tables = try made() } catch {
      return self.error(
        500, "InternalServerError", "The tables could not be made: \(error)", request)
    }
    guard workspace.lowercased() == tables.workspace else {
      return error(
        404, "WorkspaceNotFoundError", "The workspace '\(workspace)' could not be found", request)
    }
    var asked: [String: JSONValue] = [:]
    if request.method == "GET" {
      for (name, value) in request.query { asked[name] = .string(value) }
    } else {
      // As documented: without a type or a body the answer is empty, and no error.
      guard request.headers["content-type"] != nil, !request.body.isEmpty else {
        return WireAnswer(200)
      }
      guard let object = request.object else {
        return badArgument("The request body is no JSON object", nil, request)
      }
      asked = object
    }
    guard let query = asked["query"]?.string, !query.isEmpty else {
      return badArgument("The query is missing", nil, request)
    }
    return answer(query, timespan: asked["timespan"]?.string, tables, request)
  }

  private func made() throws -> WorkspaceTables {
    try tables.withLock { tables in
      if let tables { return tables }
      let made = try WorkspaceTables(logs)
      tables = made
      return made
    }
  }

  private func answer(
    _ text: String, timespan: String?, _ tables: WorkspaceTables, _ request: WireRequest
  ) -> WireAnswer {
    var span: QueryTimespan?
    if let timespan {
      guard let read = QueryTimespan(timespan, now: request.ticks) else {
        return badArgument("The timespan '\(timespan)' is invalid", nil, request)
      }
      span = read
    }
    do throws(KustoFault) {
      let query = try KustoParser.parse(text, now: request.ticks)
      guard let table = tables[query.table] else {
        throw KustoFault.unknownName(query.table, in: "where")
      }
      // What has not happened yet is in no table.
      let rows = table.rows.filter {
        $0.generated <= request.ticks && span?.contains($0.generated) ?? true
      }
      var frame = KustoFrame(table, rows, organisation)
      try KustoEvaluation.run(query.stages, on: &frame)
      return answer(frame, request)
    } catch {
      return badArgument("The request had some invalid properties", error, request)
    }
  }
}
