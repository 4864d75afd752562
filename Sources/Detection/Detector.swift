import Case
import Catalog
import Foundation
import GRDB

/// One key event: a record that a rule names.
package struct KeyEvent: Codable, Sendable, Equatable {
  package var rule: String
  package var title: String
  package var level: String
  package var time: String
  package var account: String
  package var operation: String
  package var address: String?
  package var source: String
  package var record: String
  package var file: String
  package var offset: Int
  package var length: Int
}

/// Finds the records of the window that the rules name; the first rule that holds names a record.
package struct Detector {
  private let rules: [Rule]

  package init(_ rules: [Rule]) { self.rules = rules }

  package func run(_ catalog: Catalog, window: TimeWindow) throws -> [KeyEvent] {
    var events: [String: KeyEvent] = [:]
    try catalog.database.read { db in
      for rule in rules.reversed() {
        for event in try find(rule, db, window) {
          events["\(event.source) \(event.record)"] = event
        }
      }
    }
    return events.values.sorted {
      ($0.time, $0.source, $0.record) < ($1.time, $1.source, $1.record)
    }
  }

  private func find(_ rule: Rule, _ db: Database, _ window: TimeWindow) throws -> [KeyEvent] {
    let names = rule.operations.map { $0.lowercased() }
    let places = Array(repeating: "?", count: names.count).joined(separator: ", ")
    let needs = rule.needs == "forwarding" ? "AND r.forwarding IS NOT NULL" : ""
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT r.time, s.name, o.text, a.text, source.text, r.record_id, f.vault_file, r.offset, r.length
        FROM term o JOIN record r ON r.operation = o.id
        JOIN subject s ON s.id = r.subject JOIN file f ON f.id = r.file
        JOIN term source ON source.id = r.source LEFT JOIN address a ON a.id = r.address
        WHERE o.kind = 'operation' AND lower(o.text) IN (\(places)) AND r.time >= ? AND r.time < ? \(needs)
          AND r.type IN ('signIn', 'unifiedAudit', 'directoryAudit')
        """,
      arguments: StatementArguments(names) + [window.from.microseconds, window.to.microseconds])
    return rows.map { row in
      KeyEvent(
        rule: rule.id, title: rule.title, level: rule.level,
        time: Instant(microseconds: row[0]).text, account: row[1], operation: row[2],
        address: row[3], source: row[4], record: row[5], file: row[6], offset: row[7],
        length: row[8])
    }
  }
}
