import Case
import Evidence

/// The Azure Activity Log: who changed diagnostic settings, elevated access, assigned roles
/// (microsoft-apis.md 18).
package struct ActivityLog: Source {
  package static let name = "activity-log"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(ActivityLog.name)
    let subscriptions = context.settings.activityLog?.subscriptions ?? []
    return (["tenant"] + subscriptions).map { name in
      SourceUnit(
        // The tenant level alone is not the whole of it.
        source: ActivityLog.name, name: name,
        streams: subscriptions.isEmpty ? [] : ["azure-activity"], pool: entry.pool,
        retention: entry.retention(context.licence), lateness: entry.lateness,
        firstSlice: 7 * 86_400,
        longestSlice: 30 * 86_400, rowsWanted: 10_000)
    }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let host = try context.cloud.host(.resourceManager)
    let place = slice.unit.name == "tenant" ? "" : "/subscriptions/\(formEncoded(slice.unit.name))"
    let filter = slice.window.filterThroughLastTick("eventTimestamp", quote: "'")
    return Reading(
      rows: try session.pages(
        SliceSession.Ask(
          .resourceManager,
          "\(host)\(place)/providers/microsoft.insights/eventtypes/management/values?api-version=2015-04-01&$filter=\(queryEncoded(filter))"
        ), link: "nextLink"))
  }
}
