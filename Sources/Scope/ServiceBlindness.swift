import Case
import Foundation
import GRDB

/// What services themselves do not show, beside what was never collected.
struct ServiceBlindness {
  /// Mailboxes that were throttled in the window, each with the first record that says so.
  let throttled: [String: Instant]
  /// The highest rung that any activity in the case would prove of whoever did it: where sign-ins are
  /// missing, it may have been the actor (decision 12).
  let contentInEvidence: Rung

  init(_ db: Database, window: TimeWindow, operations: OperationTable) throws {
    let rows = try Row.fetchAll(
      db, sql: EmbeddedFiles.text("Scope/SQL/throttled.sql"),
      arguments: ["from": window.from.microseconds, "to": window.to.microseconds])
    throttled = Dictionary(
      uniqueKeysWithValues: rows.map { ($0[0], Instant(microseconds: $0[1])) })
    let names = try String.fetchAll(db, sql: "SELECT text FROM term WHERE kind = 'operation'")
    contentInEvidence = names.map(operations.highest).max() ?? .none
  }
}
