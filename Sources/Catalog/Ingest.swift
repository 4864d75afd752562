import Case
import Evidence
import Foundation
import GRDB
import Records

/// Puts the records of one vault file into the catalog, whole or not at all.
final class Ingest {
  private let catalog: Catalog
  private let reader: RecordReader
  private let dimensions = Dimensions()
  private static let problemsShown = 20

  init(_ catalog: Catalog) throws {
    self.catalog = catalog
    reader = try RecordReader(dialects: .embedded())
  }

  /// Reads a stored file; the outcome is also kept in the catalog.
  func ingest(_ item: Vault.Item, path: String, vault: Vault) throws -> FileOutcome {
    do {
      return try catalog.database.write { db in
        try self.ingest(db, item, path: path, vault: vault)
      }
    } catch {
      dimensions.forget()
      throw error
    }
  }

  private func ingest(
    _ db: Database, _ item: Vault.Item, path: String, vault: Vault
  ) throws -> FileOutcome {
    var outcome = FileOutcome(path: path, outcome: .empty)
    outcome.sha256 = item.sha256
    outcome.vaultFile = item.file
    try db.execute(
      sql: """
        INSERT INTO file (sha256, vault_file, bytes, path, outcome, summary) \
        VALUES (?, ?, ?, ?, '', '')
        """, arguments: [item.sha256, item.file, item.size, path])
    let file = db.lastInsertedRowID
    let writer = RecordWriter(db: db, dimensions: dimensions, file: file, sha256: item.sha256)
    try reader.read({ try vault.open(item) }) { piece in
      switch piece {
      case .record(let record):
        outcome.records[record.type.rawValue, default: 0] += 1
        if record.time == nil, record.type != .user { outcome.noTime += 1 }
        try writer.write(record, &outcome)
      case .notARecordType(let looksLike):
        outcome.notARecordType += 1
        if outcome.looksLike.count < 5, !outcome.looksLike.contains(looksLike) {
          outcome.looksLike.append(looksLike)
        }
      case .unreadable(let offset, let length, let reason):
        try noteProblem(db, file, offset, length, reason, &outcome)
      }
    }
    outcome.settle()
    let summary = String(decoding: try prettyJSON(outcome), as: UTF8.self)
    try db.execute(
      sql: "UPDATE file SET outcome = ?, summary = ? WHERE id = ?",
      arguments: [outcome.outcome.rawValue, summary, file])
    return outcome
  }

  private func noteProblem(
    _ db: Database, _ file: Int64, _ offset: Int, _ length: Int, _ reason: String,
    _ outcome: inout FileOutcome
  ) throws {
    outcome.unreadable += 1
    if outcome.problems.count < Ingest.problemsShown {
      outcome.problems.append(.init(offset: offset, length: length, reason: reason))
    }
    try db.cachedStatement(sql: "INSERT INTO problem VALUES (?, ?, ?, ?)")
      .execute(arguments: [file, offset, length, reason])
  }
}
