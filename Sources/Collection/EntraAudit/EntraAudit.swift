import Case
import Evidence

/// Directory audits from Graph (microsoft-apis.md 3).
package struct EntraAudit: Source {
  package static let name = "entra-audit"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(EntraAudit.name)
    return [
      SourceUnit(
        source: EntraAudit.name, name: "", streams: ["entra-audit"], pool: entry.pool,
        retention: entry.retention(context.licence), lateness: entry.lateness,
        firstSlice: 12 * 3600,
        longestSlice: 30 * 86_400)
    ]
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    // The page lists eq, ge and le for activityDateTime, and no lt.
    let filter = slice.window.filterThroughLastTick("activityDateTime")
    let host = try context.cloud.host(.graph)
    var ask = SliceSession.Ask(
      .graph, "\(host)/v1.0/auditLogs/directoryAudits?$filter=\(queryEncoded(filter))&$top=1000")
    ask.headers = [(name: "Prefer", value: "include-unknown-enum-members")]
    return Reading(rows: try session.pages(ask))
  }
}
