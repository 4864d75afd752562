import Case
import Foundation
import Testing
import TestSupport

@testable import Timeline

@Suite struct FormatTests {
  private func hostile() throws -> JourneyCase {
    let it = try JourneyCase()
    try it.take(
      Log.signIn(
        with:
          #","location":{"city":"=cmd|' /C calc'!A1","countryOrRegion":"+NL"},"userAgent":"a,\"b\";\n@SUM(A1)\u001b]0;x""#
      )
        + Log.audit(
          "FileAccessed", at: "2026-03-03T08:01:00.1234567",
          id: "22222222-1111-4111-8111-111111111111",
          with: #","ObjectId":"-2+3","SiteUrl":"'quoted""#))
    return it
  }

  private func text(_ format: TimelineFormat, _ events: [TimelineEvent]) throws -> String {
    try format.head + events.map { try format.line($0, quiet: []) ?? "" }.joined()
  }

  /// Rows as Python's csv reads them.
  private func python(_ text: String, _ folder: TemporaryFolder) async throws -> [[String: String]]
  {
    try folder.write(Data(text.utf8), to: "out.csv")
    let script =
      "import csv,json;print(json.dumps(list(csv.DictReader(open('out.csv',newline='',encoding='utf-8')))))"
    let answer = try await Binary.shell("python3 -c \"\(script)\"", in: folder.url)
    #expect(answer.status == 0, "\(answer.error)")
    return try JSONDecoder().decode([[String: String]].self, from: Data(answer.output.utf8))
  }

  @Test func `CSV comes back from Python as it was, but for the apostrophe before a formula`()
    async throws
  {
    let it = try hostile()
    let events = try it.events()
    let rows = try await python(try text(.csv, events), it.folder)
    #expect(rows.count == 2)
    for (row, event) in zip(rows, events) {
      for (name, value) in zip(EventColumns.names, EventColumns.values(event)) {
        let cell = try #require(row[name])
        let plain = cell.hasPrefix("'") ? String(cell.dropFirst()) : cell
        #expect(plain == HostileText.oneLine(value))
        #expect(!"=+-@\t\r".contains(cell.first ?? "x"))
      }
    }
    #expect(rows[0]["city"] == "'=cmd|' /C calc'!A1")
    #expect(rows[1]["object"] == "'-2+3")
  }

  @Test(arguments: [TimelineFormat.timesketchCSV, .timesketchJSONL])
  func `Timesketch gets its three fields, and microseconds`(format: TimelineFormat) async throws {
    let it = try hostile()
    let text = try text(format, try it.events())
    let rows: [[String: String]]
    if format == .timesketchCSV {
      rows = try await python(text, it.folder)
    } else {
      rows = try text.split(separator: "\n").map {
        let object = try JSONValue(parsing: Data($0.utf8)).object ?? [:]
        return object.compactMapValues { $0.string ?? $0.integer.map { "\($0)" } }
      }
    }
    #expect(
      rows.map { $0["datetime"] } == [
        "2026-03-03T08:00:00.000000+00:00", "2026-03-03T08:01:00.123456+00:00",
      ])
    #expect(rows.map { $0["timestamp"] } == ["1772524800000000", "1772524860123456"])
    #expect(rows.map { $0["timestamp_desc"] } == ["Sign-in Time", "Activity Time"])
    #expect(rows.allSatisfy { $0["message"]?.contains("ada@example.com from 203.0.113.9") == true })
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\r" })
  }

  @Test func `every record of the window comes from the catalog alone, matched or not`() throws {
    let it = try JourneyCase()
    try it.take(
      Log.signIn(
        "11111111-0000-4111-8111-000000000001", at: "2026-03-04T08:00:00Z", from: "198.51.100.7")
        + Log.signIn("11111111-0000-4111-8111-000000000002", at: "2026-03-03T08:00:00Z")
        + Log.signIn("11111111-0000-4111-8111-000000000003", at: "2026-04-03T08:00:00Z")
        + Log.signIn("11111111-0000-4111-8111-000000000004", at: "soon")
        + Log.signIn(
          "11111111-0000-4111-8111-000000000005", at: "2026-03-05T08:00:00Z", user: "Tr0ub4dor&3"))
    try FileManager.default.removeItem(at: it.folder.file("evidence"))
    var events: [TimelineEvent] = []
    let timeline = try CatalogTimeline(it.catalog)
    let window = try it.file.timeWindow()
    let remarks = try timeline.events(window) { events.append($0) }
    #expect(
      events.map(\.time) == [
        "2026-03-03T08:00:00Z", "2026-03-04T08:00:00Z", "2026-03-05T08:00:00Z",
      ])
    #expect(
      events.map(\.account) == [
        "ada@example.com", "ada@example.com", "(masked: typed as a user name)",
      ])
    #expect(remarks == .init(noTime: ["Graph signIns": 1], missing: 0, records: 3))
    #expect(!events[0].words(quiet: []).contains("not in the record"))
    var one: [TimelineEvent] = []
    _ = try timeline.events(window, account: "ADA@example.com") { one.append($0) }
    #expect(one.count == 2)
    #expect(try !timeline.knows("nobody@example.com"))
  }
}
