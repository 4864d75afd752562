import Case
import Foundation
import GRDB
import Records

/// Details of records on disk, between reading them in the order of the vault and showing them in the
/// order of time: memory stays flat, however many there are.
final class DetailSpill {
  private let database: DatabaseQueue
  private var waiting: [(Int64, Data)] = []

  /// Makes a file that is nobody's: it has no name as soon as it is open.
  init(in folder: URL) throws {
    let url = folder.appendingPathComponent(".timeline.\(getpid()).\(UUID().uuidString)")
    database = try DatabaseQueue(path: url.path)
    defer { unlink(url.path) }
    try database.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; \
          PRAGMA cache_size = -16384;
          CREATE TABLE detail (record INTEGER PRIMARY KEY, json BLOB NOT NULL)
          """)
    }
  }

  func add(_ detail: RecordDetail, of record: Int64) throws {
    waiting.append((record, try JSONEncoder().encode(detail)))
    if waiting.count >= 1000 { try flush() }
  }

  func flush() throws {
    try database.write { db in
      let insert = try db.makeStatement(sql: "INSERT OR REPLACE INTO detail VALUES (?, ?)")
      for (record, json) in waiting { try insert.execute(arguments: [record, json]) }
    }
    waiting = []
  }

  /// Nil when the record was not found in the vault.
  func detail(of record: Int64) throws -> RecordDetail? {
    let json = try database.read { db in
      try Data.fetchOne(db, sql: "SELECT json FROM detail WHERE record = ?", arguments: [record])
    }
    return try json.map { try JSONDecoder().decode(RecordDetail.self, from: $0) }
  }
}
