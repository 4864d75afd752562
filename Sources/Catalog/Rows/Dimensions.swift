import Foundation
import Records

/// What a term is of; its name is the `kind` in the table.
enum TermKind: Int, CaseIterable {
  case source, stream, agent, application, applicationName, resource, device, session, operation
  case reason, mailbox, site, object, folder

  static let names = allCases.map { "\($0)" }
  var name: String { TermKind.names[rawValue] }
}

/// Finds or makes the rows of the dimension tables, remembering them.
final class Dimensions {
  private var terms = TermKind.allCases.map { _ in ByteTable() }
  private let insertTerm: Statement
  private let findTerm: Statement
  private let insertSubject: Statement
  private let findSubject: Statement
  private let insertAddress: Statement
  private let findAddress: Statement

  init(_ connection: OpaquePointer) throws {
    insertTerm = try Statement(connection, "INSERT OR IGNORE INTO term (kind, text) VALUES (?, ?)")
    findTerm = try Statement(connection, "SELECT id FROM term WHERE kind = ? AND text = ?")
    insertSubject = try Statement(
      connection, "INSERT OR IGNORE INTO subject (name, object_id, kind) VALUES (?, ?, ?)")
    findSubject = try Statement(
      connection, "SELECT id FROM subject WHERE name = ? AND object_id = ? AND kind = ?")
    insertAddress = try Statement(
      connection, "INSERT OR IGNORE INTO address (text, bytes) VALUES (?, ?)")
    findAddress = try Statement(connection, "SELECT id FROM address WHERE text = ?")
  }

  /// The term of a text as it stands in the record.
  func term(_ kind: TermKind, _ text: UnsafeRawBufferPointer?) throws -> Int64? {
    guard let text, text.count > 0 else { return nil }
    if let id = terms[kind.rawValue].value(of: text) { return id }
    let id = try makeTerm(kind, String(decoding: text, as: UTF8.self))
    terms[kind.rawValue].insert(text, id)
    return id
  }

  /// The term of what a text is normalised to.
  func term(
    _ kind: TermKind, _ text: UnsafeRawBufferPointer?, _ normalise: (String) -> String
  ) throws -> Int64? {
    guard let text, text.count > 0 else { return nil }
    if let id = terms[kind.rawValue].value(of: text) { return id == 0 ? nil : id }
    let normal = normalise(String(decoding: text, as: UTF8.self))
    let id = normal.isEmpty ? 0 : try makeTerm(kind, normal)
    terms[kind.rawValue].insert(text, id)
    return id == 0 ? nil : id
  }

  func makeTerm(_ kind: TermKind, _ text: String) throws -> Int64 {
    try find(
      insertTerm, findTerm,
      {
        $0.bind(1, copying: kind.name)
        $0.bind(2, copying: text)
      })
  }

  func subject(name: String, objectId: String, kind: String) throws -> Int64 {
    // SQLite's readers stop at a NUL: names that differ after one would be one account.
    let name = name.replacing("\0", with: "\u{2400}")
    let objectId = objectId.replacing("\0", with: "\u{2400}")
    return try find(
      insertSubject, findSubject,
      {
        $0.bind(1, copying: name)
        $0.bind(2, copying: objectId)
        $0.bind(3, copying: kind)
      })
  }

  func address(_ text: String) throws -> Int64 {
    let bytes = Address(text)?.bytes ?? []
    return try bytes.withUnsafeBytes { bytes in
      insertAddress.bind(1, copying: text)
      if bytes.isEmpty {
        insertAddress.bind(2, nil as Int64?)
      } else {
        insertAddress.bind(2, blob: bytes)
      }
      try insertAddress.run()
      findAddress.bind(1, copying: text)
      return try Dimensions.id(findAddress)
    }
  }

  private func find(
    _ insert: Statement, _ find: Statement, _ bind: (Statement) -> Void
  ) throws -> Int64 {
    bind(insert)
    try insert.run()
    bind(find)
    return try Dimensions.id(find)
  }

  private static func id(_ statement: Statement) throws -> Int64 {
    defer { statement.reset() }
    guard try statement.step(), let id = statement.integer(0) else {
      throw CatalogError.sql(reason: "a row that was just made is not there")
    }
    return id
  }
}
