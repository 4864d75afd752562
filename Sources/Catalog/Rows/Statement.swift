import Foundation
import GRDB
import GRDBSQLite

/// A prepared statement with its values bound as they lie in memory, for the rows that are many.
final class Statement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer

  /// - Parameter connection: of a database that outlives the statement.
  init(_ connection: OpaquePointer, _ sql: String) throws {
    var statement: OpaquePointer?
    guard
      sqlite3_prepare_v3(
        connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
      let statement
    else { throw Statement.error(connection) }
    self.statement = statement
    self.connection = connection
  }

  deinit { sqlite3_finalize(statement) }

  static func error(_ connection: OpaquePointer) -> CatalogError {
    .sql(reason: String(cString: sqlite3_errmsg(connection)))
  }

  /// The bytes must stay where they are until the statement was run.
  func bind(_ index: Int32, _ text: UnsafeRawBufferPointer?) {
    guard let text, let base = text.baseAddress else {
      sqlite3_bind_null(statement, index)
      return
    }
    sqlite3_bind_text(
      statement, index, base.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
  }

  func bind(_ index: Int32, copying text: String?) {
    guard var text else {
      sqlite3_bind_null(statement, index)
      return
    }
    text.withUTF8 {
      _ = sqlite3_bind_text(
        statement, index, UnsafeRawPointer($0.baseAddress)?.assumingMemoryBound(to: CChar.self),
        Int32($0.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  func bind(_ index: Int32, blob: UnsafeRawBufferPointer) {
    sqlite3_bind_blob(statement, index, blob.baseAddress, Int32(blob.count), nil)
  }

  func bind(_ index: Int32, _ number: Int64?) {
    if let number {
      sqlite3_bind_int64(statement, index, number)
    } else {
      sqlite3_bind_null(statement, index)
    }
  }

  /// Runs it for its effect.
  func run() throws {
    let status = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard status == SQLITE_DONE || status == SQLITE_ROW else { throw Statement.error(connection) }
  }

  /// The next row is there, or there is none more; then it can be bound again.
  func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(statement)
      return false
    default:
      sqlite3_reset(statement)
      throw Statement.error(connection)
    }
  }

  func reset() { sqlite3_reset(statement) }

  func integer(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_NULL
      ? nil : sqlite3_column_int64(statement, column)
  }

  func text(_ column: Int32) -> String? {
    guard let text = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
  }
}
