import Case
import Evidence
import Foundation

/// Tables of Log Analytics workspaces (microsoft-apis.md 8): no paging, so the window is cut until the
/// rows of each piece fit.
package struct LogAnalytics: Source {
  package static let name = "log-analytics"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  private struct Table: Decodable {
    struct Entry: Decodable {
      var name: String
      var streams: [String]
      /// Whether `TimeGenerated` is when it happened, and not when the record came.
      var isEventTime: Bool?
    }
    var tables: [Entry]
    var mostRows: Int
  }

  private static func table() throws -> Table {
    try loadTable("Collection/Tables/log-analytics.json")
  }

  package func units() throws -> [SourceUnit] {
    guard let settings = context.settings.logAnalytics, !settings.workspaces.isEmpty else {
      throw CollectionError.setting(
        key: "sources.logAnalytics.workspaces", reason: "log-analytics needs the workspaces' GUIDs")
    }
    let entry = try context.table.entry(LogAnalytics.name)
    let table = try LogAnalytics.table()
    let known = Dictionary(uniqueKeysWithValues: table.tables.map { ($0.name, $0) })
    let names = settings.tables ?? table.tables.map(\.name)
    return settings.workspaces.flatMap { workspace in
      names.map { name in
        SourceUnit(
          source: LogAnalytics.name, name: "\(workspace)/\(name)",
          streams: known[name]?.streams ?? [],
          pool: entry.pool, retention: entry.retention(context.licence), lateness: entry.lateness,
          countsArrival: known[name]?.isEventTime != true, firstSlice: 86_400,
          longestSlice: 7 * 86_400, shortestSlice: 1,
          rowsWanted: 100_000)
      }
    }
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let parts = slice.unit.name.split(separator: "/").map(String.init)
    let table = parts[1]
    // TimeGenerated is when the record came, not when it happened: the slice counts arrivals.
    let query =
      "\(table) | where TimeGenerated >= datetime(\(slice.window.from.text)) and TimeGenerated < datetime(\(slice.window.to.text))"
    let expected = try count(query, parts[0], session)
    guard expected > 0 else { return try nothing(table, slice, parts[0], session) }
    guard expected <= (try LogAnalytics.table()).mostRows else {
      throw SliceFault.tooLarge("\(expected) rows are more than one answer holds")
    }
    var ask = try self.ask(query, parts[0])
    ask.list = "tables"
    let page = try session.ask(ask)
    try LogAnalytics.check(page)
    guard page.tableRows >= expected else {
      throw SliceFault.tooLarge("the service counts \(expected) rows and gave \(page.tableRows)")
    }
    // Where the table begins, nobody knows what came before: an export that began, or rows that expired.
    let before = "\(table) | where TimeGenerated < datetime(\(slice.window.from.text)) | take 1"
    guard try count(before, parts[0], session) > 0 else {
      throw SliceFault.ended(
        .partial, "the table begins within this slice (\(page.tableRows) rows): nothing is older")
    }
    return Reading(rows: page.tableRows)
  }

  /// No row proves something only where the table goes back further: retention is set per table.
  private func nothing(
    _ table: String, _ slice: Slice, _ workspace: String, _ session: SliceSession
  ) throws -> Reading {
    let older =
      "\(table) | where TimeGenerated < datetime(\(slice.window.to.text))"
    guard try count(older, workspace, session) > 0 else {
      throw SliceFault.ended(
        .beyondRetention, "the table holds nothing of this time or before: not exported, or expired"
      )
    }
    let newer =
      "\(table) | where TimeGenerated >= datetime(\(slice.window.to.text)) | take 1"
    guard try count(newer, workspace, session) > 0 else {
      throw SliceFault.ended(
        .partial,
        "the table holds nothing of this time or after: nothing came, or the export was switched off"
      )
    }
    return Reading(rows: 0)
  }

  private func count(_ query: String, _ workspace: String, _ session: SliceSession) throws -> Int {
    var ask = try self.ask(query + " | count", workspace)
    ask.list = "tables"
    ask.holdsRecords = false
    ask.keepsBody = true
    do {
      let page = try session.ask(ask)
      try LogAnalytics.check(page)
      let answer = try JSONValue(parsing: page.body ?? Data())
      guard let row = answer["tables"]?.array?.first?["rows"]?.array?.first?.array,
        let number = row.first?.integer
      else { throw SliceFault.ended(.failed, "the count of rows is no number") }
      return Int(number)
    } catch let SliceFault.ended(.failed, words) where words.contains("SemanticError") {
      throw SliceFault.unitEnded(
        .notEnabled, "\(words): the workspace has no such table, so nothing is exported to it")
    } catch let CaseError.notJSON(reason) {
      throw SliceFault.ended(.failed, "the count of rows could not be read: \(reason)")
    }
  }

  private func ask(_ query: String, _ workspace: String) throws -> SliceSession.Ask {
    let host = try context.cloud.host(.logAnalytics)
    var ask = SliceSession.Ask(
      .logAnalytics, "\(host)/v1/workspaces/\(formEncoded(workspace))/query")
    ask.method = "POST"
    ask.headers = [
      (name: "Content-Type", value: "application/json"), (name: "Prefer", value: "wait=600"),
    ]
    ask.body = Data(JSONValue.object(["query": .string(query)]).canonical.utf8)
    ask.timeoutSeconds = 660
    return ask
  }

  /// A 200 with `error` beside its tables is partial (8, 13.27).
  private static func check(_ page: StoredPage) throws {
    guard page.members["error"] == nil else {
      throw SliceFault.tooLarge("the answer is partial (PartialError)")
    }
    guard page.hasList else { throw SliceFault.ended(.failed, "the answer holds no tables") }
  }
}
