import Foundation
import GRDB

/// A file whose reading was interrupted: what is in the catalog of it already.
struct Interrupted {
  let file: Int64
  let outcome: FileOutcome
  let resumption: Pipeline.Resumption
}

extension Catalog {
  /// The paths of files whose reading was interrupted.
  package func interruptedPaths() throws -> [String] {
    try database.read { db in
      try String.fetchAll(
        db, sql: "SELECT f.path FROM reading r JOIN file f ON f.id = r.file ORDER BY f.path")
    }
  }

  func interrupted(path: String) throws -> Interrupted? {
    try database.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT f.id, f.summary, r.upto, r.bytes, r.sha256 FROM reading r JOIN file f ON f.id = r.file \
          WHERE f.path = ?
          """, arguments: [path])
      guard let row else { return nil }
      let summary: String = row[1]
      return Interrupted(
        file: row[0], outcome: try JSONDecoder().decode(FileOutcome.self, from: Data(summary.utf8)),
        resumption: .init(upTo: row[2], mark: StreamMark(bytes: row[3], sha256: row[4])))
    }
  }

  /// Takes out what was read of interrupted files, of one path or of all but some.
  func forgetInterrupted(where path: (String) -> Bool) throws {
    try database.write { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT f.id, f.path FROM reading r JOIN file f ON f.id = r.file")
      for row in rows where path(row[1]) { try Catalog.remove(db, file: row[0]) }
    }
  }

  /// Takes a file out, with all that came from it.
  ///
  /// Only for a file that nothing else rests on: the last that was read.
  static func remove(_ db: Database, file: Int64) throws {
    for table in ["record_address", "directory_entry"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE record IN (SELECT id FROM record WHERE file = ?)",
        arguments: [file])
    }
    for table in ["record", "problem", "copy", "reading"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE file = ?", arguments: [file])
    }
    try db.execute(sql: "DELETE FROM file WHERE id = ?", arguments: [file])
  }
}
