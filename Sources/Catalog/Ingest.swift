import Case
import Evidence
import Foundation
import GRDB
import Records

/// Puts the records of one file into the catalog, whole or not at all; or, from a file of the vault, up
/// to points at which an interrupted import goes on.
///
/// No record is committed before its vault file is closed, hashed and fsynced (product.md, promise 1).
final class Ingest {
  private let catalog: Catalog
  private let vault: Vault
  private let markEvery: Int
  private let reader: RecordReader
  /// Told how many bytes of the file have been read.
  var progress: (Int) throws -> Void = { _ in }
  /// The bytes of files that were read and are not committed yet; nil outside of a transaction.
  private var uncommitted: Int?
  private var remembering: RecordWriter?
  /// The bytes of the file that was read last.
  private(set) var lastSize = 0

  /// - Parameter markEvery: how far apart the points are at which reading goes on, in bytes.
  init(_ catalog: Catalog, vault: Vault, markEvery: Int = Pipeline.markEvery) throws {
    self.catalog = catalog
    self.markEvery = markEvery
    self.vault = vault
    reader = try RecordReader(dialects: .embedded())
  }

  /// Reads a file of the vault; an interrupted reading of it goes on where it stopped.
  func ingest(_ item: Vault.Item, path: String) throws -> FileOutcome {
    try take(.vault(item), path: path)
  }

  /// Reads a short file of the vault, in one transaction with its neighbours.
  func ingestShort(_ item: Vault.Item, path: String) throws -> FileOutcome {
    try take(.vault(item), path: path, isShort: true)
  }

  /// Stores and reads a stream at once; what is read is committed when it is stored.
  func store(
    _ source: @escaping ChunkSource, path: String, reopen: @escaping () throws -> ChunkSource
  ) throws -> FileOutcome {
    try take(.outside(source, reopen: reopen), path: path)
  }

  /// What remembers who and what was met, from file to file.
  private func writer(_ db: Database, _ connection: OpaquePointer) throws -> RecordWriter {
    if let remembering { return remembering }
    let writer = try RecordWriter(
      connection, identities: try IdentitySet(db), dialects: reader.dialects,
      normaliser: reader.normaliser)
    remembering = writer
    return writer
  }

  private func take(
    _ origin: Pipeline.Origin, path: String, isShort: Bool = false
  ) throws -> FileOutcome {
    var item: Vault.Item?
    if !isShort, case .vault(let stored) = origin {
      try commit()
      item = stored
    }
    let before = try item.flatMap { try catalog.interrupted(sha256: $0.sha256) }
    let pipeline = Pipeline(
      origin, vault: vault, reader: reader, from: before?.upTo ?? 0, markEvery: markEvery)
    do {
      return try catalog.database.writeWithoutTransaction { db in
        try run(pipeline, db, path: path, item: item, before: before)
      }
    } catch {
      pipeline.cancel()
      throw error
    }
  }

  /// Short files share a transaction: each would write the pages of the indexes that it touches, and
  /// those are nearly all of them.
  private func run(
    _ pipeline: Pipeline, _ db: Database, path: String, item: Vault.Item?, before: Interrupted?
  ) throws -> FileOutcome {
    guard let connection = db.sqliteConnection else {
      throw CatalogError.sql(reason: "the catalog is closed")
    }
    if uncommitted == nil { try db.execute(sql: "BEGIN IMMEDIATE") }
    uncommitted = uncommitted ?? 0
    if item == nil { try db.execute(sql: "SAVEPOINT file") }
    do {
      let run = try FileRun(
        db, path: path, item: item, before: before, writer: try writer(db, connection),
        Statement(connection, "INSERT INTO problem VALUES (?, ?, ?, ?)"))
      let outcome = try run.run(pipeline, progress)
      lastSize = run.size
      if outcome.outcome == .duplicateFile {
        try forget(db, isWhole: item != nil)
      } else if item == nil {
        try db.execute(sql: "RELEASE file")
      }
      uncommitted? += run.size
      if item != nil || uncommitted ?? 0 > Pipeline.markEvery { try commit(db) }
      return outcome
    } catch {
      try forget(db, isWhole: item != nil)
      throw error
    }
  }

  /// Takes back what was written of a file, or all that is uncommitted.
  private func forget(_ db: Database, isWhole: Bool) throws {
    // What it remembers may be gone.
    remembering = nil
    if isWhole {
      uncommitted = nil
      try db.execute(sql: "ROLLBACK")
    } else {
      try db.execute(sql: "ROLLBACK TO file; RELEASE file")
    }
  }

  /// Makes what was read last.
  ///
  /// To be called before anybody else asks the catalog, and at the end.
  func commit() throws {
    try catalog.database.writeWithoutTransaction { try commit($0) }
  }

  private func commit(_ db: Database) throws {
    guard uncommitted != nil else { return }
    uncommitted = nil
    try db.execute(sql: "COMMIT")
  }
}

/// One file on its way into the catalog.
private final class FileRun {
  private let db: Database
  private let writer: RecordWriter
  private let file: Int64
  /// Known at once when the file lies in the vault.
  private let item: Vault.Item?
  private var outcome: FileOutcome
  private let noteProblem: Statement
  private(set) var size = 0

  init(
    _ db: Database, path: String, item: Vault.Item?, before: Interrupted?, writer: RecordWriter,
    _ noteProblem: Statement
  ) throws {
    self.db = db
    self.item = item
    self.writer = writer
    self.noteProblem = noteProblem
    if let before {
      file = before.file
      outcome = before.outcome
    } else {
      outcome = FileOutcome(path: path, outcome: .empty)
      try db.execute(
        sql: """
          INSERT INTO file (sha256, vault_file, bytes, path, outcome, summary) \
          VALUES (?, ?, 0, ?, 'reading', '')
          """, arguments: [item?.sha256 ?? "not yet known", item?.file ?? "", path])
      file = db.lastInsertedRowID
    }
    writer.file = file
  }

  func run(_ pipeline: Pipeline, _ progress: (Int) throws -> Void) throws -> FileOutcome {
    while let batch = try pipeline.next() {
      try writer.write(batch, &outcome)
      for (looksLike, count) in batch.foreign { outcome.note(foreign: looksLike, count: count) }
      for problem in batch.unreadable {
        outcome.note(problem)
        try note(problem)
      }
      try progress(batch.upTo)
      if batch.isMark, item != nil { try commit(upTo: batch.upTo) }
    }
    return try end(try pipeline.finish())
  }

  private func note(_ problem: FileOutcome.Problem) throws {
    noteProblem.bind(1, file)
    noteProblem.bind(2, Int64(problem.offset))
    noteProblem.bind(3, Int64(problem.length))
    noteProblem.bind(4, copying: problem.reason)
    try noteProblem.run()
  }

  /// Makes what was read so far last, with the point at which it goes on.
  private func commit(upTo: Int) throws {
    try keepSummary()
    try db.execute(
      sql: "INSERT OR REPLACE INTO reading VALUES (?, ?)", arguments: [file, upTo])
    try db.execute(sql: "COMMIT; BEGIN IMMEDIATE")
  }

  private func keepSummary() throws {
    try db.execute(
      sql: "UPDATE file SET summary = ? WHERE id = ?",
      arguments: [String(decoding: try prettyJSON(outcome), as: UTF8.self), file])
  }

  private func end(_ item: Vault.Item) throws -> FileOutcome {
    size = item.size
    outcome.sha256 = item.sha256
    outcome.vaultFile = item.file
    let twin = try String.fetchOne(
      db, sql: "SELECT summary FROM file WHERE sha256 = ? AND id <> ?",
      arguments: [item.sha256, file])
    if let twin {
      // Nothing of it was committed: only a file of the vault is in parts, and that has no twin.
      let first = try JSONDecoder().decode(FileOutcome.self, from: Data(twin.utf8))
      return .duplicate(of: first, outcome.path, item)
    }
    outcome.settle()
    try db.execute(
      sql: "UPDATE file SET sha256 = ?, vault_file = ?, bytes = ?, outcome = ? WHERE id = ?",
      arguments: [item.sha256, item.file, item.size, outcome.outcome.rawValue, file])
    try keepSummary()
    try citeLowest(item.sha256)
    try db.execute(sql: "DELETE FROM reading WHERE file = ?", arguments: [file])
    return outcome
  }

  /// Of equal copies the lowest (vault hash, offset) is cited.
  ///
  /// So the order of arrival does not show. Within a file the first is the lowest.
  private func citeLowest(_ sha256: String) throws {
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM copy)") ?? false else { return }
    try db.execute(
      sql: """
        UPDATE record SET (file, offset, length) = (
          SELECT c.file, c.offset, c.length FROM copy c WHERE c.record = record.id
          ORDER BY c.offset LIMIT 1)
        WHERE id IN (SELECT record FROM copy)
          AND (SELECT sha256 FROM file WHERE file.id = record.file) > ?
        """, arguments: [sha256])
    try db.execute(sql: "DELETE FROM copy")
  }
}

extension FileOutcome {
  /// The same bytes came before.
  static func duplicate(of twin: FileOutcome, _ path: String, _ item: Vault.Item) -> FileOutcome {
    let whole =
      twin.unreadable == 0 ? "" : ", of which \(twin.unreadable) stretches could not be read"
    var again = FileOutcome(
      path: path, outcome: .duplicateFile, reason: "the same bytes came as \(twin.path)\(whole)")
    again.unreadable = twin.unreadable
    again.sha256 = item.sha256
    again.vaultFile = item.file
    return again
  }
}
