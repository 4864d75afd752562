import Case
import Evidence

/// Alerts and incidents of Defender XDR (microsoft-apis.md 5.1).
package struct SecurityAlerts: Source {
  package static let name = "security-alerts"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(SecurityAlerts.name)
    return ["alerts", "incidents"].map { name in
      SourceUnit(
        source: SecurityAlerts.name, name: name,
        streams: name == "alerts" ? ["security-alerts"] : [],
        pool: entry.pool, retention: entry.retention(context.licence), lateness: entry.lateness,
        countsArrival: true,
        firstSlice: 30 * 86_400, longestSlice: 180 * 86_400, rowsWanted: 10_000)
    }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let host = try context.cloud.host(.graph)
    let path = slice.unit.name == "alerts" ? "alerts_v2" : "incidents"
    // Incidents come 50 at a time at most.
    let top = slice.unit.name == "alerts" ? 1000 : 50
    let filter = queryEncoded(slice.window.filter("createdDateTime"))
    var ask = SliceSession.Ask(
      .graph, "\(host)/v1.0/security/\(path)?$filter=\(filter)&$top=\(top)")
    ask.headers = [(name: "Prefer", value: "include-unknown-enum-members")]
    return Reading(rows: try session.pages(ask))
  }
}
