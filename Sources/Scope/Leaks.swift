import Case
import Foundation
import GRDB

/// Which leaks still stand: a later removal in evidence ends one (scope-tables.md).
struct LeakCheck {
  let db: Database
  let operations: OperationTable

  /// When a leak was ended, if evidence shows it.
  func end(of leak: Leak) throws -> Instant? {
    guard let object = leak.object else { return nil }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT r.time, o.text, r.forwarding, r.parameters, r.result_status
        FROM term t JOIN record r ON r.object = t.id JOIN term o ON o.id = r.operation
        WHERE t.kind = 'object' AND lower(t.text) = lower(?) AND r.time > ?
        ORDER BY r.time
        """, arguments: [object, leak.at.microseconds])
    for row in rows where ends(row) { return Instant(microseconds: row[0]) }
    return nil
  }

  private func ends(_ row: Row) -> Bool {
    let operation = (row[1] as String).lowercased()
    let failed = ["failed", "failure", "false"].contains((row[4] as String?)?.lowercased() ?? "")
    let hasForwarding = !((row[2] as String?) ?? "").isEmpty
    let parameters = Set(((row[3] as String?) ?? "").split(separator: "\n").map { $0.lowercased() })
    return !failed
      && operations.ends.contains { end in
        guard end.operations.contains(where: { OperationTable.matches(operation, $0) }) else {
          return false
        }
        guard let condition = end.when else { return true }
        return condition.forwarding != hasForwarding
          ? false
          : (condition.parameters ?? []).contains { parameters.contains($0.lowercased()) }
      }
  }
}
