import Case
import Foundation
import GRDB

/// The catalog of a case: SQLite, derived from the vault, rebuildable at any time.
package final class Catalog {
  package let database: DatabaseQueue
  package static let version = "exhibit-catalog/3"

  /// Opens the catalog, creating it when there is none.
  package init(_ url: URL) throws {
    var configuration = Configuration()
    configuration.label = "catalog"
    // The references are for those who read the schema; checking some twenty for each record would cost
    // as much as writing it, and all rows are made here.
    configuration.foreignKeysEnabled = false
    // An import leaves a transaction open from file to file (`Ingest.commit`).
    configuration.allowsUnsafeTransactions = true
    do {
      database = try DatabaseQueue(path: url.path, configuration: configuration)
      chmod(url.path, 0o600)
      try database.writeWithoutTransaction { db in
        // 64 MiB of cache: the indexes over random ids are read and written all over. Large pages, and
        // few checkpoints: an import writes the whole catalog.
        try db.execute(
          sql: """
            PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; \
            PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY
            """)
      }
      try Catalog.prepare(database, path: url.path)
    } catch let error as DatabaseError {
      throw CatalogError.cannotOpen(path: url.path, reason: error.message ?? "\(error.resultCode)")
    }
  }

  private static func prepare(_ database: DatabaseQueue, path: String) throws {
    try database.write { db in
      guard try db.tableExists("meta") else {
        try db.execute(sql: EmbeddedFiles.text("Catalog/SQL/schema.sql"))
        try db.execute(sql: EmbeddedFiles.text("Catalog/SQL/indexes.sql"))
        try db.execute(
          sql: "INSERT INTO meta VALUES ('format', ?)", arguments: [Catalog.version])
        return
      }
      let found = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'format'") ?? ""
      guard found == Catalog.version else {
        throw CatalogError.otherVersion(path: path, found: found, expected: Catalog.version)
      }
    }
  }

  /// The SHA-256 of every file that was read, sorted: what `inputs.evidence` is the hash of.
  package func vaultHashes() throws -> [String] {
    try database.read { db in
      try String.fetchAll(
        db, sql: "SELECT sha256 FROM file WHERE outcome <> 'reading' ORDER BY sha256")
    }
  }

  /// The sizes of the files that were read, in bytes.
  func sizes() throws -> Set<Int> {
    try database.read { db in Set(try Int.fetchAll(db, sql: "SELECT DISTINCT bytes FROM file")) }
  }

  /// The summary of a file that was already read.
  package func summary(ofFile sha256: String) throws -> FileOutcome? {
    let text = try database.read { db in
      try String.fetchOne(
        db, sql: "SELECT summary FROM file WHERE sha256 = ? AND outcome <> 'reading'",
        arguments: [sha256])
    }
    guard let text else { return nil }
    return try JSONDecoder().decode(FileOutcome.self, from: Data(text.utf8))
  }

  /// Runs read-only SQL: the columns, and the rows as text (nil for NULL).
  package func query(
    _ sql: String, _ body: ([String], [String?]) throws -> Void
  ) throws {
    do {
      try database.read { db in
        let statement = try db.makeStatement(sql: sql)
        guard statement.isReadonly, Catalog.reads(sql) else {
          throw CatalogError.notReadOnly(sql: sql)
        }
        let rows = try Row.fetchCursor(statement)
        let columns = statement.columnNames
        var any = false
        while let row = try rows.next() {
          any = true
          try body(columns, row.databaseValues.map(Catalog.text))
        }
        if !any { try body(columns, []) }
      }
    } catch let error as DatabaseError {
      throw CatalogError.sql(reason: error.message ?? "\(error.resultCode)")
    }
  }

  /// Whether the statement is of a kind that reads.
  ///
  /// SQLite calls ATTACH read-only, although it makes the file that it names.
  private static func reads(_ sql: String) -> Bool {
    var rest = Substring(sql)
    while true {
      rest = rest.drop { $0.isWhitespace || $0 == ";" }
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        guard let end = rest.range(of: "*/") else { return false }
        rest = rest[end.upperBound...]
      } else {
        let word = rest.prefix { $0.isLetter }.uppercased()
        return ["SELECT", "WITH", "VALUES", "EXPLAIN", "PRAGMA"].contains(word)
      }
    }
  }

  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .null: nil
    case .int64(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): text
    case .blob(let data): hexadecimal(data)
    }
  }
}

extension Catalog {
  /// Makes the indexes that questions are answered by, where they are not there.
  package func makeIndexes() throws {
    let statements = try EmbeddedFiles.text("Catalog/SQL/indexes.sql")
    let missing = try database.read { try Catalog.missingIndexes($0, statements) }
    guard missing else { return }
    try withSortingOnDisk { db in
      try db.execute(sql: "PRAGMA threads = 2")
      try db.inTransaction {
        try db.execute(sql: statements)
        return .commit
      }
    }
  }

  /// Runs what sorts more than memory should hold: beside the catalog, and not in memory or in /tmp.
  ///
  /// Working tables of earlier computations are gone then.
  package func withSortingOnDisk(_ body: (Database) throws -> Void) throws {
    let folder = URL(fileURLWithPath: database.path).deletingLastPathComponent().path
    try database.writeWithoutTransaction { db in
      try db.execute(
        sql: "PRAGMA temp_store_directory = '\(folder.replacingOccurrences(of: "'", with: "''"))'")
      try db.execute(sql: "PRAGMA temp_store = FILE")
      try body(db)
      try db.execute(sql: "PRAGMA temp_store = MEMORY")
    }
  }

  private static func missingIndexes(_ db: Database, _ statements: String) throws -> Bool {
    let there = try Set(
      String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'index'"))
    let wanted = statements.components(separatedBy: "IF NOT EXISTS ").dropFirst()
    return wanted.contains { !there.contains(String($0.prefix { $0 != " " })) }
  }

  /// Takes them away for an import that is large beside what is there already.
  func dropIndexes(beforeImportOf bytes: Int) throws {
    try database.write { db in
      let known = try Int.fetchOne(db, sql: "SELECT total(bytes) FROM file") ?? 0
      guard bytes > known, bytes > 8 << 20 else { return }
      let names = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
          AND name <> 'record_by_identity'
          """)
      for name in names { try db.execute(sql: "DROP INDEX \(name)") }
    }
  }

  /// Writes everything into the one file and closes it.
  package func close() throws {
    try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try database.close()
  }
}
