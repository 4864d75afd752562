import Case
import Evidence
import Foundation

/// The unified audit log by asynchronous queries of Graph (microsoft-apis.md 5.2): make one, wait for it,
/// page through its records.
package struct UnifiedAudit: Source {
  package static let name = "unified-audit"
  /// Every stream of the ledger that unified audit speaks for.
  package static let streams = [
    "unified-audit-logons", "unified-audit-mailbox", "unified-audit-exchange-admin",
    "unified-audit-sharepoint", "unified-audit-teams", "unified-audit-directory",
    "unified-audit-compliance",
  ]
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(UnifiedAudit.name)
    var unit = SourceUnit(
      source: UnifiedAudit.name, name: "", streams: UnifiedAudit.streams, pool: entry.pool,
      retention: entry.retention, lateness: entry.lateness, firstSlice: 86_400,
      longestSlice: 7 * 86_400, shortestSlice: 1, rowsWanted: 200_000)
    unit.doubtsEmpty = true
    return [unit]
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    guard context.cloud.hasAuditQueries else {
      throw SliceFault.unitEnded(
        .failed,
        "the cloud \(context.cloud.name) does not offer audit log queries: collect exchange")
    }
    do { return try read(slice, session, version: "v1.0") } catch SliceFault.notOffered {
      // The path moved between v1.0 and beta more than once (5.2).
      return try read(slice, session, version: "beta")
    }
  }

  private func read(
    _ slice: Slice, _ session: SliceSession, version: String
  ) throws -> Reading {
    let queries = "\(try context.cloud.host(.graph))/\(version)/security/auditLog/queries"
    let id = try make(slice, queries, session)
    let query = try wait(for: "\(queries)/\(formEncoded(id))", session)
    // A query that came to its limit ends as succeeded all the same: only the flag tells.
    if query["isRecordCountLimitExceeded"] == .bool(true) {
      throw SliceFault.tooLarge("the query came to the service's limit of records")
    }
    let expected = query["approximateReturnedRecordCount"]?.integer.map(Int.init)
    let records = SliceSession.Ask(
      .graph, "\(queries)/\(formEncoded(id))/records?$top=500")
    var rows = try session.pages(records)
    // Two readings of one query were seen to differ: what is missing may be in the second.
    if let expected {
      if rows < expected { rows = max(rows, try session.pages(records)) }
    } else {
      let again = try session.pages(records)
      guard again == rows else {
        throw SliceFault.ended(
          .partial, "the service gave \(rows) records, then \(again) of the same query")
      }
    }
    guard let expected, rows < expected else { return Reading(rows: rows) }
    throw SliceFault.ended(
      .partial, "the service counts about \(expected) records and gave \(rows), twice")
  }

  /// Makes the query; its id.
  private func make(
    _ slice: Slice, _ queries: String, _ session: SliceSession
  ) throws -> String {
    var ask = answer(queries)
    ask.method = "POST"
    ask.headers = [(name: "Content-Type", value: "application/json")]
    ask.body = Data(
      JSONValue.object([
        "@odata.type": "#microsoft.graph.security.auditLogQuery",
        "displayName": .string("exhibit \(slice.window.from.text)"),
        "filterStartDateTime": .string(slice.window.from.text),
        "filterEndDateTime": .string(slice.window.to.text),
      ]).canonical.utf8)
    guard let id = try session.ask(ask).text("id"), !id.isEmpty else {
      throw SliceFault.ended(.failed, "the answer holds no id of a query")
    }
    return id
  }

  /// Waits until the query is at an end; its last answer.
  private func wait(for url: String, _ session: SliceSession) throws -> JSONValue {
    var waited = 0.0
    var interval = 5.0
    // The reference tool waits for up to eight hours.
    while waited < 8 * 3600 {
      let page = try session.ask(answer(url))
      guard let body = page.body, let query = UnifiedAudit.parsed(body) else {
        throw SliceFault.ended(.failed, "the state of the query could not be read")
      }
      switch query["status"]?.string {
      case "succeeded": return query
      case "failed", "cancelled":
        throw SliceFault.ended(.failed, "the query ended as \(query["status"]?.string ?? "")")
      default: break
      }
      session.wait(interval)
      waited += interval
      interval = min(60, interval * 1.5)
    }
    throw SliceFault.tooLarge("the query did not end within eight hours")
  }

  private func answer(_ url: String) -> SliceSession.Ask {
    var ask = SliceSession.Ask(.graph, url)
    ask.holdsRecords = false
    ask.keepsBody = true
    return ask
  }

  private static func parsed(_ body: Data) -> JSONValue? {
    do { return try JSONValue(parsing: body) } catch { return nil }  // named by the caller
  }
}
